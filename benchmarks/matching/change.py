"""e. One changed plot against the lists of all open requests: only those that it moves."""

import random
import statistics
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from benchmarks.matching import data
from benchmarks.matching.answers import Mismatch
from benchmarks.matching.full import CHUNK
from benchmarks.matching.measure import Table, ms, no_collection, verdict
from matching.scoring import Demand, Demands, Offer, Offers, listed, moves

BEST = 50
MOST_SHARE = 0.01  # of a full run


@dataclass
class Size:
    plots: int = 50_000
    clusters: int = 1_000
    requests: int = 100_000
    changes: int = 30
    verified: int = 30


QUICK = Size(plots=2_000, clusters=43, requests=1_000, changes=12, verified=12)


class Lists(NamedTuple):
    """What is kept of every request. ``keys`` int32[d, 2, k]: the plots of both lists, -1 for
    none; ``last_score`` float64[d, 2]: of the last one, -1 where there is room; ``counts``."""

    keys: np.ndarray
    last_score: np.ndarray
    counts: np.ndarray


class Clock:
    """Seconds by step."""

    def __init__(self) -> None:
        self.steps: dict[str, float] = defaultdict(float)

    @contextmanager
    def __call__(self, step: str) -> Iterator[None]:
        start = time.perf_counter()
        yield
        self.steps[step] += time.perf_counter() - start


def run(size: Size) -> list[Table]:
    offers = data.market(size.plots, size.clusters)
    wanted = data.requests(0, size.requests)
    demands = Demands(wanted)
    rng = random.Random(11)
    rows = rng.sample(offers.rows, size.changes)
    changed = [replace(row, **data.changed(rng, row)) for row in rows]
    with no_collection():
        full_run(wanted[:CHUNK], offers)  # warms up
        start = time.perf_counter()
        before = full_run(wanted, offers)
        full_seconds = time.perf_counter() - start
        clocks, again = [], []
        for number, offer in enumerate(changed):
            clock = Clock()
            after, lists, moved = one_change(wanted, demands, offers, before, offer, clock)
            clocks.append(clock)
            again.append(moved)
            if number < size.verified:
                verify(offer, lists, full_run(wanted, after))
    return [report(size, full_seconds, clocks, again)]


def full_run(wanted: list[Demand], offers: Offers) -> Lists:
    shape = (len(wanted), 2)
    lists = Lists(
        np.empty((*shape, BEST), dtype=np.int32), np.empty(shape), np.empty(shape, dtype=np.int64)
    )
    for first in range(0, len(wanted), CHUNK):
        part = slice(first, first + CHUNK)
        for all_of, some in zip(lists, some_lists(wanted[part], offers), strict=True):
            all_of[part] = some
    return lists


def some_lists(wanted: list[Demand], offers: Offers) -> Lists:
    found = listed(Demands(wanted), offers, best=BEST)
    keys = np.array(offers.keys, dtype=np.int32)
    there = found.rows >= 0
    return Lists(
        np.where(there, keys[found.rows], -1),
        np.where(there[:, :, -1], found.score[:, :, -1, 1], -1.0),
        found.counts[:, :2],
    )


def one_change(
    wanted: list[Demand],
    demands: Demands,
    offers: Offers,
    before: Lists,
    offer: Offer,
    clock: Clock,
) -> tuple[Offers, Lists, int]:
    """The offers and the lists afterwards, and how many lists were ranked again."""
    with clock("the plot put into the packed columns"):
        old, new = offers.only([offers.index(offer.key)]), Offers.of([offer])
        after = offers.replaced(offer)
    with clock("which lists it stands in"):
        stands = (before.keys == offer.key).any(axis=(1, 2))
    with clock("`moves`"):
        moved = moves(demands, old, new, stands=stands, last_score=before.last_score)
    with clock("ranking those lists again"):
        again = np.flatnonzero(moved.rank_again)
        some = some_lists([wanted[j] for j in again], after) if len(again) else None
    lists = Lists(before.keys.copy(), before.last_score.copy(), before.counts + moved.difference)
    if some:
        for all_of, part in zip(lists, some, strict=True):
            all_of[again] = part
    return after, lists, len(again)


def verify(offer: Offer, lists: Lists, full: Lists) -> None:
    """Rows and counts as a full run has them."""
    for name, a, b in zip(Lists._fields, full, lists, strict=True):
        differs = np.flatnonzero((a != b).reshape(len(a), -1).any(axis=1))
        if len(differs):
            j = differs[0]
            raise Mismatch(f"plot {offer.code} changed, request {j}, {name}: {b[j]}, not {a[j]}")


def report(size: Size, full_seconds: float, clocks: list[Clock], again: list[int]) -> Table:
    table = Table(
        f"e. One changed plot of {size.plots:,} against {size.requests:,} open requests, best "
        f"{BEST}; {size.changes} changes, {size.verified} of them compared with a full run",
        ("", "median", "most", "of a full run, mean", "target", ""),
    )
    table.add("a full run on one process", f"{full_seconds:.1f} s", "", "100 %", "", "")
    totals = [sum(clock.steps.values()) for clock in clocks]
    share = statistics.mean(totals) / full_seconds
    table.add(
        "one change", f"{ms(statistics.median(totals))} ms", f"{ms(max(totals))} ms",
        f"{share:.2%}", f"≤ {MOST_SHARE:.0%}", verdict(share <= MOST_SHARE),
    )  # fmt: skip
    for step in clocks[0].steps:
        times = [clock.steps[step] for clock in clocks]
        table.add(
            f"– {step}", f"{ms(statistics.median(times))} ms", f"{ms(max(times))} ms",
            f"{statistics.mean(times) / full_seconds:.2%}", "", "",
        )  # fmt: skip
    table.add("lists ranked again", f"{statistics.median(again):.0f}", max(again), "", "", "")
    return table
