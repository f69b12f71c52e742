"""Which fields of a plot and a cluster are material: the one list (domain.md §6).

A change of a material field of something the public sees waits for an officer as a
``ListingVersion``; a small field (``SMALL``) goes live at once. A version keeps values as JSON,
one form for each: decimals as text, days as ISO, a boundary as its corners and their system.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import prefetch_related_objects
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from clusters import stated
from clusters.boundaries import Survey
from clusters.governing import never, ready_soon, small_fee
from clusters.models import Cluster, ComponentKind, Plot, TradeRole, UtilityKind
from reference.models import Industry

Stored = Any  # what JSON can hold


@dataclass(frozen=True)
class Material:
    """``look`` says how ``clusters.words.shown`` writes it, ``rule`` which of ``governing.RULES``
    governs it, ``is_trivial`` whether (before, after) may be approved in bulk."""

    name: str
    look: str = ""
    rule: str = ""
    is_trivial: Callable[[Stored, Stored], bool] = never
    label: Any = ""


def _stated(kinds: Any, look: str, rule: str, label: Any) -> list[Material]:
    return [
        Material(f"{look}_{kind.value}", look, rule, label=format_lazy("{}: {}", label, kind.label))
        for kind in kinds
    ]


PLOT = (
    Material("kind", "choice"),
    Material("area_m2", "m2", "area"),
    Material("price_vnd_m2", "vnd_m2", "price"),
    Material("price_basis", "choice", "payment"),
    Material("fee_vnd_m2_year", "vnd_m2_year", "price", small_fee),
    Material("ready_on", "day", "ready", ready_soon),
    Material("lease_end", "day", "term"),
    Material("density_max_pct", "percent", "building"),
    Material("floors_max", "count", "building"),
    Material("height_max_m", "m", "building"),
    Material("permitted", "trades", "trades", label=_("trades, if fewer than the cluster's")),
    Material("boundary", "boundary", "boundary", label=_("boundary")),
    Material("papers", "papers", "papers", label=_("papers")),
)
CLUSTER = (
    Material("stage", "choice", "readiness"),
    Material("readiness", "choice", "readiness"),
    Material("total_area_ha", "ha", "land"),
    Material("industrial_land_ha", "ha", "land"),
    Material("serviced_ha", "ha", "occupancy"),
    Material("leased_ha", "ha", "occupancy"),
    Material("certificate_ha", "ha", "occupancy"),
    Material("decision", "text", "land"),
    Material("decision_on", "partial_day", "land"),
    Material("total_investment_bn_vnd", "bn_vnd"),
    Material("industries_text", "text", "trades"),
    Material("permitted", "trades", "trades", label=_("permitted trades")),
    Material("refused", "trades", "trades", label=_("refused trades")),
    Material("power_kva", "kva", "utilities"),
    Material("water_m3_day", "m3_day", "utilities"),
    Material("wastewater_m3_day", "m3_day", "wastewater"),
    Material("wastewater_kinds", "wastewater", "wastewater"),
    Material("road_km", "km"),
    Material("airport_km", "km"),
    Material("port_km", "km"),
    Material("master_lease_end", "day", "term"),
    Material("price_note", "text", "price"),
    *_stated(UtilityKind, "utility", "utilities", _("utility")),
    *_stated(ComponentKind, "component", "works", _("infrastructure")),
    Material("boundary", "boundary", "boundary", label=_("boundary")),
    Material("papers", "papers", "papers", label=_("papers")),
)
CONTACT = ("contact_role", "contact_phone", "contact_email")
SMALL = {Plot: ("note", *CONTACT), Cluster: ("name_en", *CONTACT)}
STATED = ("utilities", "components")  # what to prefetch where several clusters are read
TRADES = {"permitted": TradeRole.PERMITTED, "refused": TradeRole.REFUSED}
DERIVED = ("boundary", "papers", *TRADES, *stated.MODELS)  # no column of the same name


def fields_of(thing: Plot | Cluster | type) -> tuple[Material, ...]:
    kind = thing if isinstance(thing, type) else type(thing)
    return PLOT if kind is Plot else CLUSTER


def named(thing: Plot | Cluster | type) -> dict[str, Material]:
    return {field.name: field for field in fields_of(thing)}


def label(thing: Plot | Cluster | type, name: str) -> Any:
    """What people call the field."""
    kind = thing if isinstance(thing, type) else type(thing)
    own = named(kind)[name].label if name in named(kind) else ""
    return own or kind._meta.get_field(name).verbose_name


def normal(thing: Plot | Cluster | type, name: str, value: Any) -> Stored:
    """The one JSON form of ``value``; raises ``ValidationError`` where it can have none."""
    kind = thing if isinstance(thing, type) else type(thing)
    if name == "boundary":
        return _boundary(value)
    if name == "papers":
        return list(value)
    if name in stated.MODELS:
        return stated.normal(thing, name, value)  # type: ignore[arg-type]
    if name in TRADES:
        return _trades(value or ())
    column = kind._meta.get_field(name)
    if name == "wastewater_kinds":
        return sorted(value) if value else None
    if value in (None, ""):
        if not column.null and not column.blank:
            raise ValidationError(column.error_messages["blank"], code="blank")
        return None if column.null else ""
    return _json(column.clean(value, None), column)


def _json(value: Any, column: models.Field) -> Stored:
    if value in (None, ""):
        return value
    if isinstance(column, models.DecimalField):
        text = format(Decimal(value).normalize(), "f")
        return text
    return value.isoformat() if isinstance(value, date) else value


def _boundary(value: Any) -> Stored:
    if not value:
        return None
    survey = Survey.of_corners(value["corners"], value["epsg"])
    if not survey.is_storable:
        raise ValidationError(_("These corners enclose no area in Hanoi."), code="no_boundary")
    return {"corners": [list(pair) for pair in survey.pairs], "epsg": survey.epsg}


def _trades(codes: Iterable[str]) -> Stored:
    wanted = sorted({str(code) for code in codes})
    known = set(Industry.objects.filter(code__in=wanted).values_list("code", flat=True))
    if missing := [code for code in wanted if code not in known]:
        raise ValidationError(
            _("There is no trade with the code %(code)s."),
            code="unknown_trade",
            params={"code": missing[0]},
        )
    return wanted


def stored(thing: Plot | Cluster, name: str) -> Stored:
    """What the row says now. Trades, papers, utilities and components cost a query unless they were
    prefetched."""
    if name == "boundary":
        if not thing.has_boundary:
            return None
        return {"corners": thing.boundary_corners, "epsg": thing.boundary_epsg}
    if name == "papers":
        return [{"id": paper.pk, "name": paper.name} for paper in thing.papers.all()]  # type: ignore[union-attr]
    if name in stated.MODELS:
        return stated.stored(thing, name)  # type: ignore[arg-type]
    if name in TRADES:
        rows = thing.trades.select_related("industry")  # type: ignore[union-attr]
        if isinstance(thing, Cluster):
            rows = rows.filter(role=TRADES[name])
        return sorted(row.industry.code for row in rows)
    value = getattr(thing, name)
    if name == "wastewater_kinds":
        return sorted(value) if value else None
    return _json(value, type(thing)._meta.get_field(name))


def snapshot(thing: Plot | Cluster) -> dict[str, Stored]:
    """Every material field of the row."""
    if isinstance(thing, Cluster):
        prefetch_related_objects([thing], *STATED)
    return {field.name: stored(thing, field.name) for field in fields_of(thing)}


def bare_snapshot(plot: Plot) -> dict[str, Stored]:
    """The same for a plot that has no papers and no trades of its own; no query."""
    without: dict[str, Stored] = {"papers": [], "permitted": []}
    return {
        field.name: without[field.name] if field.name in without else stored(plot, field.name)
        for field in PLOT
    }


def python(thing: Plot | Cluster, name: str, value: Stored) -> Any:
    """A stored value as the row's attribute takes it."""
    return type(thing)._meta.get_field(name).to_python(value)


def is_trivial(kind: str, values: Mapping[str, Stored], before: Mapping[str, Stored]) -> bool:
    """Whether a changed plot's version may be approved with others, unread one by one."""
    known = named(Plot)
    return (
        kind == "changed"
        and bool(values)
        and all(known[name].is_trivial(before.get(name), value) for name, value in values.items())
    )
