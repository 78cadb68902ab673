"""What an import asks: what each row of a ledger would do, and which imports there were."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.case import Case, LedgerImport
from models.ledger_row import FIELD_LABELS, CaseFacts, LedgerRow

CHUNK = 500
FACT_FIELDS = CaseFacts._fields


class Outcome(StrEnum):
    """What becomes of one row of a ledger."""

    NEW = "new"
    IDENTICAL = "identical"
    CHANGED = "changed"
    DUPLICATE = "duplicate"
    REJECTED = "rejected"

    @property
    def label(self) -> str:
        """The outcome in Chinese."""
        return _LABELS[self]


_LABELS = {
    Outcome.NEW: "新增",
    Outcome.IDENTICAL: "相同",
    Outcome.CHANGED: "有变化",
    Outcome.DUPLICATE: "表内重复",
    Outcome.REJECTED: "未导入",
}


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field that a ledger would change: its Chinese name, the value kept and the value in the file."""

    field: str
    label: str
    old: Any
    new: Any


class RowOutcome(NamedTuple):
    """What becomes of one row, with the reason where it is not taken, and the warnings where it is."""

    row: int
    outcome: Outcome
    number: str
    reason: str = ""
    changes: tuple[FieldChange, ...] = ()
    warnings: tuple[str, ...] = ()
    case_id: UUID | None = None
    facts: CaseFacts | None = None


@dataclass(frozen=True, slots=True)
class ImportPreview:
    """Every row with its outcome, in the order of the file."""

    rows: tuple[RowOutcome, ...]
    counts: Mapping[Outcome, int]

    def of(self, outcome: Outcome) -> tuple[RowOutcome, ...]:
        """The rows with this outcome."""
        return tuple(row for row in self.rows if row.outcome is outcome)


@dataclass(frozen=True, slots=True)
class ImportRow:
    """One import of the past."""

    id: UUID
    file_name: str
    made_at: datetime
    new: int
    identical: int
    changed: int
    duplicate: int
    rejected: int
    is_undone: bool


def preview(session: Session, rows: Iterable[LedgerRow]) -> ImportPreview:
    """What an import of these rows would do; nothing is written.

    A blank in the ledger never counts as a change: ledgers of other shapes know less, and that is no news.
    """
    listed = list(rows)
    kept = _kept_cases(session, [row.facts.number for row in listed if row.facts])
    first_rows: dict[str, int] = {}
    outcomes = tuple(_outcome(row, kept, first_rows) for row in listed)
    return ImportPreview(outcomes, Counter(outcome.outcome for outcome in outcomes))


def _outcome(row: LedgerRow, kept: Mapping[str, Any], first_rows: dict[str, int]) -> RowOutcome:
    facts = row.facts
    if facts is None:
        return RowOutcome(row.row, Outcome.REJECTED, row.number, row.rejected, warnings=row.warnings)
    first = first_rows.setdefault(facts.number, row.row)
    if first != row.row:
        return RowOutcome(row.row, Outcome.DUPLICATE, facts.number, f"与第{first}行案号相同，只取第{first}行。")
    old = kept.get(facts.number)
    if old is None or old.withdrawn_at is not None:
        case_id = None if old is None else old.id
        return RowOutcome(row.row, Outcome.NEW, facts.number, warnings=row.warnings, case_id=case_id, facts=facts)
    changes = _changes(old, facts)
    outcome = Outcome.CHANGED if changes else Outcome.IDENTICAL
    return RowOutcome(row.row, outcome, facts.number, "", changes, row.warnings, old.id, facts)


def _changes(old: Any, facts: CaseFacts) -> tuple[FieldChange, ...]:
    found = []
    for field, label in FIELD_LABELS.items():
        new = getattr(facts, field)
        kept = getattr(old, field)
        if new not in (None, "") and new != kept:
            found.append(FieldChange(field, label, kept, new))
    return tuple(found)


def _kept_cases(session: Session, numbers: Sequence[str]) -> dict[str, Any]:
    """The cases of this workspace's own ledgers under these numbers, withdrawn ones included."""
    if not session.execute(select(Case.id).limit(1)).first():
        return {}
    columns = [Case.id, Case.withdrawn_at, *(getattr(Case, field) for field in FACT_FIELDS)]
    kept: dict[str, Any] = {}
    for start in range(0, len(numbers), CHUNK):
        query = select(*columns).where(Case.number.in_(numbers[start : start + CHUNK]))
        query = query.where(Case.seat_id == session.info["seat_id"])
        kept.update((row.number, row) for row in session.execute(query))
    return kept


def imports(session: Session, limit: int = 100) -> tuple[ImportRow, ...]:
    """The imports so far, newest first."""
    query = select(LedgerImport).order_by(LedgerImport.id.desc()).limit(limit)
    return tuple(_import_row(row) for row in session.execute(query).scalars())


def _import_row(row: LedgerImport) -> ImportRow:
    return ImportRow(
        row.id,
        row.file_name,
        row.made_at,
        row.new,
        row.identical,
        row.changed,
        row.duplicate,
        row.rejected,
        row.undone_at is not None,
    )


def next_position(session: Session) -> int:
    """The position of the next new case."""
    highest = session.execute(select(func.max(Case.position))).scalar_one()
    return 1 if highest is None else highest + 1
