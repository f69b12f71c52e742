"""One cell into one value: numbers, days, words, codes, lists, weights.

Each reader below gets a cell that is not empty (``portal.common.sheets.cells``).
"""

import re
import unicodedata
from collections.abc import Callable, Iterable
from datetime import date
from math import isfinite
from typing import Any

from portal.common.sheets.cells import Cell, CellError, nearest, quote

LONGEST_NAME = 200
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2200, 12, 31)
SPEC = "digits with a point before decimals and nothing between thousands, such as 1234.5"
NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]{1,3})?")
NOT_FINITE = re.compile(r"[+-]?(nan|inf|infinity)", re.IGNORECASE)
# 5.000 is five to a program and five thousand to a Vietnamese reader
TWO_READINGS = re.compile(r"[+-]?[1-9][0-9]{0,2}\.[0-9]{3}")
VSIC = re.compile(r"[0-9]{1,5}")

Reader = Callable[[Cell], Any]


def number(least: float, most: float, unit: str = "", *, grouped: bool = False) -> Reader:
    """A finite number from ``least`` to ``most``; ``grouped``: people write 5.000 for 5000 here."""
    end = f" {unit}" if unit else ""

    def read(cell: Cell) -> float:
        value = _number(cell, grouped)
        if value < 0 <= least:
            raise CellError(f"{_shown(cell)} is negative")
        if not least <= value <= most:
            raise CellError(f"{_shown(cell)} is not between {least:,.10g} and {most:,.10g}{end}")
        return value

    return read


def _number(cell: Cell, grouped: bool) -> float:
    if isinstance(cell, int | float):
        try:
            value = float(cell)
        except OverflowError:
            value = float("inf")
    elif not isinstance(cell, str):
        raise CellError(f"{_shown(cell)} is not a number")
    elif NUMBER.fullmatch(cell):
        if grouped and TWO_READINGS.fullmatch(cell):
            one, two = cell.replace(".", ""), f"{cell}0"
            raise CellError(f"{quote(cell)} can be read in two ways; write {one} or {two}")
        value = float(cell)
    elif NOT_FINITE.fullmatch(cell):
        value = float("nan")
    else:
        raise CellError(f"{quote(cell)} is not a number; expected {SPEC}")
    if not isfinite(value):
        raise CellError(f"{quote(cell)} is not a finite number; leave an unknown value empty")
    return value


def day(cell: Cell) -> date:
    """A local date: a real date cell, or text as YYYY-MM-DD."""
    if isinstance(cell, str) and re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", cell):
        try:
            cell = date.fromisoformat(cell)
        except ValueError:
            raise CellError(f"{quote(cell)} is not in the calendar") from None
    if not isinstance(cell, date):
        raise CellError(f"{quote(cell)} is not a date; expected a date such as 2027-03-31")
    if not FIRST_DAY <= cell <= LAST_DAY:
        raise CellError(f"{cell} is not between {FIRST_DAY} and {LAST_DAY}")
    return cell


def name(cell: Cell) -> str:
    """A plot, a cluster, a request: short text in one Unicode form (NFC), or a whole number."""
    text = unicodedata.normalize("NFC", _text(cell))
    if len(text) > LONGEST_NAME:
        raise CellError(f"is longer than {LONGEST_NAME} characters")
    if any(unicodedata.category(c) in ("Cc", "Cs", "Zl", "Zp") for c in text):
        raise CellError(f"{quote(text)} holds a control character")
    return text


def word(allowed: tuple[str, ...]) -> Reader:
    """One of the ``allowed`` words, letter for letter."""
    same = {known: known for known in allowed}  # the one object, not a copy for each row

    def read(cell: Cell) -> str:
        if cell not in same:
            hint = nearest(str(cell), allowed)
            raise CellError(f"{_shown(cell)} is not one of {', '.join(allowed)}{hint}")
        return same[str(cell)]

    return read


def words(allowed: tuple[str, ...]) -> Reader:
    """Any of the ``allowed`` words, separated by semicolons; a repeated one counts once."""
    one = word(allowed)

    def read(cell: Cell) -> tuple[str, ...]:
        return tuple(dict.fromkeys(one(item) for item in _items(cell)))

    return read


def trade(cell: Cell) -> str:
    """A VSIC code."""
    text = _text(cell)
    if not VSIC.fullmatch(text):
        raise CellError(f"{quote(text)} is not a VSIC code; expected 1 to 5 digits, such as 2220")
    return text


def trades(cell: Cell) -> tuple[str, ...]:
    """VSIC codes separated by semicolons; a repeated one is kept, it may be another tenant."""
    return tuple(trade(item) for item in _items(cell))


def weights(known: Iterable[str], most: float) -> Reader:
    """``name=value;name=value``, each name once and ``known``, values from 0 to ``most``."""
    names, value = tuple(known), number(0, most)

    def read(cell: Cell) -> dict[str, float]:
        found: dict[str, float] = {}
        for item in _items(cell):
            label, equals, typed = (part.strip() for part in item.partition("="))
            if not equals:
                raise CellError(f"{quote(item)} is not a weight; expected name=value, as cost=3")
            if label not in names:
                raise CellError(f"{quote(label)} is not a criterion{nearest(label, names)}")
            if label in found:
                raise CellError(f"{label} is given twice")
            try:
                found[label] = value(typed)
            except CellError as wrong:
                raise CellError(f"{label}: {wrong}") from None
        return found

    return read


def _items(cell: Cell) -> list[str]:
    return [item for item in map(str.strip, _text(cell).split(";")) if item]


def _text(cell: Cell) -> str:
    if isinstance(cell, str):
        if cell.startswith("="):
            raise CellError(f"{quote(cell)} is a formula; write its value instead")
        return cell
    if isinstance(cell, int) or (isinstance(cell, float) and cell.is_integer()):
        return f"{cell:.0f}" if isinstance(cell, float) else str(cell)
    raise CellError(f"{_shown(cell)} is not text; format the cell as text and type it again")


def _shown(cell: Cell) -> str:
    return f"the date {cell}" if isinstance(cell, date) else quote(cell)
