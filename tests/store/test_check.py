"""What a check finds, and when two workspaces hold the same facts."""

import random
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import insert, text

from models import audit
from models.base import new_id, now
from models.batch import Batch, Draw, ReviewedCase, Reviewer
from models.case import Case, LedgerImport
from models.seat import LedgerShape, SeatRole, Setting
from models.store import Store
from models.store.check import MOST_PROBLEMS, CheckReport, check
from models.store.engine import connect
from models.tables import METADATA


def fill(store: Store) -> None:
    """One drawn case and three audited changes."""
    with store.write("审管办") as session:
        entry = LedgerImport(file_name="a.csv", sha256="", new=1, identical=0, changed=0, duplicate=0, rejected=0)
        batch = Batch(
            name="示例批次",
            kind="routine",
            standard_id="civil-100",
            standard_version="2026.1",
            standard_text="",
            scale_id="four_grades",
            scale_text="",
        )
        session.add_all([entry, batch])
        session.flush()
        case = Case(import_id=entry.id, position=1, number="（2025）吉0199民初1号", category="civil", warnings=["甲"])
        draw = Draw(batch_id=batch.id, seed="1", algorithm="a", frame_size=1, frame_hash="", count=1)
        session.add_all([case, draw])
        session.flush()
        session.add(ReviewedCase(batch_id=batch.id, case_id=case.id, draw_id=draw.id, ticket="1", state="drawn"))
        for name in ("甲", "乙", "丙"):
            audit.record(session, "test", "test", None, after={"name": name})


def tamper(store: Store, statement: str) -> CheckReport:
    """Change the file behind the program's back, and check it."""
    connection = connect(store.database)
    connection.execute(statement)
    connection.close()
    return check(store)


def row(table: str, **values: object) -> str:
    """The statement that writes a row with these values, all others blank."""
    columns = {column.name: "" for column in METADATA.tables[table].columns if not column.nullable}
    columns |= {"id": new_id().hex, "made_at": "2026-01-05 00:00:00", **values}
    return f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({', '.join(map(repr, columns.values()))})"


def test_a_whole_workspace(store: Store) -> None:
    fill(store)
    report = check(store)
    assert (report.ok, report.problems) == (True, ())
    assert len(report.content_hash) == 64


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        ("UPDATE audit_entries SET actor = '别人' WHERE sequence = 2", "第2条被改动过"),
        ("UPDATE audit_entries SET hash = 'x' WHERE sequence = 2", "第3条与前一条不衔接"),
        ("DELETE FROM audit_entries WHERE sequence = 2", "缺少第2至2条"),
        ("UPDATE reviewed_cases SET state = 'closed'", "按事实应为“drawn”"),
        ("UPDATE reviewed_cases SET grade = 'wrong'", "等次记为“wrong”"),
        ("DELETE FROM batches", "batches 中不存在的记录"),
    ],
)
def test_what_was_changed_behind_the_programs_back(store: Store, statement: str, told: str) -> None:
    fill(store)
    report = tamper(store, statement)
    assert not report.ok
    assert any(told in problem for problem in report.problems), report.problems


def test_a_gap_in_the_letter_numbers(store: Store) -> None:
    fill(store)
    own, foreign = store.workspace.seat_id.hex, new_id().hex
    for seat, serial in ((own, 1), (own, 2), (own, 5), (foreign, 9)):
        report = tamper(store, row("letters", seat_id=seat, year=2026, serial=serial, number=f"{serial}号"))
    assert any("2026年的反馈意见书文号缺少3、4号，共缺2个" in problem for problem in report.problems)


def test_many_problems_are_cut_off(store: Store) -> None:
    with store.write("审管办") as session:
        for _ in range(MOST_PROBLEMS + 20):
            audit.record(session, "test", "test", None)
    report = tamper(store, "UPDATE audit_entries SET actor = '别人'")
    assert len(report.problems) == MOST_PROBLEMS


def test_damaged_pages_are_a_problem_and_no_error(workspace: Path) -> None:
    with Store.open(workspace) as store:
        fill(store)
    with closing(sqlite3.connect(workspace / "pingheng.db")) as connection:
        (page,) = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'batches'").fetchone()
        (size,) = connection.execute("PRAGMA page_size").fetchone()
    with Store.open(workspace) as store:
        with (workspace / "pingheng.db").open("rb+") as file:
            file.seek((page - 1) * size)
            file.write(b"\xff" * size)
        report = check(store)
    assert not report.ok
    assert report.problems


def local_setting(store: Store) -> None:
    with store.write("审管办") as session:
        session.add_all(
            [Setting(key="office", value={"court": "示例"}), LedgerShape(shape="x", columns={"1": "number"})]
        )
        audit.record(session, "settings.save", "settings", None)


def cached_columns(store: Store) -> None:
    with store.write("审管办") as session:
        session.execute(text("UPDATE reviewed_cases SET state = 'closed', grade = 'wrong'"))
        session.execute(text("UPDATE cases SET position = 70"))


def whom_one_knows_and_the_way_it_came(store: Store) -> None:
    statements = (
        "UPDATE ledger_imports SET file_name = 'b.csv'",
        "UPDATE cases SET import_id = NULL",
        "UPDATE seats SET name = '另一席位'",
        row("seats", role="reviewer", name="评查员", is_own=0),
        row("packages", direction="in", kind="results", head="{}", counts="{}"),
    )
    with store.write("审管办") as session:
        for statement in statements:
            session.connection().exec_driver_sql(statement)


@pytest.mark.parametrize("change", [local_setting, cached_columns, whom_one_knows_and_the_way_it_came])
def test_local_bookkeeping_is_no_part_of_the_meaning(store: Store, change: Callable[[Store], None]) -> None:
    fill(store)
    before = check(store).content_hash
    change(store)
    assert check(store).content_hash == before


def test_every_fact_is_part_of_the_meaning(store: Store) -> None:
    fill(store)
    hashes = {check(store).content_hash}
    for statement in (
        "UPDATE cases SET handler = '乙'",
        "UPDATE cases SET warnings = '[\"乙\"]'",
        "UPDATE batches SET standard_text = 'x'",
        row("reviewers", name="甲", version=1),
    ):
        hashes.add(tamper(store, statement).content_hash)
    assert len(hashes) == 5


def test_the_order_of_writing_makes_no_difference(tmp_path: Path) -> None:
    common = {"seat_id": new_id(), "made_at": now()}
    people = [{"id": new_id(), "name": f"示例{at}", **common} for at in range(40)]
    texts = dict.fromkeys(("kind", "standard_id", "standard_version", "standard_text", "scale_id", "scale_text"), "")
    batch = {"id": new_id(), "name": "示例批次", **texts, **common}
    hashes = set()
    for run, frame in enumerate([{"a": 1, "b": [2, 3]}, {"b": [2, 3], "a": 1}]):
        random.Random(run).shuffle(people)
        with Store.create(tmp_path / str(run), SeatRole.OFFICE, "审管办") as store:
            with store.write("审管办") as session:
                session.execute(insert(Reviewer), people)
                session.execute(insert(Batch), [{**batch, "frame": frame}])
            hashes.add(check(store).content_hash)
    assert len(hashes) == 1
