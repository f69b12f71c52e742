# mypy: allow-untyped-defs, allow-untyped-calls, allow-untyped-decorators, allow-incomplete-defs
"""All plots for a request, all requests for a plot."""

from math import nan

import numpy as np
from numpy.typing import NDArray

from ..columns import Answers, Demands, Ints, Offers
from ..measures import Floats
from ..plain import SERVED, Best, Details, room_for_details
from ..rules import CRITERIA, FULL_SLACK_DAYS
from .arrays import plot_columns, site_columns, want_columns
from .jitting import inlined, jit
from .pairs import (
    FAIL,
    P_ACCESS,
    P_AREA,
    P_COST,
    P_DISTANCE,
    P_HEADROOM,
    P_KEY_PRODUCT,
    P_NEIGHBOURS,
    P_READINESS,
    P_TIME,
    PASS,
    UNKNOWN,
    apart_km,
    known_or,
    plot_misses,
    plot_parts,
    site_misses,
    site_parts,
    total,
)

ENDS = (0.0, 0.5, 1.0)  # what an unknown merit counts as: lo, point, hi
WAITING = 8  # times k: plots looked through in one go
HALVINGS = 10


@inlined
def _first_beyond(area, low, high, bound, inclusive):
    """The first row in [low, high) whose area is above ``bound``, or equals it if inclusive."""
    while low < high:
        middle = (low + high) >> 1
        if area[middle] < bound or (area[middle] == bound and not inclusive):
            low = middle + 1
        else:
            high = middle
    return low


@inlined
def _keep(rows, scores, filled, i, score, code_rank):
    """Insert row ``i`` where its score and then its code put it; the worst falls off."""
    at, end = 0, filled
    while at < end:
        middle = (at + end) >> 1
        if scores[middle] > score or (
            scores[middle] == score and code_rank[rows[middle]] < code_rank[i]
        ):
            at = middle + 1
        else:
            end = middle
    if at == len(rows):
        return filled
    for move in range(min(filled, len(rows) - 1), at, -1):
        rows[move], scores[move] = rows[move - 1], scores[move - 1]
    rows[at], scores[at] = i, score
    return min(filled + 1, len(rows))


@inlined
def _keep_best(rows, scores, filled, waiting, points, n, code_rank):
    """Insert the best of the n of each group that wait. A bar that at least k of them reach holds
    off most of the others; a few halvings find it, several points at a time."""
    k = rows.shape[1]
    for group in range(2):
        low, high = 0.0, 1.0
        for _ in range(HALVINGS if n[group] > k else 0):
            middle = (low + high) / 2
            reach = 0
            for m in range(np.uint64(n[group])):
                reach += points[group, m] >= middle
            if reach >= k:
                low = middle
            else:
                high = middle
            if reach == k:
                break
        bar = max(scores[group, k - 1], low)
        for m in range(n[group]):
            if points[group, m] >= bar:
                filled[group] = _keep(
                    rows[group], scores[group], filled[group], waiting[group, m],
                    points[group, m], code_rank,
                )  # fmt: skip
        n[group] = 0


@inlined
def _clipped(u, unknown):
    u = 1.0 if u > 1.0 else u
    u = u if u > 0.0 else 0.0
    return 0.5 if unknown else u


