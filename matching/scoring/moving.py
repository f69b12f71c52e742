"""Which lists a changed plot moves: the few that must be ranked again, and counts for the rest."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .columns import Demands, Ints, Offers
from .engine import kernel
from .measures import Floats
from .rules import Answer

KINDS_OF_LIST = (Answer.PASS, Answer.UNKNOWN)  # eligible, to confirm: the two lists of a request


class Moves(NamedTuple):
    """``rank_again`` bool[d]: the best may differ, so the list is made anew. ``difference``
    int64[d, 2]: what the change adds to the counts of eligible and to-confirm offers."""

    rank_again: NDArray[np.bool_]
    difference: Ints

    @property
    def touched(self) -> NDArray[np.bool_]:
        return self.rank_again | self.difference.any(axis=1)


def moves(
    demands: Demands,
    before: Offers,
    after: Offers,
    *,
    stands: NDArray[np.bool_],
    last_score: Floats,
) -> Moves:
    """What a change of few offers, from ``before`` to ``after``, means for every request.

    ``stands`` bool[d]: one of them is among the stored best. ``last_score`` float64[d, 2]: the
    score of the last stored one of each kind where the list is full, -1 where it has room. An
    offer that stood nowhere and enters nowhere changes nothing but a count.
    """
    rank_again = stands.copy()
    difference = np.zeros((len(demands), 2), dtype=np.int64)
    for offers, sign in ((before, -1), (after, 1)):
        for row in range(len(offers)):
            answers, scores = kernel.against(demands, offers, row)
            for kind, answer in enumerate(KINDS_OF_LIST):
                admitted = answers == answer
                difference[admitted, kind] += sign
                if sign > 0:
                    rank_again |= admitted & (scores >= last_score[:, kind])
    return Moves(rank_again, difference)
