"""The migrations: they make what the models say, and bring old workspaces along without loss."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import select

from models.batch import Batch, PanelSeat, Reviewer
from models.case import Case
from models.seat import SeatRole
from models.store import Store
from models.store.backup import list_backups, prove
from models.store.check import check
from models.store.engine import reading_engine
from models.store.faults import NewerWorkspaceError
from models.store.schema import PRESENT, BrokenReferencesError, Schema
from models.store.search import contains
from models.tables import METADATA

PAST = sorted((Path(__file__).parent.parent / "data" / "workspaces").glob("schema-*.db"))
SECOND = '''"""A column more."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("batches", recreate="always") as batch:
        batch.add_column(sa.Column("remark", sa.Text(), nullable=False, server_default=""))
'''
BROKEN = (
    SECOND
    + """
    op.execute("DELETE FROM batches")
"""
)


def with_second_migration(tmp_path: Path, script: str) -> Schema:
    folder = tmp_path / "migrations"
    shutil.copytree(PRESENT.scripts, folder, ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "versions" / "0002_remark.py").write_text(script, encoding="utf-8")
    return Schema(folder, 2)


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


def test_an_older_workspace_is_backed_up_and_migrated_without_losing_children(workspace: Path, tmp_path: Path) -> None:
    fill(workspace)
    before = list_backups(workspace)
    Store.open(workspace, schema=with_second_migration(tmp_path, SECOND)).close()
    assert rows(workspace, "SELECT name, remark FROM batches") == [("示例批次", "")]
    assert rows(workspace, "SELECT count(*) FROM panel_seats") == [(1,)]
    assert rows(workspace, "PRAGMA user_version") == [(2,)]
    [made] = set(list_backups(workspace)) - set(before)
    with closing(sqlite3.connect(made.path)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (1,)
    assert prove(made).proven_at


def test_a_migration_that_breaks_references_leaves_the_old_version(workspace: Path, tmp_path: Path) -> None:
    fill(workspace)
    with pytest.raises(BrokenReferencesError, match="panel_seats"):
        Store.open(workspace, schema=with_second_migration(tmp_path, BROKEN))
    assert rows(workspace, "PRAGMA user_version") == [(1,)]
    assert rows(workspace, "SELECT name FROM batches") == [("示例批次",)]
    Store.open(workspace).close()


def test_a_newer_workspace_is_refused_and_untouched(workspace: Path, tmp_path: Path) -> None:
    Store.open(workspace, schema=with_second_migration(tmp_path, SECOND)).close()
    before = (workspace / "pingheng.db").read_bytes()
    with pytest.raises(NewerWorkspaceError, match="新版本") as caught:
        Store.open(workspace)
    assert caught.value.found == 2
    assert (workspace / "pingheng.db").read_bytes() == before


def test_a_folder_with_a_per_cent_sign_migrates(tmp_path: Path) -> None:
    Store.create(tmp_path / "100%25 #?&", SeatRole.OFFICE, "审管办").close()
    Store.open(tmp_path / "100%25 #?&").close()
