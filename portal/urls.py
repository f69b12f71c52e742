"""Includes only. Vietnamese has the plain addresses, English stands under /en/."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path, re_path

from opendata.views import crawlers, pages
from portal import home

urlpatterns = [
    path("healthz", home.healthz, name="healthz"),
    path("robots.txt", crawlers.robots, name="robots"),
    path("sitemap.xml", crawlers.sitemap, name="sitemap"),
    re_path(
        r"^sitemap-(?P<part>pages|clusters|enterprises|plots)-(?P<number>\d{1,5})\.xml$",
        crawlers.sitemap_part,
        name="sitemap_part",
    ),
    path("data/catalog.jsonld", pages.dcat, name="catalogue"),
    path("api/v1/", include("opendata.api_urls")),
    *i18n_patterns(
        path("", home.front, name="home"),
        path("gallery/", home.gallery, name="gallery"),
        path("theme/", home.theme, name="theme"),
        path("", include("reference.urls")),
        path("", include("accounts.urls")),
        path("", include("explore.cluster_urls")),
        path("", include("enterprises.urls")),
        path("", include("matching.urls")),
        path("", include("explore.urls")),
        path("", include("opendata.urls")),
        path("accounts/", include("allauth.account.urls")),
        prefix_default_language=False,
    ),
]
