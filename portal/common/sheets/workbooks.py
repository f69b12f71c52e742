"""XLSX: one sheet, read row by row; formulas are refused, their stored results never used."""

import io
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from pathlib import Path
from typing import IO, Any

from openpyxl import load_workbook
from openpyxl.cell.read_only import ReadOnlyCell

from portal.common.rows import RowError
from portal.common.sheets.cells import Cell, Refused, quote
from portal.common.sheets.faults import WHOLE_ROW, Fault, FileError, in_header
from portal.common.sheets.tables import Table

MOST_BYTES = 2 << 30  # unpacked; a full sheet of our columns has less than 1 GiB
MOST_RATIO = 100  # unpacked to packed; real sheets reach 30
NO_BOMB_BYTES = 64 << 20  # what may be unpacked whatever the ratio
MOST_ROWS = 1_048_576


def read(file: Path, sheet: str | None, likely: Sequence[str]) -> Table:
    """``sheet`` of ``file``, else one named as in ``likely``, else the first.

    Raises ``FileError``: not a workbook, too large, no such sheet, nothing in it.
    """
    _check_size(file)
    stream = file.open("rb")
    try:
        try:
            book = load_workbook(stream, read_only=True, keep_links=False)
        except Exception as wrong:  # whatever a damaged file makes openpyxl stumble over
            raise FileError(file, Fault("broken_workbook", said=_said(wrong))) from None
        rows = _rows(file, stream, _sheet(file, book, sheet, likely))
        line, first = next(rows, (0, None))
        if first is None:
            raise FileError(file, Fault("sheet_empty"))
    except FileError:
        stream.close()
        raise
    header = [_title(file, cell) for cell in first]
    while header and not header[-1]:
        header.pop()
    return Table(file, header, line, _fitting(rows, len(header)))


def _title(file: Path, cell: ReadOnlyCell) -> str:
    value = plain(cell)
    if isinstance(value, Refused):
        raise FileError(file, in_header(value.reason), cell.row)
    return str(value)


def _sheet(file: Path, book: Any, wanted: str | None, likely: Sequence[str]) -> Any:
    sheets = {sheet.title: sheet for sheet in book.worksheets}
    if wanted is not None and wanted not in sheets:
        names = ", ".join(map(quote, sheets))
        raise FileError(file, Fault("no_such_sheet", sheet=quote(wanted), sheets=names))
    if not sheets:
        raise FileError(file, Fault("no_sheet"))
    named = (name for name in likely if name in sheets)
    return sheets[wanted or next(named, next(iter(sheets)))]


def _rows(file: Path, stream: io.BufferedReader, sheet: Any) -> Iterator[tuple[int, list[Any]]]:
    """(line, cells) of each row with something in it; ``stream`` is closed at the end."""
    sheet.reset_dimensions()  # what the file claims of its size may be wrong
    line = 0
    with stream:
        rows = sheet.iter_rows()
        while True:
            try:
                row = next(rows, None)
            except Exception as wrong:  # as above
                reason = Fault("broken_below", said=_said(wrong))
                raise FileError(file, reason, line or None) from None
            if row is None:
                return
            line += 1
            if line > MOST_ROWS:
                raise FileError(file, Fault("too_many_rows", most=MOST_ROWS), line)
            if any(cell.value is not None for cell in row):
                yield line, list(row)


def _fitting(
    rows: Iterator[tuple[int, list[Any]]], width: int
) -> Iterator[tuple[int, list[Cell] | RowError]]:
    for line, row in rows:
        cells = [plain(cell) for cell in row[:width]]
        cells += [""] * (width - len(cells))
        beyond = [cell for cell in row[width:] if plain(cell) != ""]
        if beyond:
            fault = Fault("beyond_header", cell=beyond[0].coordinate)
            yield line, RowError(WHOLE_ROW, fault)
        elif any(cell != "" for cell in cells):
            yield line, cells


def plain(cell: ReadOnlyCell) -> Cell:
    """The value of a cell as one of the types of ``Cell``; "" if it is empty."""
    value, kind = cell.value, cell.data_type
    if value is None:
        return ""
    if kind == "s":
        return str(value).strip()
    if kind == "f":
        return Refused(Fault("formula", cell=cell.coordinate))
    if kind == "e":
        return Refused(Fault("error_value", cell=cell.coordinate, value=str(value)))
    if isinstance(value, bool):
        return Refused(Fault("boolean", cell=cell.coordinate, value=str(value).upper()))
    if isinstance(value, datetime):
        if value.time() != time(0):
            return Refused(Fault("time_of_day", cell=cell.coordinate))
        return value.date()
    if isinstance(value, int | float):
        return _padded(cell, value)
    if isinstance(value, date):
        return value
    return Refused(Fault("duration", cell=cell.coordinate))


def _padded(cell: ReadOnlyCell, value: int | float) -> Cell:
    """A code such as 0121 that a spreadsheet keeps as 121 and shows with the format "0000"."""
    if isinstance(value, int) and cell.has_style:
        try:
            zeros = cell.number_format
        except IndexError:  # a damaged file may refer to a style it does not have
            return value
        if len(zeros) > 1 and set(zeros) == {"0"}:
            return f"{value:0{len(zeros)}d}"
    return value


def _check_size(file: Path) -> None:
    with file.open("rb") as stream:
        if fault := wrong_with(stream):
            raise FileError(file, fault)


def wrong_with(stream: IO[bytes]) -> Fault | None:
    """No XLSX, or one that unpacks to more than anybody typed: known before it is unpacked."""
    try:
        with zipfile.ZipFile(stream) as packed:
            parts = packed.infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError) as wrong:
        return Fault("no_workbook", said=_said(wrong))
    unpacked = sum(part.file_size for part in parts)
    ratio = unpacked / max(stream.seek(0, io.SEEK_END), 1)
    if unpacked > MOST_BYTES:
        return Fault("unpacks_too_large", bytes=unpacked, most=MOST_BYTES)
    if unpacked > NO_BOMB_BYTES and ratio > MOST_RATIO:
        return Fault("bomb", times=round(ratio), free=NO_BOMB_BYTES, most=MOST_RATIO)
    return None


def _said(wrong: Exception) -> str:
    return quote(str(wrong).partition("\n")[0] or type(wrong).__name__, 200)
