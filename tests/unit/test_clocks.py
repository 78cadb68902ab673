"""Time limits at month ends, in leap years, and in the words that ledgers use; every case here was worked by hand."""

import hashlib
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from review_forms.category import CaseCategory
from review_forms.clocks import RULES, ClockHint, hints, overdue
from review_forms.limits import Span, add_months, limit_for

CRIMINAL, CIVIL, ADMINISTRATIVE = CaseCategory.CRIMINAL, CaseCategory.CIVIL, CaseCategory.ADMINISTRATIVE
COMPENSATION, ENFORCEMENT, OTHER = CaseCategory.COMPENSATION, CaseCategory.ENFORCEMENT, CaseCategory.OTHER
PROCEDURES = (
    (CIVIL, "普通程序", ""),
    (CIVIL, "小额诉讼程序", ""),
    (CIVIL, "特别程序", ""),
    (CIVIL, "", "民终"),
    (CRIMINAL, "普通程序", "刑初"),
    (CRIMINAL, "简易程序", "刑初"),
    (CRIMINAL, "速裁程序", "刑初"),
    (CRIMINAL, "自诉", "刑初"),
    (ADMINISTRATIVE, "简易程序", "行初"),
    (COMPENSATION, "", "委赔"),
    (ENFORCEMENT, "", "执异"),
    (ENFORCEMENT, "", "执"),
)


def day(text: str) -> date:
    return date.fromisoformat(text)


TIMED = [
    (CIVIL, "普通程序", "民初", "6 个月", "6 个月"),
    (CIVIL, "一审普通程序（独任）", "", "6 个月", "6 个月"),
    (CIVIL, "简易程序", "民初", "3 个月", "3 个月"),
    (CIVIL, "小额诉讼程序", "", "2 个月", "2 个月"),
    (CIVIL, "简易程序（小额诉讼）", "", "2 个月", "2 个月"),
    (CIVIL, "简易程序转普通程序", "", "6 个月", "6 个月"),
    (CIVIL, "二审", "", "3 个月", "3 个月"),
    (CIVIL, "第二审普通程序", "", "3 个月", "3 个月"),
    (CIVIL, "普通程序", "民终", "3 个月", "3 个月"),
    (CIVIL, "", "民一终", "3 个月", "3 个月"),
    (CIVIL, "", "民辖终", "30 日", "30 日"),
    (CIVIL, "特别程序", "民特", "30 日", "30 日"),
    (CIVIL, "", "民申", "3 个月", "3 个月"),
    (CRIMINAL, "普通程序", "刑初", "2 个月", "3 个月"),
    (CRIMINAL, "简易程序", "刑初", "20 日", "1 个半月"),
    (CRIMINAL, "速裁程序", "刑初", "10 日", "15 日"),
    (CRIMINAL, "普通程序（自诉）", "刑初", "3 个月", "6 个月"),
    (CRIMINAL, "", "刑终", "2 个月", "2 个月"),
    (CRIMINAL, "审判监督程序", "刑再", "3 个月", "6 个月"),
    (CRIMINAL, "", "刑医", "1 个月", "1 个月"),
    (ADMINISTRATIVE, "普通程序", "行初", "6 个月", "6 个月"),
    (ADMINISTRATIVE, "简易程序", "行初", "45 日", "45 日"),
    (ADMINISTRATIVE, "简易程序转普通程序", "行赔初", "6 个月", "6 个月"),
    (ADMINISTRATIVE, "", "行赔终", "3 个月", "3 个月"),
    (COMPENSATION, "", "法赔", "2 个月", "2 个月"),
    (COMPENSATION, "", "委赔", "3 个月", "6 个月"),
    (ENFORCEMENT, "首次执行", "执", "6 个月", "6 个月"),
    (ENFORCEMENT, "", "", "6 个月", "6 个月"),
    (ENFORCEMENT, "", "执恢", "6 个月", "6 个月"),
    (ENFORCEMENT, "非诉执行", "", "3 个月", "3 个月"),
    (ENFORCEMENT, "执行异议审查", "", "15 日", "15 日"),
    (ENFORCEMENT, "", "执异", "15 日", "15 日"),
    (ENFORCEMENT, "", "执复", "30 日", "60 日"),
]


