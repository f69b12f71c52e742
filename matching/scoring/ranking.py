"""The order of §2, and the words of an answer: which facts are unknown, which gates fail (§3)."""

from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from itertools import repeat
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from .columns import Demands, Ints, Offers, fact_names
from .engine import kernel
from .facts import Demand, Offer
from .judging import CAPACITY_OF_GATE, judge
from .measures import Floats
from .rules import CRITERIA, GATES, Answer

ENDS = ("lo", "point", "hi")


class Scored(NamedTuple):
    """One offer that no gate excludes, with its figures as they came from the columns; names are
    put to them where someone reads them.

    ``figures``: the score lo, point, hi, then the parts of each in the order of ``CRITERIA``, of
    which those at ``counting`` count. ``missing`` is a mask of ``FACTS``.
    """

    offer: Offer
    answer: Answer
    counting: tuple[int, ...]
    missing: int
    figures: list[float]
    cost_vnd_m2_year: float | None
    distance_km: float | None

    @property
    def key(self) -> Hashable:
        return self.offer.key

    @property
    def code(self) -> str:
        return self.offer.code

    @property
    def score_lo(self) -> float:
        return self.figures[0]

    @property
    def score(self) -> float:
        return self.figures[1]

    @property
    def score_hi(self) -> float:
        return self.figures[2]

    @property
    def parts_lo(self) -> dict[str, float]:
        return self._parts(0)

    @property
    def parts(self) -> dict[str, float]:
        """The criteria that count: they add up to ``score``."""
        return self._parts(1)

    @property
    def parts_hi(self) -> dict[str, float]:
        return self._parts(2)

    @property
    def unknown(self) -> tuple[str, ...]:
        """Fields of ``Offer`` whose value would matter and is not known."""
        return fact_names(self.missing)

    def _parts(self, end: int) -> dict[str, float]:
        first = len(ENDS) + end * len(CRITERIA)
        return {CRITERIA[k]: self.figures[first + k] for k in self.counting}


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
    found = listed(demands, offers, best=best)
    groups = found.rows[0] >= 0
    both = _in_words(demands, offers, found, groups)
    eligible = int(groups[0].sum())
    return Ranking(both[:eligible], both[eligible:], *next(counted(found.counts, offers)))


def listed(demands: Demands, offers: Offers, *, best: int = 50) -> Listed:
    """The same for many requests, in their order, without a Python object for each plot. Memory
    grows with the requests: give some hundred at a time."""
    rows, counts = kernel.best(demands, offers, best)
    found = kernel.details(demands, offers, rows.reshape(len(demands), 2 * best))
    return Listed(
        rows, counts, *(column.reshape(*rows.shape, *column.shape[2:]) for column in found)
    )


def count_many(demands: Demands, offers: Offers) -> Iterator[tuple[int, int, int]]:
    """(eligible, to confirm, excluded) of each request: the counts of ``Ranking`` alone."""
    return counted(kernel.best(demands, offers, 0).counts, offers)


def counted(counts: Ints, offers: Offers) -> Iterator[tuple[int, int, int]]:
    """``Listed.counts`` as (eligible, to confirm, excluded) of each request."""
    for eligible, to_confirm, combined in counts.tolist():
        yield eligible, to_confirm, offers.plots - (eligible + to_confirm - combined)


def _in_words(
    demands: Demands, offers: Offers, found: Listed, there: NDArray[np.bool_]
) -> tuple[Scored, ...]:
    """The offers of the first request; each column becomes Python values in one go."""
    rows = found.rows[0][there]
    figures = np.column_stack(
        (found.score[0][there], found.parts[0][there].reshape(len(rows), len(ENDS) * len(CRITERIA)))
    )
    return tuple(
        map(
            Scored,
            [offers.rows[i] for i in rows.tolist()],
            [(Answer.PASS, Answer.UNKNOWN)[group] for group in there.nonzero()[0].tolist()],
            repeat(tuple(np.flatnonzero(demands.shares[0]).tolist())),
            (offers.missing[rows] & demands.wanted[0]).tolist(),
            figures.tolist(),
            map(known, found.cost_vnd_m2_year[0][there].tolist()),
            map(known, found.distance_km[0][there].tolist()),
        )
    )


def explain(demand: Demand, offers: Offers, i: int) -> list[GateAnswer]:
    """Every gate of the ``i``-th offer with both values: "120 m³/day needed, 80 available".

    The offer is judged alone: the same bits, and no cost for the others.
    """
    row = offers.rows[i]
    judged = judge(demand, offers.only([i]))
    cost, distance = known(float(judged.cost_vnd_m2_year[0])), known(float(judged.distance_km[0]))
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


def known(value: float) -> float | None:
    """Columns say nan, Python values say ``None``."""
    return None if value != value else value
