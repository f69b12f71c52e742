"""The order of §2, and the words of an answer: which facts are unknown, which gates fail (§3)."""

from collections.abc import Hashable
from dataclasses import dataclass
from typing import Any

import numpy as np

from .columns import Offers
from .facts import Demand, Offer
from .judging import BEST_AND_WORST_KM, CAPACITY_OF_GATE, Judgement, judge
from .measures import Floats
from .rules import CRITERIA, GATES, Answer


@dataclass(frozen=True)
class Scored:
    """One offer that no gate excludes. ``parts``: the criteria that count, adding up to ``score``;
    ``unknown``: fields of ``Offer`` whose value would matter and is not known."""

    key: Hashable
    code: str
    answer: Answer
    score: float
    score_lo: float
    score_hi: float
    parts: dict[str, float]
    parts_lo: dict[str, float]
    parts_hi: dict[str, float]
    unknown: tuple[str, ...]
    cost_vnd_m2_year: float | None
    distance_km: float | None


@dataclass(frozen=True)
class Ranking:
    """The best of each kind, in order, and how many there are in all."""

    eligible: tuple[Scored, ...]
    to_confirm: tuple[Scored, ...]
    eligible_count: int
    to_confirm_count: int
    excluded_count: int


@dataclass(frozen=True)
class GateAnswer:
    """One gate's answer with both values, in the units of ``Demand`` and ``Offer``."""

    gate: str
    answer: Answer
    needed: Any
    offered: Any


def rank(demand: Demand, offers: Offers, *, best: int = 50) -> Ranking:
    """Eligible before to-confirm, then score descending, then plot code ascending."""
    judged = judge(demand, offers)
    eligible = np.flatnonzero(judged.answer == Answer.PASS)
    to_confirm = np.flatnonzero(judged.answer == Answer.UNKNOWN)
    criteria = tuple(demand.shares())

    def top(among: np.ndarray) -> tuple[Scored, ...]:
        order = np.lexsort((offers.code_rank[among], -judged.score[among]))[:best]
        return tuple(_scored(demand, offers, judged, int(i), criteria) for i in among[order])

    return Ranking(
        eligible=top(eligible),
        to_confirm=top(to_confirm),
        eligible_count=len(eligible),
        to_confirm_count=len(to_confirm),
        excluded_count=len(offers) - len(eligible) - len(to_confirm),
    )


def _scored(
    demand: Demand, offers: Offers, judged: Judgement, i: int, criteria: tuple[str, ...]
) -> Scored:
    row = offers.rows[i]
    gates = {gate: Answer(judged.gates[g, i]) for g, gate in enumerate(GATES)}

    def shares(parts: Floats) -> dict[str, float]:
        return {name: float(parts[CRITERIA.index(name), i]) for name in criteria}

    return Scored(
        key=row.key,
        code=row.code,
        answer=Answer(judged.answer[i]),
        score=float(judged.score[i]),
        score_lo=float(judged.score_lo[i]),
        score_hi=float(judged.score_hi[i]),
        parts=shares(judged.parts),
        parts_lo=shares(judged.parts_lo),
        parts_hi=shares(judged.parts_hi),
        unknown=unknown_facts(demand, row, gates, criteria),
        cost_vnd_m2_year=_known(judged.cost_vnd_m2_year[i]),
        distance_km=_known(judged.distance_km[i]),
    )


def unknown_facts(
    demand: Demand, row: Offer, gates: dict[str, Answer], criteria: tuple[str, ...]
) -> tuple[str, ...]:
    """Fields of ``row`` that a gate or a counting criterion misses, in the order of the gates."""
    facts: dict[str, None] = {}

    def missing(name: str) -> None:
        if getattr(row, name) in (None, ()):
            facts[name] = None

    def wanted(gate: str, criterion: str = "") -> bool:
        return gates[gate] == Answer.UNKNOWN or (bool(criterion) and criterion in criteria)

    if wanted("industry"):
        missing("permitted")
    if wanted("wastewater_kind"):
        missing("wastewater_kinds")
    if wanted("ready", "time"):
        missing("ready_on")
    for gate, name in CAPACITY_OF_GATE.items():
        if wanted(gate, "headroom" if demand.need(name) > 0 else ""):
            missing(name)
    if wanted("cost", "cost"):
        missing("price_vnd_m2")
        missing("price_basis")
        if row.price_basis == "one_off":
            missing("term_years")
    if wanted("term"):
        missing("term_years")
    if wanted("distance", "distance"):
        missing("lat")
        missing("lon")
    if "access" in criteria:
        for name in BEST_AND_WORST_KM:
            missing(name)
    if "readiness" in criteria:
        missing("readiness")
    if "neighbours" in criteria:
        missing("neighbours")
    return tuple(facts)


def explain(demand: Demand, offers: Offers, i: int) -> list[GateAnswer]:
    """Every gate of the ``i``-th offer with both values: "120 m³/day needed, 80 available"."""
    judged = judge(demand, offers)
    row = offers.rows[i]
    cost, distance = _known(judged.cost_vnd_m2_year[i]), _known(judged.distance_km[i])
    both: dict[str, tuple[Any, Any]] = {
        "available": ("published", row.status),
        "area": ((demand.area_min_m2, demand.area_max_m2), row.area_m2),
        "industry": (demand.industry, (row.permitted, row.refused)),
        "wastewater_kind": (demand.wastewater_kind, row.wastewater_kinds or None),
        "ready": (demand.need_by, row.ready_on),
        "cost": (demand.max_cost_vnd_m2_year, cost),
        "term": (demand.lease_years, row.term_years),
        "kind": (demand.kinds, row.kind),
        "distance": (demand.max_distance_km, distance),
        **{
            gate: (demand.need(name), getattr(row, name)) for gate, name in CAPACITY_OF_GATE.items()
        },
    }
    return [
        GateAnswer(gate, Answer(judged.gates[g, i]), *both[gate]) for g, gate in enumerate(GATES)
    ]


def _known(value: float) -> float | None:
    return None if np.isnan(value) else float(value)
