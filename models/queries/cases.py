"""The case list, its filters and search, and the whole story of one case."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, TypeVarTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Select, String, cast, func, select
from sqlalchemy.orm import Session, defer

from models.batch import Batch, ReviewedCase
from models.case import Case
from models.ids import IdList
from models.ledger_row import FIELD_LABELS
from models.overdue_case import OverdueCase
from models.queries.settings import AuditRow, audit_of
from models.queries.story import Event, events_of
from models.review_state import ReviewState
from models.standards import scale_of
from models.store.search import contains
from review_forms.category import CaseCategory
from review_forms.grading import Grade

CHUNK = 500
FETCHED = 10_000
MANY_OVERDUE = 20_000
Ts = TypeVarTuple("Ts")


# orders with an index: their first rows come at once, also of a million cases
QUICK_ORDERS = ("position", "department", "handler", "closed_on")
ORDERS = (*QUICK_ORDERS, "number", "cause", "category", "filed_on")


@dataclass(frozen=True, slots=True)
class CaseFilter:
    """What the case list is narrowed to; blanks, None and False narrow nothing. Days are inclusive.

    `overdue` leaves the cases that were closed after their limit as the clocks reckon it, which is a hint only.
    """

    text: str = ""
    department: str = ""
    category: str = ""
    handler: str = ""
    batch_id: UUID | None = None
    state: ReviewState | None = None
    closed_from: date | None = None
    closed_until: date | None = None
    overdue: bool = False


@dataclass(frozen=True, slots=True)
class CaseRow:
    """One line of the case list; state and grade are those of the case's newest batch.

    `days_over` tells by how many days the case was closed after its limit; a hint, reckoned from the ledger's dates.
    """

    id: UUID
    number: str
    cause: str
    category: str
    department: str
    handler: str
    procedure: str
    outcome: str
    filed_on: date | None
    closed_on: date | None
    state: ReviewState | None
    grade: Grade | None
    batch: str
    warnings: tuple[str, ...]
    batch_id: UUID | None = None
    reviewed_case_id: UUID | None = None
    days_over: int = 0


def case_ids(
    session: Session,
    narrowed: CaseFilter,
    *,
    order: str = "position",
    descending: bool = True,
    limit: int | None = None,
) -> IdList:
    """The ids of the cases that the filter lets through, all or the first `limit`; the newest come first by default."""
    columns: tuple[Any, ...]
    columns = (Case.year, Case.court_code, Case.type_code, Case.serial) if order == "number" else (_column(order),)
    # the position goes the same way, so that an index can be read along in either direction
    ordering = [column.desc() if descending else column.asc() for column in (*columns, Case.position)]
    query = _narrow(session, select(cast(Case.id, String)), narrowed).order_by(*ordering).limit(limit)
    found = session.connection().execute(query, execution_options={"yield_per": FETCHED})
    return IdList.from_text(found.scalars().partitions())


def case_count(session: Session, narrowed: CaseFilter) -> int:
    """How many cases the filter lets through."""
    return session.execute(_narrow(session, select(func.count()).select_from(Case), narrowed)).scalar_one()


def _column(order: str) -> Any:
    if order not in ORDERS:
        raise ValueError(f"no such order: {order}")
    return getattr(Case, order)


def _narrow(session: Session, query: Select[*Ts], narrowed: CaseFilter) -> Select[*Ts]:
    return query.where(*_conditions(session, narrowed))


def _conditions(session: Session, narrowed: CaseFilter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [Case.withdrawn_at.is_(None)]
    for column, value in ((Case.department, narrowed.department), (Case.category, narrowed.category)):
        if value:
            conditions.append(column == value)
    if narrowed.handler:
        conditions.append(Case.handler == narrowed.handler)
    if narrowed.closed_from:
        conditions.append(Case.closed_on >= narrowed.closed_from)
    if narrowed.closed_until:
        conditions.append(Case.closed_on <= narrowed.closed_until)
    if narrowed.batch_id or narrowed.state:
        conditions.append(Case.id.in_(_reviewed(narrowed)))
    if narrowed.overdue:
        conditions.append(_is_overdue(session))
    if narrowed.text.strip():
        conditions.append(contains(session, narrowed.text))
    return conditions


def _is_overdue(session: Session) -> ColumnElement[bool]:
    """Whether a case is over: few are looked up one by one; of many the first are soon met along the list."""
    over = select(OverdueCase.case_id)
    if (
        session.execute(select(func.count()).select_from(over.limit(MANY_OVERDUE).subquery())).scalar_one()
        < MANY_OVERDUE
    ):
        return Case.id.in_(over)
    return over.where(OverdueCase.case_id == Case.id).exists()


def _reviewed(narrowed: CaseFilter) -> Select[UUID]:
    query = select(ReviewedCase.case_id)
    if narrowed.batch_id:
        query = query.where(ReviewedCase.batch_id == narrowed.batch_id)
    if narrowed.state:
        query = query.where(ReviewedCase.state == narrowed.state.value)
    return query


def case_rows(session: Session, ids: Sequence[UUID]) -> tuple[CaseRow, ...]:
    """The lines of these cases, in the order of the ids; ids that are gone are left out."""
    return tuple(row for start in range(0, len(ids), CHUNK) for row in _case_rows(session, ids[start : start + CHUNK]))


def _case_rows(session: Session, ids: Sequence[UUID]) -> Iterator[CaseRow]:
    found = {case.id: case for case in session.execute(select(Case).where(Case.id.in_(ids))).scalars()}
    reviews, over = _newest_reviews(session, ids), _days_over(session, ids)
    return (
        _case_row(found[case_id], reviews.get(case_id), over.get(case_id, 0)) for case_id in ids if case_id in found
    )


def _days_over(session: Session, ids: Sequence[UUID]) -> dict[UUID, int]:
    query = select(OverdueCase.case_id, OverdueCase.days_over).where(OverdueCase.case_id.in_(ids))
    return {row.case_id: row.days_over for row in session.execute(query)}


def _newest_reviews(session: Session, ids: Sequence[UUID]) -> dict[UUID, tuple[ReviewedCase, Batch]]:
    query = (
        select(ReviewedCase, Batch)
        .join(Batch, Batch.id == ReviewedCase.batch_id)
        .where(ReviewedCase.case_id.in_(ids))
        .order_by(ReviewedCase.id)
        .options(defer(Batch.standard_text))
    )
    return {row[0].case_id: (row[0], row[1]) for row in session.execute(query)}


def _case_row(case: Case, review: tuple[ReviewedCase, Batch] | None, days_over: int) -> CaseRow:
    reviewed_case, batch = review if review else (None, None)
    grade = reviewed_case.grade if reviewed_case else ""
    return CaseRow(
        case.id,
        case.number,
        case.cause,
        case.category,
        case.department,
        case.handler,
        case.procedure,
        case.outcome,
        case.filed_on,
        case.closed_on,
        ReviewState(reviewed_case.state) if reviewed_case else None,
        scale_of(batch).grade(grade) if batch and grade else None,
        batch.name if batch else "",
        tuple(case.warnings),
        batch.id if batch else None,
        reviewed_case.id if reviewed_case else None,
        days_over,
    )


@dataclass(frozen=True, slots=True)
class FilterChoices:
    """What the filters of the case list offer."""

    departments: tuple[str, ...]
    categories: tuple[str, ...]
    handlers: tuple[str, ...]


def filter_choices(session: Session) -> FilterChoices:
    """The departments, categories and handlers that occur."""
    categories = select(Case.category).where(Case.withdrawn_at.is_(None)).distinct().order_by(Case.category)
    return FilterChoices(
        _occurring(session, Case.department),
        tuple(session.execute(categories).scalars()),
        _occurring(session, Case.handler),
    )


def _occurring(session: Session, column: Any) -> tuple[str, ...]:
    """The values of an indexed column, each found by a jump from the one before it instead of a walk over all cases."""
    listed = Case.withdrawn_at.is_(None)
    values = select(func.min(column).label("value")).where(column > "", listed).cte("occurring", recursive=True)
    following = select(func.min(column)).where(column > values.c.value, listed).scalar_subquery()
    values = values.union_all(select(following).where(values.c.value.is_not(None)))
    query = select(values.c.value).where(values.c.value.is_not(None)).order_by(values.c.value)
    return tuple(session.execute(query).scalars())


@dataclass(frozen=True, slots=True)
class CaseStory:
    """One case with everything known of it, and what happened to it in order."""

    id: UUID
    facts: tuple[tuple[str, str], ...]
    number: str
    warnings: tuple[str, ...]
    events: tuple[Event, ...]
    trail: tuple[AuditRow, ...]
    added_at: datetime


def case_story(session: Session, case_id: UUID) -> CaseStory:
    """The whole story of one case: its facts by Chinese name, its events oldest first, its audit entries."""
    case = session.get_one(Case, case_id)
    facts = [(label, _shown(getattr(case, field))) for field, label in FIELD_LABELS.items() if field != "category"]
    facts.insert(1, (FIELD_LABELS["category"], CaseCategory(case.category).label))
    events, subjects = events_of(session, case)
    return CaseStory(
        id=case.id,
        facts=tuple((label, text) for label, text in facts if text),
        number=case.number,
        warnings=tuple(case.warnings),
        events=events,
        trail=audit_of(session, (case.id, *subjects)),
        added_at=case.made_at,
    )


def _shown(value: Any) -> str:
    if isinstance(value, Decimal):
        return f"{value:,.2f} 元"
    return "" if value is None else str(value)
