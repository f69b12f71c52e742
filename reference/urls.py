from django.urls import path

from reference import views

app_name = "reference"
urlpatterns = [path("about-the-data/", views.about, name="about")]
