"""Sending packages: what goes to whom, in one transaction that is kept only when the stick has it."""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from uuid import UUID

import msgspec

from exports.packages.attachments import attachment_parts
from exports.packages.manifest import BatchName, Manifest, PackageKind, Recipient, Sender
from exports.packages.own_keys import OwnKeys
from exports.packages.receipts import MEMBER as RECEIPTS
from exports.packages.receipts import receipt_lines
from exports.packages.rows import row_lines
from exports.packages.sealing import FileMember, SealedPackage, TextMember, seal_package
from exports.packages.stick import Disk, Written, package_name, write_to_stick
from models.base import new_id, now
from models.batch import Batch
from models.changes import Changes
from models.custody import BEARER
from models.errors import UserError
from models.package import Direction
from models.queries.exchange import arrivals_from
from models.queries.seats import SeatRow
from models.queries.travelling import (
    Blindfold,
    Scope,
    archive_scope,
    assignment_scope,
    has_rows,
    held_readings,
    names_to_hide,
    results_scope,
    travelling_rows,
    work_of,
)
from models.services import answers, custody, packages, review_states
from models.services.merging import settle_held
from models.services.packages import Chain, PackageFacts
from models.store import Session, Store

Progress = Callable[[int, int], None]
PART_BYTES = 3_900_000_000
PROGRAM = "0.1.0"


class AddresseeUnknownError(UserError):
    """Neither a trusted seat nor a passphrase to seal the package with."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"“{name}”没有登记并核对过的席位，评查包没有写出：请先导入对方的登记卡并核对指纹，或改用口令封装。"
        )


class SeatRevokedError(UserError):
    """The seat was revoked."""

    def __init__(self, name: str) -> None:
        super().__init__(f"席位“{name}”已经作废，评查包没有写出：请导入对方新的登记卡并核对指纹后再写。")


class NothingToSendError(UserError):
    """There is nothing for the addressee."""

    def __init__(self, name: str, batch: str) -> None:
        super().__init__(f"批次“{batch}”中没有要交给“{name}”的案件：请先分派，或核对收件人。")


class NothingToReturnError(UserError):
    """The seat has written nothing in the batch yet."""

    def __init__(self, batch: str) -> None:
        super().__init__(f"批次“{batch}”还没有可以交回的内容：请先开始评查。")


class BlindAttachmentsError(UserError):
    """Scanned files would show who handled the case."""

    def __init__(self, batch: str) -> None:
        super().__init__(f"批次“{batch}”是盲评，扫描件里会出现承办人姓名，不能随包附上：请去掉附件再写。")


class BatchOpenError(UserError):
    """Only a closed batch is archived."""

    def __init__(self, batch: str) -> None:
        super().__init__(f"批次“{batch}”还没有办结，不能归档：请先办结批次。")


@dataclass(frozen=True, slots=True)
class Addressee:
    """Whom a package is for: a seat, or a name and a passphrase where no seat is known."""

    name: str
    seat: SeatRow | None = None
    reviewer_id: UUID | None = None
    passphrase: str = ""

    @property
    def seat_id(self) -> UUID | None:
        """The seat that the package is sealed to, None where a passphrase seals it."""
        return self.seat.seat_id if self.seat is not None and not self.passphrase else None


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written: the files of one export, their digests and numbers, and what they carry by table.

    `is_repeat` says that nothing had changed since the last package of the same number, which was written again.
    """

    kind: PackageKind
    files: tuple[Written, ...]
    digests: tuple[str, ...]
    sequences: tuple[int, ...]
    rows: dict[str, int]
    is_repeat: bool
    is_sealed_by_passphrase: bool
    changes: Changes


@dataclass(frozen=True, slots=True)
class Outgoing:
    """What one export carries, before it is sealed."""

    kind: PackageKind
    batch: Batch | None
    scope: Scope | None
    blindfold: Blindfold | None
    epoch: int
    part_bytes: int = PART_BYTES