@pytest.mark.parametrize(("category", "procedure", "type_code", "limit", "most"), TIMED)
def test_each_procedure_has_its_limit(
    category: CaseCategory, procedure: str, type_code: str, limit: str, most: str
) -> None:
    found = limit_for(category, procedure, type_code)
    assert found is not None
    assert (str(found.span), str(found.most)) == (limit, most)
    (hint,) = hints(category, procedure, day("2025-03-02"), day("2025-03-03"), type_code=type_code)
    assert hint.limit == limit
    assert limit in hint.text
    assert most in hint.text
    assert hint.basis == found.basis
    assert "条" in hint.basis


UNTIMED = [
    (CIVIL, "", "民初", ""),
    (CIVIL, "督促程序", "民督", ""),
    (CIVIL, "普通程序", "民再", ""),
    (CIVIL, "涉外普通程序", "民初", ""),
    (CIVIL, "普通程序", "破申", ""),
    (CIVIL, "", "破终", ""),
    (CIVIL, "特别程序", "民特", "申请宣告自然人死亡"),
    (CIVIL, "特别程序", "民特", "申请确定选民资格"),
    (CRIMINAL, "", "刑初", ""),
    (CRIMINAL, "", "刑更", ""),
    (CRIMINAL, "再审审查", "刑申", ""),
    (CRIMINAL, "", "刑医复", ""),
    (ADMINISTRATIVE, "非诉审查", "行审", ""),
    (ADMINISTRATIVE, "普通程序", "行再", ""),
    (COMPENSATION, "", "委赔监", ""),
    (ENFORCEMENT, "执行监督", "执监", ""),
    (ENFORCEMENT, "", "执保", ""),
    (OTHER, "普通程序", "司惩", ""),
]


@pytest.mark.parametrize(("category", "procedure", "type_code", "cause"), UNTIMED)
def test_where_the_ledger_does_not_tell_there_is_no_hint(
    category: CaseCategory, procedure: str, type_code: str, cause: str
) -> None:
    dates = (day("2025-03-02"), day("2027-03-02"))
    assert hints(category, procedure, *dates, type_code=type_code, cause=cause) == ()
    assert overdue(category, procedure, *dates, type_code=type_code, cause=cause) == 0


