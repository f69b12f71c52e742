"""What everybody must agree on before a time is printed."""

from collections.abc import Iterable
from typing import NamedTuple

from benchmarks.matching.tables import PARTS

COLUMNS = ("code", "score", "score_lo", "score_hi", *PARTS)
TOLERANCE = 1e-9  # sums in another order differ in the last bits; gates and counts do not
GROUPS = ("eligible", "to confirm")

Row = tuple  # in the order of COLUMNS


class Mismatch(Exception):
    """Two answers differ."""


class Answer(NamedTuple):
    """To one request: how many plots are eligible, how many to confirm, and the best of both."""

    counts: tuple[int, int]
    lists: tuple[list[Row], list[Row]]


def answer(counts: Iterable[int], eligible: Iterable[Row], to_confirm: Iterable[Row]) -> Answer:
    """In the order of all: the score rounded to the tolerance, then the code."""

    def place(row: Row) -> tuple[float, str]:
        return -round(row[1], 9), row[0]

    first, second = counts
    return Answer(
        (int(first), int(second)), (sorted(eligible, key=place), sorted(to_confirm, key=place))
    )


def compare(peer: str, request: object, ours: Answer, theirs: Answer) -> None:
    """Raises at the first row and column in which ``theirs`` differs."""
    for group, a, b in zip(GROUPS, ours.counts, theirs.counts, strict=True):
        if a != b:
            raise Mismatch(f"{peer}, request {request}, {group}: {b} plots, not {a}")
    for group, our_rows, their_rows in zip(GROUPS, ours.lists, theirs.lists, strict=True):
        where = f"{peer}, request {request}, {group}"
        if len(our_rows) != len(their_rows):
            raise Mismatch(f"{where}: {len(their_rows)} rows, not {len(our_rows)}")
        for number, (a_row, b_row) in enumerate(zip(our_rows, their_rows, strict=True), start=1):
            for column, a, b in zip(COLUMNS, a_row, b_row, strict=True):
                if a != b if column == "code" else not abs(a - b) <= TOLERANCE:
                    raise Mismatch(f"{where}, row {number}, {column}: {b!r}, not {a!r}")
