"""Which cases were closed after their limit, kept beside them so that lists can be narrowed to those.

The table follows from the cases alone: it is written wherever they are, and worked out anew when the rules of
review_forms/clocks.py have changed since.
"""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Select, delete, select
from sqlalchemy.orm import Session

from models.case import Case
from models.overdue_case import OverdueCase
from models.store.bulk import insert_columns
from review_forms.clocks import overdue

CHUNK = 500
AT_ONCE = 10_000
# the arguments of `overdue`, in its order
FACTS = ("category", "procedure", "filed_on", "closed_on", "limit_from", "limit_until", "type_code", "cause")


def add_overdue(session: Session, columns: Mapping[str, Sequence[Any]]) -> None:
    """Take new cases in; `columns` has their values of `id` and of `FACTS`, as an import writes them."""
    found = [
        (case_id, days)
        for case_id, days in zip(columns["id"], map(overdue, *(columns[name] for name in FACTS)), strict=True)
        if days
    ]
    if found:
        case_ids, days_over = zip(*found, strict=True)
        insert_columns(session, OverdueCase, {"case_id": case_ids, "days_over": days_over}, {})


def keep_overdue(session: Session, case_ids: Sequence[UUID]) -> None:
    """Work out again what is known of cases that were changed; the changes are in the database."""
    for start in range(0, len(case_ids), CHUNK):
        part = case_ids[start : start + CHUNK]
        session.connection().execute(delete(OverdueCase).where(OverdueCase.case_id.in_(part)))
        _add_stored(session, _closed_cases().where(Case.id.in_(part)))


def drop_withdrawn(session: Session, import_id: UUID) -> None:
    """Forget the cases of an import that was taken back."""
    withdrawn = select(Case.id).where(Case.import_id == import_id, Case.withdrawn_at.is_not(None))
    session.connection().execute(delete(OverdueCase).where(OverdueCase.case_id.in_(withdrawn)))


def reckon_anew(session: Session) -> None:
    """Work out all cases of the workspace, as after the rules have changed."""
    session.connection().execute(delete(OverdueCase))
    _add_stored(session, _closed_cases())


def _closed_cases() -> Select[Any]:
    facts = [getattr(Case, name) for name in FACTS]
    return select(Case.id, *facts).where(Case.withdrawn_at.is_(None), Case.closed_on.is_not(None))


def _add_stored(session: Session, query: Select[Any]) -> None:
    rows = session.connection().execute(query, execution_options={"yield_per": AT_ONCE})
    for part in rows.partitions():
        add_overdue(session, dict(zip(("id", *FACTS), zip(*part, strict=True), strict=True)))
