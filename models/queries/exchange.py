"""What the exchange page shows: per person what is out, back and overdue, who holds it, and the packages themselves."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.assignment import Assignment, Submission, SubmissionReturn
from models.batch import Batch, ReviewedCase, Reviewer
from models.custody import BEARER, RecheckAssignment, is_void
from models.package import Direction, PackageEntry, PackageReceipt
from models.queries.custody import open_forks, stale_readings, waiting_rows
from models.remedy import RecheckConclusion
from models.seat import Seat


@dataclass(frozen=True, slots=True)
class Arrival:
    """One package that came in from a seat."""

    batch_id: UUID | None
    sequence: int
    digest: str
    received_at: datetime


@dataclass(frozen=True, slots=True)
class CustodyRow:
    """The work of one reviewer in one batch.

    `out` are the cases that left in a package, `back` those of them whose submission has come, `here` those assigned
    and not handed over yet. `holder` is the seat that holds them, blank where nothing is out. `last_out` and `last_in`
    are the numbers of the newest packages, None where there was none; `is_received` tells that the other side has
    confirmed the last one out.
    """

    batch_id: UUID
    batch: str
    reviewer_id: UUID
    reviewer: str
    assigned: int
    here: int
    out: int
    back: int
    recheck_out: int
    recheck_back: int
    review_due: date | None
    holder: str
    holder_seat_id: UUID | None
    epoch: int
    last_out: int | None
    last_out_at: datetime | None
    is_received: bool
    received_at: datetime | None
    last_in: int | None
    last_in_at: datetime | None
    missing: tuple[int, ...]

    def is_overdue(self, today: date) -> bool:
        """Whether something is still out after the day by which the batch was to be reviewed."""
        return self.review_due is not None and self.review_due < today and self.back < self.out


@dataclass(frozen=True, slots=True)
class PackageRow:
    """One package in the register; `counts` are by `models.services.merging.RowOutcome`."""

    entry_id: UUID
    direction: Direction
    kind: str
    peer: str
    peer_seat_id: UUID | None
    batch: str
    epoch: int
    sequence: int
    digest: str
    sealed_by: str
    file_name: str
    handled_at: datetime | None
    received_at: datetime | None
    counts: dict[str, int]


@dataclass(frozen=True, slots=True)
class Pending:
    """How much waits for a decision of the office."""

    stale: int
    forks: int
    held: int

    @property
    def total(self) -> int:
        """All of it."""
        return self.stale + self.forks + self.held


def arrivals_from(session: Session, seat_id: UUID) -> tuple[Arrival, ...]:
    """What came in from a seat, in the order of batches and numbers."""
    query = (
        select(PackageEntry)
        .where(PackageEntry.direction == Direction.IN.value, PackageEntry.peer_seat_id == seat_id)
        .where(PackageEntry.handled_at.is_not(None))
        .order_by(PackageEntry.batch_id, PackageEntry.sequence, PackageEntry.digest)
    )
    return tuple(
        Arrival(entry.batch_id, entry.sequence, entry.digest, entry.handled_at)
        for entry in session.execute(query).scalars()
        if entry.handled_at is not None
    )


def custody_rows(session: Session) -> tuple[CustodyRow, ...]:
    """The work of every reviewer in the open batches of this office, newest batch first."""
    own = session.info["seat_id"]
    batches = select(Batch).where(Batch.closed_at.is_(None), Batch.seat_id == own).order_by(Batch.id.desc())
    rows: list[CustodyRow] = []
    for batch in session.execute(batches).scalars():
        rows += _rows_of(session, batch)
    return tuple(rows)


def _rows_of(session: Session, batch: Batch) -> list[CustodyRow]:
    works = _works(session, batch.id)
    submitted = _submitted(session, batch.id)
    rechecks = _rechecks(session, batch.id)
    people = {work.reviewer_id for work in works} | {work.reviewer_id for work, _ in rechecks}
    query = select(Reviewer).where(Reviewer.id.in_(people)).order_by(Reviewer.name)
    rows = []
    for person in session.execute(query).scalars():
        mine = [work for work in works if work.reviewer_id == person.id]
        again = [(work, done) for work, done in rechecks if work.reviewer_id == person.id]
        rows.append(_row(session, batch, person, mine, submitted, again))
    return rows


def _row(
    session: Session,
    batch: Batch,
    person: Reviewer,
    works: Sequence[Assignment],
    submitted: frozenset[UUID],
    rechecks: Sequence[tuple[RecheckAssignment, bool]],
) -> CustodyRow:
    out = [work for work in works if work.holder_seat_id is not None]
    again = [(work, done) for work, done in rechecks if work.holder_seat_id is not None]
    holders = [work.holder_seat_id for work in out] + [work.holder_seat_id for work, _ in again]
    holder = holders[-1] if holders else _seat_of(session, person.id)
    sent, came = _last(session, batch.id, holder, person.name, Direction.OUT), _chain_in(session, batch.id, holder)
    received = _received(session, sent)
    return CustodyRow(
        batch.id,
        batch.name,
        person.id,
        person.name,
        assigned=len(works),
        here=len(works) - len(out) + len(rechecks) - len(again),
        out=len(out),
        back=sum(work.id in submitted for work in out),
        recheck_out=len(again),
        recheck_back=sum(done for _, done in again),
        review_due=batch.review_due,
        holder=_holder_name(session, holder) if holders and holder else "",
        holder_seat_id=holder,
        epoch=max((work.epoch for work in works), default=0),
        last_out=sent.sequence if sent else None,
        last_out_at=sent.handled_at if sent else None,
        is_received=received is not None,
        received_at=received,
        last_in=came[-1].sequence if came else None,
        last_in_at=came[-1].handled_at if came else None,
        missing=_missing([entry.sequence for entry in came]),
    )


def _works(session: Session, batch_id: UUID) -> Sequence[Assignment]:
    query = (
        select(Assignment)
        .join(ReviewedCase, ReviewedCase.id == Assignment.reviewed_case_id)
        .where(ReviewedCase.batch_id == batch_id, Assignment.cancelled_at.is_(None))
        .order_by(Assignment.id)
    )
    return session.execute(query).scalars().all()


def _submitted(session: Session, batch_id: UUID) -> frozenset[UUID]:
    """The assignments of the batch with a submission that was not given back."""
    query = (
        select(Submission.assignment_id)
        .join(Assignment, Assignment.id == Submission.assignment_id)
        .join(ReviewedCase, ReviewedCase.id == Assignment.reviewed_case_id)
        .outerjoin(SubmissionReturn, SubmissionReturn.submission_id == Submission.id)
        .where(ReviewedCase.batch_id == batch_id, SubmissionReturn.id.is_(None))
    )
    return frozenset(session.execute(query).scalars())


def _rechecks(session: Session, batch_id: UUID) -> list[tuple[RecheckAssignment, bool]]:
    """The live rechecks given out in a batch, and whether their round was concluded."""
    concluded = (
        select(RecheckConclusion.id)
        .where(RecheckConclusion.reviewed_case_id == RecheckAssignment.reviewed_case_id)
        .where(RecheckConclusion.revision >= RecheckAssignment.round)
        .where(~is_void(RecheckConclusion.reviewed_case_id, RecheckConclusion.seat_id))
        .exists()
    )
    query = (
        select(RecheckAssignment, concluded)
        .join(ReviewedCase, ReviewedCase.id == RecheckAssignment.reviewed_case_id)
        .where(ReviewedCase.batch_id == batch_id, RecheckAssignment.cancelled_at.is_(None))
    )
    return [(row[0], bool(row[1])) for row in session.execute(query)]


def _seat_of(session: Session, reviewer_id: UUID) -> UUID | None:
    return session.execute(select(Seat.id).where(Seat.reviewer_id == reviewer_id).limit(1)).scalar()


def _holder_name(session: Session, seat_id: UUID) -> str:
    if seat_id == BEARER:
        return "持口令的人"
    return session.execute(select(Seat.name).where(Seat.id == seat_id)).scalar() or "未登记的席位"


def _last(
    session: Session, batch_id: UUID, seat_id: UUID | None, name: str, direction: Direction
) -> PackageEntry | None:
    peer = (PackageEntry.peer_seat_id == seat_id) | (
        PackageEntry.peer_seat_id.is_(None) & (PackageEntry.peer_name == name)
    )
    query = (
        select(PackageEntry)
        .where(PackageEntry.direction == direction.value, PackageEntry.batch_id == batch_id, peer)
        .where(PackageEntry.handled_at.is_not(None))
        .order_by(PackageEntry.sequence.desc())
    )
    return session.execute(query.limit(1)).scalar()


def _chain_in(session: Session, batch_id: UUID, seat_id: UUID | None) -> Sequence[PackageEntry]:
    query = (
        select(PackageEntry)
        .where(PackageEntry.direction == Direction.IN.value, PackageEntry.batch_id == batch_id)
        .where(PackageEntry.peer_seat_id == seat_id, PackageEntry.handled_at.is_not(None))
        .order_by(PackageEntry.sequence)
    )
    return session.execute(query).scalars().all()


def _missing(numbers: Sequence[int]) -> tuple[int, ...]:
    """The numbers of a chain that have not come though later ones have, at most ten."""
    return tuple(sorted(set(range(1, max(numbers, default=0))) - set(numbers)))[:10]


def _received(session: Session, entry: PackageEntry | None) -> datetime | None:
    if entry is None:
        return None
    query = select(PackageReceipt.received_at).where(PackageReceipt.digest == entry.digest)
    return session.execute(query.limit(1)).scalar()


def package_rows(session: Session, limit: int = 500) -> tuple[PackageRow, ...]:
    """The register, newest first."""
    query = select(PackageEntry, PackageReceipt.received_at).outerjoin(
        PackageReceipt, PackageReceipt.digest == PackageEntry.digest
    )
    rows = session.execute(query.order_by(PackageEntry.id.desc()).limit(limit)).all()
    return tuple(
        PackageRow(
            entry.id,
            Direction(entry.direction),
            entry.kind,
            entry.peer_name,
            entry.peer_seat_id,
            entry.batch_name,
            entry.epoch,
            entry.sequence,
            entry.digest,
            entry.sealed_by,
            entry.file_name,
            entry.handled_at,
            received_at,
            dict(entry.counts),
        )
        for entry, received_at in rows
    )


@dataclass(frozen=True, slots=True)
class ReturnRow:
    """What a reviewer's seat has to give back in one batch of an office."""

    batch_id: UUID
    batch: str
    office_seat_id: UUID
    office: str
    cases: int
    submitted: int
    rechecks: int
    last_out: int | None
    last_out_at: datetime | None
    is_received: bool


def return_rows(session: Session) -> tuple[ReturnRow, ...]:
    """The batches of other seats that work was given from, newest first."""
    query = select(Batch).where(Batch.seat_id != session.info["seat_id"]).order_by(Batch.id.desc())
    rows = []
    for batch in session.execute(query).scalars().all():
        works = _works(session, batch.id)
        submitted = _submitted(session, batch.id)
        office = session.execute(select(Seat.name).where(Seat.id == batch.seat_id)).scalar() or "审管办"
        sent = _last(session, batch.id, batch.seat_id, office, Direction.OUT)
        rows.append(
            ReturnRow(
                batch.id,
                batch.name,
                batch.seat_id,
                office,
                len(works),
                sum(work.id in submitted for work in works),
                len(_rechecks(session, batch.id)),
                sent.sequence if sent else None,
                sent.handled_at if sent else None,
                _received(session, sent) is not None,
            )
        )
    return tuple(rows)


def pending(session: Session) -> Pending:
    """How much waits for a decision."""
    return Pending(len(stale_readings(session)), len(open_forks(session)), len(waiting_rows(session)))
