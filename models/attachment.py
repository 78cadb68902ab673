"""Scanned files that belong to a case; the bytes lie beside the database under their hash."""

from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Owned


class Attachment(Owned, Base):
    """One file of one case: its name as a person knows it, its size in bytes and its SHA-256 in hex."""

    __tablename__ = "attachments"

    case_id: Mapped[UUID] = mapped_column(ForeignKey("cases.id"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    size: Mapped[int] = mapped_column(BigInteger)
    sha256: Mapped[str] = mapped_column(String(64))
