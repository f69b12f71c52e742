"""A header and the rows below it, whatever file they come from."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from portal.common.rows import RowError
from portal.common.sheets.cells import Cell


@dataclass
class Table:
    """A header and the rows below it, read as they are asked for.

    Each row comes with its line as a spreadsheet numbers it, its cells in the order of
    ``header``, "" for an empty one, or with what keeps it from being a row. Blank rows are left
    out. ``total``: about how many rows there will be, if that is known beforehand.
    """

    file: Path
    header: list[str]
    line: int
    rows: Iterator[tuple[int, Sequence[Cell] | RowError]]
    total: int | None = None
