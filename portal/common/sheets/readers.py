"""One cell into one value that JSON can hold: numbers as decimal text, days as ISO text.

The language that is active says how a number was typed. A reader gets a cell that is not empty
and raises ``CellFault``; equal facts give equal values, so that old and new can be compared.
"""

import unicodedata
from collections.abc import Callable, Iterable
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.utils import formats

from portal.common import numbers
from portal.common.sheets.cells import Cell, CellError, Refused
from portal.common.sheets.faults import Fault
from portal.common.sheets.writing import unescaped
from portal.common.vietnamese import fold

Reader = Callable[[Cell], Any]
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2200, 12, 31)
DAY_FORMATS = ("%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y")
SHOWN = 60
SEPARATOR = ";"  # between several values in one cell


class CellFault(CellError):
    """Why a cell cannot be read: a code of ``faults`` or of the app, and what goes into it."""

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(code)
        self.code = code
        self.params = params


def number(least: float, most: float, places: int) -> Reader:
    """A number from ``least`` to ``most`` with at most ``places`` decimals, as decimal text."""

    def read(cell: Cell) -> str:
        value = _number(cell)
        rounded = value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
        if rounded != value:
            raise CellFault("too_many_decimals", typed=_typed(cell), places=places)
        if value < least:
            raise CellFault("too_small", typed=_typed(cell), least=least)
        if value > most:
            raise CellFault("too_large", typed=_typed(cell), most=most)
        return plain_number(rounded)

    return read


def plain_number(value: Decimal | float | int) -> str:
    """5000 for 5000.0: the one text of a number."""
    text = f"{Decimal(str(value)):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _number(cell: Cell) -> Decimal:
    if isinstance(cell, int | float):
        value = Decimal(repr(cell))
        if not value.is_finite():
            raise CellFault("not_a_number", typed=_typed(cell), example=_example())
        return round(value, 8)  # what a program adds up carries noise in its last digits
    try:
        value_typed = numbers.read(str(cell), foreign=True) if isinstance(cell, str) else None
    except numbers.NumberFault as wrong:
        if wrong.code == "ambiguous":
            raise CellFault("ambiguous", **wrong.params) from None
        value_typed = None
    if value_typed is None or abs(value_typed) >= Decimal(10) ** 18:
        raise CellFault("not_a_number", typed=_typed(cell), example=_example())
    return value_typed


def _example() -> str:
    return formats.number_format(1234.5, 1, use_l10n=True, force_grouping=True)


def day(cell: Cell) -> str:
    """A local date as ISO text: a real date cell, or 31/03/2027 or 2027-03-31."""
    found = cell if isinstance(cell, date) else _typed_day(cell)
    if found is None or not FIRST_DAY <= found <= LAST_DAY:
        raise CellFault("not_a_day", typed=_typed(cell))
    return found.isoformat()


def _typed_day(cell: Cell) -> date | None:
    for pattern in DAY_FORMATS:
        try:
            return datetime.strptime(str(cell), pattern).date()
        except ValueError:
            continue
    return None


def partial_day(cell: Cell) -> str:
    """A date as precise as its source: 2023-10-20, 2018-03 or 2025, or the day first."""
    if isinstance(cell, int):
        cell = str(cell)
    if isinstance(cell, str):
        parts = cell.split("/") if "/" in cell else cell.split("-")[::-1]
        text = "-".join(part.zfill(2) for part in reversed(parts))
        try:
            date.fromisoformat(text + {4: "-01-01", 7: "-01"}.get(len(text), ""))
        except ValueError:
            raise CellFault("not_a_day", typed=_typed(cell)) from None
        return text
    return day(cell)


def text(longest: int) -> Reader:
    """Text in one Unicode form (NFC), spaces put in order; a whole number counts as text."""

    def read(cell: Cell) -> str:
        if isinstance(cell, float) and cell.is_integer():
            cell = int(cell)
        if not isinstance(cell, str | int):
            raise CellFault("not_text", typed=_typed(cell))
        value = unicodedata.normalize("NFC", unescaped(str(cell)))
        if value.startswith("="):
            raise CellFault("formula_text", typed=_typed(value))
        value = " ".join(value.split())
        if len(value) > longest:
            raise CellFault("too_long", most=longest)
        if any(unicodedata.category(c) in ("Cc", "Cs") for c in value):
            raise CellFault("control_character")
        return value

    return read


def choice(choices: Iterable[tuple[Any, Iterable[str]]]) -> Reader:
    """One of the values, written as itself or as one of its names; diacritics do not matter."""
    known = {fold(str(name)): value for value, names in choices for name in (str(value), *names)}

    def read(cell: Cell) -> Any:
        key = fold(" ".join(_typed(cell).split()))
        if key not in known:
            raise CellFault("not_a_choice", typed=_typed(cell))
        return known[key]

    return read


def several(read: Reader) -> Reader:
    """Values in one cell, set apart by ";", each read by ``read``: a sorted list."""

    def read_all(cell: Cell) -> list[Any]:
        parts: list[Cell] = [cell]
        if isinstance(cell, str):
            parts = [part.strip() for part in cell.split(SEPARATOR) if part.strip()]
        return sorted({read(part) for part in parts})

    return read_all


def read_cell(read: Reader, cell: Cell) -> Any:
    """``None`` for an empty cell, a fault for one whose value must not be used."""
    if isinstance(cell, Refused):
        if isinstance(cell.reason, Fault):
            raise CellFault(cell.reason.code, **cell.reason.params)
        raise CellFault("not_text", typed=_typed(cell.reason))
    return None if cell == "" else read(cell)


def _typed(cell: object) -> str:
    """For a sentence: shortened and printable; a day as it is written here."""
    if isinstance(cell, date):
        return f"{cell:%d/%m/%Y}"
    if isinstance(cell, float):
        cell = plain_number(Decimal(repr(cell)))
    plain = "".join(c if c.isprintable() else "�" for c in str(cell)[: SHOWN + 1])
    return f"{plain[:SHOWN]}…" if len(plain) > SHOWN else plain
