"""Importing ledgers: any ledgers in any order, twice, and taken back again."""

from collections import Counter
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from models.audit import AuditEntry
from models.case import Case, LedgerImport, LedgerOutcome
from models.ledger_row import CaseFacts, LedgerRow
from models.queries import cases as case_queries
from models.queries import ledgers as queries
from models.queries import settings as settings_queries
from models.queries.ledgers import Outcome
from models.seat import SeatRole
from models.services import batches, ledgers
from models.store import Session, Store
from models.store.check import check

FACT_FIELDS = CaseFacts._fields


class CancelledError(Exception):
    """Somebody pressed cancel."""


def facts(serial: int, **other: Any) -> CaseFacts:
    number = f"（2025）吉0199民初{serial}号"
    return CaseFacts(number, 2025, "吉0199", "民初", serial, "civil", handler="程立")._replace(**other)


FACTS = st.builds(
    facts,
    st.integers(1, 6),
    cause=st.sampled_from(["", "离婚纠纷", "民间借贷纠纷"]),
    department=st.sampled_from(["", "民事审判第一庭", "速裁庭"]),
    parties=st.sampled_from(["", "王㛃", "陈昇、李四"]),
    closed_on=st.sampled_from([None, date(2025, 11, 2), date(2025, 12, 31)]),
    amount=st.sampled_from([None, Decimal("1.50"), Decimal("12000")]),
)
ROWS = st.lists(FACTS | st.none(), max_size=8)


def ledger(entries: list[CaseFacts | None]) -> list[LedgerRow]:
    return [
        LedgerRow(row, entry, "" if entry else "没有案号", ("请核对",) if entry else ())
        for row, entry in enumerate(entries, 2)
    ]


def preview(store: Store, entries: list[CaseFacts | None]) -> queries.ImportPreview:
    with store.read() as session:
        return queries.preview(session, ledger(entries))


def bring_in(
    store: Store, entries: list[CaseFacts | None], accept: bool = True, progress: ledgers.Progress | None = None
) -> ledgers.ImportReport:
    with store.write("张主任") as session:
        found = queries.preview(session, ledger(entries))
        wanted = [row.row for row in found.rows] if accept else []
        return ledgers.import_ledger(
            session, found, file_name="台账.xlsx", sha256="0" * 64, accept_changes=wanted, progress=progress
        )


def take_back(store: Store, report: ledgers.ImportReport) -> None:
    with store.write("张主任") as session:
        ledgers.undo_import(session, report.import_id)


def standing(store: Store) -> dict[str, dict[str, Any]]:
    """The cases that stand, field by field, with the warnings."""
    with store.read() as session:
        rows = session.execute(select(Case).where(Case.withdrawn_at.is_(None))).scalars()
        return {row.number: {name: getattr(row, name) for name in (*FACT_FIELDS, "warnings")} for row in rows}


def entries(session: Session) -> int:
    return session.execute(select(func.count()).select_from(AuditEntry)).scalar_one()


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory):
    """One workspace for many examples: every example takes back what it brought in."""
    folder = tmp_path_factory.mktemp("ledgers") / "office"
    with Store.create(folder, SeatRole.OFFICE, "审管办") as store:
        yield store
        assert check(store).problems == ()


@settings(max_examples=25)
@given(st.lists(ROWS, min_size=1, max_size=4), st.booleans())
def test_whatever_comes_in_can_be_taken_back_step_by_step(
    shared: Store, files: list[list[CaseFacts | None]], accept: bool
) -> None:
    states, reports = [standing(shared)], []
    for file in files:
        report = bring_in(shared, file, accept)
        if report.changes:
            reports.append(report)
            states.append(standing(shared))
        again = preview(shared, file)
        if accept:
            assert set(again.counts) <= {Outcome.IDENTICAL, Outcome.DUPLICATE, Outcome.REJECTED}
        else:
            assert Outcome.NEW not in again.counts
        before = standing(shared)
        assert not bring_in(shared, file, accept).changes
        assert standing(shared) == before
    for report, before in zip(reversed(reports), reversed(states[:-1]), strict=True):
        take_back(shared, report)
        assert standing(shared) == before
    assert standing(shared) == {}


