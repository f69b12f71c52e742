"""The columns of ``Offers`` and ``Demands`` as numba takes them: tuples of arrays."""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..columns import Answers, Demands, Ints, Offers
from ..measures import Floats


class Plots(NamedTuple):
    area: Floats
    cost: Floats
    ready: Floats  # [2, n], promised and expected
    term: Floats
    kind: NDArray[np.int8]
    available: NDArray[np.bool_]
    combined: NDArray[np.bool_]
    code_rank: Ints
    site_start: Ints


class Sites(NamedTuple):
    wastewater: NDArray[np.int8]
    capacity: Floats
    roads: Floats
    vectors: Floats
    readiness: Floats
    trades: Answers  # [trades, s]
    neighbours: Floats  # [divisions, s]


class Wants(NamedTuple):
    area: Floats
    cost: Floats
    need_by: Floats
    lease: Floats
    distance: Floats
    needs: Floats
    wastewater: NDArray[np.int8]
    kinds: NDArray[np.int8]
    vectors: Floats
    shares: Floats
    key_product: Floats
    trade: Ints
    division: Ints
    dates: Ints


def plot_columns(offers: Offers) -> Plots:
    return Plots(
        offers.area_m2, offers.cost_vnd_m2_year, offers.ready, offers.term_years, offers.kind,
        offers.available, offers.combined, offers.code_rank, offers.site_start,
    )  # fmt: skip


def site_columns(offers: Offers, demands: Demands) -> Sites:
    sites = offers.sites
    return Sites(
        sites.wastewater, sites.capacity, sites.roads, sites.vectors, sites.readiness,
        _table([offers.industry_answers(code) for code in demands.trades], np.int8),
        _table([offers.neighbour_merits(code) for code in demands.divisions], np.float64),
    )  # fmt: skip


def _table(rows: list[NDArray[Any]], kind: type) -> Any:
    """The rows as one array, without a copy where there is one; none where nobody asks."""
    if len(rows) == 1:
        return rows[0][np.newaxis]
    return np.stack(rows) if rows else np.empty((0, 0), dtype=kind)


def want_columns(demands: Demands) -> Wants:
    return Wants(
        demands.area_m2, demands.max_cost_vnd_m2_year, demands.need_by, demands.lease_years,
        demands.max_distance_km, demands.needs, demands.wastewater, demands.kinds, demands.vectors,
        demands.shares, demands.key_product, demands.trade, demands.division,
        demands.dates,
    )  # fmt: skip
