"""The columns of the cases in a batch."""

from gui.table_models.columns import Column
from gui.widgets.badges import grade_text
from models.queries.determinations import ReviewedCaseRow
from models.review_state import ReviewState
from review_forms.grading import Grade


def case_columns() -> tuple[Column[ReviewedCaseRow], ...]:
    """Where each case stands, who reads it, both grades, and whose case it is."""
    return (
        Column("number", "案号", lambda row: row.number, 206),
        Column(
            "state", "状态", lambda row: row.state.label, 76, sort_key=lambda row: list(ReviewState).index(row.state)
        ),
        Column("reviewer", "评查员", lambda row: row.reviewer, 80),
        Column("points", "得分", lambda row: row.points, 74, is_number=True),
        Column("proposed", "建议等次", lambda row: _grade(row.proposed), 108, badge=True),
        Column("determined", "审定等次", lambda row: _grade(row.determined), 108, badge=True),
        Column("cause", "案由", lambda row: row.cause, 120, stretch=True),
        Column("department", "承办部门", lambda row: row.department, 126),
        Column("handler", "承办人", lambda row: row.handler, 76),
    )


def _grade(grade: Grade | None) -> str:
    return grade_text(grade.shape, grade.name) if grade else ""
