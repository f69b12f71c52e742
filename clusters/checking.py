"""What the portal finds by itself in a proposal, for a page of the queue or for one version.

Whatever many proposals, the rows they are compared with come in four queries (``Around``).
"""

from collections import defaultdict
from collections.abc import Iterable
from copy import copy
from datetime import date
from statistics import median
from typing import Any

from django.db.models import prefetch_related_objects

from clusters import material
from clusters.boundaries import Finding, Neighbour, Surroundings, Survey
from clusters.boundaries.findings import warning
from clusters.models import Cluster, ListingVersion, Plot, Readiness, VersionKind

FAR_FROM_MEDIAN = 3


class Around:
    """The plots beside those of ``versions``, what is stated of their clusters, and what the city's
    published plots cost."""

    def __init__(self, versions: Iterable[ListingVersion]) -> None:
        self.plots: dict[int, list[dict[str, Any]]] = defaultdict(list)
        rows = Plot.objects.filter(cluster__in={version.of_cluster.pk for version in versions})
        for row in rows.order_by("code").values(
            "pk", "code", "cluster_id", "area_m2", "boundary_corners", "boundary_epsg"
        ):
            self.plots[row["cluster_id"]].append(row)
        prices: dict[tuple[str, str], list[int]] = defaultdict(list)
        published = Plot.objects.filter(status="published", price_vnd_m2__isnull=False)
        for kind, basis, price in published.values_list("kind", "price_basis", "price_vnd_m2"):
            prices[kind, basis].append(price)
        clusters = [version.cluster for version in versions if version.cluster]
        prefetch_related_objects(clusters, *material.STATED)
        self.medians = {key: median(found) for key, found in prices.items()}

    def beside(self, plot: Plot) -> list[dict[str, Any]]:
        return [row for row in self.plots[plot.cluster_id] if row["pk"] != plot.pk]


def proposed(version: ListingVersion) -> Plot | Cluster:
    """The plot or cluster as it would be; never saved."""
    thing = copy(version.subject)
    for name, value in version.values.items():
        if name == "boundary":
            survey = Survey.of_corners(value["corners"], value["epsg"]) if value else None
            thing.boundary_corners = survey.pairs if survey else None
            thing.boundary_epsg = survey.epsg if survey else None
            thing.boundary = survey.ring if survey else None
        elif name not in material.DERIVED:
            setattr(thing, name, material.python(thing, name, value))
    return thing


def findings(version: ListingVersion, around: Around, today: date) -> list[Finding]:
    """Worst first. A proposal that only touches other fields is not blamed for the rest."""
    thing = proposed(version)
    touched = set(version.values)
    found = list(_moved(version))
    if isinstance(thing, Cluster):
        return [*found, *_of_cluster(thing, touched)]
    if touched & {"area_m2", "boundary"}:
        found += _shape(thing, around)
    if touched & {"price_vnd_m2", "price_basis", "kind"}:
        found += _price(thing, around)
    found += _days(thing, touched, today)
    return sorted(found, key=lambda finding: not finding.is_error)


def _moved(version: ListingVersion) -> Iterable[Finding]:
    """The approved value is no longer the one that the proposal was made against."""
    if version.kind == VersionKind.NEW or not version.is_live:
        return
    for name in sorted(set(version.before) - {"papers", *material.TRADES}):
        if material.stored(version.subject, name) != version.before[name]:
            yield warning("changed_since", field=str(material.label(version.subject, name)))


def _shape(plot: Plot, around: Around) -> Iterable[Finding]:
    cluster = plot.cluster
    whole = cluster.total_area_m2
    if whole is not None and plot.area_m2 > whole:
        yield warning("larger_than_cluster", whole_m2=float(whole))
    others = around.beside(plot)
    twins = [
        row["code"]
        for row in others
        if row["area_m2"] == plot.area_m2
        or (plot.boundary_corners and row["boundary_corners"] == plot.boundary_corners)
    ]
    if twins:
        yield warning("twin", plots=", ".join(twins[:5]))
    land_ha = cluster.industrial_land_ha
    position = None if cluster.lat is None or cluster.lon is None else (cluster.lon, cluster.lat)
    survey = plot.survey(
        Surroundings(
            declared_m2=float(plot.area_m2),
            position=position,
            boundary=_grid(cluster.boundary_corners, cluster.boundary_epsg),
            neighbours=tuple(
                Neighbour(
                    row["code"],
                    float(row["area_m2"]),
                    _grid(row["boundary_corners"], row["boundary_epsg"]),
                )
                for row in others
            ),
            industrial_land_m2=None if land_ha is None else float(land_ha) * 10_000,
        )
    )
    yield from survey.findings if survey else ()


def _grid(corners: Any, epsg: int | None) -> list[tuple[float, float]] | None:
    return None if epsg is None else Survey.of_corners(corners, epsg).grid


def _price(plot: Plot, around: Around) -> Iterable[Finding]:
    usual = around.medians.get((plot.kind, plot.price_basis))
    if plot.price_vnd_m2 and usual and plot.price_vnd_m2 > FAR_FROM_MEDIAN * usual:
        yield warning("price_far", price_vnd_m2=plot.price_vnd_m2, median_vnd_m2=round(usual))


def _days(plot: Plot, touched: set[str], today: date) -> Iterable[Finding]:
    cluster = plot.cluster
    master = cluster.master_lease_end
    if "lease_end" in touched and plot.lease_end and master and plot.lease_end > master:
        yield warning("beyond_master", master=f"{master:%d/%m/%Y}")
    unfinished = cluster.readiness is not None and cluster.readiness < Readiness.ACCEPTED
    if "ready_on" in touched and plot.ready_on and plot.ready_on < today and unfinished:
        yield warning("ready_past", tier=cluster.readiness)


def _of_cluster(cluster: Cluster, touched: set[str]) -> Iterable[Finding]:
    land, whole = cluster.industrial_land_ha, cluster.total_area_ha
    if touched & {"industrial_land_ha", "total_area_ha"} and land and whole and land > whole:
        yield warning("land_above_whole")
    taken = (cluster.leased_ha or 0) + (cluster.certificate_ha or 0)
    if touched & {"leased_ha", "certificate_ha", "industrial_land_ha"} and land and taken > land:
        yield warning("taken_above_land")
