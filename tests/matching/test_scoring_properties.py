"""The invariants of matching.md §4, on generated plots and requests full of ties and edges."""

import dataclasses
import random
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from matching.scoring import CRITERIA, GATES, Answer, DemandError, Offers, judge, rank
from tests.matching import oracle
from tests.matching.strategies import (
    CASES,
    MANY,
    a_demand,
    a_market,
    amounts,
    codes,
    days,
    demands,
    kilometres,
    markets,
    offers,
    seeds,
)


def one(demand, offer):
    judged = judge(demand, Offers.of([offer]))
    return judged.score_lo[0], judged.score[0], judged.score_hi[0], Answer(judged.answer[0])


def pairs(demand, new, old):
    return zip(one(demand, new)[:3], one(demand, old)[:3], strict=True)


@CASES
@given(demands(), markets())
def test_1_parts_sum_to_the_score_and_all_lie_in_order_between_0_and_1(demand, market):
    judged = judge(demand, Offers.of(market))
    for parts, score in (
        (judged.parts, judged.score),
        (judged.parts_lo, judged.score_lo),
        (judged.parts_hi, judged.score_hi),
    ):
        assert np.allclose(parts.sum(axis=0), score, rtol=0, atol=1e-9)
        assert ((parts >= 0) & (parts <= 1)).all()
    assert (judged.score_lo <= judged.score).all() and (judged.score <= judged.score_hi).all()
    assert (judged.score_lo >= 0).all() and (judged.score_hi <= 1).all()


BETTER = {
    "price_vnd_m2": lambda v: v * 0.7,
    "fee_vnd_m2_year": lambda v: v * 0.5,
    "ready_on": lambda v: v.replace(year=v.year - 1),
    "power_kva": lambda v: v + 25,
    "water_m3_day": lambda v: v + 25,
    "wastewater_m3_day": lambda v: v + 25,
    "road_km": lambda v: v * 0.6,
    "airport_km": lambda v: v * 0.6,
    "port_km": lambda v: v * 0.6,
    "readiness": lambda v: min(5, v + 1),
}


@CASES
@given(demands(), offers(), st.sampled_from(sorted(BETTER)))
def test_2_a_better_plot_never_scores_less(demand, offer, name):
    value = getattr(offer, name)
    assume(value is not None)
    better = dataclasses.replace(offer, **{name: BETTER[name](value)})
    assert all(new >= old for new, old in pairs(demand, better, offer))


@CASES
@given(demands(), offers())
def test_2_a_nearer_plot_never_scores_less(demand, offer):
    assume(offer.lat is not None and offer.lon is not None and demand.lat is not None)
    nearer = dataclasses.replace(
        offer, lat=(offer.lat + demand.lat) / 2, lon=(offer.lon + demand.lon) / 2
    )
    assert all(new >= old for new, old in pairs(demand, nearer, offer))


@CASES
@given(demands(), markets(), st.data())
def test_3_other_plots_change_no_score_and_no_relative_order(demand, market, data):
    whole = rank(demand, Offers.of(market))
    kept = data.draw(st.lists(st.sampled_from(market), unique_by=lambda o: o.code, min_size=1))
    part = rank(demand, Offers.of(kept))
    names = {offer.code for offer in kept}
    for group in ("eligible", "to_confirm"):
        before = [s for s in getattr(whole, group) if s.code in names]
        assert before == list(getattr(part, group))


@CASES
@given(demands(), offers(), st.sampled_from([0.5, 2.0, 3.0, 7.0, 1000.0]))
def test_4_scaling_all_weights_changes_nothing(demand, offer, factor):
    full = {**oracle.WEIGHTS, **demand.weights}
    scaled = dataclasses.replace(demand, weights={k: w * factor for k, w in full.items()})
    assert one(scaled, offer) == one(dataclasses.replace(demand, weights=full), offer)


@CASES
@given(demands(), offers(), st.sampled_from(["area", "access", "readiness", "headroom"]))
def test_4_a_weight_of_0_removes_the_criterion(demand, offer, name):
    try:
        without = dataclasses.replace(demand, weights={**demand.weights, name: 0.0})
    except DemandError:
        assume(False)
    (scored,) = [*rank(without, Offers.of([offer])).eligible] or [None]
    assert without.shares()[CRITERIA.index(name)] == 0
    assert scored is None or name not in scored.parts


FILLINGS = {
    "price_vnd_m2": st.sampled_from([100.0, 250.0]),
    "price_basis": st.sampled_from(["one_off", "annual"]),
    "term_years": st.sampled_from([0.0, 5.0, 40.0]),
    "ready_on": days,
    "lat": st.sampled_from([20.9, 21.0]),
    "lon": st.sampled_from([105.5, 105.8]),
    "power_kva": amounts,
    "water_m3_day": amounts,
    "wastewater_m3_day": amounts,
    "road_km": kilometres,
    "airport_km": kilometres,
    "port_km": kilometres,
    "readiness": st.integers(0, 5),
    "neighbours": st.lists(codes, min_size=1, max_size=4).map(tuple),
}


@CASES
@given(demands(), offers(), st.sampled_from(sorted(FILLINGS)), st.data())
def test_5_filling_in_an_unknown_fact_stays_within_the_interval(demand, offer, name, data):
    assume(getattr(offer, name) in (None, ()))
    filled = dataclasses.replace(offer, **{name: data.draw(FILLINGS[name])})
    lo, _point, hi, _answer = one(demand, offer)
    new_lo, _new, new_hi, _ = one(demand, filled)
    assert lo <= new_lo and new_hi <= hi


@CASES
@given(demands(), markets())
def test_6_the_same_bits_whatever_the_batch(demand, market):
    together = judge(demand, batch := Offers.of(market))
    for offer in market:
        i = batch.index(offer.key)
        lo, point, hi, answer = one(demand, offer)
        assert (lo, point, hi) == (
            together.score_lo[i],
            together.score[i],
            together.score_hi[i],
        )
        assert answer == together.answer[i]


@MANY
@given(seeds)
def test_7_the_fast_path_equals_the_page_in_plain_python(seed):
    rng = random.Random(seed)
    demand, market = a_demand(rng), a_market(rng)
    batch = Offers.of(market)
    judged = judge(demand, batch)
    for offer in market:
        i = batch.index(offer.key)
        said = {None: Answer.UNKNOWN, True: Answer.PASS, False: Answer.FAIL}
        expected = oracle.gates(demand, offer)
        assert [Answer(a) for a in judged.gates[:, i]] == [said[expected[g]] for g in GATES]
        lo, point, hi, _parts = oracle.score(demand, offer)
        assert judged.score_lo[i] == pytest.approx(lo, abs=1e-9)
        assert judged.score[i] == pytest.approx(point, abs=1e-9)
        assert judged.score_hi[i] == pytest.approx(hi, abs=1e-9)
    found = rank(demand, batch)
    scores = {o.code: oracle.score(demand, o)[1] for o in market}
    for group, codes_in_order in zip(
        (found.eligible, found.to_confirm), oracle.ranking(demand, market), strict=True
    ):
        assert sorted(s.code for s in group) == sorted(codes_in_order)
        for first, second in pairwise(group):
            assert scores[first.code] >= scores[second.code] - 1e-9
            if first.score == second.score:
                assert first.code < second.code
