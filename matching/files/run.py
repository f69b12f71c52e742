"""Spreadsheets in, JSON lines out: reading, matching and writing put together."""

import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from unicodedata import normalize

from tqdm import tqdm

from matching.files import answers
from matching.files.columns import PLOTS, REQUESTS, Layout
from matching.files.problems import Problems
from matching.files.tables import records
from matching.scoring import Offers
from portal.common.sheets.cells import nearest, quote
from portal.common.sheets.faults import FileError
from portal.common.sheets.opening import is_workbook, open_table
from portal.common.sheets.tables import Table


def match(
    plots: Path,
    requests: Path,
    write: Callable[[str], Any],
    problems: Problems,
    *,
    discount_rate: float,
    explained: str | None = None,
    sheet: str | None = None,
    quiet: bool = False,
) -> tuple[int, int]:
    """``write`` a line for each good request, as it is read; bad rows go to ``problems``.

    Returns how many plots and requests were matched. Plots are held in memory, requests are not.
    ``explained``: the plot whose gates each line tells. ``sheet``: which one of a workbook.
    Raises ``FileError``; what has been written by then is not complete.
    """
    with warnings.catch_warnings():
        # openpyxl speaks of parts of a workbook that nobody reads here, such as drop-down lists
        warnings.filterwarnings("ignore", module="openpyxl")
        if sheet is not None and not (is_workbook(plots) or is_workbook(requests)):
            raise FileError(plots, f"a CSV has no sheet {quote(sheet)}")
        demands = open_records(requests, REQUESTS, sheet, problems, quiet)
        offers = Offers.of(open_records(plots, PLOTS, sheet, problems, quiet), discount_rate)
        if not len(offers):
            raise FileError(plots, "no row of it can be used")
        place = None if explained is None else _place(offers, normalize("NFC", explained), plots)
        written = 0
        for line in answers.lines(demands, offers, place):
            write(line)
            written += 1
        if not written:
            raise FileError(requests, "no row of it can be used")
    return len(offers), written


def open_records(
    file: Path, layout: Layout, sheet: str | None, problems: Problems, quiet: bool
) -> Iterator[Any]:
    """A generator whose file and header have been checked, though nothing else has been read."""
    table = open_table(file, sheet=sheet, likely=layout.name)
    table.rows = _watched(table.rows, table, quiet)
    return records(table, layout, problems)


def _watched(rows: Iterator[Any], table: Table, quiet: bool) -> Iterator[Any]:
    """``rows`` with a progress bar, which is shown once the first is asked for."""
    yield from tqdm(
        rows,
        desc=table.file.name,
        total=table.total,
        unit="row",
        disable=True if quiet else None,
        mininterval=0.5,
    )


def _place(offers: Offers, code: str, file: Path) -> int:
    try:
        return offers.index(code)
    except KeyError:
        hint = nearest(code, map(str, offers.keys))
        raise FileError(file, f"has no good row for the plot {quote(code)}{hint}") from None
