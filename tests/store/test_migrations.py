"""The migrations: they make what the models say, and bring old workspaces along without loss."""

import json
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import select

from models.base import new_id
from models.batch import Batch, PanelSeat, Reviewer
from models.case import Case
from models.seat import SeatRole
from models.store import Store
from models.store.backup import list_backups, prove, read_backup
from models.store.check import check
from models.store.engine import reading_engine
from models.store.faults import NewerWorkspaceError
from models.store.restoring import restore
from models.store.schema import PRESENT, BrokenReferencesError, Schema
from models.store.search import contains
from models.tables import METADATA

PAST = sorted((Path(__file__).parent.parent / "data" / "workspaces").glob("schema-*.db"))
FIRST = PAST[0]
NEXT = PRESENT.version + 1
COMING = f'''"""A column more."""

import sqlalchemy as sa
from alembic import op

revision = "{NEXT:04}"
down_revision = "{PRESENT.version:04}"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("batches", recreate="always") as batch:
        batch.add_column(sa.Column("remark", sa.Text(), nullable=False, server_default=""))
'''
BROKEN = (
    COMING
    + """
    op.execute("DELETE FROM batches")
"""
)


def with_next_migration(tmp_path: Path, script: str) -> Schema:
    folder = tmp_path / "migrations"
    shutil.copytree(PRESENT.scripts, folder, ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "versions" / f"{NEXT:04}_remark.py").write_text(script, encoding="utf-8")
    return Schema(folder, NEXT)


def fill(workspace: Path) -> None:
    """A batch with a panel, so that a table others point to has rows."""
    with Store.open(workspace) as store, store.write("审管办") as session:
        person = Reviewer(name="示例甲")
        batch = Batch(
            name="示例批次",
            kind="routine",
            standard_id="civil-100",
            standard_version="2026.1",
            standard_text="",
            scale_id="four_grades",
            scale_text="",
        )
        session.add_all([person, batch])
        session.flush()
        session.add(PanelSeat(batch_id=batch.id, reviewer_id=person.id))


def rows(workspace: Path, query: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(workspace / "pingheng.db")) as connection:
        return connection.execute(query).fetchall()


def test_the_migrated_schema_equals_the_models(store: Store) -> None:
    engine = reading_engine(store.database)
    options = {
        "compare_type": True,
        "include_name": lambda name, kind, _: kind != "table" or not str(name).startswith("case_search"),
    }
    try:
        with engine.connect() as connection:
            context = MigrationContext.configure(connection, opts=options)
            assert compare_metadata(context, METADATA) == []
    finally:
        engine.dispose()


def test_the_present_version_is_that_of_the_last_migration(store: Store) -> None:
    head = ScriptDirectory(str(PRESENT.scripts)).get_current_head()
    assert head is not None
    assert int(head) == PRESENT.version
    assert rows(store.folder, "PRAGMA user_version") == [(PRESENT.version,)]
    assert rows(store.folder, "SELECT version_num FROM alembic_version") == [(head,)]


def test_every_past_version_has_a_workspace_here() -> None:
    assert [path.stem for path in PAST] == [f"schema-{version:04}" for version in range(1, PRESENT.version + 1)]


@pytest.mark.parametrize("past", PAST, ids=lambda path: path.stem)
def test_a_workspace_of_every_past_version_opens(past: Path, tmp_path: Path) -> None:
    shutil.copyfile(past, tmp_path / "pingheng.db")
    with Store.open(tmp_path) as store:
        assert check(store).problems == ()
        with store.read() as session:
            found = session.execute(select(Case.number).where(contains(session, "民初")))
            assert found.first() is not None


def copied(connection: sqlite3.Connection, table: str, row_id: str, **changes: object) -> str:
    """A row like the one named, written later and with these changes; its key."""
    connection.row_factory = sqlite3.Row
    row = dict(connection.execute(f"SELECT * FROM {table} WHERE id = ?", (row_id,)).fetchone())
    row |= {"id": new_id().hex, **changes}
    marks = ", ".join("?" * len(row))
    connection.execute(f"INSERT INTO {table} ({', '.join(row)}) VALUES ({marks})", tuple(row.values()))
    return str(row["id"])


