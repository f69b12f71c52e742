"""Comparing up to four plots or clusters, and the tray in which they are put aside."""

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal
from math import isnan
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db.models import Prefetch, prefetch_related_objects
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from clusters.models import Cluster, ClusterTrade, FactSource, Plot
from enterprises.models import LandRequest
from explore import tray
from explore.comparing import MOST, Column, Section, only_differing, sections
from matching import features
from matching.scoring import Offers, distance_km
from matching.views.why_not import judged_offer
from portal.common.exporting import KINDS, respond

NUMBER = re.compile(r"[0-9]{1,18}")
LOOKED_AT = 12  # of more than four given, so that those not public do not take a place
LONGEST = 2000  # letters of the address that are read
MINE = 20  # own requests to choose from


@require_safe
@login_not_required
def compare(request: HttpRequest) -> HttpResponseBase:
    """``?plots=1,2&clusters=duc-tu&request=3&differing=1``; without any, what is in the tray."""
    plots, clusters = _listed(request, "plots"), _listed(request, "clusters")
    if not plots and not clusters:
        aside = tray.put_aside(request)
        plots = [one["key"] for one in aside if one["kind"] == "plot"]
        clusters = [one["key"] for one in aside if one["kind"] == "cluster"]
    columns, missing, beyond = _columns(plots, clusters)
    mine, chosen = _requests(request)
    if chosen:
        columns = _judged(columns, chosen)
    ideal = float(chosen.area_ideal_m2) if chosen else None
    whole = sections(columns, ideal_m2=ideal, today=timezone.localdate()) if columns else []
    differing = request.GET.get("differing") == "1"
    shown = only_differing(whole) if differing else whole
    if columns and request.GET.get("download") in KINDS:
        return _file(request.GET["download"], columns, shown)
    kept = {name: request.GET.get(name, "")[:20] for name in ("request", "differing")}
    things = [{"kind": c.kind, "key": c.key} for c in columns]
    context = {
        "columns": [
            (column, tray.address([t for t in things if t != thing], **kept))
            for column, thing in zip(columns, things, strict=True)
        ],
        "sections": shown,
        "missing": missing[:LOOKED_AT],
        "beyond": beyond,
        "most": MOST,
        "differing": differing,
        "mine": mine,
        "chosen": chosen,
        "plots_given": ",".join(c.key for c in columns if c.plot),
        "clusters_given": ",".join(c.key for c in columns if not c.plot),
    }
    return render(request, "explore/compare.html", context)


def _listed(request: HttpRequest, name: str) -> list[str]:
    """Ids, separated by commas or given several times, each once, in their order."""
    given = ",".join(request.GET.getlist(name))[:LONGEST]
    return list(dict.fromkeys(part.strip() for part in given.split(",") if part.strip()))


def _columns(plots: list[str], clusters: list[str]) -> tuple[list[Column], list[str], int]:
    """What can be compared, in the order given; what of it is unknown or no longer public; and how
    many are too many. Four queries, and the market's stamps."""
    ids = {pk: int(pk) for pk in plots if NUMBER.fullmatch(pk)}
    shown = Plot.objects.public().filter(pk__in=list(ids.values())[:LOOKED_AT])
    public = {plot.pk: plot for plot in shown.select_related("cluster__place").without_drawing()}
    named = Cluster.objects.filter(slug__in=clusters[:LOOKED_AT]).select_related("place")
    known = {cluster.slug: cluster for cluster in named}
    market = features.snapshot()
    columns, missing = [], []
    for pk in plots:
        plot = public.get(ids.get(pk, 0))
        if plot is None or plot.pk not in market.rows:
            missing.append(pk)
        else:
            columns.append(_of_plot(plot, market))
    for slug in clusters:
        if slug in known:
            columns.append(Column(known[slug]))
        else:
            missing.append(slug)
    kept = columns[:MOST]
    _bring_facts([column.cluster for column in kept])
    return kept, missing, len(columns) - len(kept)


def _of_plot(plot: Plot, market: features.Market) -> Column:
    cost = float(market.offers.cost_vnd_m2_year[market.offers.index(plot.pk)])
    return Column(plot.cluster, plot, market.rows[plot.pk], None if isnan(cost) else cost)


