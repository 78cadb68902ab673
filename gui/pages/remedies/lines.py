"""How one remedy stands, in words and shapes, and the columns of the ledger."""

from datetime import date

from gui.table_models.columns import Column
from models.queries.remedies import RemedyRow, RemedyStage
from models.remedy import RecheckResult

_SHAPES = {
    RemedyStage.WAITING: "○",
    RemedyStage.UNDER_WAY: "○",
    RemedyStage.TO_RECHECK: "○",
    RemedyStage.CLEARED: "●",
}
_RESULTS = {RecheckResult.CLEARED: "●", RecheckResult.OPEN: "▲", RecheckResult.NEW: "○"}


def standing(row: RemedyRow, today: date) -> str:
    """Where a remedy stands as a badge's text; being late comes before everything else."""
    late = row.days_over(today)
    return f"▲ 逾期{late}天" if late else f"{_SHAPES[row.stage]} {row.stage.label}"


def result_text(row: RemedyRow) -> str:
    """What the recheck saw, as a badge's text."""
    return f"{_RESULTS[row.result]} {row.result.label}" if row.result else "○ 待复评"


def account_of(row: RemedyRow) -> str:
    """What the department says it did, in one line."""
    if row.status is None:
        return "部门尚未报送整改情况"
    told = "，".join(part for part in (row.reported_by, row.done_on.isoformat() if row.done_on else "") if part)
    account = f"：{row.account}" if row.account else ""
    return f"{row.status.label}{account}" + (f"（{told}）" if told else "")


def urgency(row: RemedyRow, today: date) -> tuple[bool, int, date]:
    """What orders remedies: the late ones first, the latest before the others, then by deadline."""
    late = row.days_over(today)
    return (not late, -late, row.due_on)


IN_THE_PANEL = ("item", "leader", "department", "person")
"""The columns that the open panel shows anyway."""


def columns(today: date) -> tuple[Column[RemedyRow], ...]:
    """The ledger: the case and its finding, the six columns, and how it stands."""
    return (
        Column("case", "案号", lambda row: row.case_number, width=204),
        Column("item", "评查项", lambda row: row.item, width=88, tip=lambda row: row.item),
        Column("place", "位置", lambda row: row.finding.place, width=80),
        Column("content", "内容", lambda row: row.content, width=150, stretch=True, tip=lambda row: row.content),
        Column("measure", "措施", lambda row: row.measure, width=120, stretch=True, tip=lambda row: row.measure),
        Column("due_on", "时限", lambda row: row.due_on, width=98),
        Column("leader", "责任领导", lambda row: row.leader, width=80),
        Column("department", "责任部门", lambda row: row.department, width=124),
        Column("person", "责任人员", lambda row: row.person, width=80),
        Column(
            "standing",
            "状态",
            lambda row: standing(row, today),
            width=108,
            badge=True,
            sort_key=lambda row: urgency(row, today),
        ),
    )
