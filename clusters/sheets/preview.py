"""A row of an import as a page shows it: old and new in words, what is wrong beside it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils import formats

from clusters.models import ImportBatch, ImportKind, ImportRow
from clusters.sheets import clusters, plots, words
from clusters.sheets.columns import Column, listed
from portal.common.templatetags.units import number

CORNER_SIGN = "; "
SEVERAL = ("choices", "codes")


@dataclass(frozen=True)
class ShownCell:
    value: str
    before: str | None  # what it replaces; ``None``: nothing
    faults: list[str]
    is_number: bool


@dataclass(frozen=True)
class ShownRow:
    row: ImportRow
    cells: list[ShownCell]
    faults: list[str]  # of the row as a whole


def all_columns(batch: ImportBatch) -> Sequence[Column]:
    if batch.kind == ImportKind.CLUSTERS:
        return clusters.COLUMNS
    return plots.COLUMNS if batch.cluster_id else (plots.CLUSTER, *plots.COLUMNS)


def columns_of(batch: ImportBatch, rows: Sequence[ImportRow]) -> list[Column]:
    """Those of which these rows say something."""
    present = {name for row in rows for name in row.values}
    present |= {name for row in rows for name, _code, _params in row.errors}
    return [column for column in all_columns(batch) if column.name in present]


def shown(row: ImportRow, columns: Sequence[Column]) -> ShownRow:
    by_name = {column.name: column for column in columns}
    faults: dict[str, list[str]] = {}
    for name, code, params in row.errors:
        faults.setdefault(name, []).append(words.fault(code, params, by_name.get(name)))
    cells = [
        ShownCell(
            in_words(column, row.values.get(column.name)),
            in_words(column, row.before[column.name]) or "–"
            if column.name in row.before and row.verdict == "changed"
            else None,
            faults.pop(column.name, []),
            column.shape == "number",
        )
        for column in columns
    ]
    rest = [fault for found in faults.values() for fault in found]
    return ShownRow(row, cells, rest)


def in_words(column: Column, value: Any) -> str:
    """A value as the language of the page writes it; a wrong one as it was typed."""
    if value in (None, "", []):
        return ""
    if column.shape == "choice":
        return str(dict(column.choices).get(value, value))
    if column.shape == "corners" and isinstance(value, list):
        return str(len(value))
    if column.shape in SEVERAL and isinstance(value, list):
        return "; ".join(str(dict(column.choices).get(each, each)) for each in value)
    try:
        if column.shape == "number":
            return number(value, max(0, -int(Decimal(value).normalize().as_tuple().exponent)))
        if column.shape == "day":
            return formats.date_format(date.fromisoformat(value), "SHORT_DATE_FORMAT")
    except (InvalidOperation, ValueError, TypeError):
        pass
    return str(value)


def typed(values: Mapping[str, Any], columns: Sequence[Column]) -> dict[str, Any]:
    """Values as a spreadsheet holds them, so that a file can be changed in place and come back."""
    cells: dict[str, Any] = {}
    for column in columns:
        value = values.get(column.name)
        if value in (None, "", []):
            continue
        if column.shape == "number":
            cells[column.name] = float(value) if "." in value else int(value)
        elif column.shape == "day":
            cells[column.name] = date.fromisoformat(value)
        elif column.shape == "choice":
            cells[column.name] = listed(dict(column.choices)[value])
        elif column.shape in SEVERAL:
            names = dict(column.choices)
            cells[column.name] = "; ".join(listed(names.get(each, each)) for each in value)
        elif column.shape == "corners":
            cells[column.name] = CORNER_SIGN.join(" ".join(pair) for pair in value)
        else:
            cells[column.name] = value
    return cells


def failure(batch: ImportBatch) -> tuple[str, int | None] | None:
    """Why the file as a whole cannot be used, and the line if one is to blame."""
    if not batch.failure:
        return None
    code, params, line = batch.failure
    return words.fault(code, params), line


def notes(batch: ImportBatch) -> list[str]:
    return [words.fault(code, params) for _name, code, params in batch.notes]
