"""What the map of explore draws: by viewport, by zoom, under the same filters as the list."""

from hashlib import sha256
from typing import Any

import numpy as np
from django.contrib.auth.decorators import login_not_required
from django.db.models import Count, F, Sum
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, JsonResponse
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import condition, require_safe

from accounts.decorators import officer_only
from enterprises.models import LandRequest
from explore.columns import Columns, snapshot
from explore.filters import Asked
from explore.finding import Floats, Ints, Mask, mean_by
from explore.results import Results
from explore.viewport import CELL_PX, FAR, NEAR, Viewport, cells, steps, thinned

MOST = 2000  # features in one answer
SECONDS = 15  # that a browser may keep an answer without asking
FIRMS = 5  # of fewer nothing is said
OCCUPANCY_EDGES = (0.25, 0.5, 0.75)
COST_EDGES = (150_000.0, 250_000.0, 350_000.0)
EVERYWHERE = "-180,-90,180,90"


def _stamp(request: HttpRequest) -> str:
    key = repr((snapshot().stamp, get_language(), request.META["QUERY_STRING"]))
    return f'"{sha256(key.encode()).hexdigest()[:24]}"'


@require_safe
@login_not_required
@condition(etag_func=_stamp)
def features(request: HttpRequest) -> HttpResponse:
    """``?bbox=west,south,east,north&zoom=`` and the filters: groups of clusters from afar, then
    clusters, then outlines of plots; at most ``MOST`` of them. No query of its own."""
    try:
        seen = Viewport.read(
            request.GET.get("bbox") or EVERYWHERE, request.GET.get("zoom") or str(FAR)
        )
    except ValueError:
        return HttpResponseBadRequest(
            _("The part of the map in this address cannot be read."), content_type="text/plain"
        )
    columns = snapshot()
    results = Results(Asked.read(request.GET), columns)
    answer = JsonResponse(_drawn(columns, results, seen))
    patch_cache_control(answer, max_age=SECONDS)
    return answer


def _drawn(columns: Columns, results: Results, seen: Viewport) -> dict[str, Any]:
    plots = results.found.filters.plots()
    if seen.zoom >= NEAR:
        at = np.flatnonzero(plots & _touching(columns, seen))
        if len(at) <= MOST:
            return _collection("plots", _outlines(columns, at, seen))
    inside = seen.inside(columns.clusters.lat, columns.clusters.lon)
    there = np.flatnonzero(_clusters(results, plots) & inside)
    if seen.zoom < FAR or len(there) > MOST:
        return _collection("groups", _groups(columns, plots, there, seen))
    return _collection("clusters", _points(columns, plots, there))


def _collection(level: str, features: list[dict[str, Any]]) -> dict[str, Any]:
    return {"type": "FeatureCollection", "level": level, "features": features}


def _clusters(results: Results, plots: Mask) -> Mask:
    of = results.found.filters
    return of.clusters_found() if results.asked.as_clusters else of.homes(plots)


def _touching(columns: Columns, seen: Viewport) -> Mask:
    """Plots whose outline reaches into the viewport; without one, whose cluster stands in it."""
    west, south, east, north = columns.plots.boxes.T
    drawn = (west <= seen.east) & (east >= seen.west)
    drawn &= (south <= seen.north) & (north >= seen.south)
    loose = np.isnan(west) & seen.inside(columns.plots.lat, columns.plots.lon)
    return drawn | loose


def _feature(geometry: dict[str, Any], **properties: Any) -> dict[str, Any]:
    return {"type": "Feature", "geometry": geometry, "properties": properties}


def _point(lat: float, lon: float) -> dict[str, Any]:
    return {"type": "Point", "coordinates": [round(float(lon), 6), round(float(lat), 6)]}


def _figures(tier: Floats, occupancy: Floats, cost: Floats) -> list[dict[str, Any]]:
    """Of each feature, by layer: the figure, and the step of the legend that it is on."""
    layers = {
        "readiness": (tier, np.where(np.isnan(tier), -1, np.nan_to_num(np.rint(tier)))),
        "occupancy": (np.rint(occupancy * 100), steps(occupancy, OCCUPANCY_EDGES)),
        "cost": (np.where(np.isfinite(cost), np.rint(cost), np.nan), steps(cost, COST_EDGES)),
    }
    return [
        {
            name: [None if np.isnan(figures[i]) else round(float(figures[i]), 1), int(step[i])]
            for name, (figures, step) in layers.items()
        }
        for i in range(len(tier))
    ]


