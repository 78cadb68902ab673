"""What comes next for a case, and where it is done."""

from dataclasses import dataclass
from uuid import UUID

from models.queries.cases import CaseRow
from models.review_state import ReviewState


@dataclass(frozen=True, slots=True)
class CaseStep:
    """A sentence, and where there is something to do, a button that leads to a place."""

    sentence: str
    button: str = ""
    place: str = ""
    subject_id: UUID | None = None
    text: str = ""


_S = ReviewState
_WORDS: dict[ReviewState, tuple[str, str, str]] = {
    _S.DRAWN: ("下一步：分派给评查员。", "去分派", "batches"),
    _S.ASSIGNED: ("下一步：等评查员逐项评查。", "去评查", "scoring"),
    _S.SCORING: ("下一步：等评查员提交评查。", "去评查", "scoring"),
    _S.SCORED: ("下一步：审定等次。", "去审定", "batches"),
    _S.DETERMINED: ("下一步：编号并生成反馈意见书。", "去反馈", "letters"),
    _S.NOTIFIED: ("下一步：登记整改情况，逐项复评。", "去整改", "remedies"),
    _S.REMEDYING: ("下一步：逐项复评销号。", "去整改", "remedies"),
    _S.RECHECKED: ("下一步：办结案件。", "去办结", "remedies"),
}


def next_step(row: CaseRow) -> CaseStep:
    """The next step for a case as it stands in its newest batch."""
    if row.state is None:
        return CaseStep("尚未抽入评查批次。")
    if row.state is ReviewState.CLOSED:
        return CaseStep("评查已经办结。")
    sentence, button, place = _WORDS[row.state]
    if place == "batches":
        subject = row.reviewed_case_id if row.state is ReviewState.SCORED else row.batch_id
        return CaseStep(sentence, button, place, subject)
    return CaseStep(sentence, button, place, None, row.number)
