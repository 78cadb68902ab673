"""Backups: whole, proven, restored, and thinned as they age."""

import os
import shutil
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from models import audit
from models.batch import Reviewer
from models.store import Store
from models.store.backup import Backup, ProofStoppedError, list_backups, prove, thin
from models.store.check import check
from models.store.faults import BackupBrokenError, BackupMissingError, ForeignDatabaseError, WorkspaceInUseError
from models.store.restoring import restore
from models.store.shelf import newest_proven, to_thin

SHANGHAI = timezone(timedelta(hours=8))
NOW = datetime(2026, 1, 5, 17, 30, tzinfo=SHANGHAI)
MOMENTS = st.datetimes(
    min_value=datetime(2024, 6, 1),
    max_value=datetime(2026, 1, 5, 17, 30),
    timezones=st.sampled_from([SHANGHAI, UTC]),
)


def add(store: Store, name: str) -> None:
    with store.write("审管办") as session:
        row = Reviewer(name=name)
        session.add(row)
        session.flush()
        audit.record(session, "reviewer.add", "reviewer", row.id, after={"name": name})


def names(folder: Path) -> list[str]:
    with Store.open(folder) as store, store.read() as session:
        return list(session.execute(select(Reviewer.name).order_by(Reviewer.name)).scalars())


def test_a_backup_holds_what_the_workspace_held_at_that_moment(store: Store) -> None:
    add(store, "示例甲")
    made = store.backup("导入台账之前")
    add(store, "示例乙")
    proven = prove(made)
    assert proven.proven_at is not None
    assert list_backups(store.folder) == (proven,)
    assert newest_proven(store.folder) == proven
    assert (made.reason, made.audit_sequence, made.size) == ("导入台账之前", 1, made.path.stat().st_size)
    assert {path.name for path in made.path.parent.iterdir()} == {made.path.name, made.record.name}
    assert check(store).content_hash != made.content_hash


def test_closing_backs_up_what_changed_and_only_that(workspace: Path) -> None:
    with Store.open(workspace) as store:
        add(store, "示例甲")
    [first] = list_backups(workspace)
    with Store.open(workspace) as store, store.read() as session:
        session.execute(select(Reviewer)).all()
    with Store.open(workspace) as store, store.write("审管办") as session:
        session.execute(select(Reviewer)).all()
    assert list_backups(workspace) == (first,)


def test_changes_of_a_run_that_was_killed_are_backed_up_at_the_next_closing(workspace: Path, tmp_path: Path) -> None:
    with Store.open(workspace) as store:
        add(store, "示例甲")
        shutil.copytree(workspace, tmp_path / "killed")
    Store.open(tmp_path / "killed").close()
    [made] = list_backups(tmp_path / "killed")
    assert made.audit_sequence == 1


def damage(backup: Backup) -> None:
    content = bytearray(backup.path.read_bytes())
    at = content.rindex("示例甲".encode())
    content[at : at + 9] = "示例丙".encode()
    backup.path.write_bytes(content)


def test_a_backup_with_other_content_is_not_proven_and_not_restored(workspace: Path) -> None:
    with Store.open(workspace) as store:
        add(store, "示例甲")
    [made] = list_backups(workspace)
    damage(made)
    with pytest.raises(BackupBrokenError):
        prove(made)
    with pytest.raises(BackupBrokenError):
        restore(workspace, made.path, "审管办")
    assert newest_proven(workspace) is None
    assert names(workspace) == ["示例甲"]


