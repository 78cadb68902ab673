"""The time limits of the procedures as data: how long each is, which cases it is for, and the article that says so.

Articles are those of 《刑事诉讼法》 as amended in 2018, 《民事诉讼法》 as amended in 2023, 《行政诉讼法》 as amended in
2017 and 《国家赔偿法》 as amended in 2012. 法释〔2000〕29号 is 《最高人民法院关于严格执行案件审理期限制度的若干规定》,
of which only what no later law replaced is used; 法释〔2021〕1号 is the interpretation of 《刑事诉讼法》;
法释〔2008〕13号 is that on enforcement, as amended in 2020.

* criminal, fast-track: 10 days, 15 where more than a year may be given, 刑诉法 225;
* criminal, summary: 20 days, a month and a half where more than three years may be given, 刑诉法 220;
* criminal, private prosecution: as a public one where the accused is held, else 6 months, 刑诉法 212;
* criminal, first instance: 2 months, 3 at the latest, 刑诉法 208;
* criminal, second instance: 2 months, 刑诉法 243;
* criminal, retrial: 3 months, 6 at the latest, 刑诉法 258;
* compulsory medical treatment: 1 month, 刑诉法 305;
* civil, ordinary procedure: 6 months, 民诉法 152; summary: 3 months, 164; small claims: 2 months, 168;
* civil, second instance: 3 months on a judgment, 30 days on a ruling, 民诉法 183;
* civil, special procedure: 30 days, 民诉法 187; not where a public notice comes before, nor for voters' lists;
* civil, examination of a petition for retrial: 3 months, 民诉法 215;
* administrative, ordinary procedure: 6 months, 行诉法 81; summary: 45 days, 83; second instance: 3 months, 88;
* state compensation: 2 months by the court that owes it, 国赔法 23; 3 months by the committee, 6 where the case is
  difficult, 28;
* enforcement: 6 months, of non-litigation decisions 3 months, 法释〔2000〕29号 5;
* objections in enforcement: 15 days, 民诉法 236 and 238; reconsiderations: 30 days, 60 at most, 法释〔2008〕13号 8.

To add a limit: 1. its line in `_LIMITS`, before the wider ones, 2. its article above, 3. a case worked by hand in
tests/unit/test_clocks.py, 4. `RULES` in clocks.py one higher, so that every workspace is worked out anew.
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from review_forms.category import CaseCategory

REMEMBERED = 16_384


@dataclass(frozen=True, slots=True)
class Span:
    """A length in months, in days, or in months and then days; half a month is 15 days (法释〔2021〕1号 202)."""

    months: int = 0
    days: int = 0

    def __str__(self) -> str:
        if self.months and self.days:
            return f"{self.months} 个半月"
        return f"{self.months} 个月" if self.months else f"{self.days} 日"

    def after(self, day: date, *, keeps_month_ends: bool = False) -> date:
        """The last day of a limit that begins to run after `day`; `date.max` where the calendar ends before it does.

        With `keeps_month_ends` a limit from the last day of a month ends on the last day of a month, as criminal
        procedure has it (法释〔2021〕1号第二百零二条).
        """
        try:
            later = add_months(day, self.months, keeps_month_ends=keeps_month_ends) if self.months else day
            return later + timedelta(days=self.days)
        except (ValueError, OverflowError):
            return date.max


def add_months(day: date, months: int, *, keeps_month_ends: bool = False) -> date:
    """The day with the same number so many months later, or the last day of that month where it has none.

    《民法典》第二百零二条. With `keeps_month_ends` the last day of a month leads to the last day of a month.

    Raises:
        ValueError: the calendar ends before.
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = monthrange(year, month + 1)[1]
    is_end = keeps_month_ends and day.day == monthrange(day.year, day.month)[1]
    return date(year, month + 1, last if is_end else min(day.day, last))


