from django.urls import path

from explore.views import search, supply

app_name = "explore"

searching = [path("search/", search.search, name="search")]
suppliers = [path("supply/", supply.supply, name="supply")]

urlpatterns = searching + suppliers
