"""Who holds which work: giving it out, giving it anew after a loss, and deciding about what came back unexpected."""

from collections.abc import Sequence
from typing import TypeVar
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import audit
from models.assignment import AnswerRevision, Assignment, Submission
from models.base import now
from models.batch import Batch, ReviewedCase, Reviewer
from models.case import Case
from models.changes import Changes
from models.custody import CustodyDecision, HeldRow, RecheckAssignment, Subject, Verdict, is_held_by, is_void
from models.errors import UserError
from models.queries.custody import forks_of
from models.queries.remedies import recheck_cases
from models.recusal import bare_name, involved
from models.remedy import RecheckConclusion
from models.review_state import Action
from models.services import review_states

Work = TypeVar("Work", Assignment, RecheckAssignment)


class HeldElsewhereError(UserError):
    """The work is on another computer; the copy that stayed is read-only."""

    def __init__(self, number: str) -> None:
        super().__init__(
            f"{number}已随评查包交给评查员的电脑，这里只能查看：请等结果包交回；如评查包遗失，请在“交换”中重新分派。"
        )


class NotGivenError(UserError):
    """The recheck of this case was not given to this seat."""

    def __init__(self, number: str) -> None:
        super().__init__(f"{number}的复评没有分派给本席位，或已经收回：请向审管办核实。")


class LossReasonError(UserError):
    """Work is to be given anew without saying what became of the old."""

    def __init__(self) -> None:
        super().__init__("重新分派须写明原因，例如“U 盘遗失”或“电脑损坏”。请填写后再分派。")


class NothingLostError(UserError):
    """No work of that person is out that could be given anew."""

    def __init__(self, name: str) -> None:
        super().__init__(f"{name}没有交出在外、可以重新分派的案件：已审定的案件不再重新分派。")


class ReviewerRecusedError(UserError):
    """The person took part in the case."""

    def __init__(self, name: str, number: str) -> None:
        super().__init__(f"{name}参与过{number}的办理，须回避：请选择另一名评查员。")


class HeldByAnotherSeatError(UserError):
    """The same work has already left to another seat."""

    def __init__(self, number: str) -> None:
        super().__init__(
            f"{number}已交给另一台电脑，没有再交出：请先收回结果；那台电脑或 U 盘已遗失的，请“重新分派”后再交出。"
        )


class DecisionNeedsReasonError(UserError):
    """A decision about rows that came unexpected, without a reason or a name."""

    def __init__(self) -> None:
        super().__init__("采用、不采用或选定都须写明理由和决定人，请填写后再确定。")


class AlreadyDecidedError(UserError):
    """The reading is not waiting for a decision."""

    def __init__(self, number: str) -> None:
        super().__init__(f"{number}的这份评查已经作过决定，或案件已审定，不能再改。")


class NothingToRecheckError(UserError):
    """No case of the batch waits for its recheck and is here."""

    def __init__(self, batch: str) -> None:
        super().__init__(f"批次“{batch}”没有等待复评、又未交出的案件：部门报来整改情况后才能分派复评。")


def is_held_here(session: Session, work: Assignment | RecheckAssignment) -> bool:
    """Whether the work is done in this workspace: it never left from here, or it was given to here."""
    return is_held_by(work, session.info["seat_id"])


def require_held(session: Session, assignment: Assignment, number: str) -> None:
    """Refuse to fill in a reading that somebody else holds.

    Raises:
        HeldElsewhereError: it left in a package.
    """
    if not is_held_here(session, assignment):
        raise HeldElsewhereError(number)


def current_round(session: Session, reviewed_case_id: UUID) -> int:
    """The round of the recheck that a case is in: one more than the conclusions so far."""
    query = select(func.max(RecheckConclusion.revision)).where(
        RecheckConclusion.reviewed_case_id == reviewed_case_id,
        ~is_void(RecheckConclusion.reviewed_case_id, RecheckConclusion.seat_id),
    )
    return (session.execute(query).scalar() or 0) + 1


def standing_recheck_assignment(session: Session, reviewed_case_id: UUID) -> RecheckAssignment | None:
    """Who was given the present round of the recheck, if anybody was."""
    query = (
        select(RecheckAssignment)
        .where(RecheckAssignment.reviewed_case_id == reviewed_case_id, RecheckAssignment.cancelled_at.is_(None))
        .where(RecheckAssignment.round == current_round(session, reviewed_case_id))
        .order_by(RecheckAssignment.epoch.desc())
    )
    return session.execute(query.limit(1)).scalar()


