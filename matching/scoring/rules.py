"""The vocabulary and the numbers of the rules, as tables. Nothing here computes."""

from collections.abc import Mapping
from enum import IntEnum
from types import MappingProxyType

RULES_VERSION = 2  # bump when the answer for any input may change: stored matches go stale

DISCOUNT_RATE = 0.08  # r of §1: spreads a one-off price over the years left


class Answer(IntEnum):
    """What a gate says of a plot; of a whole plot: excluded, eligible, to confirm."""

    FAIL = 0
    PASS = 1
    UNKNOWN = 2


GATES = (
    "available",
    "area",
    "industry",
    "wastewater_kind",
    "ready",
    "power",
    "water",
    "wastewater",
    "cost",
    "term",
    "kind",
    "distance",
)

CAPACITIES = ("power_kva", "water_m3_day", "wastewater_m3_day")
ROADS = ("road_km", "airport_km", "port_km")

# Also the order in which parts are added up: float64 sums depend on it (invariant 6).
CRITERIA = (
    "area",
    "cost",
    "time",
    "distance",
    "access",
    "readiness",
    "headroom",
    "neighbours",
    "key_product",
)

# Fields of a plot that may be unknown, in the order in which a reader is told. ``term_years``
# stands twice: a one-off price needs it, and so does the gate of its own.
FACTS = (
    "permitted",
    "wastewater_kinds",
    "ready_on",
    "power_kva",
    "water_m3_day",
    "wastewater_m3_day",
    "price_vnd_m2",
    "price_basis",
    "term_years (price)",
    "term_years",
    "lat",
    "lon",
    "road_km",
    "airport_km",
    "port_km",
    "readiness",
    "neighbours",
)

DEFAULT_WEIGHTS: Mapping[str, float] = MappingProxyType(
    {
        "area": 3.0,
        "cost": 3.0,
        "time": 2.0,
        "distance": 2.0,
        "access": 1.0,
        "readiness": 2.0,
        "headroom": 1.0,
        "neighbours": 1.0,
        "key_product": 0.0,
    }
)

# Request fields that can be loosened, in the order of §6: what would open plots is told in these.
LOOSENABLE = (
    "area_min_m2",
    "area_max_m2",
    "max_cost_vnd_m2_year",
    "need_by",
    "lease_years",
    "power_kva",
    "water_m3_day",
    "wastewater_m3_day",
    "max_distance_km",
    "kinds",
)

KINDS = ("land", "factory", "warehouse")
STATUSES = ("published", "held", "leased")
PRICE_BASES = ("one_off", "annual")
WASTEWATER_KINDS = ("none", "domestic", "industrial", "listed")

# Where a merit is 1 and where it is 0, linear between (§2).
FULL_SLACK_DAYS = 180
NEAR_KM, FAR_KM = 5.0, 60.0
ROAD_KM = (2.0, 20.0)
AIRPORT_KM = (20.0, 100.0)
PORT_KM = (100.0, 250.0)
TOP_TIER = 5.0
ENOUGH_NEIGHBOURS = 3.0
