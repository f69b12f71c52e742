"""The investor's side of a version, the facts of a cluster, and what moves a version's map."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from clusters import actions, material, surroundings
from clusters.boundaries import simplified
from clusters.codes import code_key
from clusters.comparing import approved_beside, boundaries
from clusters.models import Cluster, ListingVersion, Plot
from clusters.version_forms import AnswerForm, ClusterFactsForm
from clusters.views.boundary import drawn, geojson
from clusters.views.review import version_page

ABOUT_A_METRE = 1e-5  # of a degree


def _mine(request: HttpRequest, pk: int) -> ListingVersion:
    mine = ListingVersion.objects.operated_by(request.user).for_review()
    return get_object_or_404(mine, pk=pk)


@require_safe
def my_version(request: HttpRequest, pk: int) -> HttpResponse:
    return version_page(request, _mine(request, pk), is_mine=True)


@require_POST
def version_answer(request: HttpRequest, pk: int) -> HttpResponse:
    version = _mine(request, pk)
    form = AnswerForm(version, request.POST)
    if not form.is_valid():
        return version_page(request, version, is_mine=True, answer_form=form, status=422)
    note = form.cleaned_data["note"]
    actions.answer(version, by=request.user, note=note, answers=form.answers)
    messages.success(request, _("Sent for checking."))
    return redirect("clusters:my_version", version.pk)


@require_POST
def version_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    version = actions.withdraw_version(_mine(request, pk), by=request.user)
    messages.success(request, _("Taken back: what is approved stays as it is."))
    return redirect("clusters:my_version", version.pk)


@require_http_methods(["GET", "POST"])
def cluster_facts(request: HttpRequest, slug: str) -> HttpResponse:
    """What an investor says of a whole cluster; it waits for an officer."""
    cluster = get_object_or_404(Cluster.objects.operated_by(request.user), slug=slug)
    live = actions.live_version(cluster)
    form = ClusterFactsForm(cluster, _initial(cluster, live), request.POST or None)
    for name, words in approved_beside(cluster, form.fields).items():
        form.fields[name].approved = words
    if request.method == "POST" and form.is_valid():
        proposal = actions.propose(
            cluster,
            form.values(),
            by=request.user,
            evidence=form.cleaned_data["evidence"],
            as_of=form.cleaned_data["as_of"],
        )
        if proposal.version is None:
            messages.info(request, _("Nothing differs from what is approved."))
            return redirect("clusters:cluster_facts", cluster.slug)
        messages.success(request, waiting_words(cluster, proposal))
        return redirect("clusters:my_version", proposal.version.pk)
    status = 422 if request.method == "POST" else 200
    context = {"form": form, "cluster": cluster, "version": live}
    return render(request, "clusters/cluster_facts.html", context, status=status)


def _initial(cluster: Cluster, live: ListingVersion | None) -> dict[str, Any]:
    values = material.snapshot(cluster) | (live.values if live else {})
    initial: dict[str, Any] = {}
    for name, value in values.items():
        if name in material.TRADES:
            initial[name] = ", ".join(value)
        elif name not in material.DERIVED:
            initial[name] = material.python(cluster, name, value)
    if live:
        initial |= {"evidence": live.evidence, "as_of": live.as_of}
    return initial


def waiting_words(subject: Plot | Cluster, proposal: actions.Proposal) -> str:
    """Which fields wait for an officer and which are live, for the investor who saved."""
    said = []
    if proposal.waiting:
        names = ", ".join(str(material.label(subject, name)) for name in proposal.waiting)
        said.append(
            _("Waiting for the Department: %(fields)s. Until then the approved values stay up.")
            % {"fields": names}
        )
    if proposal.live:
        names = ", ".join(str(material.label(subject, name)) for name in proposal.live)
        said.append(_("Live at once: %(fields)s.") % {"fields": names})
    return " ".join(said) or _("Nothing differs from what is approved.")


@require_safe
def version_geojson(request: HttpRequest, pk: int) -> HttpResponse:
    """What a version does to a boundary, for its two sides: the approved and the proposed one,
    the cluster's own, and the plots nearest to them, simplified. Two queries beside the reader's.
    """
    if request.user.is_officer:
        version = get_object_or_404(ListingVersion.objects.for_review(), pk=pk)
    else:
        version = _mine(request, pk)
    subject, whole = version.subject, version.of_cluster
    rings = [(kind, survey) for kind, survey in boundaries(version).items() if survey]
    features = []
    if version.plot and whole.has_boundary:
        features.append(drawn("cluster", whole.pk, whole.short_name, whole.boundary))
    if rings:
        for plot in surroundings.nearest(subject, rings[-1][1].ring[0]):
            ring = simplified(plot.boundary, ABOUT_A_METRE)
            features.append(drawn("plot", plot.pk, plot.code, ring, plot.get_absolute_url()))
    code = version.plot.code if version.plot else ""  # a name across a cluster would hide its plots
    features += [drawn(kind, version.pk, code, survey.ring) for kind, survey in rings]
    return geojson(features, f"version-{version.pk}")


@require_safe
@login_not_required
def plot_by_code(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """The plot that has, or once had, this code; a present code wins over a former one."""
    cluster = get_object_or_404(Cluster, slug=slug)
    found = Plot.objects.visible_to(request.user).filter(cluster=cluster).coded(code)
    plots = list(found.select_related("cluster").without_drawing())
    if not plots:
        raise Http404
    plots.sort(key=lambda plot: (plot.code_key != code_key(code), -plot.pk))
    return redirect(plots[0], permanent=True)
