"""The meaning of a workspace as one hash, so that two that hold the same facts can be seen to agree."""

import hashlib
import json
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass

# of this workspace alone: what a person chose here, and the trail of who did what
FIRST_LOCAL_TABLES = frozenset({"settings", "ledger_shapes", "audit_entries", "alembic_version"})
# since packages: whom one knows and what came by which way are no facts about a case
LOCAL_TABLES = FIRST_LOCAL_TABLES | {
    "seats",
    "seat_keys",
    "packages",
    "package_receipts",
    "ledger_imports",
    "ledger_outcomes",
    "standard_versions",
    "overdue_cases",
}
FIRST_LOCAL_COLUMNS = frozenset({"cases.position", "reviewed_cases.state", "reviewed_cases.grade", "seats.is_own"})
LOCAL_COLUMNS = FIRST_LOCAL_COLUMNS | {"cases.import_id", "held_rows.arrived_at", "held_rows.dismissed_at"}
SEARCH_PREFIX = "case_search"
_EMPTY_JSON = frozenset({"[]", "{}", "null"})


@dataclass(frozen=True, slots=True)
class _Table:
    """A table as the file itself describes it, so that files of every version can be hashed."""

    name: str
    columns: tuple[str, ...]
    keys: tuple[str, ...]
    json_at: tuple[int, ...]


def content_hash(connection: sqlite3.Connection) -> str:
    """SHA-256 in hex over the facts: tables by name, rows by key, columns by name, local bookkeeping left out.

    The order in which rows were written makes no difference, nor that of the keys in a JSON value. Rows are read one by
    one, so a large workspace needs no more memory than a small one.
    """
    digest = hashlib.sha256()
    for table in _tables(connection):
        digest.update(f"[{table.name}: {', '.join(table.columns)}]\n".encode())
        for row in _rows(connection, table):
            digest.update(row)
    return digest.hexdigest()


def audit_sequence(connection: sqlite3.Connection) -> int:
    """The number of the last entry of the audit trail; 0 while there is none."""
    found: int = connection.execute("SELECT coalesce(max(sequence), 0) FROM audit_entries").fetchone()[0]
    return found


def _tables(connection: sqlite3.Connection) -> Iterator[_Table]:
    is_first = connection.execute("PRAGMA user_version").fetchone()[0] < 2
    local_tables = FIRST_LOCAL_TABLES if is_first else LOCAL_TABLES
    local_columns = FIRST_LOCAL_COLUMNS if is_first else LOCAL_COLUMNS
    names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name").fetchall()
    for (name,) in names:
        if name in local_tables or name.startswith((SEARCH_PREFIX, "sqlite_")):
            continue
        described = connection.execute("SELECT name, type, pk FROM pragma_table_info(?) ORDER BY name", (name,))
        columns = [row for row in described if f"{name}.{row[0]}" not in local_columns]
        yield _Table(
            name,
            tuple(row[0] for row in columns),
            tuple(row[0] for row in sorted(columns, key=lambda row: row[2]) if row[2]),
            tuple(at for at, row in enumerate(columns) if row[1] == "JSON"),
        )


def _rows(connection: sqlite3.Connection, table: _Table) -> Iterator[bytes]:
    encode = json.JSONEncoder(ensure_ascii=False).encode
    columns, keys = (", ".join(f'"{name}"' for name in names) for names in (table.columns, table.keys))
    for row in connection.execute(f'SELECT {columns} FROM "{table.name}" ORDER BY {keys}'):
        values = _with_sorted_json(row, table.json_at) if table.json_at else row
        yield (encode(values) + "\n").encode()


def _with_sorted_json(row: tuple[object, ...], json_at: tuple[int, ...]) -> tuple[object, ...]:
    values = list(row)
    for at in json_at:
        value = values[at]
        if isinstance(value, str) and value not in _EMPTY_JSON:
            values[at] = json.dumps(json.loads(value), ensure_ascii=False, sort_keys=True)
    return tuple(values)
