"""Importing a case ledger, and taking an import back."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import exists, insert, select, update
from sqlalchemy.orm import Session

from models import audit
from models.base import new_id, now
from models.batch import ReviewedCase
from models.case import Case, Department, LedgerImport, LedgerOutcome
from models.changes import Changes
from models.errors import UserError
from models.queries.ledgers import FACT_FIELDS, ImportPreview, Outcome, RowOutcome, next_position
from models.services.clocks import add_overdue, drop_withdrawn, keep_overdue
from models.store.bulk import insert_columns
from models.store.search import SEARCHED, index_cases
from models.store.store import stamps

CHUNK = 2000
SAID_EVERY = 200
KEPT = "kept"
IS_CHANGED = LedgerOutcome.outcome == Outcome.CHANGED.value
Progress = Callable[[int, int], None]


class ImportInUseError(UserError):
    """An import that something has been built on."""

    def __init__(self, file_name: str, number: str) -> None:
        super().__init__(f"不能撤销导入“{file_name}”：其中{number}已抽入评查批次或被后来的导入修改过。")


class ImportUndoneError(UserError):
    """An import that was already taken back."""

    def __init__(self, file_name: str) -> None:
        super().__init__(f"导入“{file_name}”已经撤销过，不必再次撤销。")


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did: its id, and every row with its outcome."""

    import_id: UUID
    preview: ImportPreview
    changes: Changes


def import_ledger(
    session: Session,
    preview: ImportPreview,
    *,
    file_name: str,
    sha256: str,
    accept_changes: Collection[int] = (),
    progress: Progress | None = None,
) -> ImportReport:
    """Write what the preview says: new cases, and the changed rows whose row numbers were accepted.

    Changed rows that were not accepted keep what was known. An import that would change nothing leaves no trace.
    What `progress` raises stops the import; the caller's transaction then keeps nothing of it.
    """
    wanted = frozenset(accept_changes)
    accepted = [row for row in preview.of(Outcome.CHANGED) if row.row in wanted]
    new = preview.of(Outcome.NEW)
    import_id = new_id()
    if not new and not accepted:
        return ImportReport(import_id, preview, Changes())
    session.add(_import_entry(import_id, preview, file_name, sha256, len(accepted)))
    session.flush()
    unknown = [row for row in new if row.case_id is None]
    known = [row for row in new if row.case_id is not None] + accepted
    say = _telling(progress, len(unknown) + len(known))
    _insert_cases(session, import_id, unknown, say)
    for done, row in enumerate(known, len(unknown) + 1):
        (_apply_change if row.changes else _revive)(session, import_id, row)
        if done % SAID_EVERY == 0:
            say(done)
    keep_overdue(session, [row.case_id for row in known if row.case_id is not None])
    say(len(unknown) + len(known))
    _keep_outcomes(session, import_id, preview, {row.row for row in accepted})
    _add_departments(session, [*new, *accepted])
    counts = {outcome.value: count for outcome, count in preview.counts.items()}
    after = {"file": file_name, "sha256": sha256, "accepted": len(accepted), **counts}
    audit.record(session, "ledger.import", "ledger_import", import_id, after=after)
    return ImportReport(import_id, preview, Changes(all_cases=True))


def _import_entry(import_id: UUID, preview: ImportPreview, file_name: str, sha256: str, accepted: int) -> LedgerImport:
    counts = preview.counts
    return LedgerImport(
        id=import_id,
        file_name=file_name,
        sha256=sha256,
        new=counts.get(Outcome.NEW, 0),
        identical=counts.get(Outcome.IDENTICAL, 0),
        changed=accepted,
        duplicate=counts.get(Outcome.DUPLICATE, 0),
        rejected=counts.get(Outcome.REJECTED, 0),
    )


def _telling(progress: Progress | None, total: int) -> Callable[[int], None]:
    return (lambda done: progress(done, total)) if progress else (lambda _done: None)


def _insert_cases(session: Session, import_id: UUID, rows: Sequence[RowOutcome], say: Callable[[int], None]) -> None:
    position = next_position(session)
    same = {"import_id": import_id, "withdrawn_at": None, "version": 1, **stamps(session)}
    for start in range(0, len(rows), CHUNK):
        part = rows[start : start + CHUNK]
        columns: dict[str, Sequence[Any]] = {
            **dict(zip(FACT_FIELDS, zip(*(row.facts for row in part if row.facts), strict=True), strict=True)),
            "id": [new_id() for _ in part],
            "position": range(position + start, position + start + len(part)),
            "warnings": [row.warnings for row in part],
        }
        insert_columns(session, Case, columns, same)
        index_cases(session, columns)
        add_overdue(session, columns)
        say(start + len(part))


def _values(row: RowOutcome) -> dict[str, Any]:
    facts = row.facts
    values = {field: getattr(facts, field) for field in FACT_FIELDS}
    values["warnings"] = list(row.warnings)
    return values


