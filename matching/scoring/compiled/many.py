# mypy: allow-untyped-defs, allow-untyped-calls, allow-untyped-decorators, allow-incomplete-defs
"""All plots for a request, all requests for a plot."""

from math import nan

import numpy as np
from numpy.typing import NDArray

from ..columns import Answers, Demands, Ints, Offers
from ..measures import Floats
from ..plain import SERVED, Best, Details
from ..rules import CRITERIA
from .arrays import plot_columns, site_columns, want_columns
from .pairs import (
    FAIL,
    P_AREA,
    P_COST,
    P_DISTANCE,
    P_TIME,
    PASS,
    UNKNOWN,
    apart_km,
    inlined,
    jit,
    plot_misses,
    plot_parts,
    site_misses,
    site_parts,
    total,
)

CAUTION = 1e-9  # far above what rounding can add to a bound, so that a tie is still looked at


@inlined
def _first_at_least(area, low, high, least):
    """The first row in [low, high) whose area is ``least`` or more."""
    while low < high:
        middle = (low + high) >> 1
        if area[middle] < least:
            low = middle + 1
        else:
            high = middle
    return low


@inlined
def _keep(rows, scores, filled, i, score, code_rank):
    """Insert row ``i`` where its score and then its code put it; the worst falls off."""
    k = len(rows)
    at = filled
    while at > 0:
        before = rows[at - 1]
        if scores[at - 1] > score:
            break
        if scores[at - 1] == score and code_rank[before] < code_rank[i]:
            break
        at -= 1
    if at >= k:
        return filled
    last = filled if filled < k else k - 1
    for move in range(last, at, -1):
        rows[move] = rows[move - 1]
        scores[move] = scores[move - 1]
    rows[at] = i
    scores[at] = score
    return filled + 1 if filled < k else k


@jit
def _best(wants, plots, sites, k, rows, counts):
    parts = np.zeros(len(CRITERIA))
    scores = np.empty((2, k))
    filled = np.zeros(2, dtype=np.int64)
    for j in range(len(rows)):
        filled[:] = 0
        scores[:] = -1.0
        low, high = wants.area[j, 0], wants.area[j, 2]
        trades = sites.trades[wants.trade[j]]
        # nan compares false: what asks for nothing stops no plot.
        need_by, ceiling, lease = wants.need_by[j], wants.cost[j], wants.lease[j]
        asks_ready, asks_cost, asks_term = need_by == need_by, ceiling == ceiling, lease == lease
        kinds = wants.kinds[j]
        shares = wants.shares[j]
        own_share = shares[P_AREA] + shares[P_COST] + shares[P_TIME] + CAUTION
        place_counts = wants.distance[j] == wants.distance[j] or shares[P_DISTANCE] > 0
        for s in range(len(plots.site_start) - 1):
            if trades[s] == FAIL:
                continue
            end = plots.site_start[s + 1]
            i = _first_at_least(plots.area, plots.site_start[s], end, low)
            if i >= end or plots.area[i] > high:
                continue
            km = apart_km(wants, j, sites, s) if place_counts else nan
            failed, unknown_here = site_misses(wants, j, sites, s, km)
            if failed:
                continue
            reach = -1.0  # the most that a plot of this site can score
            while i < end and plots.area[i] <= high:
                ready, cost, term = plots.ready[i], plots.cost[i], plots.term[i]
                if (
                    ready > need_by
                    or cost > ceiling
                    or term < lease
                    or not (kinds >> plots.kind[i]) & 1
                    or not plots.available[i]
                ):
                    i += 1
                    continue
                maybe = (
                    unknown_here != 0
                    or (asks_ready and ready != ready)
                    or (asks_cost and cost != cost)
                    or (asks_term and term != term)
                )
                group = 1 if maybe else 0
                counts[j, group] += 1
                if plots.combined[i]:
                    counts[j, 2] += 1
                if reach < 0:
                    site_parts(wants, j, sites, s, km, 0.5, parts)
                    parts[P_AREA], parts[P_COST], parts[P_TIME] = 0.0, 0.0, 0.0
                    reach = total(parts) + own_share
                if reach >= scores[group, k - 1]:
                    plot_parts(wants, j, plots, i, 0.5, parts)
                    filled[group] = _keep(
                        rows[j, group], scores[group], filled[group], i, total(parts),
                        plots.code_rank,
                    )  # fmt: skip
                i += 1


