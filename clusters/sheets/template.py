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
from portal.common.templatetags.units import number

ROWS_WITH_LISTS = 10_001  # as many as an import takes, and the heading
HEADING = PatternFill("solid", fgColor="E3F1EE")
LONGEST_LIST = 255
FIRST_LIST = 5  # column of the notes in which lists stand that are too long for a cell
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
    notes = book.create_sheet(_("Notes"))
    for place, column in enumerate(columns, start=1):
        _column(sheet, place, column, notes)
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
    _notes(notes, columns, most_rows)
    return book


def _column(sheet: Any, place: int, column: Column, notes: Any) -> None:
    letter = get_column_letter(place)
    head = sheet.cell(row=1, column=place, value=column.heading)
    head.font, head.fill = Font(bold=True), HEADING
    head.alignment = Alignment(wrap_text=True, vertical="top")
    if note := str(column.note):
        head.comment = Comment(note, _("Portal"), width=260, height=110)
    sheet.column_dimensions[letter].width = 48 if column.shape == "corners" else 20
    if column.choices:
        rule = DataValidation(type="list", formula1=_list(column, notes), allow_blank=True)
        rule.error, rule.errorTitle = _("Choose one from the list."), column.heading[:32]
        rule.showErrorMessage = column.shape == "choice"  # several values are typed
        sheet.add_data_validation(rule)
        rule.add(f"{letter}2:{letter}{ROWS_WITH_LISTS}")


def _list(column: Column, notes: Any) -> str:
    """What the drop-down offers: the names themselves, or where they stand if they are too long
    for that (a spreadsheet takes 255 characters)."""
    names = [listed(label) for _value, label in column.choices]
    inline = f'"{",".join(names)}"'
    if len(inline) <= LONGEST_LIST:
        return inline
    place = max(FIRST_LIST, notes.max_column + 1)
    letter = get_column_letter(place)
    for line, name in enumerate((column.heading, *names), start=1):
        notes.cell(row=line, column=place, value=name)
    notes.cell(row=1, column=place).font = Font(bold=True)
    notes.column_dimensions[letter].width = 48
    return f"'{notes.title}'!${letter}$2:${letter}${len(names) + 1}"


def _look(cell: Any, column: Column) -> None:
    if column.shape == "day":
        cell.number_format = "dd/mm/yyyy"
    elif column.shape == "number":
        cell.number_format = "#,##0.####" if isinstance(cell.value, float) else "#,##0"
    elif column.shape in ("text", "codes"):
        cell.number_format = "@"


def _example(column: Column) -> Any:
    if column.shape == "choice" and column.example is not None:
        return listed(dict(column.choices)[column.example])
    return str(column.example) if isinstance(column.example, Promise) else column.example


def _notes(sheet: Any, columns: Sequence[Column], most_rows: int) -> None:
    """What may stand where, for reading beside the table."""
    lines = [
        _("Fill in the first sheet: one row, one line. A star marks what must not be empty."),
        _("The example row is not read. Formulas are not read either: paste their values."),
        _("An empty cell means “unknown”; a column that you delete stays as it is in the portal."),
        _("Nothing is changed by uploading: you see a preview of every row first."),
        _("At most %(most)s rows in one file.") % {"most": number(most_rows)},
    ]
    table: list[tuple[str, ...]] = [(line,) for line in lines]
    table += [(), (_("Column"), _("Name for programs"), _("What stands there"))]
    head = len(table)
    for column in columns:
        names = "; ".join(str(label) for _value, label in column.choices)
        words = " ".join(part for part in (str(column.note), names) if part)
        table.append((column.heading, column.name, words))
    for line, cells in enumerate(table, start=1):
        for place, text in enumerate(cells, start=1):
            cell = sheet.cell(row=line, column=place, value=text)
            if line == head:
                cell.font, cell.fill = Font(bold=True), HEADING
    for letter, width in (("A", 44), ("B", 24), ("C", 80)):
        sheet.column_dimensions[letter].width = width


def safe(value: Any) -> Any:
    return escaped(value) if isinstance(value, str) else value
