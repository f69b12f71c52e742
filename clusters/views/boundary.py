"""Boundaries: their editor for investors and officers, and what others can take away."""

import csv
from collections.abc import Iterable
from itertools import pairwise
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.decorators import officer_only
from clusters import actions, surroundings
from clusters.boundaries import write
from clusters.checking import proposed
from clusters.forms import BoundaryForm, NeighbourForm
from clusters.models import Cluster, Plot, PlotAdjacency
from portal.common.htmx import render_page
from portal.common.models import Change

# --- the investor --------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
def plot_boundary(request: HttpRequest, pk: int) -> HttpResponse:
    """Corner table, map and findings of a plot; and who it shares an edge with."""
    plot = _my_plot(request, pk)
    form = BoundaryForm(_as_proposed(plot), surroundings.of_plot(plot), _posted(request))
    if _is_sent(request) and form.is_valid():
        corners, epsg = form.survey.pairs, form.survey.epsg
        if plot.is_approved:
            wanted = {"boundary": {"corners": corners, "epsg": epsg}}
            actions.propose(plot, wanted, by=request.user)
            messages.success(request, _("The new boundary waits for the Department."))
        else:
            actions.set_boundary(plot, corners, epsg, by=request.user)
            messages.success(request, _("The boundary is stored."))
        return redirect("clusters:plot_boundary", plot.pk)
    return _plot_page(request, plot, form, NeighbourForm(_candidates(plot)))


@require_POST
def plot_clear_boundary(request: HttpRequest, pk: int) -> HttpResponse:
    plot = _my_plot(request, pk)
    if plot.is_approved:
        actions.propose(plot, {"boundary": None}, by=request.user)
        messages.success(request, _("The removal waits for the Department."))
    else:
        actions.clear_boundary(plot, by=request.user)
        messages.success(request, _("The boundary is removed."))
    return redirect("clusters:plot_boundary", plot.pk)


@require_POST
def plot_declare_adjacent(request: HttpRequest, pk: int) -> HttpResponse:
    plot = _my_plot(request, pk)
    form = NeighbourForm(_candidates(plot), request.POST)
    if not form.is_valid():
        boundary = BoundaryForm(_as_proposed(plot), surroundings.of_plot(plot))
        return _plot_page(request, plot, boundary, form, status=422)
    actions.declare_adjacent(plot, form.cleaned_data["other"], by=request.user)
    messages.success(request, _("The plots are neighbours now."))
    return redirect("clusters:plot_boundary", plot.pk)


@require_POST
def plot_undo_adjacent(request: HttpRequest, pk: int, other: int) -> HttpResponse:
    plot = _my_plot(request, pk)
    neighbour = get_object_or_404(Plot, pk=other, cluster=plot.cluster_id)
    actions.undo_adjacent(plot, neighbour, by=request.user)
    messages.success(request, _("The declaration is taken back."))
    return redirect("clusters:plot_boundary", plot.pk)


def _my_plot(request: HttpRequest, pk: int) -> Plot:
    mine = Plot.objects.operated_by(request.user).select_related("cluster")
    return get_object_or_404(mine, pk=pk)


def _as_proposed(plot: Plot) -> Plot:
    """With the boundary that waits, if one does: the editor goes on from it."""
    live = actions.live_version(plot) if plot.is_approved else None
    if live is None:
        return plot
    live.plot = plot
    after = proposed(live)
    assert isinstance(after, Plot)
    return after


def _candidates(plot: Plot) -> Any:
    """Plots of the cluster that may be declared adjacent to this one."""
    others = Plot.objects.filter(cluster=plot.cluster_id).exclude(pk=plot.pk).order_by("code")
    if plot.has_boundary:
        others = others.filter(boundary_epsg__isnull=True)
    return others.exclude(pk__in=Plot.objects.adjacent_to(plot).values("pk")).without_drawing()


def _plot_page(
    request: HttpRequest, plot: Plot, form: Any, neighbour_form: Any, status: int | None = None
) -> HttpResponse:
    others = Plot.objects.adjacent_to(plot).select_related("cluster").without_drawing()
    pairs = {pair.other(plot): pair for pair in PlotAdjacency.objects.of(plot)}
    context = {
        "plot": plot,
        "thing": plot,
        "cluster": plot.cluster,
        "own": f"plot-{plot.pk}",
        "can_edit": plot.is_editable or plot.is_approved,
        "waits": plot.is_approved,
        "can_declare": plot.is_editable,
        "neighbours": [(other, pairs[other.pk]) for other in others.order_by("code")],
        "neighbour_form": neighbour_form,
    }
    return _editor(request, "clusters/plot_boundary.html", form, context, status)


