"""Deadlines in working days, on the published calendar and beyond it."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.working_days import add_working_days, calendar_knows, calendar_warning, is_working_day


@pytest.mark.parametrize(
    ("start", "days", "due"),
    [
        pytest.param(date(2026, 3, 2), 5, date(2026, 3, 9), id="over a weekend"),
        pytest.param(date(2025, 9, 29), 5, date(2025, 10, 13), id="over the national holidays with a make-up Saturday"),
        pytest.param(date(2026, 3, 7), 1, date(2026, 3, 9), id="from a Saturday"),
        pytest.param(date(2026, 3, 2), 0, date(2026, 3, 2), id="no days"),
        pytest.param(date(2099, 12, 31), 2, date(2100, 1, 4), id="an unknown year, weekends only"),
    ],
)
def test_a_limit_ends_on_the_right_day(start: date, days: int, due: date) -> None:
    assert add_working_days(start, days) == due


def test_a_make_up_saturday_is_a_working_day_and_a_holiday_is_not() -> None:
    assert is_working_day(date(2025, 10, 11))
    assert not is_working_day(date(2025, 10, 1))


def test_it_says_which_years_it_knows() -> None:
    assert calendar_knows(2025)
    assert not calendar_knows(2099)
    assert not calendar_knows(1999)


def test_a_negative_limit_is_a_bug() -> None:
    with pytest.raises(ValueError, match="negative"):
        add_working_days(date(2026, 3, 2), -1)


@given(start=st.dates(date(2020, 1, 1), date(2030, 1, 1)), days=st.integers(1, 60))
def test_so_many_working_days_lie_between(start: date, days: int) -> None:
    due = add_working_days(start, days)

    between = [start + timedelta(number) for number in range(1, (due - start).days + 1)]
    assert is_working_day(due)
    assert sum(map(is_working_day, between)) == days


def test_a_deadline_in_a_year_without_known_holidays_is_told() -> None:
    assert calendar_warning(date(2026, 1, 5), date(2026, 12, 31)) == ""
    told = calendar_warning(date(2026, 12, 31), date(2097, 1, 4), date(2097, 1, 5))
    assert "2097年的放假安排" in told
    assert "2026年" not in told
