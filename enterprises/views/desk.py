"""The manufacturer's requests: entering, opening, pausing, closing."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import Organisation
from enterprises import actions
from enterprises.exports import REQUESTS
from enterprises.forms import LandRequestForm
from enterprises.models import LandRequest
from portal.common.exporting import download


@require_safe
def requests(request: HttpRequest) -> HttpResponseBase:
    rows = LandRequest.objects.owned_by(request.user).for_cards()
    if file := download(request, rows, REQUESTS, "nhu-cau"):
        return file
    page = Paginator(rows, per_page=20).get_page(request.GET.get("page"))
    context = {"page": page, "organisations": Organisation.objects.of(request.user)[:20]}
    return render(request, "enterprises/request_list.html", context)


@require_http_methods(["GET", "POST"])
def request_new(request: HttpRequest) -> HttpResponse:
    """An empty form, or one filled in from a trial's address (``?industry=2220&…``)."""
    if not Organisation.objects.editable_by(request.user).exists():
        messages.info(request, _("Register your organisation first; then enter the need."))
        return redirect("accounts:organisation_new")
    form = LandRequestForm(
        request.POST or None, user=request.user, initial=_from_trial(request.GET)
    )
    return _save(request, form, _("Saved as a draft. Open it and the portal looks for land."))


@require_http_methods(["GET", "POST"])
def request_edit(request: HttpRequest, pk: int) -> HttpResponse:
    land_request = get_object_or_404(LandRequest.objects.editable_by(request.user), pk=pk)
    form = LandRequestForm(request.POST or None, user=request.user, instance=land_request)
    return _save(request, form, _("Saved."))


def _save(request: HttpRequest, form: LandRequestForm, done: str) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        land_request = actions.save_land_request(form.save(commit=False), by=request.user)
        if "open" in request.POST and land_request.status != "open":
            actions.open_land_request(land_request, by=request.user)
            done = _("Open: the portal is looking for land.")
        messages.success(request, done)
        return redirect(land_request.get_absolute_url() + _tried_weights(request.GET))
    status = 422 if request.method == "POST" else 200
    return render(request, "enterprises/request_form.html", {"form": form}, status=status)


def _tried_weights(typed: Any) -> str:
    """Weights in a trial's address stay on trial with the request, whose page can save them."""
    weights = {name: value for name, value in typed.items() if name.startswith("w_")}
    return f"?{urlencode(weights)}" if weights else ""


def _from_trial(typed: Any) -> dict[str, Any]:
    names = LandRequestForm.base_fields
    initial = {name: typed[name] for name in names if typed.get(name)}
    if "kinds" in typed:
        initial["kinds"] = [kind for kind in ",".join(typed.getlist("kinds")).split(",") if kind]
    return initial


def _verb(request: HttpRequest, pk: int, verb: Any, done: str) -> HttpResponse:
    land_request = get_object_or_404(LandRequest.objects.editable_by(request.user), pk=pk)
    land_request = verb(land_request, by=request.user)
    messages.success(request, done)
    return redirect(land_request)


@require_POST
def request_open(request: HttpRequest, pk: int) -> HttpResponse:
    return _verb(request, pk, actions.open_land_request, _("Open: the portal is looking for land."))


@require_POST
def request_pause(request: HttpRequest, pk: int) -> HttpResponse:
    return _verb(request, pk, actions.pause, _("Paused. Open it again at any time."))


@require_POST
def request_close(request: HttpRequest, pk: int) -> HttpResponse:
    return _verb(request, pk, actions.close, _("Closed."))
