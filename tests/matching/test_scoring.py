"""Hand-worked cases of matching.md §1 and §2."""

from datetime import date

import pytest

from matching.scoring import (
    Answer,
    Demand,
    DemandError,
    Offer,
    Offers,
    explain,
    levelised_cost,
    rank,
)


def offer(**facts):
    plain = {
        "key": facts.get("code", "A-1"),
        "code": "A-1",
        "cluster": "A",
        "kind": "land",
        "area_m2": 5000,
    }
    return Offer(**{**plain, **facts})


def demand(**facts):
    plain = {
        "key": 1,
        "industry": "2220",
        "area_min_m2": 4000,
        "area_ideal_m2": 5000,
        "area_max_m2": 8000,
    }
    return Demand(**{**plain, **facts})


def gate(name, demand, offer):
    answers = explain(demand, Offers.of([offer]), 0)
    return next(a for a in answers if a.gate == name)


def test_a_one_off_price_is_spread_over_the_years_left():
    # 2,700,000 * 0.08 / (1 - 1.08**-40)
    assert levelised_cost(2_700_000, "one_off", 0, 40, 0.08) == pytest.approx(226_422.4, abs=1)
    assert levelised_cost(100, "annual", 7, None, 0.08) == 107
    assert levelised_cost(None, "annual", 7, None, 0.08) is None


@pytest.mark.parametrize(
    ("permitted", "refused", "answer"),
    [
        ((), (), Answer.UNKNOWN),
        (("22",), (), Answer.PASS),
        (("C",), (), Answer.FAIL),  # no code of digits starts with a letter
        (("22",), ("222",), Answer.FAIL),
        (("2220",), ("222",), Answer.PASS),
        (("22",), ("22",), Answer.FAIL),
        (("10",), (), Answer.FAIL),
        ((), ("10",), Answer.PASS),
    ],
)
def test_the_longest_listed_code_decides_and_refused_wins_a_tie(permitted, refused, answer):
    assert gate("industry", demand(), offer(permitted=permitted, refused=refused)).answer == answer


def test_unknown_is_neither_pass_nor_fail():
    asked = demand(power_kva=250)
    assert gate("power", asked, offer()).answer == Answer.UNKNOWN
    assert gate("power", asked, offer(power_kva=250)).answer == Answer.PASS
    short = gate("power", asked, offer(power_kva=249))
    assert (short.answer, short.needed, short.offered) == (Answer.FAIL, 250, 249)


def test_a_plot_at_the_ideal_with_everything_known_scores_one():
    perfect = offer(
        permitted=("22",), price_vnd_m2=100, price_basis="annual", ready_on=date(2026, 1, 1),
        lat=21.0, lon=105.8, road_km=1, airport_km=10, port_km=90, readiness=5,
        neighbours=("2219", "2220", "2220"),
    )  # fmt: skip
    asked = demand(max_cost_vnd_m2_year=200, need_by=date(2027, 1, 1), lat=21.0, lon=105.8)
    (best,) = rank(asked, Offers.of([perfect])).eligible
    assert best.score == pytest.approx(1.0)
    assert best.score_lo == best.score == best.score_hi
    assert best.unknown == ()


def test_an_unknown_fact_opens_the_interval_and_is_named():
    asked = demand(power_kva=100)
    (found,) = rank(asked, Offers.of([offer(permitted=("22",), readiness=5)])).to_confirm
    assert found.score_lo < found.score < found.score_hi
    assert "power_kva" in found.unknown and "neighbours" in found.unknown


def test_ties_go_to_the_lower_code():
    offers = Offers.of([offer(code=code, permitted=("22",)) for code in ("B", "A", "C")])
    assert [s.code for s in rank(demand(), offers).eligible] == ["A", "B", "C"]


@pytest.mark.parametrize(
    ("facts", "field", "code"),
    [
        ({"area_min_m2": 6000}, "area_min_m2", "min_above_ideal"),
        ({"area_max_m2": 4500}, "area_max_m2", "ideal_above_max"),
        ({"area_ideal_m2": float("nan")}, "area_ideal_m2", "not_finite"),
        ({"weights": {"area": -1}}, "weights.area", "negative"),
        ({"weights": {"beauty": 1}}, "weights.beauty", "unknown_name"),
    ],
)
def test_a_demand_that_cannot_be_is_refused_by_field(facts, field, code):
    with pytest.raises(DemandError) as refused:
        demand(**facts)
    assert (refused.value.field, refused.value.code) == (field, code)


def test_weights_all_zero_are_an_error():
    zero = ("area", "access", "readiness", "headroom", "neighbours")
    with pytest.raises(DemandError) as refused:
        demand(weights=dict.fromkeys(zero, 0))
    assert refused.value.code == "all_zero"