def require_recheck_held(session: Session, reviewed_case: ReviewedCase) -> None:
    """Refuse to look again at a case whose recheck somebody else holds.

    Raises:
        HeldElsewhereError: it left in a package.
        NotGivenError: the batch is another office's, which gave nothing to this seat.
    """
    given = standing_recheck_assignment(session, reviewed_case.id)
    if given is not None and is_held_here(session, given):
        return
    if session.get_one(Batch, reviewed_case.batch_id).seat_id != session.info["seat_id"]:
        raise NotGivenError(review_states.number_of(session, reviewed_case))
    if given is not None:
        raise HeldElsewhereError(review_states.number_of(session, reviewed_case))


def hand_over(session: Session, works: Sequence[Work], holder: UUID) -> None:
    """Record that the work leaves to a seat; work that is there already stays as it is.

    Raises:
        HeldByAnotherSeatError: another seat holds it.
    """
    for work in works:
        if work.holder_seat_id == holder:
            continue
        if work.holder_seat_id is not None:
            raise HeldByAnotherSeatError(_number(session, work.reviewed_case_id))
        work.holder_seat_id = holder
    session.flush()


def reassign(
    session: Session, batch_id: UUID, reviewer_id: UUID, reason: str, to: UUID | None = None
) -> tuple[int, Changes]:
    """Give all work anew that one reviewer of a batch holds and has not submitted, under a higher epoch.

    `to` is the reviewer who gets it, the same one where None. What the old stick still holds is not lost: its rows stay
    with the old assignment and can be adopted. Gives the number of cases.

    Raises:
        LossReasonError, NothingLostError, ReviewerRecusedError: it cannot be done as asked; nothing is changed.
    """
    review_states.require_own(session, session.get_one(Batch, batch_id))
    if not reason.strip():
        raise LossReasonError
    person = session.get_one(Reviewer, to or reviewer_id)
    lost = [work for work in _out(session, batch_id, reviewer_id) if _may_reassign(session, work)]
    if not lost:
        raise NothingLostError(session.get_one(Reviewer, reviewer_id).name)
    _require_unbiased(session, lost, person)
    made = [_anew(session, work, person.id, reason.strip()) for work in lost]
    session.add_all(made)
    session.flush()
    cases = [session.get_one(ReviewedCase, work.reviewed_case_id) for work in lost]
    review_states.refresh_all(session, cases)
    after = {"reviewer": person.name, "cases": len(made), "epoch": max(work.epoch for work in made)}
    audit.record(session, "batch.reassign", "batch", batch_id, after=after, reason=reason.strip())
    return len(made), _touched(batch_id, cases, [*lost, *made])


def _out(session: Session, batch_id: UUID, reviewer_id: UUID) -> list[Assignment]:
    query = (
        select(Assignment)
        .join(ReviewedCase, ReviewedCase.id == Assignment.reviewed_case_id)
        .where(ReviewedCase.batch_id == batch_id, Assignment.reviewer_id == reviewer_id)
        .where(Assignment.cancelled_at.is_(None), Assignment.holder_seat_id.is_not(None))
        .order_by(Assignment.id)
    )
    return list(session.execute(query).scalars())


def _may_reassign(session: Session, work: Assignment) -> bool:
    state = session.get_one(ReviewedCase, work.reviewed_case_id).state
    return review_states.is_action_allowed(state, Action.REASSIGN)


def _require_unbiased(session: Session, works: Sequence[Assignment], person: Reviewer) -> None:
    for work in works:
        reviewed_case = session.get_one(ReviewedCase, work.reviewed_case_id)
        case = session.get_one(Case, reviewed_case.case_id)
        if bare_name(person.name) in involved(case):
            raise ReviewerRecusedError(person.name, case.number)


def _anew(session: Session, work: Assignment, reviewer_id: UUID, reason: str) -> Assignment:
    work.cancelled_at, work.cancelled_reason = now(), reason
    # an adopted one is older than what it replaced
    epochs = select(func.max(Assignment.epoch)).where(
        Assignment.reviewed_case_id == work.reviewed_case_id, Assignment.reading == work.reading
    )
    return Assignment(
        reviewed_case_id=work.reviewed_case_id,
        reviewer_id=reviewer_id,
        reading=work.reading,
        epoch=session.execute(epochs).scalar_one() + 1,
    )


