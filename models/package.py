"""The register of packages: what left this workspace, what came in, and what the others say has arrived.

All of it is local: it tells where rows have been, and is no fact about a case.
"""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, new_id


class Direction(StrEnum):
    """Whether a package left this workspace or came into it."""

    OUT = "out"
    IN = "in"


class PackageEntry(Base):
    """One package in the register.

    `peer_seat_id` is the other side, None where it is known by name only. `digest` is the package's own,
    `content_digest` the SHA-256 over what it carries whatever its number. `handled_at` is when it was written to a
    stick or read in; None while a package is made and not yet on a stick. `counts` says what became of the rows of one
    that came in.
    """

    __tablename__ = "packages"
    __table_args__ = (
        Index("ix_packages_chain", "direction", "peer_seat_id", "peer_name", "batch_id", "sequence"),
        Index("ix_packages_digest", "digest"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    direction: Mapped[str] = mapped_column(String(10))
    kind: Mapped[str] = mapped_column(String(20))
    peer_seat_id: Mapped[UUID | None]
    peer_name: Mapped[str] = mapped_column(String(200))
    batch_id: Mapped[UUID | None]
    batch_name: Mapped[str] = mapped_column(String(200), default="")
    epoch: Mapped[int] = mapped_column(default=0)
    sequence: Mapped[int]
    previous: Mapped[str] = mapped_column(String(64), default="")
    digest: Mapped[str] = mapped_column(String(64))
    content_digest: Mapped[str] = mapped_column(String(64), default="")
    sealed_by: Mapped[str] = mapped_column(String(20))
    file_name: Mapped[str] = mapped_column(String(200))
    head: Mapped[dict[str, Any]] = mapped_column(JSON)
    counts: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    made_at: Mapped[datetime]
    handled_at: Mapped[datetime | None]


class PackageReceipt(Base):
    """The other side says that a package of ours has arrived there."""

    __tablename__ = "package_receipts"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    seat_id: Mapped[UUID] = mapped_column(primary_key=True)
    received_at: Mapped[datetime]
