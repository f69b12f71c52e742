"""The mirror for an investor: what the firms that look for land would need of a cluster."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from clusters.models import Cluster
from enterprises.models import LandRequest
from matching import features
from matching.scoring import Demands, asked_near, count_many, openings
from matching.words.openings import Opened, opened
from reference.models import Industry

RADII_KM = (10, 20, 40)
SHOWN_STEPS = 5
MOST_STEPS = 30  # of one fact; further ones are what nobody would build for
MOST_TRADES = 10


@dataclass(frozen=True)
class Trade:
    """A VSIC division: requests within each of ``RADII_KM``, hectares within the largest."""

    name: str
    requests: tuple[int, ...]
    area_ha: float
    share: float


@require_safe
def cluster_demand(request: HttpRequest, slug: str) -> HttpResponse:
    """Anonymous: figures over all open requests, and nobody's name, address or exact place."""
    rows = Cluster.objects.seen_by(request.user).select_related("place")
    cluster = get_object_or_404(rows, slug=slug)
    demands = features.open_requests().demands
    offers = features.offers_of_cluster(cluster.pk)
    found = openings(demands, offers) if len(offers) else {}
    near = _near(demands, cluster)
    codes = [step.value for step in found.get("permitted", [])[:MOST_STEPS]]
    trades = _names({*codes, *(asked.division for asked in near)})
    context = {
        "cluster": cluster,
        "plots": offers.plots,
        "requests": len(demands),
        "served": sum(fit > 0 for fit, _maybe, _out in count_many(demands, offers)),
        "opened": _opened(found, cluster, trades, bool(demands.dates.any())),
        "radii": RADII_KM,
        "trades": _trades(near, trades),
        "has_demo": LandRequest.objects.open().filter(is_demo=True).exists(),
    }
    return render(request, "matching/cluster_demand.html", context)


def _opened(
    found: dict[str, Any], cluster: Cluster, trades: dict[str, str], counts_expected: bool
) -> list[Opened]:
    """Facts in the order of what they could open at the most."""
    ordered = sorted(found, key=lambda field: -max(step.requests for step in found[field]))
    return [
        opened(
            field,
            found[field][:MOST_STEPS],
            getattr(cluster, field, None),
            trades,
            SHOWN_STEPS,
            counts_expected,
        )
        for field in ordered
    ]


def _near(demands: Demands, cluster: Cluster) -> list[Any]:
    if cluster.lat is None or cluster.lon is None:
        return []
    return asked_near(demands, cluster.lat, cluster.lon, RADII_KM)[:MOST_TRADES]


def _trades(near: list[Any], names: dict[str, str]) -> list[Trade]:
    most = max((asked.requests[-1] for asked in near), default=1)
    return [
        Trade(
            name=f"{asked.division} {names.get(asked.division, '')}".strip(),
            requests=asked.requests,
            area_ha=asked.area_m2 / 10_000,
            share=asked.requests[-1] / most,
        )
        for asked in near
    ]


def _names(codes: set[str]) -> dict[str, str]:
    return {row.code: row.name for row in Industry.objects.filter(code__in=codes)}
