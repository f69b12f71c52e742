"""What search engines are told: every public page once in each language, and what not to follow.

Written as it is sent, row by row, so 50,000 plots take no more memory than one. What is invented
for demonstration is not told.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from xml.sax.saxutils import escape

from django.conf import settings
from django.db.models import F, Max, Q
from django.db.models.functions import Coalesce, Greatest
from django.urls import reverse
from django.utils.translation import override

from clusters.models import Cluster, Plot
from enterprises.models import Enterprise
from opendata import told

RANGE = 5_000  # plots of one file, by id: 10,000 addresses, of the 50,000 that are allowed
CHUNK = 500
LANGUAGES = tuple(code for code, _name in settings.LANGUAGES)
# Public pages without rows of their own.
PAGES = (
    "home", "explore:explore", "clusters:programme", "clusters:occupancy",
    "enterprises:key_products", "enterprises:enterprises", "matching:trial", "reference:about",
    "opendata:documentation", "opendata:statistics", "explore:supply",
)  # fmt: skip
HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
SPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
Moved = datetime | None
_NOT_DEMO = Q(organisation__isnull=True) | Q(organisation__is_demo=False)


def index() -> Iterator[str]:
    """One query: how far the ids of plots go."""
    last = Plot.objects.aggregate(last=Max("pk"))["last"] or 0
    parts = [("pages", 0), ("clusters", 0), ("enterprises", 0)]
    parts += [("plots", number) for number in range(-(-last // RANGE))]
    yield f'{HEAD}<sitemapindex xmlns="{SPACE}">\n'
    for part, number in parts:
        address = settings.SITE_URL + reverse("sitemap_part", args=[part, number])
        yield f"<sitemap><loc>{escape(address)}</loc></sitemap>\n"
    yield "</sitemapindex>\n"


def part(name: str, number: int) -> Iterator[str]:
    yield f'{HEAD}<urlset xmlns="{SPACE}" xmlns:xhtml="http://www.w3.org/1999/xhtml">\n'
    for view, arguments, moved in _rows(name, number):
        yield from _entries(view, arguments, moved)
    yield "</urlset>\n"


def _rows(name: str, number: int) -> Iterator[tuple[str, list[Any], Moved]]:
    if name == "pages":
        yield from ((view, [], None) for view in PAGES)
    elif name == "clusters":
        rows = Cluster.objects.annotate(moved=told.updated_at(told.CLUSTER)).order_by("pk")
        for slug, moved in rows.values_list("slug", "moved").iterator(chunk_size=CHUNK):
            yield "clusters:cluster", [slug], moved
    elif name == "enterprises":
        rows = Enterprise.objects.public().filter(_NOT_DEMO).order_by("pk")
        for slug in rows.values_list("slug", flat=True).iterator(chunk_size=CHUNK):
            yield "enterprises:enterprise", [slug], None
    else:
        last = Coalesce(told.updated_at(told.PLOT), F("published_at"))
        first = number * RANGE
        plots = Plot.objects.public().filter(pk__gt=first, pk__lte=first + RANGE, is_demo=False)
        rows = plots.annotate(moved=Greatest(last, F("published_at"))).order_by("pk")
        shown = rows.values_list("cluster__slug", "pk", "moved")
        for slug, pk, moved in shown.iterator(chunk_size=CHUNK):
            yield "clusters:plot", [slug, pk], moved


def _entries(view: str, arguments: list[Any], moved: Moved) -> Iterator[str]:
    """The page in each language; each names all of them, itself included."""
    addresses = {}
    for language in LANGUAGES:
        with override(language):
            addresses[language] = escape(settings.SITE_URL + reverse(view, args=arguments))
    others = "".join(
        f'<xhtml:link rel="alternate" hreflang="{language}" href="{address}"/>'
        for language, address in [*addresses.items(), ("x-default", addresses["vi"])]
    )
    when = f"<lastmod>{moved.isoformat(timespec='seconds')}</lastmod>" if moved else ""
    for address in addresses.values():
        yield f"<url><loc>{address}</loc>{when}{others}</url>\n"


# A page has one address without parameters; combinations of filters are endless and tell nothing
# new. What only people who are signed in see is no use to anybody else.
NOT_FOLLOWED = (
    "/*?", "/api/", "/desk/", "/my/", "/review/", "/requests/", "/organisations/",
    "/accounts/", "/freshness/", "/files/", "/compare/", "/match/count/",
    "/match/why-not/", "/match/plots/",
)  # fmt: skip


def robots() -> str:
    prefixes = ("", "/en")
    lines = ["User-agent: *"]
    for path in NOT_FOLLOWED:
        for prefix in prefixes if path not in ("/*?", "/api/") else ("",):
            lines.append(f"Disallow: {prefix}{path}")
    lines += ["Allow: /*?page=", f"Sitemap: {settings.SITE_URL}{reverse('sitemap')}", ""]
    return "\n".join(lines)
