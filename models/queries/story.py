"""What happened to a case, told as events from its rows, for the timeline."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.assignment import Assignment, Submission, SubmissionReturn
from models.batch import Batch, ReviewedCase, Reviewer
from models.case import Case, LedgerImport
from models.determination import Determination, DeterminedFinding
from models.letter import Letter, ServiceReceipt
from models.remedy import Closure, Recheck, RecheckConclusion, RecheckResult, Remedy, RemedyReport, RemedyStatus
from models.standards import scale_of
from review_forms.grading import GradeScale


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened: when, what in a few words, and the particulars."""

    at: datetime
    title: str
    text: str = ""


def events_of(session: Session, case: Case) -> tuple[tuple[Event, ...], tuple[UUID, ...]]:
    """The events of a case, oldest first, and the ids of the rows that they come from."""
    ledger = session.get_one(LedgerImport, case.import_id)
    events = [Event(case.made_at, "导入台账", ledger.file_name)]
    subjects: list[UUID] = []
    query = (
        select(ReviewedCase, Batch)
        .join(Batch, Batch.id == ReviewedCase.batch_id)
        .where(ReviewedCase.case_id == case.id)
        .order_by(ReviewedCase.id)
    )
    for reviewed_case, batch in session.execute(query).all():
        subjects.append(reviewed_case.id)
        events.append(Event(reviewed_case.made_at, "抽入评查批次", batch.name))
        for subject, event in _review_events(session, reviewed_case.id, scale_of(batch)):
            subjects.append(subject)
            events.append(event)
    return tuple(sorted(events, key=lambda event: event.at)), tuple(subjects)


def _review_events(session: Session, reviewed_case_id: UUID, scale: GradeScale) -> Iterator[tuple[UUID, Event]]:
    yield from _reading_events(session, reviewed_case_id, scale)
    yield from _decision_events(session, reviewed_case_id, scale)
    yield from _remedy_events(session, reviewed_case_id)
    yield from _ending_events(session, reviewed_case_id)


def _reading_events(session: Session, reviewed_case_id: UUID, scale: GradeScale) -> Iterator[tuple[UUID, Event]]:
    query = (
        select(Assignment, Reviewer.name)
        .join(Reviewer, Reviewer.id == Assignment.reviewer_id)
        .where(Assignment.reviewed_case_id == reviewed_case_id)
    )
    for assignment, name in session.execute(query).all():
        yield assignment.id, Event(assignment.made_at, "分派评查员", name)
        readings = (
            select(Submission, SubmissionReturn)
            .outerjoin(SubmissionReturn, SubmissionReturn.submission_id == Submission.id)
            .where(Submission.assignment_id == assignment.id)
        )
        for submission, given_back in session.execute(readings).all():
            grade = scale.grade(submission.proposed_grade).name
            yield submission.id, Event(submission.made_at, "提交评查", f"{name}建议“{grade}”")
            if given_back is not None:
                yield given_back.id, Event(given_back.made_at, "退回评查员", _remark_words(given_back))


def _remark_words(given_back: SubmissionReturn) -> str:
    count = len(given_back.item_remarks)
    return "；".join(filter(None, (given_back.remark, f"对 {count} 个评查项提出意见" if count else "")))


def _decision_events(session: Session, reviewed_case_id: UUID, scale: GradeScale) -> Iterator[tuple[UUID, Event]]:
    query = select(Determination).where(Determination.reviewed_case_id == reviewed_case_id)
    for row in session.execute(query).scalars():
        reason = f"，理由：{row.reason}" if row.reason else ""
        text = f"{row.decided_by}审定“{scale.grade(row.grade).name}”{reason}"
        yield row.id, Event(row.made_at, "审定等次", text)
    letters = select(Letter).where(Letter.reviewed_case_id == reviewed_case_id)
    for letter in session.execute(letters).scalars():
        yield letter.id, Event(letter.made_at, "发出反馈意见书", f"{letter.number}，整改期限{letter.remedy_due}")
        for receipt in session.execute(select(ServiceReceipt).where(ServiceReceipt.letter_id == letter.id)).scalars():
            yield receipt.id, Event(receipt.made_at, "送达", f"{receipt.served_on}由{receipt.received_by}签收")


def _remedy_events(session: Session, reviewed_case_id: UUID) -> Iterator[tuple[UUID, Event]]:
    mine = DeterminedFinding.reviewed_case_id == reviewed_case_id
    reports = (
        select(RemedyReport, Remedy.id, DeterminedFinding.facts)
        .join(Remedy, Remedy.id == RemedyReport.remedy_id)
        .join(DeterminedFinding, DeterminedFinding.id == Remedy.finding_id)
        .where(mine)
    )
    for report, remedy_id, facts in session.execute(reports).all():
        yield remedy_id, Event(report.made_at, "登记整改", f"{facts}：{RemedyStatus(report.status).label}")
    rechecks = (
        select(Recheck, DeterminedFinding.facts)
        .join(DeterminedFinding, DeterminedFinding.id == Recheck.finding_id)
        .where(mine)
    )
    for seen, facts in session.execute(rechecks).all():
        text = f"{facts}：{RecheckResult(seen.result).label}（{seen.rechecked_by}）"
        yield seen.finding_id, Event(seen.made_at, "复评", text)


def _ending_events(session: Session, reviewed_case_id: UUID) -> Iterator[tuple[UUID, Event]]:
    conclusions = select(RecheckConclusion).where(RecheckConclusion.reviewed_case_id == reviewed_case_id)
    for row in session.execute(conclusions).scalars():
        yield row.id, Event(row.made_at, "结束复评", row.recommendation or "没有后续建议")
    for closure in session.execute(select(Closure).where(Closure.reviewed_case_id == reviewed_case_id)).scalars():
        yield closure.id, Event(closure.made_at, "办结", closure.closed_by)