def _per_cluster(columns: Columns, plots: Mask) -> tuple[Ints, Floats]:
    """Of each cluster: how many plots were found, and their mean cost."""
    home, n = columns.plots.home[plots], len(columns.clusters)
    return np.bincount(home, minlength=n), mean_by(home, n, columns.plots.cost[plots])


def _names(columns: Columns) -> list[str]:
    clusters = columns.clusters
    if get_language() != "en":
        return clusters.names
    return [en or vi for en, vi in zip(clusters.names_en, clusters.names, strict=True)]


def _points(columns: Columns, plots: Mask, there: Ints) -> list[dict[str, Any]]:
    clusters, names = columns.clusters, _names(columns)
    count, cost = _per_cluster(columns, plots)
    figures = _figures(clusters.readiness[there], clusters.occupancy[there], cost[there])
    return [
        _feature(
            _point(clusters.lat[i], clusters.lon[i]),
            id=f"cluster-{clusters.pk[i]}",
            name=names[i],
            plots=int(count[i]),
            url=reverse("clusters:cluster", args=[clusters.slugs[i]]),
            **figure,
        )
        for i, figure in zip(there.tolist(), figures, strict=True)
    ]


def _groups(columns: Columns, plots: Mask, there: Ints, seen: Viewport) -> list[dict[str, Any]]:
    """One marker for what lies in one cell of the grid, in its middle, so that no two stand on each
    other; a cluster alone in its cell is itself."""
    clusters = columns.clusters
    lat, lon = clusters.lat[there], clusters.lon[there]
    size = CELL_PX * seen.degrees_a_pixel
    cell, n = cells(lat, lon, size)
    members = np.bincount(cell, minlength=n)
    alone = members[cell] == 1
    drawn = _points(columns, plots, there[alone])
    count, cost = _per_cluster(columns, plots)
    total = np.bincount(cell, weights=count[there], minlength=n)
    figures = _figures(
        mean_by(cell, n, clusters.readiness[there]),
        mean_by(cell, n, clusters.occupancy[there]),
        mean_by(cell, n, cost[there]),
    )
    middle_lat, middle_lon = (
        mean_by(cell, n, (np.floor(at / size) + 0.5) * size) for at in (lat, lon)
    )
    return drawn + [
        _feature(
            _point(middle_lat[c], middle_lon[c]),
            ids=[f"cluster-{clusters.pk[i]}" for i in there[cell == c].tolist()][:50],
            clusters=int(members[c]),
            plots=int(total[c]),
            **figures[c],
        )
        for c in np.flatnonzero(members > 1).tolist()
    ]


def _outlines(columns: Columns, at: Ints, seen: Viewport) -> list[dict[str, Any]]:
    plots, clusters, names = columns.plots, columns.clusters, _names(columns)
    home = plots.home[at]
    figures = _figures(clusters.readiness[home], clusters.occupancy[home], plots.cost[at])
    features = []
    for i, figure in zip(at.tolist(), figures, strict=True):
        pk, cluster = int(plots.pk[i]), int(plots.home[i])
        ring = plots.rings.get(pk)
        geometry = (
            _point(plots.lat[i], plots.lon[i])
            if ring is None
            else {"type": "Polygon", "coordinates": [thinned(ring, seen.degrees_a_pixel / 2)]}
        )
        features.append(
            _feature(
                geometry,
                id=f"plot-{pk}",
                cluster=f"cluster-{clusters.pk[cluster]}",
                name=f"{plots.codes[i].upper()} · {names[cluster]}",
                area=round(float(plots.area_m2[i]), 1),
                url=reverse("clusters:plot", args=[clusters.slugs[cluster], pk]),
                **figure,
            )
        )
    return features


@require_safe
@officer_only
def demand(request: HttpRequest) -> HttpResponse:
    """Hectares that open requests ask for, by the commune that they would like: officers see where
    land is missing, never who looks for it. One query."""
    places = (
        LandRequest.objects.open()
        .filter(place__lat__isnull=False)
        .values(name=F("place__full_name"), lat=F("place__lat"), lon=F("place__lon"))
        .annotate(firms=Count("organisation", distinct=True), m2=Sum("area_ideal_m2"))
        .filter(firms__gte=FIRMS)
        .order_by("name")
    )
    features = [
        _feature(
            _point(row["lat"], row["lon"]),
            name=row["name"],
            firms=row["firms"],
            ha=round(float(row["m2"]) / 10_000, 1),
        )
        for row in places[:MOST]
    ]
    answer = JsonResponse(_collection("demand", features))
    patch_cache_control(answer, private=True, no_store=True)
    return answer
