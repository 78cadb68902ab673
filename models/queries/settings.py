"""What the settings page and the letters ask of the office's settings, people and audit trail."""

from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from models.audit import AuditEntry
from models.batch import Reviewer
from models.case import Department
from models.office import OfficeSettings
from models.seat import LedgerShape, Setting


@dataclass(frozen=True, slots=True)
class DepartmentRow:
    """A department with its contact people."""

    id: UUID
    name: str
    liaison: str
    leader: str


@dataclass(frozen=True, slots=True)
class ReviewerRow:
    """A person on the list of reviewers."""

    id: UUID
    name: str
    department: str
    is_retired: bool


@dataclass(frozen=True, slots=True)
class AuditRow:
    """One entry of the audit trail."""

    sequence: int
    at: datetime
    actor: str
    action: str
    subject_kind: str
    subject_id: UUID | None
    before: Any
    after: Any
    reason: str


def office_settings(session: Session) -> OfficeSettings:
    """The office's settings; defaults where nothing was saved."""
    value = setting(session, "office", {})
    known = {field.name for field in fields(OfficeSettings)}
    return OfficeSettings(**{key: item for key, item in value.items() if key in known})


def setting(session: Session, key: str, default: Any) -> Any:
    """One local setting as JSON, or the default."""
    row = session.get(Setting, key)
    return default if row is None else row.value


def remembered_columns(session: Session, shape: str) -> dict[int, str] | None:
    """The columns that were chosen for ledgers of this shape, if any were."""
    row = session.get(LedgerShape, shape)
    return None if row is None else {int(index): field for index, field in row.columns.items()}


def departments(session: Session) -> tuple[DepartmentRow, ...]:
    """All departments by name."""
    query = select(Department).where(_is_own(session, Department)).order_by(Department.name)
    rows = session.execute(query).scalars()
    return tuple(DepartmentRow(row.id, row.name, row.liaison, row.leader) for row in rows)


def department(session: Session, name: str) -> DepartmentRow | None:
    """The department of that name, if it is known."""
    row = session.execute(select(Department).where(Department.name == name, _is_own(session, Department))).scalar()
    return None if row is None else DepartmentRow(row.id, row.name, row.liaison, row.leader)


def reviewers(session: Session, *, with_retired: bool = False) -> tuple[ReviewerRow, ...]:
    """The reviewers by name."""
    query = select(Reviewer).where(_is_own(session, Reviewer)).order_by(Reviewer.name)
    if not with_retired:
        query = query.where(Reviewer.retired_at.is_(None))
    rows = session.execute(query).scalars()
    return tuple(ReviewerRow(row.id, row.name, row.department, row.retired_at is not None) for row in rows)


def _is_own(session: Session, kind: type[Department] | type[Reviewer]) -> ColumnElement[bool]:
    """Whether a row was written here: what packages brought belongs to another office's list."""
    own: UUID = session.info["seat_id"]
    return kind.seat_id == own


def audit_count(session: Session) -> int:
    """How many entries the audit trail has."""
    return session.execute(select(func.count()).select_from(AuditEntry)).scalar_one()


def newest_audit_sequence(session: Session) -> int:
    """The number of the newest entry of the audit trail; every change of the facts makes it grow."""
    return session.execute(select(func.max(AuditEntry.sequence))).scalar() or 0


def audit_rows(session: Session, *, limit: int = 200, before: int | None = None) -> tuple[AuditRow, ...]:
    """The newest entries of the audit trail, or those older than the entry numbered `before`."""
    query = select(AuditEntry).order_by(AuditEntry.sequence.desc()).limit(limit)
    if before is not None:
        query = query.where(AuditEntry.sequence < before)
    return tuple(_audit_row(entry) for entry in session.execute(query).scalars())


def audit_of(session: Session, subject_ids: tuple[UUID, ...]) -> tuple[AuditRow, ...]:
    """The entries about these rows, oldest first."""
    query = select(AuditEntry).where(AuditEntry.subject_id.in_(subject_ids)).order_by(AuditEntry.sequence)
    return tuple(_audit_row(entry) for entry in session.execute(query).scalars())


def _audit_row(entry: AuditEntry) -> AuditRow:
    return AuditRow(
        entry.sequence,
        entry.at,
        entry.actor,
        entry.action,
        entry.subject_kind,
        entry.subject_id,
        entry.before,
        entry.after,
        entry.reason,
    )
