from django.urls import path

from explore.views import compare, explore, map, search, sheet, supply

app_name = "explore"

finding = [
    path("explore/", explore.explore, name="explore"),
    path("explore/map.json", map.features, name="map"),
    path("explore/demand.json", map.demand, name="demand"),
    path("explore/suggestions/", explore.suggestions, name="suggestions"),
]

searching = [path("search/", search.search, name="search")]
suppliers = [path("supply/", supply.supply, name="supply")]
comparing = [
    path("compare/", compare.compare, name="compare"),
    path("compare/add/", compare.compare_add, name="compare_add"),
    path("compare/remove/", compare.compare_remove, name="compare_remove"),
]
printing = [
    path("clusters/<slug:slug>/sheet/", sheet.cluster_sheet, name="cluster_sheet"),
    path("clusters/<slug:slug>/sheet.pdf", sheet.cluster_pdf, name="cluster_pdf"),
    path("clusters/<slug:slug>/plots/<int:pk>/sheet/", sheet.plot_sheet, name="plot_sheet"),
    path("clusters/<slug:slug>/plots/<int:pk>/sheet.pdf", sheet.plot_pdf, name="plot_pdf"),
]

urlpatterns = finding + searching + suppliers + comparing + printing
