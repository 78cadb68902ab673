"""The rows that a package takes along, table by table, as the database holds them."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.assignment import Assignment
from models.batch import ReviewedCase
from models.case import Case
from models.custody import RecheckAssignment
from models.recusal import involved
from models.store.engine import raw_connection
from models.travelling import TravelTable, ValueKind, travel_tables

HIDDEN = "〔隐〕"
_PEOPLE = {
    "cases": ("handler", "presiding_judge", "panel_members", "clerk"),
    "remedies": ("person", "leader"),
}
# JSON values in which people write; the others hold no words of theirs, or do not go to reviewers
_SPOKEN = {"submission_returns": ("item_remarks",)}
# no names stand in them, or the package could not do without
_KEPT_WORDS = {"reviewers", "batches", "draws", "reviewed_cases", "attachments"}


@dataclass(frozen=True, slots=True)
class Scope:
    """Which rows of each table travel: a condition with its parameters; a table that is not there stays at home."""

    conditions: Mapping[str, tuple[str, tuple[Any, ...]]]

    @property
    def tables(self) -> tuple[TravelTable, ...]:
        """The tables, parents before children."""
        return tuple(table for name, table in travel_tables().items() if name in self.conditions)


@dataclass(frozen=True, slots=True)
class Blindfold:
    """The names that a blind package must not carry; rows that `recipient` wrote are left as they are."""

    names: frozenset[str] = frozenset()
    recipient: str = ""
    pattern: re.Pattern[str] | None = field(default=None)

    @classmethod
    def over(cls, names: Iterable[str], recipient: UUID | None) -> "Blindfold":
        """A blindfold over these names, however they are padded with blanks."""
        known = frozenset(name for name in names if len(name) > 1)
        spelt = (r"\s*".join(map(re.escape, name)) for name in sorted(known, key=lambda name: (-len(name), name)))
        pattern = re.compile("|".join(spelt)) if known else None
        return cls(known, recipient.hex if recipient else "", pattern)

    def hide(self, table: TravelTable, row: tuple[Any, ...]) -> tuple[Any, ...]:
        """The row without the names."""
        if row[table.at("seat_id")] == self.recipient:
            return row
        people = _PEOPLE.get(table.name, ())
        return tuple(
            self._value(table, column.name, column.kind, value, people)
            for column, value in zip(table.columns, row, strict=True)
        )

    def _value(self, table: TravelTable, name: str, kind: ValueKind, value: Any, people: tuple[str, ...]) -> Any:
        if name in people:
            # a remedy whose people were cleared must not look like a blind one; a case always has some
            return HIDDEN if value and table.name != "cases" else ""
        if table.name == "cases" and name == "warnings":
            return "[]"
        if name in _SPOKEN.get(table.name, ()) and self.pattern is not None:
            return self._spoken(value)
        if kind is ValueKind.TEXT and value and table.name not in _KEPT_WORDS and self.pattern is not None:
            return self.pattern.sub(HIDDEN, value)
        return value

    def _spoken(self, value: str) -> str:
        """Remarks on items without the names; names may be escaped in JSON, so they are sought in the texts."""
        assert self.pattern is not None
        remarks = json.loads(value)
        hidden = {key: {**said, "text": self.pattern.sub(HIDDEN, said["text"])} for key, said in remarks.items()}
        return value if hidden == remarks else json.dumps(hidden, ensure_ascii=False)


def is_blanked(table: TravelTable, row: tuple[Any, ...]) -> bool:
    """Whether people that belong into a row were left out of it, as in a blind package."""
    people = [row[table.at(name)] for name in _PEOPLE.get(table.name, ())]
    return HIDDEN in people or (table.name == "cases" and not any(people))


def is_hidden(table: TravelTable, row: tuple[Any, ...]) -> bool:
    """Whether a blindfold may have taken something out of a row."""
    texts = [row[at] for at, column in enumerate(table.columns) if column.kind is ValueKind.TEXT]
    for name in _SPOKEN.get(table.name, ()):
        texts += [said["text"] for said in json.loads(row[table.at(name)]).values()]
    return is_blanked(table, row) or any(text and HIDDEN in text for text in texts)


def assignment_scope(batch_id: UUID, reviewer_id: UUID, *, with_attachments: bool) -> Scope:
    """What one reviewer needs of a batch: the cases to read and those to look at again, and nothing of the others."""
    given = "reviewer_id = ? AND reviewed_case_id IN (SELECT id FROM reviewed_cases WHERE batch_id = ?)"
    who = (reviewer_id.hex, batch_id.hex)
    readings = f"SELECT id FROM assignments WHERE {given}"
    again = f"SELECT reviewed_case_id FROM recheck_assignments WHERE {given} AND cancelled_at IS NULL"
    cases = (
        f"SELECT reviewed_case_id FROM assignments WHERE {given}"
        f" UNION SELECT reviewed_case_id FROM recheck_assignments WHERE {given}"
    )
    files = f"SELECT case_id FROM reviewed_cases WHERE id IN ({cases})"
    submitted = f"SELECT id FROM submissions WHERE assignment_id IN ({readings})"
    returned = f"SELECT submission_id FROM submission_returns WHERE submission_id IN ({submitted})"
    findings = f"SELECT id FROM findings WHERE reviewed_case_id IN ({again})"
    conditions: dict[str, tuple[str, tuple[Any, ...]]] = {
        "reviewers": ("id = ?", (reviewer_id.hex,)),
        "cases": (f"id IN ({files})", who * 2),
        "batches": ("id = ?", (batch_id.hex,)),
        "draws": (f"id IN (SELECT draw_id FROM reviewed_cases WHERE id IN ({cases}))", who * 2),
        "reviewed_cases": (f"id IN ({cases})", who * 2),
        "assignments": (given, who),
        "submissions": (f"id IN ({returned})", who),
        "submission_returns": (
            f"submission_id IN (SELECT id FROM submissions WHERE assignment_id IN ({readings}))",
            who,
        ),
        "findings": (f"reviewed_case_id IN ({again})", who),
        "remedies": (f"finding_id IN ({findings})", who),
        "remedy_reports": (f"remedy_id IN (SELECT id FROM remedies WHERE finding_id IN ({findings}))", who),
        "recheck_assignments": (given, who),
        "rechecks": (f"finding_id IN ({findings})", who),
        "recheck_conclusions": (f"reviewed_case_id IN ({again})", who),
    }
    if with_attachments:
        conditions["attachments"] = (f"case_id IN ({files})", who * 2)
    return Scope(conditions)


def results_scope(batch_id: UUID, own: UUID) -> Scope:
    """What this seat wrote in a batch of the office: sealed answers, submissions, and the recheck."""
    cases = "SELECT id FROM reviewed_cases WHERE batch_id = ?"
    readings = f"SELECT id FROM assignments WHERE reviewed_case_id IN ({cases})"
    findings = f"SELECT id FROM findings WHERE reviewed_case_id IN ({cases})"
    mine = (own.hex, batch_id.hex)
    return Scope(
        {
            "answers": (f"seat_id = ? AND assignment_id IN ({readings}) AND sealed_at IS NOT NULL", mine),
            "submissions": (f"seat_id = ? AND assignment_id IN ({readings})", mine),
            "findings": (f"seat_id = ? AND reviewed_case_id IN ({cases})", mine),
            "remedies": (f"seat_id = ? AND finding_id IN ({findings})", mine),
            "rechecks": (f"seat_id = ? AND finding_id IN ({findings})", mine),
            "recheck_conclusions": (f"seat_id = ? AND reviewed_case_id IN ({cases})", mine),
        }
    )


def archive_scope(batch_id: UUID, *, with_attachments: bool) -> Scope:
    """Everything about a batch."""
    batch = (batch_id.hex,)
    cases = "SELECT id FROM reviewed_cases WHERE batch_id = ?"
    files = "SELECT case_id FROM reviewed_cases WHERE batch_id = ?"
    readings = f"SELECT id FROM assignments WHERE reviewed_case_id IN ({cases})"
    submitted = f"SELECT id FROM submissions WHERE assignment_id IN ({readings})"
    findings = f"SELECT id FROM findings WHERE reviewed_case_id IN ({cases})"
    people = (
        "SELECT reviewer_id FROM panel_seats WHERE batch_id = ?"
        f" UNION SELECT reviewer_id FROM assignments WHERE reviewed_case_id IN ({cases})"
        f" UNION SELECT reviewer_id FROM recheck_assignments WHERE reviewed_case_id IN ({cases})"
    )
    conditions: dict[str, tuple[str, tuple[Any, ...]]] = {
        "departments": (
            "seat_id = (SELECT seat_id FROM batches WHERE id = ?)"
            f" AND name IN (SELECT department FROM cases WHERE id IN ({files}))",
            batch * 2,
        ),
        "reviewers": (f"id IN ({people})", batch * 3),
        "cases": (f"id IN ({files})", batch),
        "batches": ("id = ?", batch),
        "panel_seats": ("batch_id = ?", batch),
        "draws": ("batch_id = ?", batch),
        "reviewed_cases": ("batch_id = ?", batch),
        "assignments": (f"reviewed_case_id IN ({cases})", batch),
        "answers": (f"assignment_id IN ({readings}) AND sealed_at IS NOT NULL", batch),
        "submissions": (f"assignment_id IN ({readings})", batch),
        "submission_returns": (f"submission_id IN ({submitted})", batch),
        "custody_decisions": (f"assignment_id IN ({readings})", batch),
        "determinations": (f"reviewed_case_id IN ({cases})", batch),
        "findings": (f"reviewed_case_id IN ({cases})", batch),
        "letters": (f"reviewed_case_id IN ({cases})", batch),
        "service_receipts": (f"letter_id IN (SELECT id FROM letters WHERE reviewed_case_id IN ({cases}))", batch),
        "remedies": (f"finding_id IN ({findings})", batch),
        "remedy_reports": (f"remedy_id IN (SELECT id FROM remedies WHERE finding_id IN ({findings}))", batch),
        "recheck_assignments": (f"reviewed_case_id IN ({cases})", batch),
        "rechecks": (f"finding_id IN ({findings})", batch),
        "recheck_conclusions": (f"reviewed_case_id IN ({cases})", batch),
        "closures": (f"reviewed_case_id IN ({cases})", batch),
    }
    if with_attachments:
        conditions["attachments"] = (f"case_id IN ({files})", batch)
    return Scope(conditions)


def travelling_rows(
    session: Session, scope: Scope, table: TravelTable, blindfold: Blindfold | None = None
) -> Iterator[tuple[Any, ...]]:
    """The rows of one table in the order of their keys, read one by one."""
    condition, parameters = scope.conditions[table.name]
    names = ", ".join(f'"{name}"' for name in table.names)
    raw = raw_connection(session.connection())
    rows = raw.execute(f'SELECT {names} FROM "{table.name}" WHERE {condition} ORDER BY id', parameters)
    return rows if blindfold is None else (blindfold.hide(table, row) for row in rows)


def has_rows(session: Session, scope: Scope) -> bool:
    """Whether anything travels at all."""
    raw = raw_connection(session.connection())
    return any(
        raw.execute(f'SELECT 1 FROM "{table}" WHERE {condition} LIMIT 1', parameters).fetchone()
        for table, (condition, parameters) in scope.conditions.items()
    )


def names_to_hide(session: Session, batch_id: UUID) -> frozenset[str]:
    """Everybody who took part in a case of the batch."""
    query = select(Case).join(ReviewedCase, ReviewedCase.case_id == Case.id).where(ReviewedCase.batch_id == batch_id)
    return frozenset(name for case in session.execute(query).scalars() for name in involved(case))


def work_of(session: Session, batch_id: UUID, reviewer_id: UUID) -> tuple[list[Assignment], list[RecheckAssignment]]:
    """The live assignments of one reviewer in a batch, to read and to look again."""
    found: tuple[list[Assignment], list[RecheckAssignment]] = ([], [])
    for kind, into in ((Assignment, found[0]), (RecheckAssignment, found[1])):
        query = (
            select(kind)
            .join(ReviewedCase, ReviewedCase.id == kind.reviewed_case_id)
            .where(ReviewedCase.batch_id == batch_id, kind.reviewer_id == reviewer_id, kind.cancelled_at.is_(None))
            .order_by(kind.id)
        )
        into.extend(session.execute(query).scalars())  # type: ignore[arg-type]
    return found


def held_readings(session: Session, batch_id: UUID) -> list[UUID]:
    """The assignments of a batch that this seat was given, cancelled ones too: what was written there is not lost."""
    query = (
        select(Assignment.id)
        .join(ReviewedCase, ReviewedCase.id == Assignment.reviewed_case_id)
        .where(ReviewedCase.batch_id == batch_id)
        .order_by(Assignment.id)
    )
    return list(session.execute(query).scalars())
