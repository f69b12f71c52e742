"""Rows to columns: the only bridge between the models and ``scoring``."""

from datetime import date
from threading import Lock
from typing import Any

from django.conf import settings
from django.db import connections
from django.db.models import Count, Max, QuerySet, Sum
from django.utils import timezone

from clusters.models import Cluster, Plot, TradeRole
from enterprises.models import LandRequest
from matching.scoring import Demand, Offer, Offers

DAYS_A_YEAR = 365.25


def offer_of(plot: Plot, today: date) -> Offer:
    """One plot as scoring reads it; the cluster's trades come prefetched (``for_matching``)."""
    cluster = plot.cluster
    trades = [(t.role, t.industry.code, t.firms) for t in cluster.trade_rows]  # type: ignore[attr-defined]
    ends = [end for end in (plot.lease_end, cluster.master_lease_end) if end]
    return Offer(
        key=plot.pk,
        code=plot.reference,
        cluster=cluster.slug,
        kind=plot.kind,
        area_m2=float(plot.area_m2),
        price_vnd_m2=plot.price_vnd_m2,
        price_basis=plot.price_basis,
        fee_vnd_m2_year=plot.fee_vnd_m2_year,
        term_years=round(max(0, (min(ends) - today).days) / DAYS_A_YEAR, 2) if ends else None,
        ready_on=plot.ready_on,
        lat=cluster.lat,
        lon=cluster.lon,
        permitted=tuple(code for role, code, _ in trades if role == TradeRole.PERMITTED),
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


def demand_of(land_request: LandRequest) -> Demand:
    """A land request, stored or not, as scoring reads it. Raises ``DemandError``."""
    place = land_request.place
    return Demand(
        key=land_request.pk,
        industry=land_request.industry.code,
        kinds=tuple(land_request.kinds or ()),
        area_min_m2=land_request.area_min_m2,
        area_ideal_m2=land_request.area_ideal_m2,
        area_max_m2=land_request.area_max_m2,
        max_cost_vnd_m2_year=land_request.max_cost_vnd_m2_year,
        need_by=land_request.need_by,
        lease_years=land_request.lease_years,
        power_kva=land_request.power_kva,
        water_m3_day=land_request.water_m3_day,
        wastewater_m3_day=land_request.wastewater_m3_day,
        wastewater_kind=land_request.wastewater_kind or None,
        lat=place.lat if place else None,
        lon=place.lon if place else None,
        max_distance_km=land_request.max_distance_km,
        weights=land_request.weights or {},
    )


class Snapshot:
    """All published plots as columns, with the versions they were read at.

    ``versions`` maps a plot's id to (plot version, cluster version).
    """

    def __init__(self, stamp: tuple, today: date) -> None:
        plots = list(Plot.objects.for_matching())
        rows = [offer_of(plot, today) for plot in plots]
        self.stamp = stamp
        self.offers = Offers.of(rows, settings.MATCH_DISCOUNT_RATE)
        self.versions = {plot.pk: (plot.version, plot.cluster.version) for plot in plots}


_kept: dict[str, Snapshot] = {}
_keeping = Lock()


def snapshot() -> Snapshot:
    """The market as it is now. Two small queries; loaded anew only when a version has moved.

    The stamp cannot repeat: a new row raises the highest id, a deletion lowers the count, and
    any other change raises the sum of the versions.
    """
    stamp = (
        timezone.localdate(),
        *_versions(Plot.objects.all()).values(),
        *_versions(Cluster.objects.all()).values(),
    )
    database = str(connections["default"].settings_dict["NAME"])
    kept = _kept.get(database)
    if kept is None or kept.stamp != stamp:
        kept = Snapshot(stamp, stamp[0])
        with _keeping:
            _kept[database] = kept
    return kept


def _versions(rows: QuerySet) -> dict[str, Any]:
    return rows.aggregate(last=Max("pk"), rows=Count("pk"), moves=Sum("version"))


def _float(value: Any) -> float | None:
    return None if value is None else float(value)
