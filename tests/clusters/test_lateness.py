"""How late promises came true: worked by hand."""

from datetime import date

import pytest

from clusters.lateness import NOTHING, Lateness, days_late, expected_on, lateness, months

TODAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("promised_on", "kept_on", "days"),
    [
        (date(2026, 3, 1), date(2026, 7, 1), 122),  # four months late
        (date(2026, 3, 1), date(2026, 3, 1), 0),
        (date(2026, 3, 10), date(2026, 3, 1), -9),  # early
        (date(2026, 11, 14), None, 10),  # overdue counts up to today
        (TODAY, None, None),  # the day itself is not over
        (date(2027, 1, 1), None, None),
    ],
)
def test_one_promise(promised_on, kept_on, days):
    assert days_late(promised_on, kept_on, TODAY) == days


def test_usually_four_months_late_seven_promises():
    """100, 110, 118, 122, 130, 200 kept and one overdue by 328: the fourth of seven is 122."""
    kept = [
        (date(2026, 1, 1), date.fromordinal(date(2026, 1, 1).toordinal() + days))
        for days in (122, 100, 200, 110, 130, 118)
    ]
    late = lateness([*kept, (date(2025, 12, 31), None), (date(2027, 6, 1), None)], TODAY)
    assert late == Lateness(days=122, kept=6, overdue=1, pending=1)
    assert (late.known, months(late.days), late.is_telling) == (7, 4, True)


def test_of_an_even_number_the_middle_of_two_rounded_up():
    pairs = [(date(2026, 1, 1), date(2026, 1, 2)), (date(2026, 1, 1), date(2026, 1, 5))]
    assert lateness(pairs, TODAY).days == 3  # 1 and 4: 2.5
    assert months(lateness(pairs, TODAY).days) is None


def test_a_moved_date_counts_like_the_one_that_replaced_it():
    pairs = [(date(2026, 1, 1), date(2026, 7, 1)), (date(2026, 6, 1), date(2026, 7, 1))]
    assert lateness(pairs, TODAY).days == 106  # 181 and 30: 105.5


def test_without_an_outcome_nothing_is_said():
    assert lateness([], TODAY) == NOTHING
    assert lateness([(date(2027, 1, 1), None)], TODAY).days is None


@pytest.mark.parametrize(
    ("promised_on", "late", "expected"),
    [
        (date(2026, 12, 1), Lateness(121, 3, 0, 0), date(2027, 4, 1)),  # promised 12, expected 04
        (date(2026, 12, 1), Lateness(121, 2, 1, 0), date(2027, 4, 1)),  # overdue is known, too
        (date(2026, 12, 1), Lateness(121, 2, 0, 5), None),  # two outcomes are too few
        (date(2026, 12, 1), Lateness(-30, 9, 0, 0), date(2026, 12, 1)),  # never earlier
        (date(2026, 11, 1), Lateness(121, 9, 0, 0), None),  # the day has come
        (None, Lateness(121, 9, 0, 0), None),
        (date(2026, 12, 1), NOTHING, None),
    ],
)
def test_what_is_to_be_expected(promised_on, late, expected):
    assert expected_on(promised_on, late, TODAY) == expected
