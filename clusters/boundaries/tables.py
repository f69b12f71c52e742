"""Corner tables as people type them or paste them out of a spreadsheet or a land paper.

One corner a line: X (north), Y (east), perhaps after a corner number and before the length of the
side; cells apart by tab, semicolon or space. A number that can be read in two ways is asked about.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from clusters.boundaries.findings import Finding, error, warning
from clusters.boundaries.zones import EAST_RANGE_M, NORTH_RANGE_M, Metres

MOST_CORNERS = 300
SHOWN_CHARACTERS = 120
CENTIMETRE = Decimal("0.01")
# From this many digits on a cell is a coordinate, below it a corner number or a length.
COORDINATE_DIGITS = 6


@dataclass(frozen=True)
class Corner:
    """``north`` and ``east`` as decimal text to 0.01 m, the legal source."""

    north: str
    east: str
    label: str = ""
    line: int | None = None

    @property
    def point(self) -> Metres:
        return float(self.north), float(self.east)


@dataclass(frozen=True)
class Row:
    """One line of the table: a corner, or the text that none could be read from."""

    line: int
    text: str
    corner: Corner | None = None


@dataclass(frozen=True)
class Reading:
    rows: tuple[Row, ...]
    findings: tuple[Finding, ...]

    @property
    def corners(self) -> list[Corner]:
        return [row.corner for row in self.rows if row.corner]


def read(text: str) -> Reading:
    """Every line as a corner or a finding; headings are passed over, and so is a last corner
    that repeats the first."""
    lines = [
        (number, cells)
        for number, line in enumerate(unicodedata.normalize("NFKC", text).splitlines(), start=1)
        if (cells := _cells(line))
    ]
    while lines and _is_heading(lines[0][1]):
        lines = lines[1:]
    grouping = _grouping_sign(cell for _number, cells in lines for cell in cells)
    rows: list[Row] = []
    findings: list[Finding] = []
    if len(lines) > MOST_CORNERS + 1:
        findings.append(error("too_many_corners", most=MOST_CORNERS))
    for number, cells in lines[: MOST_CORNERS + 1]:
        corner, found = _corner(number, cells, grouping)
        shown = "  ".join(cells)[:SHOWN_CHARACTERS]
        rows.append(Row(number, shown, corner))
        findings += found
    if _repeats_first(rows):
        rows.pop()
    return Reading(tuple(rows), tuple(findings))


def of_corners(pairs: Iterable[Sequence[str]]) -> Reading:
    """Stored corners, each as one line."""
    rows = []
    for number, (north, east) in enumerate(pairs, start=1):
        corner = Corner(north, east, str(number), number)
        rows.append(Row(number, f"{north}  {east}", corner))
    return Reading(tuple(rows), ())


def write(points: Iterable[Sequence[object]]) -> str:
    """The table of (north, east), numbered, as ``read`` reads it."""
    return "\n".join(
        f"{number}\t{_text(north)}\t{_text(east)}"
        for number, (north, east) in enumerate(points, start=1)
    )


def swap(text: str) -> str:
    """The table with X and Y changed round, line by line."""
    lines = []
    for line in unicodedata.normalize("NFKC", text).splitlines():
        label, pair = _pick(_cells(line))
        changed = [label, *reversed(pair)] if pair and not _is_heading(pair) else []
        lines.append("\t".join(cell for cell in changed if cell) or line)
    return "\n".join(lines)


def _text(value: object) -> str:
    return str(Decimal(str(value)).quantize(CENTIMETRE, ROUND_HALF_UP))


def _cells(line: str) -> list[str]:
    """A tab or semicolon separates for certain; then a space only groups digits."""
    if re.search(r"[\t;]", line):
        cells = [re.sub(r"\s", "", cell) for cell in re.split(r"[\t;]", line)]
        while cells and not cells[-1]:
            cells.pop()
        return cells[1:] if cells and not cells[0] else cells
    cells = [cell.removesuffix(",") for cell in line.split()]
    if len(cells) == 1 and _CSV_LINE.fullmatch(cells[0]):
        return cells[0].split(",")
    return [cell for cell in cells if cell]


# With points; no single number looks like this.
_CSV_LINE = re.compile(r"(\w{1,8},)?\d{6,7}(\.\d+)?,\d{6,7}(\.\d+)?(,\d+(\.\d+)?){0,2}")


def _is_heading(cells: list[str]) -> bool:
    """Words, and no more digits than "X1": a mistyped coordinate is no heading."""
    text = "".join(cells)
    return any(c.isalpha() for c in text) and not re.search(r"\d\D*\d\D*\d", text)


def _digits(cell: str) -> int:
    return sum(c.isdigit() for c in cell)


def _repeats_first(rows: list[Row]) -> bool:
    first, last = (rows[0].corner, rows[-1].corner) if len(rows) > 3 else (None, None)
    if not first or not last:
        return False
    return (first.north, first.east) == (last.north, last.east)


def _corner(line: int, cells: list[str], grouping: str) -> tuple[Corner | None, list[Finding]]:
    label, pair = _pick(cells)
    if pair is None:
        return None, [error("cells", line=line, cells=len(cells))]
    found: list[Finding] = []
    values: list[Decimal] = []
    for cell in pair:
        value, trouble = _number(cell, grouping)
        if value is None:
            found.append(error(trouble, line=line, typed=cell[:40], **_readings(cell, trouble)))
        else:
            values.append(value)
    if found:
        return None, found
    north, east = values
    if wrong := _out_of_range(north, east):
        return None, [error(wrong, line=line)]
    corner = Corner(_text(north), _text(east), label, line)
    if (Decimal(corner.north), Decimal(corner.east)) != (north, east):
        found.append(warning("rounded", line=line))
    return corner, found


def _pick(cells: list[str]) -> tuple[str, list[str] | None]:
    """(corner number, [X, Y]) out of the cells of a line; short numbers behind them, such as a
    side's length, are passed over."""
    label = ""
    if len(cells) > 2 and _digits(cells[0]) < COORDINATE_DIGITS:
        label, cells = cells[0][:20], cells[1:]
    pair, rest = cells[:2], cells[2:]
    if all(_digits(cell) >= COORDINATE_DIGITS for cell in pair):
        rest = [cell for cell in rest if not 0 < _digits(cell) < COORDINATE_DIGITS]
    return label, pair if len(pair) == 2 and not rest else None


