from django.urls import path

from opendata.views import pages, statistics, tokens

app_name = "opendata"

figures = [
    path("statistics/", statistics.statistics, name="statistics"),
    path("statistics/<slug:part>/", statistics.statistics, name="statistics_part"),
]

data = [
    path("open-data/", pages.documentation, name="documentation"),
    path("embed/map/", pages.embedded_map, name="embedded_map"),
]

keys = [
    path("organisations/<int:pk>/tokens/", tokens.tokens, name="tokens"),
    path(
        "organisations/<int:pk>/tokens/<int:token_pk>/revoke/", tokens.revoke, name="token_revoke"
    ),
]

urlpatterns = [*figures, *data, *keys]
