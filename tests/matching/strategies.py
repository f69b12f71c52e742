"""Generated plots and requests, full of ties, edges and unknowns."""

from datetime import date
from itertools import pairwise

from hypothesis import HealthCheck, assume, settings
from hypothesis import strategies as st

from matching.scoring import KINDS, Demand, DemandError, Offer, combine
from tests.matching import oracle

CASES = settings(deadline=None, max_examples=300, suppress_health_check=list(HealthCheck))
MANY = settings(CASES, max_examples=1500)

AMOUNTS = [0.0, 50.0, 80.0, 100.0, 120.0, 200.0]
CODES = ["1", "2", "22", "222", "2220", "25", "2599", "10"]
DAYS = [date(2026, 12, 1), date(2027, 1, 1), date(2027, 6, 30), date(2028, 1, 1)]
KILOMETRES = [0.0, 2.0, 11.0, 20.0, 60.0, 100.0, 175.0, 250.0, 300.0]
WASTE = ("none", "domestic", "industrial", "listed")

amounts = st.sampled_from(AMOUNTS)
maybe = lambda values: st.one_of(st.none(), values)  # noqa: E731
codes = st.sampled_from(CODES)
days = st.sampled_from(DAYS)
kinds = st.sampled_from(KINDS)
kilometres = st.sampled_from(KILOMETRES)
waste = st.sampled_from(WASTE)
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
        expected_on=draw(maybe(days)),
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
            count_expected_dates=draw(st.booleans()),
        )
    except DemandError:
        assume(False)


@st.composite
def markets(draw, largest=8):
    names = [chr(ord("A") + i) for i in range(draw(st.integers(1, largest)))]
    return [draw(offers(code=name)) for name in draw(st.permutations(names))]


# The same, by the thousand: hypothesis draws a seed and shrinks nothing, but needs no seconds.
seeds = st.integers(0, 2**48)


def a_market(rng, most=12):
    """Plots A, B, C, … of two clusters, some combined offers of neighbours among them."""
    n = rng.randint(1, most)
    market = [an_offer(rng, f"{chr(ord('A') + place)}") for place in range(n)]
    if rng.random() < 0.3:
        market += combine(market, [(a.key, b.key) for a, b in pairwise(market)])
    rng.shuffle(market)
    return market


def an_offer(rng, code):
    def maybe(*values):
        return None if rng.random() < 0.25 else rng.choice(values)

    def some(values, most):
        return tuple(rng.choices(values, k=rng.randint(0, most)))

    return Offer(
        key=code,
        code=code,
        cluster=rng.choice("KL"),
        kind=rng.choice(KINDS),
        area_m2=rng.choice([1000.0, 4000.0, 4500.0, 5000.0, 6500.0, 8000.0, 9000.0]),
        price_vnd_m2=maybe(100.0, 150.0, 200.0, 2000.0),
        price_basis=maybe("one_off", "annual"),
        fee_vnd_m2_year=maybe(0.0, 50.0),
        term_years=maybe(0.0, 10.0, 20.0, 43.5),
        ready_on=maybe(*DAYS),
        expected_on=maybe(*DAYS),
        lat=maybe(20.9, 21.0, 21.3),
        lon=maybe(105.5, 105.8),
        permitted=some(CODES, 3),
        refused=some(CODES, 2) if rng.random() < 0.5 else (),
        wastewater_kinds=maybe((), ("domestic",), ("none", "domestic", "industrial"), WASTE),
        power_kva=maybe(*AMOUNTS),
        water_m3_day=maybe(*AMOUNTS),
        wastewater_m3_day=maybe(*AMOUNTS),
        road_km=maybe(*KILOMETRES),
        airport_km=maybe(*KILOMETRES),
        port_km=maybe(*KILOMETRES),
        readiness=maybe(0, 1, 2, 3, 4, 5),
        neighbours=some(CODES, 4),
        status=rng.choice(["published"] * 5 + ["held", "leased"]),
    )


def a_demand(rng, key=1):
    def maybe(*values):
        return None if rng.random() < 0.4 else rng.choice(values)

    low, ideal, high = sorted(rng.choices([1000, 4000, 5000, 8000], k=3))
    place = rng.random() < 0.5
    names = rng.sample(list(oracle.WEIGHTS), rng.randint(0, 4))
    return Demand(
        key=key,
        industry=rng.choice(["22", "2220", "2599", "1010"]),
        area_min_m2=low,
        area_ideal_m2=ideal,
        area_max_m2=high,
        kinds=tuple(rng.choices(KINDS, k=rng.randint(0, 2))),
        max_cost_vnd_m2_year=maybe(0.0, 150.0, 200.0, 300.0),
        need_by=maybe(*DAYS),
        lease_years=maybe(0.0, 20.0, 43.5),
        power_kva=maybe(*AMOUNTS),
        water_m3_day=maybe(*AMOUNTS),
        wastewater_m3_day=maybe(*AMOUNTS),
        wastewater_kind=maybe(*WASTE),
        lat=21.0 if place else None,
        lon=105.8 if place else None,
        max_distance_km=maybe(0.0, 20.0, 60.0),
        weights={name: rng.choice([0.0, 1.0, 2.5, 10.0]) for name in names},
        key_product=rng.random() < 0.5,
        count_expected_dates=rng.random() < 0.5,
    )
