from django.urls import path

from opendata.views import statistics

app_name = "opendata"

figures = [
    path("statistics/", statistics.statistics, name="statistics"),
    path("statistics/<slug:part>/", statistics.statistics, name="statistics_part"),
]

urlpatterns = figures
