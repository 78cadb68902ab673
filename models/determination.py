"""The determined grade of a reviewed case, and the findings that stand with it."""

from decimal import Decimal
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Owned, Versioned


class Determination(Owned, Base):
    """What the competent body decided; the highest revision counts.

    `points`, `by_points` and `by_absorption` keep what the rules proposed at that moment.
    """

    __tablename__ = "determinations"
    __table_args__ = (Index("ix_determinations_reviewed_case_id_revision", "reviewed_case_id", "revision"),)

    reviewed_case_id: Mapped[UUID] = mapped_column(ForeignKey("reviewed_cases.id"))
    submission_id: Mapped[UUID] = mapped_column(ForeignKey("submissions.id"))
    revision: Mapped[int]
    grade: Mapped[str] = mapped_column(String(50))
    decided_by: Mapped[str] = mapped_column(String(100))
    reason: Mapped[str] = mapped_column(Text, default="")
    exemption: Mapped[str] = mapped_column(Text, default="")
    points: Mapped[Decimal | None]
    by_points: Mapped[str] = mapped_column(String(50), default="")
    by_absorption: Mapped[str] = mapped_column(String(50), default="")


class DeterminedFinding(Owned, Versioned, Base):
    """A fault that stands after determination, or was found at the recheck (`origin`).

    Its id is the id that the reviewer's finding had; `withdrawn` marks those that a newer determination dropped.
    """

    __tablename__ = "findings"
    __table_args__ = (Index("ix_findings_reviewed_case_id", "reviewed_case_id"),)

    reviewed_case_id: Mapped[UUID] = mapped_column(ForeignKey("reviewed_cases.id"))
    position: Mapped[int]
    origin: Mapped[str] = mapped_column(String(20))
    withdrawn: Mapped[bool] = mapped_column(default=False)
    item_id: Mapped[str] = mapped_column(String(100))
    item: Mapped[str] = mapped_column(String(500))
    severity: Mapped[str] = mapped_column(String(20))
    volume: Mapped[str] = mapped_column(String(50), default="")
    page: Mapped[str] = mapped_column(String(50), default="")
    facts: Mapped[str] = mapped_column(Text, default="")
    basis: Mapped[str] = mapped_column(Text, default="")
    suggestion: Mapped[str] = mapped_column(Text, default="")
    remediable: Mapped[bool] = mapped_column(default=True)
    occurrences: Mapped[int] = mapped_column(default=1)
