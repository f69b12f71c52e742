"""One page to print about a cluster or a plot, on screen and as PDF."""

from hashlib import sha256
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.http import quote_etag
from django.views.decorators.http import require_safe

from clusters.models import Cluster, Plot
from explore import sheets


@require_safe
@login_not_required
def cluster_sheet(request: HttpRequest, slug: str) -> HttpResponse:
    cluster = _cluster(slug)
    return _screen(
        request, _of_cluster(cluster), cluster, reverse("explore:cluster_pdf", args=[slug])
    )


@require_safe
@login_not_required
def cluster_pdf(request: HttpRequest, slug: str) -> HttpResponse:
    return _pdf(request, _of_cluster(_cluster(slug)), slug)


@require_safe
@login_not_required
def plot_sheet(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    plot = _plot(slug, pk)
    return _screen(request, _of_plot(plot), plot, reverse("explore:plot_pdf", args=[slug, pk]))


@require_safe
@login_not_required
def plot_pdf(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    return _pdf(request, _of_plot(_plot(slug, pk)), f"{slug}-{pk}")


def _cluster(slug: str) -> Cluster:
    return get_object_or_404(Cluster.objects.for_page(), slug=slug)


def _plot(slug: str, pk: int) -> Plot:
    """A public one: what is not public is not printed either, not even for its own investor."""
    plot = get_object_or_404(Plot.objects.public(), pk=pk, cluster__slug=slug)
    plot.cluster = _cluster(slug)
    return plot


def _of_cluster(cluster: Cluster) -> sheets.Sheet:
    return sheets.of_cluster(cluster, settings.SITE_URL + cluster.get_absolute_url())


def _of_plot(plot: Plot) -> sheets.Sheet:
    return sheets.of_plot(plot, settings.SITE_URL + plot.get_absolute_url())


def _screen(request: HttpRequest, sheet: sheets.Sheet, subject: Any, pdf: str) -> HttpResponse:
    context = {"sheet": sheet, "subject": subject, "pdf": pdf}
    return render(request, "explore/sheet.html", context)


def _pdf(request: HttpRequest, sheet: sheets.Sheet, name: str) -> HttpResponse:
    """What it says is its version: nothing is set anew, or sent again, while that is the same."""
    tag = quote_etag(sha256(sheet.as_json().encode()).hexdigest()[:32])
    if request.headers.get("If-None-Match") == tag:
        response = HttpResponse(status=304)
    else:
        response = HttpResponse(sheets.pdf(sheet), content_type="application/pdf")
        response["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    response["ETag"] = tag
    return response
