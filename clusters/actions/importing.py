"""A previewed spreadsheet becomes proposals; taken back as a whole, too.

Both run in pieces, each in a transaction of its own, so that nobody who saves something waits
longer than for one piece, and the page shows a percentage. It is still one step to people: the
batch says "applied" or "undone" only after the last piece; a worker that dies is followed by one
that goes on behind the last whole piece; and if a piece cannot be stored at all, what the others
have stored is taken back and the preview is there again (docs/adr/012).
"""

from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clusters.actions import importing_clusters, importing_plots
from clusters.actions.reading import MOST_ATTEMPTS, book_of
from clusters.models import Cluster, ImportBatch, ImportKind, ImportRow, ImportState, Verdict
from clusters.sheets.reading import Book
from clusters.signals import import_waits
from portal.common.errors import RuleViolation
from portal.common.lifecycle import lock, move
from portal.common.sheets.readers import CellFault
from portal.common.writing import write_many

PIECES = {ImportKind.PLOTS: 250, ImportKind.CLUSTERS: 25}  # rows in one transaction, at most
WORK = ["status", "work_done", "work_total", "work_line", "attempts", "touched_at", "outcome"]


@transaction.atomic
def start_applying(batch: ImportBatch, *, by: Any) -> ImportBatch:
    """Somebody has seen the preview and wants it; a worker does it."""
    batch = lock(batch)
    if batch.status == ImportState.PREVIEWED and not batch.rows.to_apply().exists():
        raise RuleViolation("nothing_to_apply", _("No row of this file can be applied."))
    move(batch, ImportState.APPLYING, by=by)
    batch.applied_by = by
    batch.outcome = {"new": 0, "changed": 0, "stale": 0}
    return _start(batch, batch.rows.to_apply().count(), "applied_by")


@transaction.atomic
def start_undoing(batch: ImportBatch, *, by: Any) -> ImportBatch:
    """Everything that no officer has decided on is to be taken back; a worker does it."""
    batch = lock(batch)
    if batch.status != ImportState.APPLIED:
        raise RuleViolation("not_applied", _("Only what is applied can be undone."))
    move(batch, ImportState.UNDOING, by=by)
    batch.undone_by = by
    return _start(batch, batch.rows.applied().count(), "undone_by")


def _start(batch: ImportBatch, total: int, *fields: str) -> ImportBatch:
    if batch.status == ImportState.UNDOING:
        batch.outcome |= {"removed": 0, "taken_back": 0, "staying": []}
    batch.work_done = batch.work_line = batch.attempts = 0
    batch.work_total, batch.touched_at = total, timezone.now()
    batch.save(update_fields=[*WORK, *fields])
    import_waits.send(sender=ImportBatch, batch=batch)
    return batch


def apply_batch(batch_id: int) -> None:
    """Every new or changed row, piece after piece; goes on where a killed worker stopped.

    What has changed since the preview is not overwritten: such a row becomes a wrong one.
    """
    if _attempt(batch_id, ImportState.APPLYING):
        while _apply_piece(batch_id):
            pass


def undo_batch(batch_id: int) -> None:
    """Take back everything that no officer has decided on; the rest stays and is named."""
    if _attempt(batch_id, ImportState.UNDOING):
        while _undo_piece(batch_id):
            pass


@transaction.atomic
def _attempt(batch_id: int, state: str) -> bool:
    """Whether there is something to do. Applying that has failed too often is given up."""
    batch = _locked_in(batch_id, state)
    if batch is None:
        return False
    batch.attempts = min(batch.attempts + 1, MOST_ATTEMPTS + 1)
    if batch.attempts > MOST_ATTEMPTS and state == ImportState.APPLYING:
        move(batch, ImportState.UNDOING, by=None)
        batch.outcome = {"given_up": True}
        _start(batch, batch.rows.applied().count())
        return False
    batch.touched_at = timezone.now()
    batch.save(update_fields=["attempts", "touched_at"])
    return True


def _locked_in(batch_id: int, state: str) -> ImportBatch | None:
    """The batch, and the clusters that its rows may touch, locked; ``None``: not in ``state``."""
    found = ImportBatch.objects.filter(pk=batch_id).first()
    batch = lock(found) if found else None
    if batch is None or batch.status != state:
        return None
    if batch.kind == ImportKind.PLOTS:
        of_investor = Cluster.objects.filter(investor=batch.organisation_id)
        list(of_investor.select_for_update().order_by("pk").values_list("pk"))
    return batch


