"""Merging the rows of a package into the workspace: a union of sets, whatever the order, the repetition or the subset.

Every row lands in one of five places. New rows are written. Rows known with the same content change nothing. Of a row
that its owner may change the higher version stands. A row whose place is not there yet (its parent has not arrived, its
sender does not hold the work) is held until it is. A row that its sender may not write is refused. What stands in the
end depends on the set of rows alone, never on a clock: where two contents claim one place, the greater text wins and
the other is held. Only of two rows with one number, or of two owners under one key, the first stands: neither can go.

Rows are tuples in the order of `TravelTable.columns`, in the form that the database holds; whoever reads the package
has checked their types.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import groupby
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.base import now
from models.batch import Batch, ReviewedCase
from models.changes import Changes
from models.errors import UserError
from models.queries.ledgers import next_position
from models.services import review_states
from models.services.clocks import keep_overdue
from models.services.merge_ground import ASKED_AT_ONCE, Ground, Sender, chunks, marks
from models.services.row_contents import Values, canonical, digest_of, is_fork, is_same, ranked, row_of, version_of
from models.standards import scale_of, standard_of
from models.store.engine import lean, raw_connection
from models.store.search import SEARCHED, index_cases
from models.travelling import PackageContents, TravelTable, carried, travel_tables
from review_forms.loader import load_scale, load_standard

CHUNK = 500
MOST_TOLD = 5_000
_SPOKEN_OF = {
    "answers": ("item_id",),
    "submissions": ("proposed_grade", "by_points", "by_absorption"),
    "determinations": ("grade", "by_points", "by_absorption"),
}
_PINNED = ("standard_text", "scale_text")


class RowOutcome(StrEnum):
    """What became of one row."""

    NEW = "new"
    UPDATED = "updated"
    IDENTICAL = "identical"
    QUARANTINED = "quarantined"
    REFUSED = "refused"

    @property
    def label(self) -> str:
        """The outcome in Chinese."""
        return _LABELS[self]


_LABELS = {
    RowOutcome.NEW: "新增",
    RowOutcome.UPDATED: "更新",
    RowOutcome.IDENTICAL: "已有",
    RowOutcome.QUARANTINED: "隔离",
    RowOutcome.REFUSED: "拒收",
}


class Reason(StrEnum):
    """Why a row was not simply taken."""

    PARENT = "parent"
    HOLDER = "holder"
    NUMBER = "number"
    FORK = "fork"
    EPOCH = "epoch"
    FOREIGN_TABLE = "foreign_table"
    FOREIGN_OWNER = "foreign_owner"
    FOREIGN_BATCH = "foreign_batch"
    OWN_NAME = "own_name"
    MALFORMED = "malformed"

    @property
    def sentence(self) -> str:
        """What is wrong and what comes next, in Chinese."""
        return _REASONS[self]


_REASONS = {
    Reason.PARENT: "所属的案件或分派还没有到本机，先保留；对应的评查包导入后会自动归位",
    Reason.HOLDER: "这项工作没有交给发件席位，先保留，不计入；请核对是谁的评查包",
    Reason.NUMBER: "文号与同一席位的另一条记录重复，先保留；请与发件席位核对",
    Reason.FORK: "同一条记录有两种内容，两份都保留；请与发件席位核对",
    Reason.EPOCH: "属于已重新分派的旧轮次，已隔离，不计入；请在“交换”的“待处理”中决定采用与否",
    Reason.FOREIGN_TABLE: "这类评查包不应含有这种记录，没有收入",
    Reason.FOREIGN_OWNER: "记录不是发件席位所写，没有收入",
    Reason.FOREIGN_BATCH: "记录所属的批次不由发件席位管理，没有收入",
    Reason.OWN_NAME: "记录冒用本席位的名义，没有收入",
    Reason.MALFORMED: "内容不符合评查标准或等次表，没有收入",
}
_WAITING = frozenset({Reason.PARENT, Reason.HOLDER, Reason.NUMBER})


@dataclass(frozen=True, slots=True)
class ToldRow:
    """One row in the report of an import."""

    table: str
    row_id: str
    outcome: RowOutcome
    reason: str = ""


@dataclass(slots=True)
class MergeReport:
    """What became of the rows, by outcome; `rows` tells of the noteworthy ones, at most `MOST_TOLD`."""

    counts: dict[RowOutcome, int] = field(default_factory=lambda: dict.fromkeys(RowOutcome, 0))
    rows: list[ToldRow] = field(default_factory=list)
    settled: int = 0
    changes: Changes = field(default_factory=Changes)

    def tell(self, table: str, row_id: str, outcome: RowOutcome, reason: str = "") -> None:
        """Count one row, and keep it for the reader where there is something to say of it."""
        self.counts[outcome] += 1
        if outcome not in (RowOutcome.NEW, RowOutcome.IDENTICAL) and len(self.rows) < MOST_TOLD:
            self.rows.append(ToldRow(table, row_id, outcome, reason))


class Merge:
    """One package on its way into the workspace, in a transaction of the caller's; `finish` ends it."""

    def __init__(self, session: Session, sender: Sender) -> None:
        self.report = MergeReport()
        self._session = session
        self._raw = raw_connection(session.connection())
        self._own: str = session.info["seat_id"].hex
        self._sender = sender
        self._allowed = {table.name for table in carried(sender.contents)}
        self._batches: set[str] = set()
        self._words: dict[str, tuple[frozenset[str], frozenset[str]]] = {}
        self._has_cases = self._has_grades = False

    def take(self, table: TravelTable, rows: Iterable[Values], tell: Callable[[int], None] | None = None) -> None:
        """Take rows of one table; tables come with parents before children."""
        for done, chunk in enumerate(chunks(rows, CHUNK), 1):
            for row, reason in self._take(table, chunk, self._sender):
                self._hold(table, row, reason, self._sender)
                self.report.tell(table.name, row[0], RowOutcome.QUARANTINED, reason.sentence)
            if tell:
                tell(done * CHUNK)

    def refuse(self, table: str, row_id: str, reason: str) -> None:
        """Report a row that could not be read."""
        self.report.tell(table, row_id, RowOutcome.REFUSED, reason)

    def finish(self) -> MergeReport:
        """Find a place for rows that were held, bring what is cached up to date, and give the report."""
        self._settle_held()
        self._refresh()
        return self.report

    def _take(
        self, table: TravelTable, rows: Sequence[Values], sender: Sender, *, is_held: bool = False
    ) -> list[tuple[Values, Reason]]:
        """Place a chunk of rows; gives those that have no place yet, and why."""
        if table.name not in self._allowed and not is_held:
            for row in rows:
                self.report.tell(table.name, row[0], RowOutcome.REFUSED, Reason.FOREIGN_TABLE.sentence)
            return []
        ground = Ground(self._raw, table, rows, sender)
        if self._is_plain(table, rows, ground):
            self.report.counts[RowOutcome.NEW] += len(rows)
            self._insert(table, rows)
            self._batches.update(batch for batch, _ in ground.roots.values())
            return []
        new: dict[str, Values] = {}
        waiting: list[tuple[Values, Reason]] = []
        for row in rows:
            known = ground.known.get(row[0]) or new.get(row[0])
            if known is not None and self._is_nothing_new(table, known, row, sender):
                self.report.tell(table.name, row[0], RowOutcome.IDENTICAL)
                continue
            reason = self._fault(table, row, known, sender, ground)
            if reason in _WAITING:
                waiting.append((row, reason))
            elif reason is not None:
                self.report.tell(table.name, row[0], RowOutcome.REFUSED, reason.sentence)
            elif known is None:
                new[row[0]] = row
                self._tell_new(table, row, ground)
            else:
                self._meet(table, known, row, new, ground)
        self._insert(table, list(new.values()))
        self._batches.update(batch for batch, _ in ground.roots.values())
        return waiting

    def _is_plain(self, table: TravelTable, rows: Sequence[Values], ground: Ground) -> bool:
        """Whether every row of a chunk is new and beyond doubt: told of the whole, for most packages are like that."""
        spoken = _SPOKEN_OF.get(table.name, ())
        batches = {batch for batch, _ in ground.roots.values()}
        if not ground.is_plain(rows) or len(batches) != 1:
            return False
        batch_id = batches.pop()
        return all({row[table.at(name)] for row in rows} <= self._allowed_words(batch_id, name) for name in spoken)

    def _tell_new(self, table: TravelTable, row: Values, ground: Ground) -> None:
        if ground.is_stale(row):
            self.report.tell(table.name, row[0], RowOutcome.QUARANTINED, Reason.EPOCH.sentence)
        else:
            self.report.tell(table.name, row[0], RowOutcome.NEW)

    def _is_nothing_new(self, table: TravelTable, known: Values, row: Values, sender: Sender) -> bool:
        """Whether the content is the same, or this seat's own word, which nobody else may change."""
        if is_same(table, known, row):
            return True
        is_own = self._own == known[table.at("seat_id")] == row[table.at("seat_id")]
        is_from_office = sender.contents is not PackageContents.RESULTS and sender.seat_id.hex != self._own
        return is_own and is_from_office and not table.is_versioned

    def _meet(self, table: TravelTable, known: Values, row: Values, new: dict[str, Values], ground: Ground) -> None:
        """Two contents under one key, both from hands that may write there."""
        winner, loser = ranked(table, known, row)
        if winner is row:
            if row[0] in new:
                new[row[0]] = row
            else:
                self._update(table, row)
                ground.known[row[0]] = row
            self._drop_older_forks(table, row)
        if is_fork(table, known, row):
            self._hold(table, loser, Reason.FORK)
            self.report.tell(table.name, row[0], RowOutcome.QUARANTINED, Reason.FORK.sentence)
        else:
            outcome = RowOutcome.UPDATED if winner is row else RowOutcome.IDENTICAL
            self.report.tell(table.name, row[0], outcome)

    def _drop_older_forks(self, table: TravelTable, row: Values) -> None:
        """Let go of contents that differed before the change; else what is held would depend on the order."""
        if table.is_versioned:
            self._raw.execute(
                'DELETE FROM held_rows WHERE "table" = ? AND row_id = ? AND reason = ?'
                " AND json_extract(content, '$.version') < ?",
                (table.name, row[0], Reason.FORK.value, version_of(table, row)),
            )

    def _fault(
        self, table: TravelTable, row: Values, known: Values | None, sender: Sender, ground: Ground
    ) -> Reason | None:
        """Why a row cannot be written in the place of the known one, or as a new one; None where it can."""
        owner = row[table.at("seat_id")]
        if known is not None and known[table.at("seat_id")] != owner:
            return Reason.FOREIGN_OWNER
        for at, parents in ground.parents:
            if row[at] is not None and row[at] not in parents:
                return Reason.PARENT
        if sender.contents is PackageContents.RESULTS:
            if owner != sender.seat_id.hex:
                return Reason.FOREIGN_OWNER
            if not ground.is_held_by_sender(row):
                return Reason.HOLDER
        elif reason := self._office_fault(table, row, known, sender, ground):
            return reason
        if ground.is_taken_twice(row):
            return Reason.NUMBER
        return None if self._reads_well(table, row, known, ground) else Reason.MALFORMED

    def _office_fault(
        self, table: TravelTable, row: Values, known: Values | None, sender: Sender, ground: Ground
    ) -> Reason | None:
        office, owner = sender.seat_id.hex, row[table.at("seat_id")]
        # what this seat began in a batch the office in charge of it may go on with
        if owner == self._own != office and (known is None or not table.is_versioned):
            return Reason.OWN_NAME
        if not table.trunk:
            return None if owner == office else Reason.FOREIGN_OWNER
        at = table.at(table.trunk)
        roots = [ground.roots.get(values[at]) for values in (row, known) if values is not None]
        return None if all(root is not None and root[1] == office for root in roots) else Reason.FOREIGN_BATCH

    def _reads_well(self, table: TravelTable, row: Values, known: Values | None, ground: Ground) -> bool:
        """Whether the standard and the grade scale know what the row speaks of."""
        if table.name == "batches":
            return _loads(table, row) if known is None else all(row[at] == known[at] for at in map(table.at, _PINNED))
        spoken = _SPOKEN_OF.get(table.name)
        if spoken is None:
            return True
        batch_id = ground.roots[row[table.at(table.trunk)]][0]
        return all(row[table.at(name)] in self._allowed_words(batch_id, name) for name in spoken)

    def _allowed_words(self, batch_id: str, column: str) -> frozenset[str]:
        """The items or the grades that a column may name; what the rules would have proposed may also be missing."""
        items, grades = self._words_of(batch_id)
        if column == "item_id":
            return items
        return grades | {""} if column.startswith("by_") else grades

    def _words_of(self, batch_id: str) -> tuple[frozenset[str], frozenset[str]]:
        """The items and the grades that the standard and the scale of a batch know."""
        known = self._words.get(batch_id)
        if known is None:
            batch = self._session.get_one(Batch, UUID(batch_id))
            items = frozenset(item.id for item in standard_of(batch).items)
            known = items, frozenset(grade.id for grade in scale_of(batch).grades)
            self._words[batch_id] = known
        return known

    def _insert(self, table: TravelTable, rows: Sequence[Values]) -> None:
        if not rows:
            return
        local: dict[str, Any] = dict(table.local)
        columns = [*table.names, *local]
        marks = ", ".join("?" * len(columns))
        names = ", ".join(f'"{name}"' for name in columns)
        tail = tuple(local.values())
        values: Iterable[Values] = (row + tail for row in rows) if tail else rows
        if table.name == "cases":
            first = next_position(self._session)
            values = ((*row, first + at, None) for at, row in enumerate(rows))
        self._raw.executemany(f'INSERT INTO "{table.name}" ({names}) VALUES ({marks})', values)
        self._after_writing(table, rows)

    def _update(self, table: TravelTable, row: Values) -> None:
        names = ", ".join(f'"{name}" = ?' for name in table.names[1:])
        self._raw.execute(f'UPDATE "{table.name}" SET {names} WHERE id = ?', (*row[1:], row[0]))
        self._after_writing(table, [row])

    def _after_writing(self, table: TravelTable, rows: Sequence[Values]) -> None:
        if table.name == "cases":
            self._has_cases = True
            self._index(rows)
            keep_overdue(self._session, [UUID(row[0]) for row in rows])
        elif table.name == "batches":
            self._batches.update(row[0] for row in rows)
            for row in rows:
                known = self._session.get(Batch, UUID(row[0]))
                if known is not None:
                    self._session.refresh(known)
        self._has_grades |= table.name == "determinations"

    def _index(self, rows: Sequence[Values]) -> None:
        table = travel_tables()["cases"]
        positions: dict[str, int] = {}
        for chunk in chunks([row[0] for row in rows], ASKED_AT_ONCE):
            positions.update(
                self._raw.execute(f"SELECT id, position FROM cases WHERE id IN ({marks(chunk)})", chunk).fetchall()
            )
        columns: dict[str, Sequence[Any]] = {name: [row[table.at(name)] for row in rows] for name in SEARCHED}
        index_cases(self._session, {**columns, "position": [positions[row[0]] for row in rows]})

    def _hold(self, table: TravelTable, row: Values, reason: Reason, sender: Sender | None = None) -> None:
        """Keep a row as it came; of a fork it does not matter who brought it."""
        content = canonical(table, row)
        self._raw.execute(
            "INSERT OR IGNORE INTO held_rows"
            ' ("table", row_id, digest, sender_seat_id, kind, content, reason, arrived_at)'
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (
                table.name,
                row[0],
                digest_of(table, row),
                sender.seat_id.hex if sender else row[table.at("seat_id")],
                sender.contents.value if sender else "",
                content,
                reason.value,
                f"{now():%Y-%m-%d %H:%M:%S.%f}",
            ),
        )

    def _settle_held(self) -> None:
        """Try the rows again that were held for want of a place; those that find one are held no more."""
        told, self.report = self.report, MergeReport()
        for table in travel_tables().values():
            for sender, rows in self._held_rows(table):
                for chunk in chunks(rows, CHUNK):
                    self._settle(table, chunk, sender, told)
        self.report = told

    def _held_rows(self, table: TravelTable) -> list[tuple[Sender, list[Values]]]:
        """The rows of a table that wait for their place, by the packages that they came in."""
        held = self._raw.execute(
            'SELECT sender_seat_id, kind, content FROM held_rows WHERE "table" = ? AND reason != ?'
            " ORDER BY sender_seat_id, kind, row_id, digest",
            (table.name, Reason.FORK.value),
        ).fetchall()
        return [
            (Sender(UUID(seat), PackageContents(kind)), [row_of(table, json.loads(row[2])) for row in rows])
            for (seat, kind), rows in groupby(held, key=lambda row: row[:2])
        ]

    def _settle(self, table: TravelTable, rows: Sequence[Values], sender: Sender, told: MergeReport) -> None:
        """Let go of the rows that have a place now, or never will; say of the others why they still wait."""
        self.report = MergeReport()
        waiting = {digest_of(table, row): reason for row, reason in self._take(table, rows, sender, is_held=True)}
        for row in rows:
            digest = digest_of(table, row)
            key = (table.name, digest, sender.seat_id.hex)
            if digest in waiting:
                changed = 'UPDATE held_rows SET reason = ? WHERE "table" = ? AND digest = ? AND sender_seat_id = ?'
                self._raw.execute(changed, (waiting[digest].value, *key))
            else:
                self._raw.execute('DELETE FROM held_rows WHERE "table" = ? AND digest = ? AND sender_seat_id = ?', key)
        refused = [one for one in self.report.rows if one.outcome is RowOutcome.REFUSED]
        for one in refused:
            told.tell(one.table, one.row_id, one.outcome, one.reason)
        told.settled += len(rows) - len(waiting) - len(refused)

    def _refresh(self) -> None:
        """Bring the cached states and grades of the batches that were touched up to date."""
        self._session.expire_all()
        batches = [UUID(batch) for batch in sorted(self._batches)]
        cases: list[UUID] = []
        for batch_id in batches:
            cases += self._refresh_states(batch_id)
            if self._has_grades:
                self._raw.execute(_REFRESH_GRADES, (batch_id.hex,))
        self._session.expire_all()
        self.report.changes = Changes(
            batches=frozenset(batches), reviewed_cases=frozenset(cases), all_cases=self._has_cases, packages=True
        )

    def _refresh_states(self, batch_id: UUID) -> list[UUID]:
        """Compute the states of all cases of a batch again; one by one, they would take as long as their rows."""
        query = select(ReviewedCase.id, ReviewedCase.state).where(ReviewedCase.batch_id == batch_id)
        cached = {row.id: row.state for row in self._session.execute(query)}
        states = review_states.states_from_facts(self._session, list(cached))
        changed = [(state.value, case_id.hex) for case_id, state in states.items() if cached[case_id] != state.value]
        self._raw.executemany("UPDATE reviewed_cases SET state = ? WHERE id = ?", changed)
        return list(cached)


@contextmanager
def merging(session: Session, sender: Sender) -> Iterator[Merge]:
    """A merge that takes little memory beside its rows."""
    merge = Merge(session, sender)
    with lean(raw_connection(session.connection())):
        yield merge


def settle_held(session: Session) -> MergeReport:
    """Try all rows again that wait for their place, as after work was handed over; no package is needed for it."""
    return Merge(session, Sender(session.info["seat_id"], PackageContents.ARCHIVE)).finish()


_REFRESH_GRADES = (
    "UPDATE reviewed_cases SET grade = coalesce((SELECT d.grade FROM determinations AS d"
    " WHERE d.reviewed_case_id = reviewed_cases.id ORDER BY d.revision DESC, d.id LIMIT 1), '') WHERE batch_id = ?"
)


def _loads(table: TravelTable, row: Values) -> bool:
    """Whether the texts that a batch is pinned to can be read."""
    try:
        load_standard(row[table.at("standard_text")], "评查标准")
        load_scale(row[table.at("scale_text")], "等次表")
    except (UserError, RecursionError):
        return False
    return True
