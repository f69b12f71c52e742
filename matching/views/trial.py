"""A visitor's trial: what fits a need that is stored nowhere; the address is the need."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from matching import actions
from matching.forms import TrialForm
from matching.views.panels import ranked_file, ranked_now
from matching.views.what_if import WhatIf
from portal.common.htmx import render_page


@require_safe
@login_not_required
def trial(request: HttpRequest) -> HttpResponseBase:
    """Rank plots for the need, and for what is tried with it."""
    form = TrialForm(request.GET if "industry" in request.GET else None)
    context: dict[str, Any] = {"form": form}
    status = 200
    if form.is_bound and form.is_valid():
        what_if = WhatIf(request.GET, form.land_request())
        if what_if.is_readable and (file := ranked_file(request, what_if)):
            return file
        context["land_request"] = what_if.saved
        context |= ranked_now(what_if, request.GET.get("page"))
        status = 200 if what_if.is_readable else 422
    elif form.is_bound:
        status = 422
    return render_page(request, "matching/trial.html", "matching/_trial_swap.html", context, status)


@require_safe
@login_not_required
def count(request: HttpRequest) -> HttpResponse:
    """How many plots fit what has been typed so far; silent while that is not a need yet."""
    form = TrialForm(request.GET)
    ranking = actions.trial(form.land_request(), best=0)[0] if form.is_valid() else None
    return render(request, "matching/_count.html", {"ranking": ranking})
