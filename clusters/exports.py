"""The lists of this app as files: what their columns say on the page, one value a cell."""

from collections.abc import Callable
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clusters.freshness import freshness
from clusters.lateness import days_late
from clusters.models import Cluster, Plot, Promise
from portal.common.exporting import Export, demonstration


def _label(model: Any, name: str) -> Any:
    return model._meta.get_field(name).verbose_name


def _fields(model: Any, *names: str) -> list[Export]:
    return [Export(_label(model, name), name) for name in names]


def _days_late(promise: Promise) -> int | None:
    return days_late(promise.promised_on, promise.kept_on, timezone.localdate())


CLUSTERS = (
    *_fields(Cluster, "name", "name_en", "place", "former_place"),
    Export(_label(Cluster, "stage"), "get_stage_display"),
    *_fields(Cluster, "total_area_ha", "industrial_land_ha", "leased_ha", "certificate_ha"),
    Export(_("occupancy"), "occupancy"),
    *_fields(Cluster, "decision", "decision_on", "investor_name", "total_investment_bn_vnd"),
    *_fields(Cluster, "industries_text", "price_note"),
    *_fields(Cluster, "power_kva", "water_m3_day", "wastewater_m3_day"),
    *_fields(Cluster, "road_km", "airport_km", "port_km", "master_lease_end", "lat", "lon"),
    Export(_("plots on offer"), "plots_on_offer"),
)
PROGRAMME = (
    *_fields(Cluster, "name", "place"),
    Export(_label(Cluster, "stage"), "get_stage_display"),
    *_fields(Cluster, "total_area_ha", "decision", "decision_on", "investor_name"),
)
PUBLIC_PLOTS = (
    Export(_("cluster"), "cluster.short_name"),
    *_fields(Plot, "code"),
    Export(_label(Plot, "kind"), "get_kind_display"),
    *_fields(Plot, "area_m2", "price_vnd_m2"),
    Export(_label(Plot, "price_basis"), "get_price_basis_display"),
    *_fields(Plot, "fee_vnd_m2_year", "ready_on", "lease_end"),
    *_fields(Plot, "density_max_pct", "floors_max", "height_max_m", "note"),
    Export(_("market"), "get_market_display"),
    demonstration(),
)
MY_PLOTS = (
    *PUBLIC_PLOTS,
    Export(_("state"), "get_status_display"),
    Export(_("to correct"), "return_reason"),
)
MY_CLUSTERS = (
    *_fields(Cluster, "name", "place", "total_area_ha"),
    Export(_("plots on offer"), "plots_on_offer"),
)
REVIEW = (
    Export(_("cluster"), "of_cluster.short_name"),
    Export(_label(Plot, "code"), "plot.code"),
    Export(_("investor"), "of_cluster.investor"),
    Export(_("kind"), "get_kind_display"),
    Export(_("fields"), lambda version: len(version.values)),
    Export(_("waiting since"), "submitted_at"),
    Export(_("state"), "get_status_display"),
)
TO_CONFIRM = (
    Export(_("cluster"), "cluster.short_name"),
    *_fields(Plot, "code", "area_m2"),
    Export(_("last confirmed"), "since"),
    Export(_("age in days"), lambda plot: freshness(plot.since, timezone.now()).days),
    Export(_("hidden until confirmed"), "stale_hidden_at"),
    demonstration(),
)
LEAGUE = (
    Export(
        _("investor"), lambda row: row.investor or _("No investor here: the Department is asked")
    ),
    Export(_("plots on offer"), "plots"),
    Export(_("confirmed"), "full"),
    Export(_("confirmed, as a share (0–1)"), lambda row: round(row.share, 4)),
    Export(_("median age in days"), "median_days"),
    Export(_("not confirmed for long"), "empty"),
    Export(_("hidden plots"), "hidden"),
)
PROMISES = (
    Export(_("cluster"), "cluster.short_name"),
    Export(_("plot code"), "plot.code"),
    Export(_("what is promised"), "get_what_display"),
    Export(_("stated on"), "stated_at"),
    Export(_("stated by"), "stated_by"),
    *_fields(Promise, "promised_on"),
    Export(_("came true on"), "kept_on"),
    Export(_("days late (negative: early)"), _days_late),
    demonstration(),
)


def _counted(name: str) -> Callable[[Any], Any]:
    """Of a row of the occupancy table; nothing where a component is missing, as on the page."""
    return lambda row: getattr(row.total, name) if row.total.occupancy is not None else None


OCCUPANCY = (
    Export(_("name"), "name"),
    Export(_("occupancy"), "total.occupancy"),
    Export(_label(Cluster, "industrial_land_ha"), _counted("industrial_ha")),
    Export(_label(Cluster, "leased_ha"), _counted("leased_ha")),
    Export(_label(Cluster, "certificate_ha"), _counted("certificate_ha")),
    Export(_("share of serviced land leased"), "total.serviced_share"),
    Export(_("clusters counted"), "total.counted"),
    Export(_("clusters"), "total.clusters"),
    Export(_("without all components"), lambda row: "; ".join(row.total.incomplete)),
    demonstration(),
)
