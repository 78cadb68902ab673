"""What each kind of waiting work is called, and where it is done."""

from dataclasses import dataclass
from datetime import date

from models.queries.workbench import Task, Waiting

_WEEKDAYS = "一二三四五六日"


@dataclass(frozen=True, slots=True)
class Step:
    """How a line on the workbench reads: unit and sentence after the count, the button, and the place it leads to.

    `text` tells the place what is to be done there. What only the office does is not `is_for_reviewers`; a reviewer
    does the rest in `reviewers_place` where that is another one.
    """

    unit: str
    sentence: str
    button: str
    place: str
    text: str = ""
    is_for_reviewers: bool = False
    reviewers_place: str = ""


STEPS = {
    Task.IMPORT_LEDGER: Step("", "还没有案件，先导入结案台账", "导入台账", "cases", "导入台账"),
    Task.CREATE_BATCH: Step("件", "案件可供抽取，建立一个评查批次", "建立批次", "batches", "建立批次"),
    Task.DRAW: Step("", "批次已建立，还没有抽案", "抽案", "batches"),
    Task.ASSIGN: Step("件", "已抽取，待分派评查员", "分派", "batches"),
    Task.HAND_OVER: Step("件", "已分派，待交出", "写入 U 盘", "exchange", "人员"),
    Task.HAND_BACK: Step("件", "已评完，待交回审管办", "交回", "exchange", "U 盘", is_for_reviewers=True),
    Task.DECIDE_ARRIVALS: Step("项", "交回的内容待处理（旧轮次、分叉、待归位）", "去处理", "exchange", "待处理"),
    Task.SCORE: Step("件", "已分派，待评查", "去评查", "scoring", is_for_reviewers=True),
    Task.DETERMINE: Step("件", "评查员已提交，待审定等次", "审定等次", "batches"),
    Task.ISSUE_LETTERS: Step("件", "已审定，待发反馈意见书", "预览并编号", "letters"),
    Task.RECHECK: Step(
        "件",
        "部门已报送或没有问题，待复评",
        "复评",
        "remedies",
        "复评",
        is_for_reviewers=True,
        reviewers_place="recheck",
    ),
    Task.CLOSE_CASES: Step("件", "已复评，问题全部销号，待办结", "办结", "remedies", "复评"),
    Task.CLOSE_BATCH: Step("件", "全部办结，批次可以办结", "办结批次", "batches"),
}


def count_of(waiting: Waiting) -> str:
    """The number in front of the line, such as 12 件; empty where there is nothing to count."""
    unit = STEPS[waiting.task].unit
    return f"{waiting.count} {unit}" if unit and waiting.count else ""


def day_words(day: date) -> str:
    """The day with its weekday, such as 今天 2026-01-05 星期一."""
    return f"今天 {day.isoformat()} 星期{_WEEKDAYS[day.weekday()]}"
