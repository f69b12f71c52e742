"""The columns of plots.csv and requests.csv (matching.md §6): the one list of what may stand where.

Beyond the limits below a value is taken for a slip of the keyboard: no plot has 10⁷ m², no two
places on Earth are more than 20,016 km apart.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from matching.files import cells
from matching.scoring import DEFAULT_WEIGHTS, KINDS, WASTEWATER_KINDS, Demand, FactError, Offer
from matching.scoring.rules import PRICE_BASES, STATUSES, TOP_TIER
from portal.common.rows import RowError

MOST_M2 = 1e7
MOST_VND_M2 = 1e9
MOST_YEARS = 200
MOST_CAPACITY = 1e7
FARTHEST_KM = 20_016
MOST_WEIGHT = 1e6

AREA = cells.number(1, MOST_M2, "m²", grouped=True)
MONEY = cells.number(0, MOST_VND_M2, "VND", grouped=True)
POWER = cells.number(0, MOST_CAPACITY, "kVA", grouped=True)
FLOW = cells.number(0, MOST_CAPACITY, "m³/day", grouped=True)
YEARS = cells.number(0, MOST_YEARS, "years")
KM = cells.number(0, FARTHEST_KM, "km")
LATITUDE = cells.number(-90, 90, "degrees (are lat and lon swapped?)")
LONGITUDE = cells.number(-180, 180, "degrees")


@dataclass(frozen=True)
class Column:
    """``required``: the column must be there and no cell of it may be empty."""

    name: str
    read: cells.Reader
    unit: str = ""
    required: bool = False


@dataclass(frozen=True)
class Layout:
    """One kind of file: its columns, and what a row of them makes.

    ``name`` is also the sheet that a workbook is searched for; the first column tells rows apart.
    """

    name: str
    columns: tuple[Column, ...]
    make: Callable[[dict[str, Any]], Any]


def _offer(values: dict[str, Any]) -> Offer:
    code = values.pop("plot")
    return Offer(key=code, code=code, **values)


def _demand(values: dict[str, Any]) -> Demand:
    weights = values.pop("weights", None) or {}
    return Demand(key=values.pop("request"), weights=weights, **values)


PLOTS = Layout(
    "plots",
    (
        Column("plot", cells.name, required=True),
        Column("cluster", cells.name, required=True),
        Column("kind", cells.word(KINDS), required=True),
        Column("area_m2", AREA, "m²", required=True),
        Column("price_vnd_m2", MONEY, "VND/m² or VND/m²/year"),
        Column("price_basis", cells.word(PRICE_BASES)),
        Column("fee_vnd_m2_year", MONEY, "VND/m²/year"),
        Column("term_years", YEARS, "years"),
        Column("ready_on", cells.day, "date"),
        Column("lat", LATITUDE, "degrees"),
        Column("lon", LONGITUDE, "degrees"),
        Column("permitted", cells.trades, "VSIC codes"),
        Column("refused", cells.trades, "VSIC codes"),
        Column("wastewater_kinds", cells.words(WASTEWATER_KINDS)),
        Column("power_kva", POWER, "kVA"),
        Column("water_m3_day", FLOW, "m³/day"),
        Column("wastewater_m3_day", FLOW, "m³/day"),
        Column("road_km", KM, "km"),
        Column("airport_km", KM, "km"),
        Column("port_km", KM, "km"),
        Column("readiness", cells.number(0, TOP_TIER), "tier"),
        Column("neighbours", cells.trades, "VSIC codes"),
        Column("status", cells.word(STATUSES), required=True),
    ),
    _offer,
)

REQUESTS = Layout(
    "requests",
    (
        Column("request", cells.name, required=True),
        Column("industry", cells.trade, "VSIC code", required=True),
        Column("kinds", cells.words(KINDS)),
        Column("area_min_m2", cells.number(0, MOST_M2, "m²", grouped=True), "m²", required=True),
        Column("area_ideal_m2", AREA, "m²", required=True),
        Column("area_max_m2", AREA, "m²", required=True),
        Column("max_cost_vnd_m2_year", MONEY, "VND/m²/year"),
        Column("need_by", cells.day, "date"),
        Column("lease_years", YEARS, "years"),
        Column("power_kva", POWER, "kVA"),
        Column("water_m3_day", FLOW, "m³/day"),
        Column("wastewater_m3_day", FLOW, "m³/day"),
        Column("wastewater_kind", cells.word(WASTEWATER_KINDS)),
        Column("lat", LATITUDE, "degrees"),
        Column("lon", LONGITUDE, "degrees"),
        Column("max_distance_km", KM, "km"),
        Column("weights", cells.weights(DEFAULT_WEIGHTS, MOST_WEIGHT)),
    ),
    _demand,
)

REASONS = {
    "min_above_ideal": "is more than area_ideal_m2",
    "ideal_above_max": "is less than area_ideal_m2",
    "incomplete": "is empty; lat and lon go together",
    "all_zero": "every weight that counts for this request is 0",
}


def in_words(error: FactError) -> RowError:
    """What scoring refuses about a row as a whole, by column and reason."""
    column = error.field.partition(".")[0]
    return RowError(column, REASONS.get(error.code, error.code.replace("_", " ")))
