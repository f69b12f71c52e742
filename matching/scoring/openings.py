"""The mirror (§3): which fact of a cluster, raised how far, opens how many requests; and which
trades are asked for around it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from .columns import Demands, Offers, trade_answer
from .engine import kernel
from .measures import arcs_km, unit_vector
from .plain import SERVED
from .rules import CAPACITIES, GATES, Answer

# What a cluster or its investor can change, and the gate that it moves.
RAISABLE = {
    "power_kva": "power",
    "water_m3_day": "water",
    "wastewater_m3_day": "wastewater",
    "permitted": "industry",
    "wastewater_kinds": "wastewater_kind",
    "ready_on": "ready",
    "cost_vnd_m2_year": "cost",
    "term_years": "term",
}
_FALLING = ("ready_on", "cost_vnd_m2_year")  # an earlier day, a lower price opens more
_CHOICES = ("permitted", "wastewater_kinds")  # one word more, each by itself


@dataclass(frozen=True)
class Opening:
    """``field`` brought to ``value`` (kVA, m³/day, a VSIC code, a kind of wastewater, a day,
    VND/m²/year, years) makes ``requests`` more requests eligible for some plot of the cluster; they
    ask for ``area_m2`` together (their best areas). Of figures each step includes those before."""

    field: str
    value: Any
    requests: int
    area_m2: float


def openings(demands: Demands, offers: Offers) -> dict[str, list[Opening]]:
    """Steps by field for the plots of one cluster, one fact changed at a time, nearest first.

    A request counts where it is not served by any of ``offers`` yet and where, for some plot, the
    fact alone stands between: it fails the gate or is unknown. Words are ordered by what they open.
    """
    missed = kernel.misses(demands, offers)
    found: dict[str, list[Opening]] = {}
    for field, gate in RAISABLE.items():
        bit = 1 << GATES.index(gate)
        waiting = np.flatnonzero((missed & bit > 0) & (missed & SERVED == 0))
        steps = _steps(demands, offers, field, waiting.tolist())
        if steps:
            found[field] = steps
    return found


def _steps(demands: Demands, offers: Offers, field: str, waiting: list[int]) -> list[Opening]:
    by_value: dict[Any, list[int]] = {}
    for j in waiting:
        by_value.setdefault(_asked(demands, field, j), []).append(j)
    if field == "permitted":  # a code lets in all those below it that are not refused by name
        refused = frozenset().union(*offers.sites.refused)
        for code, rows in by_value.items():
            rows[:] = [
                j
                for j in waiting
                if trade_answer(demands.rows[j].industry, frozenset([code]), refused - {code})
                == Answer.PASS
            ]
    areas = demands.area_m2[:, 1]
    steps = [
        Opening(field, value, len(rows), float(areas[rows].sum()))
        for value, rows in by_value.items()
    ]
    if field in _CHOICES:
        return sorted(steps, key=lambda step: (-step.requests, step.value))
    steps.sort(key=lambda step: step.value, reverse=field in _FALLING)
    requests, area_m2, together = 0, 0.0, []
    for step in steps:
        requests, area_m2 = requests + step.requests, area_m2 + step.area_m2
        together.append(Opening(field, step.value, requests, area_m2))
    return together


def _asked(demands: Demands, field: str, j: int) -> Any:
    """The value of the cluster's fact with which request ``j`` is content."""
    row = demands.rows[j]
    if field in CAPACITIES:
        return row.need(field)
    if field == "permitted":
        return row.industry
    if field == "wastewater_kinds":
        return row.wastewater_kind
    if field == "ready_on":
        return row.need_by
    return row.max_cost_vnd_m2_year if field == "cost_vnd_m2_year" else row.lease_years


@dataclass(frozen=True)
class Asked:
    """Requests of one VSIC ``division``: how many within each radius, and their best areas
    together within the largest."""

    division: str
    requests: tuple[int, ...]
    area_m2: float


def asked_near(demands: Demands, lat: float, lon: float, radii_km: Sequence[float]) -> list[Asked]:
    """The divisions whose firms want land near a position, the most wanted within the largest of
    ``radii_km`` (ascending) first. A request that names no place is nowhere and not counted."""
    if not len(demands):
        return []
    away = arcs_km(unit_vector(lat, lon), demands.vectors)
    within = [away <= radius for radius in radii_km]  # unknown is within nothing
    found = []
    for place, division in enumerate(demands.divisions):
        of_division = demands.division == place
        counts = tuple(int((of_division & near).sum()) for near in within)
        area_m2 = float(demands.area_m2[of_division & within[-1], 1].sum())
        if counts[-1]:
            found.append(Asked(division, counts, area_m2))
    return sorted(found, key=lambda asked: (-asked.requests[-1], asked.division))
