"""What stands beside a ranked list: what would help, and the one fact that decides."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponseBase

from clusters.models import Plot
from enterprises.models import LandRequest
from matching import actions
from matching.exports import MATCHES
from matching.features import Market, demand_of
from matching.models import Fact, FactQuestion, Verdict
from matching.scoring import Demand, Ranking, Scored, decisive_fact, rank
from matching.views.cards import Asked, Cards, plot_ids, published, whose
from matching.views.what_if import WhatIf
from matching.words.names import FACT_NAMES, Lazy
from matching.words.questions import good_answer
from portal.common.exporting import KINDS, download

PER_PAGE = 10
FILE = "lo-phu-hop"  # what a list of matches is called as a file
SHOWN_QUESTIONS = 10


@dataclass(frozen=True)
class Decisive:
    """If ``who`` ``answer``, the offer ``codes`` stands at ``place``."""

    who: str
    answer: str
    codes: str
    cluster: str
    place: int
    fits: bool
    fact: Lazy
    field: str
    plot: Plot
    is_asked: bool


def ranked_now(what_if: WhatIf, page: Any, asked: Asked = frozenset()) -> dict[str, Any]:
    """The list and its panels for a need that is stored nowhere like this."""
    before, demand = demand_of(what_if.saved), demand_of(what_if.land_request)
    ranking, market = actions.trial(what_if.land_request, best=settings.MATCH_BEST_KEPT)
    shown = Paginator(_placed(ranking), PER_PAGE).get_page(page)
    opened = 0
    if what_if.steps:
        opened = ranking.eligible_count - rank(before, market.offers, best=0).eligible_count
    cards = Cards(demand, market, before=before if what_if.steps else None, asked=asked)
    return {
        "counts": ranking,
        "opened": opened,
        "page": shown,
        "cards": cards.ranked(shown),
        **panels(what_if, demand, market, asked),
    }


def ranked_file(request: HttpRequest, what_if: WhatIf) -> HttpResponseBase | None:
    """The same list as a file, if one is asked for."""
    if request.GET.get("download") not in KINDS:
        return None
    ranking, market = actions.trial(what_if.land_request, best=settings.MATCH_BEST_KEPT)
    cards = Cards(demand_of(what_if.land_request), market)
    return download(request, _placed(ranking), MATCHES, FILE, made=cards.ranked)


def _placed(ranking: Ranking) -> list[tuple[str, int, Scored]]:
    return [
        *((Verdict.ELIGIBLE, place, s) for place, s in enumerate(ranking.eligible, 1)),
        *((Verdict.TO_CONFIRM, place, s) for place, s in enumerate(ranking.to_confirm, 1)),
    ]


def panels(what_if: WhatIf, demand: Demand, market: Market, asked: Asked) -> dict[str, Any]:
    return {
        "helps": what_if.helps(demand, market.offers),
        "decisive": decisive(what_if.land_request, demand, market, asked),
        "what_if": what_if,
    }


def decisive(
    land_request: LandRequest, demand: Demand, market: Market, asked: Asked
) -> Decisive | None:
    """The question whose good answer changes the top most; ``None`` if no single fact does."""
    question = decisive_fact(demand, market.offers)
    if question is None:
        return None
    rows = published(list(plot_ids(question.key)))
    plots = [rows[pk] for pk in plot_ids(question.key) if pk in rows]
    if not plots:
        return None
    field, plot = Fact(question.field), plots[0]
    answer = good_answer(field, question.value, str(land_request.place or ""))
    return Decisive(
        who=str(plot) if field.is_of_the_plot else plot.cluster.short_name,
        answer=answer,
        codes=" + ".join(row.code for row in plots),
        cluster=plot.cluster.short_name,
        place=question.place,
        fits=question.becomes_eligible,
        fact=FACT_NAMES[field],
        field=field.value,
        plot=plot,
        is_asked=(field.value, whose(field, plot)) in asked,
    )


@dataclass(frozen=True)
class Questions:
    """What a request has asked: the latest ``rows``, what ``is_waiting`` for an answer, and a
    ``stamp`` that changes with every answer."""

    rows: list[FactQuestion]
    waiting: Asked
    stamp: tuple[int, int]

    @property
    def count(self) -> int:
        return self.stamp[0]


def questions_of(land_request: LandRequest) -> Questions:
    mine = FactQuestion.objects.filter(land_request=land_request)
    keys = list(mine.values_list("field", "plot", "plot__cluster", "answered_at"))
    waiting = [key for key in keys if key[3] is None]
    return Questions(
        rows=list(mine.for_firm()[:SHOWN_QUESTIONS]) if keys else [],
        waiting=frozenset(
            (field, plot if Fact(field).is_of_the_plot else cluster)
            for field, plot, cluster, _at in waiting
        ),
        stamp=(len(keys), len(keys) - len(waiting)),
    )
