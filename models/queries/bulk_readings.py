"""Answers and submissions of many readings at once, with the precedence of `models.queries.readings`."""

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from uuid import UUID

from sqlalchemy import Text, cast, select
from sqlalchemy.orm import Session

from models.assignment import AnswerRevision, Assignment, Submission
from models.queries.readings import counting_order, standing_submissions
from review_forms.answers import Answer, answer_from_json

AT_ONCE = 200
"""How many readings one question to the database is about; with forty items each that is some eight thousand rows."""


def answers_of_each(session: Session, assignment_ids: Sequence[UUID]) -> dict[UUID, dict[str, Answer]]:
    """What `answers_of` says of each of these readings; one without an answer is there with none."""
    said: dict[UUID, dict[str, Answer]] = {assignment_id: {} for assignment_id in assignment_ids}
    for some in _chunks(assignment_ids):
        told = _texts(session, some)
        # most answers find no fault and are the same to a letter: each text is read once
        different = {text for texts in told.values() for text in texts.values()}
        read = {text: answer_from_json(json.loads(text)) for text in different}
        for assignment_id, texts in told.items():
            said[assignment_id] = {item_id: read[text] for item_id, text in texts.items()}
    return said


def _texts(session: Session, assignment_ids: Sequence[UUID]) -> dict[UUID, dict[str, str]]:
    """The JSON of the answer that counts, by reading and item."""
    # as plain text, since to make an id and an object of every row would cost more than the database does
    query = (
        select(cast(AnswerRevision.assignment_id, Text), AnswerRevision.item_id, cast(AnswerRevision.content, Text))
        .join(Assignment, Assignment.id == AnswerRevision.assignment_id)
        .where(AnswerRevision.assignment_id.in_(assignment_ids))
        .order_by(*counting_order())
    )
    told: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for assignment_id, item_id, text in session.execute(query):
        told[assignment_id][item_id] = text  # the last of each item counts
    return {UUID(assignment_id): texts for assignment_id, texts in told.items()}


def standing_of_each(session: Session, reviewed_case_ids: Sequence[UUID]) -> dict[UUID, Submission]:
    """What `standing_submission` says of each of these cases; one without a submission is not there."""
    found: dict[UUID, Submission] = {}
    for some in _chunks(reviewed_case_ids):
        query = standing_submissions().where(Assignment.reviewed_case_id.in_(some))
        for submission, reviewed_case_id in session.execute(query.add_columns(Assignment.reviewed_case_id)):
            found.setdefault(reviewed_case_id, submission)
    return found


def _chunks(ids: Sequence[UUID]) -> Iterator[Sequence[UUID]]:
    return (ids[start : start + AT_ONCE] for start in range(0, len(ids), AT_ONCE))
