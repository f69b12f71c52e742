"""Finding land: map and list side by side, the whole state in the address."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from clusters import exports
from clusters.models import Cluster, Plot
from enterprises.models import LandRequest
from explore.columns import Columns, snapshot
from explore.filters import SORTS, Asked
from explore.results import Results
from portal.common.exporting import download
from portal.common.htmx import render_page
from portal.common.vietnamese import fold
from reference.models import Industry, Place

PER_PAGE = 20
SUGGESTED = 12
MOST_CARDS = 4000  # kept at a time
MOST_REQUESTS = 20  # of the reader's own that the list can be sorted by

Fit = tuple[float, bool] | None


@require_safe
@login_not_required
def explore(request: HttpRequest) -> HttpResponseBase:
    asked, columns = Asked.read(request.GET), snapshot()
    requests = _own_requests(request)
    chosen = next((row for row in requests if asked.sort == f"fit:{row.pk}"), None)
    results = Results(asked, columns, chosen)
    if file := _file(request, results):
        return file
    page = Paginator(results.rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "asked": asked,
        "page": page,
        "cards": _cards(results, page),
        "facets": {facet.name: facet for facet in results.facets()},
        "chips": results.chips(),
        "relaxed": [] if len(results.rows) else results.relaxed(),
        "sorts": _sorts(asked, requests, results),
        "discount_rate": columns.market.offers.discount_rate,
        "is_officer": request.user.is_authenticated and request.user.is_officer,
    }
    return render_page(request, "explore/explore.html", "explore/_swap.html", context)


def _own_requests(request: HttpRequest) -> list[LandRequest]:
    """The reader's open requests; nobody else's can be sorted by."""
    if not request.user.is_authenticated:
        return []
    rows = LandRequest.objects.owned_by(request.user).open().select_related("industry", "place")
    return list(rows.order_by("-pk").distinct()[:MOST_REQUESTS])


def _sorts(
    asked: Asked, requests: Sequence[LandRequest], results: Results
) -> list[tuple[str, Any]]:
    fits = [(f"fit:{row.pk}", row) for row in requests]
    own = SORTS[asked.show].items()
    return [*fits, *((k, v) for k, v in own if k != "distance" or results.centre)]


def _cards(results: Results, page: Page) -> list[SafeString]:
    """The cards of one page. One query asks which rows are still there; a card is rendered once
    for as long as the columns stand, and the rest is read only for those that were not yet."""
    clusters, plots, km = results.columns.clusters, results.columns.plots, results.km
    hour = int(timezone.now().timestamp() // 3600)  # how many days ago something was said
    of_clusters = results.asked.as_clusters
    at = [int(i) for i in page.object_list]
    ids = [clusters.pk[i] for i in at] if of_clusters else plots.pk[at].tolist()
    there = Cluster.objects.all() if of_clusters else Plot.objects.public()
    still = set(there.filter(pk__in=ids).values_list("pk", flat=True))
    keys = {}
    for pk, i in zip(ids, at, strict=True):
        if pk in still:
            away = None if km is None else _known(km[i if of_clusters else plots.home[i]])
            keys[pk] = (get_language(), of_clusters, pk, hour, away, _score(results, i))
    kept = results.columns.cards
    missing = [pk for pk, key in keys.items() if key not in kept]
    if len(kept) > MOST_CARDS:
        kept.clear()
        missing = list(keys)
    if missing:
        place = dict(zip(ids, at, strict=True))
        for pk, row in _rows(of_clusters, missing).items():
            *_rest, km, fit = keys[pk]
            kept[keys[pk]] = _card(results.columns, row, place[pk], {"km": km, "fit": fit})
    return [kept[key] for key in keys.values() if key in kept]


def _rows(of_clusters: bool, ids: list[int]) -> dict[int, Any]:
    if of_clusters:
        return Cluster.objects.for_cards().with_demo_areas().in_bulk(ids)
    return Plot.objects.public().for_cards().order_by().in_bulk(ids)


def _card(columns: Columns, row: Any, at: int, card: dict[str, Any]) -> SafeString:
    """A plot or a cluster that stands ``at`` this place of the columns."""
    if isinstance(row, Cluster):
        card |= {"cluster": row, "has_invented_plots": bool(columns.invented[at])}
        return render_to_string("explore/_cluster_card.html", card)
    card |= {"plot": row, "cluster": row.cluster, "cost": _known(columns.plots.cost[at])}
    return render_to_string("explore/_plot_card.html", card)


def _known(value: float) -> float | None:
    return None if np.isnan(value) else float(value)


def _score(results: Results, i: int) -> Fit:
    """(score, whether every condition is known to hold); ``None``: it is out, or none asks."""
    if results.fit is None or np.isnan(results.fit[i]):
        return None
    score = float(results.fit[i])
    return (score - 1, True) if score > 1 else (score, False)


def _file(request: HttpRequest, results: Results) -> HttpResponseBase | None:
    """All rows that were found, in their order, read by the chunk."""
    columns, at = results.columns, results.rows.tolist()
    if results.asked.as_clusters:
        rows, head, name = Cluster.objects.for_cards(), exports.CLUSTERS, "cum-cong-nghiep"
        ids = [columns.clusters.pk[i] for i in at]
    else:
        rows, head, name = Plot.objects.public().for_cards(), exports.PUBLIC_PLOTS, "lo-dat"
        ids = columns.plots.pk[at].tolist()

    def read(chunk: Sequence[int]) -> list[Any]:
        found = rows.order_by().in_bulk(chunk)
        return [found[pk] for pk in chunk if pk in found]

    return download(request, ids, head, name, made=read)


@require_safe
@login_not_required
def suggestions(request: HttpRequest) -> HttpResponse:
    """A few trades or communes that what is being typed may mean. One query."""
    field = "place" if "place" in request.GET else "trade"
    text = request.GET.get(field) or request.GET.get("tenants", "")
    words = (fold(text[:60].replace("\x00", "").strip())) or ""
    found: list[str] = []
    if words and field == "place":
        rows = Place.objects.named(words).order_by("era", "name_sort")[:SUGGESTED]
        found = list(dict.fromkeys(place.name for place in rows))
    elif words:
        found = [str(row) for row in Industry.objects.named(words)[:SUGGESTED]]
    return render(request, "explore/_options.html", {"found": found})
