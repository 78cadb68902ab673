"""Receiving packages: opened and believed first, shown before anything is written, then backed up and merged as one."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import BinaryIO

import msgspec

from exports.packages.attachments import take_parts
from exports.packages.manifest import Manifest, PackageKind
from exports.packages.meter import Meter
from exports.packages.opening import OpenedPackage, open_package
from exports.packages.own_keys import OwnKeys
from exports.packages.receipts import MEMBER as RECEIPTS
from exports.packages.receipts import receipts_of
from exports.packages.rows import rows_of_lines
from exports.packages.trust import ChainNote, Standing, Trust, chain_note, chain_of, require_trust
from models.changes import Changes
from models.errors import UserError
from models.queries.attachments import attachments
from models.queries.custody import waiting_rows
from models.seat import SeatRole
from models.services import packages, seats
from models.services.merge_ground import Sender
from models.services.merging import Merge, MergeReport, RowOutcome, ToldRow, merging, settle_held
from models.services.packages import PackageFacts
from models.store import Session, Store
from models.travelling import PackageContents, travel_tables

Progress = Callable[[int, int], None]
BEFORE_IMPORT = "导入评查包之前"
_CONTENTS = {
    PackageKind.ASSIGNMENT: PackageContents.ASSIGNMENT,
    PackageKind.RESULTS: PackageContents.RESULTS,
    PackageKind.ARCHIVE: PackageContents.ARCHIVE,
}


class CardNotImportedError(UserError):
    """An enrolment card was given where a package is expected."""

    def __init__(self) -> None:
        super().__init__("这是登记卡，不是评查包：请在“交换”的“席位”中登记它，并当面核对指纹（命令 package enrol）。")


@dataclass(frozen=True, slots=True)
class Arrived:
    """What a package is, and what becomes of its rows; before the import as a preview, after it as a report.

    `warnings` are sentences for the reader. `counts` are by outcome; `rows` tells of the noteworthy ones. `settled`
    rows had waited for this package; `files` were put together by it.
    """

    manifest: Manifest
    digest: str
    sender: str
    is_own: bool
    standing: Standing
    warnings: tuple[str, ...]
    counts: dict[RowOutcome, int]
    rows: tuple[ToldRow, ...]
    settled: int = 0
    receipts: int = 0
    files: int = 0
    is_imported: bool = False
    changes: Changes = field(default_factory=Changes)

    @property
    def is_replay(self) -> bool:
        """Whether the same package came before: importing it again changes nothing."""
        return self.standing is Standing.REPLAYED

    def count(self, outcome: RowOutcome) -> int:
        """How many rows had this outcome."""
        return self.counts.get(outcome, 0)


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a package is whole and believed, and why not; `manifest` is None where not even that can be read.

    `fault` is what stands against it, for those who tell the faults apart.
    """

    ok: bool
    reason: str
    manifest: Manifest | None = None
    digest: str = ""
    warnings: tuple[str, ...] = ()
    fault: UserError | None = None


class _Preview(Exception):  # noqa: N818  no error: it takes the trial import back
    """Raised at the end of a trial, so that nothing of it stays."""


def verify_package(
    store: Store, path: Path, keys: OwnKeys | None, *, passphrase: str = "", progress: Progress | None = None
) -> Verdict:
    """Say whether a package is whole, genuine and for this seat; nothing is written.

    What `progress` raises passes through.

    Raises:
        StorageError: it cannot be read.
    """
    identities = keys.identities if keys else ()
    manifest: Manifest | None = None
    digest = ""
    try:
        with open_package(path, identities, scratch=store.folder, passphrase=passphrase, progress=progress) as opened:
            manifest, digest = opened.manifest, opened.digest
            if manifest.kind is PackageKind.ENROLMENT:
                return Verdict(True, "", manifest, digest)
            with store.read() as session:
                trust = require_trust(session, opened)
                note = chain_note(session, opened, trust)
    except UserError as fault:
        return Verdict(False, str(fault), manifest, digest, fault=fault)
    return Verdict(True, "", manifest, digest, _sentences(trust, note))


