"""The seat: one installation of the program, the keys it is known by, and what it keeps for itself."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Owned, new_id


class SeatRole(StrEnum):
    """Whether a workspace belongs to the office or to a reviewer."""

    OFFICE = "office"
    REVIEWER = "reviewer"

    @property
    def label(self) -> str:
        """The role in Chinese."""
        return {"office": "审管办", "reviewer": "评查员"}[self.value]


class Seat(Owned, Base):
    """A seat that this workspace knows; the one whose id is its own `seat_id` and `is_own` is this one.

    Whom a workspace knows and trusts is its own affair, so seats are local. `reviewer_id` is the person who sits there.
    """

    __tablename__ = "seats"

    role: Mapped[str] = mapped_column(String(20))
    name: Mapped[str] = mapped_column(String(100))
    is_own: Mapped[bool] = mapped_column(default=False)
    reviewer_id: Mapped[UUID | None]


class SeatKey(Base):
    """The public keys of a seat as its enrolment card gave them.

    `signing_key` is in hex, `sealing_key` in the form of the cipher suite. Trusted are keys that were confirmed (their
    digits compared in person) and not revoked; at most one pair of a seat is.
    """

    __tablename__ = "seat_keys"
    __table_args__ = (Index("ix_seat_keys_signing_key", "signing_key"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    seat_id: Mapped[UUID] = mapped_column(ForeignKey("seats.id"), index=True)
    signing_key: Mapped[str] = mapped_column(String(300))
    sealing_key: Mapped[str] = mapped_column(String(300))
    known_since: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
    revoked_reason: Mapped[str] = mapped_column(Text, default="")


class Setting(Base):
    """One local setting of this workspace, as JSON under its key; never part of the facts."""

    __tablename__ = "settings"

    key: Mapped[str] = mapped_column(String(100), primary_key=True)
    value: Mapped[Any] = mapped_column(JSON)


class LedgerShape(Base):
    """The columns a person chose for ledgers of one shape; local to this workspace."""

    __tablename__ = "ledger_shapes"

    shape: Mapped[str] = mapped_column(String(64), primary_key=True)
    columns: Mapped[dict[str, Any]] = mapped_column(JSON)
