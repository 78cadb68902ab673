"""The scanned files of a case."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.attachment import Attachment
from models.batch import ReviewedCase


@dataclass(frozen=True, slots=True)
class AttachmentRow:
    """One file: its name, its size in bytes, its SHA-256 in hex."""

    attachment_id: UUID
    case_id: UUID
    name: str
    size: int
    sha256: str


def attachments(session: Session, case_id: UUID | None = None) -> tuple[AttachmentRow, ...]:
    """The files of one case, or of all, by name."""
    query = select(Attachment).order_by(Attachment.name, Attachment.id)
    if case_id is not None:
        query = query.where(Attachment.case_id == case_id)
    rows = session.execute(query).scalars()
    return tuple(AttachmentRow(row.id, row.case_id, row.name, row.size, row.sha256) for row in rows)


def case_of(session: Session, reviewed_case_id: UUID) -> UUID:
    """The case that a reviewed case is about, to which its files belong."""
    return session.get_one(ReviewedCase, reviewed_case_id).case_id
