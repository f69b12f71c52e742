from django.urls import path

from accounts import audit_views, views

app_name = "accounts"

organisation = [
    path("organisations/", views.organisations, name="organisations"),
    path("organisations/new/", views.organisation_new, name="organisation_new"),
    path("organisations/<int:pk>/", views.organisation, name="organisation"),
    path("organisations/<int:pk>/edit/", views.organisation_edit, name="organisation_edit"),
]

review = [
    path("review/audit/", audit_views.audit, name="audit"),
    path("review/audit/changes.csv", audit_views.audit_csv, name="audit_csv"),
    path(
        "review/audit/<str:object_type>/<str:object_id>/",
        audit_views.audit_object,
        name="audit_object",
    ),
    path("review/organisations/", views.review_list, name="review_list"),
    path("review/organisations/<int:pk>/", views.review, name="review"),
    path("review/organisations/<int:pk>/verify/", views.verify, name="verify"),
    path("review/organisations/<int:pk>/refuse/", views.refuse, name="refuse"),
]

urlpatterns = [path("desk/", views.desk, name="desk"), *organisation, *review]