def send_assignment(
    store: Store,
    keys: OwnKeys,
    batch_id: UUID,
    addressee: Addressee,
    folder: Path,
    *,
    actor: str,
    with_attachments: bool = False,
    part_bytes: int = PART_BYTES,
    disk: Disk | None = None,
    progress: Progress | None = None,
) -> Exported:
    """Write everything that one reviewer needs of a batch: cases to read, cases to look at again, what came back.

    Attached files go into as many packages as are needed, with at most `part_bytes` of them in each.

    Raises:
        NothingToSendError, AddresseeUnknownError, SeatRevokedError, BlindAttachmentsError, HeldByAnotherSeatError: it
            cannot be sent so; nothing is changed.
        StorageError: the stick is full, refuses or was pulled; nothing is changed.
    """
    with store.write(actor) as session:
        batch = session.get_one(Batch, batch_id)
        person = addressee.reviewer_id or (addressee.seat.reviewer_id if addressee.seat else None)
        if person is None:
            raise NothingToSendError(addressee.name, batch.name)
        readings, rechecks = work_of(session, batch_id, person)
        if not readings and not rechecks:
            raise NothingToSendError(addressee.name, batch.name)
        if batch.is_blind and with_attachments:
            raise BlindAttachmentsError(batch.name)
        holder = addressee.seat_id or BEARER
        custody.hand_over(session, readings, holder)
        custody.hand_over(session, rechecks, holder)
        settle_held(session)
        blindfold = Blindfold.over(names_to_hide(session, batch_id), addressee.seat_id) if batch.is_blind else None
        scope = assignment_scope(batch_id, person, with_attachments=with_attachments)
        epoch = max([work.epoch for work in readings] + [work.epoch for work in rechecks])
        outgoing = Outgoing(PackageKind.ASSIGNMENT, batch, scope, blindfold, epoch, part_bytes)
        return _Export(store, session, keys, addressee, folder, disk, progress).carry_out(outgoing)


def send_results(
    store: Store,
    keys: OwnKeys,
    batch_id: UUID,
    addressee: Addressee,
    folder: Path,
    *,
    actor: str,
    disk: Disk | None = None,
    progress: Progress | None = None,
) -> Exported:
    """Write what this seat has done in a batch of an office; open revisions are sealed by it.

    Raises:
        NothingToReturnError, AddresseeUnknownError, SeatRevokedError, StorageError: as with `send_assignment`.
    """
    with store.write(actor) as session:
        batch = session.get_one(Batch, batch_id)
        own = session.info["seat_id"]
        answers.seal(session, held_readings(session, batch_id))
        scope = results_scope(batch_id, own)
        if not has_rows(session, scope):
            raise NothingToReturnError(batch.name)
        outgoing = Outgoing(PackageKind.RESULTS, batch, scope, None, 0)
        return _Export(store, session, keys, addressee, folder, disk, progress).carry_out(outgoing)


def send_archive(
    store: Store,
    keys: OwnKeys,
    batch_id: UUID,
    addressee: Addressee,
    folder: Path,
    *,
    actor: str,
    with_attachments: bool = False,
    part_bytes: int = PART_BYTES,
    disk: Disk | None = None,
    progress: Progress | None = None,
) -> Exported:
    """Write a whole closed batch, for the upper court or for safe-keeping.

    Raises:
        BatchOpenError: the batch is still open.
        ForeignBatchError, AddresseeUnknownError, SeatRevokedError, StorageError: as with `send_assignment`.
    """
    with store.write(actor) as session:
        batch = session.get_one(Batch, batch_id)
        review_states.require_own(session, batch)
        if batch.closed_at is None:
            raise BatchOpenError(batch.name)
        scope = archive_scope(batch_id, with_attachments=with_attachments)
        outgoing = Outgoing(PackageKind.ARCHIVE, batch, scope, None, 0, part_bytes)
        return _Export(store, session, keys, addressee, folder, disk, progress).carry_out(outgoing)


