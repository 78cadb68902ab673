"""What came back and waits for a decision: readings of an older epoch, forks of a copied laptop, homeless rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from models.assignment import AnswerRevision, Assignment, Submission
from models.batch import Batch, ReviewedCase, Reviewer
from models.case import Case
from models.custody import CustodyDecision, HeldRow, Subject, Verdict
from models.standards import scale_of, standard_of

if TYPE_CHECKING:
    # the workbench counts what waits; forms come with the first fork that is shown
    from review_forms.grading import GradeScale


@dataclass(frozen=True, slots=True)
class StaleReading:
    """A reading whose work was given anew, with what came back of it; `current` says who has the case now."""

    assignment_id: UUID
    batch: str
    number: str
    reviewer: str
    epoch: int
    answers: int
    grade: str
    cancelled_reason: str
    current: str


@dataclass(frozen=True, slots=True)
class ForkSide:
    """One of the versions of a fork: its row, and what it says in a line."""

    row_id: UUID
    says: str


@dataclass(frozen=True, slots=True)
class Fork:
    """Two or more rows that one seat wrote under one number, with different content."""

    subject: Subject
    assignment_id: UUID
    batch: str
    number: str
    reviewer: str
    what: str
    revision: int
    sides: tuple[ForkSide, ...]


@dataclass(frozen=True, slots=True)
class WaitingRow:
    """A row that arrived and has no place yet; `reason` is one of the words of `models.services.merging`."""

    table: str
    row_id: UUID
    reason: str
    arrived_at: datetime


def stale_readings(session: Session) -> tuple[StaleReading, ...]:
    """The readings of cancelled assignments with answers from elsewhere that were not rejected, by batch and case."""
    rejected = exists().where(
        CustodyDecision.subject_id == Assignment.id, CustodyDecision.verdict == Verdict.REJECT.value
    )
    answered = exists().where(AnswerRevision.assignment_id == Assignment.id)
    query = (
        select(Assignment, Case.number, Batch, Reviewer.name)
        .join(ReviewedCase, ReviewedCase.id == Assignment.reviewed_case_id)
        .join(Case, Case.id == ReviewedCase.case_id)
        .join(Batch, Batch.id == ReviewedCase.batch_id)
        .join(Reviewer, Reviewer.id == Assignment.reviewer_id)
        .where(Assignment.cancelled_at.is_not(None), Assignment.holder_seat_id.is_not(None), answered, ~rejected)
        .where(Batch.seat_id == session.info["seat_id"])
        .order_by(Batch.id, Case.year, Case.serial, Case.number)
    )
    return tuple(_stale(session, *row) for row in session.execute(query).all())


def _stale(session: Session, assignment: Assignment, number: str, batch: Batch, reviewer: str) -> StaleReading:
    items = select(func.count(AnswerRevision.item_id.distinct())).where(AnswerRevision.assignment_id == assignment.id)
    submission = _newest_submission(session, assignment.id)
    current = (
        select(Reviewer.name)
        .join(Assignment, Assignment.reviewer_id == Reviewer.id)
        .where(Assignment.reviewed_case_id == assignment.reviewed_case_id, Assignment.cancelled_at.is_(None))
        .where(Assignment.reading == assignment.reading)
    )
    return StaleReading(
        assignment.id,
        batch.name,
        number,
        reviewer,
        assignment.epoch,
        session.execute(items).scalar_one(),
        scale_of(batch).grade(submission.proposed_grade).name if submission else "",
        assignment.cancelled_reason,
        session.execute(current.limit(1)).scalar() or "",
    )


def _newest_submission(session: Session, assignment_id: UUID) -> Submission | None:
    query = select(Submission).where(Submission.assignment_id == assignment_id)
    return session.execute(query.order_by(Submission.revision.desc(), Submission.id).limit(1)).scalar()


def forks_of(session: Session, assignment_id: UUID) -> tuple[Fork, ...]:
    """The open forks of one reading."""
    return _forks(session, [assignment_id])


def open_forks(session: Session) -> tuple[Fork, ...]:
    """The open forks of all readings of this office's batches that still count."""
    query = (
        select(Assignment.id)
        .join(ReviewedCase, ReviewedCase.id == Assignment.reviewed_case_id)
        .join(Batch, Batch.id == ReviewedCase.batch_id)
        .where(Assignment.cancelled_at.is_(None), Batch.seat_id == session.info["seat_id"])
        .where(Assignment.holder_seat_id.is_not(None))
    )
    return _forks(session, list(session.execute(query).scalars()))


