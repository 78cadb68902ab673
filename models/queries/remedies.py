"""The remedy ledger and the recheck of one case."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from models.batch import Batch, ReviewedCase, Reviewer
from models.case import Case
from models.custody import RecheckAssignment, is_held_by, is_void
from models.determination import DeterminedFinding
from models.letter import Letter
from models.queries.findings import finding_of
from models.queries.holders import holder_of, seat_names
from models.remedy import Recheck, RecheckConclusion, RecheckResult, Remedy, RemedyReport, RemedyStatus
from models.review_state import Action, ReviewState, is_allowed
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


IS_GIVEN = RecheckAssignment.cancelled_at.is_(None)
DEPARTMENTS_TURN = frozenset({RemedyStage.WAITING, RemedyStage.UNDER_WAY})
_STAGES_BY_STATUS = {
    None: RemedyStage.WAITING,
    RemedyStatus.NOT_DONE: RemedyStage.WAITING,
    RemedyStatus.PARTLY: RemedyStage.UNDER_WAY,
    RemedyStatus.DONE: RemedyStage.TO_RECHECK,
    RemedyStatus.UNSUITABLE: RemedyStage.TO_RECHECK,
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

        A finding that the recheck left open hangs under 整改中 until a newer report comes; one that the department
        reports as not remedied still waits, and its deadline runs on.
        """
        return _stage(self.status, self.result)

    def days_over(self, today: date) -> int:
        """Calendar days past the deadline; 0 when in time, or when nothing is asked of the department."""
        return max(0, (today - self.due_on).days) if self.waits_for_department else 0

    @property
    def waits_for_department(self) -> bool:
        """Whether the next step is the department's."""
        return self.stage in DEPARTMENTS_TURN


def _stage(status: RemedyStatus | None, result: RecheckResult | None) -> RemedyStage:
    if result is RecheckResult.CLEARED:
        return RemedyStage.CLEARED
    return RemedyStage.UNDER_WAY if result is not None else _STAGES_BY_STATUS[status]


def remedy_rows(
    session: Session,
    *,
    batch_id: UUID | None = None,
    reviewed_case_id: UUID | None = None,
    department: str = "",
    due_until: date | None = None,
    only_open: bool = False,
) -> tuple[RemedyRow, ...]:
    """The ledger by deadline and case number, narrowed as asked; `only_open` leaves out what is struck off."""
    query = (
        select(Remedy, DeterminedFinding, ReviewedCase, Batch.name, Case.number, Letter.number)
        .join(DeterminedFinding, DeterminedFinding.id == Remedy.finding_id)
        .join(ReviewedCase, ReviewedCase.id == DeterminedFinding.reviewed_case_id)
        .join(Batch, Batch.id == ReviewedCase.batch_id)
        .join(Case, Case.id == ReviewedCase.case_id)
        .outerjoin(Letter, Letter.reviewed_case_id == ReviewedCase.id)
        .where(DeterminedFinding.withdrawn.is_(False))
        .where(~is_void(DeterminedFinding.reviewed_case_id, DeterminedFinding.seat_id))
        .order_by(Remedy.due_on, Case.year, Case.serial, Case.number, DeterminedFinding.position)
    )
    if batch_id is not None:
        query = query.where(ReviewedCase.batch_id == batch_id)
    if reviewed_case_id is not None:
        query = query.where(ReviewedCase.id == reviewed_case_id)
    if department:
        query = query.where(Remedy.department == department)
    if due_until is not None:
        query = query.where(Remedy.due_on <= due_until)
    if only_open:
        query = query.where(ReviewedCase.state != ReviewState.CLOSED.value)
    rows = session.execute(query).all()
    reports = _newest_reports(session, [row[0].id for row in rows])
    rechecks = _newest_rechecks(session, [row[1].id for row in rows])
    found = (_remedy_row(row, reports, rechecks) for row in rows)
    return tuple(row for row in found if not (only_open and row.stage is RemedyStage.CLEARED))


