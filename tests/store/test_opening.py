"""What opening a workspace says when something is wrong with it."""

import ctypes
import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import func, select

from models.batch import Reviewer
from models.errors import StorageError, UserError
from models.seat import SeatRole
from models.store import Store
from models.store.backup import prove
from models.store.faults import (
    ForeignDatabaseError,
    NotAWorkspaceError,
    WorkspaceDamagedError,
    WorkspaceExistsError,
    WorkspaceInUseError,
    WorkspaceMissingError,
    WorkspaceNameError,
    WorkspaceReadOnlyError,
    WorkspaceUnreadableError,
)
from models.store.workspace import is_cut_short

OPEN = """
import sys
from pathlib import Path
from models.errors import StorageError, UserError
from models.store import Store
try:
    store = Store.open(Path(sys.argv[1]))
except (StorageError, UserError) as error:
    print(type(error).__name__, error)
else:
    print("opened", flush=True)
    sys.stdin.read()
"""
PR_CAPBSET_DROP, CAP_DAC_OVERRIDE = 24, 1


def fill(store: Store, count: int = 300) -> None:
    with store.write("审管办") as session:
        session.add_all(Reviewer(name=f"示例 {number:05}", department="示例部门" * 10) for number in range(count))


def sentence(folder: Path, kind: type[Exception]) -> str:
    with pytest.raises(kind) as caught:
        Store.open(folder)
    return str(caught.value)


def test_a_missing_folder(tmp_path: Path) -> None:
    assert "移动磁盘" in sentence(tmp_path / "gone", WorkspaceMissingError)


def test_a_folder_without_a_workspace_stays_as_it_is(tmp_path: Path) -> None:
    assert str(tmp_path) in sentence(tmp_path, NotAWorkspaceError)
    assert list(tmp_path.iterdir()) == []


def test_a_database_of_another_program(workspace: Path) -> None:
    database = workspace / "pingheng.db"
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("PRAGMA application_id = 1")
    assert "别的程序" in sentence(workspace, ForeignDatabaseError)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04" + b"x" * 5000, "不是数据库".encode() * 100])
def test_a_file_that_is_no_database(workspace: Path, content: bytes) -> None:
    (workspace / "pingheng.db").write_bytes(content)
    assert "没有备份" in sentence(workspace, WorkspaceDamagedError)


def test_a_database_cut_in_half_names_the_proven_backup(workspace: Path) -> None:
    with Store.open(workspace) as store:
        fill(store)
        proven = prove(store.backup("手动"))
        with store.write("审管办") as session:
            session.add(Reviewer(name="后来的"))
    database = workspace / "pingheng.db"
    half = database.stat().st_size // 2
    os.truncate(database, half)
    text = sentence(workspace, WorkspaceDamagedError)
    assert proven.path.name in text
    assert "只剩下一部分" in text
    assert database.stat().st_size == half


@pytest.mark.parametrize("kept", [0.3, 0.5, 0.9])
def test_a_database_cut_beside_its_journal(workspace: Path, tmp_path: Path, kept: float) -> None:
    copy = tmp_path / "copy"
    with Store.open(workspace) as store:
        fill(store)
        with closing(sqlite3.connect(store.database)) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        with store.write("审管办") as session:
            session.add(Reviewer(name="还在日志里"))
        shutil.copytree(workspace, copy)
    assert (copy / "pingheng.db-wal").stat().st_size > 0
    database = copy / "pingheng.db"
    os.truncate(database, int(database.stat().st_size * kept))
    sentence(copy, WorkspaceDamagedError)


