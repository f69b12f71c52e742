from django.urls import path

from explore.views import search

app_name = "explore"

searching = [path("search/", search.search, name="search")]

urlpatterns = searching