def best(demands: Demands, offers: Offers, k: int) -> Best:
    kept = max(k, 1)  # the worst of the kept is looked at, so there is one
    rows = np.full((len(demands), 2, kept), -1, dtype=np.int32)
    counts = np.zeros((len(demands), 3), dtype=np.int64)
    plots, sites = plot_columns(offers), site_columns(offers, demands)
    _best(want_columns(demands), plots, sites, kept, rows, counts)
    return Best(rows[:, :, :k], counts)


@jit
def _details(wants, j, plots, sites, site_of, rows, parts, score, km):
    for m in range(len(rows)):
        i = rows[m]
        s = site_of[i]
        km[m] = apart_km(wants, j, sites, s)
        for end, unknown_as in enumerate((0.0, 0.5, 1.0)):
            site_parts(wants, j, sites, s, km[m], unknown_as, parts[end, m])
            plot_parts(wants, j, plots, i, unknown_as, parts[end, m])
            score[end, m] = total(parts[end, m])


def details(demands: Demands, j: int, offers: Offers, rows: NDArray[np.int32]) -> Details:
    parts = np.zeros((3, len(rows), len(CRITERIA)))
    score = np.zeros((3, len(rows)))
    km = np.empty(len(rows))
    plots, sites = plot_columns(offers), site_columns(offers, demands)
    _details(want_columns(demands), j, plots, sites, offers.site, rows, parts, score, km)
    return Details(parts, score, offers.cost_vnd_m2_year[rows], km)


@jit
def _against(wants, plots, sites, s, i, answers, scores):
    parts = np.zeros(len(CRITERIA))
    for j in range(len(answers)):
        failed, unknown = plot_misses(wants, j, plots, i)
        if failed or sites.trades[wants.trade[j], s] == FAIL:
            continue
        km = apart_km(wants, j, sites, s)
        failed, unknown_here = site_misses(wants, j, sites, s, km)
        if failed:
            continue
        answers[j] = UNKNOWN if unknown | unknown_here else PASS
        site_parts(wants, j, sites, s, km, 0.5, parts)
        plot_parts(wants, j, plots, i, 0.5, parts)
        scores[j] = total(parts)


def against(demands: Demands, offers: Offers, row: int) -> tuple[Answers, Floats]:
    """Scores of requests that exclude the plot are left 0."""
    answers = np.zeros(len(demands), dtype=np.int8)
    scores = np.zeros(len(demands))
    sites, site = site_columns(offers, demands), int(offers.site[row])
    _against(want_columns(demands), plot_columns(offers), sites, site, row, answers, scores)
    return answers, scores


@jit
def _misses(wants, plots, sites, site_of, found):
    for j in range(len(found)):
        for i in range(len(plots.area)):
            failed, unknown = plot_misses(wants, j, plots, i)
            own = failed | unknown
            if own & (own - 1):
                continue  # two of its own already
            s = site_of[i]
            failed, unknown = site_misses(wants, j, sites, s, apart_km(wants, j, sites, s))
            missed = own | failed | unknown
            if missed == 0:
                found[j] |= SERVED
            elif missed & (missed - 1) == 0:
                found[j] |= missed


def misses(demands: Demands, offers: Offers) -> Ints:
    found = np.zeros(len(demands), dtype=np.int64)
    plots, sites = plot_columns(offers), site_columns(offers, demands)
    _misses(want_columns(demands), plots, sites, offers.site, found)
    return found
