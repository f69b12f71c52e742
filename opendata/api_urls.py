"""The API has one address in every language, so it stands outside the language prefixes."""

from django.urls import path

from opendata.views import changes, geo, pushing, reading, schema

app_name = "api"

read = [
    path("clusters/", reading.Clusters.as_view(), name="clusters"),
    path("clusters.csv", reading.ClustersCsv.as_view(), name="clusters_csv"),
    path("clusters.geojson", geo.ClustersGeojson.as_view(), name="clusters_geojson"),
    path("clusters/<slug:slug>/", reading.Cluster.as_view(), name="cluster"),
    path("plots/", reading.Plots.as_view(), name="plots"),
    path("plots.csv", reading.PlotsCsv.as_view(), name="plots_csv"),
    path("plots.geojson", geo.PlotsGeojson.as_view(), name="plots_geojson"),
    path("plots/<int:pk>/", reading.Plot.as_view(), name="plot"),
    path("enterprises/", reading.Enterprises.as_view(), name="enterprises"),
    path("key-products/", reading.KeyProducts.as_view(), name="key_products"),
    path("places/", reading.Places.as_view(), name="places"),
    path("industries/", reading.Industries.as_view(), name="industries"),
    path("facts/", reading.Facts.as_view(), name="facts"),
    path("programme/", reading.Programme.as_view(), name="programme"),
    path("changes/", changes.Changes.as_view(), name="changes"),
]

push = [
    path("my/plots/", pushing.MyPlots.as_view(), name="my_plots"),
    path("my/plots/<slug:slug>/<path:code>/", pushing.MyPlot.as_view(), name="my_plot"),
]

urlpatterns = [
    *read,
    *push,
    path("openapi.json", schema.Schema.as_view(), name="schema"),
    path("", schema.Nothing.as_view(), name="root"),
    path("<path:rest>", schema.Nothing.as_view(), name="nothing"),
]
