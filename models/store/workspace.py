"""The folder of a workspace: its lock, and what its database file looks like before SQLite opens it."""

import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from filelock import FileLock, Timeout

from models.seat import SeatRole
from models.store.faults import (
    ForeignDatabaseError,
    NotAWorkspaceError,
    WorkspaceDamagedError,
    WorkspaceInUseError,
    WorkspaceMissingError,
    file_fault,
    file_faults,
)
from models.store.shelf import list_backups

DATABASE = "pingheng.db"
LOCK = "pingheng.lock"
APPLICATION_ID = 0x50696E67  # "Ping"
MAGIC = b"SQLite format 3\x00"
HEADER_BYTES = 100


@dataclass(frozen=True, slots=True)
class WorkspaceInfo:
    """What a workspace is: whose, what it is called, the id of its seat, and where it lies."""

    role: SeatRole
    name: str
    seat_id: UUID
    folder: Path


def require_folder(folder: Path) -> Path:
    """The database file of an existing workspace.

    Raises:
        WorkspaceMissingError: there is no such folder.
        NotAWorkspaceError: there is, without a database and without backups of one.
        WorkspaceDamagedError: the database is gone, but its backups are there.
    """
    database = folder / DATABASE
    if not folder.is_dir():
        raise WorkspaceMissingError(folder)
    if not database.is_file():
        if list_backups(folder):
            raise WorkspaceDamagedError(database, "数据库文件不见了")
        raise NotAWorkspaceError(folder)
    return database


def take_lock(folder: Path) -> FileLock:
    """Hold the workspace for this process; the system lets go when the process dies.

    Raises:
        WorkspaceInUseError: another program holds it.
        StorageError: the folder cannot be written to.
    """
    lock = FileLock(folder / LOCK, timeout=0, thread_local=False)
    try:
        lock.acquire()
    except Timeout as error:
        raise WorkspaceInUseError(folder) from error
    except OSError as error:
        raise file_fault(folder, error) from error
    return lock


@dataclass(frozen=True, slots=True)
class FileHeader:
    """What the first bytes of a database file say; `expected_size` is in bytes, None where they cannot tell."""

    application_id: int
    expected_size: int | None


def read_header(database: Path) -> FileHeader:
    """The header of an SQLite file (sqlite.org/fileformat2.html, 1.3).

    Raises:
        WorkspaceDamagedError: too short for one, or not SQLite at all.
        StorageError: the disk refuses.
    """
    with file_faults(database), database.open("rb") as file:
        header = file.read(HEADER_BYTES)
    if len(header) < HEADER_BYTES or not header.startswith(MAGIC):
        raise WorkspaceDamagedError(database, "数据库文件的开头已损坏")
    page_size = _number(header, 16, 2)
    pages = _number(header, 28, 4)
    counts = _number(header, 24, 4) == _number(header, 92, 4)
    size = pages * (65536 if page_size == 1 else page_size) if counts and pages else None
    return FileHeader(_number(header, 68, 4), size)


def _number(header: bytes, offset: int, length: int) -> int:
    return int.from_bytes(header[offset : offset + length], "big")


def is_cut_short(database: Path) -> bool:
    """Whether the file is smaller than its header says."""
    expected = read_header(database).expected_size
    return expected is not None and database.stat().st_size < expected


def has_journal(database: Path) -> bool:
    """Whether a write-ahead journal with something in it lies beside the file."""
    journal = database.with_name(database.name + "-wal")
    return journal.is_file() and journal.stat().st_size > 0


def inspect(database: Path) -> None:
    """Refuse a file that is not ours, or that is visibly damaged.

    Raises:
        ForeignDatabaseError: another program's.
        WorkspaceDamagedError: no SQLite file, or cut short.
    """
    header = read_header(database)
    if header.application_id != APPLICATION_ID:
        raise ForeignDatabaseError(database)
    if is_cut_short(database) and not has_journal(database):
        raise WorkspaceDamagedError(database, "数据库文件只剩下一部分")


def keep_private(path: Path) -> None:
    """Let nobody else read a file, where the system knows owners; a stick's file system may not."""
    with suppress(OSError):
        path.chmod(0o600)


def sync_folder(folder: Path) -> None:
    """Make a rename in the folder last through a power failure, where the system can; Windows cannot and need not."""
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        with suppress(OSError):  # some network file systems refuse
            os.fsync(descriptor)
    finally:
        os.close(descriptor)