@transaction.atomic
def _apply_piece(batch_id: int) -> bool:
    """``False``: there is no further piece."""
    batch = _locked_in(batch_id, ImportState.APPLYING)
    if batch is None:
        return False
    rows = _piece(batch, batch.rows.to_apply())
    by = batch.applied_by
    if not rows:
        if batch.kind == ImportKind.PLOTS:
            write_many(importing_plots.meet_rows(batch.rows.applied(), by=by), ["undo"])
        move(batch, ImportState.APPLIED, by=by)
        batch.applied_at = timezone.now()
        batch.save(update_fields=["status", "applied_at"])
        return False
    book: Any = book_of(batch, rows)
    fresh, stale = _sorted(book, rows)
    if batch.kind == ImportKind.PLOTS:
        importing_plots.propose_rows(fresh, book, by=by, why=batch.name)
    else:
        importing_clusters.store_rows(fresh, by=by, why=batch.name)
    write_many(fresh, ["undo", "subject_id"])
    write_many(stale, ["verdict", "errors"])
    _count(
        batch,
        rows,
        new=sum(row.verdict == Verdict.NEW for row in fresh),
        changed=sum(row.verdict == Verdict.CHANGED for row in fresh),
        stale=len(stale),
    )
    return True


@transaction.atomic
def _undo_piece(batch_id: int) -> bool:
    batch = _locked_in(batch_id, ImportState.UNDOING)
    if batch is None:
        return False
    rows = _piece(batch, batch.rows.applied())
    if not rows:
        _finish_undoing(batch)
        return False
    take_back = (
        importing_plots.take_back_rows
        if batch.kind == ImportKind.PLOTS
        else importing_clusters.take_back_rows
    )
    _count(batch, rows, **take_back(rows, by=batch.undone_by, why=batch.name))
    return True


def _finish_undoing(batch: ImportBatch) -> None:
    by = batch.undone_by
    if batch.kind == ImportKind.PLOTS:
        importing_plots.meet_rows(batch.rows.applied(), by=by)
    if batch.outcome.get("given_up"):
        move(batch, ImportState.PREVIEWED, by=by)
        batch.rows.applied().filter(verdict=Verdict.NEW).update(subject_id=None)
        batch.rows.applied().update(undo={})
    elif batch.outcome["staying"] and not batch.outcome["taken_back"]:
        move(batch, ImportState.APPLIED, by=by)
    else:
        move(batch, ImportState.UNDONE, by=by)
        batch.undone_at = timezone.now()
    batch.save(update_fields=["status", "undone_at"])


def _piece(batch: ImportBatch, rows: Any) -> list[ImportRow]:
    most = min(PIECES[ImportKind(batch.kind)], settings.IMPORT_CHUNK)
    return list(rows.filter(line__gt=batch.work_line).order_by("line")[:most])


def _count(batch: ImportBatch, rows: list[ImportRow], **outcome: Any) -> None:
    """These rows are through."""
    for name, more in outcome.items():
        batch.outcome[name] = batch.outcome[name] + more
    batch.work_done += len(rows)
    batch.work_line = rows[-1].line
    batch.attempts, batch.touched_at = 0, timezone.now()
    batch.save(update_fields=WORK)


def _sorted(book: Book, rows: list[ImportRow]) -> tuple[list[ImportRow], list[ImportRow]]:
    """(rows that still say what the preview said, the others with what has changed)."""
    fresh, stale = [], []
    for row in rows:
        if wrong := _changed_since(book, row):
            row.verdict, row.errors = Verdict.WRONG, wrong
            stale.append(row)
        else:
            fresh.append(row)
    return fresh, stale


def _changed_since(book: Book, row: ImportRow) -> list[Any]:
    try:
        subject = book.find(row.values)
    except CellFault as fault:
        return [[book.identity, fault.code, fault.params]]
    if row.subject_id != subject.pk:
        code = "gone_since" if row.subject_id else "taken_since"
        return [[book.identity, code, {}]]
    now = {
        name: subject.values.get(name)
        for name, value in row.values.items()
        if subject.pk and name in subject.values and subject.values.get(name) != value
    }
    differs = [name for name in row.values if now.get(name) != row.before.get(name)]
    wrong = [[name, "changed_since", {}] for name in differs]
    return wrong or [list(each) for each in book.check(row.values, subject)]
