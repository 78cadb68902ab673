"""Which cases were closed after their limit, as the clocks reckon it from the ledger's dates."""

from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base


class OverdueCase(Base):
    """A case with the days by which it went over its limit; a hint for the lists, worked out anew wherever it is."""

    __tablename__ = "overdue_cases"

    case_id: Mapped[UUID] = mapped_column(ForeignKey("cases.id"), primary_key=True)
    days_over: Mapped[int]
