"""Values with their units, rounded so that what a reader does about them is enough.

A ceiling (cost, distance, a largest area) is rounded up, a floor (capacity, years, a least area)
down: a request changed to the figure shown would still admit the plot that the exact one admits.
"""

from collections.abc import Sequence
from datetime import date
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from portal.common.templatetags.units import NBSP, number
from reference.models import PlotKind, WastewaterKind

# Field: (unit, decimals shown). Units that are words are looked up when the page is written.
UNITS = {
    "area_min_m2": ("m²", 1),
    "area_max_m2": ("m²", 1),
    "max_cost_vnd_m2_year": ("đ/m²/year", 0),
    "cost_vnd_m2_year": ("đ/m²/year", 0),
    "lease_years": ("years", 2),
    "term_years": ("years", 2),
    "power_kva": ("kVA", 1),
    "water_m3_day": ("m³/day", 1),
    "wastewater_m3_day": ("m³/day", 1),
    "max_distance_km": ("km", 1),
    "road_km": ("km", 1),
    "airport_km": ("km", 1),
    "port_km": ("km", 1),
}
_CEILINGS = ("area_max_m2", "max_cost_vnd_m2_year", "cost_vnd_m2_year", "max_distance_km")


def shown(field: str, value: Any) -> str:
    """``value`` of a field of a request or an offer, for reading."""
    if field in ("need_by", "ready_on"):
        return day(value)
    if field == "kinds":
        return kinds(value)
    unit, places = UNITS[field]
    return f"{_towards(field, value, places)}{NBSP}{_unit(unit)}"


def day(value: date) -> str:
    return date_format(value, "SHORT_DATE_FORMAT")


def kinds(values: Sequence[str]) -> str:
    """Kinds of plot by name; none named accepts all."""
    names = dict(PlotKind.choices)
    return ", ".join(str(names[kind]) for kind in values) or _("any")


def wastewater(kind: str) -> str:
    return str(dict(WastewaterKind.choices)[kind])


def _unit(unit: str) -> str:
    words = {"đ/m²/year": _("đ/m²/year"), "m³/day": _("m³/day"), "years": _("years")}
    return words.get(unit, unit)


def _towards(field: str, value: float, places: int) -> str:
    direction = ROUND_CEILING if field in _CEILINGS else ROUND_FLOOR
    rounded = Decimal(repr(float(value))).quantize(Decimal(1).scaleb(-places), direction)
    return number(rounded)
