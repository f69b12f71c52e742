"""A stored request: its matches, what is tried with it, and the verbs that keep what was tried."""

import hashlib
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from enterprises import actions as request_actions
from enterprises.models import LandRequest
from matching import features
from matching.exports import MATCHES
from matching.models import Match, MatchList
from matching.scoring import RULES_VERSION
from matching.views.cards import Asked, Cards
from matching.views.panels import FILE, PER_PAGE, panels, questions_of, ranked_file, ranked_now
from matching.views.what_if import WhatIf
from portal.common.exporting import KINDS, download
from portal.common.htmx import render_page


@require_safe
def request_page(request: HttpRequest, pk: int) -> HttpResponseBase:
    """A request with its matches, which keep themselves up to date: the answer to a poll
    (``X-Seen``) is 204 as long as nothing has changed."""
    land_request = my_request(request, pk)
    return _file(request, land_request) or page(request, land_request, request.GET)


def _file(request: HttpRequest, land_request: LandRequest) -> HttpResponseBase | None:
    """The list that the page would show, if a file is asked for."""
    if request.GET.get("download") not in KINDS or land_request.status != "open":
        return None
    what_if = WhatIf(request.GET, land_request)
    if what_if.is_trying:
        return ranked_file(request, what_if)
    shown = Match.objects.filter(match_list__land_request=land_request).current()
    cards = Cards(features.demand_of(land_request), features.snapshot())
    return download(request, _placed(shown), MATCHES, FILE, made=cards.stored)


def page(request: HttpRequest, land_request: LandRequest, typed: QueryDict) -> HttpResponse:
    """The page as ``typed`` would have it; what cannot be read is named, 422."""
    what_if = WhatIf(typed, land_request)
    match_list = MatchList.objects.filter(land_request=land_request).first()
    questions = questions_of(land_request)
    context: dict[str, Any] = {
        "land_request": land_request,
        "what_if": what_if,
        "match_list": match_list,
        "waiting": not what_if.is_trying and _is_waiting(land_request, match_list),
        "questions": questions,
    }
    shown = Match.objects.filter(match_list=match_list).current()
    context["stamp"] = _stamp(context, shown)
    if request.headers.get("X-Seen") == context["stamp"]:
        return HttpResponse(status=204)
    context["may_edit"] = _editable(request).filter(pk=land_request.pk).exists()
    if land_request.status == "open":
        context |= _list(what_if, match_list, shown, typed.get("page"), questions.waiting)
    return render_page(
        request,
        "matching/request.html",
        "matching/_matches_swap.html",
        context,
        status=200 if what_if.is_readable else 422,
    )


def _list(
    what_if: WhatIf,
    match_list: MatchList | None,
    shown: QuerySet,
    number: Any,
    asked: Asked,
) -> dict[str, Any]:
    """Ranked now while something is tried, else as matching left it; until then there is none."""
    if what_if.is_trying:
        return ranked_now(what_if, number, asked)
    if match_list is None:
        return {}
    demand, market = features.demand_of(what_if.saved), features.snapshot()
    matches = Paginator(_placed(shown), PER_PAGE).get_page(number)
    return {
        "counts": match_list,
        "page": matches,
        "cards": Cards(demand, market, asked=asked).stored(matches),
        **panels(what_if, demand, market, asked),
    }


def _placed(matches: QuerySet) -> list[tuple[int, int]]:
    """(id, place among those of its kind) of the matches of one list, in order."""
    places: dict[str, int] = {}
    placed = []
    for pk, verdict in matches.in_order():
        places[verdict] = places.get(verdict, 0) + 1
        placed.append((pk, places[verdict]))
    return placed


def _stamp(context: dict[str, Any], shown: QuerySet) -> str:
    """Changes with whatever the page shows: the list, or the market where something is tried."""
    land_request, match_list = context["land_request"], context["match_list"]
    seen = [land_request.status, land_request.version, context["waiting"]]
    seen += context["questions"].stamp
    if context["what_if"].is_trying:
        seen += features.snapshot().stamp
    elif match_list and land_request.status == "open":
        seen += [match_list.matched_at, shown.count()]
    return hashlib.sha256(repr(seen).encode()).hexdigest()[:16]


def my_request(request: HttpRequest, pk: int) -> LandRequest:
    mine = LandRequest.objects.owned_by(request.user).for_cards()
    return get_object_or_404(mine, pk=pk)


def _editable(request: HttpRequest) -> QuerySet:
    return LandRequest.objects.editable_by(request.user).for_cards()


def _is_waiting(land_request: LandRequest, match_list: MatchList | None) -> bool:
    """Open, and its list is missing or older than the request, the rules or the day."""
    return land_request.status == "open" and not (
        match_list is not None
        and match_list.request_version == land_request.version
        and match_list.rules_version == RULES_VERSION
        and match_list.as_of == timezone.localdate()
    )


# --- keeping what was tried ------------------------------------------------------------------


@require_POST
def set_weights(request: HttpRequest, pk: int) -> HttpResponse:
    """Store the weights that are being tried; a change of the need stays a trial."""
    land_request = get_object_or_404(_editable(request), pk=pk)
    what_if = WhatIf(request.POST, land_request)
    if not what_if.weights.is_valid():
        return page(request, land_request, request.POST)
    request_actions.set_weights(land_request, what_if.weights.weights(), by=request.user)
    messages.success(request, _("Your weights are saved."))
    return redirect(land_request.get_absolute_url() + what_if.without_weights)


@require_POST
def save_change(request: HttpRequest, pk: int) -> HttpResponse:
    """Store the change that is being tried; other weights stay a trial."""
    land_request = get_object_or_404(_editable(request), pk=pk)
    what_if = WhatIf(request.POST, land_request)
    if not what_if.changes.is_valid():
        return page(request, land_request, request.POST)
    request_actions.save_land_request(what_if.changes.tried(), by=request.user)
    messages.success(request, _("The change is saved."))
    return redirect(land_request.get_absolute_url() + what_if.without_changes)