def test_a_workspace_whose_program_was_killed_opens_with_its_journal(workspace: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    with Store.open(workspace) as store:
        fill(store)
        shutil.copytree(workspace, copy)
    with Store.open(copy) as store, store.read() as session:
        assert session.execute(select(func.count(Reviewer.id))).scalar_one() == 300


def test_a_crash_in_the_middle_of_a_checkpoint_is_no_damage(workspace: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    with Store.open(workspace) as store:
        fill(store)
        shutil.copytree(workspace, copy)
    # the checkpoint had written the first page, which tells the new size, and nothing else yet
    first_page = (workspace / "pingheng.db").read_bytes()[:4096]
    with (copy / "pingheng.db").open("rb+") as file:
        file.write(first_page)
    assert is_cut_short(copy / "pingheng.db")
    with Store.open(copy) as store, store.read() as session:
        assert session.execute(select(func.count(Reviewer.id))).scalar_one() == 300


def test_pages_overwritten_in_the_middle(workspace: Path) -> None:
    with Store.open(workspace) as store:
        fill(store)
    database = workspace / "pingheng.db"
    size = database.stat().st_size
    with database.open("rb+") as file:
        file.seek(4096)
        file.write(b"\xff" * (size - 4096))
    with pytest.raises(WorkspaceDamagedError, match="恢复备份"):
        Store.open(workspace)


def test_a_database_that_vanished_beside_its_backups(workspace: Path) -> None:
    with Store.open(workspace) as store:
        made = store.backup("手动")
    (workspace / "pingheng.db").unlink()
    text = sentence(workspace, WorkspaceDamagedError)
    assert made.path.name in text
    assert "不见了" in text


def test_a_database_that_is_a_folder(workspace: Path) -> None:
    (workspace / "pingheng.db").unlink()
    (workspace / "pingheng.db").mkdir()
    sentence(workspace, NotAWorkspaceError)


def test_a_second_program_is_told_and_may_come_when_the_first_died(workspace: Path) -> None:
    with run_open(workspace) as first:
        assert first.stdout is not None
        assert first.stdout.readline() == "opened\n"
        assert "另一个评衡窗口" in sentence(workspace, WorkspaceInUseError)
        first.kill()
    Store.open(workspace).close()


def run_open(workspace: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", OPEN, str(workspace)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )


def test_opening_twice_in_one_process(store: Store) -> None:
    sentence(store.folder, WorkspaceInUseError)
    store.close()
    Store.open(store.folder).close()


@pytest.mark.skipif(sys.platform != "linux", reason="root obeys permissions only without a capability of Linux")
def test_a_read_only_folder(workspace: Path) -> None:
    def obey_permissions() -> None:
        if os.getuid() == 0:
            ctypes.CDLL(None).prctl(PR_CAPBSET_DROP, CAP_DAC_OVERRIDE, 0, 0, 0)

    for file in workspace.iterdir():
        file.chmod(0o444)
    workspace.chmod(0o555)
    command = [sys.executable, "-c", OPEN, str(workspace)]
    told = subprocess.run(command, preexec_fn=obey_permissions, capture_output=True, text=True, input="", check=True)
    workspace.chmod(0o755)
    assert told.stdout.startswith(WorkspaceReadOnlyError.__name__)
    assert "只读" in told.stdout


def test_creating_where_a_workspace_is(store: Store) -> None:
    store.close()
    with pytest.raises(WorkspaceExistsError):
        Store.create(store.folder, SeatRole.OFFICE, "审管办")
    Store.open(store.folder).close()


@pytest.mark.parametrize("name", ["", "  ", "长" * 101])
def test_creating_without_a_usable_name(tmp_path: Path, name: str) -> None:
    with pytest.raises(WorkspaceNameError):
        Store.create(tmp_path / "new", SeatRole.REVIEWER, name)
    assert not (tmp_path / "new").exists()


def test_creating_below_a_file(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(WorkspaceUnreadableError):
        Store.create(tmp_path / "file" / "new", SeatRole.OFFICE, "审管办")


def test_a_creation_that_was_killed_is_begun_again(tmp_path: Path) -> None:
    (tmp_path / "pingheng.new").write_bytes(b"half of a database")
    Store.create(tmp_path, SeatRole.OFFICE, "审管办").close()
    assert {path.name for path in tmp_path.iterdir()} >= {"pingheng.db"}
    assert not (tmp_path / "pingheng.new").exists()


def test_every_fault_is_one_chinese_sentence_with_its_place() -> None:
    place = Path("/示例/工作区")
    for kind in (WorkspaceMissingError, WorkspaceReadOnlyError, WorkspaceUnreadableError, WorkspaceDamagedError):
        error = kind(place)
        assert isinstance(error, StorageError)
        assert str(place) in str(error)
    for told in (NotAWorkspaceError, WorkspaceInUseError, ForeignDatabaseError, WorkspaceExistsError):
        refused = told(place)
        assert isinstance(refused, UserError)
        assert str(place) in str(refused)
