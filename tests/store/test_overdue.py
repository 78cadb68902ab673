"""The filter of cases over their limit says what the clocks say of every case, however the cases came and changed."""

import shutil
import sqlite3
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from models.case import Case
from models.ledger_row import CaseFacts, LedgerRow
from models.queries import ledgers as ledger_queries
from models.queries.cases import CaseFilter, case_count, case_ids, case_rows
from models.seat import SeatRole
from models.services import ledgers
from models.store import Session, Store
from models.store.check import check
from models.store.content import content_hash
from review_forms.clocks import RULES, overdue
from tests.store.conftest import case_facts

PAST = sorted((Path(__file__).parent.parent / "data" / "workspaces").glob("schema-*.db"))
FILED = date(2025, 3, 2)
DAYS = st.none() | st.integers(0, 900).map(lambda days: date(2024, 1, 1) + timedelta(days=days))
FACTS = st.builds(
    case_facts,
    st.integers(1, 6),
    procedure=st.sampled_from(["", "普通程序", "简易程序", "特别程序"]),
    type_code=st.sampled_from(["民初", "民终"]),
    cause=st.sampled_from(["离婚纠纷", "申请宣告自然人死亡"]),
    filed_on=DAYS,
    closed_on=DAYS,
    limit_until=DAYS,
)


def reckoned(session: Session) -> dict[str, int]:
    """What the clocks say of every case that stands, where it is over."""
    cases = session.execute(select(Case).where(Case.withdrawn_at.is_(None))).scalars()
    days = {
        case.number: overdue(
            case.category,
            case.procedure,
            case.filed_on,
            case.closed_on,
            case.limit_from,
            case.limit_until,
            case.type_code,
            case.cause,
        )
        for case in cases
    }
    return {number: over for number, over in days.items() if over}


def filtered(session: Session) -> dict[str, int]:
    """What the filter lets through, with the days of each line."""
    rows = case_rows(session, case_ids(session, CaseFilter(overdue=True)))
    assert case_count(session, CaseFilter(overdue=True)) == len(rows)
    everything = case_rows(session, case_ids(session, CaseFilter()))
    found = {row.number: row.days_over for row in rows}
    assert found == {row.number: row.days_over for row in everything if row.days_over}
    return found


def agreed(store: Store) -> dict[str, int]:
    """The cases over their limit, on which the filter, the lines and the clocks agree; nothing is left of others."""
    with store.read() as session:
        found = filtered(session)
        assert found == reckoned(session)
        kept = session.connection().exec_driver_sql("SELECT count(*) FROM overdue_cases").scalar_one()
    assert kept == len(found)
    return found


def bring_in(store: Store, facts: list[CaseFacts]) -> ledgers.ImportReport:
    """Import a ledger and accept all its changes."""
    with store.write("张主任") as session:
        preview = ledger_queries.preview(session, [LedgerRow(row, fact) for row, fact in enumerate(facts, 2)])
        wanted = [row.row for row in preview.rows]
        return ledgers.import_ledger(session, preview, file_name="台账.xlsx", sha256="0" * 64, accept_changes=wanted)


def take_back(store: Store, report: ledgers.ImportReport) -> None:
    with store.write("张主任") as session:
        ledgers.undo_import(session, report.import_id)


def test_an_import_its_changes_and_its_undoing_are_followed(store: Store) -> None:
    late, early = case_facts(1), case_facts(2, closed_on=date(2025, 9, 2))
    first = bring_in(store, [late, early, case_facts(3, closed_on=None)])
    # 2 March + 6 months = 2 September; 28 days of it, 31 of October and 2 of November
    assert agreed(store) == {late.number: 28 + 31 + 2}
    second = bring_in(store, [late._replace(closed_on=date(2025, 9, 3)), early._replace(procedure="简易程序")])
    # 2 March + 3 months = 2 June; 28 days of it, 31 of July, 31 of August and 2 of September
    assert agreed(store) == {late.number: 1, early.number: 28 + 31 + 31 + 2}
    third = bring_in(store, [late._replace(closed_on=date(2025, 8, 3))])
    assert agreed(store) == {early.number: 92}
    take_back(store, third)
    take_back(store, second)
    assert agreed(store) == {late.number: 61}
    take_back(store, first)
    assert agreed(store) == {}
    bring_in(store, [early._replace(closed_on=date(2025, 9, 4))])
    assert agreed(store) == {early.number: 2}


def test_it_narrows_with_the_other_filters(court) -> None:
    court.import_facts([court.facts(1), court.facts(2, department="执行局"), court.facts(3, closed_on=FILED)])
    assert court.ask(case_count, CaseFilter(overdue=True)) == 2
    assert court.ask(case_count, CaseFilter(overdue=True, department="执行局")) == 1
    assert court.ask(case_count, CaseFilter(overdue=True, text="民初3号")) == 0


def test_many_are_narrowed_as_few_are(court, monkeypatch: pytest.MonkeyPatch) -> None:
    court.import_facts([court.facts(serial, closed_on=FILED + timedelta(days=60 * serial)) for serial in range(1, 9)])
    few = agreed(court.store)
    monkeypatch.setattr("models.queries.cases.MANY_OVERDUE", 2)
    assert agreed(court.store) == few
    assert len(few) == 5  # 2 March + 6 months are 184 days; over are those of 240, 300, 360, 420 and 480


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory):
    """One workspace for many examples: every example takes back what it brought in."""
    with Store.create(tmp_path_factory.mktemp("overdue") / "office", SeatRole.OFFICE, "审管办") as store:
        yield store
        assert check(store).problems == ()


@settings(max_examples=25)
@given(st.lists(st.lists(FACTS, max_size=6, unique_by=lambda fact: fact.number), min_size=1, max_size=3))
def test_whatever_comes_in_and_is_taken_back_the_filter_agrees(shared: Store, files: list[list[CaseFacts]]) -> None:
    reports, known = [], [agreed(shared)]
    for file in files:
        report = bring_in(shared, file)
        if report.changes:
            reports.append(report)
            known.append(agreed(shared))
    for report, before in zip(reversed(reports), reversed(known[:-1]), strict=True):
        take_back(shared, report)
        assert agreed(shared) == before


@pytest.mark.parametrize("past", PAST, ids=lambda path: path.stem)
def test_an_older_workspace_is_reckoned_when_it_is_opened(past: Path, tmp_path: Path) -> None:
    shutil.copyfile(past, tmp_path / "pingheng.db")
    with closing(sqlite3.connect(tmp_path / "pingheng.db")) as connection, connection:
        connection.execute("UPDATE cases SET limit_until = NULL WHERE closed_on IS NOT NULL")
        connection.execute("UPDATE cases SET filed_on = date(closed_on, '-300 days') WHERE position % 2")
        connection.execute("DELETE FROM settings WHERE key = 'clocks/rules'")
    with Store.open(tmp_path) as store:
        assert agreed(store)
        assert check(store).problems == ()


def test_only_other_rules_are_reckoned_anew(workspace: Path) -> None:
    with Store.open(workspace) as store:
        bring_in(store, [case_facts(1), case_facts(2)])
        before = agreed(store)
    database = workspace / "pingheng.db"
    with closing(sqlite3.connect(database)) as connection, connection:
        hashed = content_hash(connection)
        connection.execute("UPDATE overdue_cases SET days_over = 7")
    with Store.open(workspace) as store, store.read() as session:
        assert set(filtered(session).values()) == {7}
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.execute("UPDATE settings SET value = ? WHERE key = 'clocks/rules'", (str(RULES + 1),))
    with Store.open(workspace) as store:
        assert agreed(store) == before
        assert check(store).content_hash == hashed