# each line: what, the filing day, the last day, and the arithmetic that leads there
WORKED = [
    (CIVIL, "普通程序", "", "2025-03-02", "2025-09-02", "2 March + 6 months = 2 September"),
    (CIVIL, "普通程序", "", "2024-08-31", "2025-02-28", "31 August + 6 months: February 2025 has 28 days"),
    (CIVIL, "普通程序", "", "2023-08-31", "2024-02-29", "31 August + 6 months: February 2024 has 29 days"),
    (CIVIL, "普通程序", "", "2023-08-30", "2024-02-29", "30 August + 6 months: the same last day as the 31st"),
    (CIVIL, "普通程序", "", "2023-08-29", "2024-02-29", "29 August + 6 months: that day exists in 2024"),
    (CIVIL, "普通程序", "", "2024-02-29", "2024-08-29", "29 February + 6 months = 29 August"),
    (CIVIL, "普通程序", "", "2025-02-28", "2025-08-28", "28 February + 6 months = 28 August, not the end of the month"),
    (CIVIL, "普通程序", "", "2025-07-01", "2026-01-01", "1 July + 6 months = 1 January of the next year"),
    (CIVIL, "简易程序", "", "2024-11-30", "2025-02-28", "30 November + 3 months: no 30 February"),
    (CIVIL, "简易程序", "", "2025-01-31", "2025-04-30", "31 January + 3 months: no 31 April"),
    (CIVIL, "小额诉讼程序", "", "2025-12-31", "2026-02-28", "31 December + 2 months: no 31 February"),
    (CIVIL, "小额诉讼程序", "", "2023-12-31", "2024-02-29", "31 December + 2 months in a leap year"),
    (CIVIL, "", "民终", "2024-11-29", "2025-02-28", "29 November + 3 months: no 29 February 2025"),
    (CIVIL, "特别程序", "", "2024-02-01", "2024-03-02", "1 February + 30 days: 28 left to the 29th, 2 in March"),
    (CIVIL, "特别程序", "", "2025-02-01", "2025-03-03", "1 February + 30 days: 27 left to the 28th, 3 in March"),
    (CIVIL, "", "民辖终", "2025-12-15", "2026-01-14", "15 December + 30 days: 16 left to the 31st, 14 in January"),
    (CRIMINAL, "普通程序", "刑初", "2025-01-15", "2025-04-15", "at the latest 3 months: 15 April"),
    (CRIMINAL, "普通程序", "刑初", "2025-02-28", "2025-05-31", "from the last day of a month to the last day of May"),
    (CRIMINAL, "普通程序", "刑初", "2024-11-30", "2025-02-28", "30 November + 3 months: the last day of February"),
    (CRIMINAL, "", "刑终", "2024-12-31", "2025-02-28", "31 December + 2 months: the last day of February"),
    (CRIMINAL, "", "刑终", "2024-02-29", "2024-04-30", "29 February 2024 is a last day, and so is 30 April"),
    (CRIMINAL, "简易程序", "刑初", "2025-03-10", "2025-04-25", "10 March + 1 month = 10 April, + 15 days = 25 April"),
    (CRIMINAL, "简易程序", "刑初", "2025-01-31", "2025-03-15", "31 January + 1 month = 28 February, + 15 = 15 March"),
    (CRIMINAL, "速裁程序", "刑初", "2025-02-20", "2025-03-07", "20 February + 15 days: 8 to the 28th, 7 in March"),
    (CRIMINAL, "自诉", "刑初", "2024-08-31", "2025-02-28", "not held: 6 months, the last day of February"),
    (CRIMINAL, "", "刑再", "2025-01-01", "2025-07-01", "6 months at the latest"),
    (ADMINISTRATIVE, "普通程序", "行初", "2024-08-31", "2025-02-28", "as in civil cases"),
    (ADMINISTRATIVE, "简易程序", "行初", "2025-01-01", "2025-02-15", "1 January + 45 days: 30 to the 31st, 15 more"),
    (ADMINISTRATIVE, "", "行终", "2025-05-31", "2025-08-31", "31 May + 3 months = 31 August"),
    (COMPENSATION, "", "法赔", "2025-06-30", "2025-08-30", "30 June + 2 months = 30 August"),
    (COMPENSATION, "", "委赔", "2025-03-31", "2025-09-30", "at most 3 + 3 months: no 31 September"),
    (ENFORCEMENT, "首次执行", "执", "2025-08-31", "2026-02-28", "6 months: no 31 February"),
    (ENFORCEMENT, "非诉执行", "", "2025-11-30", "2026-02-28", "3 months: no 30 February"),
    (ENFORCEMENT, "", "执异", "2025-09-25", "2025-10-10", "25 September + 15 days: 5 to the 30th, 10 in October"),
    (ENFORCEMENT, "", "执复", "2025-01-01", "2025-03-02", "at most 60 days: 30 + 28 to the end of February, 2 more"),
]


@pytest.mark.parametrize(
    ("category", "procedure", "code", "filed", "last", "_why"), WORKED, ids=lambda value: str(value)
)
def test_the_last_day_is_in_time_and_the_next_is_one_day_over(
    category: CaseCategory, procedure: str, code: str, filed: str, last: str, _why: str
) -> None:
    end = day(last)
    found = {
        after: hints(category, procedure, day(filed), end + timedelta(days=after), type_code=code)[0]
        for after in (0, 1, 61)
    }
    for after, hint in found.items():
        assert (hint.latest_on, hint.days_over) == (end, after)
        assert overdue(category, procedure, day(filed), end + timedelta(days=after), type_code=code) == after
    assert "未超期" in found[0].text
    assert "超 1 天" in found[1].text
    assert "请核对期满日是否为法定休假日" in found[1].text
    assert "超 61 天" in found[61].text
    assert "休假日" not in found[61].text


