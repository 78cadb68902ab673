"""Opening a package: size, envelope, signature, manifest, members, in this order and nothing before it is verified."""

import os
import stat
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from exports.files import reading_fault
from exports.packages.container import PACKAGE_LIMIT, ContainerReader
from exports.packages.envelope import MAGIC, Header, digest_of, read_header, signed_message
from exports.packages.faults import (
    ChangedAfterSigningError,
    DamagedOrCutShortError,
    EmptyPackageError,
    KeysNeededError,
    ManifestError,
    NotAPackageError,
    OtherRecipientError,
    PackageError,
    PackageTooLargeError,
    PassphraseNeededError,
    SealDiffersError,
    SignerIsNotSenderError,
    UnsealedError,
)
from exports.packages.manifest import Manifest, SealedBy, manifest_from_bytes
from exports.packages.meter import Meter, Progress
from exports.packages.records import END_MARK, END_SIZE
from exports.packages.scratch import scratch_file
from exports.packages.streams import BLOCK, watched
from exports.packages.suites import PublicKeys, Suite, suite_named, suite_of, suite_of_key

CARD_LIMIT = 16 * 1024 * 1024

_FIRST = 64
_PASSES = 3  # unsealing, hashing, checking the members


@dataclass(frozen=True)
class OpenedPackage:
    """A package whose signature and members are all verified; whether its signer is trusted is for the caller to say.

    `digest` and `signing_key` are hex.
    """

    manifest: Manifest
    digest: str
    signing_key: str
    suite: Suite
    is_sealed: bool
    _reader: ContainerReader = field(repr=False)

    def text(self, name: str) -> bytes:
        """The whole content of a text member; raises KeyError for one that is not there."""
        return self._reader.open_text(name)

    def lines(self, name: str) -> Iterator[bytes]:
        """The lines of a text member one by one, without their line feeds."""
        return self._reader.lines(name)

    def copy_file(self, name: str, target: BinaryIO, advance: Callable[[int], None] = lambda _: None) -> None:
        """Write the content of a member to `target` in a stream, telling `advance` of each block's size."""
        self._reader.copy_file(name, target, advance)


@contextmanager
def open_package(
    path: Path,
    identities: Sequence[str],
    *,
    scratch: Path,
    passphrase: str = "",
    limit: int = PACKAGE_LIMIT,
    progress: Progress | None = None,
) -> Iterator[OpenedPackage]:
    """Open a package with secret sealing keys or a passphrase; it is usable until the block ends.

    The content is unsealed into a temporary file in `scratch` that is gone afterwards. Whatever `progress` raises
    passes through.

    Raises:
        PackageError: the package is not believed; each fault has its own class.
        StorageError: the package cannot be read, or `scratch` cannot be written.
    """
    with scratch_file(scratch, ".opening-") as body:
        try:
            with _size_checked(path, limit) as file:
                opened = _opened(path, file, body, _Keys(identities, passphrase), progress)
        except PackageError as fault:
            fault.file_name = path.name
            raise
        yield opened


@dataclass(frozen=True)
class _Keys:
    """What this side can open with."""

    identities: Sequence[str] = field(repr=False)
    passphrase: str = field(repr=False)


def _opened(path: Path, file: BinaryIO, body: BinaryIO, keys: _Keys, progress: Progress | None) -> OpenedPackage:
    """Go through the layers from the outside to the inside."""
    size = os.fstat(file.fileno()).st_size
    meter = Meter(progress, size * _PASSES)
    sealed_by, sealing_suite = _unseal(watched(path, file, meter.advance), size, body, keys)
    header = read_header(body)
    suite = sealing_suite or suite_of_key(header.signing_key)
    digest = _verified_digest(body, header, suite, meter)
    reader = ContainerReader(body, header.start)
    manifest = manifest_from_bytes(reader.manifest())
    _check_claims(manifest, header, suite, sealed_by)
    reader.check(manifest, suite.hasher, meter.advance)
    meter.finish()
    return OpenedPackage(manifest, digest.hex(), header.signing_key, suite, sealing_suite is not None, reader)


def _unseal(source: BinaryIO, size: int, body: BinaryIO, keys: _Keys) -> tuple[SealedBy, Suite | None]:
    """Write the signed body to `body`; gives what the envelope was closed with, and by which suite if it was."""
    first = source.read(_FIRST)
    source.seek(0)
    if not first:
        raise EmptyPackageError
    if first[: len(MAGIC)] == MAGIC[: len(first)]:
        _copy_card(source, size, body)
        return SealedBy.NOTHING, None
    suite = suite_of(first)
    if suite is None:
        raise NotAPackageError
    return _unseal_with(suite, source, body, keys), suite


def _unseal_with(suite: Suite, source: BinaryIO, body: BinaryIO, keys: _Keys) -> SealedBy:
    """Open the envelope in the way in which it was closed."""
    if suite.has_passphrase(source):
        if not keys.passphrase:
            raise PassphraseNeededError
        suite.unseal_with_passphrase(source, body, keys.passphrase)
        return SealedBy.PASSPHRASE
    if not keys.identities:
        raise KeysNeededError if keys.passphrase else OtherRecipientError
    suite.unseal(source, body, keys.identities)
    return SealedBy.KEYS


def _copy_card(source: BinaryIO, size: int, body: BinaryIO) -> None:
    """Take over a file without an envelope; only a card may be one, and cards are small."""
    if size > CARD_LIMIT:
        raise UnsealedError
    while block := source.read(BLOCK):
        body.write(block)


def _verified_digest(body: BinaryIO, header: Header, suite: Suite, meter: Meter) -> bytes:
    """Hash the zip and see that the signature is over this hash."""
    digest = digest_of(body, header.start, suite.hasher(), meter.advance)
    if suite.verify(header.signing_key, signed_message(digest), header.signature):
        return digest
    body.seek(max(header.start, body.tell() - END_SIZE))
    raise ChangedAfterSigningError if body.read(len(END_MARK)) == END_MARK else DamagedOrCutShortError


def _check_claims(manifest: Manifest, header: Header, suite: Suite, sealed_by: SealedBy) -> None:
    """See that the manifest tells the truth about its envelope and its signer."""
    if suite_named(manifest.suite) is not suite:
        raise ManifestError("suite")
    if manifest.sealed_by is not sealed_by:
        raise UnsealedError if sealed_by is SealedBy.NOTHING else SealDiffersError
    if manifest.sender.signing_key != header.signing_key:
        raise SignerIsNotSenderError
    suite.check_keys(PublicKeys(manifest.sender.signing_key, manifest.sender.sealing_key))


@contextmanager
def _size_checked(path: Path, limit: int) -> Iterator[BinaryIO]:
    """Open a package for reading; raises StorageError, NotAPackageError, PackageTooLargeError."""
    try:
        # a pipe would wait for ever, so it is not even opened
        if not stat.S_ISREG(path.stat().st_mode):
            raise reading_fault(path, IsADirectoryError()) if path.is_dir() else NotAPackageError()
        file = open(path, "rb")  # noqa: SIM115
    except OSError as error:
        raise reading_fault(path, error) from error
    with file:
        size = os.fstat(file.fileno()).st_size
        if size > limit:
            raise PackageTooLargeError(size, limit)
        yield file
