"""The store: one workspace opened by this process, and the only way to read and write it."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from threading import Lock
from types import TracebackType
from typing import Any, Self

from filelock import FileLock
from sqlalchemy import Engine, event, select
from sqlalchemy.orm import ORMExecuteState, Session

import models.tables  # noqa: F401  foreign keys resolve only when every table is known
from models.base import Owned, Versioned, now
from models.custody import HeldRow
from models.seat import LedgerShape, Seat, SeatRole, Setting
from models.store.backup import Backup, create, thin
from models.store.content import audit_sequence
from models.store.engine import connect, raw_connection, reading_engine, writing_engine
from models.store.faults import WorkspaceExistsError, storage_faults
from models.store.founding import bring_up_to_date, checked_name, found, make_folder
from models.store.schema import PRESENT, Schema
from models.store.shelf import list_backups
from models.store.workspace import DATABASE, WorkspaceInfo, inspect, require_folder, take_lock

ON_CLOSING = "关闭时"
# held rows go when they have found their place
DELETABLE = (Setting, LedgerShape, HeldRow)


class NothingIsDeletedError(TypeError):
    """A row of facts was to be deleted; facts are cancelled, withdrawn or superseded."""

    def __init__(self, kind: type) -> None:
        super().__init__(f"{kind.__name__} rows are never deleted")


class ReadOnlySessionError(RuntimeError):
    """A session of `Store.read` was asked to write."""

    def __init__(self) -> None:
        super().__init__("this session only reads; use Store.write")


class _WritingSession(Session):
    """A session whose new rows get their owner and their moment."""


class _ReadingSession(Session):
    """A session that writes nothing."""


@event.listens_for(_WritingSession, "before_flush")
def _stamp_new_rows(session: Session, *_rest: object) -> None:
    for row in session.deleted:
        if not isinstance(row, DELETABLE):
            raise NothingIsDeletedError(type(row))
    stamp = stamps(session)
    for row in session.new:
        if isinstance(row, Owned):
            row.seat_id = row.seat_id or stamp["seat_id"]
            row.made_at = row.made_at or stamp["made_at"]
    for row in session.dirty:
        if isinstance(row, Versioned) and session.is_modified(row):
            row.version += 1


@event.listens_for(_WritingSession, "do_orm_execute")
def _refuse_bulk_deletes(state: ORMExecuteState) -> None:
    mapper = state.bind_mapper
    if state.is_delete and mapper is not None and not issubclass(mapper.class_, DELETABLE):
        raise NothingIsDeletedError(mapper.class_)


@event.listens_for(_ReadingSession, "before_flush")
def _refuse_to_flush(session: Session, *_rest: object) -> None:
    if session.new or session.dirty or session.deleted:
        raise ReadOnlySessionError


@event.listens_for(_ReadingSession, "do_orm_execute")
def _refuse_to_write(state: ORMExecuteState) -> None:
    if state.is_insert or state.is_update or state.is_delete:
        raise ReadOnlySessionError


def stamps(session: Session) -> dict[str, Any]:
    """The `seat_id` and `made_at` of rows that a bulk insert writes in this session."""
    return {"seat_id": session.info["seat_id"], "made_at": now()}


class Store:
    """An open workspace. The window's thread and one worker may use it at the same time.

    Made by `create` or `open`, and closed by `close` or at the end of a `with` block.
    """

    def __init__(self, workspace: WorkspaceInfo, lock: FileLock) -> None:
        self.workspace = workspace
        self.folder = workspace.folder
        self.database = workspace.folder / DATABASE
        self._lock = lock
        self._writer: Engine = writing_engine(self.database)
        self._reader: Engine = reading_engine(self.database)
        self._is_changed = False
        self._backing_up = Lock()

    @classmethod
    def create(cls, folder: Path, role: SeatRole, name: str, *, schema: Schema = PRESENT) -> Self:
        """Make a new workspace in `folder`, which is made too where it is missing, and open it.

        Raises:
            WorkspaceExistsError: there is one already.
            WorkspaceNameError: the name is blank or longer than 100 characters.
            WorkspaceInUseError, StorageError: the folder cannot be used.
        """
        name = checked_name(name)
        folder = folder.absolute()
        make_folder(folder)
        with _locked(folder) as lock:
            if (folder / DATABASE).exists():
                raise WorkspaceExistsError(folder)
            with storage_faults(folder / DATABASE):
                found(folder, role, name, schema)
                return cls(_who(folder), lock)

    @classmethod
    def open(cls, folder: Path, *, schema: Schema = PRESENT) -> Self:
        """Open the workspace in `folder`; one of an older version is backed up and then migrated.

        Raises:
            NotAWorkspaceError, ForeignDatabaseError, NewerWorkspaceError: the wrong folder, or the wrong program.
            WorkspaceInUseError: another program has it open.
            StorageError: the folder is missing or read-only, the file is damaged or cut short.
        """
        folder = folder.absolute()
        database = require_folder(folder)
        with _locked(folder) as lock:
            inspect(database)
            with storage_faults(database):
                bring_up_to_date(folder, schema)
                return cls(_who(folder), lock)

    @contextmanager
    def write(self, actor: str) -> Iterator[Session]:
        """A session that commits at the end of the block, and rolls everything back when the block raises.

        `actor` is the person or command that the audit trail names. One writes at a time; another waits for up to
        five seconds.

        Raises:
            StorageError: the disk or the file failed; nothing of the block is kept.
        """
        info = {"actor": actor, "seat_id": self.workspace.seat_id}
        with storage_faults(self.database), _WritingSession(self._writer, expire_on_commit=False, info=info) as session:
            with session.begin():
                connection = session.connection()
                before = raw_connection(connection).total_changes
                yield session
                session.flush()
                changed = raw_connection(connection).total_changes != before
            self._is_changed |= changed

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A session that sees one state of the workspace for as long as the block runs, and writes nothing.

        Raises:
            StorageError: the disk or the file failed.
        """
        info = {"seat_id": self.workspace.seat_id}
        with storage_faults(self.database), _ReadingSession(self._reader, expire_on_commit=False, info=info) as session:
            yield session

    def backup(self, reason: str) -> Backup:
        """Copy the workspace into its backups while it is in use, and thin the old ones; `reason` is for the reader.

        Raises:
            StorageError: the disk is full or refuses; the workspace itself is not touched.
        """
        with self._backing_up:
            self._is_changed = False
            try:
                made = create(self.database, reason)
            except BaseException:
                self._is_changed = True
                raise
            thin(self.folder, made.made_at.astimezone())
            return made

    def close(self) -> None:
        """Back up what changed since the last backup and let go of the workspace; closing twice does nothing.

        Raises:
            StorageError: the backup failed; the workspace is closed all the same.
        """
        if not self._lock.is_locked:
            return
        try:
            with storage_faults(self.database):
                if self._is_changed or self._is_ahead_of_backups():
                    self.backup(ON_CLOSING)
        finally:
            self._writer.dispose()
            self._reader.dispose()
            self._lock.release()

    def _is_ahead_of_backups(self) -> bool:
        """Whether an earlier run that ended badly left changes without a backup."""
        newest = next(iter(list_backups(self.folder)), None)
        with closing(connect(self.database)) as connection:
            return audit_sequence(connection) != (newest.audit_sequence if newest else 0)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


@contextmanager
def _locked(folder: Path) -> Iterator[FileLock]:
    """The lock of the workspace, kept when the block ends well."""
    lock = take_lock(folder)
    try:
        yield lock
    except BaseException:
        lock.release()
        raise


def _who(folder: Path) -> WorkspaceInfo:
    engine = reading_engine(folder / DATABASE)
    try:
        with engine.connect() as connection:
            seat = connection.execute(select(Seat.role, Seat.name, Seat.id).where(Seat.is_own)).one()
    finally:
        engine.dispose()
    return WorkspaceInfo(SeatRole(seat.role), seat.name, seat.id, folder)