def _forks(session: Session, assignment_ids: list[UUID]) -> tuple[Fork, ...]:
    found: list[Fork] = []
    for start in range(0, len(assignment_ids), 500):
        chunk = assignment_ids[start : start + 500]
        found += _answer_forks(session, chunk)
        found += _submission_forks(session, chunk)
    return tuple(found)


def _answer_forks(session: Session, assignment_ids: list[UUID]) -> Iterable[Fork]:
    key = (AnswerRevision.assignment_id, AnswerRevision.item_id, AnswerRevision.revision)
    # the index alone answers this; whose the rows are is looked at for the few that it finds
    doubled = (
        select(*key).where(AnswerRevision.assignment_id.in_(assignment_ids)).group_by(*key).having(func.count() > 1)
    )
    for assignment_id, item_id, revision in session.execute(doubled).all():
        query = select(AnswerRevision).where(
            AnswerRevision.assignment_id == assignment_id,
            AnswerRevision.item_id == item_id,
            AnswerRevision.revision == revision,
            AnswerRevision.sealed_at.is_not(None),
        )
        found = session.execute(query.order_by(AnswerRevision.seat_id, AnswerRevision.id)).scalars()
        for _, same_seat in groupby(found, key=lambda row: row.seat_id):
            rows = list(same_seat)
            if _is_open(session, {row.id: row.content for row in rows}):
                about = _about(session, assignment_id)
                sides = tuple(ForkSide(row.id, _answer_words(row.content)) for row in rows)
                item = standard_of(about[3]).item(item_id).prompt
                yield Fork(Subject.ANSWER, assignment_id, *about[:3], item, revision, sides)


def _submission_forks(session: Session, assignment_ids: list[UUID]) -> Iterable[Fork]:
    key = (Submission.assignment_id, Submission.revision)
    doubled = (
        select(*key, Submission.seat_id)
        .where(Submission.assignment_id.in_(assignment_ids))
        .group_by(*key, Submission.seat_id)
        .having(func.count() > 1)
    )
    for assignment_id, revision, seat_id in session.execute(doubled).all():
        query = select(Submission).where(
            Submission.assignment_id == assignment_id, Submission.revision == revision, Submission.seat_id == seat_id
        )
        rows = session.execute(query.order_by(Submission.id)).scalars().all()
        told = ("proposed_grade", "reason", "exemption", "merits")
        if _is_open(session, {row.id: [getattr(row, name) for name in told] for row in rows}):
            about = _about(session, assignment_id)
            sides = tuple(ForkSide(row.id, _submission_words(row, scale_of(about[3]))) for row in rows)
            yield Fork(Subject.SUBMISSION, assignment_id, *about[:3], "建议等次", revision, sides)


def _is_open(session: Session, contents: Mapping[UUID, Any]) -> bool:
    """Whether the rows differ and none was chosen."""
    values = list(contents.values())
    if all(value == values[0] for value in values):
        return False
    chosen = exists().where(
        CustodyDecision.subject_id.in_(list(contents)), CustodyDecision.verdict == Verdict.CHOOSE.value
    )
    return not session.execute(select(chosen)).scalar()


def _about(session: Session, assignment_id: UUID) -> tuple[str, str, str, Batch]:
    query = (
        select(Batch, Case.number, Reviewer.name)
        .join(ReviewedCase, ReviewedCase.batch_id == Batch.id)
        .join(Case, Case.id == ReviewedCase.case_id)
        .join(Assignment, Assignment.reviewed_case_id == ReviewedCase.id)
        .join(Reviewer, Reviewer.id == Assignment.reviewer_id)
        .where(Assignment.id == assignment_id)
    )
    batch, number, reviewer = session.execute(query).one()
    return batch.name, number, reviewer, batch


def _answer_words(content: Mapping[str, object]) -> str:
    from review_forms.answers import answer_from_json

    answer = answer_from_json(content)
    verdict = answer.verdict.label if answer.verdict else "未评定"
    facts = "；".join(finding.facts for finding in answer.findings)
    return f"{verdict}：{facts}" if facts else verdict


def _submission_words(row: Submission, scale: GradeScale) -> str:
    return "；".join(part for part in (scale.grade(row.proposed_grade).name, row.reason, row.merits) if part)


def waiting_rows(session: Session) -> tuple[WaitingRow, ...]:
    """The rows that wait for their place and were not put out of sight, by table."""
    query = select(HeldRow).where(HeldRow.dismissed_at.is_(None)).order_by(HeldRow.table, HeldRow.row_id)
    rows = session.execute(query.limit(500)).scalars()
    return tuple(WaitingRow(row.table, row.row_id, row.reason, row.arrived_at) for row in rows)
