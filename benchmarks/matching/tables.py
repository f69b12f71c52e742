"""The packed columns as tables, which every peer loads in its own way.

What can be known of a site or a plot before a request comes is given to all: levelised costs,
unit vectors of positions, whether a site takes a trade, the merits of access, readiness and
neighbours; of requests the normalised weights.
"""

from typing import NamedTuple

import numpy as np

from benchmarks.matching.data import CODES, DIVISIONS
from matching.scoring import CRITERIA, Demands, Offers

Table = dict[str, np.ndarray]  # nan in a column of floats: unknown

CAPACITIES = ("power", "water", "wastewater")
SHARES = tuple(f"w_{name}" for name in CRITERIA)
PARTS = tuple(f"part_{name}" for name in CRITERIA)


class Tables(NamedTuple):
    plots: Table  # one row a plot, in the order of ``Offers``
    sites: Table  # one row for each set of facts that plots of a cluster share
    trades: Table  # site, trade, answer: 0 refuses, 1 takes, 2 has not said
    neighbours: Table  # site, division, merit


def tables(offers: Offers) -> Tables:
    sites = offers.sites
    number = np.arange(len(sites))
    neighbours = [offers.neighbour_merits(division) for division in DIVISIONS]
    roads = [
        np.clip((worst - km) / (worst - best), 0, 1)
        for km, (best, worst) in zip(sites.roads, ((2, 20), (20, 100), (100, 250)), strict=True)
    ]
    return Tables(
        plots={
            "plot": np.arange(len(offers)),
            "code": np.array([row.code for row in offers.rows], dtype=object),
            "site": offers.site,
            "area": offers.area_m2,
            "cost": offers.cost_vnd_m2_year,
            "ready": offers.ready[0],
            "term": offers.term_years,
            "kind": 1 << offers.kind.astype(np.int64),
            "available": offers.available,
        },
        sites={
            "site": number,
            "accepts": sites.wastewater.astype(np.int64),
            **dict(zip(CAPACITIES, sites.capacity, strict=True)),
            **dict(zip("xyz", sites.vectors.T.copy(), strict=True)),
            **_merit("access", roads),
            **_merit("readiness", [sites.readiness / 5]),
        },
        trades={
            "site": np.tile(number, len(CODES)),
            "trade": np.repeat(np.arange(len(CODES)), len(number)),
            "answer": np.concatenate([offers.industry_answers(code) for code in CODES]).astype(
                np.int64
            ),
        },
        neighbours={
            "site": np.tile(number, len(DIVISIONS)),
            "division": np.repeat(np.arange(len(DIVISIONS)), len(number)),
            **_merit("neighbours", [np.concatenate(neighbours)]),
        },
    )


def request_table(demands: Demands) -> Table:
    """One row a request; what it does not ask is nan, a capacity not asked 0."""
    areas = zip(("area_min", "area_ideal", "area_max"), demands.area_m2.T, strict=True)
    needs = (f"need_{name}" for name in CAPACITIES)
    return {
        "request": np.array([row.key for row in demands.rows]),
        **{name: column.copy() for name, column in areas},
        "ceiling": demands.max_cost_vnd_m2_year,
        "need_by": demands.need_by,
        "lease": demands.lease_years,
        "max_km": demands.max_distance_km,
        **{name: column.copy() for name, column in zip(needs, demands.needs.T, strict=True)},
        "wastewater_bit": demands.wastewater.astype(np.int64),
        "kinds": demands.kinds.astype(np.int64),
        **{f"at_{axis}": demands.vectors[:, place] for place, axis in enumerate("xyz")},
        **{name: demands.shares[:, place] for place, name in enumerate(SHARES)},
        "key_product": demands.key_product,
        "trade": np.array([CODES.index(row.industry) for row in demands.rows]),
        "division": np.array([DIVISIONS.index(row.industry[:2]) for row in demands.rows]),
    }


def request_rows(demands: Demands) -> list[dict[str, float | int | None]]:
    """The same row by row, ``None`` for nan: what a peer is asked with."""
    table = request_table(demands)
    columns = [
        [None if value != value else value for value in column.tolist()]
        for column in table.values()
    ]
    return [dict(zip(table, row, strict=True)) for row in zip(*columns, strict=True)]


def _merit(name: str, members: list[np.ndarray]) -> Table:
    """The mean of members, unknown ones counted as half, and how far that can be from the truth:
    unknown ones as 0 and as 1 make the lower and the upper end."""
    unknown = np.isnan(members)
    return {
        name: np.where(unknown, 0.5, members).mean(axis=0),
        f"{name}_doubt": unknown.mean(axis=0) / 2,
    }