def preview_package(
    store: Store, path: Path, keys: OwnKeys, *, passphrase: str = "", progress: Progress | None = None
) -> Arrived:
    """Say what an import would do, by doing it and taking it back.

    Raises:
        UserError: the package is not believed; each fault has its sentence.
        StorageError: the disk or the stick refuses.
    """
    with _opened(store, path, keys, passphrase, progress) as opened:
        arrived: list[Arrived] = []
        try:
            with store.write("") as session:
                arrived.append(_take(session, store, opened, progress))
                raise _Preview
        except _Preview:
            return arrived[0]


def import_package(
    store: Store,
    path: Path,
    keys: OwnKeys,
    *,
    actor: str,
    passphrase: str = "",
    progress: Progress | None = None,
) -> Arrived:
    """Take a package in: backup, one transaction, report. The same package twice changes nothing the second time.

    What `progress` raises stops the import without a trace.

    Raises:
        UserError, StorageError: as with `preview_package`; nothing is changed.
    """
    with _opened(store, path, keys, passphrase, progress) as opened:
        with store.read() as session:
            trust = require_trust(session, opened)
            note = chain_note(session, opened, trust)
        if note.standing is Standing.REPLAYED:
            return _replayed_here(store, actor, opened, _replayed(opened, trust, note), progress)
        store.backup(BEFORE_IMPORT)
        with store.write(actor) as session:
            return _take(session, store, opened, progress, path.name)


@contextmanager
def _opened(
    store: Store, path: Path, keys: OwnKeys, passphrase: str, progress: Progress | None
) -> Iterator[OpenedPackage]:
    with open_package(path, keys.identities, scratch=store.folder, passphrase=passphrase, progress=progress) as opened:
        if opened.manifest.kind is PackageKind.ENROLMENT:
            raise CardNotImportedError
        yield opened


def _replayed_here(
    store: Store, actor: str, opened: OpenedPackage, arrived: Arrived, progress: Progress | None
) -> Arrived:
    """A package that came before changes nothing, but rows of it that waited may have a place by now.

    It also brings back scanned files that were lost since: backups do not hold them.
    """
    with store.read() as session:
        arrived = replace(arrived, files=_take_files(session, store, opened, progress))
        if not waiting_rows(session):
            return arrived
    with store.write(actor) as session:
        report = settle_held(session)
    return replace(arrived, settled=report.settled, changes=report.changes)


def _replayed(opened: OpenedPackage, trust: Trust, note: ChainNote) -> Arrived:
    counts = dict.fromkeys(RowOutcome, 0)
    counts[RowOutcome.IDENTICAL] = sum(
        member.rows for member in opened.manifest.members if member.name.startswith("rows/")
    )
    return Arrived(
        opened.manifest, opened.digest, trust.name, trust.is_own, note.standing, _sentences(trust, note), counts, ()
    )


def _take(
    session: Session, store: Store, opened: OpenedPackage, progress: Progress | None, file_name: str | None = None
) -> Arrived:
    """Merge a package within a transaction; with a file name for good, without one on trial."""
    manifest = opened.manifest
    trust = require_trust(session, opened)
    note = chain_note(session, opened, trust)
    if note.standing is Standing.REPLAYED:
        return _replayed(opened, trust, note)
    _get_to_know(session, opened, trust)
    receipts = _take_receipts(session, opened, trust)
    report = _merge(session, opened, trust, progress)
    files = _take_files(session, store, opened, progress) if file_name is not None else 0
    if file_name is not None and not trust.is_own:
        entry = packages.enter(session, chain_of(manifest, trust), _facts(opened, file_name))
        packages.mark_read(session, entry, {outcome.value: count for outcome, count in report.counts.items()})
    return Arrived(
        manifest,
        opened.digest,
        trust.name,
        trust.is_own,
        note.standing,
        _sentences(trust, note),
        report.counts,
        tuple(report.rows),
        report.settled,
        receipts,
        files,
        file_name is not None,
        report.changes | Changes(packages=True, backups=True),
    )


