"""What comes next for a batch, and how far it has come."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from models.queries.batches import BatchRow
from models.review_state import ReviewState

_S = ReviewState


class Step(StrEnum):
    """The steps of the office; `WAIT` is the reviewers'."""

    DRAW = "draw"
    ASSIGN = "assign"
    DETERMINE = "determine"
    LETTERS = "letters"
    REMEDIES = "remedies"
    WAIT = "wait"
    CLOSE = "close"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class BatchStep:
    """A step, its button, and a sentence that says why it is due."""

    step: Step
    button: str
    sentence: str


def next_step(row: BatchRow, today: date) -> BatchStep:
    """The step that the office takes next: what it can do itself comes before what others have to do."""
    if row.owner:
        return BatchStep(Step.NONE, "", f"这是“{row.owner}”移交来的批次，在这里只能查看。")
    if row.is_closed:
        return BatchStep(Step.NONE, "", "批次已经办结。")
    if not row.drawn:
        return BatchStep(Step.DRAW, "抽取案件…", "还没有抽取案件。")
    states = row.states
    steps = (
        (Step.ASSIGN, states.get(_S.DRAWN, 0), "分派 {0} 件", "{0} 件已抽取，还没有评查员。"),
        (Step.DETERMINE, states.get(_S.SCORED, 0), "审定 {0} 件", "{0} 件已评查，等待审定等次。"),
        (Step.LETTERS, states.get(_S.DETERMINED, 0), "去反馈 {0} 件", "{0} 件已审定，等待编号生成反馈意见书。"),
        (Step.REMEDIES, states.get(_S.RECHECKED, 0), "去办结 {0} 件", "{0} 件已复评，等待办结。"),
        (Step.WAIT, _count(row, _S.ASSIGNED, _S.SCORING), "去评查", "{0} 件在评查员手中" + _due(row, today) + "。"),
        (Step.REMEDIES, _count(row, _S.NOTIFIED, _S.REMEDYING), "去整改", "{0} 件在整改中，等待逐项复评销号。"),
    )
    for step, count, button, sentence in steps:
        if count:
            return BatchStep(step, button.format(count), sentence.format(count))
    return BatchStep(Step.CLOSE, "办结批次…", "所有案件都已办结。")


def _count(row: BatchRow, *states: ReviewState) -> int:
    return sum(row.states.get(state, 0) for state in states)


def _due(row: BatchRow, today: date) -> str:
    if row.review_due is None:
        return ""
    late = (today - row.review_due).days
    return f"，已超过期限 {late} 天" if late > 0 else f"，期限 {row.review_due}"


GROUPS: Mapping[str, tuple[str, tuple[ReviewState, ...]]] = {
    "drawn": ("待分派", (_S.DRAWN,)),
    "scoring": ("评查中", (_S.ASSIGNED, _S.SCORING)),
    "scored": ("待审定", (_S.SCORED,)),
    "determined": ("待反馈", (_S.DETERMINED,)),
    "remedying": ("整改复评", (_S.NOTIFIED, _S.REMEDYING, _S.RECHECKED)),
    "closed": ("已办结", (_S.CLOSED,)),
}
"""The states as the office groups its work, by key."""


def proposed_name(kind: str, today: date) -> str:
    """The usual name of a batch, such as 2026年第四季度常规评查; `kind` in Chinese."""
    quarter = "一二三四"[(today.month - 1) // 3]
    return f"{today.year}年第{quarter}季度{kind}"
