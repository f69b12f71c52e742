"""Rows to columns: the only bridge between the models and ``scoring``."""

from collections.abc import Callable, Hashable, Iterable
from dataclasses import fields, replace
from datetime import date
from threading import Lock
from typing import Any, Generic, TypeVar

from django.conf import settings
from django.db import connections
from django.db.models import Count, Max, QuerySet, Sum
from django.utils import timezone

from clusters.ledger import expected_dates
from clusters.models import Cluster, Plot, PlotAdjacency, TradeRole
from enterprises.models import LandRequest
from matching.scoring import Demand, Demands, Offer, Offers, combine, with_any

DAYS_A_YEAR = 365.25
FEW = 10  # changed plots that are put into the columns one by one


def offer_of(plot: Plot, today: date) -> Offer:
    """One plot as scoring reads it; its trades and the cluster's come prefetched
    (``for_matching``). Its own list, which is shorter, stands in for the cluster's."""
    cluster = plot.cluster
    trades = [(t.role, t.industry.code, t.firms) for t in cluster.trade_rows]  # type: ignore[attr-defined]
    own = tuple(trade.industry.code for trade in plot.own_trades)  # type: ignore[attr-defined]
    return Offer(
        key=plot.pk,
        code=plot.reference,
        cluster=cluster.slug,
        kind=plot.kind,
        area_m2=float(plot.area_m2),
        price_vnd_m2=plot.price_vnd_m2,
        price_basis=plot.price_basis,
        fee_vnd_m2_year=plot.fee_vnd_m2_year,
        term_years=years_left(lease_ends_on(plot), today),
        ready_on=plot.ready_on,
        lat=cluster.lat,
        lon=cluster.lon,
        permitted=own or tuple(code for role, code, _ in trades if role == TradeRole.PERMITTED),
        refused=tuple(code for role, code, _ in trades if role == TradeRole.REFUSED),
        wastewater_kinds=tuple(cluster.wastewater_kinds or ()),
        power_kva=_float(cluster.power_kva),
        water_m3_day=_float(cluster.water_m3_day),
        wastewater_m3_day=_float(cluster.wastewater_m3_day),
        road_km=_float(cluster.road_km),
        airport_km=_float(cluster.airport_km),
        port_km=_float(cluster.port_km),
        readiness=cluster.readiness,
        neighbours=tuple(
            code for role, code, firms in trades if role == TradeRole.TENANT for _ in range(firms)
        ),
        status="published" if plot.market == "open" else plot.market,
    )


def lease_ends_on(plot: Plot) -> date | None:
    """The earlier of the plot's own end and the cluster's master lease."""
    return min(
        (end for end in (plot.lease_end, plot.cluster.master_lease_end) if end), default=None
    )


def years_left(ends_on: date | None, today: date) -> float | None:
    return None if ends_on is None else round(max(0, (ends_on - today).days) / DAYS_A_YEAR, 2)


_PASSING = ("members", "expected_on")


def facts_of(plot: Plot, today: date) -> dict[str, Any]:
    """``offer_of`` as JSON; the end of the lease instead of the years left, which pass. What is
    expected passes, too, and is left out."""
    offer = offer_of(plot, today)
    facts = {f.name: getattr(offer, f.name) for f in fields(offer) if f.name not in _PASSING}
    ends_on = lease_ends_on(plot)
    return {
        **facts,
        "ready_on": offer.ready_on and offer.ready_on.isoformat(),
        "term_years": ends_on and ends_on.isoformat(),
    }


def offer_from(facts: dict[str, Any], today: date) -> Offer:
    """The plot of ``facts_of`` as it would be read today."""
    ready_on, ends_on = facts["ready_on"], facts["term_years"]
    return Offer(
        **{
            **facts,
            "ready_on": date.fromisoformat(ready_on) if ready_on else None,
            "term_years": years_left(date.fromisoformat(ends_on) if ends_on else None, today),
        }
    )


