"""Readings: whose they are, what has been answered, and everything that the scoring desk shows of one."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, SQLColumnExpression, exists, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from models.assignment import AnswerRevision, Assignment, Submission, SubmissionReturn
from models.batch import Batch, BatchKind, ReviewedCase, Reviewer
from models.case import Case
from models.custody import BEARER, CustodyDecision, Verdict, is_held_by
from models.queries.attachments import AttachmentRow, attachments
from models.queries.holders import holder_of, seat_names
from models.queries.reading_cases import ReadingCase, reading_case
from models.review_state import Action, ReviewState, is_allowed
from models.standards import scale_of, standard_of
from review_forms.answers import Answer, answer_from_json
from review_forms.grading import GradeScale
from review_forms.office_remarks import OfficeRemark, Response, response_to
from review_forms.standard import Standard


@dataclass(frozen=True, slots=True)
class ReadingRow:
    """One assignment in a reviewer's list; `answered` counts verdicts, `grade` is the grade proposed at submission.

    `grade_shape` and `grade_name` show that grade; all three are empty before the first submission. `holder` is whose
    computer has the reading, blank where it is done here.
    """

    assignment_id: UUID
    reviewed_case_id: UUID
    batch_id: UUID
    batch: str
    reviewer_id: UUID
    reviewer: str
    number: str
    cause: str
    state: ReviewState
    answered: int
    items: int
    grade: str
    is_submitted: bool
    is_returned: bool
    grade_shape: str = ""
    grade_name: str = ""
    holder: str = ""

    @property
    def is_held_here(self) -> bool:
        """Whether the reading is done in this workspace."""
        return not self.holder

    @property
    def is_waiting(self) -> bool:
        """Whether somebody at this desk still has to finish it."""
        return not self.is_submitted and self.is_held_here


@dataclass(frozen=True, slots=True)
class Reading:
    """Everything that the scoring desk shows of one assignment; `holder` as in a ReadingRow.

    `remark` is the office's word about the whole reading while it is given back, `office_remarks` those on single
    items, in the order of the form.
    """

    assignment_id: UUID
    reviewed_case_id: UUID
    batch: str
    batch_kind: BatchKind
    reviewer: str
    state: ReviewState
    is_submitted: bool
    remark: str
    case: ReadingCase
    standard: Standard
    scale: GradeScale
    answers: Mapping[str, Answer]
    proposed_grade: str
    reason: str
    exemption: str
    merits: str
    holder: str = ""
    files: tuple[AttachmentRow, ...] = ()
    office_remarks: Mapping[str, OfficeRemark] = field(default_factory=dict)

    @property
    def is_held_here(self) -> bool:
        """Whether the reading is done in this workspace."""
        return not self.holder

    @property
    def remarks(self) -> Mapping[str, str]:
        """What the office says of single items, by item."""
        return {item_id: remark.text for item_id, remark in self.office_remarks.items()}

    @property
    def open_remarks(self) -> tuple[str, ...]:
        """The items with a remark that nothing was done about yet."""
        return open_remarks(self.office_remarks, self.answers)


def open_remarks(remarks: Mapping[str, OfficeRemark], answers: Mapping[str, Answer]) -> tuple[str, ...]:
    """The items whose answers say nothing to the office's remark."""
    found = remarks.items()
    return tuple(item_id for item_id, one in found if response_to(one, answers.get(item_id)) is Response.OPEN)


def newest_revisions(session: Session, assignment_id: UUID, item_id: str | None = None) -> dict[str, AnswerRevision]:
    """The revision that counts of each item answered, or of the one item named.

    Once a reading has left, what its holder wrote counts before what was begun where it came from.
    """
    return {row.item_id: row for row in _revisions(session, assignment_id, item_id)}


def _revisions(session: Session, assignment_id: UUID, item_id: str | None = None) -> Iterable[AnswerRevision]:
    """The revisions of each item, the one that counts last."""
    query = (
        select(AnswerRevision)
        .join(Assignment, Assignment.id == AnswerRevision.assignment_id)
        .where(AnswerRevision.assignment_id == assignment_id)
    )
    if item_id is not None:
        query = query.where(AnswerRevision.item_id == item_id)
    return session.execute(query.order_by(*counting_order())).scalars()


def counting_order() -> tuple[SQLColumnExpression[Any], ...]:
    """The order of revisions joined to their assignment in which the last of each item counts."""
    # of two that a copied laptop wrote under one number the chosen one counts, and until somebody chooses the older
    return (_is_holders(), AnswerRevision.revision, is_chosen(AnswerRevision.id), AnswerRevision.id.desc())


