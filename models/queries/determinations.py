"""What there is to determine in a batch, and both proposals of one case with what led to them."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.assignment import Assignment, Submission
from models.batch import Batch, ReviewedCase, Reviewer
from models.case import Case
from models.case_number import normalise
from models.determination import Determination, DeterminedFinding
from models.errors import UserError
from models.queries.findings import finding_of
from models.queries.merits import ItemMerit, item_merits
from models.queries.readings import answers_of, newest_return, office_remarks, standing_submission
from models.review_state import ReviewState
from models.standards import scale_of, standard_of
from review_forms.answers import Finding
from review_forms.grading import Grade, GradeScale, Proposal, propose
from review_forms.office_remarks import OfficeRemark, Response, response_to, word_on
from review_forms.standard import Item


@dataclass(frozen=True, slots=True)
class GradedFinding:
    """One finding with the item it belongs to; `item_id` is empty where the standard no longer matters."""

    id: UUID
    position: int
    item: str
    finding: Finding
    origin: str
    item_id: str = ""


@dataclass(frozen=True, slots=True)
class AnsweredRemark:
    """The office's remark on an item, and what the reviewer did about it; `word` is what they wrote with it.

    `number` is the place of the item in the form, from 1.
    """

    number: int
    item: str
    remark: OfficeRemark
    response: Response
    word: str


@dataclass(frozen=True, slots=True)
class DeterminationView:
    """What the competent body looks at: the reviewer's word, both proposals, the findings, the decision so far.

    `answered` are the remarks of the last return, with what became of them; it is empty while the reading is still with
    its reviewer. `items` are those of the standard, in the order of the form. `merits` are words about the whole case,
    `item_merits` what the reviewer tells of single items.
    """

    reviewed_case_id: UUID
    number: str
    cause: str
    department: str
    handler: str
    batch: str
    state: ReviewState
    scale: GradeScale
    reviewer: str
    reviewer_grade: Grade | None
    reviewer_reason: str
    exemption: str
    merits: str
    proposal: Proposal | None
    findings: tuple[GradedFinding, ...]
    determined: Grade | None
    decided_by: str
    reason: str
    items: tuple[Item, ...] = ()
    answered: tuple[AnsweredRemark, ...] = ()
    item_merits: tuple[ItemMerit, ...] = ()


def determination_view(session: Session, reviewed_case_id: UUID) -> DeterminationView:
    """Everything on one page about the grade of one case."""
    reviewed_case = session.get_one(ReviewedCase, reviewed_case_id)
    batch = session.get_one(Batch, reviewed_case.batch_id)
    case = session.get_one(Case, reviewed_case.case_id)
    scale = scale_of(batch)
    submission = standing_submission(session, reviewed_case_id)
    decision = newest_determination(session, reviewed_case_id)
    exemption = decision.exemption if decision else (submission.exemption if submission else "")
    return DeterminationView(
        reviewed_case_id=reviewed_case_id,
        number=case.number,
        cause=case.cause,
        department=case.department,
        handler=case.handler,
        batch=batch.name,
        state=ReviewState(reviewed_case.state),
        scale=scale,
        reviewer=_reviewer(session, submission),
        reviewer_grade=scale.grade(submission.proposed_grade) if submission else None,
        reviewer_reason=submission.reason if submission else "",
        exemption=exemption,
        merits=submission.merits if submission else "",
        proposal=_proposal(session, batch, submission, exemption),
        findings=_findings(session, reviewed_case_id, batch, submission),
        determined=scale.grade(decision.grade) if decision else None,
        decided_by=decision.decided_by if decision else "",
        reason=decision.reason if decision else "",
        items=standard_of(batch).items,
        answered=_answered(session, batch, submission),
        item_merits=item_merits(session, standard_of(batch), submission.assignment_id) if submission else (),
    )


def _answered(session: Session, batch: Batch, submission: Submission | None) -> tuple[AnsweredRemark, ...]:
    given_back = None if submission is None else newest_return(session, submission.assignment_id)
    if submission is None or given_back is None:
        return ()
    remarks = office_remarks(session, submission.assignment_id, given_back)
    answers = answers_of(session, submission.assignment_id) if remarks else {}
    numbered = ((number, item, remarks.get(item.id)) for number, item in enumerate(standard_of(batch).items, start=1))
    return tuple(
        AnsweredRemark(
            number, item.prompt, told, response_to(told, answers.get(item.id)), word_on(told, answers.get(item.id))
        )
        for number, item, told in numbered
        if told is not None
    )


def newest_determination(session: Session, reviewed_case_id: UUID) -> Determination | None:
    """The determination that counts."""
    query = select(Determination).where(Determination.reviewed_case_id == reviewed_case_id)
    return session.execute(query.order_by(Determination.revision.desc()).limit(1)).scalar_one_or_none()


def _reviewer(session: Session, submission: Submission | None) -> str:
    if submission is None:
        return ""
    assignment = session.get_one(Assignment, submission.assignment_id)
    return session.get_one(Reviewer, assignment.reviewer_id).name


def _proposal(session: Session, batch: Batch, submission: Submission | None, exemption: str) -> Proposal | None:
    if submission is None:
        return None
    return propose(
        standard_of(batch), scale_of(batch), answers_of(session, submission.assignment_id), exemption, submission.merits
    )


def _findings(
    session: Session, reviewed_case_id: UUID, batch: Batch, submission: Submission | None
) -> tuple[GradedFinding, ...]:
    """The determined findings, or what the reviewer found while nothing is determined."""
    rows = standing_findings(session, reviewed_case_id)
    if rows or submission is None:
        return tuple(GradedFinding(row.id, row.position, row.item, finding_of(row), row.origin) for row in rows)
    standard = standard_of(batch)
    answers = answers_of(session, submission.assignment_id)
    found = [(item, finding) for item in standard.items if item.id in answers for finding in answers[item.id].findings]
    return tuple(
        GradedFinding(UUID(finding.id), position, item.prompt, finding, "review", item.id)
        for position, (item, finding) in enumerate(found, 1)
    )


def standing_findings(session: Session, reviewed_case_id: UUID) -> Sequence[DeterminedFinding]:
    """The findings of a case that stand, in their order."""
    query = (
        select(DeterminedFinding)
        .where(DeterminedFinding.reviewed_case_id == reviewed_case_id, DeterminedFinding.withdrawn.is_(False))
        .order_by(DeterminedFinding.position)
    )
    return session.execute(query).scalars().all()


@dataclass(frozen=True, slots=True)
class ReviewedCaseRow:
    """One case of a batch: who reads it, how far it is, and its grades by name."""

    id: UUID
    case_id: UUID
    number: str
    cause: str
    department: str
    handler: str
    state: ReviewState
    reviewer: str
    assignment_id: UUID | None
    points: Decimal | None
    proposed: Grade | None
    determined: Grade | None


def reviewed_case_rows(session: Session, batch_id: UUID) -> tuple[ReviewedCaseRow, ...]:
    """The cases of a batch by number, each with the newest that is known of its grade."""
    batch = session.get_one(Batch, batch_id)
    scale = scale_of(batch)
    query = (
        select(ReviewedCase, Case, Assignment.id, Reviewer.name)
        .join(Case, Case.id == ReviewedCase.case_id)
        .outerjoin(Assignment, (Assignment.reviewed_case_id == ReviewedCase.id) & Assignment.cancelled_at.is_(None))
        .outerjoin(Reviewer, Reviewer.id == Assignment.reviewer_id)
        .where(ReviewedCase.batch_id == batch_id)
        .order_by(Case.year, Case.serial, Case.number)
    )
    submitted = _newest_submissions(session, batch_id)
    rows = []
    for reviewed_case, case, assignment_id, reviewer in session.execute(query):
        points, grade = submitted.get(assignment_id, (None, ""))
        rows.append(
            ReviewedCaseRow(
                id=reviewed_case.id,
                case_id=case.id,
                number=case.number,
                cause=case.cause,
                department=case.department,
                handler=case.handler,
                state=ReviewState(reviewed_case.state),
                reviewer=reviewer or "",
                assignment_id=assignment_id,
                points=points,
                proposed=scale.grade(grade) if grade else None,
                determined=scale.grade(reviewed_case.grade) if reviewed_case.grade else None,
            )
        )
    return tuple(rows)


def _newest_submissions(session: Session, batch_id: UUID) -> dict[UUID, tuple[Decimal | None, str]]:
    query = (
        select(Submission.assignment_id, Submission.points, Submission.proposed_grade)
        .join(Assignment, Assignment.id == Submission.assignment_id)
        .join(ReviewedCase, ReviewedCase.id == Assignment.reviewed_case_id)
        .where(ReviewedCase.batch_id == batch_id)
        .order_by(Submission.revision)
    )
    return {row[0]: (row[1], row[2]) for row in session.execute(query)}


def batch_of_reviewed_case(session: Session, reviewed_case_id: UUID) -> UUID | None:
    """The batch of a reviewed case, None when there is no such case."""
    reviewed_case = session.get(ReviewedCase, reviewed_case_id)
    return None if reviewed_case is None else reviewed_case.batch_id


class CaseNotInBatchError(UserError):
    """The batch has no case of that number."""

    def __init__(self, batch: str, number: str) -> None:
        super().__init__(f"批次“{batch}”中没有{number}：请核对案号和批次名称。")


def reviewed_case_named(session: Session, batch: str, number: str) -> UUID:
    """The reviewed case of a batch by its case number, in any spelling.

    Raises:
        CaseNotInBatchError: there is none.
    """
    query = (
        select(ReviewedCase.id)
        .join(Case, Case.id == ReviewedCase.case_id)
        .join(Batch, Batch.id == ReviewedCase.batch_id)
        .where(Batch.name == batch, Case.number == normalise(number))
    )
    query = query.order_by(Batch.seat_id != session.info["seat_id"], ReviewedCase.id)
    found = session.execute(query.limit(1)).scalar()
    if found is None:
        raise CaseNotInBatchError(batch, number)
    return found