@jit
def _best(wants, plots, sites, k, rows, counts):
    parts = np.zeros(len(CRITERIA))
    scores = np.empty((2, k))
    filled = np.zeros(2, dtype=np.int64)
    start = plots.site_start
    most = 0
    for s in range(len(start) - 1):
        most = max(most, start[s + 1] - start[s])
    # Plots that may be among the best wait here, until there are enough to tell which are not.
    enough = WAITING * k
    waiting = np.empty((2, enough + most + 1), dtype=np.int64)
    points = np.empty((2, enough + most + 1))
    n = np.zeros(2, dtype=np.int64)
    point, chosen = np.empty(most), np.empty(most, dtype=np.int8)
    area, cost, term = plots.area, plots.cost, plots.term
    for j in range(len(rows)):
        filled[:] = 0
        scores[:] = -1.0
        low, ideal, high = wants.area[j, 0], wants.area[j, 1], wants.area[j, 2]
        trades = sites.trades[wants.trade[j]]
        # nan compares false: what asks for nothing stops no plot.
        need_by, ceiling, lease = wants.need_by[j], wants.cost[j], wants.lease[j]
        asks_ready, asks_cost, asks_term = need_by == need_by, ceiling == ceiling, lease == lease
        half, free = ceiling / 2, ceiling == 0
        kinds = wants.kinds[j]
        ready = plots.ready[wants.dates[j]]
        shares = wants.shares[j]
        for_area, for_cost, for_time = shares[P_AREA], shares[P_COST], shares[P_TIME]
        place_counts = wants.distance[j] == wants.distance[j] or shares[P_DISTANCE] > 0
        for s in range(len(start) - 1):
            if trades[s] == FAIL:
                continue
            km = apart_km(wants, j, sites, s) if place_counts else nan
            failed, unknown_here = site_misses(wants, j, sites, s, km)
            if failed:
                continue
            first = _first_beyond(area, start[s], start[s + 1], low, True)
            last = _first_beyond(area, first, start[s + 1], high, False)
            if first == last:
                continue
            site_parts(wants, j, sites, s, km, 0.5, parts)
            distance, access, readiness = parts[P_DISTANCE], parts[P_ACCESS], parts[P_READINESS]
            headroom, neighbours, key = (
                parts[P_HEADROOM], parts[P_NEIGHBOURS], parts[P_KEY_PRODUCT],
            )  # fmt: skip
            vague = unknown_here != 0
            least_sure, least_unsure = scores[0, k - 1], scores[1, k - 1]
            passed, unsure, joined, candidates = 0, 0, 0, 0
            # No branch and no index that could be negative: eight plots at a time.
            for m in range(np.uint64(last - first)):
                i = np.uint64(first) + m
                size, price, day, years = area[i], cost[i], ready[i], term[i]
                no_day, no_price = day != day, price != price
                passes = (
                    (not day > need_by) & (not price > ceiling) & (not years < lease)
                    & ((kinds >> plots.kind[i]) & 1 == 1) & plots.available[i]
                )  # fmt: skip
                maybe = (
                    vague | (asks_ready & no_day) | (asks_cost & no_price)
                    | (asks_term & (years != years))
                )  # fmt: skip
                end = low if size < ideal else high
                u = 1.0 if size == ideal else (size - end) / (ideal - end)
                score = for_area * _clipped(u, False)
                u = 1.0 if free else (price - ceiling) / (half - ceiling)
                score += for_cost * _clipped(u, no_price) if for_cost > 0 else 0.0
                u = (need_by - day) / FULL_SLACK_DAYS
                score += for_time * _clipped(u, no_day) if for_time > 0 else 0.0
                # One after the other as ``total`` does, or the bits would differ.
                score += distance
                score += access
                score += readiness
                score += headroom
                score += neighbours
                score += key
                score = min(score, 1.0)
                enters = passes & (score >= (least_unsure if maybe else least_sure))
                point[m] = score
                chosen[m] = enters * (1 + maybe)
                passed += passes
                unsure += passes & maybe
                joined += passes & plots.combined[i]
                candidates += enters
            counts[j, 0] += passed - unsure
            counts[j, 1] += unsure
            counts[j, 2] += joined
            if candidates == 0:
                continue
            sure, doubtful = n[0], n[1]
            for m in range(last - first):
                # Written to both and counted in one, so again without a branch.
                waiting[0, sure], points[0, sure] = first + m, point[m]
                waiting[1, doubtful], points[1, doubtful] = first + m, point[m]
                sure += chosen[m] == 1
                doubtful += chosen[m] == 2
            n[0], n[1] = sure, doubtful
            if max(sure, doubtful) > enough:
                _keep_best(rows[j], scores, filled, waiting, points, n, plots.code_rank)
        _keep_best(rows[j], scores, filled, waiting, points, n, plots.code_rank)


def best(demands: Demands, offers: Offers, k: int) -> Best:
    kept = max(k, 1)  # the worst of the kept is looked at, so there is one
    rows = np.full((len(demands), 2, kept), -1, dtype=np.int32)
    counts = np.zeros((len(demands), 3), dtype=np.int64)
    plots, sites = plot_columns(offers), site_columns(offers, demands)
    _best(want_columns(demands), plots, sites, kept, rows, counts)
    return Best(rows[:, :, :k], counts)


@jit
def _details(wants, plots, sites, site_of, rows, parts, score, cost, km):
    of_site = np.empty((len(sites.readiness), len(ENDS), len(CRITERIA)))
    away = np.empty(len(sites.readiness))
    done_for = np.full(len(sites.readiness), -1)  # what a site shares, once a request
    own = np.empty(len(CRITERIA))
    for j in range(len(rows)):
        for m in range(rows.shape[1]):
            i = rows[j, m]
            if i < 0:
                parts[j, m] = 0.0
                score[j, m] = 0.0
                km[j, m], cost[j, m] = nan, nan
                continue
            s = site_of[i]
            if done_for[s] != j:
                done_for[s] = j
                away[s] = apart_km(wants, j, sites, s)
                for end in range(len(ENDS)):
                    site_parts(wants, j, sites, s, away[s], ENDS[end], of_site[s, end])
            km[j, m], cost[j, m] = away[s], plots.cost[i]
            plot_parts(wants, j, plots, i, nan, own)
            for end in range(len(ENDS)):
                shared = of_site[s, end]
                for p in (P_AREA, P_COST, P_TIME):
                    shared[p] = known_or(own[p], wants.shares[j, p] * ENDS[end])
                for p in range(len(CRITERIA)):
                    parts[j, m, end, p] = shared[p]
                score[j, m, end] = total(shared)


def details(demands: Demands, offers: Offers, rows: NDArray[np.int32]) -> Details:
    found = room_for_details(rows)
    plots, sites = plot_columns(offers), site_columns(offers, demands)
    _details(want_columns(demands), plots, sites, offers.site, rows, *found)
    return found


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
