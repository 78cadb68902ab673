"""Cases, and the ledger imports that brought them in."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, ForeignKey, Index, Integer, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Owned, Versioned


class LedgerImport(Owned, Base):
    """One import of one ledger file: its name without a path, its SHA-256 and what came of its rows."""

    __tablename__ = "ledger_imports"

    file_name: Mapped[str] = mapped_column(String(255))
    sha256: Mapped[str] = mapped_column(String(64))
    new: Mapped[int]
    identical: Mapped[int]
    changed: Mapped[int]
    duplicate: Mapped[int]
    rejected: Mapped[int]
    undone_at: Mapped[datetime | None]


class LedgerOutcome(Base):
    """A row of an import that was neither plainly new nor identical: changed, duplicate or rejected, and why."""

    __tablename__ = "ledger_outcomes"

    import_id: Mapped[UUID] = mapped_column(ForeignKey("ledger_imports.id"), primary_key=True)
    row: Mapped[int] = mapped_column(primary_key=True)
    outcome: Mapped[str] = mapped_column(String(20))
    reason: Mapped[str] = mapped_column(Text, default="")
    case_id: Mapped[UUID | None] = mapped_column(ForeignKey("cases.id"))
    before: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    after: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))


class Case(Owned, Versioned, Base):
    """A court case as the ledger tells it.

    `position` numbers the cases of this workspace as they came; it is local and means nothing elsewhere, and so is
    `import_id`, which is None for a case that came in a package.
    Numbers tell cases apart in a ledger; a workspace that was restored and read its ledger anew may know one twice.
    A case whose import was undone stays, with `withdrawn_at` set, and no list shows it.
    """

    __tablename__ = "cases"
    __table_args__ = (
        Index("ix_cases_department_position_closed_on", "department", "position", "closed_on"),
        Index("ix_cases_closed_on", "closed_on"),
        Index("ix_cases_handler", "handler"),
        Index("ix_cases_import_id", "import_id"),
        Index("ix_cases_number", "number"),
        Index("ix_cases_listed", "position", "category", sqlite_where=text("withdrawn_at IS NULL")),
    )

    position: Mapped[int] = mapped_column(Integer, unique=True)
    import_id: Mapped[UUID | None] = mapped_column(ForeignKey("ledger_imports.id"))
    withdrawn_at: Mapped[datetime | None]
    number: Mapped[str] = mapped_column(String(100))
    year: Mapped[int | None]
    court_code: Mapped[str] = mapped_column(String(20), default="")
    type_code: Mapped[str] = mapped_column(String(20), default="")
    serial: Mapped[int | None]
    category: Mapped[str] = mapped_column(String(20))
    title: Mapped[str] = mapped_column(String(500), default="")
    cause: Mapped[str] = mapped_column(String(200), default="")
    parties: Mapped[str] = mapped_column(Text, default="")
    court: Mapped[str] = mapped_column(String(100), default="")
    department: Mapped[str] = mapped_column(String(100), default="")
    handler: Mapped[str] = mapped_column(String(100), default="")
    presiding_judge: Mapped[str] = mapped_column(String(100), default="")
    panel_members: Mapped[str] = mapped_column(String(500), default="")
    clerk: Mapped[str] = mapped_column(String(100), default="")
    procedure: Mapped[str] = mapped_column(String(100), default="")
    outcome: Mapped[str] = mapped_column(String(100), default="")
    status: Mapped[str] = mapped_column(String(50), default="")
    filed_on: Mapped[date | None]
    closed_on: Mapped[date | None]
    limit_from: Mapped[date | None]
    limit_until: Mapped[date | None]
    amount: Mapped[Decimal | None]
    original_court: Mapped[str] = mapped_column(String(100), default="")
    original_number: Mapped[str] = mapped_column(String(100), default="")
    remarks: Mapped[str] = mapped_column(Text, default="")
    warnings: Mapped[list[str]] = mapped_column(JSON, default=list)


class Department(Owned, Versioned, Base):
    """A department that handles cases: its liaison (审管联络员) and its responsible leader."""

    __tablename__ = "departments"

    name: Mapped[str] = mapped_column(String(100), index=True)
    liaison: Mapped[str] = mapped_column(String(100), default="")
    leader: Mapped[str] = mapped_column(String(100), default="")
