"""Time limits at month ends, in leap years, and in the words that ledgers use."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from review_forms.category import CaseCategory
from review_forms.clocks import add_months, hints

CIVIL, ENFORCEMENT = CaseCategory.CIVIL, CaseCategory.ENFORCEMENT


@pytest.mark.parametrize(
    ("category", "procedure", "months"),
    [
        (CIVIL, "普通程序", 6),
        (CIVIL, "一审普通程序（独任）", 6),
        (CIVIL, "简易程序", 3),
        (CIVIL, "小额诉讼程序", 2),
        (CIVIL, "简易程序（小额诉讼）", 2),
        (CIVIL, "简易程序转普通程序", 6),
        (CIVIL, "二审", 3),
        (CIVIL, "第二审普通程序", 3),
        (ENFORCEMENT, "首次执行", 6),
        (ENFORCEMENT, "", 6),
        (ENFORCEMENT, "非诉执行", 3),
    ],
)
def test_each_procedure_has_its_limit(category: CaseCategory, procedure: str, months: int) -> None:
    (hint,) = hints(category, procedure, date(2025, 3, 2), date(2025, 3, 3))
    assert hint.limit_months == months
    assert hint.due_on == add_months(date(2025, 3, 2), months)
    assert "第" in hint.basis


@pytest.mark.parametrize(
    ("category", "procedure"),
    [
        (CIVIL, ""),
        (CIVIL, "特别程序"),
        (CaseCategory.CRIMINAL, "普通程序"),
        (ENFORCEMENT, "执行异议"),
        (ENFORCEMENT, "执行复议"),
    ],
)
def test_where_the_ledger_does_not_tell_there_is_no_hint(category: CaseCategory, procedure: str) -> None:
    assert hints(category, procedure, date(2025, 3, 2), date(2026, 3, 2)) == ()


def test_without_a_filing_date_there_is_no_hint() -> None:
    assert hints(CIVIL, "普通程序", None, date(2025, 3, 2)) == ()


@pytest.mark.parametrize(
    ("filed", "months", "due"),
    [
        ("2025-03-02", 6, "2025-09-02"),
        ("2024-08-31", 6, "2025-02-28"),
        ("2023-08-31", 6, "2024-02-29"),
        ("2024-02-29", 6, "2024-08-29"),
        ("2025-02-28", 6, "2025-08-28"),
        ("2024-11-30", 3, "2025-02-28"),
        ("2025-01-31", 3, "2025-04-30"),
        ("2025-12-31", 2, "2026-02-28"),
        ("2025-07-01", 6, "2026-01-01"),
    ],
)
def test_months_end_where_they_should(filed: str, months: int, due: str) -> None:
    assert add_months(date.fromisoformat(filed), months) == date.fromisoformat(due)


def test_the_last_day_is_in_time_and_the_next_is_one_day_over() -> None:
    (on_time,) = hints(CIVIL, "简易程序", date(2024, 11, 30), date(2025, 2, 28))
    (late,) = hints(CIVIL, "简易程序", date(2024, 11, 30), date(2025, 3, 1))
    assert (on_time.days_over, late.days_over) == (0, 1)
    assert "未超期" in on_time.text
    assert "超 1 天" in late.text
    assert "请核对" in late.text


def test_a_long_case_counts_its_days() -> None:
    (hint,) = hints(CIVIL, "普通程序", date(2025, 3, 2), date(2025, 11, 2))
    assert (hint.due_on, hint.days_over) == (date(2025, 9, 2), 61)


def test_an_open_case_is_never_over() -> None:
    (hint,) = hints(CIVIL, "普通程序", date(2001, 3, 2), None)
    assert hint.days_over == 0
    assert "尚未办结" in hint.text


def test_the_ledgers_own_limit_goes_first() -> None:
    (hint,) = hints(CIVIL, "特别程序", date(2025, 3, 2), date(2026, 3, 5), limit_until=date(2026, 3, 2))
    assert (hint.limit_months, hint.days_over) == (None, 3)


@pytest.mark.parametrize("first", [date(2025, 3, 2), date(2025, 3, 3)])
def test_the_first_day_counted_is_the_day_after_filing_however_it_is_written(first: date) -> None:
    (hint,) = hints(CIVIL, "普通程序", date(2025, 3, 2), None, limit_from=first)
    assert hint.due_on == date(2025, 9, 2)


def test_a_later_start_moves_the_end() -> None:
    (hint,) = hints(CIVIL, "普通程序", date(2025, 3, 2), None, limit_from=date(2025, 5, 1))
    assert hint.due_on == date(2025, 10, 30)


@given(st.dates(), st.none() | st.dates(), st.none() | st.dates(), st.sampled_from(["普通程序", "二审"]))
def test_no_date_breaks_it(filed: date, closed: date | None, first: date | None, procedure: str) -> None:
    for hint in hints(CIVIL, procedure, filed, closed, limit_from=first):
        assert hint.days_over >= 0
        assert (closed is not None and closed > hint.due_on) == (hint.days_over > 0)
