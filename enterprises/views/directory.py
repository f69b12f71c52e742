"""The directory: who makes what, what is recognised, and what each enterprise lets be read."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.decorators import officer_only
from accounts.models import Organisation
from enterprises import actions
from enterprises.exports import ENTERPRISES
from enterprises.filters import EnterpriseFilter
from enterprises.forms import LinkForm, PublicFactsForm
from enterprises.models import Enterprise
from portal.common.exporting import download
from portal.common.htmx import render_page


@require_safe
@login_not_required
def enterprises(request: HttpRequest) -> HttpResponseBase:
    rows = Enterprise.objects.public().latest_first().for_cards()
    found = EnterpriseFilter(request.GET, rows)
    if file := download(request, found.qs, ENTERPRISES, "doanh-nghiep"):
        return file
    page = Paginator(found.qs, 20).get_page(request.GET.get("page"))
    context = {
        "form": found.form,
        "page": page,
        "has_demo": any(row.is_demo for row in page),
    }
    return render_page(
        request,
        "enterprises/enterprise_list.html",
        "enterprises/_enterprise_results.html",
        context,
    )


@require_safe
@login_not_required
def enterprise(request: HttpRequest, slug: str) -> HttpResponse:
    row = get_object_or_404(_seen_by(request), slug=slug)
    if row.became:
        return redirect(row.became, permanent=False)
    return _page(request, row, LinkForm())


def _seen_by(request: HttpRequest) -> Any:
    """The public ones and those that lead on; its own people see a page that is not listed."""
    rows = Enterprise.objects.for_cards().select_related(
        "industry", "place", "organisation", "became"
    )
    public = Q(pk__in=Enterprise.objects.public().values("pk")) | Q(became__isnull=False)
    mine = Organisation.objects.of(request.user).values("pk")
    return rows.filter(public | Q(organisation__in=mine))


def _page(request: HttpRequest, row: Enterprise, form: LinkForm, status: int = 200) -> HttpResponse:
    mine = Organisation.objects.editable_by(request.user).filter(pk=row.organisation_id)
    officer = request.user.is_authenticated and request.user.is_officer
    trades = [product.industry_guess for product in row.product_rows if product.industry_guess]
    context = {
        "enterprise": row,
        "trade": row.industry or (trades[0] if trades else None),
        "form": form,
        "may_edit": mine.exists(),
        "links": officer and row.organisation is None,
        "linked_names": row.was.order_by("name_sort") if officer else [],
    }
    return render(request, "enterprises/enterprise.html", context, status=status)


@require_http_methods(["GET", "POST"])
def public_facts(request: HttpRequest, pk: int) -> HttpResponse:
    """The owner chooses what anyone may read; until the account is verified nothing is shown."""
    mine = Organisation.objects.editable_by(request.user).filter(kind="enterprise")
    organisation = get_object_or_404(mine, pk=pk)
    row = actions.row_of(organisation)
    form = PublicFactsForm(request.POST or None, instance=row)
    if request.method == "POST" and form.is_valid():
        actions.set_public_facts(form.save(commit=False), by=request.user)
        messages.success(request, _("Saved: this is what anyone may read."))
        return redirect("enterprises:public_facts", organisation.pk)
    context = {"form": form, "organisation": organisation, "enterprise": row}
    status = 422 if request.method == "POST" else 200
    return render(request, "enterprises/public_facts.html", context, status=status)


@require_POST
@officer_only
def link(request: HttpRequest, slug: str) -> HttpResponse:
    row = get_object_or_404(_seen_by(request), slug=slug)
    form = LinkForm(request.POST)
    if not form.is_valid():
        return _page(request, row, form, status=422)
    own = actions.link(row, form.cleaned_data["tax_code"], by=request.user)
    messages.success(request, _("Linked: its key products now stand with the account."))
    return redirect(own)


@require_POST
@officer_only
def unlink(request: HttpRequest, slug: str) -> HttpResponse:
    row = actions.unlink(get_object_or_404(Enterprise, slug=slug), by=request.user)
    messages.success(request, _("The link is undone."))
    return redirect(row)
