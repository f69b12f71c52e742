# mypy: allow-untyped-defs, allow-untyped-calls, allow-untyped-decorators, allow-incomplete-defs
"""One request and one plot: gates as masks, merits, weighted parts; ``judging`` in scalars."""

from math import nan

import numpy as np

from ..measures import EARTH_RADIUS_KM, HALVED_ARCSINE, NANOKM
from ..rules import (
    AIRPORT_KM,
    CRITERIA,
    FAR_KM,
    FULL_SLACK_DAYS,
    GATES,
    NEAR_KM,
    PORT_KM,
    ROAD_KM,
    TOP_TIER,
)
from .jitting import inlined

FAIL, PASS, UNKNOWN = 0, 1, 2

(AVAILABLE, AREA, INDUSTRY, WASTEWATER_KIND, READY, POWER, WATER, WASTEWATER, COST, TERM, KIND,
 DISTANCE) = range(len(GATES))  # fmt: skip
(P_AREA, P_COST, P_TIME, P_DISTANCE, P_ACCESS, P_READINESS, P_HEADROOM, P_NEIGHBOURS,
 P_KEY_PRODUCT) = range(len(CRITERIA))  # fmt: skip
ROAD_BEST, ROAD_WORST = ROAD_KM
AIRPORT_BEST, AIRPORT_WORST = AIRPORT_KM
PORT_BEST, PORT_WORST = PORT_KM


@inlined
def linear(value, best, worst):
    """``judging.linear`` for one value."""
    if value != value:
        return nan
    if best == worst:
        return 1.0 if value <= best else 0.0
    u = (value - worst) / (best - worst)
    if u > 1.0:
        return 1.0
    return u if u > 0.0 else 0.0


@inlined
def apart_km(wants, j, sites, s):
    """``measures.arcs_km`` for one pair; nan if either has no position."""
    dx = sites.vectors[s, 0] - wants.vectors[j, 0]
    dy = sites.vectors[s, 1] - wants.vectors[j, 1]
    dz = sites.vectors[s, 2] - wants.vectors[j, 2]
    chord = np.sqrt(dx * dx + dy * dy + dz * dz)
    if chord != chord:
        return nan
    x = min(chord / 2, 1.0)
    for _ in range(3):
        x = x / np.sqrt(2 + 2 * np.sqrt(1 - x * x))
    square = x * x
    total = HALVED_ARCSINE[-1]
    for k in range(len(HALVED_ARCSINE) - 2, -1, -1):
        total = total * square + HALVED_ARCSINE[k]
    arc = 2 * EARTH_RADIUS_KM * (8 * x * total)
    return np.rint(arc * NANOKM) / NANOKM


@inlined
def at_least(available, need):
    if need <= 0:
        return PASS
    if available != available:
        return UNKNOWN
    return PASS if available >= need else FAIL


@inlined
def site_misses(wants, j, sites, s, km):
    """(failed, unknown): masks of the gates that all plots of a site share."""
    failed, unknown = 0, 0
    answer = sites.trades[wants.trade[j], s]
    if answer == FAIL:
        failed |= 1 << INDUSTRY
    elif answer == UNKNOWN:
        unknown |= 1 << INDUSTRY
    if wants.wastewater[j] != 0:
        if sites.wastewater[s] == 0:
            unknown |= 1 << WASTEWATER_KIND
        elif sites.wastewater[s] & wants.wastewater[j] == 0:
            failed |= 1 << WASTEWATER_KIND
    for c in range(3):
        answer = at_least(sites.capacity[c, s], wants.needs[j, c])
        if answer == FAIL:
            failed |= 1 << (POWER + c)
        elif answer == UNKNOWN:
            unknown |= 1 << (POWER + c)
    limit = wants.distance[j]
    if limit == limit:
        if km != km:
            unknown |= 1 << DISTANCE
        elif km > limit:
            failed |= 1 << DISTANCE
    return failed, unknown


