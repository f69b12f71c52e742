"""Promised and actual dates on one axis. Plain arithmetic; places are shares of the width."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

FIRST, LAST = 2.0, 98.0  # per cent of the width between which dates lie
MOST_YEARS = 6  # that are written on the axis


@dataclass(frozen=True)
class Event:
    """``kind``: document, promised (the first date), moved (a later one) or actual."""

    kind: str
    on: date


@dataclass(frozen=True)
class Strand:
    """One component, or the documents: its events, how far it is, how late against its first
    promise."""

    label: Any
    events: list[Event]
    percent: int | None = None
    late_days: int | None = None


@dataclass(frozen=True)
class Mark:
    kind: str
    on: date
    x: str  # "12.34%"


@dataclass(frozen=True)
class Line:
    strand: Strand
    marks: list[Mark]
    late: tuple[str, str] | None  # x and width of the delay
    start: float  # from the top, px
    track: float


@dataclass(frozen=True)
class Timeline:
    lines: list[Line]
    years: list[tuple[int, str]]
    today: str
    height: float

    @property
    def axis(self) -> float:
        return self.height - 20


LINE_HEIGHT = 40


def timeline_of(strands: Iterable[Strand], today: date) -> Timeline | None:
    """``None``: nothing is dated."""
    rows = [strand for strand in strands if strand.events]
    days = [event.on for strand in rows for event in strand.events]
    if not days:
        return None
    first, last = min(*days, today).toordinal(), max(*days, today).toordinal()
    span = max(1, last - first)

    def at(day: date) -> float:
        return FIRST + (LAST - FIRST) * (day.toordinal() - first) / span

    def late(strand: Strand) -> tuple[str, str] | None:
        if not strand.late_days or strand.late_days < 0:
            return None
        promised = next(event.on for event in strand.events if event.kind == "promised")
        begin, end = at(promised), at(date.fromordinal(promised.toordinal() + strand.late_days))
        return _share(begin), _share(end - begin)

    lines = [
        Line(
            strand,
            [Mark(event.kind, event.on, _share(at(event.on))) for event in strand.events],
            late(strand),
            start := number * LINE_HEIGHT,
            start + 27,
        )
        for number, strand in enumerate(rows)
    ]
    starts = [
        year
        for year in range(date.fromordinal(first).year + 1, date.fromordinal(last).year + 1)
        if first <= date(year, 1, 1).toordinal() <= last
    ]
    step = -(-len(starts) // MOST_YEARS) or 1
    return Timeline(
        lines=lines,
        years=[(year, _share(at(date(year, 1, 1)))) for year in starts[::step]],
        today=_share(at(today)),
        height=len(lines) * LINE_HEIGHT + 26,
    )


def _share(value: float) -> str:
    return f"{value:.2f}%"
