"""What documents and reports say of a cluster: officers enter it, investors propose it; and the
ledger of promises."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import prefetch_related_objects
from django.forms import ModelForm
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.decorators import officer_only
from accounts.models import Organisation
from clusters import actions, exports, material, stated
from clusters.evidence_forms import AreasForm, ComponentForm, KeptForm, StepForm, UtilityForm
from clusters.lateness import NOTHING, days_late
from clusters.ledger import lateness_of
from clusters.models import (
    Cluster,
    Component,
    ComponentKind,
    Promise,
    ReadinessStep,
    Utility,
    UtilityKind,
)
from clusters.views.versions import waiting_words
from clusters.words import shown
from portal.common.exporting import download

AS_SAID_ANEW: dict[str, Any] = {"as_of": None, "source": ""}


@require_http_methods(["GET", "POST"])
@officer_only
def step_add(request: HttpRequest, slug: str) -> HttpResponse:
    """The documents of a cluster's tiers, and a form for one more."""
    cluster = _cluster(slug)
    form = StepForm(request.POST or None, instance=ReadinessStep(cluster=cluster))
    if request.method == "POST" and form.is_valid():
        actions.add_step(form.save(commit=False), by=request.user)
        messages.success(request, _("The document is recorded."))
        return redirect("clusters:steps", cluster.slug)
    context = {"steps": cluster.steps.all(), "title": _("Documents of the readiness tiers")}
    return _form_page(request, cluster, form, context)


@require_POST
@officer_only
def step_remove(request: HttpRequest, pk: int) -> HttpResponse:
    step = get_object_or_404(ReadinessStep.objects.select_related("cluster"), pk=pk)
    actions.remove_step(step, by=request.user)
    messages.success(request, _("The document is taken back."))
    return redirect("clusters:steps", step.cluster.slug)


@require_http_methods(["GET", "POST"])
@officer_only
def utility_edit(request: HttpRequest, slug: str, kind: str) -> HttpResponse:
    cluster = _cluster(slug)
    if kind not in UtilityKind.values:
        raise Http404
    row = Utility.objects.filter(cluster=cluster, kind=kind).first()
    if row is None:
        row = Utility(cluster=cluster, kind=kind)
        row.available = getattr(cluster, row.cluster_field)
    return _edit(request, UtilityForm, row, actions.set_utility)


@require_http_methods(["GET", "POST"])
@officer_only
def component_edit(request: HttpRequest, slug: str, kind: str) -> HttpResponse:
    cluster = _cluster(slug)
    if kind not in ComponentKind.values:
        raise Http404
    row = Component.objects.filter(cluster=cluster, kind=kind).first()
    row = row or Component(cluster=cluster, kind=kind)
    return _edit(request, ComponentForm, row, actions.set_component)


def _edit(request: HttpRequest, form_of: type[ModelForm], row: Any, verb: Any) -> HttpResponse:
    """One form for a utility or a component; yesterday's source and day are not taken over."""
    form = form_of(request.POST or None, instance=row, initial=AS_SAID_ANEW)
    if request.method == "POST" and form.is_valid():
        verb(form.save(commit=False), by=request.user)
        messages.success(request, _("Saved."))
        return redirect(row.cluster)
    title = _("%(what)s of the cluster") % {"what": str(row).capitalize()}
    return _form_page(request, row.cluster, form, {"title": title})