def adopt(session: Session, assignment_id: UUID, *, reason: str, decided_by: str) -> Changes:
    """Let a reading of an older epoch count after all; the one that replaced it is cancelled, and kept.

    Where that one has answers here already, the same decision rejects it; what comes of it later waits for its own.

    Raises:
        DecisionNeedsReasonError, AlreadyDecidedError, NotInThisStateError: it cannot be decided so.
    """
    old = _waiting(session, assignment_id, reason, decided_by)
    review_states.require_action(session, old.reviewed_case_id, Action.DECIDE_CUSTODY)
    others = select(Assignment).where(
        Assignment.reviewed_case_id == old.reviewed_case_id,
        Assignment.reading == old.reading,
        Assignment.cancelled_at.is_(None),
    )
    replaced = list(session.execute(others).scalars())
    for work in replaced:
        work.cancelled_at, work.cancelled_reason = now(), f"采用第{old.epoch}轮的评查：{reason.strip()}"
        if _has_answers(session, work.id):
            session.add(_decision(work.id, Subject.ASSIGNMENT, work.id, Verdict.REJECT, reason, decided_by))
    old.cancelled_at, old.cancelled_reason = None, ""
    return _decide(session, old, Subject.ASSIGNMENT, assignment_id, Verdict.ADOPT, reason, decided_by, replaced)


def reject(session: Session, assignment_id: UUID, *, reason: str, decided_by: str) -> Changes:
    """Let a reading of an older epoch rest where it is, also after the grade was determined; its rows stay on record.

    Raises:
        DecisionNeedsReasonError, AlreadyDecidedError: it cannot be decided so.
    """
    old = _waiting(session, assignment_id, reason, decided_by)
    return _decide(session, old, Subject.ASSIGNMENT, assignment_id, Verdict.REJECT, reason, decided_by)


def choose(session: Session, subject: Subject, row_id: UUID, *, reason: str, decided_by: str) -> Changes:
    """Choose one of two rows that one seat wrote under one number, as a copied laptop does.

    Raises:
        DecisionNeedsReasonError: no reason or nobody is named.
        AlreadyDecidedError, NotInThisStateError: the row is no side of an open fork, or the case is closed.
    """
    kind = AnswerRevision if subject is Subject.ANSWER else Submission
    query = select(kind.assignment_id).where(kind.id == row_id)
    assignment = session.get_one(Assignment, session.execute(query).scalar_one())
    _require_words(reason, decided_by)
    review_states.require_action(session, assignment.reviewed_case_id, Action.CHOOSE_FORK)
    if row_id not in {side.row_id for fork in forks_of(session, assignment.id) for side in fork.sides}:
        raise AlreadyDecidedError(_number(session, assignment.reviewed_case_id))
    return _decide(session, assignment, subject, row_id, Verdict.CHOOSE, reason, decided_by)


def _require_words(reason: str, decided_by: str) -> None:
    if not reason.strip() or not decided_by.strip():
        raise DecisionNeedsReasonError


def _waiting(session: Session, assignment_id: UUID, reason: str, decided_by: str) -> Assignment:
    assignment = session.get_one(Assignment, assignment_id)
    reviewed_case = session.get_one(ReviewedCase, assignment.reviewed_case_id)
    review_states.require_own(session, session.get_one(Batch, reviewed_case.batch_id))
    _require_words(reason, decided_by)
    # one that was adopted and given anew since waits again
    rejected = select(CustodyDecision.id).where(
        CustodyDecision.subject_id == assignment_id, CustodyDecision.verdict == Verdict.REJECT.value
    )
    if assignment.cancelled_at is None or session.execute(rejected).first():
        raise AlreadyDecidedError(_number(session, assignment.reviewed_case_id))
    return assignment


def _decide(
    session: Session,
    assignment: Assignment,
    subject: Subject,
    subject_id: UUID,
    verdict: Verdict,
    reason: str,
    decided_by: str,
    replaced: Sequence[Assignment] = (),
) -> Changes:
    session.add(_decision(assignment.id, subject, subject_id, verdict, reason, decided_by))
    reviewed_case = session.get_one(ReviewedCase, assignment.reviewed_case_id)
    review_states.refresh(session, reviewed_case)
    after = {"verdict": verdict.value, "of": subject.value, "by": decided_by.strip()}
    audit.record(session, f"custody.{verdict.value}", subject.value, subject_id, after=after, reason=reason.strip())
    return _touched(reviewed_case.batch_id, [reviewed_case], [assignment, *replaced])


def _decision(
    assignment_id: UUID, subject: Subject, subject_id: UUID, verdict: Verdict, reason: str, decided_by: str
) -> CustodyDecision:
    return CustodyDecision(
        assignment_id=assignment_id,
        subject=subject.value,
        subject_id=subject_id,
        verdict=verdict.value,
        reason=reason.strip(),
        decided_by=decided_by.strip(),
    )