def _revive(session: Session, import_id: UUID, row: RowOutcome) -> None:
    """Bring back a case whose earlier import was undone, with what the ledger says now."""
    case = session.get_one(Case, row.case_id)
    for field, value in _values(row).items():
        setattr(case, field, value)
    case.withdrawn_at, case.import_id = None, import_id
    _reindex(session, case)


def _apply_change(session: Session, import_id: UUID, row: RowOutcome) -> None:
    case = session.get_one(Case, row.case_id)
    for change in row.changes:
        setattr(case, change.field, change.new)
    _reindex(session, case)
    audit.record(
        session,
        "case.change",
        "case",
        case.id,
        before={change.field: _plain(change.old) for change in row.changes},
        after={change.field: _plain(change.new) for change in row.changes},
        reason=f"ledger import {import_id}",
    )


def _reindex(session: Session, case: Case) -> None:
    session.flush()
    index_cases(session, {name: [getattr(case, name)] for name in ("position", *SEARCHED)})


def _plain(value: Any) -> Any:
    """The value as plain JSON."""
    if isinstance(value, date):
        return value.isoformat()
    return f"{value:f}" if isinstance(value, Decimal) else value


def _restored(field: str, value: Any) -> Any:
    """A plain JSON value as the column holds it."""
    if value is None:
        return None
    if field in {"filed_on", "closed_on", "limit_from", "limit_until"}:
        return date.fromisoformat(value)
    return Decimal(value) if field == "amount" else value


def _keep_outcomes(session: Session, import_id: UUID, preview: ImportPreview, accepted: Collection[int]) -> None:
    values = [
        {
            "import_id": import_id,
            "row": row.row,
            "outcome": KEPT if row.outcome is Outcome.CHANGED and row.row not in accepted else row.outcome.value,
            "reason": row.reason,
            "case_id": row.case_id,
            "before": {change.field: _plain(change.old) for change in row.changes} or None,
            "after": {change.field: _plain(change.new) for change in row.changes} or None,
        }
        for row in preview.rows
        if row.outcome in (Outcome.CHANGED, Outcome.DUPLICATE, Outcome.REJECTED)
    ]
    if values:
        session.execute(insert(LedgerOutcome), values)


def _add_departments(session: Session, rows: Sequence[RowOutcome]) -> None:
    named = {row.facts.department for row in rows if row.facts and row.facts.department}
    known = set(session.execute(select(Department.name)).scalars())
    session.add_all(Department(name=name) for name in sorted(named - known))
    session.flush()


def undo_import(session: Session, import_id: UUID) -> Changes:
    """Take an import back: its new cases are withdrawn, its changes put back as they were.

    Raises:
        ImportInUseError: a case of it is in a batch, or a later import that still stands changed one.
        ImportUndoneError: it was taken back before.
    """
    entry = session.get_one(LedgerImport, import_id)
    if entry.undone_at is not None:
        raise ImportUndoneError(entry.file_name)
    _refuse_when_used(session, entry)
    outcomes = select(LedgerOutcome).where(LedgerOutcome.import_id == import_id, IS_CHANGED)
    changed = session.execute(outcomes).scalars().all()
    for outcome in changed:
        _put_back(session, outcome)
    keep_overdue(session, [outcome.case_id for outcome in changed if outcome.case_id is not None])
    session.execute(
        update(Case)
        .where(Case.import_id == import_id, Case.withdrawn_at.is_(None))
        .values(withdrawn_at=now(), version=Case.version + 1)
    )
    drop_withdrawn(session, import_id)
    entry.undone_at = now()
    session.flush()
    audit.record(session, "ledger.undo", "ledger_import", import_id, before={"file": entry.file_name, "new": entry.new})
    return Changes(all_cases=True)


def _refuse_when_used(session: Session, entry: LedgerImport) -> None:
    mine = select(LedgerOutcome.case_id).where(LedgerOutcome.import_id == entry.id, IS_CHANGED)
    later = (
        select(LedgerOutcome.case_id)
        .join(LedgerImport, LedgerImport.id == LedgerOutcome.import_id)
        .where(LedgerOutcome.import_id > entry.id, LedgerImport.undone_at.is_(None), IS_CHANGED)
    )
    touched = (Case.import_id == entry.id) | Case.id.in_(mine)
    built_on = exists().where(ReviewedCase.case_id == Case.id) | Case.id.in_(later)
    used = session.execute(select(Case.number).where(touched, built_on).limit(1)).scalar()
    if used is not None:
        raise ImportInUseError(entry.file_name, used)


def _put_back(session: Session, outcome: LedgerOutcome) -> None:
    case, before = session.get_one(Case, outcome.case_id), outcome.before or {}
    for field, value in before.items():
        setattr(case, field, _restored(field, value))
    _reindex(session, case)
    reason = f"undo of ledger import {outcome.import_id}"
    audit.record(session, "case.change", "case", case.id, before=outcome.after, after=before, reason=reason)
