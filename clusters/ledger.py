"""Reads of promises for pages: who keeps dates, and what is to be expected."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from clusters.lateness import NOTHING, Lateness, expected_on, lateness
from clusters.models import Plot, Promise


def lateness_of(investor_ids: Iterable[Any], today: date) -> dict[int, Lateness]:
    """Of each investor that ever promised a date. One query."""
    found: dict[int, list[tuple[date, date | None]]] = {}
    rows = Promise.objects.filter(investor__in={pk for pk in investor_ids if pk})
    for pk, promised_on, kept_on in rows.values_list("investor_id", "promised_on", "kept_on"):
        found.setdefault(pk, []).append((promised_on, kept_on))
    return {pk: lateness(pairs, today) for pk, pairs in found.items()}


def expected_dates(plots: Iterable[Plot], today: date) -> dict[int, date]:
    """Plot id → the day it is to be expected, where that is more than was promised. One query."""
    there = list(plots)
    late = lateness_of({plot.cluster.investor_id for plot in there}, today)
    dates = {
        plot.pk: expected_on(plot.ready_on, late.get(plot.cluster.investor_id, NOTHING), today)
        for plot in there
    }
    return {pk: day for pk, day in dates.items() if day}
