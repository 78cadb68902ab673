"""The rows of a trial: both grades of a case, both scores, and why they differ."""

from collections.abc import Iterable

from gui.table_models.columns import Column
from gui.widgets.badges import grade_text
from models.queries.regrading import RegradedCase
from review_forms.grading import Proposal
from review_forms.scoring import figure

EVERYTHING, CHANGED, SEVERER, LIGHTER, SAME = "all", "changed", "severer", "lighter", "same"
_WORDS = {SEVERER: "变重", LIGHTER: "变轻", CHANGED: "改变", SAME: "不变"}
# the shapes tell how serious a grade is, also where the scales differ
_SHAPES = "★●◆▲■"


def weight_of(case: RegradedCase) -> str:
    """Whether a case gets a worse grade, a better one, another one, or the same."""
    if not case.is_changed:
        return SAME
    severer = _SHAPES.find(case.new.proposed.shape) - _SHAPES.find(case.old.proposed.shape)
    return SEVERER if severer > 0 else LIGHTER if severer < 0 else CHANGED


def shown_cases(cases: Iterable[RegradedCase], sieve: str) -> list[RegradedCase]:
    """The cases that a sieve lets through."""
    if sieve == EVERYTHING:
        return list(cases)
    if sieve == CHANGED:
        return [case for case in cases if case.is_changed]
    return [case for case in cases if weight_of(case) == sieve]


def why(case: RegradedCase) -> str:
    """Why the grades differ, in a line; what is gone is named as such."""
    reasons = [reason.text for reason in case.gained]
    reasons += [f"不再有：{reason.text}" for reason in case.lost]
    return "；".join(reasons)


def trial_columns() -> tuple[Column[RegradedCase], ...]:
    """The columns of the table."""
    return (
        Column("number", "案号", lambda case: case.number, 216),
        Column("old", "原建议", lambda case: _grade(case.old), 112, badge=True),
        Column("old_points", "原得分", lambda case: _points(case.old), 74, is_number=True, sort_key=_order_old),
        Column("new", "新建议", lambda case: _grade(case.new), 112, badge=True),
        Column("new_points", "新得分", lambda case: _points(case.new), 74, is_number=True, sort_key=_order_new),
        Column("change", "变化", lambda case: _WORDS[weight_of(case)], 72),
        Column("open", "未评", lambda case: f"{case.unanswered} 项" if case.unanswered else "", 72),
        Column("why", "为什么", why, 220, stretch=True, tip=why, is_sortable=False),
    )


def _grade(proposal: Proposal) -> str:
    return grade_text(proposal.proposed.shape, proposal.proposed.name)


def _points(proposal: Proposal) -> str:
    return "" if proposal.points is None else figure(proposal.points)


def _order_old(case: RegradedCase) -> object:
    return case.old.points


def _order_new(case: RegradedCase) -> object:
    return case.new.points
