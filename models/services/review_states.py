"""The state of a reviewed case from its rows, and the upkeep of the cached column."""

from collections.abc import Sequence
from dataclasses import fields
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, exists, func, select
from sqlalchemy.orm import Session, aliased

from models.assignment import AnswerRevision, Assignment, Submission, SubmissionReturn
from models.batch import Batch, ReviewedCase
from models.case import Case
from models.custody import RecheckAssignment, is_void
from models.determination import Determination, DeterminedFinding
from models.errors import UserError
from models.letter import Letter
from models.remedy import Closure, Recheck, RecheckConclusion, RecheckResult, Remedy, RemedyReport
from models.review_state import RULES, Action, Actor, ReviewFacts, ReviewState, is_allowed, require, state_of

CHUNK = 500


class ReviewedCaseNotFoundError(UserError):
    """No such case in the review."""

    def __init__(self) -> None:
        super().__init__("这件案件不在评查批次中，请先抽取或刷新列表。")


class ForeignBatchError(UserError):
    """A batch of another office is there to be read."""

    def __init__(self, batch: str) -> None:
        super().__init__(f"批次“{batch}”是其他席位移交来的，在这里只能查看，不能办理。")


def require_own(session: Session, batch: Batch) -> None:
    """Refuse to change what another seat is in charge of.

    Raises:
        ForeignBatchError: the batch came in a package.
    """
    if batch.seat_id != session.info["seat_id"]:
        raise ForeignBatchError(batch.name)


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
    if RULES[action].actor is Actor.OFFICE:
        require_own(session, session.get_one(Batch, reviewed_case.batch_id))
    require(number_of(session, reviewed_case), ReviewState(reviewed_case.state), action)
    return reviewed_case


def is_action_allowed(state: str, action: Action) -> bool:
    """Whether the table lets the action happen in a state as the column holds it."""
    return is_allowed(ReviewState(state), action)


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
        "notified": _notified(),
        "remedy_reported": _remedy_reported(),
        "recheck_concluded": exists().where(
            RecheckConclusion.reviewed_case_id == ReviewedCase.id,
            ~is_void(RecheckConclusion.reviewed_case_id, RecheckConclusion.seat_id),
        ),
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


def _notified() -> ColumnElement[bool]:
    """The letter is out; where the case came for its recheck only, the assignment says so and no letter comes along."""
    letter = exists().where(Letter.reviewed_case_id == ReviewedCase.id)
    return letter | exists().where(RecheckAssignment.reviewed_case_id == ReviewedCase.id)


def _remedy_reported() -> ColumnElement[bool]:
    return (
        select(RemedyReport.id)
        .join(Remedy, Remedy.id == RemedyReport.remedy_id)
        .join(DeterminedFinding, DeterminedFinding.id == Remedy.finding_id)
        .where(DeterminedFinding.reviewed_case_id == ReviewedCase.id)
        .exists()
    )


def _recheck_under_way() -> ColumnElement[bool]:
    """A finding was looked at in a round that no conclusion has ended."""
    concluded_since = exists().where(
        RecheckConclusion.reviewed_case_id == DeterminedFinding.reviewed_case_id,
        RecheckConclusion.revision >= Recheck.round,
        ~is_void(RecheckConclusion.reviewed_case_id, RecheckConclusion.seat_id),
    )
    return (
        select(Recheck.id)
        .join(DeterminedFinding, DeterminedFinding.id == Recheck.finding_id)
        .where(DeterminedFinding.reviewed_case_id == ReviewedCase.id, ~concluded_since)
        .where(~is_void(DeterminedFinding.reviewed_case_id, Recheck.seat_id))
        .exists()
    )


def _open_findings() -> ColumnElement[int]:
    """How many standing findings of the case have not been struck off by their newest recheck."""
    newer = aliased(Recheck)
    case_id = DeterminedFinding.reviewed_case_id
    superseded = exists().where(
        newer.finding_id == Recheck.finding_id, newer.revision > Recheck.revision, ~is_void(case_id, newer.seat_id)
    )
    cleared = (
        select(Recheck.id)
        .where(Recheck.finding_id == DeterminedFinding.id, Recheck.result == RecheckResult.CLEARED.value)
        .where(~superseded, ~is_void(case_id, Recheck.seat_id))
    )
    return (
        select(func.count(DeterminedFinding.id))
        .where(DeterminedFinding.reviewed_case_id == ReviewedCase.id, DeterminedFinding.withdrawn.is_(False))
        .where(~cleared.exists(), ~is_void(case_id, DeterminedFinding.seat_id))
        .scalar_subquery()
    )