def test_a_proof_can_be_stopped_and_leaves_nothing(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    backup = store.backup("试验")
    monkeypatch.setattr("models.store.backup.STEPS_BETWEEN_QUESTIONS", 1)
    questions = iter([False] * 50)
    with pytest.raises(ProofStoppedError):
        prove(backup, lambda: next(questions, True))
    assert list_backups(store.folder) == (backup,)
    assert not list(backup.path.parent.glob(".proof-*"))
    assert prove(backup, lambda: False).proven_at is not None


@pytest.mark.parametrize("part", [0.1, 0.5, 0.99])
def test_a_backup_cut_short_is_refused(workspace: Path, part: float) -> None:
    with Store.open(workspace) as store:
        add(store, "示例甲")
    [made] = list_backups(workspace)
    os.truncate(made.path, int(made.size * part))
    with pytest.raises(BackupBrokenError, match="现有数据未受影响"):
        prove(made)
    with pytest.raises(BackupBrokenError, match="现有数据未受影响"):
        restore(workspace, made.path, "审管办")
    assert names(workspace) == ["示例甲"]


def test_restoring_keeps_the_damaged_file_and_notes_itself(workspace: Path) -> None:
    with Store.open(workspace) as store:
        add(store, "示例甲")
        made = prove(store.backup("手动"))
        add(store, "示例乙")
    database = workspace / "pingheng.db"
    os.truncate(database, database.stat().st_size // 2)
    half = database.read_bytes()
    kept = restore(workspace, made.path, "审管办")
    assert kept is not None
    assert kept.read_bytes() == half
    assert names(workspace) == ["示例甲"]
    with Store.open(workspace) as store:
        report = check(store)
        with store.read() as session:
            last = (
                session.execute(select(audit.AuditEntry).order_by(audit.AuditEntry.sequence.desc())).scalars().first()
            )
    assert report.ok
    assert report.content_hash == made.content_hash
    assert last is not None
    assert (last.action, last.actor, last.after["backup"]) == ("workspace.restore", "审管办", made.path.name)


def test_restoring_where_the_database_vanished(workspace: Path) -> None:
    with Store.open(workspace) as store:
        add(store, "示例甲")
    (workspace / "pingheng.db").unlink()
    [made] = list_backups(workspace)
    assert restore(workspace, made.path, "审管办") is None
    assert names(workspace) == ["示例甲"]


def test_a_backup_from_a_stick_without_its_record_is_restored(workspace: Path, tmp_path: Path) -> None:
    with Store.open(workspace) as store:
        add(store, "示例甲")
    [made] = list_backups(workspace)
    stick = tmp_path / "stick.db"
    shutil.copyfile(made.path, stick)
    restore(workspace, stick, "审管办")
    assert names(workspace) == ["示例甲"]


def test_what_is_no_backup_is_not_restored(store: Store, tmp_path: Path) -> None:
    with pytest.raises(BackupMissingError):
        restore(store.folder, tmp_path / "gone.db", "审管办")
    picture = tmp_path / "picture.db"
    picture.write_bytes(b"\x89PNG" * 100)
    with pytest.raises(BackupBrokenError):
        restore(store.folder, picture, "审管办")
    foreign = bytearray(store.backup("手动").path.read_bytes())
    foreign[68:72] = b"\0\0\0\1"
    (tmp_path / "foreign.db").write_bytes(foreign)
    with pytest.raises(ForeignDatabaseError, match=r"foreign\.db"):
        restore(store.folder, tmp_path / "foreign.db", "审管办")


def test_an_open_workspace_is_not_replaced(store: Store) -> None:
    made = store.backup("手动")
    with pytest.raises(WorkspaceInUseError):
        restore(store.folder, made.path, "审管办")


def test_thinning_removes_files_and_their_records(store: Store) -> None:
    made = [store.backup("手动") for _ in range(3)]
    removed = thin(store.folder, NOW + timedelta(days=20000))
    assert set(removed) == {backup.path for backup in made[:-1]}
    assert list_backups(store.folder) == (made[-1],)
    assert {path.suffix for path in made[0].path.parent.iterdir()} == {".db", ".json"}
    assert len(list(made[0].path.parent.iterdir())) == 2


def day_of(time: datetime) -> datetime:
    return time.astimezone(SHANGHAI).replace(hour=0, minute=0, second=0, microsecond=0)


@given(times=st.lists(MOMENTS, max_size=40), proven=st.sets(st.integers(0, 39), max_size=2))
def test_thinning_keeps_what_it_should(times: list[datetime], proven: set[int]) -> None:
    keep = {times[at] for at in proven if at < len(times)}
    going = to_thin(times, NOW, keep)
    staying = set(times) - going
    assert keep <= staying
    assert going <= set(times)
    assert all(time in staying for time in times if day_of(time) == day_of(NOW))
    assert not times or max(times) in staying
    month_ago = day_of(NOW) - timedelta(days=30)
    assert {day_of(time) for time in times if day_of(time) > month_ago} == {
        day_of(time) for time in staying if day_of(time) > month_ago
    }
    older = [day_of(time).replace(day=1) for time in staying - keep if day_of(time) <= month_ago and time != max(times)]
    assert len(older) == len(set(older))
    assert {day_of(time).replace(day=1) for time in times} == {day_of(time).replace(day=1) for time in staying}


@given(times=st.lists(MOMENTS, max_size=40))
def test_thinning_again_changes_nothing(times: list[datetime]) -> None:
    staying = set(times) - to_thin(times, NOW)
    assert to_thin(staying, NOW) == frozenset()
