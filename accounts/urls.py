from django.urls import path

from accounts import views

app_name = "accounts"

organisation = [
    path("organisations/", views.organisations, name="organisations"),
    path("organisations/new/", views.organisation_new, name="organisation_new"),
    path("organisations/<int:pk>/", views.organisation, name="organisation"),
    path("organisations/<int:pk>/edit/", views.organisation_edit, name="organisation_edit"),
]

review = [
    path("review/organisations/", views.review_list, name="review_list"),
    path("review/organisations/<int:pk>/", views.review, name="review"),
    path("review/organisations/<int:pk>/verify/", views.verify, name="verify"),
    path("review/organisations/<int:pk>/refuse/", views.refuse, name="refuse"),
]

urlpatterns = [path("desk/", views.desk, name="desk"), *organisation, *review]
