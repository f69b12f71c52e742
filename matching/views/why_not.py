"""Why a plot is out, or in: every condition with both values, for any plot and any need."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from clusters.models import Plot
from enterprises.models import LandRequest
from matching import exports, features
from matching.forms import PlotSearchForm, TrialForm
from matching.models import Verdict
from matching.scoring import Answer, Demand, Offers, explain, judge, rank
from matching.views.cards import parts_of, plot_ids, published
from matching.views.request import my_request
from matching.views.what_if import WhatIf
from matching.words.reasons import Reason, reasons
from portal.common.exporting import download

PER_PAGE = 20
MOST_FOUND = 200  # plots that a search looks at
MINE = 10  # own requests offered beside a plot
EXCLUDED = "excluded"


@dataclass(frozen=True)
class Judged:
    """One offer with its answer, ``EXCLUDED`` or a verdict, and every condition that asks."""

    plots: list[Plot]
    verdict: str
    reasons: list[Reason]
    score: Any = None  # of scoring, where it is not excluded

    @property
    def plot(self) -> Plot:
        return self.plots[0]

    @property
    def codes(self) -> str:
        return " + ".join(plot.code for plot in self.plots)

    @property
    def parts(self) -> dict[str, list[float]]:
        return parts_of(self.score)

    @property
    def missing(self) -> list[Reason]:
        """What stands in the way: conditions that fail, or else those that nobody knows."""
        failing = [reason for reason in self.reasons if reason.answer == "fail"]
        return failing or [reason for reason in self.reasons if reason.answer == "unknown"]

    @property
    def unclear(self) -> int:
        """Conditions that nobody knows, beside those that fail."""
        if self.verdict != EXCLUDED:
            return 0
        return sum(reason.answer == "unknown" for reason in self.reasons)


# --- the list, and a search in it --------------------------------------------------------------


@require_safe
def request_why_not(request: HttpRequest, pk: int) -> HttpResponseBase:
    return _list(request, my_request(request, pk))


@require_safe
@login_not_required
def trial_why_not(request: HttpRequest) -> HttpResponseBase:
    form = TrialForm(request.GET)
    if not form.is_valid():
        return render(request, "matching/trial.html", {"form": form}, status=422)
    return _list(request, form.land_request())


def _list(request: HttpRequest, saved: LandRequest) -> HttpResponseBase:
    """The plots that are out, or those that a search finds, whatever their answer is."""
    what_if = WhatIf(request.GET, saved)
    demand, market = features.demand_of(what_if.land_request), features.snapshot()
    search = PlotSearchForm(request.GET if "q" in request.GET else None)
    words = search.cleaned_data["q"] if search.is_valid() else ""
    keys = _found(words, market) if words else _excluded(demand, market)
    file = download(
        request,
        keys,
        exports.WHY_NOT,
        "vi-sao-chua",
        made=lambda piece: _judged(piece, demand, market),
    )
    if file:
        return file
    page = Paginator(keys, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "land_request": saved,
        "what_if": what_if,
        "search": search,
        "words": words,
        "page": page,
        "judged": _judged(page, demand, market),
    }
    return render(request, "matching/why_not.html", context)


def _excluded(demand: Demand, market: features.Market) -> list[Any]:
    """Ids of the plots that are out, those that miss the least first. Sorted as columns: the cost
    is that of judging once, whichever page is read."""
    offers = market.offers
    failing = (judge(demand, offers).gates == Answer.FAIL).sum(axis=0)
    out = np.flatnonzero((failing > 0) & ~offers.combined)
    order = out[np.lexsort((offers.code_rank[out], failing[out]))]
    return [offers.rows[i].key for i in order]


def _found(words: str, market: features.Market) -> list[Any]:
    rows = Plot.objects.public().search(words).order_by("cluster__slug", "code")
    ids = rows.values_list("pk", flat=True)[:MOST_FOUND]
    return [pk for pk in ids if pk in market.rows]


def _judged(page: Iterable[Any], demand: Demand, market: features.Market) -> list[Judged]:
    keys = list(page)
    plots = published(keys)
    there = [pk for pk in keys if pk in plots]
    alone = Offers.of([market.rows[pk] for pk in there], market.offers.discount_rate)
    return [judged_offer(demand, alone, pk, plots) for pk in there]


def judged_offer(demand: Demand, offers: Offers, key: Any, plots: dict[int, Plot]) -> Judged:
    at = offers.index(key)
    found = rank(demand, offers.only([at]), best=1)
    score = next(iter((*found.eligible, *found.to_confirm)), None)
    verdict = EXCLUDED if score is None else _verdict(score.answer)
    shown = [plots[pk] for pk in plot_ids(key)]
    return Judged(shown, verdict, reasons(explain(demand, offers, at)), score)


def _verdict(answer: Answer) -> str:
    return Verdict.ELIGIBLE if answer == Answer.PASS else Verdict.TO_CONFIRM


# --- one plot ----------------------------------------------------------------------------------


@require_safe
def request_plot(request: HttpRequest, pk: int, plot_pk: int) -> HttpResponse:
    """One plot, alone and with its neighbours, for a stored request."""
    land_request = my_request(request, pk)
    return _plot(request, _any_plot(plot_pk), land_request, {})


@require_safe
@login_not_required
def trial_plot(request: HttpRequest, pk: int) -> HttpResponse:
    """One plot for a need in the address. Who has requests picks one instead of typing."""
    plot = _any_plot(pk)
    form = TrialForm(request.GET if "industry" in request.GET else None)
    context = {"form": form, "mine": _mine(request, plot)}
    if form.is_bound and form.is_valid():
        return _plot(request, plot, form.land_request(), context)
    status = 422 if form.is_bound else 200
    return render(request, "matching/plot.html", {"plot": plot, **context}, status=status)


def _plot(
    request: HttpRequest, plot: Plot, saved: LandRequest, context: dict[str, Any]
) -> HttpResponse:
    what_if = WhatIf(request.GET, saved)
    demand, offers = features.demand_of(what_if.land_request), features.offers_of_plot(plot)
    plots = published([pk for key in offers.keys for pk in plot_ids(key)])
    there = (key for key in offers.keys if all(pk in plots for pk in plot_ids(key)))
    judged = [judged_offer(demand, offers, key, plots) for key in there]
    judged.sort(key=lambda one: (len(one.plots), one.codes))
    context |= {"plot": plot, "land_request": saved, "what_if": what_if, "judged": judged}
    return render(request, "matching/plot.html", context)


def _mine(request: HttpRequest, plot: Plot) -> list[tuple[LandRequest, str]]:
    """The person's own live requests, the latest first, each with what it makes of the plot."""
    rows = LandRequest.objects.owned_by(request.user).for_cards()
    live = list(rows.filter(status__in=LandRequest.EDITABLE)[:MINE])
    offers = features.offers_of_plot(plot) if live else Offers.of([])
    return [(row, _best_verdict(features.demand_of(row), offers)) for row in live]


def _best_verdict(demand: Demand, offers: Offers) -> str:
    found = rank(demand, offers, best=0)
    if found.eligible_count:
        return Verdict.ELIGIBLE
    return Verdict.TO_CONFIRM if found.to_confirm_count else EXCLUDED


def _any_plot(pk: int) -> Plot:
    rows = Plot.objects.public().for_cards()
    return get_object_or_404(rows, pk=pk)