# --- a cluster's own, by its investor and by officers --------------------------------------------


@require_http_methods(["GET", "POST"])
def my_cluster_boundary(request: HttpRequest, slug: str) -> HttpResponse:
    """What an investor draws of its cluster waits for an officer."""
    cluster = _my_cluster(request, slug)
    form = BoundaryForm(
        _cluster_as_proposed(cluster), surroundings.of_cluster(cluster), _posted(request)
    )
    if _is_sent(request) and form.is_valid():
        wanted = {"boundary": {"corners": form.survey.pairs, "epsg": form.survey.epsg}}
        if actions.propose(cluster, wanted, by=request.user).waiting:
            messages.success(request, _("The new boundary waits for the Department."))
        else:
            messages.info(request, _("Nothing differs from what is approved."))
        return redirect("clusters:my_cluster_boundary", cluster.slug)
    clear_url = reverse("clusters:my_cluster_clear_boundary", args=[cluster.slug])
    return _cluster_page(request, cluster, form, clear_url, is_mine=True)


@require_POST
def my_cluster_clear_boundary(request: HttpRequest, slug: str) -> HttpResponse:
    cluster = _my_cluster(request, slug)
    actions.propose(cluster, {"boundary": None}, by=request.user)
    messages.success(request, _("The removal waits for the Department."))
    return redirect("clusters:my_cluster_boundary", cluster.slug)


def _my_cluster(request: HttpRequest, slug: str) -> Cluster:
    return get_object_or_404(Cluster.objects.operated_by(request.user), slug=slug)


def _cluster_as_proposed(cluster: Cluster) -> Cluster:
    live = actions.live_version(cluster)
    if live is None:
        return cluster
    live.cluster = cluster
    after = proposed(live)
    assert isinstance(after, Cluster)
    return after


@require_http_methods(["GET", "POST"])
@officer_only
def cluster_boundary(request: HttpRequest, slug: str) -> HttpResponse:
    cluster = get_object_or_404(Cluster, slug=slug)
    form = BoundaryForm(cluster, surroundings.of_cluster(cluster), _posted(request))
    if _is_sent(request) and form.is_valid():
        actions.set_cluster_boundary(cluster, form.survey.pairs, form.survey.epsg, by=request.user)
        messages.success(request, _("The boundary is stored."))
        return redirect("clusters:cluster_boundary", cluster.slug)
    clear_url = reverse("clusters:cluster_clear_boundary", args=[cluster.slug])
    return _cluster_page(request, cluster, form, clear_url, is_mine=False)


@require_POST
@officer_only
def cluster_clear_boundary(request: HttpRequest, slug: str) -> HttpResponse:
    cluster = get_object_or_404(Cluster, slug=slug)
    actions.clear_cluster_boundary(cluster, by=request.user)
    messages.success(request, _("The boundary is removed."))
    return redirect("clusters:cluster_boundary", cluster.slug)


def _cluster_page(
    request: HttpRequest, cluster: Cluster, form: Any, clear_url: str, *, is_mine: bool
) -> HttpResponse:
    context = {
        "thing": cluster,
        "cluster": cluster,
        "own": f"cluster-{cluster.pk}",
        "can_edit": True,
        "is_mine": is_mine,
        "waits": is_mine,
        "version": actions.live_version(cluster) if is_mine else None,
        "clear_url": clear_url,
        "changes": Change.objects.of(cluster)[:20],
    }
    return _editor(request, "clusters/cluster_boundary.html", form, context)


# --- the editor ------------------------------------------------------------------------------


