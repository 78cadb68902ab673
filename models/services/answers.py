"""What a reviewer says: answers kept at once, readings submitted, readings given back."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import audit
from models.assignment import AnswerRevision, Assignment, Submission, SubmissionReturn
from models.base import new_id, now
from models.batch import Batch, ReviewedCase
from models.changes import Changes
from models.errors import UserError
from models.queries.readings import answers_of, newest_revisions, standing_submission
from models.review_state import Action, ReviewState
from models.services import custody, review_states
from models.standards import scale_of, standard_of
from review_forms.answers import Answer, AnswerFault, answer_to_json, faults_of
from review_forms.grading import Proposal, propose
from review_forms.standard import Standard


class IncompleteReadingError(UserError):
    """A reading that is not finished; `faults` says what is missing, item by item."""

    def __init__(self, standard: Standard, faults: Sequence[AnswerFault]) -> None:
        prompts = {item.id: f"“{item.prompt}”" for item in standard.items}
        shown = "；".join(f"{prompts.get(fault.item_id, '')}{fault.message}" for fault in faults[:3])
        more = f"等{len(faults)}处" if len(faults) > 3 else ""
        super().__init__(f"还不能提交：{shown}{more}。请补全后再提交。")
        self.faults = tuple(faults)


class DepartureNeedsReasonError(UserError):
    """A grade that departs from what the rules propose, without a reason."""

    def __init__(self, chosen: str, proposed: str) -> None:
        super().__init__(f"所选等次“{chosen}”与规则建议的“{proposed}”不一致：请写明理由。")


class RemarkMissingError(UserError):
    """A reading is to be given back without saying why."""

    def __init__(self) -> None:
        super().__init__("退回评查员须写明意见：请填写哪些地方需要补充或修改，或对具体评查项提出意见。")


class AssignmentCancelledError(UserError):
    """The assignment was taken away."""

    def __init__(self) -> None:
        super().__init__("这件案件的分派已经取消，不能再填写；已填写的内容仍然保留。")


class NothingToReturnError(UserError):
    """There is no submission to give back."""

    def __init__(self, number: str) -> None:
        super().__init__(f"{number}没有可退回的评查：评查员尚未提交，或已经退回。")


def record_answer(session: Session, assignment_id: UUID, answer: Answer) -> Changes:
    """Keep what the reviewer says of one item: in the open revision, or in a new one when the last is sealed.

    Raises:
        NotInThisStateError, AssignmentCancelledError, HeldElsewhereError: the reading takes no answers now.
        UnknownItemError: the batch's standard has no such item.
    """
    assignment, reviewed_case = _open_assignment(session, assignment_id, Action.ANSWER)
    standard_of(session.get_one(Batch, reviewed_case.batch_id)).item(answer.item_id)
    content = answer_to_json(answer)
    last = newest_revisions(session, assignment_id, answer.item_id).get(answer.item_id)
    if last is not None and last.content == content:
        return Changes()
    before = None if last is None else last.content
    if last is None or last.sealed_at is not None:
        revision = 1 if last is None else last.revision + 1
        last = AnswerRevision(assignment_id=assignment_id, item_id=answer.item_id, revision=revision, content=content)
        session.add(last)
    else:
        last.content = content
    session.flush()
    if reviewed_case.state != ReviewState.SCORING.value:
        review_states.refresh(session, reviewed_case)
    audit.record(session, "answer.record", "answer", last.id, before=before, after=content)
    return _touched(assignment, reviewed_case)


def submit(
    session: Session,
    assignment_id: UUID,
    *,
    grade: str,
    reason: str = "",
    exemption: str = "",
    merits: str = "",
) -> Changes:
    """Finish a reading: every item answered, a grade proposed, a reason where it departs from the rules.

    Raises:
        IncompleteReadingError: something is blank or contradicts itself.
        DepartureNeedsReasonError: the grade is not the one the rules propose and no reason is given.
    """
    assignment, reviewed_case = _open_assignment(session, assignment_id, Action.SUBMIT)
    batch = session.get_one(Batch, reviewed_case.batch_id)
    standard, scale = standard_of(batch), scale_of(batch)
    answers = answers_of(session, assignment_id)
    faults = faults_of(standard, answers)
    if faults:
        raise IncompleteReadingError(standard, faults)
    proposal = propose(standard, scale, answers, exemption, merits)
    chosen = scale.grade(grade)
    if chosen != proposal.proposed and not reason.strip():
        raise DepartureNeedsReasonError(chosen.name, proposal.proposed.name)
    seal(session, [assignment_id])
    submission = _submission(session, assignment_id, proposal, chosen.id, (reason, exemption, merits))
    review_states.refresh(session, reviewed_case)
    told = ("proposed_grade", "by_points", "by_absorption", "exemption", "revision")
    after = {name: getattr(submission, name) for name in told}
    audit.record(session, "reading.submit", "submission", submission.id, after=after, reason=submission.reason)
    return _touched(assignment, reviewed_case)


def _submission(
    session: Session, assignment_id: UUID, proposal: Proposal, grade: str, words: tuple[str, str, str]
) -> Submission:
    earlier = select(Submission.revision).where(Submission.assignment_id == assignment_id)
    last = session.execute(earlier.order_by(Submission.revision.desc()).limit(1)).scalar()
    reason, exemption, merits = (text.strip() for text in words)
    submission = Submission(
        assignment_id=assignment_id,
        revision=(last or 0) + 1,
        proposed_grade=grade,
        reason=reason,
        exemption=exemption,
        merits=merits,
        points=proposal.points,
        by_points=proposal.by_points.id if proposal.by_points else "",
        by_absorption=proposal.by_absorption.id,
    )
    session.add(submission)
    session.flush()
    return submission


def seal(session: Session, assignment_ids: Sequence[UUID]) -> int:
    """Close this seat's open revisions of readings that leave or were submitted; how many there were."""
    own = AnswerRevision.seat_id == session.info["seat_id"]
    count = 0
    for start in range(0, len(assignment_ids), 500):
        chunk = assignment_ids[start : start + 500]
        is_open = AnswerRevision.assignment_id.in_(chunk) & AnswerRevision.sealed_at.is_(None)
        for row in session.execute(select(AnswerRevision).where(is_open, own)).scalars().all():
            row.id, row.sealed_at = new_id(), now()
            count += 1
    session.flush()
    return count


