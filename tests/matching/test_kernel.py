"""The compiled loops answer like plain numpy, to the last bit."""

import random

import numpy as np
import pytest
from hypothesis import given

from matching.scoring import Demands, Offers, plain
from tests.matching.strategies import MANY, a_demand, a_market, seeds

compiled = pytest.importorskip("matching.scoring.compiled", reason="no numba on this machine")


def same(ours, theirs):
    for name, a, b in zip(ours._fields, ours, theirs, strict=True):
        assert np.array_equal(a, b, equal_nan=True), name


@MANY
@given(seeds)
def test_both_ways_give_the_same_answers(seed):
    rng = random.Random(seed)
    market = Offers.of(a_market(rng))
    wanted = Demands([a_demand(rng, key) for key in range(rng.randint(1, 4))])
    k = rng.choice([0, 1, 2, 50])
    same(plain.best(wanted, market, k), compiled.best(wanted, market, k))
    assert (plain.misses(wanted, market) == compiled.misses(wanted, market)).all()
    rows = np.tile(np.arange(-1, len(market), dtype=np.int32), (len(wanted), 1))
    same(plain.details(wanted, market, rows), compiled.details(wanted, market, rows))
    for j in range(len(wanted)):
        same(plain.nearest(wanted, j, market), compiled.nearest(wanted, j, market))
    row = rng.randrange(len(market))
    answers, scores = plain.against(wanted, market, row)
    found, found_scores = compiled.against(wanted, market, row)
    assert (answers == found).all()
    assert (scores[answers != 0] == found_scores[answers != 0]).all()
