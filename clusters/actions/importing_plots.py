"""The rows of a spreadsheet as proposals. What is there already goes through ``propose`` and
``submit`` like any edit; new plots, of which there may be thousands, are written in bulk as a
draft that ``submit`` has sent would be.

Locks first (clusters, plots, versions), then the log: ``portal.common.chain``.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils import timezone

from clusters import material
from clusters.actions import many, versions
from clusters.actions.neighbours import meet
from clusters.boundaries import HANOI, Survey
from clusters.models import (
    ImportRow,
    ListingVersion,
    Plot,
    PlotStatus,
    Verdict,
    VersionKind,
    VersionStatus,
)
from clusters.sheets import plots as sheet
from portal.common.lifecycle import record_many

PIECE = 500


def propose_rows(rows: Sequence[ImportRow], book: sheet.PlotBook, *, by: Any, why: str) -> None:
    """Each row a proposal; ``row.undo`` says what taking it back needs. The caller holds the
    transaction and the locks of the clusters, and lets the boundaries meet in the end."""
    existing = locked(row.subject_id for row in rows)
    _create([row for row in rows if row.verdict == Verdict.NEW], book, by=by, why=why)
    changed = [row for row in rows if row.verdict == Verdict.CHANGED]
    edits = [(existing[row.subject_id or 0], _edit(row.values, row)) for row in changed]
    plain = many.plain(edits)
    before = {plot.pk: plot.status for plot, _values in edits}
    amended = _waiting([plot.pk for plot, _values in edits])
    proposed = many.propose_plain([edit for edit in edits if edit[0].pk in plain], by=by)
    for row, (plot, values) in zip(changed, edits, strict=True):
        proposal = proposed.get(plot.pk)
        if plot.pk not in plain:
            proposal = _change(plot, values, by=by)
        row.undo = {
            "created": False,
            "plain": plot.pk in plain,
            "status": before[plot.pk],
            "amended": plot.pk in amended,
            **_seen(plot, proposal),
        }


def take_back_rows(rows: Sequence[ImportRow], *, by: Any, why: str) -> dict[str, Any]:
    """What nobody has decided on or edited since is taken back; counts, and codes that stay."""
    plots = locked(row.subject_id for row in rows)
    ids = [row.undo.get("listing_version") for row in rows]
    found = ListingVersion.objects.all()
    proposals = {v.pk: v for piece in _pieces(ids) for v in found.filter(pk__in=piece)}
    gone, withdrawn, amended, staying, back = [], [], [], [], 0
    for row in rows:
        plot = plots.get(row.subject_id or 0)
        if plot is None:
            continue
        proposal = proposals.get(row.undo.get("listing_version") or 0)
        if not _is_untouched(row, plot, proposal):
            staying.append(row.code)
            continue
        back += 1
        if row.undo["created"]:
            gone.append(plot)
        elif not row.undo["plain"]:
            _restore(plot, row, by=by)
        elif row.undo["amended"]:
            amended.append((plot, _edit(row.before, row)))
        else:
            withdrawn.append((plot, proposal, _edit(row.before, row), row.undo["status"]))
    many.withdraw_plain(withdrawn, by=by)
    many.propose_plain(amended, by=by)
    record_many([(plot, plot.status, "") for plot in gone], by=by, why=why, field="import")
    for piece in _pieces([plot.pk for plot in gone]):
        Plot.objects.filter(pk__in=piece).delete()
    return {"removed": len(gone), "taken_back": back, "staying": staying}


def meet_rows(rows: Iterable[ImportRow], *, by: Any) -> list[ImportRow]:
    """Once all rows are through: who shares an edge with whom, of the plots that the public does
    not see and whose boundary the rows have drawn or taken back. The rows to save."""
    by_plot = {row.subject_id: row for row in rows if row.subject_id}
    drawn = [
        pk
        for pk, row in by_plot.items()
        if row.values.get("corners") and (row.verdict == Verdict.NEW or "corners" in row.before)
    ]
    told: dict[int, int] = {}
    if drawn:
        found = Plot.objects.defer("boundary", "boundary_corners").order_by("pk")
        plots = [plot for piece in _pieces(drawn) for plot in found.filter(pk__in=piece)]
        told = meet([plot for plot in plots if not plot.is_approved], by=by)
    return [_seen_again(by_plot[pk], version) for pk, version in told.items() if pk in by_plot]


def _seen_again(row: ImportRow, version: int) -> ImportRow:
    """A neighbour of what was drawn has a new version by that; it is as untouched as before."""
    row.undo["version"] = version
    return row


def locked(ids: Iterable[int | None]) -> dict[int, Plot]:
    """The plots, and their live versions, locked in their order; clusters come before."""
    wanted = sorted(pk for pk in ids if pk)
    rows = Plot.objects.select_for_update(of=("self",)).select_related("cluster").order_by("pk")
    plots = {plot.pk: plot for piece in _pieces(wanted) for plot in rows.filter(pk__in=piece)}
    live = ListingVersion.objects.live().select_for_update().order_by("pk")
    for piece in _pieces(wanted):
        list(live.filter(plot__in=piece).values_list("pk"))
    return plots


def _create(rows: Sequence[ImportRow], book: sheet.PlotBook, *, by: Any, why: str) -> None:
    now = timezone.now()
    plots = []
    for row in rows:
        plot = Plot(cluster=book.cluster_of(row.values), code=row.values["code"])
        for name in sheet.FIELDS:
            if name in row.values:
                setattr(plot, name, sheet.stored(name, row.values[name]))
        if corners := row.values.get("corners"):
            plot.boundary_corners, plot.boundary_epsg = corners, HANOI
            plot.boundary = Survey.of_corners(corners, HANOI).ring
        plot.status, plot.submitted_at = PlotStatus.SUBMITTED, now
        plots.append(plot)
    Plot.objects.bulk_create(plots, batch_size=PIECE)
    proposals = ListingVersion.objects.bulk_create(
        [
            ListingVersion(
                plot=plot,
                number=1,
                kind=VersionKind.NEW,
                values=material.bare_snapshot(plot),
                submitted_at=now,
                submitted_by=str(by or ""),
                intervals=[[now.isoformat(), None]],
                clock_since=now,
            )
            for plot in plots
        ],
        batch_size=PIECE,
    )
    for row, plot, proposal in zip(rows, plots, proposals, strict=True):
        row.subject_id = plot.pk
        row.undo = {"created": True, **_seen(plot, proposal)}
    record_many([(p, "", p.status) for p in plots], by=by, why=why)
    record_many([(v, "", v.status) for v in proposals], by=by, why=why)


def _change(plot: Plot, values: dict[str, Any], *, by: Any) -> ListingVersion | None:
    before = plot.status
    versions.propose(plot, values, by=by)
    if before in Plot.EDITABLE:
        versions.submit(plot, by=by)
    plot.refresh_from_db(fields=["version", "status"])
    return versions.live_version(plot)


def _restore(plot: Plot, row: ImportRow, *, by: Any) -> None:
    """The values of before; a proposal that then proposes nothing is withdrawn by that."""
    versions.propose(plot, _edit(row.before, row), by=by)
    if row.undo["status"] in Plot.EDITABLE and (version := versions.live_version(plot)):
        versions.take_back(version, row.undo["status"], by=by)


def _waiting(ids: Sequence[int]) -> set[int]:
    """Ids of the plots of which a version waits."""
    live = ListingVersion.objects.live()
    return {
        pk
        for piece in _pieces(ids)
        for pk in live.filter(plot__in=piece).values_list("plot", flat=True)
    }


def _edit(values: dict[str, Any], row: ImportRow) -> dict[str, Any]:
    """Of ``values`` what the row changes, as ``propose`` takes it."""
    changed = {name: values[name] for name in row.before if name in values}
    small = {n: sheet.stored(n, v) for n, v in changed.items() if n in material.SMALL[Plot]}
    return sheet.to_proposal(changed) | small


def _seen(plot: Plot, proposal: ListingVersion | None) -> dict[str, Any]:
    return {
        "version": plot.version,
        "listing_version": proposal.pk if proposal else None,
        "revision": proposal.revision if proposal else None,
    }


def _is_untouched(row: ImportRow, plot: Plot, proposal: ListingVersion | None) -> bool:
    """Nobody has decided on it, and nobody has edited it since."""
    same = plot.version == row.undo["version"]
    if row.undo["listing_version"] is None:
        return same
    return (
        same
        and proposal is not None
        and proposal.status == VersionStatus.PROPOSED
        and proposal.revision == row.undo["revision"]
    )


def _pieces(ids: Sequence[Any]) -> Iterable[Sequence[Any]]:
    """SQLite takes only so many parameters."""
    return (ids[start : start + PIECE] for start in range(0, len(ids), PIECE))
