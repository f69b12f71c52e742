"""XLSX: one sheet, read row by row; formulas are refused, their stored results never used."""

import io
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from openpyxl.cell.read_only import ReadOnlyCell

from matching.files.cells import Cell, Refused, quote
from matching.files.problems import WHOLE_ROW, FileError
from matching.files.tables import Table
from portal.common.rows import RowError

MOST_BYTES = 2 << 30  # unpacked; a full sheet of our columns has less than 1 GiB
MOST_RATIO = 100  # unpacked to packed; real sheets reach 30
NO_BOMB_BYTES = 64 << 20  # what may be unpacked whatever the ratio
MOST_ROWS = 1_048_576


def read(file: Path, sheet: str | None, likely: str) -> Table:
    """``sheet`` of ``file``, else the one named ``likely``, else the first.

    Raises ``FileError``: not a workbook, too large, no such sheet, nothing in it.
    """
    _check_size(file)
    stream = file.open("rb")
    try:
        try:
            book = load_workbook(stream, read_only=True, keep_links=False)
        except Exception as wrong:  # whatever a damaged file makes openpyxl stumble over
            raise FileError(file, f"is not a readable XLSX: {_said(wrong)}") from None
        rows = _rows(file, stream, _sheet(file, book, sheet, likely))
        line, first = next(rows, (0, None))
        if first is None:
            raise FileError(file, "the sheet is empty")
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
        raise FileError(file, f"header: {value.reason}", cell.row)
    return str(value)


def _sheet(file: Path, book: Any, wanted: str | None, likely: str) -> Any:
    sheets = {sheet.title: sheet for sheet in book.worksheets}
    if wanted is not None and wanted not in sheets:
        names = ", ".join(map(quote, sheets))
        raise FileError(file, f"has no sheet {quote(wanted)}; there are {names}")
    if not sheets:
        raise FileError(file, "has no sheet with cells")
    return sheets[wanted or (likely if likely in sheets else next(iter(sheets)))]


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
                reason = f"cannot be read below this row: {_said(wrong)}"
                raise FileError(file, reason, line or None) from None
            if row is None:
                return
            line += 1
            if line > MOST_ROWS:
                raise FileError(file, f"has more than {MOST_ROWS:,} rows", line)
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
            reason = f"{beyond[0].coordinate} stands beyond the last column of the header"
            yield line, RowError(WHOLE_ROW, reason)
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
        return Refused(f"{cell.coordinate} holds a formula; put its value there instead")
    if kind == "e":
        return Refused(f"{cell.coordinate} holds the error {value}")
    if isinstance(value, bool):
        return Refused(f"{cell.coordinate} holds {str(value).upper()}, not a value")
    if isinstance(value, datetime):
        if value.time() != time(0):
            return Refused(f"{cell.coordinate} holds a time of day; a date is needed")
        return value.date()
    if isinstance(value, int | float):
        return _padded(cell, value)
    if isinstance(value, date):
        return value
    return Refused(f"{cell.coordinate} holds a time or a duration")


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
    try:
        with zipfile.ZipFile(file) as packed:
            unpacked = sum(part.file_size for part in packed.infolist())
    except (zipfile.BadZipFile, NotImplementedError, ValueError) as wrong:
        raise FileError(file, f"is not an XLSX: {_said(wrong)}") from None
    ratio = unpacked / max(file.stat().st_size, 1)
    if unpacked > MOST_BYTES:
        reason = f"unpacks to {unpacked:,} bytes; the limit is {MOST_BYTES:,}"
    elif unpacked > NO_BOMB_BYTES and ratio > MOST_RATIO:
        reason = (
            f"unpacks to {ratio:,.0f} times its size; above {NO_BOMB_BYTES:,} bytes the limit is "
            f"{MOST_RATIO} times"
        )
    else:
        return
    raise FileError(file, reason)


def _said(wrong: Exception) -> str:
    return quote(str(wrong).partition("\n")[0] or type(wrong).__name__, 200)
