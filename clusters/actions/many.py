"""``propose``, ``submit`` and ``withdraw_version`` for thousands of plots in a few statements.

Only the plain case is written here: no version waits, no papers, the boundary stays. Whatever is
not plain goes through the verbs one by one. ``tests/clusters/test_many.py`` holds the two equal.
The callers hold the locks; announcements follow as for one plot.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Max
from django.utils import timezone

from clusters import material
from clusters.models import (
    Attachment,
    ListingVersion,
    Plot,
    PlotStatus,
    VersionKind,
    VersionStatus,
)
from clusters.signals import plot_changed
from portal.common.lifecycle import record_many
from portal.common.writing import write_many

PIECE = 500
COLUMNS = [m.name for m in material.PLOT if m.name not in material.DERIVED]
STATE = ["status", "submitted_at", "return_reason", "version"]
Edit = tuple[Plot, Mapping[str, Any]]


def plain(edits: Sequence[Edit]) -> set[int]:
    """Ids of the plots whose edit is the plain case. A few queries."""
    fit = set()
    for start in range(0, len(edits), PIECE):
        piece = edits[start : start + PIECE]
        ids = [plot.pk for plot, _values in piece]
        busy = set(
            ListingVersion.objects.live().filter(plot__in=ids).values_list("plot", flat=True)
        )
        papers = Attachment.objects.filter(plot__in=ids)
        busy |= set(papers.values_list("plot", flat=True))
        known = ListingVersion.objects.filter(plot__in=ids, status=VersionStatus.APPROVED)
        approved_once = set(known.values_list("plot", flat=True))
        fit |= {
            plot.pk
            for plot, values in piece
            if plot.pk not in busy
            and "boundary" not in values
            and (plot.is_approved or _is_first(plot, approved_once))
        }
    return fit


def _is_first(plot: Plot, approved_once: set[int]) -> bool:
    """May be submitted, and nothing of it was ever approved."""
    return plot.status in (PlotStatus.DRAFT, PlotStatus.WITHDRAWN) and plot.pk not in approved_once


def propose_plain(edits: Sequence[Edit], *, by: Any) -> dict[int, ListingVersion]:
    """Edits of plain plots, those that the public does not see submitted as well; by plot."""
    now, log = timezone.now(), _Log()
    numbers = _last_numbers([plot.pk for plot, _values in edits])
    proposals, changed, loud = [], [], []
    for plot, values in edits:
        small = {n: v for n, v in values.items() if n in material.SMALL[Plot]}
        wanted = {n: material.normal(plot, n, v) for n, v in values.items() if n not in small}
        if plot.is_approved:
            before = {n: material.stored(plot, n) for n in wanted}
            proposed = {n: v for n, v in wanted.items() if v != before[n]}
            if _store(plot, small, log):
                plot.version += 1
                changed.append(plot)
                loud.append(plot)
            if not proposed:
                continue
            kind, before = VersionKind.CHANGED, {n: before[n] for n in proposed}
        else:
            log.add("status", plot, plot.status, PlotStatus.SUBMITTED)
            plot.version += 1 + bool(_store(plot, {**small, **wanted}, log))
            plot.status, plot.submitted_at, plot.return_reason = PlotStatus.SUBMITTED, now, ""
            changed.append(plot)
            kind, before, proposed = VersionKind.NEW, {}, material.snapshot_without_papers(plot)
        proposals.append(
            ListingVersion(
                plot=plot,
                number=numbers.get(plot.pk, 0) + 1,
                kind=kind,
                values=proposed,
                before=before,
                submitted_at=now,
                submitted_by=str(by) if by else "",
                intervals=[[now.isoformat(), None]],
                clock_since=now,
                is_demo=plot.is_demo,
            )
        )
    write_many(changed, [*COLUMNS, "note", *STATE])
    ListingVersion.objects.bulk_create(proposals, batch_size=PIECE)
    for proposal in proposals:
        log.add("status", proposal, "", proposal.status)
    log.write(by=by)
    for plot in loud:
        plot_changed.send(sender=Plot, plot=plot)
    return {proposal.plot_id: proposal for proposal in proposals if proposal.plot_id}


def withdraw_plain(
    pairs: Sequence[tuple[Plot, ListingVersion | None, Mapping[str, Any]]], *, by: Any
) -> None:
    """Take plain proposals back, with what the row of the plot said before of the fields in it;
    a plot that the public never saw is withdrawn with its proposal."""
    now, log = timezone.now(), _Log()
    plots, proposals, loud = [], [], []
    for plot, proposal, values in pairs:
        kept = values if not plot.is_approved else {n: v for n, v in values.items() if n == "note"}
        stored = _store(plot, kept, log)
        if not plot.is_approved:
            log.add("status", plot, plot.status, PlotStatus.WITHDRAWN)
            plot.status = PlotStatus.WITHDRAWN
        elif stored:
            loud.append(plot)
        if stored or not plot.is_approved:
            plot.version += 1
            plots.append(plot)
        if proposal:
            log.add("status", proposal, proposal.status, VersionStatus.WITHDRAWN)
            proposal.status, proposal.clock_since = VersionStatus.WITHDRAWN, None
            proposal.decided_at, proposal.decided_by = now, str(by) if by else ""
            proposal.intervals[-1][1] = now.isoformat()
            proposal.plot = plot
            proposals.append(proposal)
    write_many(plots, [*COLUMNS, "note", *STATE])
    write_many(proposals, ["status", "clock_since", "decided_at", "decided_by", "intervals"])
    log.write(by=by)
    for plot in loud:
        plot_changed.send(sender=Plot, plot=plot)


class _Log:
    """Rows of the log, kept until every lock is taken."""

    def __init__(self) -> None:
        self._rows: dict[str, list[tuple[Any, str, str]]] = {}

    def add(self, field: str, thing: Any, before: Any, after: Any) -> None:
        texts = ("" if value is None else str(value) for value in (before, after))
        self._rows.setdefault(field, []).append((thing, *texts))

    def write(self, *, by: Any) -> None:
        for field, rows in self._rows.items():
            record_many(rows, by=by, field=field)


def _store(plot: Plot, values: Mapping[str, Any], log: _Log) -> list[str]:
    """Set what differs and log it; the names of it."""
    changed = []
    for name, value in values.items():
        new, old = material.python(plot, name, value), getattr(plot, name)
        if new != old:
            setattr(plot, name, new)
            log.add(name, plot, old, value)
            changed.append(name)
    return changed


def _last_numbers(ids: Sequence[int]) -> dict[int, int]:
    found: dict[int, int] = {}
    for start in range(0, len(ids), PIECE):
        rows = ListingVersion.objects.filter(plot__in=ids[start : start + PIECE]).order_by()
        found |= dict(rows.values_list("plot").annotate(Max("number")))
    return found
