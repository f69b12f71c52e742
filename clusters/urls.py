from django.urls import path, re_path

from clusters.views import (
    boundary,
    desk,
    evidence,
    files,
    freshness,
    holidays,
    importing,
    occupancy,
    public,
    review,
    versions,
)

app_name = "clusters"

visitor = [
    path("clusters/", public.cluster_list, name="list"),
    path("clusters/points.geojson", public.cluster_points, name="points"),
    path("clusters/occupancy/", occupancy.occupancy, name="occupancy"),
    path("clusters/<slug:slug>/point.geojson", public.cluster_point, name="point"),
    path("clusters/<slug:slug>/boundary.geojson", boundary.cluster_geojson, name="geojson"),
    path("clusters/<slug:slug>/corners.csv", boundary.cluster_corners, name="corners"),
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
    path("clusters/<slug:slug>/codes/<path:code>/", versions.plot_by_code, name="plot_by_code"),
    path("files/<int:pk>/", files.file, name="file"),
    re_path(r"^files/(?P<pk>\d+)/(?P<size>small|large)/$", files.thumbnail, name="thumbnail"),
    path("freshness/<str:token>/", freshness.by_link, name="freshness_link"),
    path("programme/", public.programme, name="programme"),
]

investor = [
    path("my/freshness/", freshness.mine, name="freshness"),
    path("my/clusters/", desk.my_clusters, name="my_clusters"),
    path("my/clusters/<slug:slug>/", desk.my_plots, name="my_plots"),
    path("my/clusters/<slug:slug>/plots/new/", desk.plot_new, name="plot_new"),
    path("my/plots/<int:pk>/edit/", desk.plot_edit, name="plot_edit"),
    path("my/plots/<int:pk>/files/", files.plot_files, name="plot_files"),
    path("my/clusters/<slug:slug>/files/", files.cluster_files, name="cluster_files"),
    path("files/<int:pk>/edit/", files.file_edit, name="file_edit"),
    path("files/<int:pk>/remove/", files.file_remove, name="file_remove"),
    path("files/<int:pk>/keep/", files.file_keep, name="file_keep"),
    path("files/<int:pk>/earlier/", files.file_earlier, name="file_earlier"),
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
    path(
        "my/clusters/<slug:slug>/boundary/",
        boundary.my_cluster_boundary,
        name="my_cluster_boundary",
    ),
    path(
        "my/clusters/<slug:slug>/boundary/clear/",
        boundary.my_cluster_clear_boundary,
        name="my_cluster_clear_boundary",
    ),
    path("my/clusters/<slug:slug>/contact/", desk.cluster_contact, name="cluster_contact"),
    path("my/clusters/<slug:slug>/facts/", versions.cluster_facts, name="cluster_facts"),
    path("my/clusters/<slug:slug>/utilities/", evidence.stated_list, name="stated_list"),
    path(
        "my/clusters/<slug:slug>/utilities/<slug:name>/", evidence.stated_edit, name="stated_edit"
    ),
    path("my/versions/<int:pk>/", versions.my_version, name="my_version"),
    path("my/versions/<int:pk>/answer/", versions.version_answer, name="version_answer"),
    path("my/versions/<int:pk>/withdraw/", versions.version_withdraw, name="version_withdraw"),
    path("versions/<int:pk>/boundary.geojson", versions.version_geojson, name="version_geojson"),
    path("my/plots/<int:pk>/submit/", desk.plot_submit, name="plot_submit"),
    path("my/plots/<int:pk>/withdraw/", desk.plot_withdraw, name="plot_withdraw"),
    path("my/plots/<int:pk>/hold/", desk.plot_hold, name="plot_hold"),
    path("my/plots/<int:pk>/lease/", desk.plot_lease, name="plot_lease"),
    path("my/plots/<int:pk>/release/", desk.plot_release, name="plot_release"),
]

officer = [
    path("review/plots/<int:pk>/files/", files.review_plot_files, name="review_plot_files"),
    path(
        "review/clusters/<slug:slug>/files/",
        files.review_cluster_files,
        name="review_cluster_files",
    ),
    path("review/files/<int:pk>/open/", files.file_open, name="file_open"),
    path("review/files/<int:pk>/close/", files.file_close, name="file_close"),
    path("review/", review.review_queue, name="review_queue"),
    path("review/approve/", review.approve_simple, name="approve_simple"),
    path("review/holidays/", holidays.holidays, name="holidays"),
    path("review/holidays/<int:pk>/remove/", holidays.holiday_remove, name="holiday_remove"),
    path("review/versions/<int:pk>/", review.review_version, name="review_version"),
    path("review/versions/<int:pk>/approve/", review.version_approve, name="version_approve"),
    path("review/versions/<int:pk>/return/", review.version_return, name="version_return"),
    path("review/versions/<int:pk>/look/", review.version_look, name="version_look"),
    path("review/plots/<int:pk>/", review.review_plot, name="review_plot"),
    path("review/plots/<int:pk>/suspend/", review.plot_suspend, name="plot_suspend"),
    path("review/plots/<int:pk>/resume/", review.plot_resume, name="plot_resume"),
    path("review/freshness/", freshness.league, name="freshness_league"),
    path("review/freshness/ours/", freshness.ours, name="freshness_ours"),
    path("review/investors/<int:pk>/promises/", evidence.promises, name="promises"),
    path("review/promises/<int:pk>/kept/", evidence.promise_kept, name="promise_kept"),
    path("review/clusters/<slug:slug>/documents/", evidence.step_add, name="steps"),
    path("review/documents/<int:pk>/remove/", evidence.step_remove, name="step_remove"),
    path(
        "review/clusters/<slug:slug>/utilities/<slug:kind>/",
        evidence.utility_edit,
        name="utility_edit",
    ),
    path(
        "review/clusters/<slug:slug>/components/<slug:kind>/",
        evidence.component_edit,
        name="component_edit",
    ),
    path("review/clusters/<slug:slug>/areas/", evidence.areas_edit, name="areas_edit"),
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

spreadsheets = [
    path("my/clusters/import/", importing.all_plots, name="import_all_plots"),
    path(
        "my/clusters/import/template.xlsx",
        importing.all_plots_template,
        name="import_all_plots_template",
    ),
    path("my/clusters/<slug:slug>/import/", importing.plots, name="import_plots"),
    path(
        "my/clusters/<slug:slug>/import/template.xlsx",
        importing.plots_template,
        name="import_plots_template",
    ),
    path("review/clusters/import/", importing.clusters, name="import_clusters"),
    path(
        "review/clusters/import/template.xlsx",
        importing.clusters_template,
        name="import_clusters_template",
    ),
    path("imports/<int:pk>/", importing.batch, name="import"),
    path("imports/<int:pk>/apply/", importing.batch_apply, name="import_apply"),
    path("imports/<int:pk>/discard/", importing.batch_discard, name="import_discard"),
    path("imports/<int:pk>/undo/", importing.batch_undo, name="import_undo"),
]

# "import" comes before the names of clusters
urlpatterns = spreadsheets + visitor + investor + officer