def _get_to_know(session: Session, opened: OpenedPackage, trust: Trust) -> None:
    """A sender that only a passphrase vouches for is remembered, not trusted: its card still has to be compared."""
    sender = opened.manifest.sender
    if trust.warning:
        seats.enrol(
            session,
            seat_id=sender.seat,
            role=SeatRole(sender.role),
            name=sender.name,
            signing_key=sender.signing_key,
            sealing_key=sender.sealing_key,
        )


def _take_receipts(session: Session, opened: OpenedPackage, trust: Trust) -> int:
    if not any(member.name == RECEIPTS for member in opened.manifest.members) or trust.is_own:
        return 0
    receipts = dict(receipts_of(opened.lines(RECEIPTS)))
    return packages.receive_receipts(session, trust.seat_id, receipts.items())


def _merge(session: Session, opened: OpenedPackage, trust: Trust, progress: Progress | None) -> MergeReport:
    contents = _CONTENTS.get(opened.manifest.kind)
    if contents is None:
        return MergeReport()
    with merging(session, Sender(trust.seat_id, contents)) as merge:
        return _merge_rows(merge, opened, progress)


def _merge_rows(merge: Merge, opened: OpenedPackage, progress: Progress | None) -> MergeReport:
    counts = {member.name: member.rows for member in opened.manifest.members}
    total, done = max(1, sum(counts.values())), 0
    for table in travel_tables().values():
        name = f"rows/{table.name}.ndjson"
        if name not in counts:
            continue
        merge.take(
            table,
            rows_of_lines(table, opened.lines(name), _refusing(merge, table.name)),
            _telling(progress, done, total),
        )
        done += counts[name]
    for name in _strangers(counts):
        merge.refuse(name, "", "本机不认识这类记录，没有收入；请升级评衡后再导入一次")
    return merge.finish()


def _strangers(names: dict[str, int]) -> list[str]:
    known = {f"rows/{table.name}.ndjson" for table in travel_tables().values()} | {RECEIPTS}
    return [name for name in names if name.startswith("rows/") and name not in known]


def _refusing(merge: Merge, table: str) -> Callable[[int, str], None]:
    return lambda number, reason: merge.refuse(table, str(number), reason)


def _telling(progress: Progress | None, before: int, total: int) -> Callable[[int], None] | None:
    return None if progress is None else lambda done: progress(min(before + done, total), total)


def _take_files(session: Session, store: Store, opened: OpenedPackage, progress: Progress | None) -> int:
    """Keep the parts of scanned files, and put together what is whole by now; the number of files."""
    members = {member.name: member.size for member in opened.manifest.members if not member.is_text}
    if not members:
        return 0
    known = sorted({(row.sha256, row.size) for row in attachments(session)})
    meter = Meter(progress, sum(members.values()))
    return len(take_parts(store.folder, list(members), partial(_copy, opened, meter), known))


def _copy(opened: OpenedPackage, meter: Meter, name: str, target: BinaryIO) -> None:
    opened.copy_file(name, target, meter.advance)


def _sentences(trust: Trust, note: ChainNote) -> tuple[str, ...]:
    own = "这是本机自己发出的评查包：并入它只用来找回丢失的记录。" if trust.is_own else ""
    return tuple(sentence for sentence in (trust.warning, own, note.sentence) if sentence)


def _facts(opened: OpenedPackage, file_name: str) -> PackageFacts:
    manifest = opened.manifest
    return PackageFacts(
        manifest.kind.value,
        manifest.batch.name if manifest.batch else "",
        manifest.epoch,
        manifest.sequence,
        manifest.previous,
        opened.digest,
        "",
        manifest.sealed_by.value,
        file_name,
        msgspec.to_builtins(msgspec.structs.replace(manifest, members=())),
    )
