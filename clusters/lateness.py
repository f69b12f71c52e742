"""How late promised dates came true: plain arithmetic on dates.

A promise has a known outcome once it was kept, or once its day has passed without that: then it is
late by the days up to today, at least. The figure of an investor is the median of these days, over
every date ever promised: one that was moved counts as well as the one that replaced it, so that
moving a date does not make up for it. Early counts as negative days.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil
from statistics import median

ENOUGH = 3  # known outcomes, from which on a date is expected beside the promised one
DAYS_A_MONTH = 30.4375
MONTHS_FROM_DAYS = 45  # below this, days say more than months


@dataclass(frozen=True)
class Lateness:
    """``days``: median days late, rounded up; ``None`` without a known outcome."""

    days: int | None
    kept: int
    overdue: int
    pending: int

    @property
    def known(self) -> int:
        return self.kept + self.overdue

    @property
    def is_telling(self) -> bool:
        return self.known >= ENOUGH


def months(days: int) -> int | None:
    """Whole months, where that is how one would say it."""
    return None if days < MONTHS_FROM_DAYS else round(days / DAYS_A_MONTH)


NOTHING = Lateness(None, 0, 0, 0)


def days_late(promised_on: date, kept_on: date | None, today: date) -> int | None:
    """Negative: early. ``None``: the day is still to come."""
    if kept_on is not None:
        return (kept_on - promised_on).days
    return (today - promised_on).days if promised_on < today else None


def lateness(promises: Iterable[tuple[date, date | None]], today: date) -> Lateness:
    """Of (promised on, kept on) pairs."""
    rows = list(promises)
    late = [days_late(promised_on, kept_on, today) for promised_on, kept_on in rows]
    known = [days for days in late if days is not None]
    kept = sum(kept_on is not None for _promised_on, kept_on in rows)
    return Lateness(
        days=ceil(median(known)) if known else None,
        kept=kept,
        overdue=len(known) - kept,
        pending=len(rows) - len(known),
    )


def expected_on(promised_on: date | None, of_investor: Lateness, today: date) -> date | None:
    """Promised plus the median delay; never earlier than promised.

    ``None`` where nothing is to be expected: no date, a day that has come, or fewer than
    ``ENOUGH`` known outcomes.
    """
    if promised_on is None or promised_on <= today or not of_investor.is_telling:
        return None
    return promised_on + timedelta(days=max(0, of_investor.days or 0))