@settings(max_examples=25)
@given(ROWS)
def test_every_row_has_an_outcome_and_the_counts_add_up(shared: Store, file: list[CaseFacts | None]) -> None:
    found = preview(shared, file)
    assert [row.row for row in found.rows] == [row.row for row in ledger(file)]
    assert sum(found.counts.values()) == len(file)
    seen: set[str] = set()
    for row, entry in zip(found.rows, file, strict=True):
        if entry is None:
            assert (row.outcome, row.reason) == (Outcome.REJECTED, "没有案号")
        elif entry.number in seen:
            assert row.outcome is Outcome.DUPLICATE
            assert "案号相同" in row.reason
        else:
            assert row.outcome is Outcome.NEW
        seen |= {entry.number} if entry else set()
    report = bring_in(shared, file)
    if report.changes:
        with shared.read() as session:
            kept = session.get_one(LedgerImport, report.import_id)
        told = Counter({Outcome(name): getattr(kept, name) for name in [one.value for one in Outcome]})
        assert +told == +Counter(found.counts)
        take_back(shared, report)


@settings(max_examples=20)
@given(st.permutations([facts(n, cause=f"案由{n}") for n in range(1, 6)]), st.integers(1, 4))
def test_the_order_of_files_does_not_matter(shared: Store, mixed: list[CaseFacts], cut: int) -> None:
    reports = [bring_in(shared, list(part)) for part in (mixed[:cut], mixed[cut:], mixed)]
    assert {number: row["cause"] for number, row in standing(shared).items()} == {
        entry.number: entry.cause for entry in mixed
    }
    assert not reports[2].changes
    for report in reversed(reports[:2]):
        take_back(shared, report)


def test_a_blank_never_overwrites(store: Store) -> None:
    whole = facts(1, cause="离婚纠纷", closed_on=date(2025, 11, 2), amount=Decimal("1.50"), clerk="周明")
    bring_in(store, [whole])
    assert preview(store, [facts(1)]).counts == {Outcome.IDENTICAL: 1}
    poorer = facts(1)._replace(procedure="简易程序", handler="")
    (row,) = preview(store, [poorer]).rows
    assert [(change.label, change.old, change.new) for change in row.changes] == [("适用程序", "", "简易程序")]
    bring_in(store, [poorer])
    assert standing(store)[whole.number] == {
        **{name: getattr(whole, name) for name in FACT_FIELDS},
        "procedure": "简易程序",
        "warnings": ["请核对"],
    }


def test_the_same_amount_in_other_digits_is_no_change(store: Store) -> None:
    bring_in(store, [facts(1, amount=Decimal("12000.50"))])
    assert preview(store, [facts(1, amount=Decimal("12000.5"))]).counts == {Outcome.IDENTICAL: 1}


def test_changes_not_accepted_are_kept_on_record_and_change_nothing(store: Store) -> None:
    bring_in(store, [facts(1, cause="离婚纠纷")])
    report = bring_in(store, [facts(1, cause="民间借贷纠纷", department="速裁庭"), facts(2)], accept=False)
    assert standing(store)[facts(1).number]["cause"] == "离婚纠纷"
    with store.read() as session:
        (outcome,) = session.execute(select(LedgerOutcome).where(LedgerOutcome.row == 2)).scalars()
        assert settings_queries.departments(session) == ()
        assert queries.imports(session)[0].changed == 0
    assert (outcome.outcome, outcome.before["cause"], outcome.after["cause"]) == (
        "kept",
        "离婚纠纷",
        "民间借贷纠纷",
    )
    take_back(store, report)
    assert list(standing(store)) == [facts(1).number]


def test_departments_come_with_their_cases(store: Store) -> None:
    bring_in(store, [facts(1, department="速裁庭"), facts(2, department="速裁庭"), facts(3), None])
    bring_in(store, [facts(3, department="执行局")])
    with store.read() as session:
        assert [row.name for row in settings_queries.departments(session)] == ["执行局", "速裁庭"]


def search(store: Store, text: str) -> list[str]:
    with store.read() as session:
        narrowed = case_queries.CaseFilter(text=text)
        ids = case_queries.case_ids(session, narrowed, descending=False)
        assert case_queries.case_count(session, narrowed) == len(ids)
        return [row.number for row in case_queries.case_rows(session, ids)]


