"""Time limits that the ledger already tells: hints beside an item, never findings by themselves.

How days are counted: the limit runs from the day after filing (法释〔2000〕29号, 第八条; 《民事诉讼法》第八十五条).
So the last day is the one that bears the number of the filing day, or the last day of the month where the month has no
such day (《民法典》第二百零二条). A last day on a public holiday moves on to the next working day
(《民事诉讼法》第八十五条), and a limit may have been extended or suspended; two dates do not tell, so the hint asks the
reader to look.

The limits and their sources:

* civil, ordinary procedure: 6 months, 《民事诉讼法》第一百五十二条;
* civil, summary procedure: 3 months, 《民事诉讼法》第一百六十四条;
* civil, small claims: 2 months, 《民事诉讼法》第一百六十八条;
* civil, second instance on a judgment: 3 months, 《民事诉讼法》第一百八十三条;
* enforcement: 6 months, of non-litigation decisions 3 months, 法释〔2000〕29号第五条.

The articles are those of 《民事诉讼法》 as amended in 2023; 法释〔2000〕29号 is
《最高人民法院关于严格执行案件审理期限制度的若干规定》.
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from review_forms.category import CaseCategory


@dataclass(frozen=True, slots=True)
class ClockHint:
    """One limit of one case.

    `due_on` is the last day, `days_over` how many days later the case was closed, 0 when in time or still open.
    `limit_months` is None where the ledger itself names the last day.
    """

    text: str
    limit_months: int | None
    due_on: date
    days_over: int
    basis: str


@dataclass(frozen=True, slots=True)
class _Limit:
    """A limit in months for the procedures that contain one of the words; no words: every procedure."""

    category: CaseCategory
    words: tuple[str, ...]
    name: str
    months: int
    basis: str


_CIVIL, _ENFORCEMENT = CaseCategory.CIVIL, CaseCategory.ENFORCEMENT
# the first that fits counts: small claims are tried by a simplified summary procedure, and some ledgers say both
_LIMITS = (
    _Limit(_CIVIL, ("二审", "第二审"), "二审审限", 3, "《民事诉讼法》第一百八十三条"),
    _Limit(_CIVIL, ("小额",), "小额诉讼程序审限", 2, "《民事诉讼法》第一百六十八条"),
    _Limit(_CIVIL, ("简易",), "简易程序审限", 3, "《民事诉讼法》第一百六十四条"),
    _Limit(_CIVIL, ("普通",), "普通程序审限", 6, "《民事诉讼法》第一百五十二条"),
    _Limit(_ENFORCEMENT, ("非诉",), "非诉执行期限", 3, "法释〔2000〕29号第五条"),
    _Limit(_ENFORCEMENT, (), "执行期限", 6, "法释〔2000〕29号第五条"),
)
# objections, reconsiderations and the like have limits in days that the ledger's dates do not tell
_UNTIMED = ("异议", "复议", "监督", "协调", "保全", "审查")


def hints(
    category: CaseCategory,
    procedure: str,
    filed_on: date | None,
    closed_on: date | None,
    limit_from: date | None = None,
    limit_until: date | None = None,
) -> tuple[ClockHint, ...]:
    """What the dates of a case say about its time limit; empty where they say nothing.

    Args:
        category: The kind of case.
        procedure: The procedure as the ledger writes it, such as 普通程序; “简易转普通” counts as what comes last.
        filed_on: The day of filing.
        closed_on: The day of closing, None while the case is open.
        limit_from: The first day that the ledger counts (审限起算), which is the day after filing or later.
        limit_until: The last day as the ledger has it (审限届满), extensions included; it goes before any computing.
    """
    if limit_until is not None:
        over = _days_over(limit_until, closed_on)
        text = f"台账载明审限至 {limit_until.isoformat()}，{_outcome(closed_on, over)}"
        return (ClockHint(text, None, limit_until, over, "台账所载审限届满日期"),)
    start = _day_before_counting(filed_on, limit_from)
    limit = _limit_for(category, procedure)
    if start is None or start.year == date.max.year or limit is None:
        return ()
    due_on = add_months(start, limit.months)
    over = _days_over(due_on, closed_on)
    advice = "；请核对期满日是否为法定休假日，是否依法延长、扣除审限或者转换程序" if over else ""
    text = f"{limit.name} {limit.months} 个月，应于 {due_on.isoformat()} 前办结，{_outcome(closed_on, over)}{advice}"
    return (ClockHint(text, limit.months, due_on, over, limit.basis),)


def add_months(day: date, months: int) -> date:
    """The day with the same number so many months later, or the last day of that month where it has none."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _day_before_counting(filed_on: date | None, limit_from: date | None) -> date | None:
    """The filing day, or a later day before counting began; some ledgers name the filing day itself as the first."""
    if limit_from is None or limit_from == date.min:
        return filed_on
    before = limit_from - timedelta(days=1)
    return before if filed_on is None else max(filed_on, before)


def _limit_for(category: CaseCategory, procedure: str) -> _Limit | None:
    last = procedure.rsplit("转", 1)[-1]
    if any(word in last for word in _UNTIMED):
        return None
    for limit in _LIMITS:
        if limit.category is category and (not limit.words or any(word in last for word in limit.words)):
            return limit
    return None


def _days_over(due_on: date, closed_on: date | None) -> int:
    return 0 if closed_on is None else max(0, (closed_on - due_on).days)


def _outcome(closed_on: date | None, over: int) -> str:
    if closed_on is None:
        return "尚未办结"
    return f"于 {closed_on.isoformat()} 办结，超 {over} 天" if over else f"于 {closed_on.isoformat()} 办结，未超期"
