"""What a package would carry before it is written, and whose work waits to be handed over or back."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from models.assignment import Assignment, Submission
from models.batch import Batch, ReviewedCase
from models.custody import RecheckAssignment
from models.package import Direction, PackageEntry
from models.queries.exchange import arrivals_from
from models.queries.travelling import Scope, assignment_scope, results_scope
from models.remedy import RecheckConclusion
from models.review_state import ReviewState
from models.seat import Seat, SeatKey
from models.store.engine import raw_connection


@dataclass(frozen=True, slots=True)
class Contents:
    """What goes in: the number of rows by table, parents before children, and what the receiver should know.

    `cases` are to be read, `rechecks` to be looked at again; `file_bytes` is what the scanned files weigh, taken along
    or not; `receipts` tell the other side what arrived here.
    """

    tables: tuple[tuple[str, int], ...]
    cases: int = 0
    rechecks: int = 0
    epoch: int = 0
    is_blind: bool = False
    receipts: int = 0
    files: int = 0
    file_bytes: int = 0


@dataclass(frozen=True, slots=True)
class BatchCount:
    """How much waits in one batch; `rechecks` of it are second looks."""

    batch_id: UUID
    batch: str
    count: int
    rechecks: int = 0


def assignment_contents(
    session: Session, batch_id: UUID, reviewer_id: UUID, seat_id: UUID | None, *, with_attachments: bool = False
) -> Contents:
    """What the task of one reviewer would carry."""
    batch = session.get_one(Batch, batch_id)
    readings, epoch = _live(session, Assignment, batch_id, reviewer_id)
    rechecks, recheck_epoch = _live(session, RecheckAssignment, batch_id, reviewer_id)
    files, weight = _files(session, assignment_scope(batch_id, reviewer_id, with_attachments=True))
    return Contents(
        _counts(session, assignment_scope(batch_id, reviewer_id, with_attachments=with_attachments)),
        readings,
        rechecks,
        max(epoch, recheck_epoch),
        batch.is_blind,
        len(arrivals_from(session, seat_id)) if seat_id else 0,
        files,
        weight,
    )


def _live(
    session: Session, kind: type[Assignment] | type[RecheckAssignment], batch_id: UUID, reviewer_id: UUID
) -> tuple[int, int]:
    """How much of one kind a person is to have of a batch, and its highest epoch."""
    query = (
        select(func.count(), func.max(kind.epoch))
        .join(ReviewedCase, ReviewedCase.id == kind.reviewed_case_id)
        .where(ReviewedCase.batch_id == batch_id, kind.reviewer_id == reviewer_id, kind.cancelled_at.is_(None))
    )
    count, epoch = session.execute(query.select_from(kind)).one()
    return count, epoch or 0


def results_contents(session: Session, batch_id: UUID, office_seat_id: UUID | None) -> Contents:
    """What this seat would give back; answers that are still open are sealed by the writing and counted then."""
    receipts = len(arrivals_from(session, office_seat_id)) if office_seat_id else 0
    return Contents(_counts(session, results_scope(batch_id, session.info["seat_id"])), receipts=receipts)


def _counts(session: Session, scope: Scope) -> tuple[tuple[str, int], ...]:
    raw = raw_connection(session.connection())
    counted = []
    for table in scope.tables:
        condition, parameters = scope.conditions[table.name]
        count = raw.execute(f'SELECT count(*) FROM "{table.name}" WHERE {condition}', parameters).fetchone()[0]
        if count:
            counted.append((table.name, count))
    return tuple(counted)


def _files(session: Session, scope: Scope) -> tuple[int, int]:
    """How many scanned files there are, and their bytes; the same file of two cases travels once."""
    condition, parameters = scope.conditions["attachments"]
    each = f'SELECT DISTINCT sha256, size FROM "attachments" WHERE {condition}'
    raw = raw_connection(session.connection())
    count, weight = raw.execute(f"SELECT count(*), coalesce(sum(size), 0) FROM ({each})", parameters).fetchone()
    return int(count), int(weight)


def arrived_digests(session: Session) -> frozenset[str]:
    """The packages that came in."""
    query = select(PackageEntry.digest).where(
        PackageEntry.direction == Direction.IN.value, PackageEntry.handled_at.is_not(None)
    )
    return frozenset(session.execute(query).scalars())


def to_hand_over(session: Session) -> tuple[BatchCount, ...]:
    """Per open batch of this office the cases given to reviewers with a trusted seat that are still here."""
    people = (
        select(Seat.reviewer_id)
        .join(SeatKey, SeatKey.seat_id == Seat.id)
        .where(Seat.reviewer_id.is_not(None), SeatKey.confirmed_at.is_not(None), SeatKey.revoked_at.is_(None))
    )
    trusted = set(session.execute(people).scalars())
    if not trusted:
        return ()
    unread = [ReviewState.ASSIGNED.value, ReviewState.SCORING.value]
    found: dict[UUID, BatchCount] = {}
    for kind in (Assignment, RecheckAssignment):
        query = (
            select(Batch.id, Batch.name, func.count())
            .join(ReviewedCase, ReviewedCase.batch_id == Batch.id)
            .join(kind, kind.reviewed_case_id == ReviewedCase.id)
            .where(Batch.closed_at.is_(None), Batch.seat_id == session.info["seat_id"])
            .where(kind.cancelled_at.is_(None), kind.holder_seat_id.is_(None), kind.reviewer_id.in_(trusted))
            .group_by(Batch.id)
        )
        if kind is Assignment:
            query = query.where(ReviewedCase.state.in_(unread))
        for batch_id, name, count in session.execute(query):
            before = found[batch_id].count if batch_id in found else 0
            rechecks = count if kind is RecheckAssignment else 0
            found[batch_id] = BatchCount(batch_id, name, before + count, rechecks)
    return tuple(found[batch_id] for batch_id in sorted(found, reverse=True))


def to_hand_back(session: Session) -> tuple[BatchCount, ...]:
    """Per batch of another seat what was submitted or concluded here since the last package of results."""
    query = select(Batch).where(Batch.seat_id != session.info["seat_id"]).order_by(Batch.id.desc())
    counted = [
        BatchCount(batch.id, batch.name, _written_since(session, batch.id, _last_out(session, batch.id)))
        for batch in session.execute(query).scalars().all()
    ]
    return tuple(one for one in counted if one.count)


def _last_out(session: Session, batch_id: UUID) -> datetime | None:
    query = select(func.max(PackageEntry.handled_at)).where(
        PackageEntry.direction == Direction.OUT.value, PackageEntry.batch_id == batch_id
    )
    return session.execute(query).scalar()


def _written_since(session: Session, batch_id: UUID, since: datetime | None) -> int:
    """The cases of a batch that this seat submitted or concluded after a moment."""
    own = session.info["seat_id"]
    submitted = (
        select(Assignment.reviewed_case_id)
        .join(Submission, Submission.assignment_id == Assignment.id)
        .where(Submission.seat_id == own)
    )
    concluded = select(RecheckConclusion.reviewed_case_id).where(RecheckConclusion.seat_id == own)
    if since is not None:
        submitted = submitted.where(Submission.made_at > since)
        concluded = concluded.where(RecheckConclusion.made_at > since)
    query = (
        select(func.count())
        .select_from(ReviewedCase)
        .where(ReviewedCase.batch_id == batch_id)
        .where(or_(ReviewedCase.id.in_(submitted), ReviewedCase.id.in_(concluded)))
    )
    return session.execute(query).scalar_one()
