"""Planning a batch, drawing cases into it, assigning them, and closing it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from models import audit, drawing
from models.assignment import Assignment
from models.base import now
from models.batch import Batch, BatchKind, Draw, PanelRole, PanelSeat, ReviewedCase, Reviewer
from models.case import Case
from models.changes import Changes
from models.errors import UserError
from models.queries.frames import FramePlan, frame
from models.recusal import bare_name, involved
from models.review_state import ReviewState
from models.services import review_states
from review_forms.loader import load_scale, load_standard

WHOLE_LIST = "whole-list"


class BatchNameError(UserError):
    """A batch without a name, or with one that is taken."""

    def __init__(self, name: str) -> None:
        text = f"已有批次“{name}”：请换一个名称。" if name else "批次名称没有填写，请填写后再建立。"
        super().__init__(text)


class NoPanelError(UserError):
    """A batch without reviewers."""

    def __init__(self, batch: str) -> None:
        super().__init__(f"批次“{batch}”没有可以评查的人：请至少选一名在册的评查员。")


class BatchNotFoundError(UserError):
    """No batch of that name."""

    def __init__(self, name: str) -> None:
        super().__init__(f"没有批次“{name}”：请核对名称，或先建立批次。")


class BatchClosedError(UserError):
    """A closed batch takes nothing more."""

    def __init__(self, name: str) -> None:
        super().__init__(f"批次“{name}”已经办结，不能再改动。")


class NobodyEligibleError(UserError):
    """No reviewer of the panel may read these cases."""

    def __init__(self, numbers: Sequence[str]) -> None:
        shown = "、".join(numbers[:3]) + (f"等{len(numbers)}件" if len(numbers) > 3 else "")
        super().__init__(f"{shown}没有可分派的评查员：小组成员都参与过办理，须回避。请在批次中增加评查员。")


class CasesStillOpenError(UserError):
    """A batch is to be closed while cases of it are not."""

    def __init__(self, batch: str, count: int) -> None:
        super().__init__(f"批次“{batch}”还有{count}件没有办结，不能办结批次：请先复评销号并逐件办结。")


class NothingToTakeError(UserError):
    """None of the named cases can be taken into a batch."""

    def __init__(self) -> None:
        super().__init__("没有可列入批次的案件：所列案件都已在评查批次中，或尚未导入。请核对案件清单。")


@dataclass(frozen=True, slots=True)
class BatchPlan:
    """What a batch is planned to be; `standard_text` and `scale_text` are the TOML that it will be pinned to."""

    name: str
    kind: BatchKind
    standard_text: str
    scale_text: str
    frame: FramePlan
    reviewers: tuple[UUID, ...]
    review_due: date | None = None
    is_blind: bool = False


def create(session: Session, plan: BatchPlan) -> tuple[UUID, Changes]:
    """Make a batch with its panel, pinned to the texts given.

    Raises:
        BatchNameError, NoPanelError: the plan is not whole.
        StandardFaultsError: the standard or the scale does not load.
    """
    name = plan.name.strip()
    taken = select(Batch.id).where(Batch.name == name, Batch.seat_id == session.info["seat_id"])
    if not name or session.execute(taken).first():
        raise BatchNameError(name)
    if not plan.reviewers:
        raise NoPanelError(name)
    batch = _batch(name, plan)
    session.add(batch)
    session.flush()
    session.add_all(PanelSeat(batch_id=batch.id, reviewer_id=person) for person in dict.fromkeys(plan.reviewers))
    session.flush()
    told = ("name", "kind", "standard_id", "standard_version", "scale_id", "frame", "is_blind")
    after = {**{key: getattr(batch, key) for key in told}, "reviewers": [str(person) for person in plan.reviewers]}
    audit.record(session, "batch.create", "batch", batch.id, after=after)
    return batch.id, Changes(batches=frozenset({batch.id}))


def _batch(name: str, plan: BatchPlan) -> Batch:
    standard = load_standard(plan.standard_text, "评查标准")
    scale = load_scale(plan.scale_text, "等次表")
    return Batch(
        name=name,
        kind=plan.kind.value,
        standard_id=standard.id,
        standard_version=standard.version,
        standard_text=plan.standard_text,
        scale_id=scale.id,
        scale_text=plan.scale_text,
        frame=plan.frame.to_json(),
        review_due=plan.review_due,
        is_blind=plan.is_blind,
    )


def open_batch(session: Session, batch_id: UUID) -> Batch:
    """The batch, unless it is closed or another office's.

    Raises:
        BatchClosedError, ForeignBatchError: nothing may be changed in it here.
    """
    batch = session.get_one(Batch, batch_id)
    review_states.require_own(session, batch)
    if batch.closed_at is not None:
        raise BatchClosedError(batch.name)
    return batch


def add_to_panel(session: Session, batch_id: UUID, reviewer_id: UUID) -> Changes:
    """Let one more reviewer read in the batch; adding twice changes nothing."""
    batch = open_batch(session, batch_id)
    query = select(PanelSeat.id).where(PanelSeat.batch_id == batch_id, PanelSeat.reviewer_id == reviewer_id)
    if session.execute(query).first():
        return Changes()
    session.add(PanelSeat(batch_id=batch_id, reviewer_id=reviewer_id, role=PanelRole.MEMBER.value))
    session.flush()
    person = session.get_one(Reviewer, reviewer_id)
    audit.record(session, "batch.panel", "batch", batch.id, after={"reviewer": person.name})
    return Changes(batches=frozenset({batch_id}))


@dataclass(frozen=True, slots=True)
class DrawReport:
    """What was drawn, from how large a frame, and the frame's hash."""

    drawn: tuple[drawing.DrawnLot, ...]
    frame_size: int
    frame_hash: str
    changes: Changes


