"""The addresses of ``clusters`` together with the two pages that know both sides of the portal.

Those live here, above ``matching``; their names and addresses are the clusters' own.
"""

from django.urls import path

from clusters import urls
from explore.views import pages

app_name = urls.app_name

both_sides = [
    path("clusters/<slug:slug>/", pages.cluster, name="cluster"),
    path("clusters/<slug:slug>/plots/<int:pk>/", pages.plot, name="plot"),
]

urlpatterns = urls.urlpatterns + both_sides
