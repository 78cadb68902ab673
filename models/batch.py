"""Batches of review, who reads in them, and the cases drawn into them."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Owned, Versioned


class BatchKind(StrEnum):
    """The kinds of review (domain practice 3.1)."""

    ROUTINE = "routine"
    KEY = "key"
    SPECIAL = "special"
    DOCUMENT = "document"
    HEARING = "hearing"

    @property
    def label(self) -> str:
        """The kind in Chinese."""
        return _KIND_LABELS[self]


_KIND_LABELS = {
    BatchKind.ROUTINE: "常规评查",
    BatchKind.KEY: "重点评查",
    BatchKind.SPECIAL: "专项评查",
    BatchKind.DOCUMENT: "裁判文书评查",
    BatchKind.HEARING: "庭审评查",
}


class PanelRole(StrEnum):
    """What a person is in the panel of a batch."""

    LEAD = "lead"
    MEMBER = "member"
    OBSERVER = "observer"


class Batch(Owned, Versioned, Base):
    """One round of review, pinned to the text of one standard and one grade scale.

    `frame` says which cases may be drawn: category, closing period and departments, as JSON. In a blind batch no
    package to a reviewer carries the names of those who handled the cases.
    """

    __tablename__ = "batches"

    name: Mapped[str] = mapped_column(String(100), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    standard_id: Mapped[str] = mapped_column(String(100))
    standard_version: Mapped[str] = mapped_column(String(50))
    standard_text: Mapped[str] = mapped_column(Text)
    scale_id: Mapped[str] = mapped_column(String(100))
    scale_text: Mapped[str] = mapped_column(Text)
    frame: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    review_due: Mapped[date | None]
    is_blind: Mapped[bool] = mapped_column(default=False)
    closed_at: Mapped[datetime | None]


class Reviewer(Owned, Versioned, Base):
    """A person who may read case files for the panel."""

    __tablename__ = "reviewers"

    name: Mapped[str] = mapped_column(String(100), index=True)
    department: Mapped[str] = mapped_column(String(100), default="")
    retired_at: Mapped[datetime | None]


class PanelSeat(Owned, Base):
    """One reviewer's place in the panel of one batch."""

    __tablename__ = "panel_seats"
    __table_args__ = (Index("ix_panel_seats_batch_id_reviewer_id", "batch_id", "reviewer_id"),)

    batch_id: Mapped[UUID] = mapped_column(ForeignKey("batches.id"))
    reviewer_id: Mapped[UUID] = mapped_column(ForeignKey("reviewers.id"))
    role: Mapped[str] = mapped_column(String(20), default=PanelRole.MEMBER.value)


class Draw(Owned, Base):
    """One draw from a closed frame: anyone with the frame and the seed can repeat it."""

    __tablename__ = "draws"

    batch_id: Mapped[UUID] = mapped_column(ForeignKey("batches.id"), index=True)
    seed: Mapped[str] = mapped_column(String(200))
    algorithm: Mapped[str] = mapped_column(String(50))
    frame_size: Mapped[int]
    frame_hash: Mapped[str] = mapped_column(String(64))
    count: Mapped[int]
    per_handler: Mapped[int | None]


class ReviewedCase(Owned, Base):
    """A case within a batch; `state` only caches what the facts say (`models.review_state`)."""

    __tablename__ = "reviewed_cases"
    __table_args__ = (
        Index("ix_reviewed_cases_batch_id_case_id", "batch_id", "case_id"),
        Index("ix_reviewed_cases_case_id", "case_id"),
        Index("ix_reviewed_cases_batch_id_state", "batch_id", "state"),
    )

    batch_id: Mapped[UUID] = mapped_column(ForeignKey("batches.id"))
    case_id: Mapped[UUID] = mapped_column(ForeignKey("cases.id"))
    draw_id: Mapped[UUID] = mapped_column(ForeignKey("draws.id"))
    ticket: Mapped[str] = mapped_column(String(64))
    state: Mapped[str] = mapped_column(String(20))
    grade: Mapped[str] = mapped_column(String(50), default="")
