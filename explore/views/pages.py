"""The page of a cluster and the page of a plot: everything that both sides of the portal know."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from clusters import exports
from clusters.evidence import Evidence, evidence_of
from clusters.freshness import LEVELS, at_level, freshness
from clusters.lateness import NOTHING, expected_on
from clusters.ledger import lateness_of
from clusters.models import Attachment, Cluster, Market, Plot, TradeRole
from clusters.publication import publication
from enterprises.models import LandRequest
from explore.costs import Costs, cost_of, range_of
from explore.facts import facts_of, sources_of
from explore.sheets.plan import plan
from explore.suppliers import nearby
from explore.timeline import Event, Strand, Timeline, timeline_of
from portal.common.exporting import download
from reference.models import PlotKind

PER_PAGE = 25
MOST_DRAWN = 300  # plots of a plan
MOST_MAKERS = 6
MOST_REQUESTS = 5  # of the reader, offered beside a plot


@require_safe
@login_not_required
def cluster(request: HttpRequest, slug: str) -> HttpResponseBase:
    row = get_object_or_404(Cluster.objects.for_page(), slug=slug)
    today, now = timezone.localdate(), timezone.now()
    public = Plot.objects.public().filter(cluster=row).with_fresh_since().order_by("market", "code")
    fresh = request.GET.get("fresh", "")
    asked = public.filter(at_level(fresh, now)) if fresh in LEVELS else public
    if file := download(
        request,
        asked.select_related("cluster").without_drawing(),
        exports.PUBLIC_PLOTS,
        f"lo-dat-{row.slug}",
    ):
        return file
    plots = _with_costs(public.defer("boundary_corners"), row)
    shown = [p for p in plots if fresh not in LEVELS or freshness(p.since, now).level == fresh]
    evidence = evidence_of(row, today)
    on_offer = [p for p in plots if p.market == Market.OPEN]
    context = {
        "cluster": row,
        "facts": facts_of(row, but=_in_table(evidence)),
        "sources": sources_of(row),
        "position": [s for s in row.sources if s.field == "lat"][:1],
        "trades": {
            role: [trade for trade in row.trade_rows if trade.role == role]
            for role in TradeRole.values
        },
        "files": Attachment.objects.of(row).public(),
        "has_demo": any(s.is_demo for s in row.sources)
        or any(t.is_demo for t in row.trade_rows)
        or any(p.is_demo for p in plots),
        "page": Paginator(shown, PER_PAGE).get_page(request.GET.get("page")),
        "on_offer": on_offer,
        "area_on_offer_m2": sum(p.area_m2 for p in on_offer) if on_offer else None,
        "freshest": max((p.since for p in on_offer), default=None),
        "costs": _costs_by_kind(on_offer),
        "rate": settings.MATCH_DISCOUNT_RATE,
        "plan": plan(row, plots[:MOST_DRAWN]),
        "has_drawing": row.has_boundary or any(p.has_boundary for p in plots),
        "fresh": fresh,
        "fresh_words": settings.FRESH_WORDS.items(),
        "evidence": evidence,
        "timeline": _timeline(evidence, today),
        "makers": nearby(row.lat, row.lon, MOST_MAKERS),
        "requests": _requests(request),
        "manages": request.user.is_authenticated and request.user.is_officer,
    }
    return render(request, "explore/cluster.html", context)


@require_safe
@login_not_required
def plot(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    rows = Plot.objects.visible_to(request.user).select_related("cluster__place")
    row = get_object_or_404(rows, pk=pk, cluster__slug=slug)
    around = Plot.objects.visible_to(request.user).adjacent_to(row)
    today, investor = timezone.localdate(), row.cluster.investor_id
    late = lateness_of([investor], today).get(investor, NOTHING)
    drawn = Plot.objects.public().filter(cluster=row.cluster_id).with_boundary()
    drawn = drawn.only("code", "market", "boundary", "cluster").order_by("code")
    own = [row] if row.has_boundary else []
    others = [p for p in drawn[:MOST_DRAWN] if p.pk != row.pk] if own else []
    context = {
        "plot": row,
        "cluster": row.cluster,
        "cost": cost_of(row, today),
        "rate": settings.MATCH_DISCOUNT_RATE,
        "late": late,
        "expected": expected_on(row.ready_on, late, today),
        "survey": row.survey(),
        "own": f"plot-{row.pk}",
        "plan": plan(row.cluster, own + others, row),
        "files": Attachment.objects.of(row).public(),
        "permitted": row.cluster.trades.filter(role=TradeRole.PERMITTED).select_related("industry"),
        "trades": row.trades.select_related("industry"),
        "publication": publication(row),
        "requests": _requests(request),
        "is_public": row.status == "published" and row.stale_hidden_at is None,
        "manages": request.user.is_authenticated and request.user.is_officer,
        "neighbours": around.select_related("cluster").without_drawing().order_by("code"),
    }
    return render(request, "explore/plot.html", context)


def _with_costs(plots: Any, cluster: Cluster) -> list[Any]:
    """Each with its ``cost``. One query."""
    today = timezone.localdate()
    rows = list(plots)
    for row in rows:
        row.cluster = cluster
        row.cost = cost_of(row, today)
    return rows


def _costs_by_kind(plots: Iterable[Any]) -> list[tuple[Any, Costs]]:
    """Land, factories, warehouses: their costs are not of one sort. Those with a known cost."""
    rows = list(plots)
    ranges = [
        (label, range_of(row.cost for row in rows if row.kind == kind))
        for kind, label in PlotKind.choices
    ]
    return [(label, costs) for label, costs in ranges if costs.known]


def _in_table(evidence: Evidence) -> set[str]:
    """Fields of the cluster that the table of utilities shows already."""
    rows = (row for _kind, _label, row in evidence.utilities)
    return {row.cluster_field for row in rows if row and row.available is not None}


def _requests(request: HttpRequest) -> list[LandRequest]:
    """The reader's own live land requests, the latest first. No query for a visitor."""
    if not request.user.is_authenticated or request.user.is_officer:
        return []
    rows = LandRequest.objects.owned_by(request.user).for_cards()
    return list(rows.filter(status__in=LandRequest.EDITABLE)[:MOST_REQUESTS])


def _timeline(evidence: Evidence, today: Any) -> Timeline | None:
    papers = [Event("document", step.dated) for tier in evidence.tiers for step in tier.steps]
    strands = [Strand(_("documents"), papers)]
    for work in evidence.works:
        dates = [promise.promised_on for promise in work.promised]
        if not dates and work.row and work.row.promised_on:
            dates = [work.row.promised_on]
        events = [Event("moved" if n else "promised", day) for n, day in enumerate(dates)]
        if work.row and work.row.completed_on:
            events.append(Event("actual", work.row.completed_on))
        percent = work.row.percent if work.row else None
        strands.append(Strand(work.label, events, percent, work.late_days))
    return timeline_of(strands, today)
