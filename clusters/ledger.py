"""Reads of promises for pages: who keeps dates, and what is to be expected."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import QuerySet

from clusters.lateness import NOTHING, Lateness, expected_on, lateness
from clusters.models import Plot, Promise


def lateness_of(investor_ids: Iterable[Any], today: date) -> dict[int, Lateness]:
    """Of each investor that ever promised a date. One query."""
    found: dict[int, list[tuple[date, date | None]]] = {}
    rows = Promise.objects.filter(investor__in={pk for pk in investor_ids if pk})
    for pk, promised_on, kept_on in rows.values_list("investor_id", "promised_on", "kept_on"):
        found.setdefault(pk, []).append((promised_on, kept_on))
    return {pk: lateness(pairs, today) for pk, pairs in found.items()}


def expected_dates(plots: QuerySet[Plot], today: date) -> dict[int, date]:
    """Plot id → the day it is to be expected, where its date is only promised and its investor's
    record tells. Two queries."""
    promised = plots.filter(ready_on__gt=today, cluster__investor__isnull=False)
    rows = list(promised.values_list("pk", "ready_on", "cluster__investor_id"))
    late = lateness_of({investor for _pk, _day, investor in rows}, today)
    dates = {pk: expected_on(day, late.get(of, NOTHING), today) for pk, day, of in rows}
    return {pk: day for pk, day in dates.items() if day}
