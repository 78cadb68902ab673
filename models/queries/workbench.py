"""What waits for the person at the desk now: tasks with their batch, deadlines, and how far the batches are."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from uuid import UUID

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from models.assignment import Assignment
from models.batch import ReviewedCase
from models.case import Case
from models.custody import BEARER
from models.queries.batches import BatchRow, batch_rows
from models.queries.exchange import pending
from models.queries.frames import FramePlan, frame_size
from models.queries.parcels import BatchCount, to_hand_back, to_hand_over
from models.queries.remedies import RemedyRow, recheck_cases, remedy_rows
from models.review_state import ReviewState


class Task(StrEnum):
    """The kinds of work that can wait."""

    IMPORT_LEDGER = "import_ledger"
    CREATE_BATCH = "create_batch"
    DRAW = "draw"
    ASSIGN = "assign"
    HAND_OVER = "hand_over"
    HAND_BACK = "hand_back"
    DECIDE_ARRIVALS = "decide_arrivals"
    SCORE = "score"
    DETERMINE = "determine"
    ISSUE_LETTERS = "issue_letters"
    RECHECK = "recheck"
    CLOSE_CASES = "close_cases"
    CLOSE_BATCH = "close_batch"


@dataclass(frozen=True, slots=True)
class Waiting:
    """One thing to do: what kind, how many, in which batch."""

    task: Task
    count: int
    batch_id: UUID | None
    batch: str


@dataclass(frozen=True, slots=True)
class Deadlines:
    """Remedies by deadline: overdue, due today, due within seven days (today not counted)."""

    overdue: tuple[RemedyRow, ...]
    today: tuple[RemedyRow, ...]
    week: tuple[RemedyRow, ...]


@dataclass(frozen=True, slots=True)
class Workbench:
    """Everything the first page shows; `drawable` are the cases for a next batch, counted while nothing waits."""

    cases: int
    drawable: int
    waiting: tuple[Waiting, ...]
    deadlines: Deadlines
    batches: tuple[BatchRow, ...]


def workbench(session: Session, today: date) -> Workbench:
    """What waits, what falls due, and how far the open batches are."""
    cases = session.execute(select(func.count()).select_from(Case).where(Case.withdrawn_at.is_(None))).scalar_one()
    all_batches = batch_rows(session)
    batches = tuple(batch for batch in all_batches if not batch.is_closed)
    rechecks = recheck_cases(session, with_closed=False)
    to_recheck = Counter(each.batch_id for each in rechecks if each.waits_for_panel and each.is_done_here)
    out = Counter(_out(session))
    leaving = to_hand_over(session)
    # what waits to leave is not read at this desk
    out.update({one.batch_id: one.count - one.rechecks for one in leaving})
    waiting = _exchange(session, leaving)
    waiting += [item for batch in batches for item in _waiting(batch, to_recheck[batch.id], out[batch.id])]
    drawable = 0 if waiting else frame_size(session, FramePlan())
    if not cases:
        waiting.insert(0, Waiting(Task.IMPORT_LEDGER, 0, None, ""))
    elif drawable and not all_batches:
        waiting.insert(0, Waiting(Task.CREATE_BATCH, drawable, None, ""))
    return Workbench(cases, drawable, tuple(waiting), _deadlines(session, today), batches)


def _exchange(session: Session, leaving: Sequence[BatchCount]) -> list[Waiting]:
    """What waits to leave on a stick, and what came back and waits for a decision."""
    waiting = [Waiting(Task.HAND_OVER, one.count, one.batch_id, one.batch) for one in leaving]
    waiting += [Waiting(Task.HAND_BACK, one.count, one.batch_id, one.batch) for one in to_hand_back(session)]
    undecided = pending(session).total
    return waiting + ([Waiting(Task.DECIDE_ARRIVALS, undecided, None, "")] if undecided else [])


def _out(session: Session) -> dict[UUID, int]:
    """How many cases of each batch are being read at another seat."""
    own = session.info["seat_id"]
    is_elsewhere = case(
        (Assignment.holder_seat_id.is_(None), Assignment.seat_id != own),
        (Assignment.holder_seat_id == BEARER, Assignment.seat_id == own),
        else_=Assignment.holder_seat_id != own,
    )
    query = (
        select(ReviewedCase.batch_id, func.count(ReviewedCase.id.distinct()))
        .join(Assignment, Assignment.reviewed_case_id == ReviewedCase.id)
        .where(ReviewedCase.state.in_([ReviewState.ASSIGNED.value, ReviewState.SCORING.value]))
        .where(Assignment.cancelled_at.is_(None), is_elsewhere)
        .group_by(ReviewedCase.batch_id)
    )
    return {row[0]: row[1] for row in session.execute(query)}


def _waiting(batch: BatchRow, to_recheck: int, out: int) -> list[Waiting]:
    states = batch.states
    to_score = states.get(ReviewState.ASSIGNED, 0) + states.get(ReviewState.SCORING, 0) - out
    counts = (
        (Task.ASSIGN, states.get(ReviewState.DRAWN, 0)),
        (Task.SCORE, to_score),
        (Task.DETERMINE, states.get(ReviewState.SCORED, 0)),
        (Task.ISSUE_LETTERS, states.get(ReviewState.DETERMINED, 0)),
        (Task.RECHECK, to_recheck),
        (Task.CLOSE_CASES, states.get(ReviewState.RECHECKED, 0)),
    )
    waiting = [Waiting(task, count, batch.id, batch.name) for task, count in counts if count]
    if not batch.drawn:
        waiting.append(Waiting(Task.DRAW, 0, batch.id, batch.name))
    elif batch.drawn == states.get(ReviewState.CLOSED, 0):
        waiting.append(Waiting(Task.CLOSE_BATCH, batch.drawn, batch.id, batch.name))
    return waiting


def _deadlines(session: Session, today: date) -> Deadlines:
    soon = today + timedelta(days=7)
    rows = [row for row in remedy_rows(session, only_open=True, due_until=soon) if row.waits_for_department]
    return Deadlines(
        tuple(row for row in rows if row.due_on < today),
        tuple(row for row in rows if row.due_on == today),
        tuple(row for row in rows if row.due_on > today),
    )
