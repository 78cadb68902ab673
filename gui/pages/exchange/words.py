"""What tables, kinds and moments are called on the exchange page."""

from datetime import date, datetime

from models.package import Direction
from models.queries.exchange import CustodyRow

TABLES = {
    "departments": "承办部门",
    "reviewers": "评查员",
    "cases": "案件",
    "attachments": "扫描件",
    "batches": "批次（含评查标准和等次）",
    "panel_seats": "评查小组",
    "draws": "抽案记录",
    "reviewed_cases": "入评案件",
    "assignments": "分派",
    "answers": "评定",
    "submissions": "提交的评查",
    "submission_returns": "退回重评",
    "custody_decisions": "采用与选定",
    "determinations": "审定等次",
    "findings": "问题",
    "letters": "反馈意见书",
    "service_receipts": "送达回执",
    "remedies": "整改安排",
    "remedy_reports": "整改情况",
    "recheck_assignments": "复评分派",
    "rechecks": "复评",
    "recheck_conclusions": "回头看结论",
    "closures": "办结",
}
KINDS = {
    "assignment": "任务包",
    "results": "结果包",
    "receipt": "回执",
    "archive": "归档包",
    "enrolment": "登记卡",
}
DIRECTIONS = {Direction.OUT: "写出", Direction.IN: "导入"}
SEALS = {"keys": "密钥", "passphrase": "口令", "nothing": ""}


def table_word(table: str) -> str:
    """A table in a person's words."""
    return TABLES.get(table, table)


def moment(at: datetime | None) -> str:
    """A moment in local time such as 2026-01-05 09:30; nothing for None."""
    return f"{at.astimezone():%Y-%m-%d %H:%M}" if at else ""


def day_of(at: datetime | None) -> str:
    """The local day of a moment."""
    return f"{at.astimezone():%Y-%m-%d}" if at else ""


def away(row: CustodyRow) -> int:
    """How many cases are out and have not come back, readings and rechecks together."""
    return row.out + row.recheck_out - row.back - row.recheck_back


def is_late(row: CustodyRow, today: date) -> bool:
    """Whether the day has passed by which the batch was to be reviewed, and something is still out or not even out."""
    return row.is_overdue(today) or (row.review_due is not None and row.review_due < today and row.here > 0)


def last_out_words(row: CustodyRow) -> str:
    """The newest package to a person, such as 第3号 2026-01-05."""
    return f"第{row.last_out}号 {day_of(row.last_out_at)}" if row.last_out is not None else ""


def due_words(row: CustodyRow, today: date) -> str:
    """The deadline as a badge: being late comes before everything else."""
    if is_late(row, today) and row.review_due is not None:
        return f"▲ 逾期{(today - row.review_due).days}天"
    if row.out and not row.here and not away(row):
        return "● 已交齐"
    return f"○ {row.review_due.isoformat()}" if row.review_due else ""


def receipt_words(row: CustodyRow) -> str:
    """Whether the other side has confirmed the newest package, as a badge."""
    if row.last_out is None:
        return ""
    return "● 已收到" if row.is_received else "○ 未回执"


def missing_words(numbers: tuple[int, ...]) -> str:
    """The numbers that did not come, such as 缺第2、3号."""
    return f"缺第{'、'.join(map(str, numbers))}号" if numbers else ""
