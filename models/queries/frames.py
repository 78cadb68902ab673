"""The frame: the closed list of cases that a batch may draw from."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.orm import Session

from models.batch import ReviewedCase
from models.case import Case
from models.drawing import Lot


@dataclass(frozen=True, slots=True)
class FramePlan:
    """Which closed cases may be drawn; no categories or departments means all, closing days are inclusive."""

    categories: tuple[str, ...] = ()
    closed_from: date | None = None
    closed_until: date | None = None
    departments: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """The plan as plain JSON."""
        return {
            "categories": list(self.categories),
            "closed_from": self.closed_from.isoformat() if self.closed_from else None,
            "closed_until": self.closed_until.isoformat() if self.closed_until else None,
            "departments": list(self.departments),
        }

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> "FramePlan":
        """The plan that `to_json` wrote."""
        return cls(
            tuple(value.get("categories", ())),
            _day(value.get("closed_from")),
            _day(value.get("closed_until")),
            tuple(value.get("departments", ())),
        )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def frame(session: Session, plan: FramePlan) -> Sequence[tuple[Lot, UUID]]:
    """The lots of the frame with their case ids, in no order; cases in any batch already are left out."""
    query = select(Case.number, Case.handler, Case.id).where(*_conditions(session, plan))
    return [(Lot(row.number, row.handler), row.id) for row in session.execute(query)]


def frame_size(session: Session, plan: FramePlan) -> int:
    """How many cases the frame holds."""
    return session.execute(select(func.count(Case.id)).where(*_conditions(session, plan))).scalar_one()


def _conditions(session: Session, plan: FramePlan) -> list[ColumnElement[bool]]:
    conditions = [
        Case.withdrawn_at.is_(None),
        # as a plain IS NOT NULL, SQLite would walk through all cases by closing day instead of as they lie
        func.coalesce(Case.closed_on, date.min) > date.min,
        ~exists().where(ReviewedCase.case_id == Case.id),
        # what another office handed over is there to be read
        Case.seat_id == session.info["seat_id"],
    ]
    if plan.categories:
        conditions.append(Case.category.in_(plan.categories))
    if plan.closed_from:
        conditions.append(Case.closed_on >= plan.closed_from)
    if plan.closed_until:
        conditions.append(Case.closed_on <= plan.closed_until)
    if plan.departments:
        conditions.append(Case.department.in_(plan.departments))
    return conditions
