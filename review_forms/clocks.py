"""Time limits that the ledger already tells: hints beside an item, never findings by themselves.

How days are counted: a limit runs from the day after filing (法释〔2000〕29号第八条; 《民事诉讼法》第八十五条,
《刑事诉讼法》第一百零五条). So the last day is the one that bears the number of the filing day, or the last day of the
month where the month has no such day (《民法典》第二百零二条); limits.py has the lengths and the articles.

A civil or administrative case that goes over from one procedure to another is counted on from its filing, a criminal
one from the day after the decision (法释〔2000〕29号第八条), which a ledger has only where it names the first day.

What two dates cannot tell, the hint asks the reader to look up: leave to extend, time that does not count (公告、鉴定、
中止 and the rest of 法释〔2000〕29号第九条), and whether the last day was a holiday. The calendar of working days stays
out on purpose: a limit that ends on a holiday moves on (《民事诉讼法》第八十五条), but not while an accused is held
(《刑事诉讼法》第一百零五条), a ledger does not say whether one is, and the days counted here must not change from one
computer to another with the holidays that each knows of.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from review_forms.category import CaseCategory
from review_forms.limits import REMEMBERED, Limit, limit_for

# one higher whenever `overdue` may say something else of the same case: workspaces are then worked out anew
RULES = 1
# no run of public holidays with its weekends has been longer
MOST_DAYS_OFF = 10
_LEDGER_SAYS = "台账所载日期"
_MENTIONED = ("延长", "扣除", "中止", "公告", "鉴定", "评估", "审计", "补充侦查", "延期", "暂缓")


@dataclass(frozen=True, slots=True)
class ClockHint:
    """One thing that the dates of a case say.

    `limit` is the length in words, empty where the ledger itself names the last day. `due_on` is the last day, None
    where dates only contradict each other; `latest_on` is that of the longer limit that some cases have, else the same.
    `days_over` counts from `latest_on`, `days_past_due` from `due_on`; both are 0 when in time or still open.
    """

    text: str
    limit: str
    due_on: date | None
    latest_on: date | None
    days_over: int
    days_past_due: int
    basis: str

    @property
    def needs_a_look(self) -> bool:
        """Whether a person should look: a last day has passed, be it only the shorter one, or dates do not agree."""
        return self.days_past_due > 0 or self.due_on is None


def hints(
    category: str,
    procedure: str,
    filed_on: date | None,
    closed_on: date | None,
    limit_from: date | None = None,
    limit_until: date | None = None,
    type_code: str = "",
    cause: str = "",
    remarks: str = "",
) -> tuple[ClockHint, ...]:
    """What the dates of a case say about its time limit; empty where they say nothing.

    Args:
        category: The kind of case, a value of `CaseCategory`.
        procedure: The procedure as the ledger writes it, such as 普通程序; “简易转普通” counts as what comes last.
        filed_on: The day of filing.
        closed_on: The day of closing, None while the case is open.
        limit_from: The first day that the ledger counts (审限起算), which is the day after filing or later.
        limit_until: The last day as the ledger has it (审限届满), extensions included; it goes before any computing.
        type_code: The 案件类型代字 of the number, such as 民终.
        cause: The cause of action.
        remarks: The ledger's remarks; a word such as 延长 in them is pointed out.
    """
    found = _contradictions(filed_on, closed_on, limit_until)
    if limit_until is not None:
        over = _days_over(limit_until, closed_on)
        text = f"台账载明审限至 {limit_until.isoformat()}，{_outcome(closed_on, over)}"
        return (ClockHint(text, "", limit_until, limit_until, over, over, "台账所载审限届满日期"), *found)
    running = _running(category, procedure, filed_on, limit_from, type_code, cause)
    return (_hint(*running, closed_on, f"{procedure} {remarks}"), *found) if running else found


def overdue(
    category: str,
    procedure: str,
    filed_on: date | None,
    closed_on: date | None,
    limit_from: date | None = None,
    limit_until: date | None = None,
    type_code: str = "",
    cause: str = "",
) -> int:
    """By how many days a case was closed after its last day; 0 when in time, still open or unknown.

    The arguments are those of `hints`, whose `days_over` this is, at a fraction of the cost: an import asks it of a
    hundred thousand cases.
    """
    if closed_on is None:
        return 0
    if limit_until is not None:
        return _days_over(limit_until, closed_on)
    running = _running(category, procedure, filed_on, limit_from, type_code, cause)
    return _days_over(_last_day(*running), closed_on) if running else 0


def _running(
    category: str, procedure: str, filed_on: date | None, limit_from: date | None, type_code: str, cause: str
) -> tuple[Limit, date] | None:
    """The limit of a case and the day after which it runs, where both are known."""
    start = _day_before_counting(filed_on, limit_from)
    limit = limit_for(category, procedure, type_code, cause)
    if start is None or limit is None:
        return None
    is_restarted = category == CaseCategory.CRIMINAL and "转" in procedure
    return None if is_restarted and limit_from is None else (limit, start)


def _day_before_counting(filed_on: date | None, limit_from: date | None) -> date | None:
    """The filing day, or a later day before counting began; some ledgers name the filing day itself as the first."""
    if limit_from is None or limit_from == date.min:
        return filed_on
    before = limit_from - timedelta(days=1)
    return before if filed_on is None else max(filed_on, before)


@lru_cache(REMEMBERED)
def _last_day(limit: Limit, start: date) -> date:
    return limit.last_day(start)


def _days_over(last: date, closed_on: date | None) -> int:
    return 0 if closed_on is None or closed_on <= last else (closed_on - last).days


def _hint(limit: Limit, start: date, closed_on: date | None, told: str) -> ClockHint:
    due_on, latest_on = limit.last_day(start, at_most=False), _last_day(limit, start)
    over, past_due = _days_over(latest_on, closed_on), _days_over(due_on, closed_on)
    text = f"{_length(limit)}，应于 {_until(due_on, latest_on)}前办结，{_outcome(closed_on, over)}"
    if over:
        text += _advice(over, told)
    elif past_due:
        text += f"，但已过 {due_on.isoformat()}；请核对是否属于{limit.longer_for}的情形"
    return ClockHint(text, str(limit.span), due_on, latest_on, over, past_due, limit.basis)


def _length(limit: Limit) -> str:
    longer = f"（{limit.longer_for}的，{limit.longer}）" if limit.longer else ""
    return f"{limit.name} {limit.span}{longer}"


def _until(due_on: date, latest_on: date) -> str:
    latest = f"（至迟 {latest_on.isoformat()}）" if latest_on != due_on else " "
    return f"{due_on.isoformat()}{latest}"


def _outcome(closed_on: date | None, over: int) -> str:
    if closed_on is None:
        return "尚未办结"
    return f"于 {closed_on.isoformat()} 办结，超 {over} 天" if over else f"于 {closed_on.isoformat()} 办结，未超期"


def _advice(over: int, told: str) -> str:
    """What to look up before anything is said of a case that is over."""
    holiday = "期满日是否为法定休假日，" if over <= MOST_DAYS_OFF else ""
    mentioned = "、".join(word for word in _MENTIONED if word in told)
    noted = f"（台账提到{mentioned}）" if mentioned else ""
    return f"；请核对{holiday}是否依法延长、扣除审限或者转换程序{noted}"


def _contradictions(filed_on: date | None, closed_on: date | None, limit_until: date | None) -> tuple[ClockHint, ...]:
    """Dates that cannot all be right."""
    if filed_on is None:
        return ()
    later = (("结案日期", closed_on), ("审限届满日期", limit_until))
    return tuple(
        ClockHint(
            f"{name} {day.isoformat()} 早于立案日期 {filed_on.isoformat()}，日期先后不合，请核对台账",
            "",
            None,
            None,
            0,
            0,
            _LEDGER_SAYS,
        )
        for name, day in later
        if day is not None and day < filed_on
    )
