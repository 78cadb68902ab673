"""Remedies finding by finding, the recheck, and the closing of a reviewed case."""

from datetime import date
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Owned, Versioned


class RemedyStatus(StrEnum):
    """What the department says it did about a finding."""

    DONE = "done"
    PARTLY = "partly"
    NOT_DONE = "not_done"
    UNSUITABLE = "unsuitable"

    @property
    def label(self) -> str:
        """The status in Chinese."""
        return {"done": "已整改", "partly": "部分整改", "not_done": "未整改", "unsuitable": "不宜整改"}[self.value]


class RecheckResult(StrEnum):
    """What the recheck found of one finding: struck off, still open, or new."""

    CLEARED = "cleared"
    OPEN = "open"
    NEW = "new"

    @property
    def label(self) -> str:
        """The result in Chinese."""
        return {"cleared": "已销号", "open": "未销号", "new": "新增"}[self.value]


class Remedy(Owned, Versioned, Base):
    """One row of the remedy ledger in its six columns (内容、措施、时限、责任领导、责任部门、责任人员)."""

    __tablename__ = "remedies"
    __table_args__ = (Index("ix_remedies_due_on", "due_on"),)

    finding_id: Mapped[UUID] = mapped_column(ForeignKey("findings.id"), index=True)
    content: Mapped[str] = mapped_column(Text)
    measure: Mapped[str] = mapped_column(Text, default="")
    due_on: Mapped[date]
    leader: Mapped[str] = mapped_column(String(100), default="")
    department: Mapped[str] = mapped_column(String(100), default="")
    person: Mapped[str] = mapped_column(String(100), default="")


class RemedyReport(Owned, Base):
    """What the department reports of one remedy; the highest revision counts."""

    __tablename__ = "remedy_reports"
    __table_args__ = (Index("ix_remedy_reports_remedy_id_revision", "remedy_id", "revision"),)

    remedy_id: Mapped[UUID] = mapped_column(ForeignKey("remedies.id"))
    revision: Mapped[int]
    status: Mapped[str] = mapped_column(String(20))
    account: Mapped[str] = mapped_column(Text, default="")
    done_on: Mapped[date | None]
    reported_by: Mapped[str] = mapped_column(String(100), default="")


class Recheck(Owned, Base):
    """The look at one finding after its remedy; the highest revision counts.

    `round` is that of the case, one more than the conclusions there were; `report_revision` is the newest report that
    was there to be looked at, 0 for none.
    """

    __tablename__ = "rechecks"
    __table_args__ = (Index("ix_rechecks_finding_id_revision", "finding_id", "revision"),)

    finding_id: Mapped[UUID] = mapped_column(ForeignKey("findings.id"))
    revision: Mapped[int]
    round: Mapped[int] = mapped_column(default=1)
    report_revision: Mapped[int] = mapped_column(default=0)
    result: Mapped[str] = mapped_column(String(20))
    evidence: Mapped[str] = mapped_column(Text, default="")
    rechecked_by: Mapped[str] = mapped_column(String(100))


class RecheckConclusion(Owned, Base):
    """The end of the recheck of one case, with the recommendation (下一步工作建议); the highest revision counts."""

    __tablename__ = "recheck_conclusions"
    __table_args__ = (Index("ix_recheck_conclusions_reviewed_case_id_revision", "reviewed_case_id", "revision"),)

    reviewed_case_id: Mapped[UUID] = mapped_column(ForeignKey("reviewed_cases.id"))
    revision: Mapped[int]
    recommendation: Mapped[str] = mapped_column(Text, default="")
    concluded_by: Mapped[str] = mapped_column(String(100))


class Closure(Owned, Base):
    """A reviewed case is done with: nothing is open any more."""

    __tablename__ = "closures"

    reviewed_case_id: Mapped[UUID] = mapped_column(ForeignKey("reviewed_cases.id"), index=True)
    closed_by: Mapped[str] = mapped_column(String(100))
