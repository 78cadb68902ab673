"""Custody: who holds what work away from the office, what the office decided about it, and rows that wait."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ColumnElement, ForeignKey, Index, SQLColumnExpression, String, Text, select
from sqlalchemy.orm import Mapped, mapped_column

from models.assignment import Assignment
from models.base import Base, Owned, Versioned

BEARER = UUID(int=0)
"""The holder of work that left under a passphrase, to somebody whose seat nobody knows yet."""


class RecheckAssignment(Owned, Versioned, Base):
    """The recheck of one case given to one reviewer for one round; `epoch` rises when it is given anew after a loss."""

    __tablename__ = "recheck_assignments"
    __table_args__ = (Index("ix_recheck_assignments_reviewed_case_id_round", "reviewed_case_id", "round"),)

    reviewed_case_id: Mapped[UUID] = mapped_column(ForeignKey("reviewed_cases.id"))
    reviewer_id: Mapped[UUID] = mapped_column(ForeignKey("reviewers.id"))
    round: Mapped[int]
    epoch: Mapped[int] = mapped_column(default=1)
    holder_seat_id: Mapped[UUID | None]
    cancelled_at: Mapped[datetime | None]
    cancelled_reason: Mapped[str] = mapped_column(Text, default="")


def is_held_by(work: Assignment | RecheckAssignment, seat_id: UUID) -> bool:
    """Whether the work is done at a seat: it never left from there, or it was given to there."""
    if work.holder_seat_id is None:
        return work.seat_id == seat_id
    return work.holder_seat_id == seat_id or (work.holder_seat_id == BEARER and work.seat_id != seat_id)


def is_void(case_id: SQLColumnExpression[UUID], seat_id: SQLColumnExpression[UUID]) -> ColumnElement[bool]:
    """Whether what a seat wrote at the recheck of a case counts for nothing: its work was taken back for good.

    The rows stay where they are, so it makes no difference whether they came before or after it was taken back.
    """
    given = (RecheckAssignment.reviewed_case_id == case_id) & (RecheckAssignment.seat_id != seat_id)
    mine = given & RecheckAssignment.holder_seat_id.in_((seat_id, BEARER))
    taken_back = select(RecheckAssignment.id).where(mine, RecheckAssignment.cancelled_at.is_not(None))
    live = select(RecheckAssignment.id).where(mine, RecheckAssignment.cancelled_at.is_(None))
    return taken_back.exists() & ~live.exists()


class Verdict(StrEnum):
    """What the office says of rows that it did not expect."""

    ADOPT = "adopt"
    REJECT = "reject"
    CHOOSE = "choose"

    @property
    def label(self) -> str:
        """The verdict in Chinese."""
        return {"adopt": "采用", "reject": "不采用", "choose": "选定"}[self.value]


class Subject(StrEnum):
    """What such a decision is about."""

    ASSIGNMENT = "assignment"
    ANSWER = "answer"
    SUBMISSION = "submission"


class CustodyDecision(Owned, Base):
    """The office adopts or rejects a reading that came back late, or chooses one of two versions of a copied laptop.

    `subject_id` is the assignment, or the chosen row of the table that `subject` names.
    """

    __tablename__ = "custody_decisions"
    __table_args__ = (Index("ix_custody_decisions_assignment_id", "assignment_id"),)

    assignment_id: Mapped[UUID] = mapped_column(ForeignKey("assignments.id"))
    subject: Mapped[str] = mapped_column(String(20))
    subject_id: Mapped[UUID]
    verdict: Mapped[str] = mapped_column(String(20))
    reason: Mapped[str] = mapped_column(Text, default="")
    decided_by: Mapped[str] = mapped_column(String(100))


class HeldRow(Base):
    """A row that arrived in a package and has no place yet: kept as it came until it has one.

    `content` is the row in the form of a package, `digest` its SHA-256 in hex. Why it waits follows from the other rows
    and is told in `reason`; when it came, and whether somebody has put it out of sight, is of this workspace alone.
    """

    __tablename__ = "held_rows"

    table: Mapped[str] = mapped_column(String(50), primary_key=True)
    row_id: Mapped[UUID] = mapped_column(primary_key=True)
    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    sender_seat_id: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    content: Mapped[str] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(String(20))
    arrived_at: Mapped[datetime]
    dismissed_at: Mapped[datetime | None]
