"""The officers' queue of versions, and the page on which one is read and decided."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from accounts.decorators import officer_only
from accounts.forms import ReasonForm
from clusters import actions, exports, material
from clusters.boundaries import Finding
from clusters.checking import Around, findings
from clusters.comparing import boundaries, compare, paper_changes, thread
from clusters.models import ListingVersion, Plot
from clusters.surroundings import MOST_AROUND
from clusters.version_forms import AnswerForm, DecisionForm, QueueForm
from portal.common.errors import RuleViolation
from portal.common.exporting import download
from portal.common.models import Change
from reference.models import Holiday


@dataclass
class Waiting:
    """One row of the queue."""

    version: ListingVersion
    findings: list[Finding]
    days: int
    is_simple: bool  # trivial and nothing found: may be approved with others


def _waiting(versions: list[ListingVersion]) -> list[Waiting]:
    """Three queries, however many versions."""
    now = timezone.now()
    holidays = set(Holiday.objects.values_list("on", flat=True))
    around = Around(versions)
    rows = []
    for version in versions:
        found = findings(version, around, timezone.localdate(now))
        trivial = material.is_trivial(version.kind, version.values, version.before)
        simple = trivial and not found and version.status == "proposed"
        rows.append(Waiting(version, found, version.working_days(now, holidays), simple))
    return rows


@require_safe
@officer_only
def review_queue(request: HttpRequest) -> HttpResponseBase:
    form = QueueForm(request.GET)
    rows = form.narrow(ListingVersion.objects.live()).for_review().in_queue_order()
    if file := download(request, rows, exports.REVIEW, "cho-kiem-duyet"):
        return file
    page = Paginator(rows, per_page=20).get_page(request.GET.get("page"))
    waiting = _waiting(list(page.object_list))
    context = {
        "form": form,
        "page": page,
        "rows": waiting,
        "has_simple": any(row.is_simple for row in waiting),
    }
    return render(request, "clusters/review_queue.html", context)


@require_POST
@officer_only
def approve_simple(request: HttpRequest) -> HttpResponse:
    """Approve the ticked ones, all or none; each has said what the officer saw of it."""
    seen = dict(
        pair for text in request.POST.getlist("chosen") if len(pair := text.split(":", 1)) == 2
    )
    ids = [pk for pk in seen if pk.isdecimal()]
    versions = list(ListingVersion.objects.filter(pk__in=ids).for_review())
    if any(row.findings for row in _waiting(versions)):
        raise RuleViolation(
            "not_trivial", _("One of these needs to be read on its own page. None was approved.")
        )
    done = actions.approve_trivial([(v, seen[str(v.pk)]) for v in versions], by=request.user)
    said = ngettext("%(n)s change is approved.", "%(n)s changes are approved.", done)
    messages.success(request, said % {"n": done})
    return redirect("clusters:review_queue")


def _version(pk: int) -> ListingVersion:
    return get_object_or_404(ListingVersion.objects.for_review(), pk=pk)


@require_safe
@officer_only
def review_version(request: HttpRequest, pk: int) -> HttpResponse:
    """Opening it tells the next officer so, and this one who else has it open."""
    version = _version(pk)
    looks = actions.look(version, by=request.user) if version.is_live else []
    return version_page(request, version, form=DecisionForm(version), looks=looks)


@require_POST
@officer_only
def version_approve(request: HttpRequest, pk: int) -> HttpResponse:
    version = _version(pk)
    form = DecisionForm(version, request.POST)
    if form.is_valid() and (form.reasons or form.cleaned_data["note"]):
        form.add_error(
            None, _("You have written what to correct: return it, or empty these boxes first.")
        )
    if not form.is_valid():
        return version_page(request, version, form=form, status=422)
    try:
        version = actions.approve(version, by=request.user, seen=form.cleaned_data["seen"])
    except RuleViolation as refused:
        return _told(request, pk, form, refused)
    messages.success(request, _("%(what)s is published.") % {"what": version.subject})
    return redirect("clusters:review_queue")


@require_POST
@officer_only
def version_return(request: HttpRequest, pk: int) -> HttpResponse:
    version = _version(pk)
    form = DecisionForm(version, request.POST)
    if form.is_valid() and not form.reasons and not form.cleaned_data["note"]:
        form.add_error(None, _("Say what is to be corrected, for a field or for all."))
    if not form.is_valid():
        return version_page(request, version, form=form, status=422)
    try:
        actions.return_version(
            version,
            by=request.user,
            reasons=form.reasons,
            note=form.cleaned_data["note"],
            seen=form.cleaned_data["seen"],
        )
    except RuleViolation as refused:
        return _told(request, pk, form, refused)
    messages.success(
        request, _("%(what)s went back with your reasons.") % {"what": version.subject}
    )
    return redirect("clusters:review_queue")


def _told(request: HttpRequest, pk: int, form: Any, refused: RuleViolation) -> HttpResponse:
    """The page as it is now, with what was typed and why it was not done."""
    version = _version(pk)
    form.data = form.data.copy()
    form.data["seen"] = version.seen
    return version_page(request, version, form=form, refused=refused, status=409)


@require_POST
@officer_only
def version_look(request: HttpRequest, pk: int) -> HttpResponse:
    """The heartbeat of an open page, where scripts run: who else has it open by now."""
    others = actions.look(_version(pk), by=request.user)
    return render(request, "clusters/_lookers.html", {"looks": others})


def version_page(
    request: HttpRequest,
    version: ListingVersion,
    *,
    form: Any = None,
    refused: Any = None,
    status: int = 200,
    is_mine: bool = False,
    answer_form: Any = None,
    looks: Any = (),
) -> HttpResponse:
    """One page for both sides: the officer decides, the investor answers."""
    [row] = _waiting([version])
    subject = version.subject
    said = thread(version)
    rows = compare(version, form if version.status == "proposed" else None, said)
    rings = boundaries(version)
    context = {
        "version": version,
        "subject": subject,
        "plot": version.plot,
        "cluster": version.of_cluster,
        "changed": [row for row in rows if row.is_changed],
        "same": [row for row in rows if not row.is_changed],
        "thread": said,
        "findings": row.findings,
        "days": row.days,
        "own": f"{'proposed' if rings.get('proposed') else 'approved'}-{version.pk}",
        "rings": rings,
        "has_map": any(rings.values()),
        "most_around": MOST_AROUND,
        "form": form,
        "answer_form": answer_form or AnswerForm(version),
        "refused": refused,
        "is_mine": is_mine,
        "looks": looks,
        "papers": paper_changes(version),
        "changes": Change.objects.of(version)[:20],
    }
    return render(request, "clusters/review_version.html", context, status=status)


# --- a plot as the officers see it ---------------------------------------------------------------


@require_safe
@officer_only
def review_plot(request: HttpRequest, pk: int) -> HttpResponse:
    return _plot_page(request, _any_plot(pk), ReasonForm())


@require_POST
@officer_only
def plot_suspend(request: HttpRequest, pk: int) -> HttpResponse:
    plot, form = _any_plot(pk), ReasonForm(request.POST)
    if not form.is_valid():
        return _plot_page(request, plot, form, status=422)
    actions.suspend(plot, by=request.user, reason=form.cleaned_data["reason"])
    messages.success(request, _("%(plot)s is hidden until it is resumed.") % {"plot": plot})
    return redirect("clusters:review_plot", plot.pk)


@require_POST
@officer_only
def plot_resume(request: HttpRequest, pk: int) -> HttpResponse:
    plot = actions.resume(_any_plot(pk), by=request.user)
    messages.success(request, _("%(plot)s is public again.") % {"plot": plot})
    return redirect("clusters:review_plot", plot.pk)


def _any_plot(pk: int) -> Plot:
    return get_object_or_404(Plot.objects.select_related("cluster__investor"), pk=pk)


def _plot_page(request: HttpRequest, plot: Plot, form: Any, status: int = 200) -> HttpResponse:
    context = {
        "plot": plot,
        "cluster": plot.cluster,
        "form": form,
        "versions": plot.listing_versions.order_by("-number"),
        "former_codes": plot.former_codes.all(),
        "changes": Change.objects.of(plot)[:20],
    }
    return render(request, "clusters/review_plot.html", context, status=status)
