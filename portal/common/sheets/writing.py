"""Files that people download: the same rows as CSV or XLSX, safe to open in a spreadsheet.

Text that a program would take for a formula is written with an apostrophe in front, which a
spreadsheet shows as text and our reader takes away again (``unescaped``).
"""

import csv
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import IO, Any

from django.utils import formats, timezone
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")
ESCAPE = "'"
CHUNK_ROWS = 200
SPOOLED_BYTES = 4 << 20  # of a workbook in memory; beyond that in a temporary file


def escaped(text: str) -> str:
    return f"{ESCAPE}{text}" if text.startswith(FORMULA_SIGNS) else text


def unescaped(text: str) -> str:
    return text[1:] if text.startswith(tuple(ESCAPE + sign for sign in FORMULA_SIGNS)) else text


def csv_text(value: Any) -> str:
    """As the language of the page writes it, digits not grouped: 1234,5 in Vietnamese."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value)
    if isinstance(value, int | float | Decimal):
        number = f"{Decimal(str(value)):f}"
        if "." in number:
            whole, decimals = number.rstrip("0").rstrip("."), number.partition(".")[2].rstrip("0")
            if len(decimals) == 3:
                whole += "0"  # 1,234 could be read as a thousand
            number = whole.replace(".", formats.get_format("DECIMAL_SEPARATOR"))
        return number
    if isinstance(value, datetime):
        return f"{timezone.localtime(value):%d/%m/%Y %H:%M}"
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    return escaped(" ".join(str(value).split()))


class _Echo:
    """What a CSV writer writes to: it gives the line back."""

    def write(self, text: str) -> str:
        return text


def csv_lines(header: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[str]:
    """UTF-8 text with its mark, by which spreadsheets know it; a few hundred rows at a time."""
    writer = csv.writer(_Echo())
    lines = [f"\ufeff{writer.writerow([csv_text(cell) for cell in header])}"]
    for row in rows:
        lines.append(writer.writerow([csv_text(cell) for cell in row]))
        if len(lines) >= CHUNK_ROWS:
            yield "".join(lines)
            lines = []
    yield "".join(lines)


def workbook(title: str, header: Sequence[str], rows: Iterable[Sequence[Any]]) -> IO[bytes]:
    """A workbook of one sheet, written row by row; the stream stands at its beginning."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title=sheet_title(title))
    sheet.freeze_panes = "A2"
    for place, label in enumerate(header, start=1):
        width = max(12, min(40, len(str(label)) + 4))
        sheet.column_dimensions[get_column_letter(place)].width = width
    sheet.append([_bold(sheet, label) for label in header])
    for row in rows:
        sheet.append([_cell(value) for value in row])
    stream = tempfile.SpooledTemporaryFile(max_size=SPOOLED_BYTES)  # noqa: SIM115 - the caller's
    book.save(stream)
    stream.seek(0)
    return stream


def sheet_title(text: str) -> str:
    """What a workbook allows as the name of a sheet."""
    return "".join(" " if c in "[]:*?/\\" else c for c in text)[:31] or "1"


def _bold(sheet: Any, label: object) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet, value=_cell(str(label)))
    cell.font = Font(bold=True)
    return cell


def _cell(value: Any) -> Any:
    """Numbers and days as themselves, everything else as harmless text."""
    if value is None or isinstance(value, int | float | Decimal):
        return value
    if isinstance(value, datetime):
        return timezone.localtime(value).replace(tzinfo=None, microsecond=0)
    if isinstance(value, date):
        return value
    return escaped(ILLEGAL_CHARACTERS_RE.sub("", " ".join(str(value).split())))
