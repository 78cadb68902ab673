"""The seat: one installation of the program, and what it keeps for itself."""

from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, String
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Owned


class SeatRole(StrEnum):
    """Whether a workspace belongs to the office or to a reviewer."""

    OFFICE = "office"
    REVIEWER = "reviewer"

    @property
    def label(self) -> str:
        """The role in Chinese."""
        return {"office": "审管办", "reviewer": "评查员"}[self.value]


class Seat(Owned, Base):
    """A seat that this workspace knows; the one whose id is its own `seat_id` and `is_own` is this one."""

    __tablename__ = "seats"

    role: Mapped[str] = mapped_column(String(20))
    name: Mapped[str] = mapped_column(String(100))
    is_own: Mapped[bool] = mapped_column(default=False)


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