def _bring_facts(clusters: list[Cluster]) -> None:
    """Sources and trades of all of them, in two queries."""
    trades = ClusterTrade.objects.select_related("industry")
    prefetch_related_objects(
        clusters,
        Prefetch("fact_sources", FactSource.objects.all(), to_attr="sources"),
        Prefetch("trades", trades, to_attr="trade_rows"),
    )


def _requests(request: HttpRequest) -> tuple[list[LandRequest], LandRequest | None]:
    """The person's own live requests, the latest first, and the chosen one of them."""
    rows = LandRequest.objects.owned_by(request.user).for_cards()
    mine = list(rows.filter(status__in=LandRequest.EDITABLE)[:MINE])
    wanted = request.GET.get("request", "")
    return mine, next((row for row in mine if str(row.pk) == wanted), None)


def _judged(columns: list[Column], land_request: LandRequest) -> list[Column]:
    demand = features.demand_of(land_request)
    offers = Offers.of(
        [column.offer for column in columns if column.offer], settings.MATCH_DISCOUNT_RATE
    )
    place = land_request.place
    judged = []
    for column in columns:
        cluster, plot = column.cluster, column.plot
        away = None
        if place and place.lat is not None and cluster.lat is not None:
            away = distance_km(place.lat, place.lon, cluster.lat, cluster.lon)
        answer = plot and judged_offer(demand, offers, plot.pk, {plot.pk: plot})
        judged.append(replace(column, judged=answer, distance_km=away))
    return judged


def _file(kind: str, columns: list[Column], shown: list[Section]) -> HttpResponseBase:
    """The table as it is on the page; the best values carry the word."""
    header = [_capital(_("criterion")), *(column.name for column in columns)]
    rows: list[list[Any]] = []
    if any(column.is_demo for column in columns):
        marks = [_("demonstration data") if column.is_demo else "" for column in columns]
        rows.append(["", *marks])
    for section in shown:
        rows.append([str(section.title).upper()])
        for row in section.rows:
            rows.append([_capital(row.label), *(_in_file(cell) for cell in row.cells)])
            best = [_("best") if cell.is_best else "" for cell in row.cells]
            if any(best):
                rows.append(["", *best])
    return respond(kind, "so-sanh", header, rows)


def _in_file(cell: Any) -> Any:
    if not cell.applies:
        return "–"
    if cell.value is None:
        return _("no data yet")
    number = isinstance(cell.value, int | float | Decimal)
    return cell.value if number or isinstance(cell.value, date) else str(cell.value)


def _capital(label: Any) -> str:
    text = str(label)
    return text[:1].upper() + text[1:]


# --- the tray ------------------------------------------------------------------------------------


@require_POST
@login_not_required
def compare_add(request: HttpRequest) -> HttpResponse:
    kind, key = request.POST.get("kind", ""), request.POST.get("key", "")
    name = _name(kind, key)
    if name is None:
        messages.warning(request, _("This is not on the portal any more, so it was not put aside."))
    elif not tray.add(request, kind, key, name):
        text = _("%(most)s are put aside already. Take one away first; the four are kept.")
        messages.warning(request, text % {"most": MOST})
    return redirect(_back(request))


@require_POST
@login_not_required
def compare_remove(request: HttpRequest) -> HttpResponse:
    """One of those put aside, or without a key all of them."""
    kind, key = request.POST.get("kind", ""), request.POST.get("key", "")
    if key:
        tray.remove(request, kind, key)
    else:
        tray.clear(request)
    return redirect(_back(request))


def _name(kind: str, key: str) -> str | None:
    """What is put aside, by its name now; ``None``: there is no such public thing."""
    if kind == "plot" and NUMBER.fullmatch(key):
        plot = Plot.objects.public().select_related("cluster").filter(pk=key).first()
        return str(plot) if plot else None
    if kind == "cluster":
        cluster = Cluster.objects.filter(slug=key[:80]).first()
        return cluster.short_name if cluster else None
    return None


def _back(request: HttpRequest) -> str:
    back = request.POST.get("next", "")
    inside = url_has_allowed_host_and_scheme(back, {request.get_host()}, request.is_secure())
    return back if inside else reverse("explore:compare")