def demand_of(land_request: LandRequest) -> Demand:
    """A land request, stored or not, as scoring reads it. Raises ``DemandError``."""
    place = land_request.place
    return Demand(
        key=land_request.pk,
        industry=land_request.industry.code,
        kinds=tuple(land_request.kinds or ()),
        area_min_m2=float(land_request.area_min_m2),
        area_ideal_m2=float(land_request.area_ideal_m2),
        area_max_m2=float(land_request.area_max_m2),
        max_cost_vnd_m2_year=land_request.max_cost_vnd_m2_year,
        need_by=land_request.need_by,
        lease_years=_float(land_request.lease_years),
        power_kva=_float(land_request.power_kva),
        water_m3_day=_float(land_request.water_m3_day),
        wastewater_m3_day=_float(land_request.wastewater_m3_day),
        wastewater_kind=land_request.wastewater_kind or None,
        lat=place.lat if place else None,
        lon=place.lon if place else None,
        max_distance_km=land_request.max_distance_km,
        weights=land_request.weights or {},
        count_expected_dates=land_request.count_expected_dates,
    )


class Market:
    """Every published plot and every combination of adjacent ones, as columns.

    ``versions`` maps a plot's id to (plot version, cluster version). Built from the market before
    it: only plots whose versions have moved are read again, and what is expected of all of them.
    """

    def __init__(self, stamp: tuple[Any, ...], before: "Market | None") -> None:
        today = stamp[0]
        known = before.rows if before and before.stamp[0] == today else {}
        published = Plot.objects.public()
        self.stamp: tuple[Any, ...] = stamp
        self.versions: dict[int, tuple[int, int]] = {
            pk: (version, cluster_version)
            for pk, version, cluster_version in published.values_list(
                "pk", "version", "cluster__version"
            )
        }
        self.rows: dict[int, Offer] = {
            pk: known[pk]
            for pk, versions in self.versions.items()
            if pk in known and before and before.versions[pk] == versions
        }
        moved = [pk for pk in self.versions if pk not in self.rows]
        for plot in _in_chunks(Plot.objects.for_matching(), moved):
            self.rows[plot.pk] = offer_of(plot, today)
        expected = expected_dates(published, today)
        late = [pk for pk, row in self.rows.items() if row.expected_on != expected.get(pk)]
        for pk in late:
            self.rows[pk] = replace(self.rows[pk], expected_on=expected.get(pk))
        moved = sorted({*moved, *late})
        self.offers = (before and self._put_into(before, moved)) or self._packed()

    def _packed(self) -> Offers:
        singles = list(self.rows.values())
        adjacent = PlotAdjacency.objects.values_list("first_id", "second_id")
        return Offers.of(singles + combine(singles, adjacent), settings.MATCH_DISCOUNT_RATE)

    def _put_into(self, before: "Market", moved: list[int]) -> Offers | None:
        """The columns of ``before`` with the moved plots put in, some ten times faster than packed
        anew; ``None`` where more differs than a few plots' own facts."""
        same_cluster = all(before.versions.get(pk, ())[1:] == self.versions[pk][1:] for pk in moved)
        if len(moved) > FEW or not same_cluster or before.rows.keys() != self.rows.keys():
            return None
        clusters = {self.rows[pk].cluster for pk in moved}
        near = [row for row in self.rows.values() if row.cluster in clusters]
        pairs = PlotAdjacency.objects.filter(first__cluster__slug__in=clusters)
        now = offers_with(set(moved), near, pairs.values_list("first_id", "second_id"))
        then = with_any(set(moved), before.offers.rows)
        if {row.key: row.code for row in now.rows} != {row.key: row.code for row in then}:
            return None
        offers = before.offers
        for row in now.rows:
            offers = offers.replaced(row)
        return offers


