"""From a ledger on the disk to cases in the workspace, in the two steps that window and command share.

First everything is read and every row gets its outcome, and nothing is written; then what was agreed to is written in
one transaction, after a backup.
"""

import gc
import hashlib
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path

from exports.files import reading_fault
from exports.ledgers.faults import LedgerError
from exports.ledgers.reading import Ledger, LedgerInspection, open_ledger
from models.changes import Changes
from models.ledger_row import LedgerRow
from models.queries.ledgers import ImportPreview, Outcome, preview
from models.queries.settings import newest_audit_sequence, remembered_columns
from models.services.ledgers import ImportReport, import_ledger
from models.services.settings import remember_shape
from models.store import Session, Store

Progress = Callable[[int, int, str], None]

_READING = "读取台账"
_COMPARING = "与已有案件比对"
_BACKING_UP = "备份工作区"
_WRITING = "写入案件"
BACKUP_REASON = "导入台账之前"


@dataclass(frozen=True, slots=True)
class PreparedImport:
    """A ledger that was read, row by row, and compared with the workspace.

    `mapping` is column index to field, as the rows were read; `as_of` says which state of the workspace the preview
    was made against.
    """

    file_name: str
    sha256: str
    inspection: LedgerInspection
    mapping: Mapping[int, str]
    rows: tuple[LedgerRow, ...]
    preview: ImportPreview
    as_of: int


def look(
    store: Store, path: Path, *, sheet: str | None = None, header: tuple[int, int] | None = None
) -> tuple[LedgerInspection, Mapping[int, str]]:
    """What a ledger's columns are taken for, and the mapping to begin with: the one remembered for this shape of file.

    Args:
        store: where mappings of earlier files are remembered.
        path: an .xlsx, .xls or .csv file.
        sheet: the sheet to take, None to choose.
        header: row number and height of the header, None to find it.

    Raises:
        StorageError: the file is missing or unreadable.
        LedgerError: it is no ledger that can be read; see `exports.ledgers.faults`.
    """
    inspection = open_ledger(path, sheet, header).inspection
    return inspection, _usual_mapping(store, inspection)


def prepare(
    store: Store,
    path: Path,
    *,
    mapping: Mapping[int, str] | None = None,
    sheet: str | None = None,
    header: tuple[int, int] | None = None,
    progress: Progress | None = None,
) -> PreparedImport:
    """Read a ledger and say what an import of each row would do; nothing is written.

    Without a `mapping` the remembered one is taken, or what was found. What `progress` raises stops the work.

    Raises:
        StorageError, LedgerError: as for `look`.
        NoCaseNumberColumnError, ColumnMappingError: no row could be read with this mapping.
    """
    say = progress or _nothing
    with _without_collecting():
        say(0, 0, _READING)
        ledger = open_ledger(path, sheet, header)
        chosen, rows = _rows(store, ledger, mapping, lambda done, total: say(done, total, _READING))
        say(0, 0, _COMPARING)
        with store.read() as session:
            found = preview(session, rows)
            as_of = newest_audit_sequence(session)
    return PreparedImport(_safe_name(path), _sha256(path), ledger.inspection, chosen, rows, found, as_of)


def _rows(
    store: Store, ledger: Ledger, mapping: Mapping[int, str] | None, progress: Callable[[int, int], None]
) -> tuple[Mapping[int, str], tuple[LedgerRow, ...]]:
    """The rows under the mapping asked for; a remembered mapping that no longer fits gives way to what was found."""
    if mapping is not None:
        return mapping, tuple(ledger.rows(mapping, progress))
    usual = _usual_mapping(store, ledger.inspection)
    if usual != ledger.inspection.mapping:
        with suppress(LedgerError):
            return usual, tuple(ledger.rows(usual, progress))
    return ledger.inspection.mapping, tuple(ledger.rows(None, progress))


def carry_out(
    store: Store,
    prepared: PreparedImport,
    accept: Collection[int],
    actor: str,
    progress: Progress | None = None,
) -> ImportReport:
    """Write the new cases, and the changed rows whose row numbers are in `accept`, after a backup; all or nothing.

    When the workspace was changed since the preview, the rows are compared anew, so that nothing is imported twice;
    the report carries the preview that was used. A corrected mapping is remembered for files of this shape.

    Raises:
        StorageError: the disk is full or refuses; nothing was imported.
    """
    say = progress or _nothing
    say(0, 0, _BACKING_UP)
    has_news = bool(prepared.preview.of(Outcome.NEW) or accept)
    if has_news:
        store.backup(BACKUP_REASON)
    with _without_collecting(), store.write(actor) as session:
        current = _current_preview(session, prepared)
        report = import_ledger(
            session,
            current,
            file_name=prepared.file_name,
            sha256=prepared.sha256,
            accept_changes=accept,
            progress=lambda done, total: say(done, total, _WRITING),
        )
        changes = report.changes | Changes(backups=has_news)
        if dict(prepared.mapping) != _mapping_for(session, prepared.inspection):
            changes = changes | remember_shape(session, prepared.inspection.shape, dict(prepared.mapping))
    return replace(report, changes=changes)


@contextmanager
def _without_collecting() -> Iterator[None]:
    """Let Python's collector rest: the values of a ledger all stay, and looking through them costs a fifth."""
    was_collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_collecting:
            gc.enable()


def _current_preview(session: Session, prepared: PreparedImport) -> ImportPreview:
    if newest_audit_sequence(session) == prepared.as_of:
        return prepared.preview
    return preview(session, prepared.rows)


def _usual_mapping(store: Store, inspection: LedgerInspection) -> Mapping[int, str]:
    with store.read() as session:
        return _mapping_for(session, inspection)


def _mapping_for(session: Session, inspection: LedgerInspection) -> Mapping[int, str]:
    return remembered_columns(session, inspection.shape) or inspection.mapping


def _sha256(path: Path) -> str:
    try:
        with open(path, "rb") as handle:
            return hashlib.file_digest(handle, "sha256").hexdigest()
    except OSError as error:
        raise reading_fault(path, error) from error


def _safe_name(path: Path) -> str:
    """The file's name without its folder; bytes of a name that are no text, as old sticks have them, are replaced."""
    return path.name.encode("utf-8", "replace").decode()[:255]


def _nothing(_done: int, _total: int, _text: str) -> None:
    """Report to nobody."""