@inlined
def plot_misses(wants, j, plots, i):
    """(failed, unknown): masks of the gates of one plot's own facts."""
    failed, unknown = 0, 0
    if not plots.available[i]:
        failed |= 1 << AVAILABLE
    if plots.area[i] < wants.area[j, 0] or plots.area[i] > wants.area[j, 2]:
        failed |= 1 << AREA
    limit = wants.need_by[j]
    if limit == limit:
        ready = plots.ready[wants.dates[j], i]
        if ready != ready:
            unknown |= 1 << READY
        elif ready > limit:
            failed |= 1 << READY
    limit = wants.cost[j]
    if limit == limit:
        if plots.cost[i] != plots.cost[i]:
            unknown |= 1 << COST
        elif plots.cost[i] > limit:
            failed |= 1 << COST
    limit = wants.lease[j]
    if limit == limit:
        if plots.term[i] != plots.term[i]:
            unknown |= 1 << TERM
        elif plots.term[i] < limit:
            failed |= 1 << TERM
    if (wants.kinds[j] >> plots.kind[i]) & 1 == 0:
        failed |= 1 << KIND
    return failed, unknown


@inlined
def known_or(u, unknown_as):
    return unknown_as if u != u else u


@inlined
def area_merit(wants, j, area):
    low, ideal, high = wants.area[j, 0], wants.area[j, 1], wants.area[j, 2]
    if area < ideal:
        return linear(area, ideal, low) if low < ideal else 0.0
    if ideal < high:
        return linear(area, ideal, high)
    return 1.0 if area <= ideal else 0.0


@inlined
def room(available, need, unknown_as):
    if need == 0:
        return 1.0
    if available != available:
        return unknown_as
    return min(1.0, available / (2 * need))


@inlined
def site_parts(wants, j, sites, s, km, unknown_as, parts):
    """The weighted shares that all plots of a site have, into ``parts``; the others stay."""
    shares = wants.shares[j]
    parts[P_DISTANCE] = 0.0
    if shares[P_DISTANCE] > 0:
        parts[P_DISTANCE] = shares[P_DISTANCE] * known_or(linear(km, NEAR_KM, FAR_KM), unknown_as)
    road = known_or(linear(sites.roads[0, s], ROAD_BEST, ROAD_WORST), unknown_as)
    airport = known_or(linear(sites.roads[1, s], AIRPORT_BEST, AIRPORT_WORST), unknown_as)
    port = known_or(linear(sites.roads[2, s], PORT_BEST, PORT_WORST), unknown_as)
    parts[P_ACCESS] = shares[P_ACCESS] * ((road + airport + port) / 3)
    tier = known_or(linear(sites.readiness[s], TOP_TIER, 0.0), unknown_as)
    parts[P_READINESS] = shares[P_READINESS] * tier
    power = room(sites.capacity[0, s], wants.needs[j, 0], unknown_as)
    water = room(sites.capacity[1, s], wants.needs[j, 1], unknown_as)
    wastewater = room(sites.capacity[2, s], wants.needs[j, 2], unknown_as)
    parts[P_HEADROOM] = shares[P_HEADROOM] * ((power + water + wastewater) / 3)
    same = known_or(sites.neighbours[wants.division[j], s], unknown_as)
    parts[P_NEIGHBOURS] = shares[P_NEIGHBOURS] * same
    parts[P_KEY_PRODUCT] = shares[P_KEY_PRODUCT] * wants.key_product[j]


@inlined
def plot_parts(wants, j, plots, i, unknown_as, parts):
    """The weighted shares of one plot's own facts, into ``parts``."""
    shares = wants.shares[j]
    parts[P_AREA] = shares[P_AREA] * area_merit(wants, j, plots.area[i])
    parts[P_COST], parts[P_TIME] = 0.0, 0.0
    ceiling = wants.cost[j]
    if shares[P_COST] > 0:
        parts[P_COST] = shares[P_COST] * known_or(
            linear(plots.cost[i], ceiling / 2, ceiling), unknown_as
        )
    if shares[P_TIME] > 0:
        slack_days = wants.need_by[j] - plots.ready[wants.dates[j], i]
        parts[P_TIME] = shares[P_TIME] * known_or(
            linear(slack_days, FULL_SLACK_DAYS, 0.0), unknown_as
        )


@inlined
def total(parts):
    total = 0.0
    for k in range(len(parts)):
        total += parts[k]
    return min(total, 1.0)
