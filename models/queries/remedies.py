"""The remedy ledger and the recheck of one case."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from models.batch import Batch, ReviewedCase
from models.case import Case
from models.determination import DeterminedFinding
from models.letter import Letter
from models.queries.determinations import finding_of
from models.remedy import Recheck, RecheckConclusion, RecheckResult, Remedy, RemedyReport, RemedyStatus
from models.review_state import ReviewState
from review_forms.answers import Finding


class RemedyStage(StrEnum):
    """The column of the wall board that a finding hangs in."""

    WAITING = "waiting"
    UNDER_WAY = "under_way"
    TO_RECHECK = "to_recheck"
    CLEARED = "cleared"

    @property
    def label(self) -> str:
        """The stage in Chinese."""
        return _STAGES[self]


_STAGES = {
    RemedyStage.WAITING: "待整改",
    RemedyStage.UNDER_WAY: "整改中",
    RemedyStage.TO_RECHECK: "待复评",
    RemedyStage.CLEARED: "已销号",
}


@dataclass(frozen=True, slots=True)
class RemedyRow:
    """One finding in the remedy ledger: the six columns, what was reported, what the recheck saw."""

    remedy_id: UUID
    finding_id: UUID
    reviewed_case_id: UUID
    batch: str
    case_number: str
    letter_number: str
    item: str
    finding: Finding
    origin: str
    content: str
    measure: str
    due_on: date
    leader: str
    department: str
    person: str
    status: RemedyStatus | None
    account: str
    done_on: date | None
    reported_by: str
    result: RecheckResult | None
    evidence: str
    rechecked_by: str
    state: ReviewState

    @property
    def stage(self) -> RemedyStage:
        """Where it hangs on the wall board.

        A finding that the recheck left open hangs under 整改中 until a newer report comes.
        """
        if self.result is RecheckResult.CLEARED:
            return RemedyStage.CLEARED
        if self.result is not None:
            return RemedyStage.UNDER_WAY
        if self.status is None:
            return RemedyStage.WAITING
        return RemedyStage.TO_RECHECK if self.status is not RemedyStatus.PARTLY else RemedyStage.UNDER_WAY

    def days_over(self, today: date) -> int:
        """Calendar days past the deadline; 0 when in time, reported or cleared."""
        if self.stage in (RemedyStage.CLEARED, RemedyStage.TO_RECHECK):
            return 0
        return max(0, (today - self.due_on).days)


def remedy_rows(
    session: Session,
    *,
    batch_id: UUID | None = None,
    reviewed_case_id: UUID | None = None,
    department: str = "",
    only_open: bool = False,
) -> tuple[RemedyRow, ...]:
    """The ledger by deadline and case number, narrowed as asked; `only_open` leaves out what is struck off."""
    query = (
        select(Remedy, DeterminedFinding, ReviewedCase, Batch.name, Case.number, Letter.number)
        .join(DeterminedFinding, DeterminedFinding.id == Remedy.finding_id)
        .join(ReviewedCase, ReviewedCase.id == DeterminedFinding.reviewed_case_id)
        .join(Batch, Batch.id == ReviewedCase.batch_id)
        .join(Case, Case.id == ReviewedCase.case_id)
        .join(Letter, Letter.reviewed_case_id == ReviewedCase.id)
        .where(DeterminedFinding.withdrawn.is_(False))
        .order_by(Remedy.due_on, Case.year, Case.serial, Case.number, DeterminedFinding.position)
    )
    if batch_id is not None:
        query = query.where(ReviewedCase.batch_id == batch_id)
    if reviewed_case_id is not None:
        query = query.where(ReviewedCase.id == reviewed_case_id)
    if department:
        query = query.where(Remedy.department == department)
    rows = session.execute(query).all()
    reports = _newest_reports(session, [row[0].id for row in rows])
    rechecks = _newest_rechecks(session, [row[1].id for row in rows])
    found = (_remedy_row(row, reports, rechecks) for row in rows)
    return tuple(row for row in found if not (only_open and row.stage is RemedyStage.CLEARED))


def _remedy_row(
    row: Row[*tuple[Remedy, DeterminedFinding, ReviewedCase, str, str, str]],
    reports: Mapping[UUID, RemedyReport],
    rechecks: Mapping[UUID, Recheck],
) -> RemedyRow:
    remedy, finding, reviewed_case, batch, case_number, letter_number = row
    report, seen = reports.get(remedy.id), rechecks.get(finding.id)
    if report and seen and report.id > seen.id and seen.result != RecheckResult.CLEARED.value:
        seen = None
    return RemedyRow(
        remedy_id=remedy.id,
        finding_id=finding.id,
        reviewed_case_id=reviewed_case.id,
        batch=batch,
        case_number=case_number,
        letter_number=letter_number,
        item=finding.item,
        finding=finding_of(finding),
        origin=finding.origin,
        content=remedy.content,
        measure=remedy.measure,
        due_on=remedy.due_on,
        leader=remedy.leader,
        department=remedy.department,
        person=remedy.person,
        status=RemedyStatus(report.status) if report else None,
        account=report.account if report else "",
        done_on=report.done_on if report else None,
        reported_by=report.reported_by if report else "",
        result=RecheckResult(seen.result) if seen else None,
        evidence=seen.evidence if seen else "",
        rechecked_by=seen.rechecked_by if seen else "",
        state=ReviewState(reviewed_case.state),
    )


def _newest_reports(session: Session, remedy_ids: list[UUID]) -> dict[UUID, RemedyReport]:
    found: dict[UUID, RemedyReport] = {}
    for chunk in _chunks(remedy_ids):
        query = select(RemedyReport).where(RemedyReport.remedy_id.in_(chunk)).order_by(RemedyReport.revision)
        found.update((row.remedy_id, row) for row in session.execute(query).scalars())
    return found


def _newest_rechecks(session: Session, finding_ids: list[UUID]) -> dict[UUID, Recheck]:
    found: dict[UUID, Recheck] = {}
    for chunk in _chunks(finding_ids):
        query = select(Recheck).where(Recheck.finding_id.in_(chunk)).order_by(Recheck.revision)
        found.update((row.finding_id, row) for row in session.execute(query).scalars())
    return found


def _chunks(ids: list[UUID]) -> Iterable[list[UUID]]:
    return (ids[start : start + 500] for start in range(0, len(ids), 500))


@dataclass(frozen=True, slots=True)
class RecheckCase:
    """One case in the recheck list: how many findings it has and how many are struck off."""

    reviewed_case_id: UUID
    batch_id: UUID
    batch: str
    number: str
    department: str
    state: ReviewState
    letter_number: str
    remedy_due: date
    findings: int
    cleared: int
    recommendation: str
    concluded_by: str


def recheck_cases(session: Session, batch_id: UUID | None = None) -> tuple[RecheckCase, ...]:
    """Every case whose letter is out, also those without a finding: all of them are looked at again."""
    query = (
        select(ReviewedCase, Batch.name, Case.number, Case.department, Letter.number, Letter.remedy_due)
        .join(Batch, Batch.id == ReviewedCase.batch_id)
        .join(Case, Case.id == ReviewedCase.case_id)
        .join(Letter, Letter.reviewed_case_id == ReviewedCase.id)
        .order_by(Letter.remedy_due, Case.year, Case.serial, Case.number)
    )
    if batch_id is not None:
        query = query.where(ReviewedCase.batch_id == batch_id)
    counts: dict[UUID, list[bool]] = {}
    for row in remedy_rows(session, batch_id=batch_id):
        counts.setdefault(row.reviewed_case_id, []).append(row.stage is RemedyStage.CLEARED)
    conclusions = _conclusions(session)
    return tuple(_recheck_case(row, counts, conclusions) for row in session.execute(query))


def _recheck_case(
    row: Row[*tuple[ReviewedCase, str, str, str, str, date]],
    counts: Mapping[UUID, list[bool]],
    conclusions: Mapping[UUID, RecheckConclusion],
) -> RecheckCase:
    reviewed_case, batch, number, department, letter_number, remedy_due = row
    cleared = counts.get(reviewed_case.id, [])
    conclusion = conclusions.get(reviewed_case.id)
    return RecheckCase(
        reviewed_case.id,
        reviewed_case.batch_id,
        batch,
        number,
        department,
        ReviewState(reviewed_case.state),
        letter_number,
        remedy_due,
        len(cleared),
        sum(cleared),
        conclusion.recommendation if conclusion else "",
        conclusion.concluded_by if conclusion else "",
    )


def _conclusions(session: Session) -> dict[UUID, RecheckConclusion]:
    rows = session.execute(select(RecheckConclusion).order_by(RecheckConclusion.revision)).scalars()
    return {row.reviewed_case_id: row for row in rows}