def _is_holders() -> ColumnElement[bool]:
    """Whether an answer was written by the seat that its reading left to."""
    is_bearers = (Assignment.holder_seat_id == BEARER) & (AnswerRevision.seat_id != Assignment.seat_id)
    return func.coalesce((AnswerRevision.seat_id == Assignment.holder_seat_id) | is_bearers, False)


def is_chosen(row_id: InstrumentedAttribute[UUID]) -> ColumnElement[bool]:
    """Whether the office chose this row where two stand under one number."""
    return exists().where(CustodyDecision.subject_id == row_id, CustodyDecision.verdict == Verdict.CHOOSE.value)


def answers_of(session: Session, assignment_id: UUID) -> dict[str, Answer]:
    """What is said of each item in this reading."""
    rows = newest_revisions(session, assignment_id)
    return {item_id: answer_from_json(row.content) for item_id, row in rows.items()}


def office_remarks(session: Session, assignment_id: UUID, given_back: SubmissionReturn) -> dict[str, OfficeRemark]:
    """The remarks on single items that a reading was given back with, each with the answer that it is about.

    That answer is the newest one sealed up to the number that the remark names: a submission seals all there is, so an
    open one was begun after it.
    """
    said = given_back.item_remarks
    rows = _revisions(session, assignment_id) if said else ()
    told = {
        row.item_id: row for row in rows if row.sealed_at is not None and row.revision <= _number(said, row.item_id)
    }
    about = {item_id: answer_from_json(told[item_id].content) for item_id in said if item_id in told}
    return {item_id: OfficeRemark(item_id, words["text"], about.get(item_id)) for item_id, words in said.items()}


def _number(said: Mapping[str, Mapping[str, int]], item_id: str) -> int:
    return said[item_id]["revision"] if item_id in said else 0


def newest_return(session: Session, assignment_id: UUID) -> SubmissionReturn | None:
    """How a reading was last given back, None where it never was."""
    query = (
        select(SubmissionReturn)
        .join(Submission, Submission.id == SubmissionReturn.submission_id)
        .where(Submission.assignment_id == assignment_id)
        .order_by(Submission.revision.desc(), is_chosen(Submission.id).desc(), Submission.id, SubmissionReturn.id)
    )
    return session.execute(query.limit(1)).scalar()


def standing_submission(session: Session, reviewed_case_id: UUID) -> Submission | None:
    """The newest submission for the case that was not given back."""
    query = standing_submissions().where(Assignment.reviewed_case_id == reviewed_case_id)
    return session.execute(query.limit(1)).scalar()


def standing_submissions() -> Select[Submission]:
    """Submissions of live assignments that were not given back; the first of each case stands."""
    return (
        select(Submission)
        .join(Assignment, Assignment.id == Submission.assignment_id)
        .outerjoin(SubmissionReturn, SubmissionReturn.submission_id == Submission.id)
        .where(Assignment.cancelled_at.is_(None), SubmissionReturn.id.is_(None))
        .order_by(Submission.revision.desc(), is_chosen(Submission.id).desc(), Submission.id)
    )


def reading_rows(
    session: Session, *, reviewer_id: UUID | None = None, batch_id: UUID | None = None
) -> tuple[ReadingRow, ...]:
    """The live assignments of open batches, of one reviewer or of all, by batch and case number.

    Of another seat's batches these are only the ones that were given to this seat, without those that were read and
    determined there before.
    """
    query = (
        select(Assignment, ReviewedCase, Reviewer, Case.number, Case.cause)
        .join(ReviewedCase, ReviewedCase.id == Assignment.reviewed_case_id)
        .join(Batch, Batch.id == ReviewedCase.batch_id)
        .join(Reviewer, Reviewer.id == Assignment.reviewer_id)
        .join(Case, Case.id == ReviewedCase.case_id)
        .where(Assignment.cancelled_at.is_(None), Batch.closed_at.is_(None))
        .order_by(Batch.id.desc(), Case.year, Case.serial, Case.number)
    )
    if reviewer_id is not None:
        query = query.where(Assignment.reviewer_id == reviewer_id)
    if batch_id is not None:
        query = query.where(ReviewedCase.batch_id == batch_id)
    own, names = session.info["seat_id"], seat_names(session)
    rows = [row for row in session.execute(query).all() if row[0].seat_id == own or is_held_by(row[0], own)]
    ids = [row[0].id for row in rows]
    answered, submitted = _answered(session, ids), _submissions(session, ids)
    # once each and not joined: every row of a join would bring the whole text of the standard along
    batches = {batch_id: session.get_one(Batch, batch_id) for batch_id in {row[1].batch_id for row in rows}}
    return tuple(
        _reading_row(row, batches[row[1].batch_id], answered, submitted, holder_of(row[0], row[2].name, own, names))
        for row in rows
        if row[0].seat_id == own or row[0].id in submitted or is_allowed(ReviewState(row[1].state), Action.ANSWER)
    )


