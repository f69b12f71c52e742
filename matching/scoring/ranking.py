"""The order of §2, and the words of an answer: which facts are unknown, which gates fail (§3)."""

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from .columns import Demands, Offers, fact_names
from .engine import kernel
from .facts import Demand
from .judging import CAPACITY_OF_GATE, judge
from .plain import Best
from .rules import CRITERIA, GATES, Answer

CHUNK = 1000  # requests whose lists are found in one go


class Scored(NamedTuple):
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
    """The best of each kind, in order, and how many there are in all.

    A combined offer counts among the eligible and those to confirm like any other; those that are
    out are counted as plots, since a plot does not grow scarcer by its neighbours.
    """

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
    demands = Demands([demand])
    return _ranking(demands, 0, offers, kernel.best(demands, offers, best))


def rank_many(demands: Sequence[Demand], offers: Offers, *, best: int = 50) -> Iterator[Ranking]:
    """The same for many requests, in their order; memory does not grow with their number."""
    for first in range(0, len(demands), CHUNK):
        chunk = Demands(demands[first : first + CHUNK])
        found = kernel.best(chunk, offers, best)
        for j in range(len(chunk)):
            yield _ranking(chunk, j, offers, found)


def count_many(demands: Demands, offers: Offers) -> Iterator[tuple[int, int, int]]:
    """(eligible, to confirm, excluded) of each request: the counts of ``Ranking`` alone."""
    counts = kernel.best(demands, offers, 0).counts
    for eligible, to_confirm, combined in counts.tolist():
        yield eligible, to_confirm, offers.plots - (eligible + to_confirm - combined)


def _ranking(demands: Demands, j: int, offers: Offers, found: Best) -> Ranking:
    eligible_count, to_confirm_count, combined = found.counts[j].tolist()
    return Ranking(
        eligible=scored(demands, j, offers, found.rows[j, 0], Answer.PASS),
        to_confirm=scored(demands, j, offers, found.rows[j, 1], Answer.UNKNOWN),
        eligible_count=eligible_count,
        to_confirm_count=to_confirm_count,
        excluded_count=offers.plots - (eligible_count + to_confirm_count - combined),
    )


def scored(
    demands: Demands, j: int, offers: Offers, rows: np.ndarray, answer: Answer
) -> tuple[Scored, ...]:
    """The offers at ``rows`` (-1: none) in words and figures, for request ``j``."""
    rows = rows[rows >= 0]
    if not len(rows):
        return ()
    found = kernel.details(demands, j, offers, rows)
    counting = np.flatnonzero(demands.shares[j])
    names = [CRITERIA[k] for k in counting]
    lows, points, highs = found.parts[:, :, counting].tolist()
    lo, point, hi = found.score.tolist()
    unknown = (offers.missing[rows] & demands.wanted[j]).tolist()
    costs, distances = found.cost_vnd_m2_year.tolist(), found.distance_km.tolist()
    return tuple(
        Scored(
            (row := offers.rows[i]).key,
            row.code,
            answer,
            point[m],
            lo[m],
            hi[m],
            dict(zip(names, points[m], strict=True)),
            dict(zip(names, lows[m], strict=True)),
            dict(zip(names, highs[m], strict=True)),
            fact_names(unknown[m]),
            _known(costs[m]),
            _known(distances[m]),
        )
        for m, i in enumerate(rows.tolist())
    )


def explain(demand: Demand, offers: Offers, i: int) -> list[GateAnswer]:
    """Every gate of the ``i``-th offer with both values: "120 m³/day needed, 80 available".

    The offer is judged alone: the same bits, and no cost for the others.
    """
    row = offers.rows[i]
    judged = judge(demand, offers.only([i]))
    cost, distance = _known(judged.cost_vnd_m2_year[0]), _known(judged.distance_km[0])
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
        GateAnswer(gate, Answer(judged.gates[g, 0]), *both[gate]) for g, gate in enumerate(GATES)
    ]


def _known(value: float) -> float | None:
    return None if value != value else float(value)
