"""Assignments, and what reviewers say: answers by revision, submissions and their return."""

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Owned, Versioned


class Assignment(Owned, Versioned, Base):
    """One reviewed case given to one reviewer; `epoch` rises when it is given anew after a loss.

    `holder_seat_id` is the seat that it left to in a package; None while it is done where the batch is.
    """

    __tablename__ = "assignments"
    __table_args__ = (
        Index("ix_assignments_reviewed_case_id", "reviewed_case_id"),
        Index("ix_assignments_reviewer_id", "reviewer_id"),
    )

    reviewed_case_id: Mapped[UUID] = mapped_column(ForeignKey("reviewed_cases.id"))
    reviewer_id: Mapped[UUID] = mapped_column(ForeignKey("reviewers.id"))
    reading: Mapped[int] = mapped_column(default=1)
    epoch: Mapped[int] = mapped_column(default=1)
    holder_seat_id: Mapped[UUID | None]
    cancelled_at: Mapped[datetime | None]
    cancelled_reason: Mapped[str] = mapped_column(Text, default="")


class AnswerRevision(Owned, Base):
    """What a reviewer says of one item; the highest revision counts.

    A revision without `sealed_at` is open and changes in place; a sealed one never changes again. Its key is made when
    it is sealed, so that two copies of one laptop never write different things under one key: both stand, as a fork.
    `content` is the JSON of `review_forms.answers.answer_to_json`.
    """

    __tablename__ = "answers"
    __table_args__ = (
        Index("ix_answers_assignment_id_item_id_revision", "assignment_id", "item_id", "revision"),
        Index("ix_answers_item_id_id", "item_id", "id"),
    )

    assignment_id: Mapped[UUID] = mapped_column(ForeignKey("assignments.id"))
    item_id: Mapped[str] = mapped_column(String(100))
    revision: Mapped[int]
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    sealed_at: Mapped[datetime | None]


class Submission(Owned, Base):
    """A finished reading: the grade proposed, the reason where it departs from the rules, the figures."""

    __tablename__ = "submissions"
    __table_args__ = (Index("ix_submissions_assignment_id_revision", "assignment_id", "revision"),)

    assignment_id: Mapped[UUID] = mapped_column(ForeignKey("assignments.id"))
    revision: Mapped[int]
    proposed_grade: Mapped[str] = mapped_column(String(50))
    reason: Mapped[str] = mapped_column(Text, default="")
    exemption: Mapped[str] = mapped_column(Text, default="")
    merits: Mapped[str] = mapped_column(Text, default="")
    points: Mapped[Decimal | None]
    by_points: Mapped[str] = mapped_column(String(50), default="")
    by_absorption: Mapped[str] = mapped_column(String(50), default="")


class SubmissionReturn(Owned, Base):
    """The office gives a submission back to its reviewer with a remark, once for each submission.

    `item_remarks` has remarks on single items: under the item's id the `text`, and the `revision` of the answer that it
    is about, 0 where there was none. The number, and no clock, tells the answer that the office saw.
    """

    __tablename__ = "submission_returns"

    submission_id: Mapped[UUID] = mapped_column(ForeignKey("submissions.id"), index=True)
    remark: Mapped[str] = mapped_column(Text)
    item_remarks: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