def _reading_row(
    row: Row[*tuple[Assignment, ReviewedCase, Reviewer, str, str]],
    batch: Batch,
    answered: Mapping[UUID, int],
    submitted: Mapping[UUID, tuple[str, bool]],
    holder: str,
) -> ReadingRow:
    assignment, reviewed_case, reviewer, number, cause = row
    grade_id, returned = submitted.get(assignment.id, ("", False))
    grade = scale_of(batch).grade(grade_id) if grade_id else None
    return ReadingRow(
        assignment.id,
        reviewed_case.id,
        batch.id,
        batch.name,
        reviewer.id,
        reviewer.name,
        number,
        cause,
        ReviewState(reviewed_case.state),
        answered.get(assignment.id, 0),
        len(standard_of(batch).items),
        grade_id,
        assignment.id in submitted and not returned,
        returned,
        grade.shape if grade else "",
        grade.name if grade else "",
        holder,
    )


def _answered(session: Session, ids: list[UUID]) -> dict[UUID, int]:
    """How many items have a verdict in each reading."""
    counts: dict[UUID, int] = {}
    for start in range(0, len(ids), 500):
        query = (
            select(AnswerRevision.assignment_id, func.count(AnswerRevision.item_id.distinct()))
            .where(AnswerRevision.assignment_id.in_(ids[start : start + 500]), ~is_superseded())
            .where(AnswerRevision.content["verdict"].as_string().is_not(None))
            .group_by(AnswerRevision.assignment_id)
        )
        counts.update((row[0], row[1]) for row in session.execute(query))
    return counts


def is_superseded() -> ColumnElement[bool]:
    """Whether a newer revision says something else of the same item."""
    newer = aliased(AnswerRevision)
    return exists().where(
        newer.assignment_id == AnswerRevision.assignment_id,
        newer.item_id == AnswerRevision.item_id,
        newer.revision > AnswerRevision.revision,
    )


def _submissions(session: Session, ids: list[UUID]) -> dict[UUID, tuple[str, bool]]:
    """The grade of the newest submission of each reading, and whether it was given back."""
    found: dict[UUID, tuple[str, bool]] = {}
    for start in range(0, len(ids), 500):
        query = (
            select(Submission.assignment_id, Submission.proposed_grade, SubmissionReturn.id)
            .outerjoin(SubmissionReturn, SubmissionReturn.submission_id == Submission.id)
            .where(Submission.assignment_id.in_(ids[start : start + 500]))
            .order_by(Submission.revision, is_chosen(Submission.id), Submission.id.desc())
        )
        found.update((row[0], (row[1], row[2] is not None)) for row in session.execute(query))
    return found


def reading(session: Session, assignment_id: UUID) -> Reading:
    """Everything the desk shows of one assignment."""
    assignment = session.get_one(Assignment, assignment_id)
    reviewed_case = session.get_one(ReviewedCase, assignment.reviewed_case_id)
    batch = session.get_one(Batch, reviewed_case.batch_id)
    submission, given_back = _newest_submission(session, assignment_id)
    standard = standard_of(batch)
    remarks = {} if given_back is None else office_remarks(session, assignment_id, given_back)
    reviewer = session.get_one(Reviewer, assignment.reviewer_id).name
    return Reading(
        assignment_id=assignment_id,
        reviewed_case_id=reviewed_case.id,
        batch=batch.name,
        batch_kind=BatchKind(batch.kind),
        reviewer=reviewer,
        state=ReviewState(reviewed_case.state),
        is_submitted=submission is not None and given_back is None,
        remark=given_back.remark if given_back else "",
        case=reading_case(session.get_one(Case, reviewed_case.case_id)),
        standard=standard,
        scale=scale_of(batch),
        answers=answers_of(session, assignment_id),
        proposed_grade=submission.proposed_grade if submission else "",
        reason=submission.reason if submission else "",
        exemption=submission.exemption if submission else "",
        merits=submission.merits if submission else "",
        holder=holder_of(assignment, reviewer, session.info["seat_id"], seat_names(session)),
        files=attachments(session, reviewed_case.case_id),
        office_remarks={item.id: remarks[item.id] for item in standard.items if item.id in remarks},
    )


def _newest_submission(session: Session, assignment_id: UUID) -> tuple[Submission | None, SubmissionReturn | None]:
    query = (
        select(Submission, SubmissionReturn)
        .outerjoin(SubmissionReturn, SubmissionReturn.submission_id == Submission.id)
        .where(Submission.assignment_id == assignment_id)
        .order_by(Submission.revision.desc(), is_chosen(Submission.id).desc(), Submission.id, SubmissionReturn.id)
        .limit(1)
    )
    row = session.execute(query).first()
    return (None, None) if row is None else (row[0], row[1])
