"""One land request against many offers: gates, criteria, score, order (matching.md §1 and §2)."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .columns import Answers, Offers
from .facts import Demand
from .measures import Floats, arcs_km, unit_vector
from .rules import (
    AIRPORT_KM,
    CAPACITIES,
    CRITERIA,
    FAR_KM,
    FULL_SLACK_DAYS,
    GATES,
    KINDS,
    NEAR_KM,
    PORT_KM,
    ROAD_KM,
    TOP_TIER,
    WASTEWATER_KINDS,
    Answer,
)

CAPACITY_OF_GATE = dict(zip(("power", "water", "wastewater"), CAPACITIES, strict=True))
BEST_AND_WORST_KM = (ROAD_KM, AIRPORT_KM, PORT_KM)  # in the order of ROADS


@dataclass(frozen=True)
class Merit:
    """u of one criterion for each offer: its value and the interval that unknowns leave."""

    lo: Floats
    point: Floats
    hi: Floats


@dataclass(frozen=True)
class Judgement:
    """All n offers judged, in the order of the columns.

    ``gates`` int8[len(GATES), n] and ``answer`` int8[n] hold ``Answer`` values (excluded,
    eligible, to confirm); ``parts`` float64[len(CRITERIA), n] the weighted shares, which add up
    to ``score`` float64[n]; ``…_lo`` and ``…_hi`` likewise; cost and distance nan if unknown.
    """

    gates: Answers
    answer: Answers
    score: Floats
    score_lo: Floats
    score_hi: Floats
    parts: Floats
    parts_lo: Floats
    parts_hi: Floats
    cost_vnd_m2_year: Floats
    distance_km: Floats


def judge(demand: Demand, offers: Offers) -> Judgement:
    """Judge every offer; each by itself, so that no other offer can change its score."""
    distance_km = _distances(demand, offers)
    gates = _gates(demand, offers, distance_km)
    answer = np.where((gates == Answer.UNKNOWN).any(axis=0), Answer.UNKNOWN, Answer.PASS)
    answer = np.where((gates == Answer.FAIL).any(axis=0), Answer.FAIL, answer).astype(np.int8)

    shares = {name: w for name, w in zip(CRITERIA, demand.shares(), strict=True) if w > 0}
    merits = _merits(demand, offers, distance_km, shares)
    parts, parts_lo, parts_hi = (np.zeros((len(CRITERIA), len(offers))) for _ in range(3))
    for k, name in enumerate(CRITERIA):
        if name in shares:
            parts[k] = shares[name] * merits[name].point
            parts_lo[k] = shares[name] * merits[name].lo
            parts_hi[k] = shares[name] * merits[name].hi
    return Judgement(
        gates=gates,
        answer=answer,
        score=_total(parts),
        score_lo=_total(parts_lo),
        score_hi=_total(parts_hi),
        parts=parts,
        parts_lo=parts_lo,
        parts_hi=parts_hi,
        cost_vnd_m2_year=offers.cost_vnd_m2_year,
        distance_km=distance_km,
    )


def _total(parts: Floats) -> Floats:
    """Added one after the other, never pairwise: the same bits for one offer and for a million."""
    total = np.zeros(parts.shape[1])
    for row in parts:
        total = total + row
    return np.minimum(total, 1.0)  # shares are rounded, their sum may exceed 1 by a last bit


def _distances(demand: Demand, offers: Offers) -> Floats:
    if demand.lat is None or demand.lon is None:
        return np.full(len(offers), np.nan)
    return arcs_km(unit_vector(demand.lat, demand.lon), offers.sites.vectors)[offers.site]


# --- gates ---------------------------------------------------------------------------------


def _gates(demand: Demand, offers: Offers, distance_km: Floats) -> Answers:
    site = offers.site
    asks_nothing = np.full(len(offers), Answer.PASS, dtype=np.int8)
    answers = dict.fromkeys(GATES, asks_nothing)
    answers["available"] = offers.available.astype(np.int8)
    answers["area"] = (
        (demand.area_min_m2 <= offers.area_m2) & (offers.area_m2 <= demand.area_max_m2)
    ).astype(np.int8)
    answers["industry"] = offers.industry_answers(demand.industry)[site]
    if demand.wastewater_kind not in (None, "none"):
        bit = 1 << WASTEWATER_KINDS.index(demand.wastewater_kind)
        accepts = offers.sites.wastewater
        passes = (accepts & bit) > 0
        known = np.where(accepts == 0, Answer.UNKNOWN, passes).astype(np.int8)
        answers["wastewater_kind"] = known[site]
    if demand.need_by is not None:
        ready = offers.ready[int(demand.count_expected_dates)]
        answers["ready"] = _if_known(ready, ready <= demand.need_by.toordinal())
    for (gate, name), available in zip(
        CAPACITY_OF_GATE.items(), offers.sites.capacity, strict=True
    ):
        if demand.need(name) > 0:
            answers[gate] = _if_known(available, available >= demand.need(name))[site]
    if demand.max_cost_vnd_m2_year is not None:
        cost = offers.cost_vnd_m2_year
        answers["cost"] = _if_known(cost, cost <= demand.max_cost_vnd_m2_year)
    if demand.lease_years is not None:
        answers["term"] = _if_known(offers.term_years, offers.term_years >= demand.lease_years)
    if demand.kinds:
        accepted = [KINDS.index(kind) for kind in demand.kinds]
        answers["kind"] = np.isin(offers.kind, accepted).astype(np.int8)
    if demand.has_place and demand.max_distance_km is not None:
        answers["distance"] = _if_known(distance_km, distance_km <= demand.max_distance_km)
    return np.stack([answers[name] for name in GATES])


def _if_known(value: Floats, passes: NDArray[np.bool_]) -> Answers:
    return np.where(np.isnan(value), Answer.UNKNOWN, passes).astype(np.int8)


# --- criteria --------------------------------------------------------------------------------


def _merits(
    demand: Demand, offers: Offers, distance_km: Floats, shares: dict[str, float]
) -> dict[str, Merit]:
    """u of the criteria that count; the others are not computed."""
    n, sites, site = len(offers), offers.sites, offers.site
    merits: dict[str, Merit] = {}
    if "area" in shares:
        merits["area"] = _merit(_area(demand, offers.area_m2))
    if "cost" in shares and demand.max_cost_vnd_m2_year is not None:
        ceiling = demand.max_cost_vnd_m2_year
        merits["cost"] = _merit(linear(offers.cost_vnd_m2_year, best=ceiling / 2, worst=ceiling))
    if "time" in shares and demand.need_by is not None:
        ready = offers.ready[int(demand.count_expected_dates)]
        slack_days = demand.need_by.toordinal() - ready
        merits["time"] = _merit(linear(slack_days, best=FULL_SLACK_DAYS, worst=0))
    if "distance" in shares:
        merits["distance"] = _merit(linear(distance_km, best=NEAR_KM, worst=FAR_KM))
    if "access" in shares:
        roads = [
            linear(km, best=best, worst=worst)
            for km, (best, worst) in zip(sites.roads, BEST_AND_WORST_KM, strict=True)
        ]
        merits["access"] = _mean_merit(roads, site)
    if "readiness" in shares:
        merits["readiness"] = _merit(linear(sites.readiness, best=TOP_TIER, worst=0)[site])
    if "headroom" in shares:
        rooms = [
            _headroom(available, demand.need(name))
            for available, name in zip(sites.capacity, CAPACITIES, strict=True)
        ]
        merits["headroom"] = _mean_merit(rooms, site)
    if "neighbours" in shares:
        merits["neighbours"] = _merit(offers.neighbour_merits(demand.industry[:2])[site])
    if "key_product" in shares:
        merits["key_product"] = _merit(np.full(n, 1.0 if demand.key_product else 0.0))
    return merits


def linear(value: Floats, *, best: float, worst: float) -> Floats:
    """1 at ``best`` or better, 0 at ``worst`` or worse, linear between; nan stays nan."""
    if best == worst:
        return np.where(np.isnan(value), np.nan, value <= best).astype(np.float64)
    return np.clip((value - worst) / (best - worst), 0.0, 1.0) + 0.0  # no -0.0


def _area(demand: Demand, area_m2: Floats) -> Floats:
    """1 at the ideal, falling to 0 at both ends; a side without width is a step."""
    low, ideal, high = demand.area_min_m2, demand.area_ideal_m2, demand.area_max_m2
    below = linear(area_m2, best=ideal, worst=low) if low < ideal else (area_m2 >= ideal) * 1.0
    above = linear(area_m2, best=ideal, worst=high) if ideal < high else (area_m2 <= ideal) * 1.0
    return np.where(area_m2 < ideal, below, above)


def _headroom(available: Floats, need: float) -> Floats:
    if need == 0:
        return np.ones_like(available)
    return np.minimum(1.0, available / (2 * need))


def _merit(u: Floats) -> Merit:
    unknown = np.isnan(u)
    return Merit(
        lo=np.where(unknown, 0.0, u), point=np.where(unknown, 0.5, u), hi=np.where(unknown, 1.0, u)
    )


def _mean_merit(members: list[Floats], site: NDArray[np.int64]) -> Merit:
    """The mean of three, member by member, each with its own interval."""
    first, second, third = (_merit(member) for member in members)
    return Merit(
        lo=((first.lo + second.lo + third.lo) / 3)[site],
        point=((first.point + second.point + third.point) / 3)[site],
        hi=((first.hi + second.hi + third.hi) / 3)[site],
    )
