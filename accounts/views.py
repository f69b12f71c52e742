"""Organisations: registering one, and the officer's check."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import actions
from accounts.decorators import officer_only
from accounts.exports import MINE, WAITING
from accounts.forms import OrganisationForm, ReasonForm
from accounts.models import Organisation, OrganisationKind
from portal.common.exporting import download
from portal.common.models import Change


@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """Where a person lands after signing in: the page of their work."""
    if request.user.is_officer:
        return redirect("clusters:review_queue")
    if request.user.is_investor:
        return redirect("clusters:my_clusters")
    if Organisation.objects.of(request.user).exists():
        return redirect("enterprises:requests")
    return redirect("accounts:organisation_new")


@require_safe
def organisations(request: HttpRequest) -> HttpResponseBase:
    rows = Organisation.objects.of(request.user)
    if file := download(request, rows, MINE, "to-chuc"):
        return file
    page = Paginator(rows, per_page=20).get_page(request.GET.get("page"))
    return render(request, "accounts/organisation_list.html", {"page": page})


@require_http_methods(["GET", "POST"])
def organisation_new(request: HttpRequest) -> HttpResponse:
    form = OrganisationForm(request.POST or None, initial={"kind": OrganisationKind.ENTERPRISE})
    if request.method == "POST" and form.is_valid():
        organisation = actions.register(form.save(commit=False), by=request.user)
        messages.success(request, _("Registered. An officer will check it."))
        return redirect(organisation)
    status = 422 if request.method == "POST" else 200
    return render(request, "accounts/organisation_form.html", {"form": form}, status=status)


@require_safe
def organisation(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Organisation.objects.of(request.user), pk=pk)
    context = {
        "organisation": row,
        "members": row.memberships.select_related("user").order_by("pk")[:50],
        "may_edit": Organisation.objects.editable_by(request.user).filter(pk=pk).exists(),
    }
    return render(request, "accounts/organisation.html", context)


@require_http_methods(["GET", "POST"])
def organisation_edit(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Organisation.objects.editable_by(request.user), pk=pk)
    form = OrganisationForm(request.POST or None, instance=row)
    if request.method == "POST" and form.is_valid():
        actions.correct(form.save(commit=False), by=request.user)
        messages.success(request, _("Saved."))
        return redirect(row)
    status = 422 if request.method == "POST" else 200
    context = {"form": form, "organisation": row}
    return render(request, "accounts/organisation_form.html", context, status=status)


@require_safe
@officer_only
def review_list(request: HttpRequest) -> HttpResponseBase:
    rows = Organisation.objects.waiting()
    if file := download(request, rows, WAITING, "to-chuc-cho-xac-minh"):
        return file
    page = Paginator(rows, 20).get_page(request.GET.get("page"))
    return render(request, "accounts/review_list.html", {"page": page})


@require_safe
@officer_only
def review(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Organisation, pk=pk)
    return _review_page(request, row, ReasonForm())


@require_POST
@officer_only
def verify(request: HttpRequest, pk: int) -> HttpResponse:
    row = actions.verify(get_object_or_404(Organisation, pk=pk), by=request.user)
    messages.success(request, _("%(name)s is verified.") % {"name": row.name})
    return redirect("accounts:review_list")


@require_POST
@officer_only
def refuse(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Organisation, pk=pk)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return _review_page(request, row, form, status=422)
    actions.refuse(row, by=request.user, reason=form.cleaned_data["reason"])
    messages.success(request, _("%(name)s was refused; it can read why.") % {"name": row.name})
    return redirect("accounts:review_list")


def _review_page(
    request: HttpRequest, row: Organisation, form: Any, status: int = 200
) -> HttpResponse:
    context = {
        "organisation": row,
        "form": form,
        "members": row.memberships.select_related("user").order_by("pk")[:50],
        "changes": Change.objects.of(row)[:20],
    }
    return render(request, "accounts/review.html", context, status=status)