def _posted(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _is_sent(request: HttpRequest) -> bool:
    """To be stored, rather than to be looked at or to have X and Y swapped."""
    return request.method == "POST" and not request.POST.keys() & {"preview", "swap"}


def _editor(
    request: HttpRequest, page: str, form: Any, context: dict[str, Any], status: int | None = None
) -> HttpResponse:
    """The page, or for htmx the preview of what stands in the form."""
    if form.is_bound:
        form.is_valid()
        status = status or (422 if _is_sent(request) else 200)
    survey = form.survey
    context |= {
        "form": form,
        "survey": survey,
        "table": write(survey.pairs) if survey and survey.is_read else "",
    }
    return render_page(request, page, "clusters/_boundary_preview.html", context, status or 200)


# --- what anyone may take away -------------------------------------------------------------------


@require_safe
@login_not_required
def plot_geojson(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """One plot's boundary in WGS 84."""
    return geojson([feature(_drawn_plot(request, slug, pk))], f"{slug}-{pk}")


@require_safe
@login_not_required
def plot_corners(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """One plot's corners in VN-2000, as they were given."""
    plot = _drawn_plot(request, slug, pk)
    return _csv(["corner", *COLUMNS], _corner_rows(plot), f"{slug}-{pk}")


@require_safe
@login_not_required
def cluster_geojson(request: HttpRequest, slug: str) -> HttpResponse:
    """The boundaries of a cluster's plots, and its own if it is known."""
    cluster = get_object_or_404(Cluster, slug=slug)
    plots = _drawn_plots(request).filter(cluster=cluster).order_by("code")
    whole = [feature(cluster)] if cluster.has_boundary else []
    return geojson([*whole, *map(feature, plots)], slug)


@require_safe
@login_not_required
def cluster_corners(request: HttpRequest, slug: str) -> HttpResponse:
    """The corners of all plots of a cluster."""
    cluster = get_object_or_404(Cluster, slug=slug)
    plots = _drawn_plots(request).filter(cluster=cluster).order_by("code")
    rows = ([_harmless(plot.code), *row] for plot in plots for row in _corner_rows(plot))
    return _csv(["plot", "corner", *COLUMNS], rows, slug)


def _drawn_plots(request: HttpRequest) -> Any:
    return Plot.objects.visible_to(request.user).with_boundary().select_related("cluster")


def _drawn_plot(request: HttpRequest, slug: str, pk: int) -> Plot:
    return get_object_or_404(_drawn_plots(request), pk=pk, cluster__slug=slug)


def feature(thing: Plot | Cluster) -> dict[str, Any]:
    is_plot = isinstance(thing, Plot)
    kind, code = ("plot", thing.code) if is_plot else ("cluster", thing.short_name)
    found = drawn(kind, thing.pk, code, thing.boundary, thing.get_absolute_url())
    found["properties"] |= {
        "area_m2": float(thing.area_m2) if is_plot else None,
        "market": thing.market if is_plot else None,
        "is_demo": thing.is_demo if is_plot else False,
        "epsg": thing.boundary_epsg,
        "corners": thing.boundary_corners,
    }
    return found


def drawn(kind: str, pk: int, code: str, ring: Any, url: str = "") -> dict[str, Any]:
    """What the map draws of a closed ring of [lon, lat]."""
    runs_left = sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise(ring)) > 0
    return {
        "type": "Feature",
        "geometry": {"type": "Polygon", "coordinates": [ring if runs_left else ring[::-1]]},
        "properties": {
            "kind": kind,
            "id": pk,
            "code": code,
            "turned": not runs_left,  # the ring runs against the order of the corners
            "url": url,
        },
    }


def geojson(features: list[dict[str, Any]], name: str) -> HttpResponse:
    response = JsonResponse(
        {"type": "FeatureCollection", "features": features}, content_type="application/geo+json"
    )
    response["Content-Disposition"] = f'inline; filename="{name}.geojson"'
    return response


COLUMNS = ("x_north_m", "y_east_m", "epsg", "is_demo")


def _corner_rows(plot: Plot) -> Iterable[list[Any]]:
    for number, (north, east) in enumerate(plot.boundary_corners, start=1):
        yield [number, north, east, plot.boundary_epsg, int(plot.is_demo)]


def _csv(header: list[str], lines: Iterable[list[Any]], name: str) -> HttpResponse:
    """A decimal point and a comma between cells; the editor reads a plot's file back."""
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}-corners.csv"'
    csv.writer(response).writerows([header, *lines])
    return response


def _harmless(text: str) -> str:
    """No spreadsheet takes it for a formula."""
    return f"'{text}" if text[:1] in "=+-@" else text
