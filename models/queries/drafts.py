"""The words about a whole case that a reviewer is still writing; local to the workspace until they are submitted."""

from dataclasses import dataclass, fields
from uuid import UUID

from sqlalchemy.orm import Session

from models.queries.settings import setting


@dataclass(frozen=True, slots=True)
class ReadingDraft:
    """The texts of a submission in the making; `grade` is empty where the proposal is taken."""

    exemption: str = ""
    merits: str = ""
    grade: str = ""
    reason: str = ""


def draft_key(assignment_id: UUID) -> str:
    """The name of the local setting that holds the draft of one assignment."""
    return f"draft/{assignment_id}"


def reading_draft(session: Session, assignment_id: UUID) -> ReadingDraft | None:
    """The draft of an assignment, None where nothing was begun."""
    value = setting(session, draft_key(assignment_id), None)
    if value is None:
        return None
    known = {field.name for field in fields(ReadingDraft)}
    return ReadingDraft(**{key: str(text) for key, text in value.items() if key in known})
