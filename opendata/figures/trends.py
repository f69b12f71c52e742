"""What was recorded, month by month: publications, confirmations, holds and leases.

Nothing is reconstructed: what was not recorded has no line, and a month between two that have one
stands with zero. Three queries, and two where something has moved.
"""

from collections import defaultdict
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from django.db import connection
from django.db.models import CharField, Count, DateField, Max, Q, Sum
from django.db.models.functions import Cast, TruncMonth
from django.utils.translation import gettext as _

from clusters.models import Market, Plot
from opendata.figures.table import Column, Line, Table
from portal.common.models import Change

MONTHS = 36  # shown at most
DEMO = Q(is_demo=True)


def trends() -> list[Table]:
    return [_published(), _confirmed(), _taken()]


def _monthly(found: dict[date, Line], empty: list[Any]) -> list[Line]:
    """A line for every month from the first recorded to the last, ``MONTHS`` at the most."""
    if not found:
        return []
    month, last = min(found), max(found)
    lines = []
    while month <= last:
        lines.append(found.get(month) or Line(f"{month:%m/%Y}", empty))
        month = (month.replace(day=1) + timedelta(days=32)).replace(day=1)
    return lines[-MONTHS:]


def _by_month(field: str) -> list[Line]:
    """Public plots by the month of a date they carry: how many, and their area."""
    public = Plot.objects.public()
    stamp = public.aggregate(
        rows=Count("pk"), last=Max(field), area=Sum("area_m2"), demo=Count("pk", filter=DEMO)
    )
    return _counted(field, connection.settings_dict["NAME"], tuple(stamp.values()))


@lru_cache(maxsize=8)
def _counted(field: str, _database: str, _stamp: tuple[Any, ...]) -> list[Line]:
    """Counted anew where something has moved: cutting 50,000 instants into months takes a while."""
    rows = (
        Plot.objects.public()
        .filter(**{f"{field}__isnull": False})
        .annotate(month=TruncMonth(field, output_field=DateField()))
        .order_by()
        .values("month")
        .annotate(plots=Count("pk"), area=Sum("area_m2"), demo=Count("pk", filter=DEMO))
    )
    found = {
        row["month"]: Line(
            f"{row['month']:%m/%Y}", [row["plots"], row["area"]], is_demo=row["demo"] > 0
        )
        for row in rows
    }
    return _monthly(found, [0, 0])


def _published() -> Table:
    lines = _by_month("published_at")
    return Table(
        "published",
        _("Plots published"),
        _("Month"),
        [Column(_("Plots"), drawn=True), Column(_("Area"), "m2")],
        lines,
        chart="columns",
        notes=[_("Plots that are public today, by the month in which they were last published.")],
    )


def _confirmed() -> Table:
    lines = _by_month("confirmed_at")
    return Table(
        "confirmed",
        _("Plots confirmed as still available"),
        _("Month"),
        [Column(_("Plots"), drawn=True), Column(_("Area"), "m2")],
        lines,
        chart="columns",
        notes=[_("Public plots, by the month of the last confirmation by their investor.")],
    )


def _taken() -> Table:
    """From the log, without plots of the demonstration."""
    demo = Plot.objects.filter(is_demo=True).annotate(name=Cast("pk", CharField()))
    rows = (
        Change.objects.filter(object_type="clusters.plot", field="market", after__in=Market.values)
        .exclude(object_id__in=demo.values("name"))
        .annotate(month=TruncMonth("at", output_field=DateField()))
        .order_by()
        .values("month", "after")
        .annotate(moves=Count("pk"))
    )
    states = (Market.HELD, Market.LEASED, Market.OPEN)
    months: dict[date, dict[str, int]] = defaultdict(dict)
    for row in rows:
        months[row["month"]][row["after"]] = row["moves"]
    found = {
        month: Line(f"{month:%m/%Y}", [moves.get(state, 0) for state in states])
        for month, moves in months.items()
    }
    lines = _monthly(found, [0, 0, 0])
    return Table(
        "taken",
        _("Plots held, leased and released"),
        _("Month"),
        [
            Column(_("Held"), drawn=True),
            Column(_("Leased"), drawn=True),
            Column(_("Released"), drawn=True),
        ],
        lines,
        chart="columns",
        notes=[_("Moves in the portal's log since it began; demonstration plots are left out.")],
    )
