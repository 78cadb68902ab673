"""Working days in China: what a deadline in 工作日 means on the calendar."""

from datetime import date, timedelta
from functools import cache

import chinese_calendar
from chinese_calendar.constants import holidays

_FIRST_YEAR = min(holidays).year
_LAST_YEAR = max(holidays).year
_SATURDAY = 5
_ONE_DAY = timedelta(days=1)


def calendar_knows(year: int) -> bool:
    """Whether the holidays of a year are published and known; the screen says so where they are not."""
    return bool(_FIRST_YEAR <= year <= _LAST_YEAR)


def calendar_warning(*days: date) -> str:
    """What to tell about days of years whose holidays are unknown, in one Chinese sentence; blank for known years."""
    unknown = sorted({day.year for day in days if not calendar_knows(day.year)})
    if not unknown:
        return ""
    years = "、".join(f"{year}年" for year in unknown)
    return f"程序还不知道{years}的放假安排，期限只扣除了周末，请对照国务院办公厅的通知核对。"


@cache
def is_working_day(day: date) -> bool:
    """Whether offices work on a day, make-up days included; for unknown years only weekends are free."""
    if calendar_knows(day.year):
        return bool(chinese_calendar.is_workday(day))
    return day.weekday() < _SATURDAY


def add_working_days(start: date, days: int) -> date:
    """The last day of a limit of so many working days, not counting the day on which it begins.

    Civil Procedure Law article 85: the day on which a period begins is not counted. A limit of no days ends on `start`.
    """
    if days < 0:
        raise ValueError(f"a limit cannot be negative: {days}")
    day = start
    while days:
        day += _ONE_DAY
        days -= is_working_day(day)
    return day
