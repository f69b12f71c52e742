"""Working days of the Department: worked examples around a holiday and a return."""

from datetime import date

import pytest

from portal.common.clock import working_days, working_days_before

# 2026: Monday 31 August, Tuesday 1 and Wednesday 2 September off, Thursday 3 September.
OFF = {date(2026, 9, 1), date(2026, 9, 2)}


def september(day):
    return date(2026, 9, day)


@pytest.mark.parametrize(
    ("spans", "days"),
    [
        ([], 0),
        ([(date(2026, 8, 31), date(2026, 8, 31))], 0),  # the day of arrival
        ([(date(2026, 8, 31), september(3))], 1),  # two days off between
        ([(date(2026, 8, 28), date(2026, 8, 31))], 1),  # over a weekend
        ([(september(3), september(10))], 5),
        # sent on the 3rd, returned on the 4th, answered on the 9th, read on the 11th
        ([(september(3), september(4)), (september(9), september(11))], 3),
        # returned and answered on one day: it counts once
        ([(september(3), september(4)), (september(4), september(7))], 2),
        ([(september(3), september(8)), (september(7), september(8))], 3),
        ([(september(5), september(6))], 0),  # a weekend
    ],
)
def test_working_days(spans, days):
    assert working_days(spans, OFF) == days


@pytest.mark.parametrize("days", range(12))
@pytest.mark.parametrize("end", [september(day) for day in range(1, 12)])
def test_going_back_is_the_inverse(end, days):
    start = working_days_before(end, days, OFF)
    assert working_days([(start, end)], OFF) == days
