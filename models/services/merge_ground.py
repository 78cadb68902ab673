"""The ground that a chunk of rows falls on: what the database knows of them, asked in a few statements for all."""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import UUID

from models.custody import BEARER
from models.services.row_contents import Values
from models.travelling import PackageContents, TravelTable, travel_tables

ASKED_AT_ONCE = 500
# what one seat uses once only
TWICE = {"letters": (("number",), ("year", "serial"))}


@dataclass(frozen=True, slots=True)
class Sender:
    """Whose package it is, and what kind of rows it may carry."""

    seat_id: UUID
    contents: PackageContents


class Ground:
    """What a chunk of rows finds in the database: rows of the same keys, parents, batches, holders."""

    def __init__(self, raw: sqlite3.Connection, table: TravelTable, rows: Sequence[Values], sender: Sender) -> None:
        self._raw, self._table, self._sender = raw, table, sender
        names = ", ".join(f'"{name}"' for name in table.names)
        self.known = {
            row[0]: row
            for row in self._ask(f'SELECT {names} FROM "{table.name}" WHERE id IN', {row[0] for row in rows})
        }
        self.parents = [
            (table.at(column), self._there(parent, self._values(rows, column)))
            for column, parent in table.parents.items()
        ]
        self._trunk_at = table.at(table.trunk) if table.trunk else 0
        self.roots: dict[str, tuple[str, str]] = {}
        if table.trunk:
            sql = _root_sql(table.parents[table.trunk])
            trunks = self._values([*rows, *self.known.values()], table.trunk)
            self.roots = {row[0]: (row[1], row[2]) for row in self._ask(sql, trunks)}
        self._held, self._stale = self._custody(rows)
        self._numbers = self._taken_numbers(rows)

    def is_plain(self, rows: Sequence[Values]) -> bool:
        """Whether these results are all new, of their sender's own hand, and on live work that the sender holds."""
        table, sender = self._table, self._sender
        if sender.contents is not PackageContents.RESULTS or self.known or self._stale or table.name in TWICE:
            return False
        return (
            {row[table.at("seat_id")] for row in rows} == {sender.seat_id.hex}
            and {row[self._trunk_at] for row in rows} <= self._held
            and all({row[at] for row in rows} <= parents | {None} for at, parents in self.parents)
            and len({row[0] for row in rows}) == len(rows)
        )

    def is_held_by_sender(self, row: Values) -> bool:
        """Whether the work that the row belongs to was given to its sender."""
        return row[self._trunk_at] in self._held

    def is_stale(self, row: Values) -> bool:
        """Whether the row belongs to an assignment that was given anew since."""
        return bool(self._stale) and row[self._trunk_at] in self._stale

    def is_taken_twice(self, row: Values) -> bool:
        """Whether another row of the same seat has this number; the row's own number is taken from now on."""
        keys = [self._number(row, columns) for columns in TWICE.get(self._table.name, ())]
        if any(self._numbers.get(key, row[0]) != row[0] for key in keys):
            return True
        self._numbers.update(dict.fromkeys(keys, row[0]))
        return False

    def _number(self, row: Values, columns: tuple[str, ...]) -> tuple[Any, ...]:
        return (*columns, *(row[self._table.at(name)] for name in (*columns, "seat_id")))

    def _taken_numbers(self, rows: Sequence[Values]) -> dict[tuple[Any, ...], str]:
        """Whose each number is, of those that the rows want."""
        taken: dict[tuple[Any, ...], str] = {}
        for columns in TWICE.get(self._table.name, ()):
            names = ", ".join(f'"{name}"' for name in (*columns, "seat_id"))
            sql = f'SELECT {names}, id FROM "{self._table.name}" WHERE "{columns[-1]}" IN'
            taken.update({(*columns, *row[:-1]): row[-1] for row in self._ask(sql, self._values(rows, columns[-1]))})
        return taken

    def _custody(self, rows: Sequence[Values]) -> tuple[set[str], set[str]]:
        """The parents whose work the sender holds, and those of an older epoch."""
        name = self._table.name
        if self._sender.contents is not PackageContents.RESULTS or name not in _CUSTODY:
            return set(), set()
        found = self._ask(_CUSTODY[name], self._values(rows, self._table.trunk))
        mine = {self._sender.seat_id.hex, BEARER.hex}
        held = {row[0] for row in found if row[1] in mine}
        if name == "remedies":  # of a fault that the sender found
            held = {row[0] for row in found if row[1] == self._sender.seat_id.hex}
        live = {row[0] for row in found if row[1] in mine and row[2] is None}
        return held, {row[0] for row in found if row[2] is not None} - live

    def _there(self, table: str, keys: set[str]) -> set[str]:
        return {row[0] for row in self._ask(f'SELECT id FROM "{table}" WHERE id IN', keys)}

    def _values(self, rows: Sequence[Values], column: str) -> set[str]:
        at = self._table.at(column)
        return {row[at] for row in rows if row[at] is not None}

    def _ask(self, sql: str, keys: set[str]) -> list[Any]:
        found: list[Any] = []
        for chunk in chunks(sorted(keys), ASKED_AT_ONCE):
            found += self._raw.execute(f"{sql} ({marks(chunk)})", chunk).fetchall()
        return found


_BY_CASE = "SELECT reviewed_case_id, holder_seat_id, cancelled_at FROM recheck_assignments WHERE reviewed_case_id IN"
_CUSTODY = {
    "answers": "SELECT id, holder_seat_id, cancelled_at FROM assignments WHERE id IN",
    "submissions": "SELECT id, holder_seat_id, cancelled_at FROM assignments WHERE id IN",
    "findings": _BY_CASE,
    "recheck_conclusions": _BY_CASE,
    "rechecks": "SELECT f.id, r.holder_seat_id, r.cancelled_at FROM findings AS f JOIN recheck_assignments AS r"
    " ON r.reviewed_case_id = f.reviewed_case_id WHERE f.id IN",
    "remedies": "SELECT id, seat_id, NULL FROM findings WHERE id IN",
}


@cache
def _root_sql(table: str) -> str:
    """The statement that leads from rows of a table to their batch and the seat in charge of it."""
    tables = travel_tables()
    name, alias, joins = table, "t0", [f'"{table}" AS t0']
    while name != "batches":
        trunk = tables[name].trunk
        name, step = tables[name].parents[trunk], f"t{len(joins)}"
        joins.append(f'JOIN "{name}" AS {step} ON {step}.id = {alias}."{trunk}"')
        alias = step
    return f"SELECT t0.id, {alias}.id, {alias}.seat_id FROM {' '.join(joins)} WHERE t0.id IN"


def chunks(rows: Iterable[Any], size: int) -> Iterator[list[Any]]:
    """The rows in lists of at most that many."""
    chunk: list[Any] = []
    for row in rows:
        chunk.append(row)
        if len(chunk) == size:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


def marks(values: Sequence[Any]) -> str:
    """As many question marks for a statement as there are values."""
    return ", ".join("?" * len(values))
