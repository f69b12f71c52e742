"""What would help (§3): every promise is put in and matched again, and no smaller change does."""

import random
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given

from matching.scoring import (
    KINDS,
    Demand,
    DemandError,
    Offer,
    Offers,
    Step,
    engine,
    helpful_changes,
    plain,
    rank,
)
from matching.scoring.rules import LOOSENABLE
from tests.matching import oracle
from tests.matching.strategies import MANY, a_demand, a_market, seeds

DOWN = {"area_min_m2", "lease_years", "power_kva", "water_m3_day", "wastewater_m3_day"}


def eligible(demand, market):
    return sum(oracle.verdict(demand, offer) == "eligible" for offer in market)


def smaller(step):
    """Changes of the same field that stop short of ``step``."""
    if step.field == "kinds":
        return [step.before]
    if step.field == "need_by":
        days = (step.after - step.before).days
        return [step.before + timedelta(days=n) for n in {0, days // 2, days - 1}]
    gap = step.after - step.before
    least = 1.0 if step.field == "max_cost_vnd_m2_year" else abs(gap) * 1e-6
    return [step.before, step.before + gap / 2] + (
        [step.after + least] if gap < 0 else [step.after - least]
    )


def needed(field, demand, market):
    """Every value of ``field`` that could matter to some plot."""
    if field == "kinds":
        return [(*demand.kinds, kind) for kind in KINDS if kind not in demand.kinds]
    if field.startswith("area"):
        values = [offer.area_m2 for offer in market]
    elif field == "need_by":
        values = [oracle.ready(demand, offer) for offer in market]
    elif field == "lease_years":
        values = [offer.term_years for offer in market]
    elif field == "max_cost_vnd_m2_year":
        values = [c and c + 1 for offer in market if (c := oracle.cost(offer)) != float("inf")]
    elif field == "max_distance_km":
        values = [km and km + 1e-6 for offer in market for km in [oracle.km(demand, offer)]]
    else:
        values = [getattr(offer, field) for offer in market] + [0.0]
    now = getattr(demand, field)
    if now is None:
        return []
    return [v for v in values if v is not None and (v < now if field in DOWN else v > now)]


def put_in(demand, **values):
    try:
        return replace(demand, **values)
    except DemandError:  # the least area above the ideal one: no such request
        return None


@MANY
@given(seeds)
def test_each_promise_holds_and_no_smaller_change_opens_a_plot(seed):
    rng = random.Random(seed)
    demand, market = a_demand(rng), a_market(rng)
    before = eligible(demand, market)
    for change in helpful_changes(demand, Offers.of(market)):
        applied = change.applied(demand)
        assert eligible(applied, market) == before + change.opens > before
        again = rank(applied, Offers.of(market))
        assert again.eligible_count == before + change.opens
        for step in change.steps:
            for value in smaller(step):
                less = replace(applied, **{step.field: value})
                assert eligible(less, market) == before


@MANY
@given(seeds)
def test_no_field_that_helps_alone_is_left_out(seed):
    rng = random.Random(seed)
    demand, market = a_demand(rng), a_market(rng)
    before = eligible(demand, market)
    changes = helpful_changes(demand, Offers.of(market))
    single = {change.steps[0].field for change in changes if len(change.steps) == 1}
    helps = {
        field
        for field in LOOSENABLE
        for value in needed(field, demand, market)
        if (tried := put_in(demand, **{field: value})) and eligible(tried, market) > before
    }
    assert single == helps
    for change in changes:
        if len(change.steps) == 2:
            assert not single & {step.field for step in change.steps}


@MANY
@given(seeds)
def test_no_pair_that_helps_together_is_left_out(seed):
    rng = random.Random(seed)
    demand, market = a_demand(rng), a_market(rng, most=4)
    before = eligible(demand, market)
    changes = helpful_changes(demand, Offers.of(market))
    single = {change.steps[0].field for change in changes if len(change.steps) == 1}
    told = {tuple(s.field for s in change.steps) for change in changes if len(change.steps) == 2}
    fields = [field for field in LOOSENABLE if field not in single]
    for place, first in enumerate(fields):
        for second in fields[place + 1 :]:
            helps = any(
                (tried := put_in(demand, **{first: a, second: b}))
                and eligible(tried, market) > before
                for a in needed(first, demand, market)
                for b in needed(second, demand, market)
            )
            assert ((first, second) in told) == helps


PLOT = {
    "cluster": "A",
    "kind": "land",
    "area_m2": 5000,
    "permitted": ("22",),
    "price_vnd_m2": 300_000.4,
    "price_basis": "annual",
    "ready_on": date(2027, 6, 30),
    "power_kva": 200,
}
NEED = {"industry": "2220", "area_min_m2": 4000, "area_ideal_m2": 5000, "area_max_m2": 8000}


def changes(*plots, **facts):
    market = [Offer(key=n, code=f"A-{n}", **PLOT | plot) for n, plot in enumerate(plots)]
    return helpful_changes(Demand(key=1, **NEED | facts), Offers.of(market))


@pytest.fixture(params=["numpy", "compiled"])
def either_way(request, monkeypatch):
    if request.param == "numpy":
        monkeypatch.setattr("matching.scoring.changes.kernel", plain)
    else:
        pytest.importorskip("numba", reason="no numba on this machine")
        assert engine.kernel is not plain


@pytest.mark.usefixtures("either_way")
class TestByHand:
    def test_the_cost_is_rounded_up_to_a_whole_dong(self):
        (change,) = changes({}, max_cost_vnd_m2_year=250_000)
        assert change.steps == (Step("max_cost_vnd_m2_year", 250_000, 300_001),)
        assert change.opens == 1

    def test_plots_that_need_the_same_are_counted_together(self):
        (change,) = changes({}, {}, {"ready_on": date(2028, 1, 1)}, need_by=date(2027, 1, 1))
        assert change.steps == (Step("need_by", date(2027, 1, 1), date(2027, 6, 30)),)
        assert change.opens == 2

    def test_an_unknown_capacity_opens_only_to_a_need_of_nothing(self):
        (change,) = changes({"power_kva": None}, power_kva=250)
        assert change.steps == (Step("power_kva", 250, 0),)
        (change,) = changes({"power_kva": None}, {"power_kva": 180}, power_kva=250)
        assert change.steps == (Step("power_kva", 250, 180),) and change.opens == 1

    def test_of_kinds_the_one_that_opens_most_is_added(self):
        plots = [{"kind": "factory"}, {"kind": "warehouse"}, {"kind": "warehouse"}]
        (change,) = changes(*plots, kinds=("land",))
        assert change.steps == (Step("kinds", ("land",), ("land", "warehouse")),)
        assert change.opens == 2

    def test_two_fields_that_help_only_together_are_told_as_a_pair(self):
        (change,) = changes({"area_m2": 9000}, power_kva=250)
        assert change.steps == (Step("area_max_m2", 8000, 9000), Step("power_kva", 250, 200))
        assert change.opens == 1

    @pytest.mark.parametrize(
        "plot", [{"permitted": ("10",)}, {"status": "held"}, {"ready_on": None}, {"permitted": ()}]
    )
    def test_what_the_request_cannot_change_opens_nothing(self, plot):
        facts = {"area_m2": 9000, **plot}
        assert changes(facts, need_by=date(2028, 1, 1)) == []
