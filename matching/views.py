"""What fits, why, and why not: for a visitor's trial and for a stored request."""

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from clusters.models import Plot
from enterprises.models import LandRequest
from matching import actions, features
from matching.forms import TrialForm
from matching.models import Match, MatchList, Verdict
from matching.scoring import RULES_VERSION, Answer, Demand, Offers, explain, judge
from matching.words import Reason, reasons, unknown_names
from portal.common.htmx import render_page

PER_PAGE = 10


@dataclass(frozen=True)
class Card:
    """One ranked plot as the page shows it: the plot, its score, and the reasons in words."""

    plot: Plot
    others: list[Plot]  # adjacent ones that make the offer together with it
    rank: int
    verdict: str
    score: float
    score_lo: float
    score_hi: float
    parts: dict[str, list[float]]
    unknown: list[Any]
    cost_vnd_m2_year: float | None
    distance_km: float | None
    reasons: list[Reason]


# --- a visitor's trial -----------------------------------------------------------------------


@require_GET
@login_not_required
def trial(request: HttpRequest) -> HttpResponse:
    """Rank plots for a need that is stored nowhere; the address is the need."""
    form = TrialForm(request.GET if "industry" in request.GET else None)
    context: dict[str, Any] = {"form": form}
    status = 200
    if form.is_bound and form.is_valid():
        land_request = form.land_request()
        ranking, market = actions.trial(land_request)
        ranked = [
            *((Verdict.ELIGIBLE, i, s) for i, s in enumerate(ranking.eligible, 1)),
            *((Verdict.TO_CONFIRM, i, s) for i, s in enumerate(ranking.to_confirm, 1)),
        ]
        page = Paginator(ranked, PER_PAGE).get_page(request.GET.get("page"))
        context |= {
            "land_request": land_request,
            "ranking": ranking,
            "page": page,
            "cards": _trial_cards(page, features.demand_of(land_request), market),
        }
    elif form.is_bound:
        status = 422
    return render_page(
        request, "matching/trial.html", "matching/_trial_results.html", context, status
    )


def _trial_cards(page: Page, demand: Demand, market: features.Market) -> list[Card]:
    keys = {scored.key: _plot_ids(scored.key) for _verdict, _rank, scored in page}
    plots = _plots([pk for ids in keys.values() for pk in ids])
    return [
        Card(
            plot=plots[keys[scored.key][0]],
            others=[plots[pk] for pk in keys[scored.key][1:]],
            rank=place,
            verdict=verdict,
            score=scored.score,
            score_lo=scored.score_lo,
            score_hi=scored.score_hi,
            parts={
                name: [share, scored.parts_lo[name], scored.parts_hi[name]]
                for name, share in scored.parts.items()
            },
            unknown=unknown_names(scored.unknown),
            cost_vnd_m2_year=scored.cost_vnd_m2_year,
            distance_km=scored.distance_km,
            reasons=_reasons(demand, market, scored.key),
        )
        for verdict, place, scored in page
        if all(pk in plots for pk in keys[scored.key])
    ]


def _plot_ids(key: Any) -> tuple[int, ...]:
    return key if isinstance(key, tuple) else (key,)


@require_GET
@login_not_required
def count(request: HttpRequest) -> HttpResponse:
    """How many plots fit what has been typed so far; silent while that is not a need yet."""
    form = TrialForm(request.GET)
    ranking = actions.trial(form.land_request(), best=0)[0] if form.is_valid() else None
    return render(request, "matching/_count.html", {"ranking": ranking})


@require_GET
@login_not_required
def trial_why_not(request: HttpRequest) -> HttpResponse:
    form = TrialForm(request.GET)
    if not form.is_valid():
        return render(request, "matching/trial.html", {"form": form}, status=422)
    land_request = form.land_request()
    context = _why_not(request, features.demand_of(land_request))
    return render(request, "matching/why_not.html", context | {"land_request": land_request})


# --- a stored request ------------------------------------------------------------------------


