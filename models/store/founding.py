"""The beginning of a workspace, and its way to the present version."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from sqlalchemy.orm import Session

from models.base import new_id, now
from models.seat import Seat, SeatRole, Setting
from models.store.backup import create
from models.store.engine import connect, writing_engine
from models.store.faults import (
    NewerWorkspaceError,
    WorkspaceDamagedError,
    WorkspaceNameError,
    file_fault,
    file_faults,
)
from models.store.schema import Schema, migrate
from models.store.workspace import APPLICATION_ID, DATABASE, is_cut_short, keep_private, sync_folder
from review_forms.clocks import RULES

NAME_LENGTH = 100
OWNER_ONLY = 0o700  # a workspace without a passphrase has its keys in the open
BEFORE_MIGRATION = "升级数据版本之前"
CLOCK_RULES = "clocks/rules"


def checked_name(name: str) -> str:
    """The name of a workspace without blanks around it.

    Raises:
        WorkspaceNameError: nothing is left, or too much.
    """
    name = name.strip()
    if not 0 < len(name) <= NAME_LENGTH:
        raise WorkspaceNameError
    return name


def make_folder(folder: Path) -> None:
    """Make the folder of a new workspace where it is missing.

    Raises:
        StorageError: the place does not allow it.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=OWNER_ONLY)
    except OSError as error:
        raise file_fault(folder, error) from error


def found(folder: Path, role: SeatRole, name: str, schema: Schema) -> None:
    """Write the database of a new workspace; it takes its name only when it is whole."""
    database = folder / DATABASE
    draft = database.with_suffix(".new")
    with file_faults(folder):
        for leftover in (draft, Path(f"{draft}-wal"), Path(f"{draft}-shm")):
            leftover.unlink(missing_ok=True)
        with closing(sqlite3.connect(draft, isolation_level=None)) as connection:
            connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        keep_private(draft)
        migrate(draft, schema)
        _seat_owner(draft, role, name)
        os.replace(draft, database)
        sync_folder(folder)


def _seat_owner(database: Path, role: SeatRole, name: str) -> None:
    engine = writing_engine(database)
    seat_id = new_id()
    seat = Seat(id=seat_id, seat_id=seat_id, made_at=now(), role=role.value, name=name, is_own=True)
    try:
        with Session(engine) as session, session.begin():
            session.add_all([seat, Setting(key=CLOCK_RULES, value=RULES)])
    finally:
        engine.dispose()


def bring_up_to_date(folder: Path, schema: Schema) -> None:
    """Migrate an older database after backing it up; refuse a newer or a damaged one.

    Cases whose limits were reckoned by other rules than today's are reckoned anew: that is local bookkeeping.

    Raises:
        NewerWorkspaceError: the file comes from a later version of the program.
        WorkspaceDamagedError: the file is short and its journal does not make it whole.
    """
    database = folder / DATABASE
    version = _version(database)
    if version > schema.version:
        raise NewerWorkspaceError(folder, version, schema.version)
    if version < schema.version:
        create(database, BEFORE_MIGRATION)
        migrate(database, schema)
    if _clock_rules(database) != str(RULES):
        _reckon_clocks(database)


def _version(database: Path) -> int:
    with closing(connect(database)) as connection:
        # a crash in the middle of a checkpoint leaves a short file whose journal has the rest: only SQLite can tell
        if is_cut_short(database) and connection.execute("PRAGMA quick_check(1)").fetchone() != ("ok",):
            raise WorkspaceDamagedError(database, "数据库文件只剩下一部分")
        found: int = connection.execute("PRAGMA user_version").fetchone()[0]
        return found


def _clock_rules(database: Path) -> str:
    """The number of the rules by which the limits of this workspace were reckoned; empty where they never were."""
    with closing(connect(database)) as connection:
        row = connection.execute("SELECT value FROM settings WHERE key = ?", (CLOCK_RULES,)).fetchone()
    return "" if row is None else str(row[0])


def _reckon_clocks(database: Path) -> None:
    # services stand on the store, and only a workspace of other rules needs this one
    from models.services.clocks import reckon_anew

    engine = writing_engine(database)
    try:
        with Session(engine) as session, session.begin():
            reckon_anew(session)
            session.merge(Setting(key=CLOCK_RULES, value=RULES))
    finally:
        engine.dispose()
