"""Plots and requests of the benchmark: made up, the same for everybody and on every run.

A request depends on its number alone, so that any process can make any range of them.
"""

import random
from datetime import date, timedelta

from matching.scoring import Demand, Demands, Offer, Offers

CODES = (
    "1010", "1311", "1410", "1520", "1621", "1701", "2011", "2220", "2511", "2592", "2610",
    "2710", "2811", "3100",
)  # fmt: skip
DIVISIONS = tuple(sorted({code[:2] for code in CODES}))
OLDEST_DAY, SOONEST_NEED = date(2026, 1, 1), date(2027, 1, 1)
DAYS = 900


def market(plots: int, clusters: int) -> Offers:
    rng = random.Random(7)
    places = [_cluster(rng, number) for number in range(clusters)]
    return Offers.of(_plot(rng, number, rng.choice(places)) for number in range(plots))


def requests(first: int, last: int) -> list[Demand]:
    """Requests ``first`` to ``last`` - 1."""
    return [request(number) for number in range(first, last)]


def request(number: int) -> Demand:
    rng = random.Random(1_000_003 * number + 8)
    ideal_m2 = rng.randrange(1500, 12000, 100)
    has_place = rng.random() < 0.7
    return Demand(
        key=number,
        industry=rng.choice(CODES),
        kinds=rng.choice([(), ("land",), ("land", "factory")]),
        area_min_m2=round(ideal_m2 * 0.6),
        area_ideal_m2=ideal_m2,
        area_max_m2=round(ideal_m2 * 1.8),
        max_cost_vnd_m2_year=rng.choice([None, 300_000, 420_000]),
        need_by=_maybe(rng, SOONEST_NEED + timedelta(days=rng.randrange(DAYS))),
        lease_years=rng.choice([None, 20, 25]),
        power_kva=rng.choice([None, 100, 300, 600]),
        water_m3_day=rng.choice([None, 10, 60]),
        wastewater_m3_day=rng.choice([None, 10, 50]),
        wastewater_kind=rng.choice([None, "domestic", "industrial"]),
        lat=round(rng.uniform(20.7, 21.3), 4) if has_place else None,
        lon=round(rng.uniform(105.4, 105.9), 4) if has_place else None,
        max_distance_km=rng.choice([None, 40]) if has_place else None,
        weights=rng.choice([{}, {}, {"cost": 5, "area": 1}, {"key_product": 1}]),
        key_product=rng.random() < 0.2,
    )


def packed(first: int, last: int) -> Demands:
    return Demands(requests(first, last))


def changed(rng: random.Random, offer: Offer) -> dict[str, object]:
    """One fact of a plot that moved: its price, status, ready date or area."""
    return rng.choice(
        [
            {"price_vnd_m2": _price(rng, offer.kind)},
            {"status": "held" if offer.status == "published" else "published"},
            {"ready_on": OLDEST_DAY + timedelta(days=rng.randrange(DAYS))},
            {"area_m2": rng.randrange(1000, 20000)},
        ]
    )


def _maybe(rng: random.Random, value, known=0.85):
    return value if rng.random() < known else None


def _cluster(rng: random.Random, number: int) -> dict[str, object]:
    divisions = [code[:2] for code in CODES]
    return {
        "cluster": f"Cluster {number}",
        "term_years": _maybe(rng, round(rng.uniform(10, 48), 1)),
        "lat": (lat := _maybe(rng, round(rng.uniform(20.6, 21.4), 4), 0.97)),
        "lon": None if lat is None else round(rng.uniform(105.3, 106), 4),
        "permitted": _maybe(rng, tuple(rng.sample(divisions, 6))) or (),
        "refused": _maybe(rng, tuple(rng.sample(["17", "1910", "20", "2410"], 2)), 0.7) or (),
        "wastewater_kinds": _maybe(rng, ("none", "domestic", "industrial")),
        "power_kva": _maybe(rng, rng.choice([400, 630, 1000, 2500])),
        "water_m3_day": _maybe(rng, rng.choice([60, 150, 300])),
        "wastewater_m3_day": _maybe(rng, rng.choice([20, 80, 140])),
        "road_km": _maybe(rng, round(rng.uniform(0.5, 9), 1)),
        "airport_km": round(rng.uniform(5, 60), 1),
        "port_km": round(rng.uniform(90, 160), 1),
        "readiness": _maybe(rng, rng.randint(0, 5)),
        "neighbours": _maybe(rng, tuple(rng.choices(CODES, k=5))) or (),
    }


def _plot(rng: random.Random, number: int, cluster: dict) -> Offer:
    kind = rng.choices(["land", "factory", "warehouse"], [80, 14, 6])[0]
    return Offer(
        key=number,
        code=f"P-{number:07d}",
        kind=kind,
        area_m2=rng.randrange(1000, 20000),
        price_vnd_m2=_maybe(rng, _price(rng, kind)),
        price_basis="one_off" if kind == "land" else "annual",
        fee_vnd_m2_year=rng.choice([5000, 7000, 9000]),
        ready_on=_maybe(rng, OLDEST_DAY + timedelta(days=rng.randrange(DAYS)), 0.9),
        status=rng.choices(["published", "held", "leased"], [90, 4, 6])[0],
        **cluster,
    )


def _price(rng: random.Random, kind: str) -> int:
    if kind == "land":
        return rng.randrange(1800, 4600, 50) * 1000  # once
    return rng.randrange(900, 1500, 20) * 1000  # a year