@require_http_methods(["GET", "POST"])
@officer_only
def areas_edit(request: HttpRequest, slug: str) -> HttpResponse:
    cluster = _cluster(slug)
    form = AreasForm(cluster, request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.state_areas(
            cluster,
            form.areas,
            title=form.cleaned_data["source"],
            as_of=form.cleaned_data["as_of"],
            by=request.user,
        )
        messages.success(request, _("Saved."))
        return redirect(cluster)
    return _form_page(request, cluster, form, {"title": _("Areas that make the occupancy")})


def _cluster(slug: str) -> Cluster:
    return get_object_or_404(Cluster, slug=slug)


def _form_page(
    request: HttpRequest, cluster: Cluster, form: Any, context: dict[str, Any]
) -> HttpResponse:
    status = 422 if request.method == "POST" else 200
    context = {"cluster": cluster, "form": form, **context}
    return render(request, "clusters/evidence_form.html", context, status=status)


# --- the investor's word -----------------------------------------------------------------------


@require_safe
def stated_list(request: HttpRequest, slug: str) -> HttpResponse:
    """Utilities and components of an investor's cluster: what is approved, and what waits."""
    cluster = get_object_or_404(Cluster.objects.operated_by(request.user), slug=slug)
    prefetch_related_objects([cluster], *material.STATED)
    live = actions.live_version(cluster)
    waiting = live.values if live else {}
    rows = [
        {
            "name": field.name,
            "label": field.label,
            "approved": shown(cluster, field, stated.stored(cluster, field.name)),
            "waiting": shown(cluster, field, waiting[field.name])
            if field.name in waiting
            else None,
        }
        for field in material.CLUSTER
        if field.name in stated.MODELS
    ]
    context = {"cluster": cluster, "rows": rows, "version": live}
    return render(request, "clusters/stated_list.html", context)


@require_http_methods(["GET", "POST"])
def stated_edit(request: HttpRequest, slug: str, name: str) -> HttpResponse:
    """What the investor says of one utility or component; it waits for an officer."""
    cluster = get_object_or_404(Cluster.objects.operated_by(request.user), slug=slug)
    if name not in stated.MODELS:
        raise Http404
    field, approved = material.named(cluster)[name], stated.stored(cluster, name)
    live = actions.live_version(cluster)
    waits = live.values.get(name) if live else None
    value = waits or {**(approved or {}), **AS_SAID_ANEW}
    form = _stated_form(cluster, name, value, request.POST or None)
    if request.method == "POST" and form.is_valid():
        value = {one: form.cleaned_data[one] for one in form.Meta.fields}
        proposal = actions.propose(cluster, {name: value}, by=request.user)
        if name in proposal.waiting:
            messages.success(request, waiting_words(cluster, proposal))
        else:
            messages.info(request, _("Nothing differs from what is approved."))
        return redirect("clusters:stated_list", cluster.slug)
    context = {
        "title": str(field.label).capitalize(),
        "approved": shown(cluster, field, approved),
        "waits": bool(waits),
    }
    return _form_page(request, cluster, form, context)


def _stated_form(cluster: Cluster, name: str, value: dict[str, Any], data: Any) -> ModelForm:
    """The officers' own form, filled in with ``value``."""
    row = stated.made(cluster, name, value)
    form_of = UtilityForm if isinstance(row, Utility) else ComponentForm
    if isinstance(row, Utility) and "available" not in value:
        row.available = getattr(cluster, row.cluster_field)
    return form_of(data, instance=row)


# --- the ledger of promises ------------------------------------------------------------------


@require_safe
@officer_only
def promises(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Every date that one investor promised, the newest first, with what became of it."""
    investor = get_object_or_404(Organisation, pk=pk, kind="investor")
    today = timezone.localdate()
    rows = Promise.objects.of_investor(investor).select_related("cluster", "plot__cluster")
    rows = rows.order_by("-stated_at", "-pk")
    if file := download(request, rows, exports.PROMISES, f"ngay-hua-{investor.pk}"):
        return file
    page = Paginator(rows, 25).get_page(request.GET.get("page"))
    context = {
        "investor": investor,
        "late": lateness_of([investor.pk], today).get(investor.pk, NOTHING),
        "page": page,
        "rows": [(row, days_late(row.promised_on, row.kept_on, today)) for row in page],
        "form": KeptForm(auto_id=False),
    }
    return render(request, "clusters/promises.html", context)


@require_POST
@officer_only
def promise_kept(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Promise.objects.select_related("cluster", "plot__cluster"), pk=pk)
    form = KeptForm(request.POST)
    if form.is_valid():
        actions.keep_promise(row, form.cleaned_data["on"], by=request.user)
        messages.success(request, _("The actual date is in the ledger."))
    else:
        messages.error(request, _("Give the day on which it came true, today at the latest."))
    if row.investor_id is None:
        return redirect(row.cluster)
    return redirect("clusters:promises", row.investor_id)