def send_receipt(
    store: Store,
    keys: OwnKeys,
    addressee: Addressee,
    folder: Path,
    *,
    actor: str,
    disk: Disk | None = None,
    progress: Progress | None = None,
) -> Exported:
    """Write nothing but receipts, where there is nothing else to send back yet."""
    with store.write(actor) as session:
        outgoing = Outgoing(PackageKind.RECEIPT, None, None, None, 0)
        return _Export(store, session, keys, addressee, folder, disk, progress).carry_out(outgoing)


class _Export:
    """One export in an open transaction: sealed, entered in the register, written to the stick."""

    def __init__(
        self,
        store: Store,
        session: Session,
        keys: OwnKeys,
        addressee: Addressee,
        folder: Path,
        disk: Disk | None,
        progress: Progress | None,
    ) -> None:
        self._store, self._session, self._keys = store, session, keys
        self._to, self._folder, self._progress = addressee, folder, progress
        self._disk = disk or Disk()
        self._chain: Chain
        self._rows: dict[str, int] = {}
        self._new: set[str] = set()

    def carry_out(self, outgoing: Outgoing) -> Exported:
        """Make the packages and write them; the caller's transaction keeps their numbers."""
        self._require_seal()
        batch = outgoing.batch
        self._chain = Chain(Direction.OUT, self._to.seat_id, self._to.name, batch.id if batch else None)
        files: list[Written] = []
        sealed: list[tuple[str, int]] = []
        parts = self._file_members(outgoing)
        try:
            for number, members in enumerate(parts, 1):
                with ExitStack() as stack:
                    package = self._seal(stack, outgoing, number, len(parts), members)
                    files.append(self._write(package))
                    sealed.append((package.digest, package.manifest.sequence))
                    self._rows |= _rows_by_table(package.manifest)
        except BaseException:
            self._take_away([file for file, (digest, _) in zip(files, sealed, strict=False) if digest in self._new])
            raise
        return Exported(
            outgoing.kind,
            tuple(files),
            tuple(digest for digest, _ in sealed),
            tuple(sequence for _, sequence in sealed),
            self._rows,
            not self._new,
            bool(self._to.passphrase),
            Changes(packages=True, batches=frozenset({batch.id}) if batch else frozenset()),
        )

    def _take_away(self, files: Sequence[Written]) -> None:
        """Remove parts of an export that failed later on: the register will know nothing of them."""
        for written in files:
            with suppress(OSError):
                self._disk.unlink(written.path)

    def _require_seal(self) -> None:
        seat = self._to.seat
        if self._to.passphrase:
            return
        if seat is not None and seat.revoked_at is not None:
            raise SeatRevokedError(seat.name)
        if seat is None or not seat.is_trusted:
            raise AddresseeUnknownError(self._to.name)

    def _seal(
        self, stack: ExitStack, outgoing: Outgoing, part: int, parts: int, files: Sequence[FileMember]
    ) -> SealedPackage:
        """Seal one package; where the same content went out before, the same package again."""
        head = self._head(outgoing, part, parts)
        package = self._sealed(stack, head, outgoing, part, files)
        content = _content_digest(package.manifest)
        known = [entry for entry in packages.entries(self._session, self._chain) if entry.content_digest == content]
        if known:
            old = msgspec.convert(known[-1].head, Manifest, strict=False)
            again = self._sealed(stack, old, outgoing, part, files)
            if again.digest == known[-1].digest:  # not after the keys or the zlib have changed
                return again
        self._new.add(package.digest)
        packages.enter(self._session, self._chain, _facts(package, content))
        return package

    def _sealed(
        self, stack: ExitStack, head: Manifest, outgoing: Outgoing, part: int, files: Sequence[FileMember]
    ) -> SealedPackage:
        members: list[TextMember | FileMember] = [*(self._texts(outgoing) if part == 1 else ()), *files]
        seat, own = self._to.seat, self._keys.secret.public.sealing
        recipients = (seat.sealing_key, own) if seat is not None and self._to.seat_id else ()
        return stack.enter_context(
            seal_package(
                head,
                members,
                self._keys.secret,
                scratch=self._store.folder,
                recipients=recipients,
                passphrase=self._to.passphrase,
                progress=self._progress,
            )
        )

    def _head(self, outgoing: Outgoing, part: int, parts: int) -> Manifest:
        who, batch = self._store.workspace, outgoing.batch
        earlier = packages.entries(self._session, self._chain)
        return Manifest(
            kind=outgoing.kind,
            id=new_id(),
            made_at=now().replace(microsecond=0),
            program=PROGRAM,
            sender=Sender(who.seat_id, who.role.value, who.name),
            recipient=Recipient(self._to.seat_id, self._to.name),
            batch=BatchName(batch.id, batch.name) if batch else None,
            epoch=outgoing.epoch,
            is_blind=outgoing.blindfold is not None,
            sequence=earlier[-1].sequence + 1 if earlier else 1,
            previous=earlier[-1].digest if earlier else "",
            part=part,
            parts=parts,
        )

    def _texts(self, outgoing: Outgoing) -> Iterator[TextMember]:
        if self._to.seat_id is not None:
            arrivals = arrivals_from(self._session, self._to.seat_id)
            if arrivals or outgoing.scope is None:
                yield TextMember(RECEIPTS, receipt_lines(arrivals))
        for table in outgoing.scope.tables if outgoing.scope else ():
            rows = travelling_rows(self._session, outgoing.scope, table, outgoing.blindfold)  # type: ignore[arg-type]
            first = next(rows, None)
            if first is not None:
                yield TextMember(f"rows/{table.name}.ndjson", row_lines(table, chain((first,), rows)))

    def _file_members(self, outgoing: Outgoing) -> list[list[FileMember]]:
        """The parts of attached files, in as many packages as they need; one package where there are none."""
        if outgoing.scope is None or "attachments" not in outgoing.scope.conditions:
            return [[]]
        tables = {table.name: table for table in outgoing.scope.tables}
        table = tables["attachments"]
        rows = list(travelling_rows(self._session, outgoing.scope, table))
        wanted = sorted({(row[table.at("sha256")], row[table.at("size")]) for row in rows})
        return attachment_parts(self._store.folder, wanted, outgoing.part_bytes)

    def _write(self, package: SealedPackage) -> Written:
        manifest = package.manifest
        # two reviewers' results, or two batches for one reviewer, share a number and often a stick: only the id differs
        name = package_name(manifest.kind, manifest.id, manifest.sequence, manifest.part, manifest.parts)
        written = write_to_stick(
            self._folder, name, package.write, package.size_hint, disk=self._disk, progress=self._progress
        )
        packages.mark_written(self._session, package.digest, name)
        return written


