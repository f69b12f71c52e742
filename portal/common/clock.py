"""Working days, as the Department counts them. Plain arithmetic over dates."""

from collections.abc import Container, Iterable
from datetime import date, timedelta

ONE = timedelta(days=1)
SATURDAY = 5


def is_working(day: date, holidays: Container[date]) -> bool:
    return day.weekday() < SATURDAY and day not in holidays


def working_days(spans: Iterable[tuple[date, date]], holidays: Container[date]) -> int:
    """Working days in (start, end] of each span; a day that lies in two counts once.

    The day something arrives is not counted: what comes on Monday is one day old on Tuesday.
    """
    counted = set()
    for start, end in spans:
        day = start + ONE
        while day <= end:
            if is_working(day, holidays):
                counted.add(day)
            day += ONE
    return len(counted)


def working_days_before(day: date, days: int, holidays: Container[date]) -> date:
    """The latest date from which ``days`` working days lead to ``day``."""
    while days > 0:
        if is_working(day, holidays):
            days -= 1
        day -= ONE
    return day