def _remedy_row(
    row: Row[*tuple[Remedy, DeterminedFinding, ReviewedCase, str, str, str | None]],
    reports: Mapping[UUID, RemedyReport],
    rechecks: Mapping[UUID, Recheck],
) -> RemedyRow:
    remedy, finding, reviewed_case, batch, case_number, letter_number = row
    report = reports.get(remedy.id)
    seen = _standing_recheck(report, rechecks.get(finding.id))
    return RemedyRow(
        remedy_id=remedy.id,
        finding_id=finding.id,
        reviewed_case_id=reviewed_case.id,
        batch=batch,
        case_number=case_number,
        letter_number=letter_number or "",
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


def _standing_recheck(report: RemedyReport | None, seen: Recheck | None) -> Recheck | None:
    """The newest recheck, unless the department has reported since what it left open."""
    if report and seen and report.revision > seen.report_revision and seen.result != RecheckResult.CLEARED.value:
        return None
    return seen


def _newest_reports(session: Session, remedy_ids: list[UUID]) -> dict[UUID, RemedyReport]:
    found: dict[UUID, RemedyReport] = {}
    for chunk in _chunks(remedy_ids):
        query = select(RemedyReport).where(RemedyReport.remedy_id.in_(chunk)).order_by(RemedyReport.revision)
        found.update((row.remedy_id, row) for row in session.execute(query).scalars())
    return found


def _newest_rechecks(session: Session, finding_ids: list[UUID]) -> dict[UUID, Recheck]:
    found: dict[UUID, Recheck] = {}
    for chunk in _chunks(finding_ids):
        query = (
            select(Recheck)
            .join(DeterminedFinding, DeterminedFinding.id == Recheck.finding_id)
            .where(Recheck.finding_id.in_(chunk))
            .where(~is_void(DeterminedFinding.reviewed_case_id, Recheck.seat_id))
            .order_by(Recheck.revision, Recheck.id)
        )
        found.update((row.finding_id, row) for row in session.execute(query).scalars())
    return found


def _chunks(ids: list[UUID]) -> Iterable[list[UUID]]:
    return (ids[start : start + 500] for start in range(0, len(ids), 500))


@dataclass(frozen=True, slots=True)
class RecheckCase:
    """One case in the recheck list: how many findings it has and how many are struck off.

    `waits_for_panel` says that the panel's word comes next: nothing is asked of the department any more, or a round
    was begun and not concluded. `holder` is whose computer has the present round, blank where nobody else does;
    `is_done_here` says that its steps may be taken here, `is_given_here` that some round was given to this seat.
    """

    reviewed_case_id: UUID
    batch_id: UUID
    batch: str
    number: str
    department: str
    state: ReviewState
    letter_number: str
    remedy_due: date | None
    findings: int
    cleared: int
    recommendation: str
    concluded_by: str
    waits_for_panel: bool
    holder: str = ""
    is_done_here: bool = True
    is_given_here: bool = False


def recheck_cases(
    session: Session, batch_id: UUID | None = None, *, with_closed: bool = True
) -> tuple[RecheckCase, ...]:
    """Every case whose letter is out, also those without a finding: all of them are looked at again.

    At a reviewer's desk these are the cases given for recheck; their letters stay in the office.
    """
    given = select(RecheckAssignment.id).where(RecheckAssignment.reviewed_case_id == ReviewedCase.id, IS_GIVEN).exists()
    query = (
        select(ReviewedCase, Batch.name, Case.number, Case.department, Letter.number, Letter.remedy_due, Batch.seat_id)
        .join(Batch, Batch.id == ReviewedCase.batch_id)
        .join(Case, Case.id == ReviewedCase.case_id)
        .outerjoin(Letter, Letter.reviewed_case_id == ReviewedCase.id)
        .where(Letter.id.is_not(None) | given)
        .order_by(Letter.remedy_due, Case.year, Case.serial, Case.number)
    )
    if batch_id is not None:
        query = query.where(ReviewedCase.batch_id == batch_id)
    if not with_closed:
        query = query.where(ReviewedCase.state != ReviewState.CLOSED.value)
    found = session.execute(query).all()
    ids = [row[0].id for row in found]
    stages, rounds = _stages(session, ids), _rounds(session, ids)
    hands = _hands(session, {row[0].id: row[6] for row in found}, rounds)
    return tuple(_recheck_case(row, stages.get(row[0].id, ()), rounds[row[0].id], hands[row[0].id]) for row in found)


def _stages(session: Session, reviewed_case_ids: list[UUID]) -> dict[UUID, list[RemedyStage]]:
    """The stages of the findings of each case."""
    stages: dict[UUID, list[RemedyStage]] = {}
    for chunk in _chunks(reviewed_case_ids):
        query = (
            select(DeterminedFinding.reviewed_case_id, DeterminedFinding.id, Remedy.id)
            .join(Remedy, Remedy.finding_id == DeterminedFinding.id)
            .where(DeterminedFinding.reviewed_case_id.in_(chunk), DeterminedFinding.withdrawn.is_(False))
            .where(~is_void(DeterminedFinding.reviewed_case_id, DeterminedFinding.seat_id))
        )
        rows = session.execute(query).all()
        reports = _newest_reports(session, [row[2] for row in rows])
        rechecks = _newest_rechecks(session, [row[1] for row in rows])
        for reviewed_case_id, finding_id, remedy_id in rows:
            report = reports.get(remedy_id)
            seen = _standing_recheck(report, rechecks.get(finding_id))
            status = RemedyStatus(report.status) if report else None
            result = RecheckResult(seen.result) if seen else None
            stages.setdefault(reviewed_case_id, []).append(_stage(status, result))
    return stages


@dataclass(slots=True)
class _Round:
    """The newest conclusion of a case, and whether something was looked at after it."""

    conclusion: RecheckConclusion | None = None
    is_under_way: bool = False


@dataclass(frozen=True, slots=True)
class _Hands:
    """In whose hands the recheck of a case is; the fields are those of RecheckCase."""

    holder: str = ""
    is_done_here: bool = True
    is_given_here: bool = False


def _hands(session: Session, owners: Mapping[UUID, UUID], rounds: Mapping[UUID, _Round]) -> dict[UUID, _Hands]:
    """By case; `owners` has the seat that is in charge of each one's batch."""
    own, names = session.info["seat_id"], seat_names(session)
    hands = {case_id: _Hands(is_done_here=owner == own) for case_id, owner in owners.items()}
    query = (
        select(RecheckAssignment, Reviewer.name)
        .join(Reviewer, Reviewer.id == RecheckAssignment.reviewer_id)
        .where(IS_GIVEN)
        .order_by(RecheckAssignment.round, RecheckAssignment.epoch)
    )
    for given, person in session.execute(query):
        known = hands.get(given.reviewed_case_id)
        if known is None:
            continue
        conclusion = rounds[given.reviewed_case_id].conclusion
        is_over = conclusion is not None and conclusion.revision >= given.round
        is_here = given.seat_id != own and is_held_by(given, own)
        hands[given.reviewed_case_id] = _Hands(
            known.holder if is_over else holder_of(given, person, own, names),
            known.is_done_here if is_over else is_held_by(given, own),
            known.is_given_here or is_here,
        )
    return hands


def _recheck_case(
    row: Row[*tuple[ReviewedCase, str, str, str, str | None, date | None, UUID]],
    stages: Sequence[RemedyStage],
    newest: _Round,
    hands: _Hands,
) -> RecheckCase:
    reviewed_case, batch, number, department, letter_number, remedy_due, _owner = row
    state = ReviewState(reviewed_case.state)
    is_ready = newest.is_under_way or DEPARTMENTS_TURN.isdisjoint(stages)
    return RecheckCase(
        reviewed_case.id,
        reviewed_case.batch_id,
        batch,
        number,
        department,
        state,
        letter_number or "",
        remedy_due,
        len(stages),
        stages.count(RemedyStage.CLEARED),
        newest.conclusion.recommendation if newest.conclusion else "",
        newest.conclusion.concluded_by if newest.conclusion else "",
        is_ready and is_allowed(state, Action.CONCLUDE_RECHECK),
        hands.holder,
        hands.is_done_here,
        hands.is_given_here,
    )


def _rounds(session: Session, reviewed_case_ids: list[UUID]) -> dict[UUID, _Round]:
    rounds = {reviewed_case_id: _Round() for reviewed_case_id in reviewed_case_ids}
    for chunk in _chunks(reviewed_case_ids):
        concluded = select(RecheckConclusion).where(
            RecheckConclusion.reviewed_case_id.in_(chunk),
            ~is_void(RecheckConclusion.reviewed_case_id, RecheckConclusion.seat_id),
        )
        for conclusion in session.execute(concluded.order_by(RecheckConclusion.revision)).scalars():
            rounds[conclusion.reviewed_case_id].conclusion = conclusion
        seen = (
            select(DeterminedFinding.reviewed_case_id, Recheck.round)
            .join(Recheck, Recheck.finding_id == DeterminedFinding.id)
            .where(DeterminedFinding.reviewed_case_id.in_(chunk))
            .where(~is_void(DeterminedFinding.reviewed_case_id, Recheck.seat_id))
        )
        for reviewed_case_id, number in session.execute(seen):
            last = rounds[reviewed_case_id].conclusion
            rounds[reviewed_case_id].is_under_way |= last is None or number > last.revision
    return rounds
