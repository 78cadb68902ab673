"""A disk without room: nothing half done, nothing lost, a sentence that says so."""

import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import func, select, text

from models.batch import Reviewer
from models.errors import StorageError
from models.store import Session, Store
from models.store.faults import WorkspaceFullError

WRITE_UNTIL_REFUSED = """
import resource, signal, sys
from pathlib import Path
from models.batch import Reviewer
from models.errors import StorageError
from models.store import Store

store = Store.open(Path(sys.argv[1]))
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, resource.RLIM_INFINITY))
kept = 0
try:
    while True:
        with store.write("test") as session:
            session.add_all(Reviewer(name=f"{kept + i}", department="x" * 100) for i in range(10))
        kept += 10
except StorageError as error:
    print(kept, error)
resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, resource.RLIM_INFINITY))
try:
    store.backup("test")
except StorageError as error:
    print("no backup")
"""


def count(store: Store) -> int:
    with store.read() as session:
        return session.execute(select(func.count(Reviewer.id))).scalar_one()


def test_a_block_that_finds_no_room_leaves_nothing(store: Store) -> None:
    def fill(session: Session) -> None:
        session.execute(text("PRAGMA max_page_count = 1"))  # SQLite rounds it up to what the file has now
        session.add_all(Reviewer(name=f"示例 {number}", department="长" * 90) for number in range(5000))

    with pytest.raises(WorkspaceFullError, match="此前保存的内容不受影响"), store.write("审管办") as session:
        fill(session)
    assert count(store) == 0
    with store.write("审管办") as session:
        session.execute(text("PRAGMA max_page_count = 4294967294"))
        session.add(Reviewer(name="示例"))
    assert count(store) == 1


@pytest.mark.skipif(sys.platform == "win32", reason="limits of POSIX")
def test_files_that_may_not_grow_keep_what_was_acknowledged(workspace: Path) -> None:
    command = [sys.executable, "-c", WRITE_UNTIL_REFUSED, str(workspace)]
    told = subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()
    kept, sentence = told[0].split(maxsplit=1)
    assert "没有" in sentence
    assert told[1:] == ["no backup"]
    with Store.open(workspace) as store:
        assert count(store) == int(kept) > 0
    assert not list(workspace.glob("backups/*.part"))


def test_a_storage_error_names_the_file_and_what_to_try(tmp_path: Path) -> None:
    error: StorageError = WorkspaceFullError(tmp_path / "pingheng.db")
    assert str(tmp_path / "pingheng.db") in str(error)
    assert "清理磁盘" in str(error)
