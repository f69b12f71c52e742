"""The order of §2, and the words of an answer: which facts are unknown, which gates fail (§3)."""

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from .columns import Demands, Ints, Offers, fact_names
from .engine import kernel
from .facts import Demand, Offer
from .judging import CAPACITY_OF_GATE, judge
from .measures import Floats
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
    """One gate's answer with both values, in the units of ``Demand`` and ``Offer``; of ``ready``
    also the promised day, because the offered one may be what is to be expected."""

    gate: str
    answer: Answer
    needed: Any
    offered: Any
    promised: Any = None


class Listed(NamedTuple):
    """The best of d requests as columns: ``rows`` int32[d, 2, k] into ``Offers``, eligible then to
    confirm, -1 where there are fewer; ``counts`` int64[d, 3] as in ``Best``; ``parts``
    float64[d, 2, k, 3, criteria] and ``score`` float64[d, 2, k, 3] lo, point, hi; cost and distance
    float64[d, 2, k], nan where unknown."""

    rows: NDArray[np.int32]
    counts: Ints
    parts: Floats
    score: Floats
    cost_vnd_m2_year: Floats
    distance_km: Floats


def rank(demand: Demand, offers: Offers, *, best: int = 50) -> Ranking:
    """Eligible before to-confirm, then score descending, then plot code ascending."""
    demands = Demands([demand])
    return _ranking(demands, 0, offers, listed(demands, offers, best=best))


def rank_many(demands: Sequence[Demand], offers: Offers, *, best: int = 50) -> Iterator[Ranking]:
    """The same for many requests, in their order; memory does not grow with their number."""
    for first in range(0, len(demands), CHUNK):
        chunk = Demands(demands[first : first + CHUNK])
        found = listed(chunk, offers, best=best)
        for j in range(len(chunk)):
            yield _ranking(chunk, j, offers, found)


def listed(demands: Demands, offers: Offers, *, best: int = 50) -> Listed:
    """The figures of ``rank_many`` without a Python object for each plot: a tenth of the time."""
    rows, counts = kernel.best(demands, offers, best)
    found = kernel.details(demands, offers, rows.reshape(len(demands), -1))
    return Listed(
        rows, counts, *(column.reshape(*rows.shape, *column.shape[2:]) for column in found)
    )


def count_many(demands: Demands, offers: Offers) -> Iterator[tuple[int, int, int]]:
    """(eligible, to confirm, excluded) of each request: the counts of ``Ranking`` alone."""
    counts = kernel.best(demands, offers, 0).counts
    for eligible, to_confirm, combined in counts.tolist():
        yield eligible, to_confirm, offers.plots - (eligible + to_confirm - combined)


def _ranking(demands: Demands, j: int, offers: Offers, found: Listed) -> Ranking:
    """Both lists of request ``j`` in words and figures."""
    eligible_count, to_confirm_count, combined = found.counts[j].tolist()
    there = found.rows[j] >= 0
    rows = found.rows[j][there]
    eligible = int(there[0].sum())
    counting = np.flatnonzero(demands.shares[j])
    named = partial(zip, [CRITERIA[k] for k in counting])

    def scored(
        row: Offer, answer: Answer, scores: Any, parts: Any, unknown: int, cost: float, km: float
    ) -> Scored:
        score_lo, score, score_hi = scores
        parts_lo, points, parts_hi = parts
        return Scored(
            row.key,
            row.code,
            answer,
            score,
            score_lo,
            score_hi,
            dict(named(points)),
            dict(named(parts_lo)),
            dict(named(parts_hi)),
            fact_names(unknown),
            _known(cost),
            _known(km),
        )

    columns = (
        found.score[j][there],
        found.parts[j][there].take(counting, axis=2),
        offers.missing[rows] & demands.wanted[j],
        found.cost_vnd_m2_year[j][there],
        found.distance_km[j][there],
    )
    both = tuple(
        map(
            scored,
            [offers.rows[i] for i in rows.tolist()],
            [Answer.PASS] * eligible + [Answer.UNKNOWN] * (len(rows) - eligible),
            *(column.tolist() for column in columns),
        )
    )
    return Ranking(
        eligible=both[:eligible],
        to_confirm=both[eligible:],
        eligible_count=eligible_count,
        to_confirm_count=to_confirm_count,
        excluded_count=offers.plots - (eligible_count + to_confirm_count - combined),
    )


def explain(demand: Demand, offers: Offers, i: int) -> list[GateAnswer]:
    """Every gate of the ``i``-th offer with both values: "120 m³/day needed, 80 available".

    The offer is judged alone: the same bits, and no cost for the others.
    """
    row = offers.rows[i]
    judged = judge(demand, offers.only([i]))
    cost, distance = _known(judged.cost_vnd_m2_year[0]), _known(judged.distance_km[0])
    both: dict[str, tuple[Any, ...]] = {
        "available": ("published", row.status),
        "area": ((demand.area_min_m2, demand.area_max_m2), row.area_m2),
        "industry": (demand.industry, (row.permitted, row.refused)),
        "wastewater_kind": (demand.wastewater_kind, row.wastewater_kinds or None),
        "ready": (demand.need_by, row.ready_by(demand), row.ready_on),
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