def draw(session: Session, batch_id: UUID, *, count: int, seed: str, per_handler: int = 0) -> DrawReport:
    """Draw cases from the batch's frame; cases that any batch has already reviewed are not in it.

    Blanks around the seed do not count, so that a seed read from paper repeats the draw.

    Raises:
        SeedBlankError, DrawCountError, PerHandlerError: the draw cannot be made as asked.
    """
    batch, seed = open_batch(session, batch_id), seed.strip()
    lots = {lot.number: (lot, case_id) for lot, case_id in frame(session, FramePlan.from_json(batch.frame))}
    drawn = drawing.draw([lot for lot, _ in lots.values()], count, seed, per_handler)
    row = Draw(
        batch_id=batch_id,
        seed=seed,
        algorithm=drawing.ALGORITHM,
        frame_size=len(lots),
        frame_hash=drawing.frame_hash(lots),
        count=count,
        per_handler=per_handler,
    )
    return _keep_draw(session, "batch.draw", row, [(lot, lots[lot.number][1]) for lot in drawn])


def take_all(session: Session, batch_id: UUID, numbers: Sequence[str]) -> DrawReport:
    """Take every named case into the batch without drawing, as when each case of a list is reviewed (逐案评查).

    Cases that are in a batch already are left where they are.

    Raises:
        NothingToTakeError: none of the cases is left to take.
    """
    open_batch(session, batch_id)
    named = sorted(set(numbers))
    cases = [found for start in range(0, len(named), 500) for found in _free(session, named[start : start + 500])]
    if not cases:
        raise NothingToTakeError
    row = Draw(
        batch_id=batch_id,
        seed=WHOLE_LIST,
        algorithm=WHOLE_LIST,
        frame_size=len(cases),
        frame_hash=drawing.frame_hash(number for number, _ in cases),
        count=len(cases),
    )
    lots = [(drawing.DrawnLot(number, drawing.ticket(WHOLE_LIST, number)), case_id) for number, case_id in cases]
    return _keep_draw(session, "batch.take_all", row, lots)


def _keep_draw(session: Session, action: str, row: Draw, lots: Sequence[tuple[drawing.DrawnLot, UUID]]) -> DrawReport:
    """Write the draw and its cases."""
    session.add(row)
    session.flush()
    added = [
        ReviewedCase(
            batch_id=row.batch_id,
            draw_id=row.id,
            case_id=case_id,
            ticket=lot.ticket,
            state=ReviewState.DRAWN.value,
        )
        for lot, case_id in lots
    ]
    session.add_all(added)
    session.flush()
    told = ("seed", "count", "per_handler", "frame_size", "frame_hash")
    audit.record(session, action, "batch", row.batch_id, after={name: getattr(row, name) for name in told})
    changes = Changes(batches=frozenset({row.batch_id}), reviewed_cases=frozenset(case.id for case in added))
    return DrawReport(tuple(lot for lot, _ in lots), row.frame_size, row.frame_hash, changes)


def _free(session: Session, numbers: Sequence[str]) -> Sequence[tuple[str, UUID]]:
    query = (
        select(Case.number, Case.id)
        .where(Case.number.in_(numbers), Case.withdrawn_at.is_(None), Case.seat_id == session.info["seat_id"])
        .where(~exists().where(ReviewedCase.case_id == Case.id))
        .order_by(Case.number)
    )
    return [(row[0], row[1]) for row in session.execute(query)]