def test_the_search_follows_changes_and_withdrawals(store: Store) -> None:
    bring_in(store, [facts(1, parties="王㛃"), facts(2, parties="王㛃、李四")])
    changed = bring_in(store, [facts(2, parties="赵六")])
    assert search(store, "王㛃") == [facts(1).number]
    assert search(store, "赵六") == [facts(2).number]
    take_back(store, changed)
    assert search(store, "王㛃") == [facts(1).number, facts(2).number]
    assert search(store, "赵六") == []
    later = bring_in(store, [facts(3, parties="钱七")])
    take_back(store, later)
    assert search(store, "钱七") == []
    bring_in(store, [facts(3, parties="孙八")])
    assert search(store, "钱七") == []
    assert search(store, "孙八") == [facts(3).number]


def test_a_withdrawn_case_comes_back_with_what_the_later_ledger_says_and_nothing_else(store: Store) -> None:
    first = bring_in(store, [facts(1, cause="离婚纠纷", clerk="周明"), facts(2)])
    take_back(store, first)
    assert standing(store) == {}
    assert preview(store, [facts(1)]).counts == {Outcome.NEW: 1}
    second = bring_in(store, [facts(1)])
    row = standing(store)[facts(1).number]
    assert (row["cause"], row["clerk"]) == ("", "")
    take_back(store, second)
    assert standing(store) == {}
    with pytest.raises(ledgers.ImportUndoneError, match="已经撤销过"):
        take_back(store, first)


def test_an_import_is_not_undone_under_a_later_one(store: Store) -> None:
    first = bring_in(store, [facts(1)])
    second = bring_in(store, [facts(1, cause="离婚纠纷")])
    third = bring_in(store, [facts(1, cause="民间借贷纠纷")])
    for earlier in (first, second):
        with pytest.raises(ledgers.ImportInUseError, match="民初1号"):
            take_back(store, earlier)
    take_back(store, third)
    with pytest.raises(ledgers.ImportInUseError):
        take_back(store, first)
    take_back(store, second)
    assert standing(store)[facts(1).number]["cause"] == ""
    take_back(store, first)
    assert standing(store) == {}


@pytest.mark.parametrize("what", ["new", "changed"])
def test_an_import_is_not_undone_under_a_batch(court, what: str) -> None:
    first = court.import_cases(1)
    report = court.import_facts([court.facts(1, clerk="周明")], accept=True) if what == "changed" else first
    batch_id = court.batch()
    court.do(batches.draw, batch_id, count=1, seed="甲")
    before = standing(court.store)
    with pytest.raises(ledgers.ImportInUseError, match="已抽入评查批次"):
        take_back(court.store, report)
    assert standing(court.store) == before


def test_an_import_that_is_interrupted_leaves_nothing(store: Store) -> None:
    bring_in(store, [facts(1)])
    before = standing(store)
    with store.read() as session:
        trail = entries(session)

    def cancel(_done: int, _total: int) -> None:
        raise CancelledError

    file = [facts(1, cause="离婚纠纷"), *(facts(n, parties="钱七") for n in range(2, 50))]
    with pytest.raises(CancelledError):
        bring_in(store, list(file), progress=cancel)
    assert standing(store) == before
    assert search(store, "钱七") == []
    with store.read() as session:
        assert entries(session) == trail
        assert len(queries.imports(session)) == 1
    bring_in(store, list(file))
    assert len(search(store, "钱七")) == 48


def test_progress_counts_new_and_changed_rows_to_the_end(store: Store) -> None:
    bring_in(store, [facts(n) for n in range(1, 450)])
    told: list[tuple[int, int]] = []
    changed = [facts(n, cause="离婚纠纷") for n in range(1, 500)]
    bring_in(store, list(changed), progress=lambda done, total: told.append((done, total)))
    assert told == sorted(told)
    assert told[-1] == (499, 499)
    assert {total for _, total in told} == {499}


def test_the_trail_tells_of_every_change_and_its_undoing(store: Store) -> None:
    bring_in(store, [facts(1, closed_on=date(2025, 11, 2), amount=Decimal("1.50"))])
    report = bring_in(store, [facts(1, closed_on=date(2025, 12, 31), amount=Decimal("2"))])
    take_back(store, report)
    with store.read() as session:
        case_id = session.execute(select(Case.id)).scalar_one()
        there, back = settings_queries.audit_of(session, (case_id,))
        actions = [row.action for row in settings_queries.audit_rows(session)]
    assert (there.before, there.after) == (
        {"closed_on": "2025-11-02", "amount": "1.50"},
        {"closed_on": "2025-12-31", "amount": "2"},
    )
    assert (back.before, back.after) == (there.after, there.before)
    assert actions == ["ledger.undo", "case.change", "ledger.import", "case.change", "ledger.import"]
    assert check(store).problems == ()
