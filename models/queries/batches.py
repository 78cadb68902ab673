"""Batches: how far each has come, who reads in it, and what comes next."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.assignment import Assignment
from models.batch import Batch, BatchKind, Draw, PanelSeat, ReviewedCase, Reviewer
from models.queries.frames import FramePlan
from models.queries.holders import UNKNOWN, seat_names
from models.review_state import ReviewState
from models.standards import scale_of, title_of

_ORDER = tuple(ReviewState)


@dataclass(frozen=True, slots=True)
class BatchRow:
    """One batch in the list; `states` counts its cases by state.

    `owner` is the seat in charge of a batch that came from elsewhere, blank where it is this one; such a batch is there
    to be read.
    """

    id: UUID
    name: str
    kind: BatchKind
    standard: str
    standard_version: str
    review_due: date | None
    is_closed: bool
    states: Mapping[ReviewState, int]
    is_blind: bool = False
    owner: str = ""

    @property
    def drawn(self) -> int:
        """How many cases were drawn."""
        return sum(self.states.values())

    def reached(self, state: ReviewState) -> int:
        """How many cases have come to this state or further."""
        start = _ORDER.index(state)
        return sum(count for at, count in self.states.items() if _ORDER.index(at) >= start)


@dataclass(frozen=True, slots=True)
class PanelRow:
    """One reviewer's share of a batch."""

    reviewer_id: UUID
    name: str
    assigned: int
    submitted: int


@dataclass(frozen=True, slots=True)
class DrawRow:
    """One draw of a batch."""

    seed: str
    count: int
    frame_size: int
    frame_hash: str
    algorithm: str
    per_handler: int


@dataclass(frozen=True, slots=True)
class BatchView:
    """One batch with its plan, its panel and its draws."""

    row: BatchRow
    frame: FramePlan
    scale: str
    panel: tuple[PanelRow, ...]
    draws: tuple[DrawRow, ...]


def batch_rows(session: Session, *, with_closed: bool = True) -> tuple[BatchRow, ...]:
    """The batches, newest first."""
    query = select(Batch).order_by(Batch.id.desc())
    if not with_closed:
        query = query.where(Batch.closed_at.is_(None))
    counts, owners = _state_counts(session), _owners(session)
    rows = session.execute(query).scalars()
    return tuple(_batch_row(batch, counts.get(batch.id, {}), owners.get(batch.seat_id, UNKNOWN)) for batch in rows)


def batch_view(session: Session, batch_id: UUID) -> BatchView:
    """One batch as its page shows it."""
    batch = session.get_one(Batch, batch_id)
    owner = _owners(session).get(batch.seat_id, UNKNOWN)
    return BatchView(
        _batch_row(batch, _state_counts(session).get(batch_id, {}), owner),
        FramePlan.from_json(batch.frame),
        scale_of(batch).title,
        panel(session, batch_id),
        _draws(session, batch_id),
    )


def _owners(session: Session) -> dict[UUID, str]:
    """What the owner of a batch is called, by seat; this seat's own name is not said."""
    return {**seat_names(session), session.info["seat_id"]: ""}


def _batch_row(batch: Batch, states: Mapping[ReviewState, int], owner: str) -> BatchRow:
    return BatchRow(
        batch.id,
        batch.name,
        BatchKind(batch.kind),
        title_of(batch),
        batch.standard_version,
        batch.review_due,
        batch.closed_at is not None,
        states,
        batch.is_blind,
        owner,
    )


def _state_counts(session: Session) -> dict[UUID, dict[ReviewState, int]]:
    query = select(ReviewedCase.batch_id, ReviewedCase.state, func.count()).group_by(
        ReviewedCase.batch_id, ReviewedCase.state
    )
    counts: dict[UUID, dict[ReviewState, int]] = {}
    for batch_id, state, count in session.execute(query):
        counts.setdefault(batch_id, {})[ReviewState(state)] = count
    return counts


def panel(session: Session, batch_id: UUID) -> tuple[PanelRow, ...]:
    """The reviewers of a batch with their shares, by name."""
    query = (
        select(Reviewer.id, Reviewer.name)
        .join(PanelSeat, PanelSeat.reviewer_id == Reviewer.id)
        .where(PanelSeat.batch_id == batch_id)
        .order_by(Reviewer.name)
    )
    shares = _shares(session, batch_id)
    return tuple(PanelRow(row[0], row[1], *shares.get(row[0], (0, 0))) for row in session.execute(query))


def _shares(session: Session, batch_id: UUID) -> dict[UUID, tuple[int, int]]:
    """How many cases each reviewer was given, and how many of them are past scoring."""
    query = (
        select(Assignment.reviewer_id, ReviewedCase.state)
        .join(ReviewedCase, ReviewedCase.id == Assignment.reviewed_case_id)
        .where(ReviewedCase.batch_id == batch_id, Assignment.cancelled_at.is_(None))
    )
    shares: dict[UUID, tuple[int, int]] = {}
    for reviewer_id, state in session.execute(query):
        given, done = shares.get(reviewer_id, (0, 0))
        shares[reviewer_id] = (given + 1, done + (_ORDER.index(ReviewState(state)) >= _ORDER.index(ReviewState.SCORED)))
    return shares


def _draws(session: Session, batch_id: UUID) -> tuple[DrawRow, ...]:
    rows = session.execute(select(Draw).where(Draw.batch_id == batch_id).order_by(Draw.id)).scalars()
    return tuple(
        DrawRow(row.seed, row.count, row.frame_size, row.frame_hash, row.algorithm, row.per_handler or 0)
        for row in rows
    )


def batch_named(session: Session, name: str) -> BatchRow | None:
    """The batch of that name, if there is one."""
    return next((row for row in batch_rows(session) if row.name == name), None)
