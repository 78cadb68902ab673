"""The content of a row: when two are the same, which of two stands first, and a row as text."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from models.queries.travelling import is_blanked, is_hidden
from models.travelling import TravelColumn, TravelTable, ValueKind

Values = tuple[Any, ...]


def version_of(table: TravelTable, row: Values) -> int:
    """How often a row of a versioned table was changed, from 1."""
    return int(row[table.at("version")])


def ranked(table: TravelTable, known: Values, row: Values) -> tuple[Values, Values]:
    """The two contents, the one that stands first: the higher version, then the greater text.

    A row whose people were left out for a blind reading tells less than any that has them.
    """

    def rank(values: Values) -> tuple[bool, int, bool, str]:
        version = version_of(table, values) if table.is_versioned else 0
        return (not is_blanked(table, values), version, not is_hidden(table, values), canonical(table, values))

    return (row, known) if rank(row) > rank(known) else (known, row)


def is_fork(table: TravelTable, known: Values, row: Values) -> bool:
    """Whether two contents contradict each other, and are not merely older and newer, or whole and blind."""
    if table.is_versioned and version_of(table, known) != version_of(table, row):
        return False
    return not is_hidden(table, known) and not is_hidden(table, row)


def is_same(table: TravelTable, known: Values, row: Values) -> bool:
    """Whether two rows say the same; JSON is compared as values."""
    if known == row:
        return True
    return all(
        ours == theirs or (column.kind is ValueKind.JSON and _as_json(ours) == _as_json(theirs))
        for column, ours, theirs in zip(table.columns, known, row, strict=True)
    )


def _as_json(text: str | None) -> Any:
    return None if text is None else json.loads(text)


def canonical(table: TravelTable, row: Values) -> str:
    """A row as one text, the same wherever it is written."""
    content = {
        column.name: _as_json(value) if column.kind is ValueKind.JSON else value
        for column, value in zip(table.columns, row, strict=True)
    }
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest_of(table: TravelTable, row: Values) -> str:
    """SHA-256 in hex of a row."""
    return hashlib.sha256(canonical(table, row).encode()).hexdigest()


def row_of(table: TravelTable, content: Mapping[str, Any]) -> Values:
    """The row that `_canonical` wrote."""
    return tuple(_value_of(column, content) for column in table.columns)


def _value_of(column: TravelColumn, content: Mapping[str, Any]) -> Any:
    # a row may have been held since before the column was there
    if column.absent is not None and column.name not in content:
        return column.absent
    value = content[column.name]
    return json.dumps(value, ensure_ascii=False) if column.kind is ValueKind.JSON else value
