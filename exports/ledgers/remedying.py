"""The remedy ledger on its way: out of the workspace as a spreadsheet, and back with what the departments did."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from uuid import UUID

from exports.ledgers.remedies import RemedyEntry, read_remedy_ledger, write_remedy_ledger
from models.changes import Changes
from models.queries.remedies import RemedyRow, remedy_rows
from models.services import remedies
from models.store import Session, Store
from review_forms.errors import UserError

Progress = Callable[[int, int], None]


class UnknownRemedyError(UserError):
    """A row whose code no finding of this workspace has."""

    def __init__(self) -> None:
        super().__init__("编码不在本工作区的整改台账中，请核对是否导入了其他工作区的文件。")


class OtherCaseError(UserError):
    """A row whose code belongs to a finding of another case."""

    def __init__(self, kept: str) -> None:
        super().__init__(f"编码对应的案号是{kept}，与本行的案号不符，请核对是否错行。")


class RemedyOutcome(StrEnum):
    """What became of one row of a remedy ledger."""

    RECORDED = "recorded"
    IDENTICAL = "identical"
    REJECTED = "rejected"

    @property
    def label(self) -> str:
        """The outcome in Chinese."""
        return {"recorded": "已登记", "identical": "相同", "rejected": "未导入"}[self.value]


@dataclass(frozen=True, slots=True)
class RemedyResult:
    """What became of one row: the spreadsheet's row number, its case, and the reason where it was refused."""

    row: int
    case_number: str
    outcome: RemedyOutcome
    reason: str = ""


@dataclass(frozen=True, slots=True)
class RemedyImport:
    """Every row with its outcome, in the order of the file, and what changed."""

    rows: tuple[RemedyResult, ...]
    changes: Changes

    def count(self, outcome: RemedyOutcome) -> int:
        """How many rows came out so."""
        return sum(row.outcome is outcome for row in self.rows)


def write_remedy_template(
    store: Store, batch_id: UUID | None, path: Path, *, department: str = "", only_open: bool = False
) -> int:
    """Write the ledger of a batch, or of all batches, for the departments to fill; gives the number of rows.

    Raises:
        StorageError: the folder or the disk refuses.
    """
    with store.read() as session:
        rows = remedy_rows(session, batch_id=batch_id, department=department, only_open=only_open)
    return write_remedy_ledger(path, rows)


def import_remedies(store: Store, path: Path, actor: str, progress: Progress | None = None) -> RemedyImport:
    """Record what came back, one transaction a row: a row that is refused does not stop the others.

    A blank cell never counts as news. Importing the same file again changes nothing.

    Raises:
        StorageError: the file cannot be read.
        LedgerError: it is no spreadsheet, or not a remedy ledger.
    """
    reading = read_remedy_ledger(path)
    results = [RemedyResult(one.row, "", RemedyOutcome.REJECTED, one.reason) for one in reading.rejected]
    with store.read() as session:
        known = {row.remedy_id: row for row in remedy_rows(session)}
    changes = Changes()
    for done, entry in enumerate(reading.accepted, 1):
        result, changed = _record(store, actor, entry, known)
        results.append(result)
        changes |= changed
        if progress:
            progress(done, len(reading.accepted))
    return RemedyImport(tuple(sorted(results, key=lambda result: result.row)), changes)


def _record(
    store: Store, actor: str, entry: RemedyEntry, known: Mapping[UUID, RemedyRow]
) -> tuple[RemedyResult, Changes]:
    try:
        row = _row_of(entry, known)
        with store.write(actor) as session:
            changes = _plan(session, entry, row) | _report(session, entry, row)
    except UserError as fault:
        return RemedyResult(entry.row, entry.case_number, RemedyOutcome.REJECTED, str(fault)), Changes()
    outcome = RemedyOutcome.RECORDED if changes else RemedyOutcome.IDENTICAL
    return RemedyResult(entry.row, row.case_number, outcome), changes


def _row_of(entry: RemedyEntry, known: Mapping[UUID, RemedyRow]) -> RemedyRow:
    row = known.get(entry.remedy_id)
    if row is None:
        raise UnknownRemedyError
    if entry.case_number and entry.case_number != row.case_number:
        raise OtherCaseError(row.case_number)
    return row


def _plan(session: Session, entry: RemedyEntry, row: RemedyRow) -> Changes:
    due_on: date = entry.due_on or row.due_on
    kept = remedies.RemedyPlan(row.content, row.measure, row.due_on, row.leader, row.department, row.person)
    new = remedies.RemedyPlan(
        entry.content or row.content,
        entry.measure or row.measure,
        due_on,
        entry.leader or row.leader,
        entry.department or row.department,
        entry.person or row.person,
    )
    return Changes() if new == kept else remedies.plan(session, row.remedy_id, new)


def _report(session: Session, entry: RemedyEntry, row: RemedyRow) -> Changes:
    told = (entry.status, entry.account or row.account, entry.done_on or row.done_on)
    if entry.status is None or told == (row.status, row.account, row.done_on):
        return Changes()
    return remedies.report(
        session,
        row.remedy_id,
        status=entry.status,
        account=entry.account,
        done_on=entry.done_on,
        reported_by=entry.person or row.person,
    )
