from django.urls import path

from matching import views

app_name = "matching"

trial = [
    path("match/", views.trial, name="trial"),
    path("match/count/", views.count, name="count"),
    path("match/why-not/", views.trial_why_not, name="trial_why_not"),
]

requests = [
    path("requests/<int:pk>/", views.request_page, name="request"),
    path("requests/<int:pk>/why-not/", views.request_why_not, name="why_not"),
]

urlpatterns = trial + requests
