"""Engines on one SQLite file, set up so that a transaction is one and nothing is lost with the power."""

import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event

BUSY_SECONDS = 5.0
CACHE_KIB = 16_384
LEAN_CACHE_KIB = 1_024
JOURNAL_BYTES = 64 * 1024 * 1024


def connect(database: Path, *, timeout: float = BUSY_SECONDS) -> sqlite3.Connection:
    """A plain connection to an existing file; it begins no transaction by itself and may change threads."""
    return sqlite3.connect(
        f"{database.absolute().as_uri()}?mode=rw",
        uri=True,
        timeout=timeout,
        isolation_level=None,
        check_same_thread=False,
    )


def raw_connection(connection: Connection) -> sqlite3.Connection:
    """SQLite's own connection below SQLAlchemy's, in the same transaction."""
    raw = connection.connection.driver_connection
    assert isinstance(raw, sqlite3.Connection), "workspaces lie in SQLite files"
    return raw


@contextmanager
def lean(connection: sqlite3.Connection) -> Iterator[None]:
    """Keep few pages in memory for as long as the block runs: rows that stream in are not read again."""
    connection.execute(f"PRAGMA cache_size = -{LEAN_CACHE_KIB}")
    try:
        yield
    finally:
        connection.execute(f"PRAGMA cache_size = -{CACHE_KIB}")


def writing_engine(database: Path) -> Engine:
    """An engine whose transactions hold the write lock from their first moment on."""
    return _engine(database, "BEGIN IMMEDIATE", ["PRAGMA foreign_keys = ON"])


def reading_engine(database: Path) -> Engine:
    """An engine whose transactions see one state of the file and change nothing."""
    return _engine(database, "BEGIN", ["PRAGMA foreign_keys = ON", "PRAGMA query_only = ON"])


def migrating_engine(database: Path) -> Engine:
    """An engine without foreign keys: rebuilding a table under them would silently delete the rows that point to it."""
    return _engine(database, "BEGIN IMMEDIATE", ["PRAGMA foreign_keys = OFF"])


def _engine(database: Path, begin: str, pragmas: list[str]) -> Engine:
    url = URL.create("sqlite", database=str(database))
    engine = create_engine(url, creator=lambda: connect(database), json_serializer=_to_json)
    event.listen(engine, "connect", _setting_up(pragmas))
    event.listen(engine, "begin", _beginning(begin))
    return engine


def _to_json(value: Any) -> str:
    """JSON with Chinese as it is, half as long as with escapes; half a character, which no file takes, becomes ?."""
    return json.dumps(value, ensure_ascii=False).encode("utf-8", "replace").decode()


def _setting_up(pragmas: list[str]) -> Callable[[sqlite3.Connection, object], None]:
    def set_up(connection: sqlite3.Connection, _record: object) -> None:
        for pragma in (
            "PRAGMA journal_mode = WAL",
            "PRAGMA synchronous = FULL",
            "PRAGMA trusted_schema = OFF",
            f"PRAGMA cache_size = -{CACHE_KIB}",
            f"PRAGMA journal_size_limit = {JOURNAL_BYTES}",
            *pragmas,
        ):
            connection.execute(pragma)

    return set_up


def _beginning(statement: str) -> Callable[[Connection], None]:
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql(statement)

    return begin
