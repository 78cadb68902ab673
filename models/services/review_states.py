"""The state of a reviewed case from its rows, and the upkeep of the cached column."""

from collections.abc import Sequence
from dataclasses import fields
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, exists, func, select
from sqlalchemy.orm import Session, aliased

from models.assignment import AnswerRevision, Assignment, Submission, SubmissionReturn
from models.batch import ReviewedCase
from models.case import Case
from models.determination import Determination, DeterminedFinding
from models.errors import UserError
from models.letter import Letter
from models.remedy import Closure, Recheck, RecheckConclusion, RecheckResult, Remedy, RemedyReport
from models.review_state import Action, ReviewFacts, ReviewState, require, state_of

CHUNK = 500


class ReviewedCaseNotFoundError(UserError):
    """No such case in the review."""

    def __init__(self) -> None:
        super().__init__("这件案件不在评查批次中，请先抽取或刷新列表。")


def get(session: Session, reviewed_case_id: UUID) -> ReviewedCase:
    """The reviewed case of that id.

    Raises:
        ReviewedCaseNotFoundError: there is none.
    """
    row = session.get(ReviewedCase, reviewed_case_id)
    if row is None:
        raise ReviewedCaseNotFoundError
    return row


def number_of(session: Session, reviewed_case: ReviewedCase) -> str:
    """The case number of a reviewed case."""
    return session.execute(select(Case.number).where(Case.id == reviewed_case.case_id)).scalar_one()


def require_action(session: Session, reviewed_case_id: UUID, action: Action) -> ReviewedCase:
    """The reviewed case, when its state allows the action; otherwise a sentence says why not."""
    reviewed_case = get(session, reviewed_case_id)
    require(number_of(session, reviewed_case), ReviewState(reviewed_case.state), action)
    return reviewed_case


def refresh(session: Session, reviewed_case: ReviewedCase) -> ReviewState:
    """Compute the state from the facts again and cache it."""
    refresh_all(session, [reviewed_case])
    return ReviewState(reviewed_case.state)


def refresh_all(session: Session, reviewed_cases: Sequence[ReviewedCase]) -> None:
    """Compute the states of many cases again and cache them."""
    session.flush()
    states = states_from_facts(session, [row.id for row in reviewed_cases])
    for row in reviewed_cases:
        row.state = states[row.id].value
    session.flush()


def state_from_facts(session: Session, reviewed_case_id: UUID) -> ReviewState:
    """The state that the rows of this reviewed case amount to."""
    return states_from_facts(session, [reviewed_case_id])[reviewed_case_id]


def states_from_facts(session: Session, reviewed_case_ids: Sequence[UUID]) -> dict[UUID, ReviewState]:
    """The states that the rows of these reviewed cases amount to, asked in one statement for some hundreds."""
    states: dict[UUID, ReviewState] = {}
    for start in range(0, len(reviewed_case_ids), CHUNK):
        chunk = reviewed_case_ids[start : start + CHUNK]
        for row in session.execute(_facts_query().where(ReviewedCase.id.in_(chunk))):
            reviewed_case_id, *facts = row
            states[reviewed_case_id] = state_of(ReviewFacts(*facts))
    return states


@cache
def _facts_query() -> Select[*tuple[Any, ...]]:
    """The key and the facts of reviewed cases; made once, since making it takes longer than running it."""
    mine = Assignment.reviewed_case_id == ReviewedCase.id
    live = Assignment.cancelled_at.is_(None)
    answered = select(AnswerRevision.id).join(Assignment, Assignment.id == AnswerRevision.assignment_id)
    facts: dict[str, ColumnElement[Any]] = {
        "assigned": exists().where(mine, live),
        "answered": answered.where(mine, live).exists(),
        "submitted": _submitted(),
        "determined": exists().where(Determination.reviewed_case_id == ReviewedCase.id),
        "notified": exists().where(Letter.reviewed_case_id == ReviewedCase.id),
        "remedy_reported": _remedy_reported(),
        "recheck_concluded": exists().where(RecheckConclusion.reviewed_case_id == ReviewedCase.id),
        "recheck_under_way": _recheck_under_way(),
        "open_findings": _open_findings(),
        "closed": exists().where(Closure.reviewed_case_id == ReviewedCase.id),
    }
    return select(ReviewedCase.id, *(facts[field.name].label(field.name) for field in fields(ReviewFacts)))


def _submitted() -> ColumnElement[bool]:
    """Every live assignment has a submission that was not given back."""
    standing = (
        select(Submission.id)
        .outerjoin(SubmissionReturn, SubmissionReturn.submission_id == Submission.id)
        .where(Submission.assignment_id == Assignment.id, SubmissionReturn.id.is_(None))
    )
    live = select(Assignment.id).where(
        Assignment.reviewed_case_id == ReviewedCase.id, Assignment.cancelled_at.is_(None)
    )
    return live.exists() & ~live.where(~standing.exists()).exists()


def _remedy_reported() -> ColumnElement[bool]:
    return (
        select(RemedyReport.id)
        .join(Remedy, Remedy.id == RemedyReport.remedy_id)
        .join(DeterminedFinding, DeterminedFinding.id == Remedy.finding_id)
        .where(DeterminedFinding.reviewed_case_id == ReviewedCase.id)
        .exists()
    )


def _recheck_under_way() -> ColumnElement[bool]:
    """A finding was looked at and no conclusion came after it; keys of one machine are in order of time."""
    concluded_since = exists().where(
        RecheckConclusion.reviewed_case_id == DeterminedFinding.reviewed_case_id, RecheckConclusion.id > Recheck.id
    )
    return (
        select(Recheck.id)
        .join(DeterminedFinding, DeterminedFinding.id == Recheck.finding_id)
        .where(DeterminedFinding.reviewed_case_id == ReviewedCase.id, ~concluded_since)
        .exists()
    )


def _open_findings() -> ColumnElement[int]:
    """How many standing findings of the case have not been struck off by their newest recheck."""
    newer = aliased(Recheck)
    cleared = (
        select(Recheck.id)
        .where(Recheck.finding_id == DeterminedFinding.id, Recheck.result == RecheckResult.CLEARED.value)
        .where(~exists().where(newer.finding_id == Recheck.finding_id, newer.revision > Recheck.revision))
    )
    return (
        select(func.count(DeterminedFinding.id))
        .where(DeterminedFinding.reviewed_case_id == ReviewedCase.id, DeterminedFinding.withdrawn.is_(False))
        .where(~cleared.exists())
        .scalar_subquery()
    )
