"""The change feed: what the public could see come, change and go, in the order of the log.

The log's ids are given under one lock (``portal.common.chain``), so a reader who goes on after the
last id misses nothing that commits later. A change counts only while the plot is public: what
happens to a draft, a withdrawn or a hidden plot is passed over, and so is who did it and why.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max, Min

from clusters.models import Cluster, Plot, PlotStatus
from opendata.told import CLUSTER, FIELDS, PLOT, REMOVED, STATES
from portal.common.models import ChainHead, Change

MOST_READ = 500  # rows of the log that one answer looks through
NAMES = {"availability": "confirmed_at", "permitted": "trades", "refused": "trades"}  # as rows say


@dataclass(frozen=True)
class Event:
    """``kind``: published, changed or withdrawn. ``slug`` names a cluster; ``is_demo`` is ``None``
    for a row that is gone."""

    cursor: int
    at: datetime
    thing: str
    id: int
    kind: str
    fields: list[str]
    slug: str = ""
    is_demo: bool | None = None


@dataclass
class _Seen:
    """A plot as the log has left it."""

    status: str = ""
    hidden: bool = False

    @property
    def is_public(self) -> bool:
        return self.status == PlotStatus.PUBLISHED and not self.hidden

    def take(self, field: str, after: str) -> None:
        if field == "status":
            self.status, self.hidden = after, False
        elif field == "availability":
            self.hidden = after == "hidden"


def end() -> int:
    head = ChainHead.objects.first()
    return head.change_id if head else 0


def read(after: int, size: int) -> tuple[list[Event], int, bool]:
    """Events after the cursor, the cursor to go on with, and whether there may be more. Seven
    queries at the most; at most ``MOST_READ`` rows of the log."""
    last = end()
    rows = list(
        Change.objects.filter(pk__gt=after, pk__lte=last, object_type__in=FIELDS)
        .order_by("pk")
        .values_list("pk", "at", "object_type", "object_id", "field", "before", "after")[:MOST_READ]
    )
    plots = {int(row[3]) for row in rows if row[2] == PLOT}
    seen = _before(plots, rows[0][0]) if plots else {}
    demo = dict(Plot.objects.filter(pk__in=plots).values_list("pk", "is_demo"))
    named = {int(row[3]) for row in rows if row[2] == CLUSTER}
    slugs = dict(Cluster.objects.filter(pk__in=named).values_list("pk", "slug"))
    events: list[Event] = []
    for pk, at, label, object_id, field, _before_it, now in rows:
        known = int(object_id)
        if field in FIELDS[label]:
            if label == PLOT:
                kind, fields = _of_plot(seen[known], field, now)
                more = {"is_demo": demo.get(known)}
                thing = "plot"
            else:
                kind, fields = _of_cluster(known in slugs, field)
                more = {"slug": slugs.get(known, "")}
                thing = "cluster"
            if kind:
                events.append(Event(pk, at, thing, known, kind, fields, **more))
        if len(events) == size:
            return events, pk, pk < last
    if len(rows) == MOST_READ:
        return events, rows[-1][0], True
    return events, max(after, last), False


def _of_plot(plot: _Seen, field: str, after: str) -> tuple[str, list[str]]:
    was = plot.is_public
    plot.take(field, after)
    if plot.is_public != was:
        return ("published" if plot.is_public else "withdrawn"), []
    if not plot.is_public or field == "status":
        return "", []
    return "changed", [NAMES.get(field, field)]


def _of_cluster(is_there: bool, field: str) -> tuple[str, list[str]]:
    if field == REMOVED:
        return ("changed" if is_there else "withdrawn"), []
    return "changed", [NAMES.get(field, field)]


def _before(plots: Iterable[int], first: int) -> dict[int, _Seen]:
    """Each plot as it was when the log came to ``first``. Where the log says nothing of that, the
    first move says what it was moved from; without any, it is as its row has it."""
    ids = {str(pk) for pk in plots}
    seen: dict[int, _Seen] = {}
    moves = Change.objects.filter(object_type=PLOT, object_id__in=ids, field__in=STATES).order_by()
    earlier = moves.filter(pk__lt=first)
    last = earlier.values("object_id", "field").annotate(last=Max("pk")).values("last")
    said = Change.objects.filter(pk__in=last).order_by("pk")
    for object_id, field, after in said.values_list("object_id", "field", "after"):
        seen.setdefault(int(object_id), _Seen()).take(field, after)
    silent = {pk for pk, plot in seen.items() if not plot.status} | (set(plots) - seen.keys())
    later = moves.filter(field="status", object_id__in={str(pk) for pk in silent})
    begun = later.values("object_id").annotate(first=Min("pk")).values("first")
    statuses = {
        int(object_id): before
        for object_id, before in Change.objects.filter(pk__in=begun).values_list(
            "object_id", "before"
        )
    }
    rows = Plot.objects.filter(pk__in=silent - statuses.keys())
    statuses |= dict(rows.values_list("pk", "status"))
    for pk in silent:
        seen.setdefault(pk, _Seen()).status = statuses.get(pk, "")
    return seen
