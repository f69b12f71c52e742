"""``propose``, ``submit`` and ``take_back`` for thousands of plots in a few statements.

Only the plain case is written here: no papers, no trades of its own, nothing returned, nothing
approved of what the public does not see. Whatever is not plain goes through the verbs one by one.
``tests/clusters/test_many.py`` holds the two equal. The callers hold the locks and let the
boundaries meet afterwards (``boundaries.meet``); announcements follow as for one plot.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Max
from django.utils import timezone

from clusters import material
from clusters.actions.boundaries import draw, drawn, erase
from clusters.actions.plots import BOUNDARY
from clusters.models import (
    Attachment,
    ListingVersion,
    Plot,
    PlotStatus,
    PlotTrade,
    VersionKind,
    VersionStatus,
)
from clusters.signals import plot_changed
from portal.common.lifecycle import as_logged, record_many
from portal.common.writing import write_many

PIECE = 500
COLUMNS = [m.name for m in material.PLOT if m.name not in material.DERIVED]
STATE = ["status", "submitted_at", "return_reason", "version"]
WRITTEN = [*COLUMNS, *BOUNDARY, "note", *STATE]
Edit = tuple[Plot, Mapping[str, Any]]


def plain(edits: Sequence[Edit]) -> set[int]:
    """Ids of the plots whose edit is the plain case. A few queries."""
    fit = set()
    for start in range(0, len(edits), PIECE):
        piece = [plot for plot, _values in edits[start : start + PIECE]]
        ids = [plot.pk for plot in piece]
        papers = Attachment.objects.filter(plot__in=ids)
        of_plots = ListingVersion.objects.filter(plot__in=ids)
        trades = PlotTrade.objects.filter(plot__in=ids)
        returned = of_plots.filter(status=VersionStatus.RETURNED)
        busy = {
            pk for rows in (papers, trades, returned) for pk in rows.values_list("plot", flat=True)
        }
        approved_once = set(
            of_plots.filter(status=VersionStatus.APPROVED).values_list("plot", flat=True)
        )
        fit |= {
            plot.pk
            for plot in piece
            if plot.pk not in busy
            and plot.status != PlotStatus.RETURNED
            and (plot.is_approved or plot.pk not in approved_once)
        }
    return fit


def propose_plain(edits: Sequence[Edit], *, by: Any) -> dict[int, ListingVersion]:
    """Edits of plain plots, those that the public does not see submitted as well; what waits by
    plot. A version that waits already is amended."""
    now, log = timezone.now(), _Log()
    ids = [plot.pk for plot, _values in edits]
    numbers, waiting = _last_numbers(ids), _waiting(ids)
    new, amended, closed, changed, loud = [], [], [], [], []
    for plot, values in edits:
        small = {n: v for n, v in values.items() if n in material.SMALL[Plot]}
        wanted = {n: material.normal(plot, n, v) for n, v in values.items() if n not in small}
        version = waiting.get(plot.pk)
        if version:
            version.plot = plot
        if plot.is_approved:
            proposed = {**(version.values if version else {}), **wanted}
            before = {n: material.stored(plot, n) for n in proposed if n != "papers"}
            proposed = {n: v for n, v in proposed.items() if v != before.get(n, ...)}
            before = {n: before[n] for n in proposed}
            if _store(plot, small, log):
                plot.version += 1
                changed.append(plot)
                loud.append(plot)
            if not proposed:
                closed += [version] if version else []
                continue
        else:
            plot.version += bool(_store(plot, {**small, **wanted}, log))
            changed.append(plot)
            if version is None:
                log.add("status", plot, plot.status, PlotStatus.SUBMITTED)
                plot.status, plot.submitted_at, plot.return_reason = PlotStatus.SUBMITTED, now, ""
                plot.version += 1
            proposed = material.bare_snapshot(plot)
            before = version.before if version else {}
        if version:
            version.values, version.before = proposed, before
            version.revision += 1
            amended.append(version)
            continue
        new.append(
            ListingVersion(
                plot=plot,
                number=numbers.get(plot.pk, 0) + 1,
                kind=VersionKind.CHANGED if plot.is_approved else VersionKind.NEW,
                values=proposed,
                before=before,
                submitted_at=now,
                submitted_by=str(by) if by else "",
                intervals=[[now.isoformat(), None]],
                clock_since=now,
                is_demo=plot.is_demo,
            )
        )
    write_many(changed, WRITTEN)
    write_many(amended, ["values", "before", "revision"])
    _close(closed, log, by=by)
    ListingVersion.objects.bulk_create(new, batch_size=PIECE)
    for version in new:
        log.add("status", version, "", version.status)
    log.write(by=by)
    for plot in loud:
        plot_changed.send(sender=Plot, plot=plot)
    return {version.plot_id: version for version in (*new, *amended) if version.plot_id}


def withdraw_plain(
    pairs: Sequence[tuple[Plot, ListingVersion | None, Mapping[str, Any], str]], *, by: Any
) -> None:
    """Take plain proposals back, with what the row of the plot said before of the fields in it;
    a plot that the public never saw is again in the state that is named."""
    log = _Log()
    plots, proposals, loud = [], [], []
    for plot, proposal, values, status in pairs:
        kept = values if not plot.is_approved else {n: v for n, v in values.items() if n == "note"}
        stored = _store(plot, kept, log)
        if not plot.is_approved:
            log.add("status", plot, plot.status, status)
            plot.status = status
            if status == PlotStatus.DRAFT:
                plot.submitted_at = None
        elif stored:
            loud.append(plot)
        if stored or not plot.is_approved:
            plot.version += 1
            plots.append(plot)
        if proposal:
            proposal.plot = plot
            proposals.append(proposal)
    write_many(plots, WRITTEN)
    _close(proposals, log, by=by)
    log.write(by=by)
    for plot in loud:
        plot_changed.send(sender=Plot, plot=plot)


def _close(proposals: Sequence[ListingVersion], log: "_Log", *, by: Any) -> None:
    now = timezone.now()
    for proposal in proposals:
        log.add("status", proposal, proposal.status, VersionStatus.WITHDRAWN)
        proposal.status, proposal.clock_since = VersionStatus.WITHDRAWN, None
        proposal.decided_at, proposal.decided_by = now, str(by) if by else ""
        proposal.intervals[-1][1] = now.isoformat()
    write_many(proposals, ["status", "clock_since", "decided_at", "decided_by", "intervals"])


class _Log:
    """Rows of the log, kept until every lock is taken."""

    def __init__(self) -> None:
        self._rows: dict[str, list[tuple[Any, str, str]]] = {}

    def add(self, field: str, thing: Any, before: Any, after: Any) -> None:
        self._rows.setdefault(field, []).append((thing, as_logged(before), as_logged(after)))

    def write(self, *, by: Any) -> None:
        for field, rows in self._rows.items():
            record_many(rows, by=by, field=field)


def _store(plot: Plot, values: Mapping[str, Any], log: _Log) -> list[str]:
    """Set what differs and log it; the names of it."""
    changed = []
    for name, value in values.items():
        if name == "boundary":
            if value != material.stored(plot, name):
                before = drawn(plot)
                if value is None:
                    erase(plot)
                else:
                    draw(plot, value["corners"], value["epsg"])
                log.add(name, plot, before, drawn(plot))
                changed.append(name)
            continue
        new, old = material.python(plot, name, value), getattr(plot, name)
        if new != old:
            setattr(plot, name, new)
            log.add(name, plot, old, value)
            changed.append(name)
    return changed


def _waiting(ids: Sequence[int]) -> dict[int, ListingVersion]:
    found: dict[int, ListingVersion] = {}
    for start in range(0, len(ids), PIECE):
        live = ListingVersion.objects.live().filter(plot__in=ids[start : start + PIECE])
        found |= {version.plot_id: version for version in live if version.plot_id}
    return found


def _last_numbers(ids: Sequence[int]) -> dict[int, int]:
    found: dict[int, int] = {}
    for start in range(0, len(ids), PIECE):
        rows = ListingVersion.objects.filter(plot__in=ids[start : start + PIECE]).order_by()
        found |= dict(rows.values_list("plot").annotate(Max("number")))
    return found