def _rows_by_table(manifest: Manifest) -> dict[str, int]:
    named = {member.name.removeprefix("rows/").removesuffix(".ndjson"): member for member in manifest.members}
    return {name: member.rows for name, member in named.items() if member.name.startswith("rows/")}


def _content_digest(manifest: Manifest) -> str:
    """SHA-256 over what a package carries, whatever its number and its time."""
    lines = [f"{member.name} {member.size} {member.sha256}" for member in manifest.members]
    told = [manifest.kind.value, str(manifest.part), str(manifest.parts), str(manifest.is_blind), manifest.suite]
    return hashlib.sha256("\n".join([*told, manifest.sealed_by.value, *lines]).encode()).hexdigest()


def _facts(package: SealedPackage, content: str) -> PackageFacts:
    manifest = package.manifest
    head = msgspec.to_builtins(msgspec.structs.replace(manifest, members=()))
    return PackageFacts(
        manifest.kind.value,
        manifest.batch.name if manifest.batch else "",
        manifest.epoch,
        manifest.sequence,
        manifest.previous,
        package.digest,
        content,
        manifest.sealed_by.value,
        "",
        head,
    )


def addressed(name: str, seat: SeatRow | None, reviewer_id: UUID | None, passphrase: str) -> Addressee:
    """Whom a package is for: the seat where one is trusted, else whoever has the passphrase."""
    is_usable = seat is not None and seat.is_trusted
    return Addressee(name, seat, reviewer_id, "" if is_usable else passphrase)