# told apart by identity: they are keys of what is remembered, and hashing all their words would cost more than it saves
@dataclass(frozen=True, slots=True, eq=False)
class Limit:
    """One limit and the cases that it is for: those whose procedure or type code has one of the words; none: all.

    `longer` is the length that the law allows without leave, or with leave of the court's own president, to the cases
    that `longer_for` describes. `not_for` are words of a cause of action that the limit does not fit.
    """

    category: CaseCategory
    words: tuple[str, ...]
    name: str
    span: Span
    basis: str
    longer: Span | None = None
    longer_for: str = ""
    not_for: tuple[str, ...] = ()

    @property
    def most(self) -> Span:
        """The length beyond which a case is over."""
        return self.longer or self.span

    def last_day(self, start: date, *, at_most: bool = True) -> date:
        """The last day of the limit, of the longer one by default, when it begins to run after `start`."""
        span = self.most if at_most else self.span
        return span.after(start, keeps_month_ends=self.category is CaseCategory.CRIMINAL)


_CRIMINAL, _CIVIL, _ADMINISTRATIVE = CaseCategory.CRIMINAL, CaseCategory.CIVIL, CaseCategory.ADMINISTRATIVE
_COMPENSATION, _ENFORCEMENT = CaseCategory.COMPENSATION, CaseCategory.ENFORCEMENT
# 号 stands behind the type code, so that 终号 is the end of one such as 民终 or 行赔终
_SECOND = ("二审", "上诉", "终号")
_FIRST = ("普通", "一审")
# the first that fits counts: small claims are tried by a simplified summary procedure, and some ledgers say both
_LIMITS = (
    Limit(_CRIMINAL, _SECOND, "刑事二审审限", Span(2), "《刑事诉讼法》第二百四十三条"),
    Limit(
        _CRIMINAL,
        ("刑再", "再审"),
        "刑事再审审限",
        Span(3),
        "《刑事诉讼法》第二百五十八条",
        Span(6),
        "需要延长期限",
    ),
    Limit(_CRIMINAL, ("强制医疗", "刑医"), "强制医疗案件审限", Span(1), "《刑事诉讼法》第三百零五条"),
    Limit(
        _CRIMINAL,
        ("速裁",),
        "速裁程序审限",
        Span(days=10),
        "《刑事诉讼法》第二百二十五条",
        Span(days=15),
        "可能判处的有期徒刑超过一年",
    ),
    Limit(
        _CRIMINAL,
        ("简易",),
        "刑事简易程序审限",
        Span(days=20),
        "《刑事诉讼法》第二百二十条",
        Span(1, 15),
        "可能判处的有期徒刑超过三年",
    ),
    Limit(
        _CRIMINAL,
        ("自诉",),
        "刑事自诉案件审限",
        Span(3),
        "《刑事诉讼法》第二百零八条、第二百一十二条",
        Span(6),
        "被告人未被羁押",
    ),
    Limit(
        _CRIMINAL,
        _FIRST,
        "刑事一审审限",
        Span(2),
        "《刑事诉讼法》第二百零八条",
        Span(3),
        "二个月内宣判确有困难",
    ),
    Limit(_CIVIL, ("辖终", "裁定上诉"), "对裁定的上诉案件审限", Span(days=30), "《民事诉讼法》第一百八十三条第二款"),
    Limit(_CIVIL, _SECOND, "二审审限", Span(3), "《民事诉讼法》第一百八十三条"),
    Limit(_CIVIL, ("民申", "再审审查", "申请再审"), "再审审查期限", Span(3), "《民事诉讼法》第二百一十五条"),
    Limit(
        _CIVIL,
        ("特别程序", "民特"),
        "特别程序审限",
        Span(days=30),
        "《民事诉讼法》第一百八十七条",
        # a notice of three months to a year comes first (192, 203), and voters' lists have the day of the election
        not_for=("失踪", "死亡", "无主", "选民"),
    ),
    Limit(_CIVIL, ("小额",), "小额诉讼程序审限", Span(2), "《民事诉讼法》第一百六十八条"),
    Limit(_CIVIL, ("简易",), "简易程序审限", Span(3), "《民事诉讼法》第一百六十四条"),
    Limit(_CIVIL, ("普通",), "普通程序审限", Span(6), "《民事诉讼法》第一百五十二条"),
    Limit(_ADMINISTRATIVE, _SECOND, "行政二审审限", Span(3), "《行政诉讼法》第八十八条"),
    Limit(_ADMINISTRATIVE, ("简易",), "行政简易程序审限", Span(days=45), "《行政诉讼法》第八十三条"),
    Limit(_ADMINISTRATIVE, _FIRST, "行政一审审限", Span(6), "《行政诉讼法》第八十一条"),
    Limit(_COMPENSATION, ("法赔", "义务机关"), "赔偿决定期限", Span(2), "《国家赔偿法》第二十三条"),
    Limit(
        _COMPENSATION,
        ("委赔", "委员会"),
        "赔偿委员会审限",
        Span(3),
        "《国家赔偿法》第二十八条",
        Span(6),
        "疑难、复杂、重大案件并经院长批准",
    ),
    Limit(
        _ENFORCEMENT,
        ("执异", "异议"),
        "执行异议审查期限",
        Span(days=15),
        "《民事诉讼法》第二百三十六条、第二百三十八条",
    ),
    Limit(
        _ENFORCEMENT,
        ("执复", "复议"),
        "执行复议审查期限",
        Span(days=30),
        "法释〔2008〕13号第八条",
        Span(days=60),
        "有特殊情况并经院长批准",
    ),
    Limit(_ENFORCEMENT, ("非诉",), "非诉执行期限", Span(3), "法释〔2000〕29号第五条"),
    Limit(_ENFORCEMENT, (), "执行期限", Span(6), "法释〔2000〕29号第五条"),
)
# what has no limit of its own, or one that begins with a day the ledger does not have; foreign cases: 民诉法 287
_UNTIMED: dict[CaseCategory, tuple[str, ...]] = {
    _CRIMINAL: (
        "审查", "刑申", "刑监", "刑抗", "刑辖", "刑没", "没收", "复核", "刑核", "刑更", "减刑", "假释", "刑止", "刑他",
        "医解", "医复", "医监", "解除强制医疗", "前调",
    ),
    _CIVIL: (
        "涉外", "涉港", "涉澳", "涉台", "督促", "催告", "清算", "审判监督", "再审程序", "民再", "民监", "民抗", "民催",
        "民督", "民算", "民他", "特监", "辖监", "破", "强清", "清申", "清终", "清监", "前调", "保全", "复议",
    ),
    _ADMINISTRATIVE: (
        "审查", "行审", "行辖", "行监", "行申", "行抗", "行再", "行他", "赔监", "赔申", "赔抗", "赔再", "再审", "前调",
        "保全", "复议",
    ),
    _COMPENSATION: ("赔辖", "赔监", "赔提", "赔再", "赔他"),
    _ENFORCEMENT: ("监督", "协调", "保全", "执行审查", "执监", "执协", "执保", "执他"),
}  # fmt: skip


@lru_cache(REMEMBERED)
def limit_for(category: str, procedure: str, type_code: str = "", cause: str = "") -> Limit | None:
    """The limit of a case; None where none is known, or where it begins with a day that a ledger does not have.

    Args:
        category: The kind of case, a value of `CaseCategory`.
        procedure: As the ledger writes it; of “简易转普通” what comes last counts.
        type_code: The 案件类型代字 of the case number, such as 民终; it tells the instance where the
            procedure does not.
        cause: The cause of action.
    """
    told = f"{procedure.rsplit('转', 1)[-1]} {type_code}号"
    for limit in _LIMITS:
        if limit.category == category and (not limit.words or _has_any(told, limit.words)):
            is_timed = not _has_any(told, _UNTIMED[limit.category]) and not _has_any(cause, limit.not_for)
            return limit if is_timed else None
    return None


def _has_any(text: str, words: tuple[str, ...]) -> bool:
    return any(word in text for word in words)