def _out_of_range(north: Decimal, east: Decimal) -> str:
    def within(value: Decimal, span: tuple[float, float]) -> bool:
        return span[0] <= value <= span[1]

    if within(north, NORTH_RANGE_M) and within(east, EAST_RANGE_M):
        return ""
    if within(east, NORTH_RANGE_M) and within(north, EAST_RANGE_M):
        return "swapped_axes"
    return "out_of_range"


# --- numbers -------------------------------------------------------------------------------

_PLAIN = re.compile(r"\d+")
_ONE_SIGN = re.compile(r"(\d+)([.,])(\d+)")
_GROUPED = re.compile(
    r"\d{1,3}([.,])\d{3}(\1\d{3})+"  # 2.310.000
    r"|\d{1,3}(\.\d{3})+,\d+"  # 2.310.000,00
    r"|\d{1,3}(,\d{3})+\.\d+"  # 2,310,000.00
)


def _is_ambiguous(cell: str) -> bool:
    """575.000: five hundred and seventy-five, or thousand?"""
    found = _ONE_SIGN.fullmatch(cell)
    return found is not None and len(found[1]) <= 3 and len(found[3]) == 3 and found[1] != "0"


def _grouping_sign(cells: Iterable[str]) -> str:
    """The sign that groups digits in this table, where its unmistakable numbers agree."""
    signs = set()
    for cell in cells:
        one = _ONE_SIGN.fullmatch(cell)
        if _GROUPED.fullmatch(cell):
            signs.add(next(c for c in cell if c in ".,"))
        elif one and not _is_ambiguous(cell):
            signs.add("," if one[2] == "." else ".")
    return signs.pop() if len(signs) == 1 else ""


def _number(cell: str, grouping: str) -> tuple[Decimal | None, str]:
    """The value, or ``None`` and what is wrong."""
    if not re.fullmatch(r"[\d.,]*", cell):
        return None, "not_a_number"
    if _PLAIN.fullmatch(cell):
        return Decimal(cell), ""
    if _is_ambiguous(cell):
        if not grouping:
            return None, "ambiguous"
        sign = grouping
    elif _ONE_SIGN.fullmatch(cell):
        return Decimal(cell.replace(",", ".")), ""
    elif _GROUPED.fullmatch(cell):
        sign = next(c for c in cell if c in ".,")
    else:
        return None, "not_a_number"
    return Decimal(cell.replace(sign, "").replace(",", ".")), ""


def _readings(cell: str, trouble: str) -> dict[str, str]:
    """The two readings of an ambiguous number, each as it could be typed."""
    if trouble != "ambiguous":
        return {}
    whole, sign, rest = _ONE_SIGN.fullmatch(cell).groups()  # type: ignore[union-attr]
    decimals = rest[:2] if rest[2] == "0" else f"{rest}0"
    return {"one": whole + rest, "two": whole + sign + decimals}
