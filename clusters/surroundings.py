"""Rows to numbers: what the boundary of a plot or a cluster is compared with. One query each."""

from collections.abc import Iterable
from heapq import nsmallest
from typing import Any

from django.db.models import QuerySet

from clusters.boundaries import Neighbour, Surroundings, Survey
from clusters.models import Cluster, Plot


def of_plot(plot: Plot) -> Surroundings:
    cluster = plot.cluster
    land_ha = cluster.industrial_land_ha
    return Surroundings(
        declared_m2=float(plot.area_m2),
        position=_position(cluster),
        boundary=_grid(cluster.boundary_corners, cluster.boundary_epsg),
        neighbours=tuple(_neighbours(Plot.objects.filter(cluster=cluster).exclude(pk=plot.pk))),
        industrial_land_m2=None if land_ha is None else float(land_ha) * 10_000,
    )


def of_cluster(cluster: Cluster) -> Surroundings:
    area_m2 = cluster.total_area_m2
    return Surroundings(
        declared_m2=None if area_m2 is None else float(area_m2),
        position=_position(cluster),
        neighbours=tuple(_neighbours(Plot.objects.filter(cluster=cluster))),
        is_cluster=True,
    )


def stored_survey(thing: Plot | Cluster) -> Survey | None:
    """The stored boundary with today's findings; ``None``: there is none, and no query."""
    if not thing.has_boundary:
        return None
    return thing.survey(of_plot(thing) if isinstance(thing, Plot) else of_cluster(thing))


MOST_AROUND = 150  # plots on the map of a version


def nearest(thing: Plot | Cluster, place: tuple[float, float]) -> list[Plot]:
    """The drawn plots of the cluster, ``thing`` apart, that lie nearest to (lon, lat)."""
    cluster = thing.cluster if isinstance(thing, Plot) else thing
    plots = Plot.objects.filter(cluster=cluster).with_boundary()
    if isinstance(thing, Plot):
        plots = plots.exclude(pk=thing.pk)

    def off(plot: Plot) -> float:
        lon, lat = plot.boundary[0]
        return float((lon - place[0]) ** 2 + (lat - place[1]) ** 2)

    rows = plots.order_by("code").only("code", "cluster", "boundary", "is_demo")
    found = nsmallest(MOST_AROUND, rows, key=off)
    for plot in found:
        plot.cluster = cluster
    return found


def _position(cluster: Cluster) -> tuple[float, float] | None:
    return None if cluster.lat is None or cluster.lon is None else (cluster.lon, cluster.lat)


def _neighbours(plots: QuerySet[Plot]) -> Iterable[Neighbour]:
    rows = plots.order_by("code").values_list(
        "code", "area_m2", "boundary_corners", "boundary_epsg"
    )
    for code, area_m2, corners, epsg in rows:
        yield Neighbour(code, float(area_m2), _grid(corners, epsg))


def _grid(corners: Any, epsg: int | None) -> list[tuple[float, float]] | None:
    return None if epsg is None else Survey.of_corners(corners, epsg).grid
