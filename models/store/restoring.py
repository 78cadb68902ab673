"""Putting a backup in the place of a damaged or mistaken database, which is kept."""

import os
import shutil
from contextlib import closing
from pathlib import Path

from models import audit
from models.base import now
from models.store.backup import fault_of
from models.store.engine import connect
from models.store.faults import (
    BackupBrokenError,
    BackupMissingError,
    NewerWorkspaceError,
    WorkspaceDamagedError,
    WorkspaceMissingError,
    file_faults,
)
from models.store.schema import PRESENT
from models.store.shelf import read_backup
from models.store.store import Store
from models.store.workspace import DATABASE, inspect, keep_private, sync_folder, take_lock


def restore(folder: Path, backup: Path, actor: str = "") -> Path | None:
    """Make the backup the workspace's database, and note it in the audit trail.

    `actor` is who does it; blank where only the backup knows whose workspace it is, and then its owner. The database of
    before stays in the folder under another name, which is the answer; None when there was none.

    Raises:
        BackupMissingError, ForeignDatabaseError, NewerWorkspaceError: not a backup that this program can use.
        WorkspaceInUseError: the workspace is open somewhere.
        BackupBrokenError, StorageError: the backup is damaged, the disk is full or refuses; nothing was replaced.
    """
    folder, backup = folder.absolute(), backup.absolute()
    if not folder.is_dir():
        raise WorkspaceMissingError(folder)
    if not backup.is_file():
        raise BackupMissingError(backup)
    _require_backup(backup)
    with take_lock(folder), file_faults(folder):
        draft = folder / f"{DATABASE}.restoring"
        try:
            shutil.copyfile(backup, draft)
            keep_private(draft)
            _require_whole(draft, backup)
            kept = _set_aside(folder)
            os.replace(draft, folder / DATABASE)
        finally:
            draft.unlink(missing_ok=True)
        sync_folder(folder)
    with Store.open(folder) as store, store.write(actor or store.workspace.name) as session:
        after = {"backup": backup.name, "kept": kept.name if kept else None}
        audit.record(session, "workspace.restore", "workspace", None, after=after)
    return kept


def _require_backup(backup: Path) -> None:
    try:
        inspect(backup)
    except WorkspaceDamagedError as error:
        raise BackupBrokenError(backup, error.trouble) from error


def _require_whole(draft: Path, backup: Path) -> None:
    fault = fault_of(draft, read_backup(backup))
    if fault:
        raise BackupBrokenError(backup, fault)
    with closing(connect(draft)) as connection:
        version = connection.execute("PRAGMA user_version").fetchone()[0]
    if version > PRESENT.version:
        raise NewerWorkspaceError(backup, version, PRESENT.version)
    with draft.open("rb+") as file:
        os.fsync(file.fileno())


def _set_aside(folder: Path) -> Path | None:
    """Rename the present database, then its journal, which without it nobody mistakes for anything."""
    database = folder / DATABASE
    kept = folder / f"pingheng-{now().astimezone():%Y%m%d-%H%M%S-%f}-replaced.db"
    was_there = database.exists()
    for ending in ("", "-wal", "-shm"):
        part = database.with_name(database.name + ending)
        if part.exists():
            os.replace(part, kept.with_name(kept.name + ending))
    return kept if was_there else None
