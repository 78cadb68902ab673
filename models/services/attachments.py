"""Joining scanned files to cases."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import audit
from models.attachment import Attachment
from models.case import Case
from models.changes import Changes


def add_attachment(session: Session, case_id: UUID, name: str, size: int, sha256: str) -> Changes:
    """Record that a file belongs to a case; the same file twice changes nothing."""
    case = session.get_one(Case, case_id)
    query = select(Attachment.id).where(Attachment.case_id == case_id, Attachment.sha256 == sha256)
    if session.execute(query).first():
        return Changes()
    row = Attachment(case_id=case_id, name=name[:200], size=size, sha256=sha256)
    session.add(row)
    session.flush()
    audit.record(session, "case.attach", "case", case.id, after={"file": row.name, "sha256": sha256})
    return Changes(cases=frozenset({case_id}))
