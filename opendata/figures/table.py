"""One table of figures: the truth of which a chart is only the drawing."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _

from portal.common.exporting import Export, demonstration


@dataclass(frozen=True)
class Column:
    """One measure. ``unit`` is a key of ``opendata.templatetags.figures``; "" is a plain number.
    ``drawn``: the chart shows it."""

    label: Any
    unit: str = ""
    drawn: bool = False

    @property
    def heading(self) -> str:
        """With its unit, where the cells are bare numbers: in a file, on a chart's axis."""
        unit = UNITS.get(self.unit)
        return f"{self.label} ({unit})" if unit else str(self.label)

    @property
    def axis(self) -> str:
        return f"{self.label} (%)" if self.unit == "percent" else self.heading


@dataclass
class Line:
    """A row: what it is about and one value for each column; ``None`` is not known."""

    label: Any
    values: Sequence[Any]
    url: str = ""
    is_demo: bool = False
    is_total: bool = False  # a total is printed, not drawn


@dataclass
class Table:
    """``chart``: "bar" (lying, one for each line), "stacked", "columns" (standing, over time)."""

    key: str
    title: Any
    head: Any
    columns: Sequence[Column]
    lines: Sequence[Line]
    chart: str = ""
    notes: Sequence[Any] = field(default_factory=list)
    sources: Sequence[str] = field(default_factory=list)

    @property
    def has_demo(self) -> bool:
        return any(line.is_demo for line in self.lines)

    @property
    def marks_lines(self) -> bool:
        """Some lines are demonstration and some are not; else the mark of the table says it."""
        return len({line.is_demo for line in self.lines if not line.is_total}) > 1

    @property
    def is_drawn(self) -> bool:
        """Something to draw: two lines at least, and a value in one of them."""
        drawn = [at for at, column in enumerate(self.columns) if column.drawn]
        rows = [line for line in self.lines if not line.is_total]
        return (
            bool(self.chart)
            and len(rows) > 1
            and any(line.values[at] for line in rows for at in drawn)
        )

    def cells(self) -> Iterator[tuple[Line, list[tuple[Column, Any]]]]:
        for line in self.lines:
            yield line, list(zip(self.columns, line.values, strict=True))

    def exports(self) -> list[Export]:
        """Its columns for a file: bare numbers, the unit in the heading."""
        measures = [
            Export(column.heading, lambda line, at=at: _bare(line.values[at]))
            for at, column in enumerate(self.columns)
        ]
        return [Export(self.head, lambda line: str(line.label)), *measures, demonstration()]


UNITS = {
    "ha": "ha",
    "m2": "m²",
    "percent": "0–1",
    "rate": "%",
    "vnd_m2_year": _("đ/m²/year"),
}


def _bare(value: Any) -> Any:
    return round(value, 4) if isinstance(value, float) else value