def assign(session: Session, batch_id: UUID) -> Changes:
    """Give every case that nobody reads yet to the eligible reviewer with the fewest cases.

    Nobody reads a case that he or she took part in.

    Raises:
        NoPanelError: nobody of the panel is left to read.
        NobodyEligibleError: names the cases; then nothing is assigned.
    """
    batch = open_batch(session, batch_id)
    people = _panel(session, batch_id)
    if not people:
        raise NoPanelError(batch.name)
    loads = _loads(session, batch_id, people)
    made, refused = [], []
    for reviewed_case, case in _unassigned(session, batch_id):
        took_part = involved(case)
        eligible = [person for person in people if bare_name(person.name) not in took_part]
        if not eligible:
            refused.append(case.number)
            continue
        person = min(eligible, key=lambda who: (loads[who.id], who.name))
        loads[person.id] += 1
        made.append((reviewed_case, Assignment(reviewed_case_id=reviewed_case.id, reviewer_id=person.id)))
    if refused:
        raise NobodyEligibleError(refused)
    return _keep_assignments(session, batch, made)


def _panel(session: Session, batch_id: UUID) -> Sequence[Reviewer]:
    query = (
        select(Reviewer)
        .join(PanelSeat, PanelSeat.reviewer_id == Reviewer.id)
        .where(PanelSeat.batch_id == batch_id, PanelSeat.role != PanelRole.OBSERVER.value)
        .where(Reviewer.retired_at.is_(None))
        .order_by(Reviewer.name)
    )
    return session.execute(query).scalars().all()


def _loads(session: Session, batch_id: UUID, people: Sequence[Reviewer]) -> dict[UUID, int]:
    query = (
        select(Assignment.reviewer_id, func.count())
        .join(ReviewedCase, ReviewedCase.id == Assignment.reviewed_case_id)
        .where(ReviewedCase.batch_id == batch_id, Assignment.cancelled_at.is_(None))
        .group_by(Assignment.reviewer_id)
    )
    counted = Counter({row[0]: row[1] for row in session.execute(query)})
    return {person.id: counted[person.id] for person in people}


def _unassigned(session: Session, batch_id: UUID) -> Sequence[tuple[ReviewedCase, Case]]:
    query = (
        select(ReviewedCase, Case)
        .join(Case, Case.id == ReviewedCase.case_id)
        .where(ReviewedCase.batch_id == batch_id, ReviewedCase.state == ReviewState.DRAWN.value)
        .order_by(ReviewedCase.ticket)
    )
    return [(row[0], row[1]) for row in session.execute(query)]


def _keep_assignments(session: Session, batch: Batch, made: Sequence[tuple[ReviewedCase, Assignment]]) -> Changes:
    if not made:
        return Changes()
    session.add_all(assignment for _, assignment in made)
    session.flush()
    review_states.refresh_all(session, [reviewed_case for reviewed_case, _ in made])
    after = {"assigned": {str(row.id): str(assignment.reviewer_id) for row, assignment in made}}
    audit.record(session, "batch.assign", "batch", batch.id, after=after)
    return Changes(
        batches=frozenset({batch.id}),
        reviewed_cases=frozenset(row.id for row, _ in made),
        assignments=frozenset(assignment.id for _, assignment in made),
    )


def close(session: Session, batch_id: UUID) -> Changes:
    """Close a batch of which every case is closed; one into which nothing was drawn can be closed too.

    Raises:
        CasesStillOpenError: some cases are still open.
    """
    batch = open_batch(session, batch_id)
    states = session.execute(select(ReviewedCase.state).where(ReviewedCase.batch_id == batch_id)).scalars().all()
    still_open = sum(state != ReviewState.CLOSED.value for state in states)
    if still_open:
        raise CasesStillOpenError(batch.name, still_open)
    batch.closed_at = now()
    session.flush()
    audit.record(session, "batch.close", "batch", batch_id, after={"cases": len(states)})
    return Changes(batches=frozenset({batch_id}))


def find(session: Session, name: str) -> Batch:
    """The batch of that name; one of this workspace comes before one that was handed over.

    Raises:
        BatchNotFoundError: there is none.
    """
    query = select(Batch).where(Batch.name == name).order_by(Batch.seat_id != session.info["seat_id"], Batch.id)
    batch = session.execute(query.limit(1)).scalar()
    if batch is None:
        raise BatchNotFoundError(name)
    return batch