class OpenRequests:
    """Every open request as columns, with its version; ``at`` is where a request's id stands."""

    def __init__(self, stamp: tuple[Any, ...], before: "OpenRequests | None") -> None:
        known = before.rows if before else {}
        open_now = LandRequest.objects.open()
        self.stamp = stamp
        self.versions = dict(open_now.order_by("pk").values_list("pk", "version"))
        self.rows: dict[int, Demand] = {}
        if before:
            same = (pk for pk in self.versions if before.versions.get(pk) == self.versions[pk])
            self.rows = {pk: known[pk] for pk in same}
        moved = [pk for pk in self.versions if pk not in self.rows]
        for row in _in_chunks(open_now.select_related("industry", "place"), moved):
            self.rows[row.pk] = demand_of(row)
        self.rows = {pk: self.rows[pk] for pk in self.versions if pk in self.rows}
        self.demands = Demands(tuple(self.rows.values()))
        self.at = {pk: place for place, pk in enumerate(self.rows)}


def offers_with(
    plot_ids: set[int], singles: Iterable[Offer], pairs: Iterable[tuple[int, int]]
) -> Offers:
    """The offers, single and combined, that one of ``plot_ids`` is part of."""
    rows = list(singles)
    every = rows + combine(rows, pairs)
    return Offers.of(with_any(plot_ids, every), settings.MATCH_DISCOUNT_RATE)


def offers_of_cluster(cluster_id: int) -> Offers:
    """What one cluster offers now, adjacent plots together, too. Two queries, and the stamps."""
    singles, pairs = _in_cluster(cluster_id)
    return Offers.of(singles + combine(singles, pairs), settings.MATCH_DISCOUNT_RATE)


def offers_of_plot(plot: Plot) -> Offers:
    """A plot alone and together with its neighbours."""
    return offers_with({plot.pk}, *_in_cluster(plot.cluster_id))


def _in_cluster(cluster_id: int) -> tuple[list[Offer], list[tuple[int, int]]]:
    rows = snapshot().rows
    published = Plot.objects.public().filter(cluster=cluster_id).order_by("code")
    adjacent = PlotAdjacency.objects.filter(first__cluster=cluster_id)
    return (
        [rows[pk] for pk in published.values_list("pk", flat=True) if pk in rows],
        list(adjacent.values_list("first_id", "second_id")),
    )


Columns = TypeVar("Columns", Market, OpenRequests)


class _Kept(Generic[Columns]):
    """The last columns of each database, read by every thread of the process."""

    def __init__(self, make: Callable[[tuple[Any, ...], Columns | None], Columns]) -> None:
        self.make: Callable[[tuple[Any, ...], Columns | None], Columns] = make
        self.kept: dict[str, Columns] = {}
        self.lock = Lock()

    def at(self, stamp: tuple[Any, ...]) -> Columns:
        database = str(connections["default"].settings_dict["NAME"])
        kept = self.kept.get(database)
        if kept is None or kept.stamp != stamp:
            kept = self.make(stamp, kept)
            with self.lock:
                self.kept[database] = kept
        return kept


_market: _Kept[Market] = _Kept(Market)
_open_requests: _Kept[OpenRequests] = _Kept(OpenRequests)


def snapshot() -> Market:
    """The market as it is now. Two small queries; read anew only where a version has moved.

    The stamp cannot repeat: a new row raises the highest id, a deletion lowers the count, and
    any other change raises the sum of the versions.
    """
    plots, clusters = _versions(Plot.objects.all()), _versions(Cluster.objects.all())
    return _market.at((timezone.localdate(), *plots, *clusters))


def open_requests() -> OpenRequests:
    """The open requests as they are now. One small query, and what has moved."""
    return _open_requests.at(_versions(LandRequest.objects.all()))


def forget() -> None:
    """Drop what is kept, for tests whose database is rolled back under the same versions."""
    _market.kept.clear()
    _open_requests.kept.clear()


def _versions(rows: QuerySet[Any]) -> tuple[Any, ...]:
    found = rows.aggregate(last=Max("pk"), rows=Count("pk"), moves=Sum("version"))
    return tuple(found.values())


def _in_chunks(rows: QuerySet[Any], ids: list[Hashable] | list[int]) -> Iterable[Any]:
    """The rows with these ids: all in one go, or by the thousand (a query takes so many ids)."""
    for first in range(0, len(ids), 1000):
        yield from rows.filter(pk__in=ids[first : first + 1000])


def _float(value: Any) -> float | None:
    return None if value is None else float(value)
