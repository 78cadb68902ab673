"""Feedback letters: the register of numbers, what each letter said, and when it was served."""

from datetime import date
from uuid import UUID

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Owned


class Letter(Owned, Base):
    """One issued letter: `snapshot` is its `LetterView` as JSON, the hashes are SHA-256 in hex of what was written."""

    __tablename__ = "letters"
    __table_args__ = (UniqueConstraint("year", "serial", "seat_id"), UniqueConstraint("number", "seat_id"))

    reviewed_case_id: Mapped[UUID] = mapped_column(ForeignKey("reviewed_cases.id"), index=True)
    determination_id: Mapped[UUID] = mapped_column(ForeignKey("determinations.id"))
    number: Mapped[str] = mapped_column(String(100))
    year: Mapped[int]
    serial: Mapped[int]
    issued_on: Mapped[date]
    objection_due: Mapped[date]
    remedy_due: Mapped[date]
    snapshot: Mapped[str] = mapped_column(Text)
    digest: Mapped[str] = mapped_column(String(64))
    pdf_sha256: Mapped[str] = mapped_column(String(64), default="")
    docx_sha256: Mapped[str] = mapped_column(String(64), default="")


class ServiceReceipt(Owned, Base):
    """The department has received the letter: by whom and on which day; the newest row counts."""

    __tablename__ = "service_receipts"

    letter_id: Mapped[UUID] = mapped_column(ForeignKey("letters.id"), index=True)
    served_on: Mapped[date]
    received_by: Mapped[str] = mapped_column(String(100))
