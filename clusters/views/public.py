"""What anyone may see: clusters, their published plots, the programme."""

from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
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
from django.utils import timezone
from django.views.decorators.http import require_GET

from clusters import exports
from clusters.evidence import evidence_of
from clusters.freshness import LEVELS, at_level
from clusters.lateness import NOTHING, expected_on
from clusters.ledger import lateness_of
from clusters.models import Attachment, Cluster, FactSource, Plot, TradeRole
from clusters.programme import PROGRAMME
from clusters.publication import publication
from portal.common.exporting import download
from reference.models import DatedFact

# The fields of a cluster's page, in their order; the filter that shows each.
FACTS = [
    ("stage", ""),
    ("total_area_ha", "ha"),
    ("industrial_land_ha", "ha"),
    ("serviced_ha", "ha"),
    ("leased_ha", "ha"),
    ("certificate_ha", "ha"),
    ("decision", ""),
    ("decision_on", "partial_day"),
    ("investor_name", ""),
    ("total_investment_bn_vnd", "bn_vnd"),
    ("industries_text", ""),
    ("price_note", ""),
    ("readiness", ""),
    ("power_kva", "kva"),
    ("water_m3_day", "m3_day"),
    ("wastewater_m3_day", "m3_day"),
    ("wastewater_kinds", "wastewater"),
    ("road_km", "km"),
    ("airport_km", "km"),
    ("port_km", "km"),
    ("master_lease_end", "day"),
]


# What the old list of clusters called what explore asks now.
RENAMED = {"min_area": "ha_from"}
KEPT = ("q", "stage", "programme", "trade", "fresh", "sort", "download")


@require_GET
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


@require_GET
@login_not_required
def cluster_points(request: HttpRequest) -> HttpResponse:
    """Every cluster that has a position, as GeoJSON."""
    rows = Cluster.objects.for_cards().filter(lat__isnull=False).order_by("name_sort", "pk")
    return JsonResponse(
        {"type": "FeatureCollection", "features": [_point(cluster) for cluster in rows]}
    )


@require_GET
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


@require_GET
@login_not_required
def cluster(request: HttpRequest, slug: str) -> HttpResponseBase:
    row = get_object_or_404(Cluster.objects.for_page(), slug=slug)
    plots = Plot.objects.public().filter(cluster=row).with_fresh_since().select_related("cluster")
    fresh = request.GET.get("fresh", "")
    if fresh in LEVELS:
        plots = plots.filter(at_level(fresh, timezone.now()))
    plots = plots.without_drawing().order_by("market", "code")
    if file := download(request, plots, exports.PUBLIC_PLOTS, f"lo-dat-{row.slug}"):
        return file
    page = Paginator(plots, 25).get_page(request.GET.get("page"))
    context = {
        "cluster": row,
        "facts": _facts(row),
        "position": [s for s in row.sources if s.field == "lat"][:1],
        "trades": {
            role: [trade for trade in row.trade_rows if trade.role == role]
            for role in TradeRole.values
        },
        "files": Attachment.objects.of(row).public(),
        "has_demo": any(s.is_demo for s in row.sources) or any(t.is_demo for t in row.trade_rows),
        "page": page,
        "has_drawing": row.has_boundary or any(plot.has_boundary for plot in page),
        "fresh": fresh,
        "fresh_words": settings.FRESH_WORDS.items(),
        "evidence": evidence_of(row, timezone.localdate()),
        "manages": request.user.is_authenticated and request.user.is_officer,
    }
    return render(request, "clusters/cluster.html", context)


def _facts(cluster: Cluster) -> list[dict[str, Any]]:
    """Each fact with how to show it and where it comes from."""
    facts = []
    for name, unit in FACTS:
        display = getattr(cluster, f"get_{name}_display", None)
        value = getattr(cluster, name)
        if display and value not in (None, ""):
            value = display()
        facts.append(
            {
                "label": Cluster._meta.get_field(name).verbose_name,
                "value": value,
                "unit": unit,
                "sources": [s for s in cluster.sources if s.field == name],
            }
        )
    return facts


@require_GET
@login_not_required
def plot(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    rows = Plot.objects.visible_to(request.user).select_related("cluster__place")
    row = get_object_or_404(rows, pk=pk, cluster__slug=slug)
    others = Plot.objects.visible_to(request.user).adjacent_to(row)
    today, investor = timezone.localdate(), row.cluster.investor_id
    late = lateness_of([investor], today).get(investor, NOTHING)
    context = {
        "plot": row,
        "cluster": row.cluster,
        "late": late,
        "expected": expected_on(row.ready_on, late, today),
        "survey": row.survey(),
        "own": f"plot-{row.pk}",
        "files": Attachment.objects.of(row).public(),
        "publication": publication(row),
        "manages": request.user.is_authenticated and request.user.is_officer,
        "trades": row.trades.select_related("industry"),
        "neighbours": others.select_related("cluster").without_drawing().order_by("code"),
    }
    return render(request, "clusters/plot.html", context)


@require_GET
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
