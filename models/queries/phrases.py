"""The wordings that a reviewer has used before, for being offered again."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.assignment import AnswerRevision, Assignment
from models.batch import Batch, ReviewedCase
from models.queries.readings import is_superseded
from models.standards import standard_of
from review_forms.answers import Verdict

_LOOKED_AT = 500


@dataclass(frozen=True, slots=True)
class Phrase:
    """A wording that was used before for the same item, and how often."""

    text: str
    uses: int


def own_phrases(
    session: Session, assignment_id: UUID, item_id: str, *, without_finding: str = "", limit: int = 200
) -> tuple[Phrase, ...]:
    """The facts in the reviewer's own findings for this item, the most used first, of equals the newest.

    They come from every reading by the same reviewer under the same standard, whatever its version: an item that was
    renamed since brings along what was written under its old ids. `without_finding` is the one being written.
    """
    assignment = session.get_one(Assignment, assignment_id)
    batch = session.get_one(Batch, session.get_one(ReviewedCase, assignment.reviewed_case_id).batch_id)
    renamed = standard_of(batch).renamed
    item_ids = [item_id, *(old for old, new in renamed.items() if new == item_id)]
    counts: dict[str, int] = {}
    for content in _findings(session, _own_readings(session, assignment, batch), item_ids):
        for text in _facts(content, without_finding):
            counts[text] = counts.get(text, 0) + 1
    ranked = sorted(counts.items(), key=lambda entry: -entry[1])
    return tuple(Phrase(text, uses) for text, uses in ranked[:limit])


def _own_readings(session: Session, assignment: Assignment, batch: Batch) -> list[UUID]:
    """The newest readings by the same reviewer under the same standard."""
    query = (
        select(Assignment.id)
        .join(ReviewedCase, ReviewedCase.id == Assignment.reviewed_case_id)
        .join(Batch, Batch.id == ReviewedCase.batch_id)
        .where(Assignment.reviewer_id == assignment.reviewer_id, Batch.standard_id == batch.standard_id)
        .order_by(Assignment.id.desc())
        .limit(_LOOKED_AT)
    )
    return list(session.execute(query).scalars())


def _findings(session: Session, readings: list[UUID], item_ids: list[str]) -> list[dict[str, Any]]:
    """What stands in these readings of these items where a fault was found, the newest first."""
    # by reading and not by item: of one item there may be a hundred thousand answers, most of them by others
    query = select(AnswerRevision.id, AnswerRevision.content).where(
        AnswerRevision.assignment_id.in_(readings),
        AnswerRevision.item_id.in_(item_ids),
        AnswerRevision.content["verdict"].as_string().in_([Verdict.FAULTY.value, Verdict.MISSING.value]),
        ~is_superseded(),
    )
    rows = session.execute(query).all()
    return [row.content for row in sorted(rows, key=lambda row: row.id, reverse=True)]


def _facts(content: dict[str, Any], without_finding: str) -> Iterator[str]:
    """What the findings of one stored answer say."""
    for finding in content.get("findings", ()):
        text = str(finding.get("facts", "")).strip()
        if text and finding.get("id") != without_finding:
            yield text