@pytest.mark.parametrize(("category", "procedure", "code"), PROCEDURES)
def test_on_the_day_of_filing_nothing_is_over(category: CaseCategory, procedure: str, code: str) -> None:
    (hint,) = hints(category, procedure, day("2025-03-02"), day("2025-03-02"), type_code=code)
    assert hint.days_over == 0
    assert "未超期" in hint.text


def between(closed: str) -> ClockHint:
    (hint,) = hints(CRIMINAL, "简易程序", day("2025-03-10"), day(closed), type_code="刑初")
    return hint


def test_a_limit_with_a_longer_one_names_both_and_asks() -> None:
    # 10 March + 20 days = 30 March; + 1 month and 15 days = 25 April
    short, asked, late = between("2025-03-30"), between("2025-03-31"), between("2025-04-26")
    assert (short.due_on, short.latest_on) == (day("2025-03-30"), day("2025-04-25"))
    assert "20 日（可能判处的有期徒刑超过三年的，1 个半月）" in short.text
    assert "请核对" not in short.text
    assert asked.days_over == 0
    assert "请核对是否属于可能判处的有期徒刑超过三年的情形" in asked.text
    assert late.days_over == 1
    assert "超 1 天" in late.text
    # 30 March to 26 April: 1 day of March and 26 of April
    assert [hint.days_past_due for hint in (short, asked, late)] == [0, 1, 1 + 26]
    assert [hint.needs_a_look for hint in (short, asked, late)] == [False, True, True]


def test_a_criminal_case_that_changed_its_procedure_needs_the_ledgers_first_day() -> None:
    """A civil case is counted on from its filing, a criminal one from the day after the decision to change."""
    filed, closed = day("2025-01-10"), day("2025-06-01")
    assert hints(CRIMINAL, "简易程序转普通程序", filed, closed, type_code="刑初") == ()
    (hint,) = hints(CRIMINAL, "简易程序转普通程序", filed, closed, day("2025-01-26"), type_code="刑初")
    # decided on 25 January, so 3 months end on 25 April; 5 days of April, 31 of May and 1 of June
    assert (hint.latest_on, hint.days_over) == (day("2025-04-25"), 5 + 31 + 1)
    (hint,) = hints(CIVIL, "简易程序转普通程序", filed, closed)
    assert hint.latest_on == day("2025-07-10")


def test_what_the_remarks_say_of_an_extension_is_pointed_out() -> None:
    (hint,) = hints(CIVIL, "普通程序", day("2025-01-01"), day("2025-12-01"), remarks="经院长批准延长，曾中止")
    assert "台账提到延长、中止" in hint.text
    assert hint.days_over == 153  # from 1 July: 30 + 31 + 31 + 30 + 30 = 152 to 30 November, and 1 December


def test_dates_out_of_order_are_pointed_out() -> None:
    found = hints(CIVIL, "普通程序", day("2025-03-02"), day("2025-01-02"))
    assert [hint.days_over for hint in found] == [0, 0]
    assert [hint.needs_a_look for hint in found] == [False, True]
    assert found[1].due_on is None
    assert "日期先后不合" in found[1].text
    assert "结案日期 2025-01-02 早于立案日期 2025-03-02" in found[1].text
    (hint,) = hints(OTHER, "", day("2025-03-02"), day("2025-01-02"))
    assert "日期先后不合" in hint.text
    *_, hint = hints(CIVIL, "普通程序", day("2025-03-02"), day("2025-04-02"), limit_until=day("2024-09-02"))
    assert "审限届满日期 2024-09-02 早于立案日期" in hint.text