def test_the_rechecks_of_version_1_get_their_round_and_the_report_they_saw(tmp_path: Path) -> None:
    shutil.copyfile(FIRST, tmp_path / "pingheng.db")
    newest = (
        "SELECT f.id, m.id, r.id, p.id, c.id FROM findings AS f JOIN remedies AS m ON m.finding_id = f.id"
        " JOIN rechecks AS r ON r.finding_id = f.id JOIN remedy_reports AS p ON p.remedy_id = m.id"
        " JOIN recheck_conclusions AS c ON c.reviewed_case_id = f.reviewed_case_id ORDER BY r.id DESC LIMIT 1"
    )
    [(finding, remedy, recheck, report, conclusion)] = rows(tmp_path, newest)
    with closing(sqlite3.connect(tmp_path / "pingheng.db")) as connection, connection:
        copied(connection, "rechecks", recheck, revision=2, result="open")
        copied(connection, "remedy_reports", report, revision=2)
        copied(connection, "recheck_conclusions", conclusion, revision=2)
        copied(connection, "rechecks", recheck, revision=3)
        added = copied(connection, "findings", finding, origin="recheck", position=9)
        copied(connection, "remedies", remedy, finding_id=added)
        copied(connection, "rechecks", recheck, finding_id=added, result="new")
        copied(connection, "recheck_conclusions", conclusion, revision=3)
    Store.open(tmp_path).close()
    numbers = "SELECT revision, round, report_revision FROM rechecks WHERE finding_id {0} ORDER BY finding_id, revision"
    assert rows(tmp_path, numbers.format(f"= '{finding}'")) == [(1, 1, 1), (2, 2, 1), (3, 3, 2)]
    assert rows(tmp_path, numbers.format(f"= '{added}'")) == [(1, 3, 0)]
    assert set(rows(tmp_path, numbers.format(f"NOT IN ('{finding}', '{added}')"))) == {(1, 1, 1)}


def test_a_backup_that_version_1_made_is_proven_and_restored(workspace: Path, tmp_path: Path) -> None:
    backup = tmp_path / "pingheng-20260105.db"
    shutil.copyfile(FIRST, backup)
    record = {
        "made_at": "2026-01-05T09:30:00+00:00",
        "reason": "关闭时",
        "size": FIRST.stat().st_size,
        # as version 1 of the program computed it
        "content_hash": "12369c7648458a1b0522b9af8c91e4888243c8079077f7f723545b73efcdc471",
        "audit_sequence": 1068,
        "proven_at": None,
    }
    backup.with_suffix(".json").write_text(json.dumps(record), encoding="utf-8")
    made = read_backup(backup)
    assert made is not None
    assert prove(made).proven_at
    restore(workspace, backup)
    with Store.open(workspace) as store:
        report = check(store)
    assert report.problems == ()
    assert report.content_hash != made.content_hash


def test_an_older_workspace_is_backed_up_and_migrated_without_losing_children(workspace: Path, tmp_path: Path) -> None:
    fill(workspace)
    before = list_backups(workspace)
    Store.open(workspace, schema=with_next_migration(tmp_path, COMING)).close()
    assert rows(workspace, "SELECT name, remark FROM batches") == [("示例批次", "")]
    assert rows(workspace, "SELECT count(*) FROM panel_seats") == [(1,)]
    assert rows(workspace, "PRAGMA user_version") == [(NEXT,)]
    [made] = set(list_backups(workspace)) - set(before)
    with closing(sqlite3.connect(made.path)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (PRESENT.version,)
    assert prove(made).proven_at


def test_a_migration_that_breaks_references_leaves_the_old_version(workspace: Path, tmp_path: Path) -> None:
    fill(workspace)
    with pytest.raises(BrokenReferencesError, match="panel_seats"):
        Store.open(workspace, schema=with_next_migration(tmp_path, BROKEN))
    assert rows(workspace, "PRAGMA user_version") == [(PRESENT.version,)]
    assert rows(workspace, "SELECT name FROM batches") == [("示例批次",)]
    Store.open(workspace).close()


def test_a_newer_workspace_is_refused_and_untouched(workspace: Path, tmp_path: Path) -> None:
    Store.open(workspace, schema=with_next_migration(tmp_path, COMING)).close()
    before = (workspace / "pingheng.db").read_bytes()
    with pytest.raises(NewerWorkspaceError, match="新版本") as caught:
        Store.open(workspace)
    assert caught.value.found == NEXT
    assert (workspace / "pingheng.db").read_bytes() == before


def test_a_folder_with_a_per_cent_sign_migrates(tmp_path: Path) -> None:
    Store.create(tmp_path / "100%25 #?&", SeatRole.OFFICE, "审管办").close()
    Store.open(tmp_path / "100%25 #?&").close()
