"""What anyone may see: clusters, their published plots, the programme."""

from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.db.models import Count, DecimalField, Prefetch, Q, Sum
from django.db.models.functions import Coalesce
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponsePermanentRedirect,
    JsonResponse,
)
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from clusters import exports
from clusters.models import Cluster, FactSource
from clusters.programme import PROGRAMME
from portal.common.exporting import download
from reference.models import DatedFact

# What the old list of clusters called what explore asks now.
RENAMED = {"min_area": "ha_from"}
KEPT = ("q", "stage", "programme", "trade", "fresh", "sort", "download")


@require_safe
@login_not_required
def cluster_list(request: HttpRequest) -> HttpResponseBase:
    """The old list of clusters: explore shows it now, with what was asked of it."""
    asked = {"show": "clusters"}
    asked |= {name: request.GET[name][:100] for name in KEPT if request.GET.get(name)}
    asked |= {new: request.GET[old][:100] for old, new in RENAMED.items() if request.GET.get(old)}
    if request.GET.get("offer") == "yes":
        asked["market"] = "open"
    address = reverse("explore:explore")
    return HttpResponsePermanentRedirect(f"{address}?{urlencode(asked)}")


@require_safe
@login_not_required
def cluster_points(request: HttpRequest) -> HttpResponse:
    """Every cluster that has a position, as GeoJSON."""
    rows = Cluster.objects.for_cards().filter(lat__isnull=False).order_by("name_sort", "pk")
    return JsonResponse(
        {"type": "FeatureCollection", "features": [_point(cluster) for cluster in rows]}
    )


@require_safe
@login_not_required
def cluster_point(request: HttpRequest, slug: str) -> HttpResponse:
    """One cluster as GeoJSON, for the small map on its page."""
    rows = Cluster.objects.for_cards().filter(lat__isnull=False)
    row = get_object_or_404(rows, slug=slug)
    return JsonResponse({"type": "FeatureCollection", "features": [_point(row)]})


def _point(cluster: Cluster) -> dict[str, Any]:
    area = cluster.total_area_ha
    return {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [cluster.lon, cluster.lat]},
        "properties": {
            "slug": cluster.slug,
            "name": cluster.short_name,
            "stage": cluster.stage,
            "stage_label": str(cluster.get_stage_display()),
            "total_area_ha": None if area is None else float(area),
            "plots_on_offer": cluster.plots_on_offer,
            "url": cluster.get_absolute_url(),
        },
    }


@require_safe
@login_not_required
def programme(request: HttpRequest) -> HttpResponseBase:
    """The 43 clusters: what the Department reported, and which of them a source names."""
    rows = (
        Cluster.objects.identified()
        .select_related("place")
        .prefetch_related(
            Prefetch(
                "fact_sources", FactSource.objects.filter(field="stage"), to_attr="stage_sources"
            )
        )
    )
    listed = rows.order_by("stage", "name_sort")
    if file := download(request, listed, exports.PROGRAMME, "chuong-trinh-43-cum"):
        return file
    known = rows.aggregate(
        identified=Count("pk"),
        certain=Count("pk", filter=Q(cohort="2018-2020")),
        without_area=Count("pk", filter=Q(total_area_ha__isnull=True)),
        area_ha=Coalesce(Sum("total_area_ha"), Decimal(0), output_field=DecimalField()),
    )
    context = {
        "programme": PROGRAMME,
        "page": Paginator(listed, 50).get_page(request.GET.get("page")),
        **known,
        "missing": PROGRAMME.total - known["identified"],
        "missing_ha": Decimal(PROGRAMME.area_ha) - known["area_ha"],
        "facts": DatedFact.objects.filter(topic="programme"),
    }
    return render(request, "clusters/programme.html", context)
