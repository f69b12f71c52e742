"""Statistics: land, plots and their cost, trends, the programme. Tables first, charts of them."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from opendata import figures
from opendata.figures.land import BY
from portal.common.exporting import download
from reference.models import PlotKind

PARTS = {
    "land": _("Land and occupancy"),
    "plots": _("Plots and cost"),
    "trends": _("Trends"),
    "city": _("Programme and city"),
}
BY_WORDS = {"district": _("former district"), "commune": _("commune or ward")}


@require_safe
@login_not_required
def statistics(request: HttpRequest, part: str = "land") -> HttpResponseBase:
    """``?table=stage&download=csv`` is one table as a file."""
    if part not in PARTS:
        raise Http404
    by = _one_of(request, "by", BY)
    kind = _one_of(request, "kind", PlotKind.values)
    tables = _tables(part, by, kind)
    chosen = next((row for row in tables if row.key == request.GET.get("table")), None)
    if chosen:
        file = download(request, chosen.lines, chosen.exports(), f"thong-ke-{chosen.key}")
        if file:
            return file
    context = {
        "part": part,
        "parts": PARTS.items(),
        "tables": tables,
        "by": by,
        "bys": BY_WORDS.items(),
        "kind": kind,
        "kinds": PlotKind.choices,
        "has_demo": any(table.has_demo for table in tables),
    }
    return render(request, "opendata/statistics.html", context)


def _one_of(request: HttpRequest, name: str, known: Any) -> str:
    """What the address says, or the first of what there is."""
    typed = request.GET.get(name, "")
    return typed if typed in known else next(iter(known))


def _tables(part: str, by: str, kind: str) -> list[figures.Table]:
    if part == "land":
        return figures.land(by)
    if part == "plots":
        return figures.offer(by, kind)
    return figures.trends() if part == "trends" else figures.city()
