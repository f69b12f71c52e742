"""What the portal finds by itself in a proposal, for a page of the queue or for one version.

Whatever many proposals, the rows they are compared with come in five queries (``Around``).
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
from clusters.models import (
    Cluster,
    ClusterTrade,
    ListingVersion,
    Plot,
    Readiness,
    TradeRole,
    VersionKind,
)

FAR_FROM_MEDIAN = 3
MOST_DENSITY_PCT = 70  # QCVN 01:2021/BXD as domain.md §8.2 remembers it: to be verified
MOST_FLOOR_AREA = 5  # times the plot; the portal's own
LEAST_STOREY_M = 3


class Around:
    """The plots beside those of ``versions``, what is stated of their clusters, and what the city's
    published plots cost."""

    def __init__(self, versions: Iterable[ListingVersion]) -> None:
        self.plots: dict[int, list[dict[str, Any]]] = defaultdict(list)
        ids = {version.of_cluster.pk for version in versions}
        rows = Plot.objects.filter(cluster__in=ids)
        for row in rows.order_by("code").values(
            "pk",
            "code",
            "cluster_id",
            "area_m2",
            "lease_end",
            "boundary_corners",
            "boundary_epsg",
        ):
            self.plots[row["cluster_id"]].append(row)
        self.trades: dict[int, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
        trades = ClusterTrade.objects.filter(cluster__in=ids)
        for cluster, role, code in trades.values_list("cluster", "role", "industry__code"):
            self.trades[cluster][role].add(code)
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
        found += _of_cluster(thing, touched, around)
        return sorted(found, key=lambda finding: not finding.is_error)
    if touched & {"area_m2", "boundary"}:
        found += _shape(thing, around)
    if touched & {"price_vnd_m2", "price_basis", "kind"}:
        found += _price(thing, around)
    found += _days(thing, touched, today)
    if touched & {"density_max_pct", "floors_max", "height_max_m"}:
        found += _building(thing)
    if version.values.get("permitted"):
        found += _trades(thing, version.values["permitted"], around)
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
    survey = plot.survey(
        Surroundings(
            declared_m2=float(plot.area_m2),
            position=_position(cluster),
            boundary=_grid(cluster.boundary_corners, cluster.boundary_epsg),
            neighbours=_neighbours(others),
            industrial_land_m2=None if land_ha is None else float(land_ha) * 10_000,
        )
    )
    yield from survey.findings if survey else ()


def _position(cluster: Cluster) -> tuple[float, float] | None:
    return None if cluster.lat is None or cluster.lon is None else (cluster.lon, cluster.lat)


def _neighbours(rows: Iterable[dict[str, Any]]) -> tuple[Neighbour, ...]:
    return tuple(
        Neighbour(
            row["code"],
            float(row["area_m2"]),
            _grid(row["boundary_corners"], row["boundary_epsg"]),
        )
        for row in rows
    )


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


def _building(plot: Plot) -> Iterable[Finding]:
    density, floors, height = plot.density_max_pct, plot.floors_max, plot.height_max_m
    if density and density > MOST_DENSITY_PCT:
        yield warning("density_high", density_pct=float(density), most_pct=MOST_DENSITY_PCT)
    if density and floors and (times := float(density) / 100 * floors) > MOST_FLOOR_AREA:
        yield warning("floor_area_high", density_pct=float(density), floors=floors, times=times)
    if floors and height and height / floors < LEAST_STOREY_M:
        yield warning("storeys_low", floors=floors, height_m=float(height), least_m=LEAST_STOREY_M)


def _trades(plot: Plot, codes: list[str], around: Around) -> Iterable[Finding]:
    listed = around.trades[plot.cluster_id]
    permitted, refused = listed[TradeRole.PERMITTED], listed[TradeRole.REFUSED]
    beyond = [code for code in codes if not _takes(code, permitted, refused)]
    if beyond:
        yield warning("beyond_cluster_trades", trades=", ".join(beyond))


def _takes(code: str, permitted: set[str], refused: set[str]) -> bool:
    """The longest listed code above ``code`` decides, as in matching; an unknown list permits."""
    for length in range(len(code), 0, -1):
        if code[:length] in refused:
            return False
        if code[:length] in permitted:
            return True
    return not permitted


def _of_cluster(cluster: Cluster, touched: set[str], around: Around) -> Iterable[Finding]:
    plots = around.plots[cluster.pk]
    if "boundary" in touched:
        whole_m2 = cluster.total_area_m2
        survey = cluster.survey(
            Surroundings(
                declared_m2=None if whole_m2 is None else float(whole_m2),
                position=_position(cluster),
                neighbours=_neighbours(plots),
                is_cluster=True,
            )
        )
        yield from survey.findings if survey else ()
    end = cluster.master_lease_end
    if "master_lease_end" in touched and end:
        longer = [row["code"] for row in plots if row["lease_end"] and row["lease_end"] > end]
        if longer:
            yield warning("plots_beyond_master", plots=", ".join(longer[:5]))
    sum_m2 = sum(float(row["area_m2"]) for row in plots)
    land_m2 = float(cluster.industrial_land_ha or 0) * 10_000
    if "industrial_land_ha" in touched and land_m2 and sum_m2 > land_m2:
        yield warning("plots_above_land", sum_m2=sum_m2, land_m2=land_m2)
    land, whole = cluster.industrial_land_ha, cluster.total_area_ha
    if touched & {"industrial_land_ha", "total_area_ha"} and land and whole and land > whole:
        yield warning("land_above_whole")
    taken = (cluster.leased_ha or 0) + (cluster.certificate_ha or 0)
    if touched & {"leased_ha", "certificate_ha", "industrial_land_ha"} and land and taken > land:
        yield warning("taken_above_land")
