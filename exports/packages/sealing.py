"""Making a package: members are written and signed once, and can then be sealed onto a stick as often as it takes."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

import msgspec

from exports.files import reading_fault
from exports.packages.container import PACKAGE_LIMIT, ContainerWriter
from exports.packages.envelope import Body, sign_container
from exports.packages.faults import PackageTooLargeError
from exports.packages.manifest import Manifest, SealedBy, manifest_to_bytes
from exports.packages.meter import Meter, Progress
from exports.packages.scratch import scratch_file
from exports.packages.streams import BLOCK, watched
from exports.packages.suites import DEFAULT, PublicKeys, SecretKeys, Suite


@dataclass(frozen=True)
class TextMember:
    """A member of lines, each ended by a line feed; `content` may come in any pieces and is read once."""

    name: str
    content: bytes | Iterable[bytes]


@dataclass(frozen=True)
class FileMember:
    """A member that is a file or a part of one; `open` gives it for reading, from its beginning to its end."""

    name: str
    open: Callable[[], BinaryIO]


@dataclass(frozen=True)
class SealedPackage:
    """A signed package, ready to be written; its manifest is complete, its digest hex."""

    manifest: Manifest
    _body: Body = field(repr=False)
    _suite: Suite
    _recipients: tuple[str, ...]
    _passphrase: str = field(repr=False)

    @property
    def digest(self) -> str:
        """The hash by which chains and receipts name it, in hex."""
        return self._body.digest

    @property
    def size_hint(self) -> int:
        """How many bytes it takes on a stick, rounded up."""
        return sealed_size(self._body.size)

    def write(self, target: BinaryIO) -> None:
        """Seal it to `target`, whose exceptions pass through; the content is the same each time, the bytes differ.

        Raises:
            UnusableKeyError: a recipient's key is none.
        """
        source = self._body.open()
        if self.manifest.sealed_by is SealedBy.PASSPHRASE:
            self._suite.seal_with_passphrase(source, target, self._passphrase)
        elif self.manifest.sealed_by is SealedBy.KEYS:
            self._suite.seal(source, target, self._recipients)
        else:
            while block := source.read(BLOCK):
                target.write(block)


@contextmanager
def seal_package(
    head: Manifest,
    members: Iterable[TextMember | FileMember],
    secret: SecretKeys,
    *,
    scratch: Path,
    recipients: Sequence[str] = (),
    passphrase: str = "",
    suite: Suite = DEFAULT,
    progress: Progress | None = None,
    expected: int = 0,
) -> Iterator[SealedPackage]:
    """Write and sign the members in their order, to be sealed to `recipients` or, if there is one, with `passphrase`.

    Without either it stays open, which only an enrolment card may. The same head and members give the same body,
    digest and signature. It can be written until the block ends; what it needs lies in a temporary file in `scratch`.
    `expected` is the size of all members in bytes, if known; `progress` counts against it.

    Raises:
        ManifestError, MemberError, TooManyMembersError, PackageTooLargeError: no reader would take it.
        UnusableKeyError: a recipient's key is none.
        StorageError: a file cannot be read, or `scratch` cannot be written.
    """
    for recipient in recipients:
        suite.check_keys(PublicKeys(secret.public.signing, recipient))
    sealed_by = _sealed_by(recipients, passphrase)
    sender = msgspec.structs.replace(head.sender, signing_key=secret.public.signing, sealing_key=secret.public.sealing)
    head = msgspec.structs.replace(head, suite=suite.name, sender=sender, sealed_by=sealed_by)
    with scratch_file(scratch, ".sealing-") as spool:
        meter = Meter(progress, expected * 2)
        writer = ContainerWriter(spool, suite.hasher, meter.advance)
        for member in members:
            _add(writer, member)
        manifest = msgspec.structs.replace(head, members=tuple(writer.members))
        body = sign_container(writer.finish(manifest_to_bytes(manifest)), suite, secret, meter.advance)
        if sealed_size(body.size) > PACKAGE_LIMIT:
            raise PackageTooLargeError(sealed_size(body.size), PACKAGE_LIMIT)
        meter.finish()
        yield SealedPackage(manifest, body, suite, tuple(recipients), passphrase)


def sealed_size(size: int) -> int:
    """How large a body of `size` bytes becomes at most when it is sealed."""
    return size + (size // 65536 + 1) * 16 + 4096


def _sealed_by(recipients: Sequence[str], passphrase: str) -> SealedBy:
    """What the envelope will be closed with."""
    if passphrase:
        return SealedBy.PASSPHRASE
    return SealedBy.KEYS if recipients else SealedBy.NOTHING


def _add(writer: ContainerWriter, member: TextMember | FileMember) -> None:
    """Write one member; a file that cannot be read is told from a scratch folder that cannot be written."""
    if isinstance(member, TextMember):
        writer.add_text(member.name, member.content)
        return
    try:
        file = member.open()
    except OSError as error:
        raise reading_fault(Path(error.filename or member.name), error) from error
    with watched(Path(getattr(file, "name", member.name)), file, lambda _: None) as source:
        writer.add_file(member.name, source)
