"""What plots cost a year, like for like: the figure by which matching compares them, too."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from math import isfinite

from django.conf import settings

from clusters.models import Plot
from matching.features import lease_ends_on, years_left
from matching.scoring import levelised_cost


@dataclass(frozen=True)
class Cost:
    """Levelised, VND per m² and year before VAT; ``None``: the price or the years left are not
    known. ``years`` over which a one-off price is spread; ``None`` for a yearly rent."""

    vnd_m2_year: int | None
    years: float | None


@dataclass(frozen=True)
class Costs:
    """From the cheapest to the dearest of the plots whose cost is known."""

    least: int | None
    most: int | None
    known: int
    plots: int


def cost_of(plot: Plot, today: date) -> Cost:
    """No query: ``plot.cluster`` has been loaded."""
    years = years_left(lease_ends_on(plot), today)
    basis, fee = plot.price_basis, plot.fee_vnd_m2_year
    cost = levelised_cost(plot.price_vnd_m2, basis, fee, years, settings.MATCH_DISCOUNT_RATE)
    known = cost is not None and isfinite(cost)
    return Cost(round(cost) if known else None, years if basis == "one_off" else None)


def range_of(costs: Iterable[Cost]) -> Costs:
    rows = list(costs)
    known = [cost.vnd_m2_year for cost in rows if cost.vnd_m2_year is not None]
    return Costs(min(known, default=None), max(known, default=None), len(known), len(rows))
