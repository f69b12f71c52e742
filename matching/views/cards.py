"""Ranked offers as the pages show them, from a ranking made now or from the stored list."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from math import isfinite
from typing import Any

from clusters.models import Plot
from matching.features import Market
from matching.models import Fact, Match
from matching.scoring import Answer, Demand, Offer, Offers, Scored, explain, judge
from matching.words.merits import merits
from matching.words.names import FACT_NAMES, Lazy
from matching.words.reasons import Reason, reasons

SHOWN_UNKNOWN = 2
MERITS_BESIDE_UNKNOWN = 3
Asked = frozenset[tuple[str, int]]  # (fact, plot or cluster whose fact it is): on its way


@dataclass(frozen=True)
class Unknown:
    """A fact that nobody has stated, and the plot that one would ask about."""

    field: str
    name: Lazy
    plot: Plot
    is_asked: bool


@dataclass(frozen=True)
class Card:
    """One ranked offer: its plots, its score, and the reasons in words."""

    plots: list[Plot]  # one, or adjacent ones that make the offer together
    rank: int
    verdict: str
    score: float
    score_lo: float
    score_hi: float
    parts: dict[str, list[float]]
    cost_vnd_m2_year: float | None
    distance_km: float | None
    merits: list[str]
    reasons: list[Reason]
    unknown: list[Unknown]
    is_new: bool  # fits only because of what is being tried
    expected_on: date | None = None  # later than promised, by the investor's record

    @property
    def plot(self) -> Plot:
        return self.plots[0]

    @property
    def codes(self) -> str:
        return " + ".join(plot.code for plot in self.plots)

    @property
    def anchor(self) -> str:
        return "-".join(str(plot.pk) for plot in self.plots)

    @property
    def more_unknown(self) -> int:
        """How many unknown facts stand behind those shown."""
        return len(self.unknown) - SHOWN_UNKNOWN

    @property
    def area_m2(self) -> Any:
        return sum(plot.area_m2 for plot in self.plots)

    @property
    def ready_on(self) -> Any:
        """The later day; ``None`` where one of them has none."""
        days = [plot.ready_on for plot in self.plots]
        return None if None in days else max(days)


class Cards:
    """Makes the cards of one page. ``before``: the need as it was before something was tried."""

    def __init__(
        self,
        demand: Demand,
        market: Market,
        *,
        before: Demand | None = None,
        asked: Asked = frozenset(),
    ) -> None:
        self.demand, self.market = demand, market
        self.before, self.asked = before, asked

    def ranked(self, placed: Iterable[tuple[str, int, Scored]]) -> list[Card]:
        """Of a ranking made now: (verdict, place, scored)."""
        rows = list(placed)
        plots = published([pk for _verdict, _place, scored in rows for pk in plot_ids(scored.key)])
        return [
            self._card(
                [plots[pk] for pk in plot_ids(scored.key)],
                verdict=verdict,
                rank=place,
                score=scored.score,
                score_lo=scored.score_lo,
                score_hi=scored.score_hi,
                parts=parts_of(scored),
                unknown=scored.unknown,
                cost_vnd_m2_year=scored.cost_vnd_m2_year,
                distance_km=scored.distance_km,
            )
            for verdict, place, scored in rows
            if all(pk in plots for pk in plot_ids(scored.key))
        ]

    def stored(self, placed: Iterable[tuple[int, int]]) -> list[Card]:
        """Of the stored list: (id of the match, place)."""
        rows = list(placed)
        matches = Match.objects.for_cards().in_bulk([pk for pk, _place in rows])
        for match in matches.values():
            for member in match.members.all():
                member.plot.cluster = match.plot.cluster
        return [self._stored(matches[pk], place) for pk, place in rows if pk in matches]

    def _stored(self, match: Match, place: int) -> Card:
        others = [member.plot for member in match.members.all()]
        return self._card(
            [match.plot, *others],
            verdict=match.verdict,
            rank=place,
            score=match.score,
            score_lo=match.score_lo,
            score_hi=match.score_hi,
            parts=match.parts,
            unknown=match.unknown,
            cost_vnd_m2_year=match.cost_vnd_m2_year,
            distance_km=match.distance_km,
        )

    def _card(self, plots: list[Plot], *, unknown: Iterable[str], **figures: Any) -> Card:
        offer = offer_at(self.market, plots)
        missing = list(self._unknown(plots, unknown))
        cost = figures["cost_vnd_m2_year"]
        if cost is not None and not isfinite(cost):  # a price over no years at all
            figures["cost_vnd_m2_year"] = None
        return Card(
            plots=plots,
            merits=merits(self.demand, offer)[: MERITS_BESIDE_UNKNOWN if missing else None]
            if offer
            else [],
            reasons=self._reasons(offer) if offer else [],
            unknown=missing,
            is_new=offer is not None and self._is_new(offer),
            expected_on=offer.expected_on if offer else None,
            **figures,
        )

    def _reasons(self, offer: Offer) -> list[Reason]:
        """Every asking gate, the offer judged alone: the same bits, no cost for the others."""
        return reasons(explain(self.demand, alone(offer, self.market), 0))

    def _is_new(self, offer: Offer) -> bool:
        if self.before is None:
            return False
        was, now = (
            judge(demand, alone(offer, self.market)).answer[0]
            for demand in (self.before, self.demand)
        )
        return bool(was != Answer.PASS and now == Answer.PASS)

    def _unknown(self, plots: list[Plot], fields: Iterable[str]) -> Iterator[Unknown]:
        for field in fields:
            if field == Fact.LON:  # half of a position that is told as one
                continue
            silent = (plot for plot in plots if getattr(plot, field, None) is None)
            plot = next(silent, plots[0])
            yield Unknown(field, FACT_NAMES[field], plot, (field, whose(field, plot)) in self.asked)


def parts_of(scored: Scored) -> dict[str, list[float]]:
    """As they are stored: ``{criterion: [share, lo, hi]}``."""
    return {
        name: [share, scored.parts_lo[name], scored.parts_hi[name]]
        for name, share in scored.parts.items()
    }


def whose(field: str, plot: Plot) -> int:
    """The row that a fact belongs to: the plot, or its cluster."""
    return plot.pk if Fact(field).is_of_the_plot else plot.cluster_id


def plot_ids(key: Any) -> tuple[int, ...]:
    """Scoring names an offer by a plot's id, or by the ids of adjacent ones."""
    return key if isinstance(key, tuple) else (key,)


def offer_at(market: Market, plots: list[Plot]) -> Offer | None:
    """The offer of these plots; ``None`` if it left the market a moment ago."""
    ids = tuple(plot.pk for plot in plots)
    try:
        return market.offers.rows[market.offers.index(ids if len(ids) > 1 else ids[0])]
    except KeyError:
        return None


def alone(offer: Offer, market: Market) -> Offers:
    return Offers.of([offer], market.offers.discount_rate)


def published(ids: list[Any]) -> dict[int, Plot]:
    """The plots of one page; one that was withdrawn a moment ago is left out."""
    rows = Plot.objects.public().for_cards().filter(pk__in=ids)
    return {plot.pk: plot for plot in rows}
