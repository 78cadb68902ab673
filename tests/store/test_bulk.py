"""Rows inserted by column are what the ORM would have inserted."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import inspect, select

from models.base import new_id
from models.case import Case, LedgerImport
from models.store import Session, Store, stamps
from models.store.bulk import insert_columns

TEXT = st.text(alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=4)
ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "cause": TEXT,
            "closed_on": st.none() | st.dates(date(1990, 1, 1), date(2030, 1, 1)),
            "amount": st.none() | st.sampled_from(["1.5", "1.50", "0", "0.00", "12000"]).map(Decimal),
            "warnings": st.lists(TEXT, max_size=2).map(tuple),
        }
    ),
    max_size=6,
)
NAMES = tuple(column.key for column in inspect(Case).column_attrs)


class UndoneError(Exception):
    """Leaves the transaction without a trace."""


@pytest.fixture
def session(store: Store) -> Iterator[Session]:
    with suppress(UndoneError), store.write("测试") as opened:
        yield opened
        raise UndoneError


def blank(session: Session) -> dict[str, Any]:
    """What a case without facts has in each column."""
    entry = LedgerImport(file_name="台账.csv", sha256="", new=0, identical=0, changed=0, duplicate=0, rejected=0)
    session.add(entry)
    session.flush()
    empty: dict[str, Any] = dict.fromkeys(NAMES, "")
    missing = ("withdrawn_at", "year", "serial", "filed_on", "closed_on", "limit_from", "limit_until", "amount")
    return empty | dict.fromkeys(missing) | {"category": "civil", "import_id": entry.id} | stamps(session)


@given(ROWS)
def test_what_goes_in_by_column_comes_out_by_row(session: Session, rows: list[dict[str, Any]]) -> None:
    point = session.begin_nested()
    try:
        check(session, rows)
    finally:
        point.rollback()
        session.expunge_all()


def check(session: Session, rows: list[dict[str, Any]]) -> None:
    columns = {name: [row[name] for row in rows] for name in ("cause", "closed_on", "amount", "warnings")}
    columns |= {
        "id": [new_id() for _ in rows],
        "position": list(range(1, len(rows) + 1)),
        "number": [f"（2025）吉0199民初{at}号" for at in range(1, len(rows) + 1)],
    }
    same = {name: value for name, value in blank(session).items() if name not in columns}
    insert_columns(session, Case, columns, same)
    found = session.execute(select(Case).order_by(Case.position)).scalars().all()
    assert [case.id for case in found] == columns["id"]
    for case, row in zip(found, rows, strict=True):
        kept = {name: getattr(case, name) for name in row}
        assert kept == {**row, "warnings": list(row["warnings"])}
        assert str(kept["amount"]) == str(row["amount"])  # digit for digit
        assert all(getattr(case, name) == value for name, value in same.items())