def give_back(
    session: Session, reviewed_case_id: UUID, remark: str = "", item_remarks: Mapping[str, str] | None = None
) -> Changes:
    """Return the standing submission to its reviewer, who can change it and submit again.

    `remark` is about the whole reading, `item_remarks` about single items, by their ids; one of them must be there.

    Raises:
        RemarkMissingError, NothingToReturnError, NotInThisStateError: it cannot be returned as asked.
        UnknownItemError: the batch's standard has no such item.
    """
    reviewed_case = review_states.require_action(session, reviewed_case_id, Action.RETURN)
    said = {item_id: text.strip() for item_id, text in (item_remarks or {}).items() if text.strip()}
    if not remark.strip() and not said:
        raise RemarkMissingError
    standard = standard_of(session.get_one(Batch, reviewed_case.batch_id))
    for item_id in said:
        standard.item(item_id)
    submission = standing_submission(session, reviewed_case_id)
    if submission is None:
        raise NothingToReturnError(review_states.number_of(session, reviewed_case))
    # of two that a copied laptop submitted both go back, or the other one would stand
    twins = select(Submission.id).where(
        Submission.assignment_id == submission.assignment_id, Submission.revision == submission.revision
    )
    about = _with_revisions(session, submission.assignment_id, said)
    for submission_id in session.execute(twins).scalars():
        session.add(SubmissionReturn(submission_id=submission_id, remark=remark.strip(), item_remarks=about))
    review_states.refresh(session, reviewed_case)
    after = {"item_remarks": said} if said else None
    audit.record(session, "reading.return", "submission", submission.id, after=after, reason=remark.strip())
    return _touched(session.get_one(Assignment, submission.assignment_id), reviewed_case)


def _with_revisions(session: Session, assignment_id: UUID, said: Mapping[str, str]) -> dict[str, dict[str, object]]:
    """Remarks as they are stored, each with the number of the answer that it is about."""
    newest = newest_revisions(session, assignment_id) if said else {}
    numbers = {item_id: newest[item_id].revision if item_id in newest else 0 for item_id in said}
    return {item_id: {"text": text, "revision": numbers[item_id]} for item_id, text in said.items()}


def _open_assignment(session: Session, assignment_id: UUID, action: Action) -> tuple[Assignment, ReviewedCase]:
    assignment = session.get_one(Assignment, assignment_id)
    if assignment.cancelled_at is not None:
        raise AssignmentCancelledError
    reviewed_case = review_states.require_action(session, assignment.reviewed_case_id, action)
    custody.require_held(session, assignment, review_states.number_of(session, reviewed_case))
    return assignment, reviewed_case


def _touched(assignment: Assignment, reviewed_case: ReviewedCase) -> Changes:
    return Changes(
        batches=frozenset({reviewed_case.batch_id}),
        reviewed_cases=frozenset({reviewed_case.id}),
        assignments=frozenset({assignment.id}),
    )
