"""What a reviewer has begun to write about a whole case and not submitted yet."""

from dataclasses import asdict
from uuid import UUID

from sqlalchemy.orm import Session

from models.changes import Changes
from models.queries.drafts import ReadingDraft, draft_key
from models.services.settings import save_value


def keep_draft(session: Session, assignment_id: UUID, draft: ReadingDraft) -> Changes:
    """Keep the words until they are submitted; no fact changes, so no view is told."""
    save_value(session, draft_key(assignment_id), asdict(draft))
    return Changes()
