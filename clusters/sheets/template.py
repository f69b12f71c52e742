"""The workbook that people fill in: headings with notes, lists to choose from, an example row."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from clusters.sheets.columns import Column, listed
from portal.common.sheets.writing import escaped

ROWS_WITH_LISTS = 10_001  # as many as an import takes, and the heading
HEADING = PatternFill("solid", fgColor="E3F1EE")
EXAMPLE = Font(italic=True, color="7A8A85")


def workbook(
    title: str,
    columns: Sequence[Column],
    most_rows: int,
    rows: Iterable[Mapping[str, Any]] = (),
    example: bool = True,
) -> Workbook:
    """In the language of the page. ``rows``: values to begin with, as ``shown`` gives them."""
    book = Workbook()
    sheet = book.active
    sheet.title = title
    sheet.freeze_panes = "A2"
    for place, column in enumerate(columns, start=1):
        _column(sheet, place, column)
    if example:
        first, word = columns[0], _("Example")
        for place, column in enumerate(columns, start=1):
            cell = sheet.cell(row=2, column=place, value=_example(column))
            if column is first:
                cell.value = f"{word}: {cell.value}"
            cell.font = EXAMPLE
            _look(cell, column)
    for line, row in enumerate(rows, start=sheet.max_row + 1):
        for place, column in enumerate(columns, start=1):
            cell = sheet.cell(row=line, column=place, value=safe(row.get(column.name)))
            _look(cell, column)
    _notes(book.create_sheet(_("Notes")), columns, most_rows)
    return book


def _column(sheet: Any, place: int, column: Column) -> None:
    letter = get_column_letter(place)
    head = sheet.cell(row=1, column=place, value=column.heading)
    head.font, head.fill = Font(bold=True), HEADING
    head.alignment = Alignment(wrap_text=True, vertical="top")
    if note := str(column.note):
        head.comment = Comment(note, _("Portal"), width=260, height=110)
    sheet.column_dimensions[letter].width = 48 if column.shape == "corners" else 20
    if column.choices:
        names = ",".join(listed(label) for _value, label in column.choices)
        rule = DataValidation(type="list", formula1=f'"{names}"', allow_blank=True)
        rule.error, rule.errorTitle = _("Choose one from the list."), column.heading[:32]
        rule.showErrorMessage = True
        sheet.add_data_validation(rule)
        rule.add(f"{letter}2:{letter}{ROWS_WITH_LISTS}")


def _look(cell: Any, column: Column) -> None:
    if column.shape == "day":
        cell.number_format = "dd/mm/yyyy"
    elif column.shape == "number":
        cell.number_format = "#,##0.####" if isinstance(cell.value, float) else "#,##0"
    elif column.shape == "text":
        cell.number_format = "@"


def _example(column: Column) -> Any:
    if column.choices and column.example is not None:
        return listed(dict(column.choices)[column.example])
    return str(column.example) if isinstance(column.example, Promise) else column.example


def _notes(sheet: Any, columns: Sequence[Column], most_rows: int) -> None:
    """What may stand where, for reading beside the table."""
    lines = [
        _("Fill in the first sheet: one row, one line. A star marks what must not be empty."),
        _("The example row is not read. Formulas are not read either: paste their values."),
        _("An empty cell means “unknown”; a column that you delete stays as it is in the portal."),
        _("Nothing is changed by uploading: you see a preview of every row first."),
        _("At most %(most)s rows in one file.") % {"most": most_rows},
    ]
    for line in lines:
        sheet.append([line])
    sheet.append([])
    sheet.append([_("Column"), _("Name for programs"), _("What stands there")])
    for cell in sheet[sheet.max_row]:
        cell.font, cell.fill = Font(bold=True), HEADING
    for column in columns:
        names = "; ".join(str(label) for _value, label in column.choices)
        words = " ".join(part for part in (str(column.note), names) if part)
        sheet.append([column.heading, column.name, words])
    for letter, width in (("A", 44), ("B", 24), ("C", 80)):
        sheet.column_dimensions[letter].width = width


def safe(value: Any) -> Any:
    return escaped(value) if isinstance(value, str) else value
