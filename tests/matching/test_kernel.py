"""The compiled loops answer like plain numpy, to the last bit."""

import random
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given

from matching.scoring import Demands, Offers, plain, rank
from tests.matching.strategies import MANY, a_demand, a_market, an_offer, seeds

compiled = pytest.importorskip("matching.scoring.compiled", reason="no numba on this machine")


def same(ours, theirs):
    for name, a, b in zip(ours._fields, ours, theirs, strict=True):
        assert np.array_equal(a, b, equal_nan=True), name


@MANY
@given(seeds)
def test_both_ways_give_the_same_answers(seed):
    rng = random.Random(seed)
    market = Offers.of(a_market(rng, most=rng.choice([12, 12, 12, 150])))
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


@MANY
@given(seeds)
def test_a_plot_replaced_in_packed_offers_is_as_if_packed_anew(seed):
    rng = random.Random(seed)
    rows = a_market(rng)
    old = rng.choice([row for row in rows if not row.members])
    changed = rng.choice(
        [
            replace(old, area_m2=rng.choice([500.0, 4000.0, 6500.0, 9500.0])),
            replace(old, status="held", price_vnd_m2=None, ready_on=None),
            an_offer(rng, old.code),
        ]
    )
    packed = Offers.of(rows).replaced(changed)
    anew = Offers.of(changed if row is old else row for row in rows)
    for row in rows:
        here, there = packed.index(row.key), anew.index(row.key)
        assert packed.rows[here] == anew.rows[there]
        for name, column in vars(anew).items():
            if isinstance(column, np.ndarray) and not name.startswith("site"):
                a, b = getattr(packed, name)[..., here], column[..., there]
                assert np.array_equal(a, b, equal_nan=a.dtype == float), name
    demand = a_demand(rng)
    assert rank(demand, packed) == rank(demand, anew)
