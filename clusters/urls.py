from django.urls import path

from clusters.views import boundary, desk, public

app_name = "clusters"

visitor = [
    path("clusters/", public.cluster_list, name="list"),
    path("clusters/points.geojson", public.cluster_points, name="points"),
    path("clusters/<slug:slug>/", public.cluster, name="cluster"),
    path("clusters/<slug:slug>/point.geojson", public.cluster_point, name="point"),
    path("clusters/<slug:slug>/boundary.geojson", boundary.cluster_geojson, name="geojson"),
    path("clusters/<slug:slug>/corners.csv", boundary.cluster_corners, name="corners"),
    path("clusters/<slug:slug>/plots/<int:pk>/", public.plot, name="plot"),
    path(
        "clusters/<slug:slug>/plots/<int:pk>/boundary.geojson",
        boundary.plot_geojson,
        name="plot_geojson",
    ),
    path(
        "clusters/<slug:slug>/plots/<int:pk>/corners.csv",
        boundary.plot_corners,
        name="plot_corners",
    ),
    path("programme/", public.programme, name="programme"),
]

investor = [
    path("my/clusters/", desk.my_clusters, name="my_clusters"),
    path("my/clusters/<slug:slug>/", desk.my_plots, name="my_plots"),
    path("my/clusters/<slug:slug>/plots/new/", desk.plot_new, name="plot_new"),
    path("my/plots/<int:pk>/edit/", desk.plot_edit, name="plot_edit"),
    path("my/plots/<int:pk>/papers/", desk.plot_papers, name="plot_papers"),
    path("my/plots/<int:pk>/boundary/", boundary.plot_boundary, name="plot_boundary"),
    path(
        "my/plots/<int:pk>/boundary/clear/",
        boundary.plot_clear_boundary,
        name="plot_clear_boundary",
    ),
    path(
        "my/plots/<int:pk>/neighbours/declare/",
        boundary.plot_declare_adjacent,
        name="plot_declare_adjacent",
    ),
    path(
        "my/plots/<int:pk>/neighbours/<int:other>/undo/",
        boundary.plot_undo_adjacent,
        name="plot_undo_adjacent",
    ),
    path("papers/<int:pk>/", desk.paper, name="paper"),
    path("papers/<int:pk>/remove/", desk.paper_remove, name="paper_remove"),
    path("my/plots/<int:pk>/submit/", desk.plot_submit, name="plot_submit"),
    path("my/plots/<int:pk>/withdraw/", desk.plot_withdraw, name="plot_withdraw"),
    path("my/plots/<int:pk>/hold/", desk.plot_hold, name="plot_hold"),
    path("my/plots/<int:pk>/lease/", desk.plot_lease, name="plot_lease"),
    path("my/plots/<int:pk>/release/", desk.plot_release, name="plot_release"),
]

officer = [
    path("review/", desk.review_queue, name="review_queue"),
    path("review/plots/<int:pk>/", desk.review_plot, name="review_plot"),
    path("review/plots/<int:pk>/publish/", desk.plot_publish, name="plot_publish"),
    path("review/plots/<int:pk>/return/", desk.plot_return, name="plot_return"),
    path("review/clusters/<slug:slug>/investor/", desk.cluster_investor, name="cluster_investor"),
    path(
        "review/clusters/<slug:slug>/boundary/", boundary.cluster_boundary, name="cluster_boundary"
    ),
    path(
        "review/clusters/<slug:slug>/boundary/clear/",
        boundary.cluster_clear_boundary,
        name="cluster_clear_boundary",
    ),
]

urlpatterns = visitor + investor + officer
