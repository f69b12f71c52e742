"""``matching.scoring``: compiled, and the same with plain numpy in the same process."""

import contextlib
from collections.abc import Iterator
from types import ModuleType

import numpy as np

from benchmarks.matching.answers import Answer, Row, answer
from matching.scoring import CRITERIA, Demand, Listed, Offers, Ranking, Scored, plain, rank, ranking


class Ours:
    name = "ours"

    def __init__(self, offers: Offers, best: int) -> None:
        self.offers = offers
        self.best = best

    def one(self, demand: Demand) -> Ranking:
        return rank(demand, self.offers, best=self.best)

    def answer(self, found: Ranking) -> Answer:
        return of_ranking(found)


class PlainNumpy(Ours):
    name = "ours, MATCH_KERNEL=numpy"

    def one(self, demand: Demand) -> Ranking:
        with kernel(plain):
            return rank(demand, self.offers, best=self.best)


@contextlib.contextmanager
def kernel(module: ModuleType) -> Iterator[None]:
    before, ranking.kernel = ranking.kernel, module
    try:
        yield
    finally:
        ranking.kernel = before


def of_ranking(found: Ranking) -> Answer:
    counts = found.eligible_count, found.to_confirm_count
    return answer(counts, map(_row, found.eligible), map(_row, found.to_confirm))


def of_columns(found: Listed, j: int, codes: np.ndarray) -> Answer:
    """Request ``j`` of many; ``codes`` of all plots."""
    groups = []
    for group in (0, 1):
        rows = found.rows[j, group]
        n = int((rows >= 0).sum())
        columns = (
            codes[rows[:n]],
            *found.score[j, group, :n].T[[1, 0, 2]],
            *found.parts[j, group, :n, 1].T,
        )
        groups.append(list(zip(*(column.tolist() for column in columns), strict=True)))
    return answer(found.counts[j, :2].tolist(), *groups)


def _row(scored: Scored) -> Row:
    parts = (scored.parts.get(name, 0.0) for name in CRITERIA)
    return (scored.code, scored.score, scored.score_lo, scored.score_hi, *parts)
