"""Rows of a table, and what they make."""

from collections.abc import Iterator, Sequence
from typing import Any

from matching.files.columns import Column, Layout, in_words
from matching.files.problems import Problems
from matching.scoring import FactError
from portal.common.rows import RowError
from portal.common.sheets.cells import Cell, CellError, Refused, nearest, quote
from portal.common.sheets.faults import WHOLE_ROW, Fault, FileError
from portal.common.sheets.tables import Table

REMEMBERED = 20_000  # distinct cells of a column; a cluster's facts recur, a plot's area need not


class Memory(dict[tuple[type, Cell], Any]):
    """Values of one column by cell, so that a million rows share them; never too many."""

    def __init__(self, column: Column) -> None:
        self.column = column

    def __missing__(self, key: tuple[type, Cell]) -> Any:
        cell = key[1]
        if isinstance(cell, Refused):
            raise CellError(cell.reason)
        value = self.column.read(cell)
        if len(self) < REMEMBERED:
            self[key] = value
        return value


def records(table: Table, layout: Layout, problems: Problems) -> Iterator[Any]:
    """What ``layout`` makes of each good row, read as asked for; the others go to ``problems``.

    Raises ``FileError`` at once for the header, at the end if there was no row below it.
    """
    return _records(table, layout, _memories(table, layout), problems)


def _records(
    table: Table, layout: Layout, memories: list[tuple[int, Memory]], problems: Problems
) -> Iterator[Any]:
    code_column = layout.columns[0].name
    lines: dict[str, int] = {}  # where each code stands first
    any_row = False
    for line, cells in table.rows:
        any_row = True
        if isinstance(cells, RowError):
            problems.add(table.file, line, [cells])
            continue
        if cells == table.header:
            problems.add(table.file, line, [RowError(WHOLE_ROW, "the header stands here again")])
            continue
        values, wrong = _read(cells, memories)
        code = values.get(code_column)
        if code is not None and (first := lines.setdefault(code, line)) != line:
            wrong.append(RowError(code_column, f"{quote(code)} stands in line {first} already"))
        if not wrong:
            try:
                made = layout.make(values)
            except FactError as refused:
                wrong.append(in_words(refused))
        if wrong:
            problems.add(table.file, line, wrong)
        else:
            yield made
    if not any_row:
        raise FileError(table.file, Fault("no_rows"))


def _read(
    cells: Sequence[Cell], memories: list[tuple[int, Memory]]
) -> tuple[dict[str, Any], list[RowError]]:
    values: dict[str, Any] = {}
    wrong: list[RowError] = []
    for place, memory in memories:
        cell = cells[place]
        if cell == "":
            if memory.column.required:
                wrong.append(RowError(memory.column.name, "is empty"))
            else:
                values[memory.column.name] = None
            continue
        try:
            values[memory.column.name] = memory[type(cell), cell]
        except CellError as error:
            wrong.append(RowError(memory.column.name, str(error)))
    return values, wrong


def _memories(table: Table, layout: Layout) -> list[tuple[int, Memory]]:
    """The columns that are there, each with its place in the header."""
    known = {column.name: column for column in layout.columns}
    seen: set[str] = set()
    faults = []
    for name in table.header:
        if not name:
            faults.append("a column without a name")
        elif name in seen:
            faults.append(f"{quote(name)} stands twice")
        elif name not in known:
            faults.append(f"{quote(name)} is no column of {layout.name}{nearest(name, known)}")
        seen.add(name)
    missing = [column.name for column in layout.columns if column.required]
    faults += [f"{name} is missing" for name in missing if name not in seen]
    if faults:
        raise FileError(table.file, f"header: {'; '.join(faults)}", table.line)
    return [(place, Memory(known[name])) for place, name in enumerate(table.header)]
