"""What a cell can hold.

A cell is text as typed, or what a spreadsheet stored: a number, a day, or ``Refused`` where its
value must not be used.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from itertools import islice

MOST_KNOWN = 5_000  # names among which the nearest is looked for; it takes a while


class CellError(ValueError):
    """Why a cell cannot be read, in words."""


@dataclass(frozen=True, slots=True)
class Refused:
    """A spreadsheet cell that holds no plain value: a formula, an error, yes or no, a time."""

    reason: str  # perhaps a ``Fault``


Cell = str | int | float | date | Refused


def quote(text: object, longest: int = 40) -> str:
    """``text`` for a message: shortened, and harmless to a terminal."""
    start = str(text)[: longest + 1]
    plain = "".join(c if c.isprintable() else f"\\x{ord(c):02x}" for c in start)
    return f"“{plain[:longest]}…”" if len(plain) > longest else f"“{plain}”"


def nearest(word: str, known: Iterable[str]) -> str:
    """A hint such as " (did you mean area_m2?)", or nothing. Capitals do not count."""
    plain = {name.lower(): name for name in islice(known, MOST_KNOWN)}
    close = get_close_matches(word.lower(), plain, n=1, cutoff=0.6)
    return f" (did you mean {plain[close[0]]}?)" if close else ""
