"""A spreadsheet comes in and is read: nothing of the portal changes by that."""

import warnings
from collections.abc import Sequence
from itertools import islice
from pathlib import Path, PurePath
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.utils import timezone, translation

from clusters.codes import code_key
from clusters.models import Cluster, ImportBatch, ImportKind, ImportRow, ImportState
from clusters.sheets.clusters import ClusterBook
from clusters.sheets.plots import PlotBook
from clusters.sheets.reading import Reader, ReadRow
from clusters.signals import import_waits
from portal.common.lifecycle import lock, move, record
from portal.common.sheets.faults import Fault, FileError
from portal.common.sheets.opening import open_table
from portal.common.sheets.readers import CellFault
from portal.common.storage import on_disk

SEPARATORS = ",;\t"
MOST_ATTEMPTS = 5
SHEETS = {ImportKind.PLOTS: ("Lô đất", "Plots"), ImportKind.CLUSTERS: ("Cụm", "Clusters")}


@transaction.atomic
def upload(
    file: Any,
    *,
    by: Any,
    kind: str,
    language: str,
    organisation: Any = None,
    cluster: Cluster | None = None,
) -> ImportBatch:
    """Keep a checked upload (``SheetForm``); a worker reads it."""
    batch = ImportBatch.objects.create(
        kind=kind,
        cluster=cluster,
        organisation=organisation,
        name=PurePath(file.name.replace("\\", "/")).name[:150],
        file=file,
        size_bytes=file.size,
        language=language,
        created_by=by,
        created_by_label=str(by),
    )
    record(batch, ImportState.UPLOADED, by=by)
    import_waits.send(sender=ImportBatch, batch=batch)
    return batch


@transaction.atomic
def discard(batch: ImportBatch, *, by: Any) -> ImportBatch:
    """The preview is not wanted: nothing is applied, and the rows are forgotten."""
    batch = lock(batch)
    move(batch, ImportState.DISCARDED, by=by)
    batch.rows.all().delete()
    batch.save(update_fields=["status"])
    return batch


def book_of(batch: ImportBatch, rows: Sequence[ImportRow] | None = None) -> PlotBook | ClusterBook:
    """What the rows of ``batch``, or these of them, are compared with, as it is now."""
    today = timezone.localdate()
    if batch.kind == ImportKind.CLUSTERS:
        return ClusterBook()
    codes = None if rows is None else {code_key(row.code) for row in rows}
    return PlotBook(clusters_of(batch), today, one=batch.cluster_id is not None, codes=codes)


def clusters_of(batch: ImportBatch) -> list[Cluster]:
    """Those whose plots the batch may touch: still managed by its organisation."""
    mine = Cluster.objects.filter(investor=batch.organisation_id).defer("boundary")
    return list(mine.filter(pk=batch.cluster_id) if batch.cluster_id else mine)


def read_batch(batch_id: int) -> None:
    """Store the rows of a file, a few hundred in a transaction; goes on where a killed worker
    stopped. Of two workers at one batch the one that comes second to a piece gives up."""
    batch = _begin(batch_id)
    if batch is None:
        return
    with translation.override(batch.language), warnings.catch_warnings():
        warnings.filterwarnings("ignore", module="openpyxl")  # parts that nobody reads here
        try:
            with on_disk(batch.file) as file:
                _read(batch, file)
        except FileError as wrong:
            _fail(batch, wrong.reason, wrong.line)


@transaction.atomic
def _begin(batch_id: int) -> ImportBatch | None:
    found = ImportBatch.objects.filter(pk=batch_id).first()
    batch = lock(found) if found else None
    if batch is None or batch.status not in (ImportState.UPLOADED, ImportState.READING):
        return None
    if batch.status == ImportState.UPLOADED:
        move(batch, ImportState.READING, by=None)
    batch.attempts += 1
    if batch.attempts > MOST_ATTEMPTS:
        _set_failed(batch, Fault("unreadable", said="?"), None)
        return None
    batch.touched_at = timezone.now()
    batch.save(update_fields=["status", "attempts", "touched_at"])
    return batch


def _read(batch: ImportBatch, file: Path) -> None:
    sheets = SHEETS[ImportKind(batch.kind)]
    table = open_table(file, likely=sheets, separators=SEPARATORS, name=batch.name)
    reader = Reader(table, book_of(batch))
    position = batch.rows_read
    _remember(reader, batch)
    rows = reader.rows(after=batch.rows.aggregate(last=Max("line"))["last"] or 0)
    while piece := list(islice(rows, settings.IMPORT_CHUNK)):
        if position + len(piece) > settings.IMPORT_MOST_ROWS:
            raise FileError(file, Fault("too_many_rows", most=settings.IMPORT_MOST_ROWS))
        if not _store(batch, position, piece, table.total):
            return
        position += len(piece)
    if not position:
        raise FileError(file, Fault("no_rows"))
    _finish(batch, position, reader)


def _remember(reader: Reader, batch: ImportBatch) -> None:
    """What the rows that are stored already were about."""
    for line, values in batch.rows.exclude(code="").values_list("line", "values"):
        try:
            reader.seen.setdefault(reader.book.find(values).key, line)
        except (CellFault, KeyError):
            continue


@transaction.atomic
def _store(batch: ImportBatch, position: int, piece: list[ReadRow], total: int | None) -> bool:
    now = lock(batch)
    if now.status != ImportState.READING or now.rows_read != position:
        return False
    ImportRow.objects.bulk_create(ImportRow(batch=now, **vars(row)) for row in piece)
    now.rows_read, now.rows_total = position + len(piece), total
    now.touched_at, now.attempts = timezone.now(), 0
    now.save(update_fields=["rows_read", "rows_total", "touched_at", "attempts"])
    return True


@transaction.atomic
def _finish(batch: ImportBatch, position: int, reader: Reader) -> None:
    now = lock(batch)
    if now.status == ImportState.READING and now.rows_read == position:
        move(now, ImportState.PREVIEWED, by=None)
        now.rows_total, now.notes = position, reader.notes
        now.save(update_fields=["status", "rows_total", "notes"])


@transaction.atomic
def _fail(batch: ImportBatch, reason: str, line: int | None) -> None:
    now = lock(batch)
    if now.status == ImportState.READING:
        _set_failed(now, reason, line)


def _set_failed(batch: ImportBatch, reason: str, line: int | None) -> None:
    """The file as a whole cannot be used: rows of it would be half of something."""
    fault = reason if isinstance(reason, Fault) else Fault("unreadable", said=reason)
    move(batch, ImportState.FAILED, by=None, why=str(fault))
    batch.failure = [fault.code, fault.params, line]
    batch.rows.all().delete()
    batch.save(update_fields=["status", "failure", "attempts"])