def _has_answers(session: Session, assignment_id: UUID) -> bool:
    query = select(AnswerRevision.id).where(AnswerRevision.assignment_id == assignment_id)
    return session.execute(query.limit(1)).first() is not None


def assign_recheck(session: Session, batch_id: UUID, reviewer_id: UUID) -> tuple[int, Changes]:
    """Give every case of the batch that waits for the panel's second look, and is here, to one reviewer.

    Cases that the person took part in are left out. Gives the number of cases.

    Raises:
        NothingToRecheckError: there is none.
    """
    batch = session.get_one(Batch, batch_id)
    review_states.require_own(session, batch)
    person = session.get_one(Reviewer, reviewer_id)
    waiting = [row.reviewed_case_id for row in recheck_cases(session, batch_id) if row.waits_for_panel]
    cases = [session.get_one(ReviewedCase, case_id) for case_id in waiting]
    free = [
        case
        for case in cases
        if standing_recheck_assignment(session, case.id) is None
        and bare_name(person.name) not in involved(session.get_one(Case, case.case_id))
    ]
    if not free:
        raise NothingToRecheckError(batch.name)
    session.add_all(
        RecheckAssignment(
            reviewed_case_id=case.id,
            reviewer_id=reviewer_id,
            round=(number := current_round(session, case.id)),
            epoch=_recheck_epochs(session, case.id, number) + 1,
        )
        for case in free
    )
    session.flush()
    review_states.refresh_all(session, free)
    audit.record(session, "recheck.assign", "batch", batch_id, after={"reviewer": person.name, "cases": len(free)})
    return len(free), _touched(batch_id, free, [])


def _recheck_epochs(session: Session, reviewed_case_id: UUID, number: int) -> int:
    """How often one round of a recheck was given out and taken back."""
    query = select(func.max(RecheckAssignment.epoch)).where(
        RecheckAssignment.reviewed_case_id == reviewed_case_id, RecheckAssignment.round == number
    )
    return session.execute(query).scalar() or 0


def take_back_recheck(session: Session, batch_id: UUID, reviewer_id: UUID, reason: str) -> tuple[int, Changes]:
    """Take the recheck back that a reviewer holds and has not concluded, as after a loss.

    Raises:
        LossReasonError, NothingLostError: it cannot be done as asked.
    """
    review_states.require_own(session, session.get_one(Batch, batch_id))
    if not reason.strip():
        raise LossReasonError
    query = (
        select(RecheckAssignment)
        .join(ReviewedCase, ReviewedCase.id == RecheckAssignment.reviewed_case_id)
        .where(ReviewedCase.batch_id == batch_id, RecheckAssignment.reviewer_id == reviewer_id)
        .where(RecheckAssignment.cancelled_at.is_(None))
    )
    given = [
        work for work in session.execute(query).scalars() if work.round == current_round(session, work.reviewed_case_id)
    ]
    if not given:
        raise NothingLostError(session.get_one(Reviewer, reviewer_id).name)
    for work in given:
        work.cancelled_at, work.cancelled_reason = now(), reason.strip()
    cases = [session.get_one(ReviewedCase, work.reviewed_case_id) for work in given]
    review_states.refresh_all(session, cases)
    audit.record(session, "recheck.take_back", "batch", batch_id, after={"cases": len(given)}, reason=reason.strip())
    return len(given), _touched(batch_id, cases, [])


def dismiss(session: Session, table: str, row_id: UUID, reason: str) -> Changes:
    """Put a row that waits for its place out of sight; it stays on record and still finds its place when it can.

    Raises:
        LossReasonError: no reason is given.
    """
    if not reason.strip():
        raise LossReasonError
    query = select(HeldRow).where(HeldRow.table == table, HeldRow.row_id == row_id)
    for row in session.execute(query).scalars():
        row.dismissed_at = row.dismissed_at or now()
    session.flush()
    audit.record(session, "custody.dismiss", table, row_id, reason=reason.strip())
    return Changes(packages=True)


def _number(session: Session, reviewed_case_id: UUID) -> str:
    return review_states.number_of(session, session.get_one(ReviewedCase, reviewed_case_id))


def _touched(batch_id: UUID, cases: Sequence[ReviewedCase], works: Sequence[Assignment]) -> Changes:
    return Changes(
        batches=frozenset({batch_id}),
        reviewed_cases=frozenset(case.id for case in cases),
        assignments=frozenset(work.id for work in works),
        packages=True,
    )
