"""A file, row by row: what each says, and how that differs from what stands in the portal."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from clusters.sheets.columns import Column, by_heading, plain_heading
from portal.common.rows import RowError
from portal.common.sheets.cells import Cell
from portal.common.sheets.faults import WHOLE_ROW, Fault, FileError
from portal.common.sheets.readers import CellFault, read_cell
from portal.common.sheets.tables import Table
from portal.common.vietnamese import fold

EXAMPLE_SIGNS = ("vi du", "example")  # a row whose first cell begins so is an example
Wrong = tuple[str, str, dict[str, Any]]  # column, code, params


@dataclass
class Subject:
    """What a row is about: a row of the portal with its ``values``, or nothing yet."""

    key: str  # equal for two rows about one thing
    pk: int | None = None
    version: int | None = None
    values: Mapping[str, Any] = field(default_factory=dict)


class Book(Protocol):
    """What reading needs to know of the portal."""

    @property
    def columns(self) -> Sequence[Column]: ...

    @property
    def identity(self) -> str:
        """The column beside which a wrong identity is told."""

    def find(self, values: Mapping[str, Any]) -> Subject: ...

    def check(self, values: Mapping[str, Any], subject: Subject) -> Sequence[Wrong]: ...


@dataclass
class ReadRow:
    """As ``ImportRow`` stores it."""

    line: int
    code: str = ""
    verdict: str = "wrong"
    values: dict[str, Any] = field(default_factory=dict)
    before: dict[str, Any] = field(default_factory=dict)
    errors: list[Wrong] = field(default_factory=list)
    subject_id: int | None = None
    subject_version: int | None = None


@dataclass
class Reader:
    """The rows of one table. ``seen``: key of a thing → the line that was about it first."""

    table: Table
    book: Book
    seen: dict[str, int] = field(default_factory=dict)
    notes: list[Wrong] = field(default_factory=list)
    places: list[tuple[int, Column]] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Which column stands where. Raises ``FileError`` if one that is needed is missing."""
        known = by_heading(self.book.columns)
        taken = set()
        for place, heading in enumerate(self.table.header):
            column = known.get(plain_heading(heading))
            if column is None:
                if heading:
                    self.notes.append((heading[:80], "unknown_column", {"name": heading[:80]}))
            elif column.name in taken:
                fault = Fault("column_twice", name=heading[:80])
                raise FileError(self.table.file, fault, self.table.line)
            else:
                taken.add(column.name)
                self.places.append((place, column))
        for column in self.book.columns:
            if column.required and column.name not in taken:
                fault = Fault("column_missing", name=str(column.label))
                raise FileError(self.table.file, fault, self.table.line)

    def rows(self, after: int = 0) -> Iterator[ReadRow]:
        """Every row below line ``after``, read as it is asked for; examples are passed over."""
        for line, cells in self.table.rows:
            if line <= after:
                continue
            if isinstance(cells, RowError):
                yield ReadRow(line, errors=[_whole_row(cells)])
            elif not _is_example(cells):
                yield self._row(line, cells)

    def _row(self, line: int, cells: Sequence[Cell]) -> ReadRow:
        row = ReadRow(line)
        for place, column in self.places:
            self._cell(row, column, cells[place])
        identity = row.values.get(self.book.identity)
        row.code = str(identity or cells[self._place_of_identity()])[:200]
        if any(column == self.book.identity for column, _code, _params in row.errors):
            return row
        try:
            subject = self.book.find(row.values)
        except CellFault as wrong:
            row.errors.append((self.book.identity, wrong.code, wrong.params))
            return row
        first = self.seen.setdefault(subject.key, line)
        if first != line:
            row.errors.append((self.book.identity, "twice", {"line": first}))
        row.errors += self.book.check(row.values, subject)
        row.subject_id, row.subject_version = subject.pk, subject.version
        row.before = {
            name: subject.values.get(name)
            for name, value in row.values.items()
            if subject.pk and name in subject.values and subject.values.get(name) != value
        }
        if not row.errors:
            row.verdict = "new" if not subject.pk else "changed" if row.before else "unchanged"
        return row

    def _cell(self, row: ReadRow, column: Column, cell: Cell) -> None:
        try:
            value = read_cell(column.read, cell)
        except CellFault as wrong:
            row.errors.append((column.name, wrong.code, wrong.params))
            row.values[column.name] = str(cell)[:200] if isinstance(cell, str) else None
            return
        if value is None and column.required:
            row.errors.append((column.name, "required", {}))
        if value is None and column.shape == "corners":
            return  # nothing said: the boundary stays
        row.values[column.name] = column.default if value is None else value

    def _place_of_identity(self) -> int:
        return next(place for place, column in self.places if column.name == self.book.identity)


def _is_example(cells: Sequence[Cell]) -> bool:
    first = next((cell for cell in cells if cell != ""), "")
    return isinstance(first, str) and (fold(first) or "").startswith(EXAMPLE_SIGNS)


def _whole_row(error: RowError) -> Wrong:
    reason = error.reason
    if isinstance(reason, Fault):
        return (WHOLE_ROW, reason.code, reason.params)
    return (WHOLE_ROW, "no_csv", {"said": reason})
