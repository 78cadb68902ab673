"""The office's settings, its departments and its reviewers."""

from dataclasses import asdict
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import audit
from models.base import now
from models.batch import Reviewer
from models.case import Department
from models.changes import Changes
from models.errors import UserError
from models.office import OfficeSettings, validate
from models.queries.settings import office_settings
from models.seat import LedgerShape, Setting

OFFICE = "office"


class NameMissingError(UserError):
    """A person or a department without a name."""

    def __init__(self, what: str) -> None:
        super().__init__(f"{what}没有填写，请填写后再保存。")


class ReviewerExistsError(UserError):
    """A reviewer of that name is already on the list."""

    def __init__(self, name: str) -> None:
        super().__init__(f"评查员“{name}”已在名单中；同名的另一人请加注部门，例如“{name}（民一庭）”。")


def save_office(session: Session, settings: OfficeSettings) -> Changes:
    """Keep the office's settings."""
    validate(settings)
    before = office_settings(session)
    if before == settings:
        return Changes()
    save_value(session, OFFICE, asdict(settings))
    audit.record(session, "settings.save", "settings", None, before=asdict(before), after=asdict(settings))
    return Changes(settings=True)


def save_value(session: Session, key: str, value: object) -> None:
    """Keep one local setting; `value` is plain JSON."""
    session.merge(Setting(key=key, value=value))
    session.flush()


def remember_shape(session: Session, shape: str, columns: dict[int, str]) -> Changes:
    """Remember which column is which for ledgers of this shape."""
    session.merge(LedgerShape(shape=shape, columns={str(index): field for index, field in columns.items()}))
    return Changes(settings=True)


def save_department(session: Session, name: str, *, liaison: str = "", leader: str = "") -> Changes:
    """Keep a department's liaison and responsible leader; the department is added when it is new."""
    name = name.strip()
    if not name:
        raise NameMissingError("部门名称")
    own = session.info["seat_id"]
    row = session.execute(select(Department).where(Department.name == name, Department.seat_id == own)).scalar()
    before = {"name": name, "liaison": row.liaison, "leader": row.leader} if row else None
    after = {"name": name, "liaison": liaison.strip(), "leader": leader.strip()}
    if before == after:
        return Changes()
    if row is None:
        row = Department(name=name)
        session.add(row)
    row.liaison, row.leader = after["liaison"], after["leader"]
    session.flush()
    audit.record(session, "department.save", "department", row.id, before=before, after=after)
    return Changes(settings=True)


def add_reviewer(session: Session, name: str, department: str = "") -> Changes:
    """Put a person on the list of reviewers; somebody who was taken off it comes back.

    Raises:
        NameMissingError, ReviewerExistsError: the name is blank, or on the list.
    """
    name = name.strip()
    if not name:
        raise NameMissingError("评查员姓名")
    own = session.info["seat_id"]
    row = session.execute(select(Reviewer).where(Reviewer.name == name, Reviewer.seat_id == own)).scalar()
    if row is not None and row.retired_at is None:
        raise ReviewerExistsError(name)
    if row is None:
        row = Reviewer(name=name)
        session.add(row)
    row.department, row.retired_at = department.strip(), None
    session.flush()
    audit.record(session, "reviewer.add", "reviewer", row.id, after={"name": name, "department": row.department})
    return Changes(settings=True)


def retire_reviewer(session: Session, reviewer_id: UUID, reason: str) -> Changes:
    """Take a person off the list for new batches; what the person has scored stays."""
    row = session.get_one(Reviewer, reviewer_id)
    if row.retired_at is not None:
        return Changes()
    row.retired_at = now()
    session.flush()
    audit.record(session, "reviewer.retire", "reviewer", row.id, before={"name": row.name}, reason=reason)
    return Changes(settings=True)
