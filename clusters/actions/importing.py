"""A previewed spreadsheet becomes proposals, all in one step; taken back in one step, too."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clusters.actions import importing_clusters, importing_plots
from clusters.actions.reading import book_of
from clusters.models import Cluster, ImportBatch, ImportKind, ImportRow, ImportState, Verdict
from clusters.sheets.reading import Book
from clusters.signals import import_waits
from portal.common.errors import RuleViolation
from portal.common.lifecycle import lock, move
from portal.common.sheets.readers import CellFault
from portal.common.writing import write_many


@transaction.atomic
def start_applying(batch: ImportBatch, *, by: Any) -> ImportBatch:
    """Somebody has seen the preview and wants it; a worker does it."""
    batch = lock(batch)
    if batch.status == ImportState.PREVIEWED and not batch.rows.to_apply().exists():
        raise RuleViolation("nothing_to_apply", _("No row of this file can be applied."))
    move(batch, ImportState.APPLYING, by=by)
    batch.applied_by, batch.touched_at = by, timezone.now()
    batch.save(update_fields=["status", "applied_by", "touched_at"])
    import_waits.send(sender=ImportBatch, batch=batch)
    return batch


@transaction.atomic
def apply_batch(batch_id: int) -> None:
    """Every new or changed row, or none: a worker that dies leaves nothing behind.

    What has changed since the preview is not overwritten: such a row becomes a wrong one.
    """
    found = ImportBatch.objects.filter(pk=batch_id).first()
    batch = lock(found) if found else None
    if batch is None or batch.status != ImportState.APPLYING:
        return
    if batch.kind == ImportKind.PLOTS:
        of_investor = Cluster.objects.filter(investor=batch.organisation_id)
        list(of_investor.select_for_update().order_by("pk").values_list("pk"))
    book: Any = book_of(batch)
    fresh, stale = _sorted(book, batch)
    if batch.kind == ImportKind.PLOTS:
        importing_plots.propose_rows(fresh, book, by=batch.applied_by, why=batch.name)
    else:
        importing_clusters.store_rows(fresh, by=batch.applied_by, why=batch.name)
    write_many(fresh, ["undo", "subject_id"])
    write_many(stale, ["verdict", "errors"])
    move(batch, ImportState.APPLIED, by=batch.applied_by)
    batch.applied_at = timezone.now()
    batch.outcome = {
        "new": sum(row.verdict == Verdict.NEW for row in fresh),
        "changed": sum(row.verdict == Verdict.CHANGED for row in fresh),
        "stale": len(stale),
    }
    batch.save(update_fields=["status", "applied_at", "outcome"])


def _sorted(book: Book, batch: ImportBatch) -> tuple[list[ImportRow], list[ImportRow]]:
    """(rows that still say what the preview said, the others with what has changed)."""
    fresh, stale = [], []
    for row in batch.rows.to_apply().order_by("line"):
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


@transaction.atomic
def undo_batch(batch: ImportBatch, *, by: Any) -> ImportBatch:
    """Take back everything that no officer has decided on; the rest stays and is named."""
    batch = lock(batch)
    if batch.status != ImportState.APPLIED:
        move(batch, ImportState.UNDONE, by=by)  # refuses
    rows = list(batch.rows.to_apply().order_by("line"))
    take_back = (
        importing_plots.take_back_rows
        if batch.kind == ImportKind.PLOTS
        else importing_clusters.take_back_rows
    )
    outcome = take_back(rows, by=by, why=batch.name)
    if rows and len(outcome["staying"]) == len(rows):
        raise RuleViolation(
            "all_decided", _("An officer has decided on all of it: nothing can be undone.")
        )
    move(batch, ImportState.UNDONE, by=by)
    batch.undone_at, batch.outcome = timezone.now(), batch.outcome | outcome
    batch.save(update_fields=["status", "undone_at", "outcome"])
    return batch
