"""Plots that are public, and what they cost, like for like. From the columns that matching reads.

The cost is levelised (``matching.scoring.measures``): a one-off price spread over the years left at
the portal's rate, plus yearly fees, in VND/m²/year before VAT. A mean is weighted by area.
"""

from typing import Any

import numpy as np
from django.utils.translation import gettext as _
from numpy.typing import NDArray

from clusters.models import Cluster, Plot
from matching.features import snapshot
from matching.scoring import Offers
from matching.scoring.rules import KINDS
from opendata.figures.land import place_head, place_of
from opendata.figures.table import Column, Line, Table
from portal.common.templatetags.units import number
from reference.models import Industry, PlotKind

Mask = NDArray[np.bool_]


def offer(by: str, kind: str) -> list[Table]:
    """Tables about plots of one kind: costs of land and of buildings are not of one sort. Two
    queries for the snapshot's stamp, three more."""
    offers = snapshot().offers
    single = ~offers.combined
    counted = single & (offers.kind == KINDS.index(kind))
    demo = set(Plot.objects.public().filter(is_demo=True).values_list("cluster__slug", flat=True))
    slugs = [offers.rows[first].cluster for first in offers.site_start[:-1]]
    demo_sites = np.array([slug in demo for slug in slugs], dtype=bool)
    return [
        _by_kind(offers, single, demo_sites),
        _by_place(offers, counted, demo_sites, slugs, by),
        _by_trade(offers, counted, demo_sites),
    ]


COLUMNS = ("plots", "area", "open", "priced", "cost", "least", "most")


def _columns(drawn: str) -> list[Column]:
    labels = {
        "plots": (_("Plots"), ""),
        "area": (_("Area"), "m2"),
        "open": (_("Area still available"), "m2"),
        "priced": (_("Plots with a known cost"), ""),
        "cost": (_("Levelised cost, weighted by area"), "vnd_m2_year"),
        "least": (_("Lowest"), "vnd_m2_year"),
        "most": (_("Highest"), "vnd_m2_year"),
    }
    return [Column(*labels[name], drawn=name == drawn) for name in COLUMNS]


def _line(
    label: Any, offers: Offers, mask: Mask, demo_sites: Mask, *, is_total: bool = False
) -> Line:
    cost, area = offers.cost_vnd_m2_year[mask], offers.area_m2[mask]
    known = ~np.isnan(cost)
    costs: list[Any] = [None, None, None]
    if known.any():
        mean = float((cost[known] * area[known]).sum() / area[known].sum())
        costs = [round(mean), round(float(cost[known].min())), round(float(cost[known].max()))]
    values = [
        int(mask.sum()),
        round(float(area.sum())),
        round(float(area[offers.available[mask]].sum())),
        int(known.sum()),
        *costs,
    ]
    is_demo = bool(demo_sites[offers.site[mask]].any()) if len(demo_sites) else False
    return Line(label, values, is_demo=is_demo, is_total=is_total)


def _by_kind(offers: Offers, single: Mask, demo_sites: Mask) -> Table:
    lines = [
        _line(label, offers, single & (offers.kind == KINDS.index(kind)), demo_sites)
        for kind, label in PlotKind.choices
    ]
    return Table(
        "kind",
        _("Plots by kind"),
        _("Kind"),
        _columns("area"),
        lines,
        chart="bar",
        notes=[_levelised(offers)],
    )


def _levelised(offers: Offers) -> str:
    return _(
        "Levelised cost: a one-off price spread over the years left at %(rate)s%% a year, plus "
        "yearly fees. Vietnamese đồng, before VAT. A plot whose price or term is not known has "
        "none."
    ) % {"rate": number(offers.discount_rate * 100)}


def _by_place(
    offers: Offers,
    counted: Mask,
    demo_sites: Mask,
    slugs: list[str],
    by: str,
) -> Table:
    rows = Cluster.objects.select_related("place").only(
        "slug", "place__full_name", "place__district"
    )
    place = place_of(by)
    places = {row.slug: place(row) for row in rows}
    of_site = [places.get(slug, "") for slug in slugs]
    names = sorted(set(of_site))
    at = np.array([names.index(name) for name in of_site], dtype=np.int64)
    of_plot = at[offers.site] if len(at) else np.zeros(0, dtype=np.int64)
    lines = [
        _line(name or _("no data yet"), offers, counted & (of_plot == number_), demo_sites)
        for number_, name in enumerate(names)
    ]
    lines = [line for line in lines if line.values[0]]
    lines.sort(key=lambda line: (line.values[4] is None, line.values[4] or 0))
    return Table(
        "cost-place",
        _("Cost and area by place"),
        place_head(by),
        _columns("cost"),
        [*lines, _line(_("Whole city"), offers, counted, demo_sites, is_total=True)],
        chart="bar",
        notes=[_levelised(offers)],
    )


def _by_trade(offers: Offers, counted: Mask, demo_sites: Mask) -> Table:
    permitted = [{code[:2] for code in codes} for codes in offers.sites.permitted]
    divisions = sorted(set().union(*permitted)) if permitted else []
    names = Industry.objects.names(divisions)
    lines = []
    for code in divisions:
        sites = np.array([code in codes for codes in permitted], dtype=bool)
        line = _line(names.get(code, code), offers, counted & sites[offers.site], demo_sites)
        if line.values[0]:
            lines.append(line)
    silent = np.array([not codes for codes in permitted], dtype=bool)
    if len(silent):
        line = _line(_("trades not stated"), offers, counted & silent[offers.site], demo_sites)
        if line.values[0]:
            lines.append(line)
    return Table(
        "cost-trade",
        _("Cost and area by permitted trade"),
        _("Trade that the cluster permits"),
        _columns("area"),
        lines,
        chart="bar",
        notes=[
            _("A plot counts under every trade that its cluster permits, so lines do not add up.")
        ],
    )
