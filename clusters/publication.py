"""What the public is told of a plot's past: days and fields, never persons."""

from dataclasses import dataclass
from datetime import datetime

from clusters.models import Plot
from portal.common import history
from portal.common.models import Change

NOT_TOLD = {"status", "facts", "availability", "import", "files", "papers", "leaving", "adjacent"}


@dataclass(frozen=True)
class Publication:
    """``first`` publication, ``last`` approval, and (label, instant) of each changed field."""

    first: datetime | None
    last: datetime | None
    changed: list[tuple[str, datetime]]


def publication(plot: Plot) -> Publication:
    """One query. Fields of a published plot are logged when their change is approved, so nothing
    that still waits for an officer shows here."""
    first = last = plot.published_at
    changed: dict[str, datetime] = {}
    rows = list(Change.objects.of(plot).order_by("pk").values_list("at", "field", "after"))
    # A plot that was loaded has no publication in the log: then the row's own date begins.
    logged = any((field, after) == ("status", "published") for _at, field, after in rows)
    published = False
    for at, field, after in rows:
        if not logged and plot.published_at:
            published = at > plot.published_at
        if field == "status" and after == "published":
            first = first if published else at
            published, last = True, at
        elif published and field not in NOT_TOLD:
            changed.pop(field, None)
            changed[field] = at
            last = at if field != "market" else last
    newest = list(reversed(changed.items()))[:8]
    object_type = Plot._meta.label_lower
    return Publication(first, last, [(_label(object_type, field), at) for field, at in newest])


def _label(object_type: str, field: str) -> str:
    text = history.label(object_type, field)
    return text[:1].upper() + text[1:]