@require_GET
def request_page(request: HttpRequest, pk: int) -> HttpResponse:
    """A request with its matches. While they are on their way the page says so and asks again;
    an answer to a poll (``?seen=``) is 204 as long as nothing has changed."""
    land_request = _my_request(request, pk)
    match_list = MatchList.objects.filter(land_request=land_request).first()
    waiting = land_request.status == "open" and not _is_fresh(match_list, land_request)
    stamp = f"{land_request.status}-{waiting}"
    if match_list and land_request.status == "open":
        shown = Match.objects.filter(match_list=match_list).current()
        stamp += f"-{match_list.matched_at.timestamp()}-{shown.count()}"
    else:
        shown = Match.objects.none()
    if request.GET.get("seen") == stamp:
        return HttpResponse(status=204)
    page = Paginator(_placed(shown), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "land_request": land_request,
        "may_edit": LandRequest.objects.editable_by(request.user).filter(pk=pk).exists(),
        "match_list": match_list,
        "waiting": waiting,
        "stamp": stamp,
        "page": page,
        "cards": _stored_cards(page, features.demand_of(land_request)),
        "excluded_count": match_list.excluded_count if match_list else 0,
    }
    return render_page(request, "matching/request.html", "matching/_matches.html", context)


def _placed(matches: QuerySet) -> list[tuple[int, int]]:
    """(id, place among those of its kind) of the matches of one list, in order."""
    places: dict[str, int] = {}
    placed = []
    for pk, verdict in matches.in_order():
        places[verdict] = places.get(verdict, 0) + 1
        placed.append((pk, places[verdict]))
    return placed


def _stored_cards(page: Page, demand: Demand) -> list[Card]:
    market = features.snapshot()
    matches = Match.objects.for_cards().in_bulk([pk for pk, _place in page])
    return [_stored_card(matches[pk], place, demand, market) for pk, place in page if pk in matches]


def _stored_card(match: Match, place: int, demand: Demand, market: features.Market) -> Card:
    members = [member.plot for member in match.members.all()]
    return Card(
        plot=match.plot,
        others=members,
        rank=place,
        verdict=match.verdict,
        score=match.score,
        score_lo=match.score_lo,
        score_hi=match.score_hi,
        parts=match.parts,
        unknown=unknown_names(match.unknown),
        cost_vnd_m2_year=match.cost_vnd_m2_year,
        distance_km=match.distance_km,
        reasons=_reasons(demand, market, _key(match.plot, members)),
    )


def _key(plot: Plot, others: list[Plot]) -> Any:
    """How scoring names the offer: a plot's id, or the ids of adjacent ones."""
    return (plot.pk, *(other.pk for other in others)) if others else plot.pk


@require_GET
def request_why_not(request: HttpRequest, pk: int) -> HttpResponse:
    land_request = _my_request(request, pk)
    context = _why_not(request, features.demand_of(land_request))
    return render(request, "matching/why_not.html", context | {"land_request": land_request})


def _my_request(request: HttpRequest, pk: int) -> LandRequest:
    mine = LandRequest.objects.owned_by(request.user).for_cards()
    return get_object_or_404(mine, pk=pk)


def _is_fresh(match_list: MatchList | None, land_request: LandRequest) -> bool:
    return (
        match_list is not None
        and match_list.request_version == land_request.version
        and match_list.rules_version == RULES_VERSION
        and match_list.as_of == timezone.localdate()
    )


# --- shared ----------------------------------------------------------------------------------


def _why_not(request: HttpRequest, demand: Demand) -> dict[str, Any]:
    """The plots that are out, those with the fewest failing gates first, each with its reasons."""
    market = features.snapshot()
    judged = judge(demand, market.offers)
    failing = (judged.gates == Answer.FAIL).sum(axis=0)
    rows = market.offers.rows
    out = sorted(
        (i for i in range(len(rows)) if failing[i] and not rows[i].members),
        key=lambda i: (failing[i], rows[i].code),
    )
    page = Paginator(out, 20).get_page(request.GET.get("page"))
    plots = _plots([rows[i].key for i in page])
    excluded = [
        (
            plots[rows[i].key],
            [r for r in _reasons(demand, market, rows[i].key) if r.answer == "fail"],
        )
        for i in page
        if rows[i].key in plots
    ]
    return {"page": page, "excluded": excluded}


def _reasons(demand: Demand, market: features.Market, key: Any) -> list[Reason]:
    """Every asking gate of one plot, judged alone: the same bits, and no cost for the others."""
    try:
        row = market.offers.rows[market.offers.index(key)]
    except KeyError:
        return []
    alone = Offers.of([row], market.offers.discount_rate)
    return reasons(explain(demand, alone, 0))


def _plots(keys: list[Any]) -> dict[Any, Plot]:
    """The plots of one page; one that was withdrawn a moment ago is left out."""
    return {
        plot.pk: plot
        for plot in Plot.objects.filter(status="published").for_cards().filter(pk__in=keys)
    }
