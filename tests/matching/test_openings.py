"""The mirror (§3), the decisive fact (§2), adjacent plots and what a changed plot moves."""

import random
from dataclasses import replace
from datetime import date
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given

from matching.scoring import (
    Demand,
    Demands,
    Offer,
    Offers,
    combine,
    decisive_fact,
    moves,
    openings,
    rank,
)
from matching.scoring.decisive import TOP
from tests.matching import oracle
from tests.matching.strategies import CASES, MANY, a_demand, a_market, an_offer, seeds


def one_cluster(rng):
    """Plots of one cluster share its facts."""
    first = an_offer(rng, "A")
    shared = {
        name: getattr(first, name)
        for name in (
            "cluster", "permitted", "refused", "wastewater_kinds", "power_kva", "water_m3_day",
            "wastewater_m3_day", "lat", "lon",
        )
    }  # fmt: skip
    return [first, *(replace(an_offer(rng, code), **shared) for code in "BCD"[: rng.randint(0, 3)])]


def raised(offer, field, value):
    """The plot once the cluster's fact has been brought to ``value``."""
    if field == "permitted":
        refused = tuple(code for code in offer.refused if code != value)
        return replace(offer, permitted=(*offer.permitted, value), refused=refused)
    if field == "wastewater_kinds":
        return replace(offer, wastewater_kinds=(*(offer.wastewater_kinds or ()), value))
    if field == "cost_vnd_m2_year":
        return replace(offer, price_vnd_m2=value, price_basis="annual", fee_vnd_m2_year=0)
    if field == "ready_on":  # ready by then in fact, whichever date is counted
        return replace(offer, ready_on=value, expected_on=None)
    return replace(offer, **{field: value})


def served(demand, market):
    return any(oracle.verdict(demand, offer) == "eligible" for offer in market)


@MANY
@given(seeds)
def test_a_step_opens_as_many_requests_and_hectares_as_it_says(seed):
    rng = random.Random(seed)
    market = one_cluster(rng)
    wanted = [a_demand(rng, key) for key in range(8)]
    before = {d.key for d in wanted if served(d, market)}
    for field, steps in openings(Demands(wanted), Offers.of(market)).items():
        for step in steps:
            opened = [
                d
                for d in wanted
                if d.key not in before
                and any(
                    oracle.verdict(d, raised(offer, field, step.value)) == "eligible"
                    for offer in market
                    # raising a fact of one plot leaves those alone that have more than it already
                    if oracle.verdict(d, offer) != "eligible"
                )
            ]
            if field == "term_years" and any(o.price_basis == "one_off" for o in market):
                continue  # more years also make a one-off price cheaper: the step opens no fewer
            assert (len(opened), sum(d.area_ideal_m2 for d in opened)) == (
                step.requests,
                step.area_m2,
            ), field


PLOT = {
    "cluster": "A",
    "kind": "land",
    "area_m2": 5000,
    "permitted": ("22",),
    "price_vnd_m2": 300_000,
    "price_basis": "annual",
    "ready_on": date(2027, 6, 30),
    "power_kva": 200,
}
NEED = {"industry": "2220", "area_min_m2": 4000, "area_ideal_m2": 5000, "area_max_m2": 8000}


def plot(code, **facts):
    return Offer(key=code, code=code, **PLOT | facts)


def test_each_step_of_power_counts_the_requests_below_it():
    wanted = [Demand(key=n, **NEED, power_kva=kva) for n, kva in enumerate([100, 250, 250, 400])]
    steps = openings(Demands(wanted), Offers.of([plot("A")]))
    assert list(steps) == ["power_kva"]
    assert [(s.value, s.requests, s.area_m2) for s in steps["power_kva"]] == [
        (250, 2, 10_000),
        (400, 3, 15_000),
    ]


# --- the decisive fact -------------------------------------------------------------------------


def test_the_fact_that_lifts_a_plot_to_the_top_is_asked_for():
    demand = Demand(key=1, **NEED, power_kva=250)
    market = [plot("A", power_kva=300, area_m2=7900), plot("B", cluster="B", power_kva=None)]
    question = decisive_fact(demand, Offers.of(market))
    assert (question.key, question.field, question.value) == ("B", "power_kva", 250)
    assert (question.was, question.place, question.becomes_eligible) == (2, 1, True)


def test_no_question_where_everything_that_matters_is_known():
    demand = Demand(key=1, **NEED, weights={"access": 0, "neighbours": 0, "readiness": 0})
    assert decisive_fact(demand, Offers.of([plot("A"), plot("B")])) is None


@CASES
@given(seeds)
def test_the_answer_asked_for_does_lift_the_plot_to_its_place(seed):
    rng = random.Random(seed)
    demand = a_demand(rng)
    market = [offer for offer in a_market(rng, most=9) if not offer.members]
    offers = Offers.of(market)
    found = rank(demand, offers)
    order = [s.key for s in (*found.eligible, *found.to_confirm)]
    question = decisive_fact(demand, offers)
    if question is None:
        return
    assert question.place <= TOP and question.place < question.was == order.index(question.key) + 1
    row = offers.rows[offers.index(question.key)]
    assert getattr(row, question.field) in (None, ())


