"""The questions that ranking, changes and openings ask of many pairs, answered with numpy alone.

``compiled`` answers the same ones, to the bit, some ten times faster; ``engine`` picks. Everything
here rests on ``judge``, which looks at all offers for one request.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .columns import Answers, Demands, Ints, Offers
from .judging import CAPACITY_OF_GATE, judge
from .measures import Floats
from .rules import CRITERIA, GATES, LOOSENABLE, Answer

SERVED = 1 << len(GATES)  # of ``misses``: some plot is eligible already
PAIRS = [(f, g) for f in range(len(LOOSENABLE)) for g in range(f + 1, len(LOOSENABLE))]
_GATE = {name: place for place, name in enumerate(GATES)}
KINDS_FIELD = LOOSENABLE.index("kinds")
NEED_BY_FIELD = LOOSENABLE.index("need_by")


class Best(NamedTuple):
    """The best k of each kind for d requests: rows of ``Offers``, -1 where there are fewer."""

    rows: NDArray[np.int32]  # [d, 2, k], eligible then to confirm, in order
    counts: Ints  # [d, 3]: eligible, to confirm, and how many of both are combined offers


class Details(NamedTuple):
    """m plots of each of d requests. ``parts`` float64[d, m, 3, criteria] and ``score``
    float64[d, m, 3] hold lo, point, hi; cost and distance float64[d, m], nan where unknown."""

    parts: Floats
    score: Floats
    cost_vnd_m2_year: Floats
    distance_km: Floats


class Nearest(NamedTuple):
    """Of each field of ``LOOSENABLE`` the nearest value that opens a plot, and how many it opens;
    the same for ``PAIRS``, by the least sum of relative changes. A count of 0: none."""

    value: Floats  # [fields]
    opens: Ints  # [fields]
    pair_values: Floats  # [pairs, 2]
    pair_opens: Ints  # [pairs]


def best(demands: Demands, offers: Offers, k: int) -> Best:
    rows = np.full((len(demands), 2, k), -1, dtype=np.int32)
    counts = np.zeros((len(demands), 3), dtype=np.int64)
    for j, demand in enumerate(demands.rows):
        judged = judge(demand, offers)
        for kind, answer in enumerate((Answer.PASS, Answer.UNKNOWN)):
            among = np.flatnonzero(judged.answer == answer)
            order = np.lexsort((offers.code_rank[among], -judged.score[among]))[:k]
            rows[j, kind, : len(order)] = among[order]
            counts[j, kind] = len(among)
        counts[j, 2] = (offers.combined & (judged.answer != Answer.FAIL)).sum()
    return Best(rows, counts)


def room_for_details(rows: NDArray[np.int32]) -> Details:
    parts, score = np.empty((*rows.shape, 3, len(CRITERIA))), np.empty((*rows.shape, 3))
    return Details(parts, score, np.empty(rows.shape), np.empty(rows.shape))


def details(demands: Demands, offers: Offers, rows: NDArray[np.int32]) -> Details:
    """Of the plots at ``rows`` int32[d, m]; where there is none (-1), 0 and nan."""
    found = room_for_details(rows)
    for column, none in zip(found, (0.0, 0.0, np.nan, np.nan), strict=True):
        column[rows < 0] = none
    for j, demand in enumerate(demands.rows):
        listed = np.flatnonzero(rows[j] >= 0)
        at = rows[j, listed]
        judged = judge(demand, offers)
        parts = np.stack([judged.parts_lo, judged.parts, judged.parts_hi])
        found.parts[j, listed] = parts[:, :, at].transpose(2, 0, 1)
        score = np.stack([judged.score_lo, judged.score, judged.score_hi])
        found.score[j, listed] = score[:, at].T
        found.cost_vnd_m2_year[j, listed] = judged.cost_vnd_m2_year[at]
        found.distance_km[j, listed] = judged.distance_km[at]
    return found


def against(demands: Demands, offers: Offers, row: int) -> tuple[Answers, Floats]:
    """One plot against every request: answer int8[d], score float64[d]."""
    one = offers.only([row])
    judged = [judge(demand, one) for demand in demands.rows]
    answers = np.array([j.answer[0] for j in judged], dtype=np.int8)
    return answers, np.array([j.score[0] for j in judged], dtype=np.float64)


def misses(demands: Demands, offers: Offers) -> Ints:
    """int64[d]: bit g where some plot misses nothing but gate g (fails it or does not know);
    ``SERVED`` where some plot misses nothing."""
    found = np.zeros(len(demands), dtype=np.int64)
    for j, demand in enumerate(demands.rows):
        missed = judge(demand, offers).gates != Answer.PASS
        alone = missed[:, missed.sum(axis=0) == 1].any(axis=1)
        found[j] = sum(1 << int(g) for g in np.flatnonzero(alone))
        if len(offers) and (~missed.any(axis=0)).any():
            found[j] |= SERVED
    return found


def nearest(demands: Demands, j: int, offers: Offers) -> Nearest:
    needed, missed = _needed(demands, j, offers)
    fields = len(LOOSENABLE)
    value, opens = np.full(fields, np.nan), np.zeros(fields, dtype=np.int64)
    for f in range(fields):
        alone = missed[f] & (missed.sum(axis=0) == 1)
        value[f], opens[f] = _nearest_value(f, needed[f, alone])
    pair_values = np.full((len(PAIRS), 2), np.nan)
    pair_opens = np.zeros(len(PAIRS), dtype=np.int64)
    now = present(demands, j)
    for p, (f, g) in enumerate(PAIRS):
        both = missed[f] & missed[g] & (missed.sum(axis=0) == 2)
        if not both.any() or opens[f] or opens[g]:
            continue
        first, second = needed[f, both], needed[g, both]
        effort = _effort(f, first, now[f]) + _effort(g, second, now[g])
        chosen = np.lexsort((second, first, effort))[0]
        pair_values[p] = first[chosen], second[chosen]
        pair_opens[p] = ((first == first[chosen]) & (second == second[chosen])).sum()
    return Nearest(value, opens, pair_values, pair_opens)


def present(demands: Demands, j: int) -> Floats:
    """What the request asks now, in the order of ``LOOSENABLE``; nan: nothing, or a list."""
    return np.array(
        [
            demands.area_m2[j, 0],
            demands.area_m2[j, 2],
            demands.max_cost_vnd_m2_year[j],
            demands.need_by[j],
            demands.lease_years[j],
            *demands.needs[j],
            demands.max_distance_km[j],
            np.nan,
        ]
    )


def _needed(demands: Demands, j: int, offers: Offers) -> tuple[Floats, NDArray[np.bool_]]:
    """What each plot would need of each field, and whether that field stands in its way.

    float64[fields, n] and bool[fields, n]; a plot that no change of the request can open (refused
    trade, held, a fact unknown that must be known) has no field marked.
    """
    judged = judge(demands.rows[j], offers)
    missed = judged.gates != Answer.PASS
    failed = judged.gates == Answer.FAIL
    fixed = ("available", "industry", "wastewater_kind")
    hopeless = missed[[_GATE[name] for name in fixed]].any(axis=0)
    # An unknown capacity is no obstacle to a need of 0; any other unknown stays one.
    for name in ("ready", "cost", "term", "distance"):
        hopeless |= missed[_GATE[name]] & ~failed[_GATE[name]]
    cost = np.ceil(judged.cost_vnd_m2_year)
    hopeless |= failed[_GATE["cost"]] & np.isinf(cost)
    capacities = np.nan_to_num(offers.sites.capacity, nan=0.0)[:, offers.site]
    needed = np.stack(
        [
            offers.area_m2,
            offers.area_m2,
            cost,
            offers.ready[demands.dates[j]],
            offers.term_years,
            *capacities,
            judged.distance_km,
            offers.kind.astype(np.float64),
        ]
    )
    low, _ideal, high = demands.area_m2[j]
    obstacles = np.stack(
        [
            offers.area_m2 < low,
            offers.area_m2 > high,
            failed[_GATE["cost"]],
            failed[_GATE["ready"]],
            failed[_GATE["term"]],
            *(missed[_GATE[gate]] for gate in CAPACITY_OF_GATE),
            failed[_GATE["distance"]],
            failed[_GATE["kind"]],
        ]
    )
    return needed, obstacles & ~hopeless


# Down: a smaller figure loosens the field.
_DOWN = frozenset({"area_min_m2", "lease_years", *CAPACITY_OF_GATE.values()})


def loosens_down(field: int) -> bool:
    return LOOSENABLE[field] in _DOWN


def _nearest_value(field: int, candidates: Floats) -> tuple[float, int]:
    if not len(candidates):
        return np.nan, 0
    if field == KINDS_FIELD:  # the one kind more that opens most
        kinds, opens = np.unique(candidates, return_counts=True)
        chosen = int(np.argmax(opens))
        return float(kinds[chosen]), int(opens[chosen])
    value = candidates.max() if loosens_down(field) else candidates.min()
    return float(value), int((candidates == value).sum())


def _effort(field: int, needed: Floats, now: float) -> Floats:
    """How far from what is asked, relative to it; a year for dates, 1 for another kind."""
    if field == KINDS_FIELD:
        return np.ones(len(needed))
    scale = 365.0 if field == NEED_BY_FIELD else max(abs(now), 1.0)
    return np.asarray(np.abs(needed - now) / scale)