def test_without_a_filing_date_there_is_no_hint() -> None:
    assert hints(CIVIL, "普通程序", None, day("2025-03-02")) == ()


def test_an_open_case_is_never_over() -> None:
    (hint,) = hints(CIVIL, "普通程序", day("2001-03-02"), None)
    assert hint.days_over == overdue(CIVIL, "普通程序", day("2001-03-02"), None) == 0
    assert "尚未办结" in hint.text
    assert not hint.needs_a_look


def test_the_ledgers_own_limit_goes_first() -> None:
    dates = (day("2025-03-02"), day("2026-03-05"), None, day("2026-03-02"))
    (hint,) = hints(CIVIL, "特别程序", *dates)
    assert (hint.limit, hint.days_over, hint.needs_a_look) == ("", 3, True)
    assert overdue(CIVIL, "特别程序", *dates) == 3


@pytest.mark.parametrize("first", ["2025-03-02", "2025-03-03"])
def test_the_first_day_counted_is_the_day_after_filing_however_it_is_written(first: str) -> None:
    (hint,) = hints(CIVIL, "普通程序", day("2025-03-02"), None, limit_from=day(first))
    assert hint.due_on == day("2025-09-02")


def test_a_later_start_moves_the_end() -> None:
    (hint,) = hints(CIVIL, "普通程序", day("2025-03-02"), None, limit_from=day("2025-05-01"))
    assert hint.due_on == day("2025-10-30")
    (hint,) = hints(CIVIL, "普通程序", None, None, limit_from=day("2025-05-01"))
    assert hint.due_on == day("2025-10-30")


def test_the_calendar_may_end_before_the_limit() -> None:
    for span in (Span(6), Span(days=30), Span(1, 15)):
        assert span.after(date.max) == date.max
    assert add_months(day("9999-06-30"), 6) == day("9999-12-30")


CASES = st.tuples(st.sampled_from(PROCEDURES), st.none() | st.dates(), st.none() | st.dates(), st.none() | st.dates())


@given(CASES, st.none() | st.dates())
def test_no_date_breaks_it_and_both_ways_of_counting_agree(case, until) -> None:
    (category, procedure, code), filed, closed, first = case
    found = hints(category, procedure, filed, closed, first, until, code)
    over = overdue(category, procedure, filed, closed, first, until, code)
    assert over == max((hint.days_over for hint in found), default=0) >= 0
    for hint in found:
        assert hint.text
        assert hint.needs_a_look == ("请核对" in hint.text or hint.days_over > 0)
        if hint.latest_on is not None:
            assert hint.due_on is not None
            assert hint.due_on <= hint.latest_on
            assert (closed is not None and closed > hint.latest_on) == (hint.days_over > 0)


@given(st.sampled_from(PROCEDURES), st.dates(max_value=day("9990-01-01")), st.integers(0, 800))
def test_who_files_later_has_time_for_longer(case: tuple[CaseCategory, str, str], filed: date, later: int) -> None:
    category, procedure, code = case
    (first,) = hints(category, procedure, filed, None, type_code=code)
    (second,) = hints(category, procedure, filed + timedelta(days=later), None, type_code=code)
    assert filed < first.due_on <= second.due_on  # type: ignore[operator]
    assert first.latest_on <= second.latest_on  # type: ignore[operator]


def test_another_outcome_needs_another_number_of_the_rules() -> None:
    """Where the outcome changes, give RULES a new number: every workspace is then worked out anew."""
    told = [case[:3] for case in TIMED] + [case[:3] for case in UNTIMED]
    days = [day("2024-02-29") + timedelta(days=97 * at) for at in range(40)]
    found = [overdue(*case[:2], filed, day("2040-01-01"), type_code=case[2]) for case in told for filed in days]
    assert (RULES, hashlib.sha256(repr(found).encode()).hexdigest()[:16]) == (1, "4ca895c93720db92")