# --- adjacent plots ----------------------------------------------------------------------------


def test_adjacent_plots_add_their_areas_and_take_the_later_day_and_the_mean_cost():
    a = plot("A", area_m2=2000, ready_on=date(2027, 1, 1), price_vnd_m2=100_000)
    b = plot("B", area_m2=6000, price_vnd_m2=200_000)
    (both,) = combine([b, a], [("A", "B")])
    assert (both.key, both.code, both.area_m2) == (("A", "B"), "A + B", 8000)
    assert both.ready_on == date(2027, 6, 30)
    assert Offers.of([both]).cost_vnd_m2_year[0] == 175_000


def test_three_in_a_row_make_two_pairs_and_one_three_but_no_pair_of_the_ends():
    row = [plot(code) for code in "ABC"]
    keys = [offer.key for offer in combine(row, [("A", "B"), ("B", "C")])]
    assert keys == [("A", "B"), ("A", "B", "C"), ("B", "C")]


@pytest.mark.parametrize(
    "other", [{"status": "held"}, {"kind": "factory"}, {"cluster": "B"}], ids=str
)
def test_what_is_taken_or_of_another_kind_is_not_combined(other):
    assert combine([plot("A"), plot("B", **other)], [("A", "B")]) == []


def test_plots_together_take_the_trades_that_each_of_them_takes():
    listed = {"A": ("22", "31"), "B": ("2220",), "C": ("31", "2220"), "D": ("10",), "E": ()}
    row = {code: plot(code, permitted=codes) for code, codes in listed.items()}

    def together(*codes):
        pairs = list(pairwise(codes))
        found = combine([row[code] for code in codes], pairs)
        return {offer.key: set(offer.permitted) for offer in found if len(offer.key) == len(codes)}

    assert together("A", "B") == {("A", "B"): {"2220"}}
    assert together("A", "C") == {("A", "C"): {"31", "2220"}}
    assert together("A", "D") == {}  # nothing that both take
    assert together("B", "E") == {("B", "E"): {"2220"}}  # the list of E is unknown
    assert together("B", "C", "A") == {("A", "B", "C"): {"2220"}}


def test_an_unknown_of_one_is_an_unknown_of_both():
    (both,) = combine([plot("A"), plot("B", ready_on=None, price_vnd_m2=None)], [("A", "B")])
    demand = Demand(key=1, **NEED | {"area_max_m2": 12_000}, need_by=date(2028, 1, 1),
                    max_cost_vnd_m2_year=400_000)  # fmt: skip
    (found,) = rank(demand, Offers.of([both])).to_confirm
    assert {"ready_on", "price_vnd_m2"} <= set(found.unknown)


def test_those_that_are_out_are_counted_as_plots():
    row = [plot(code, area_m2=2500) for code in "ABC"]
    found = rank(Demand(key=1, **NEED), Offers.of(row + combine(row, [("A", "B"), ("B", "C")])))
    assert (found.eligible_count, found.excluded_count) == (3, 3)


# --- one changed plot --------------------------------------------------------------------------


@MANY
@given(seeds)
def test_a_changed_plot_moves_just_the_lists_that_a_full_run_would(seed):
    rng = random.Random(seed)
    market = [offer for offer in a_market(rng, most=9) if not offer.members]
    wanted = [a_demand(rng, key) for key in range(6)]
    kept = rng.choice([1, 2, 50])
    changed = rng.choice(market)
    now = an_offer(rng, changed.code)
    after = [now if offer is changed else offer for offer in market]
    old = [rank(demand, Offers.of(market), best=kept) for demand in wanted]
    new = [rank(demand, Offers.of(after), best=kept) for demand in wanted]
    lists = [[(r.eligible, r.eligible_count), (r.to_confirm, r.to_confirm_count)] for r in old]
    found = moves(
        Demands(wanted),
        Offers.of([changed]),
        Offers.of([now]),
        stands=np.array([any(changed.key == s.key for g, _ in two for s in g) for two in lists]),
        last_score=np.array(
            [[g[-1].score if len(g) == kept else -1.0 for g, _ in two] for two in lists]
        ),
    )
    for j, (before, then) in enumerate(zip(old, new, strict=True)):
        counts = np.array([before.eligible_count, before.to_confirm_count]) + found.difference[j]
        assert counts.tolist() == [then.eligible_count, then.to_confirm_count]
        if not found.rank_again[j]:
            assert (then.eligible, then.to_confirm) == (before.eligible, before.to_confirm)


def test_a_plot_that_fits_nobody_moves_nothing():
    out = plot("A", permitted=("10",))
    room = np.full((1, 2), -1.0)
    nobody = moves(
        Demands([Demand(key=1, **NEED)]),
        Offers.of([out]),
        Offers.of([replace(out, area_m2=4500)]),
        stands=np.array([False]),
        last_score=room,
    )
    assert not nobody.touched.any()
