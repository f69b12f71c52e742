# mypy: allow-untyped-defs, allow-untyped-calls, allow-untyped-decorators, allow-incomplete-defs
"""What would open a plot: the nearest values of one field, or of two together."""

from math import nan

import numpy as np

from ..columns import Demands, Offers
from ..plain import KINDS_FIELD, NEED_BY_FIELD, PAIRS, Nearest, loosens_down, present
from ..rules import LOOSENABLE
from .arrays import plot_columns, site_columns, want_columns
from .jitting import inlined, jit
from .pairs import (
    DISTANCE,
    INDUSTRY,
    PASS,
    POWER,
    WASTEWATER_KIND,
    apart_km,
    site_misses,
)

(F_AREA_MIN, F_AREA_MAX, F_COST, F_NEED_BY, F_LEASE, F_POWER, F_WATER, F_WASTEWATER, F_DISTANCE,
 F_KINDS) = range(len(LOOSENABLE))  # fmt: skip
FIELDS = len(LOOSENABLE)
DOWN = np.array([loosens_down(f) for f in range(FIELDS)])
_PAIR_OF = np.zeros((FIELDS, FIELDS), dtype=np.int64)
for _p, (_f, _g) in enumerate(PAIRS):
    _PAIR_OF[_f, _g] = _p


@inlined
def _more_than(fields, obstacles):
    """Whether more than one or two bits are set."""
    rest = fields & (fields - 1)
    return rest != 0 if obstacles == 1 else rest & (rest - 1) != 0


@inlined
def _site_obstacles(failed, unknown):
    """Fields that stand between the request and a site, as a mask; -1: no change helps."""
    missed = failed | unknown
    if missed & ((1 << INDUSTRY) | (1 << WASTEWATER_KIND)) or unknown & (1 << DISTANCE):
        return -1
    fields = ((missed >> POWER) & 7) << F_POWER  # an unknown capacity is none to a need of 0
    if failed & (1 << DISTANCE):
        fields |= 1 << F_DISTANCE
    return fields


@inlined
def _needed(f, area, cost, ready, term, kind, capacity, s, km):
    """What the plot needs of field ``f``."""
    if f in (F_AREA_MIN, F_AREA_MAX):
        return area
    if f == F_COST:
        return np.ceil(cost)
    if f == F_NEED_BY:
        return ready
    if f == F_LEASE:
        return term
    if f == F_DISTANCE:
        return km
    if f == F_KINDS:
        return float(kind)
    available = capacity[f - F_POWER, s]
    return 0.0 if available != available else available


@inlined
def _effort(f, needed, now):
    if f == KINDS_FIELD:
        return 1.0
    scale = 365.0 if f == NEED_BY_FIELD else max(abs(now), 1.0)
    return abs(needed - now) / scale


@inlined
def _take_single(f, needed, value, opens, kinds):
    if f == KINDS_FIELD:
        kinds[int(needed)] += 1
    elif opens[f] and needed == value[f]:
        opens[f] += 1
    elif not opens[f] or (needed > value[f] if DOWN[f] else needed < value[f]):
        value[f] = needed
        opens[f] = 1


@inlined
def _is_nearer(effort, first, second, other_effort, others):
    if effort != other_effort:
        return effort < other_effort
    return first < others[0] or (first == others[0] and second < others[1])


@jit
def _nearest(wants, j, plots, sites, now, value, opens, kinds, pair_values, pair_opens):
    pair_effort = np.empty(len(pair_opens))
    low, high = wants.area[j, 0], wants.area[j, 2]
    need_by, ceiling, lease = wants.need_by[j], wants.cost[j], wants.lease[j]
    asks_ready, asks_cost, asks_term = need_by == need_by, ceiling == ceiling, lease == lease
    accepted = wants.kinds[j]
    days = plots.ready[wants.dates[j]]
    asks_distance = wants.distance[j] == wants.distance[j]
    trades, capacity = sites.trades[wants.trade[j]], sites.capacity
    for s in range(len(plots.site_start) - 1):
        if trades[s] != PASS:
            continue
        km = apart_km(wants, j, sites, s) if asks_distance else nan
        failed, unknown = site_misses(wants, j, sites, s, km)
        fields_here = _site_obstacles(failed, unknown)
        if fields_here < 0 or _more_than(fields_here, 2):
            continue
        for i in range(plots.site_start[s], plots.site_start[s + 1]):
            area, ready, cost, term = plots.area[i], days[i], plots.cost[i], plots.term[i]
            kind = plots.kind[i]
            fields = fields_here
            fields |= (area < low) << F_AREA_MIN
            fields |= (area > high) << F_AREA_MAX
            fields |= (cost > ceiling) << F_COST
            fields |= (ready > need_by) << F_NEED_BY
            fields |= (term < lease) << F_LEASE
            fields |= (1 - ((accepted >> kind) & 1)) << F_KINDS
            if fields == 0 or _more_than(fields, 2) or not plots.available[i]:
                continue
            if (
                (asks_ready and ready != ready)
                or (asks_cost and (cost != cost or cost == np.inf))
                or (asks_term and term != term)
            ):
                continue  # unknown, or no ceiling is high enough
            f = 0
            while not (fields >> f) & 1:
                f += 1
            first = _needed(f, area, cost, ready, term, kind, capacity, s, km)
            if not _more_than(fields, 1):
                _take_single(f, first, value, opens, kinds)
                continue
            g = f + 1
            while not (fields >> g) & 1:
                g += 1
            if opens[f] or opens[g]:
                continue  # one of them helps alone
            second = _needed(g, area, cost, ready, term, kind, capacity, s, km)
            p = _PAIR_OF[f, g]
            effort = _effort(f, first, now[f]) + _effort(g, second, now[g])
            others = pair_values[p]
            if pair_opens[p] and first == others[0] and second == others[1]:
                pair_opens[p] += 1
            elif not pair_opens[p] or _is_nearer(effort, first, second, pair_effort[p], others):
                pair_effort[p] = effort
                others[0], others[1] = first, second
                pair_opens[p] = 1


def nearest(demands: Demands, j: int, offers: Offers) -> Nearest:
    value, opens = np.full(FIELDS, nan), np.zeros(FIELDS, dtype=np.int64)
    kinds = np.zeros(3, dtype=np.int64)
    pair_values = np.full((len(PAIRS), 2), nan)
    pair_opens = np.zeros(len(PAIRS), dtype=np.int64)
    plots, sites = plot_columns(offers), site_columns(offers, demands)
    _nearest(
        want_columns(demands), j, plots, sites, present(demands, j), value,
        opens, kinds, pair_values, pair_opens,
    )  # fmt: skip
    if kinds.any():
        value[KINDS_FIELD], opens[KINDS_FIELD] = kinds.argmax(), kinds.max()
    for p, (f, g) in enumerate(PAIRS):
        if opens[f] or opens[g]:
            pair_values[p], pair_opens[p] = nan, 0
    return Nearest(value, opens, pair_values, pair_opens)
