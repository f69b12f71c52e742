"""Occupancy of every cluster, and area-weighted totals by commune, investor and city."""

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from clusters import exports
from clusters.models import Cluster
from clusters.occupancy import Land, Total, total
from portal.common.exporting import download

GROUPS = {
    "cluster": gettext_lazy("cluster"),
    "commune": gettext_lazy("commune or ward"),
    "investor": gettext_lazy("infrastructure investor"),
    "city": gettext_lazy("whole city"),
}


@dataclass(frozen=True)
class Row:
    name: str
    url: str
    is_demo: bool
    total: Total


@require_safe
@login_not_required
def occupancy(request: HttpRequest) -> HttpResponseBase:
    by = _by(request)
    clusters = _clusters()
    rows = _rows(clusters, by)
    if file := download(request, rows, exports.OCCUPANCY, f"ty-le-lap-day-{by}"):
        return file
    page = Paginator(rows, 25).get_page(request.GET.get("page"))
    city = total(land for _cluster, land in clusters)
    context = {
        "by": by,
        "groups": GROUPS.items(),
        "page": page,
        "city": city,
        "has_demo": any(row.is_demo for row in rows),
        "incomplete": [
            (cluster, [Cluster._meta.get_field(name).verbose_name for name in land.missing])
            for cluster, land in clusters
            if not land.is_whole
        ],
    }
    return render(request, "clusters/occupancy.html", context)


def _by(request: HttpRequest) -> str:
    by = request.GET.get("by", "cluster")
    return by if by in GROUPS else "cluster"


def _clusters() -> list[tuple[Cluster, Land]]:
    """Every cluster with its land. One query, the columns of this page only."""
    rows = (
        Cluster.objects.select_related("place")
        .with_demo_areas()
        .only(
            "slug",
            "name",
            "name_en",
            "investor_name",
            "place__name",
            "place__full_name",
            *("industrial_land_ha", "serviced_ha", "leased_ha", "certificate_ha"),
        )
        .order_by("name_sort", "pk")
    )
    return [
        (
            row,
            Land(
                row.short_name,
                row.industrial_land_ha,
                row.leased_ha,
                row.certificate_ha,
                row.serviced_ha,
            ),
        )
        for row in rows
    ]


def _rows(clusters: list[tuple[Cluster, Land]], by: str) -> list[Row]:
    groups: dict[tuple[Any, str], list[tuple[Cluster, Land]]] = {}
    for cluster, land in clusters:
        groups.setdefault(_group(cluster, by), []).append((cluster, land))
    rows = [
        Row(
            name=name or _("no data yet"),
            url=members[0][0].get_absolute_url() if by == "cluster" else "",
            is_demo=any(cluster.has_demo_areas for cluster, _land in members),
            total=total(land for _cluster, land in members),
        )
        for (_key, name), members in groups.items()
    ]
    return sorted(rows, key=lambda row: (row.total.occupancy is None, -(row.total.occupancy or 0)))


def _group(cluster: Cluster, by: str) -> tuple[Any, str]:
    """What tells the group apart, and its name; an empty name is not known."""
    names = {
        "cluster": (cluster.pk, cluster.short_name),
        "commune": (cluster.place_id, str(cluster.place or "")),
        "investor": (cluster.investor_name, cluster.investor_name),
        "city": ("", _("whole city")),
    }
    return names[by]
