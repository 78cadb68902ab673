"""Backups of a workspace: made while it is in use, proven by a restoration on trial, thinned as they age."""

import os
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from models.base import now
from models.store.content import audit_sequence, content_hash
from models.store.engine import connect
from models.store.faults import BackupBrokenError, file_faults, storage_faults
from models.store.shelf import FOLDER, Backup, list_backups, newest_proven, read_backup, to_thin
from models.store.workspace import DATABASE, keep_private, sync_folder

__all__ = ["Backup", "ProofStoppedError", "create", "list_backups", "prove", "read_backup", "thin"]

# of SQLite's own machine: some milliseconds
STEPS_BETWEEN_QUESTIONS = 100_000


def create(database: Path, reason: str) -> Backup:
    """Copy the database as it stands at one moment, others reading and writing meanwhile, into the backups beside it.

    The copy gets its name only when it is whole and on the disk.

    Raises:
        StorageError: the disk is full, refuses, or the database is damaged.
    """
    shelf = database.parent / FOLDER
    made_at = now()
    path = shelf / f"pingheng-{made_at.astimezone():%Y%m%d-%H%M%S-%f}.db"
    draft = path.with_suffix(".part")
    with file_faults(shelf):
        shelf.mkdir(exist_ok=True)
        try:
            with storage_faults(database):
                digest, sequence = _copy(database, draft)
            backup = Backup(path, made_at, reason, draft.stat().st_size, digest, sequence)
            _write_record(backup)
            os.replace(draft, path)
            sync_folder(shelf)
        finally:
            draft.unlink(missing_ok=True)
    return backup


def _copy(database: Path, target: Path) -> tuple[str, int]:
    """Copy one state of the database to a single file; its content hash and the number of its last audit entry."""
    with closing(connect(database)) as source, closing(sqlite3.connect(target, isolation_level=None)) as copy:
        source.execute("BEGIN")
        figures = content_hash(source), audit_sequence(source)
        source.backup(copy)
        keep_private(target)
        # a file without a journal beside it also opens from a read-only stick
        copy.execute("PRAGMA journal_mode = DELETE")
    return figures


def _write_record(backup: Backup) -> None:
    draft = backup.record.with_suffix(".json.part")
    with draft.open("w", encoding="utf-8") as file:
        file.write(backup.to_json())
        file.flush()
        os.fsync(file.fileno())
    os.replace(draft, backup.record)


class ProofStoppedError(Exception):
    """A proof was stopped before it came to an end."""


def prove(backup: Backup, is_stopped: Callable[[], bool] = lambda: False) -> Backup:
    """Restore the backup on trial, look at every page and reference, compare its content, and record the proof.

    `is_stopped` is asked now and then, for a proof of a large workspace takes a while.

    Raises:
        BackupBrokenError: it does not hold what it should.
        ProofStoppedError: it was stopped; nothing is recorded.
        StorageError: the disk is full or refuses.
    """
    with file_faults(backup.path), _scratch(backup.path.parent) as scratch:
        copy = scratch / DATABASE
        shutil.copyfile(backup.path, copy)
        fault = fault_of(copy, backup, is_stopped)
        if fault:
            raise BackupBrokenError(backup.path, fault)
        proven = replace(backup, proven_at=now())
        _write_record(proven)
    return proven


@contextmanager
def _scratch(folder: Path) -> Iterator[Path]:
    # beside the backups: the facts must not lie about in the system's temporary folder
    with tempfile.TemporaryDirectory(prefix=".proof-", dir=folder) as path:
        yield Path(path)


def fault_of(copy: Path, backup: Backup | None, is_stopped: Callable[[], bool] = lambda: False) -> str:
    """What is wrong with the restored copy, in Chinese; blank when it is whole, and as `backup` says where given.

    Raises:
        ProofStoppedError: `is_stopped` said so.
    """
    try:
        with closing(connect(copy)) as connection:
            connection.set_progress_handler(is_stopped, STEPS_BETWEEN_QUESTIONS)
            if connection.execute("PRAGMA integrity_check(1)").fetchone() != ("ok",):
                return "完整性检查没有通过"
            if connection.execute("PRAGMA foreign_key_check").fetchone() is not None:
                return "有记录指向不存在的记录"
            figures = content_hash(connection), audit_sequence(connection)
            if backup is not None and figures != (backup.content_hash, backup.audit_sequence):
                return "内容与备份时记下的不一致"
    except sqlite3.DatabaseError as error:
        if getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_INTERRUPT:
            raise ProofStoppedError from error
        return "数据库文件已损坏"
    return ""


def thin(folder: Path, at: datetime) -> tuple[Path, ...]:
    """Remove the backups of the workspace that `to_thin` lets go at the moment `at`; answers with what was removed."""
    backups = list_backups(folder)
    proven = newest_proven(folder)
    going = to_thin((backup.made_at for backup in backups), at, {proven.made_at} if proven else ())
    removed = [backup for backup in backups if backup.made_at in going]
    for backup in removed:
        with suppress(OSError):  # one that is open elsewhere goes next time
            backup.path.unlink()
            backup.record.unlink()
    return tuple(backup.path for backup in removed)
