"""The invariants of matching.md §4, on generated plots and requests full of ties and edges."""

import dataclasses
from datetime import date
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from matching.scoring import GATES, Answer, Demand, DemandError, Offer, Offers, judge, rank
from tests.matching import oracle

CASES = settings(deadline=None, max_examples=300, suppress_health_check=list(HealthCheck))
MANY = settings(CASES, max_examples=1500)

amounts = st.sampled_from([0.0, 50.0, 80.0, 100.0, 120.0, 200.0])
maybe = lambda values: st.one_of(st.none(), values)  # noqa: E731
codes = st.sampled_from(["1", "2", "22", "222", "2220", "25", "2599", "10"])
days = st.sampled_from([date(2026, 12, 1), date(2027, 1, 1), date(2027, 6, 30), date(2028, 1, 1)])
kinds = st.sampled_from(["land", "factory", "warehouse"])
kilometres = st.sampled_from([0.0, 2.0, 11.0, 20.0, 60.0, 100.0, 175.0, 250.0, 300.0])
waste = st.sampled_from(["none", "domestic", "industrial", "listed"])
weights = st.dictionaries(
    st.sampled_from(list(oracle.WEIGHTS)), st.sampled_from([0.0, 1.0, 2.5, 10.0]), max_size=9
)


@st.composite
def offers(draw, code="A"):
    return Offer(
        key=code,
        code=code,
        cluster=draw(st.sampled_from(["K", "L"])),
        kind=draw(kinds),
        area_m2=draw(st.sampled_from([1000.0, 4000.0, 4500.0, 5000.0, 6500.0, 8000.0, 9000.0])),
        price_vnd_m2=draw(maybe(st.sampled_from([100.0, 150.0, 200.0, 2000.0]))),
        price_basis=draw(maybe(st.sampled_from(["one_off", "annual"]))),
        fee_vnd_m2_year=draw(maybe(st.sampled_from([0.0, 50.0]))),
        term_years=draw(maybe(st.sampled_from([0.0, 10.0, 20.0, 43.5]))),
        ready_on=draw(maybe(days)),
        lat=draw(maybe(st.sampled_from([20.9, 21.0, 21.3]))),
        lon=draw(maybe(st.sampled_from([105.5, 105.8]))),
        permitted=tuple(draw(st.lists(codes, max_size=3))),
        refused=tuple(draw(st.lists(codes, max_size=2))),
        wastewater_kinds=draw(maybe(st.lists(waste, max_size=3).map(tuple))),
        power_kva=draw(maybe(amounts)),
        water_m3_day=draw(maybe(amounts)),
        wastewater_m3_day=draw(maybe(amounts)),
        road_km=draw(maybe(kilometres)),
        airport_km=draw(maybe(kilometres)),
        port_km=draw(maybe(kilometres)),
        readiness=draw(maybe(st.integers(0, 5))),
        neighbours=tuple(draw(st.lists(codes, max_size=4))),
        status=draw(st.sampled_from(["published"] * 4 + ["held", "leased"])),
    )


@st.composite
def demands(draw):
    low, ideal, high = sorted(
        draw(st.lists(st.sampled_from([1000, 4000, 5000, 8000]), min_size=3, max_size=3))
    )
    place = draw(st.booleans())
    try:
        return Demand(
            key=1,
            industry=draw(st.sampled_from(["22", "2220", "2599", "1010"])),
            area_min_m2=low,
            area_ideal_m2=ideal,
            area_max_m2=high,
            kinds=tuple(draw(st.lists(kinds, max_size=2))),
            max_cost_vnd_m2_year=draw(maybe(st.sampled_from([0.0, 150.0, 200.0, 300.0]))),
            need_by=draw(maybe(days)),
            lease_years=draw(maybe(st.sampled_from([0.0, 20.0, 43.5]))),
            power_kva=draw(maybe(amounts)),
            water_m3_day=draw(maybe(amounts)),
            wastewater_m3_day=draw(maybe(amounts)),
            wastewater_kind=draw(maybe(waste)),
            lat=21.0 if place else None,
            lon=105.8 if place else None,
            max_distance_km=draw(maybe(st.sampled_from([0.0, 20.0, 60.0]))),
            weights=draw(weights),
            key_product=draw(st.booleans()),
        )
    except DemandError:
        assume(False)


@st.composite
def markets(draw, largest=8):
    names = [chr(ord("A") + i) for i in range(draw(st.integers(1, largest)))]
    return [draw(offers(code=name)) for name in draw(st.permutations(names))]


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
    assert name not in without.shares()
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
@given(demands(), markets())
def test_7_the_fast_path_equals_the_page_in_plain_python(demand, market):
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
