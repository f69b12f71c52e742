from django.urls import path

from explore.views import compare, search, supply

app_name = "explore"

searching = [path("search/", search.search, name="search")]
suppliers = [path("supply/", supply.supply, name="supply")]
comparing = [
    path("compare/", compare.compare, name="compare"),
    path("compare/add/", compare.compare_add, name="compare_add"),
    path("compare/remove/", compare.compare_remove, name="compare_remove"),
]

urlpatterns = searching + suppliers + comparing
