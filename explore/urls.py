from django.urls import path

from explore.views import compare, explore, map, saved, search, sheet, supply

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

keeping = [
    path("my/saved/", saved.favourites, name="favourites"),
    path("my/saved/add/", saved.favourite_add, name="favourite_add"),
    path("my/saved/<int:pk>/remove/", saved.favourite_remove, name="favourite_remove"),
    path("my/searches/", saved.searches, name="searches"),
    path("my/searches/new/", saved.search_new, name="search_new"),
    path("my/searches/<int:pk>/edit/", saved.search_edit, name="search_edit"),
    path("my/searches/<int:pk>/delete/", saved.search_delete, name="search_delete"),
    path("my/searches/<int:pk>/feed/", saved.feed_open, name="feed_open"),
    path("my/searches/<int:pk>/feed/close/", saved.feed_close, name="feed_close"),
    path("my/alerts/", saved.alerts, name="alerts"),
    path("my/alerts/read/", saved.alerts_read, name="alerts_read"),
    path("alerts/<str:key>.atom", saved.alert_feed, name="alert_feed"),
    path("alerts/stop/<str:token>/", saved.stop_mail, name="stop_mail"),
]

urlpatterns = finding + searching + suppliers + comparing + printing + keeping
