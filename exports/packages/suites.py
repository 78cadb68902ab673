"""The cipher suites by name, behind one small interface.

To add a suite: write a class with the methods of `Suite` and put one of it into `SUITES`. Its name then stands in the
manifest, `prefix` is how its sealed files begin, and `key_size` tells it by the signing key where nothing is sealed.
"""

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import BinaryIO, Protocol

import pyrage  # type: ignore[import-untyped]
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from exports.packages import age_format
from exports.packages.faults import (
    CutShortError,
    DamagedError,
    DamagedOrCutShortError,
    OtherRecipientError,
    PackageError,
    PassphraseNeededError,
    UnknownSuiteError,
    UnusableKeyError,
    UnusableSecretError,
)


@dataclass(frozen=True)
class PublicKeys:
    """What others may know of a seat: the key of its signatures in hex, and the key that they seal to."""

    signing: str
    sealing: str


@dataclass(frozen=True)
class SecretKeys:
    """What only the seat itself knows, with the public side; neither secret is ever shown."""

    signing: str = field(repr=False)
    sealing: str = field(repr=False)
    public: PublicKeys


class Hasher(Protocol):
    """A running hash, as hashlib makes them."""

    def update(self, data: bytes, /) -> None:
        """Take in more bytes."""

    def digest(self) -> bytes:
        """The hash of what came in so far."""

    def hexdigest(self) -> str:
        """The same in lower-case hex."""


class Suite(Protocol):
    """What a package needs of cryptography.

    Sources are seekable and stand at the beginning of what is read; exceptions that a source or a target raises come
    out unchanged. Faults of a sealed file are `PackageError`s.
    """

    @property
    def name(self) -> str:
        """The name in the manifest."""

    @property
    def prefix(self) -> bytes:
        """How a sealed file of this suite begins."""

    @property
    def key_size(self) -> int:
        """The length of a public signing key in bytes."""

    def make_keys(self) -> SecretKeys:
        """Make the keys of a new seat."""

    def restore_keys(self, signing: str, sealing: str) -> SecretKeys:
        """Give secrets their public side again; raises UnusableSecretError."""

    def check_keys(self, public: PublicKeys) -> None:
        """See that keys can be used with this suite; raises UnusableKeyError."""

    def seal(self, source: BinaryIO, target: BinaryIO, recipients: Sequence[str]) -> None:
        """Encrypt a stream to public sealing keys; raises UnusableKeyError."""

    def seal_with_passphrase(self, source: BinaryIO, target: BinaryIO, passphrase: str) -> None:
        """Encrypt a stream with a passphrase."""

    def unseal(self, source: BinaryIO, target: BinaryIO, identities: Sequence[str]) -> None:
        """Decrypt a stream with secret sealing keys."""

    def unseal_with_passphrase(self, source: BinaryIO, target: BinaryIO, passphrase: str) -> None:
        """Decrypt a stream with a passphrase."""

    def has_passphrase(self, source: BinaryIO) -> bool:
        """Whether a sealed file wants a passphrase; leaves the source where it stands."""

    def sign(self, secret_signing_key: str, message: bytes) -> bytes:
        """Sign a message; the same key and message give the same signature."""

    def verify(self, signing_key: str, message: bytes, signature: bytes) -> bool:
        """Whether the signature is the key's; False also for a key that is none."""

    def hasher(self) -> Hasher:
        """A new hash."""


@dataclass(frozen=True)
class AgeSuite:
    """The default suite: age (X25519 or a passphrase), Ed25519, SHA-256.

    `work` is the base-2 logarithm of what a passphrase costs.
    """

    work: int = age_format.WORK

    name = "age-ed25519-sha256"
    prefix = age_format.AGE_PREFIX
    key_size = 32

    def make_keys(self) -> SecretKeys:
        """Make the keys of a new seat."""
        signing = Ed25519PrivateKey.generate().private_bytes_raw().hex()
        return self.restore_keys(signing, str(pyrage.x25519.Identity.generate()))

    def restore_keys(self, signing: str, sealing: str) -> SecretKeys:
        """Give secrets their public side again; raises UnusableSecretError."""
        try:
            public = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(signing)).public_key().public_bytes_raw()
            recipient = pyrage.x25519.Identity.from_str(sealing).to_public()
        except (ValueError, pyrage.IdentityError):
            raise UnusableSecretError from None
        return SecretKeys(signing, sealing, PublicKeys(public.hex(), str(recipient)))

    def check_keys(self, public: PublicKeys) -> None:
        """See that keys can be used with this suite; raises UnusableKeyError."""
        _recipient(public.sealing)
        try:
            Ed25519PublicKey.from_public_bytes(bytes.fromhex(public.signing))
        except ValueError:
            raise UnusableKeyError from None

    def seal(self, source: BinaryIO, target: BinaryIO, recipients: Sequence[str]) -> None:
        """Encrypt a stream to public sealing keys; raises UnusableKeyError."""
        keys = [_recipient(text) for text in recipients]
        with _faults_kept(source, target) as (reader, writer):
            pyrage.encrypt_io(reader, writer, keys)

    def seal_with_passphrase(self, source: BinaryIO, target: BinaryIO, passphrase: str) -> None:
        """Encrypt a stream with a passphrase."""
        age_format.seal_with_passphrase(source, target, passphrase, self.work)

    def unseal(self, source: BinaryIO, target: BinaryIO, identities: Sequence[str]) -> None:
        """Decrypt a stream with secret sealing keys.

        Raises:
            OtherRecipientError, PassphraseNeededError: it is closed to these keys.
            NotAPackageError, CutShortError, DamagedError, DamagedOrCutShortError: it is not whole.
        """
        head = age_format.read_head(source)
        if head.has_passphrase:
            raise PassphraseNeededError
        keys = [_identity(text) for text in identities]
        with _faults_kept(source, target) as (reader, writer):
            try:
                pyrage.decrypt_io(reader, writer, keys)
            except (pyrage.DecryptError, OSError) as error:
                raise _opening_fault(error, head, writer.count) from None

    def unseal_with_passphrase(self, source: BinaryIO, target: BinaryIO, passphrase: str) -> None:
        """Decrypt a stream with a passphrase; see `age_format` for the errors."""
        age_format.unseal_with_passphrase(source, target, passphrase)

    def has_passphrase(self, source: BinaryIO) -> bool:
        """Whether a sealed file wants a passphrase; leaves the source where it stands."""
        return age_format.read_head(source).has_passphrase

    def sign(self, secret_signing_key: str, message: bytes) -> bytes:
        """Sign a message; the same key and message give the same signature."""
        return Ed25519PrivateKey.from_private_bytes(bytes.fromhex(secret_signing_key)).sign(message)

    def verify(self, signing_key: str, message: bytes, signature: bytes) -> bool:
        """Whether the signature is the key's; False also for a key that is none."""
        try:
            Ed25519PublicKey.from_public_bytes(bytes.fromhex(signing_key)).verify(signature, message)
        except (InvalidSignature, ValueError):
            return False
        return True

    def hasher(self) -> Hasher:
        """A new SHA-256."""
        return hashlib.sha256()


DEFAULT: Suite = AgeSuite()
SUITES: dict[str, Suite] = {suite.name: suite for suite in (DEFAULT,)}


def suite_named(name: str) -> Suite:
    """The suite of this name; raises UnknownSuiteError."""
    if name not in SUITES:
        raise UnknownSuiteError(name)
    return SUITES[name]


def suite_of(first_bytes: bytes) -> Suite | None:
    """The suite whose sealed files begin so, also when only a part of the beginning is there; None for any other."""
    for suite in SUITES.values():
        if first_bytes and (first_bytes.startswith(suite.prefix) or suite.prefix.startswith(first_bytes)):
            return suite
    return None


def suite_of_key(signing_key: str) -> Suite:
    """The suite that signs with keys of this length; raises UnknownSuiteError."""
    for suite in SUITES.values():
        if len(signing_key) == 2 * suite.key_size:
            return suite
    raise UnknownSuiteError(f"{len(signing_key) // 2}")


def _recipient(text: str) -> object:
    """Read a public sealing key; raises UnusableKeyError."""
    try:
        return pyrage.x25519.Recipient.from_str(text)
    except pyrage.RecipientError:
        raise UnusableKeyError from None


def _identity(text: str) -> object:
    """Read a secret sealing key; raises UnusableSecretError."""
    try:
        return pyrage.x25519.Identity.from_str(text)
    except pyrage.IdentityError:
        raise UnusableSecretError from None


def _opening_fault(error: Exception, head: age_format.AgeHead, written: int) -> PackageError:
    """Tell by pyrage's words, and by how far it came, what is wrong with a sealed file."""
    words = str(error)
    if "No matching keys" in words:
        return OtherRecipientError()
    if "truncated" in words:
        return CutShortError()
    if isinstance(error, OSError) and head.is_last_chunk(written):
        return DamagedOrCutShortError()
    return DamagedError()


class _Reader:
    """Passes on reads and remembers what the source raised, of which pyrage keeps only the text."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.fault: BaseException | None = None

    def read(self, size: int) -> bytes:
        """Read up to `size` bytes."""
        try:
            return self._file.read(size)
        except BaseException as fault:
            self.fault = self.fault or fault
            raise


class _Writer:
    """Passes on writes, counts the bytes and remembers what the target raised."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.fault: BaseException | None = None
        self.count = 0

    def write(self, content: bytes) -> int:
        """Write all of `content`."""
        try:
            self._file.write(content)
        except BaseException as fault:
            self.fault = self.fault or fault
            raise
        self.count += len(content)
        return len(content)

    def flush(self) -> None:
        """Do nothing; whoever opened the target flushes it."""


@contextmanager
def _faults_kept(source: BinaryIO, target: BinaryIO) -> Iterator[tuple[_Reader, _Writer]]:
    """Give a reader and a writer for pyrage; what they met is raised in place of pyrage's account of it.

    Pyrage says nothing at all of a fault in the last write, which happens when its buffer is dropped.
    """
    reader, writer = _Reader(source), _Writer(target)
    try:
        yield reader, writer
    except Exception:
        _raise_met(reader, writer)
        raise
    _raise_met(reader, writer)


def _raise_met(reader: _Reader, writer: _Writer) -> None:
    """Raise what the one or the other met, with its own cause."""
    fault = reader.fault or writer.fault
    if fault is not None:
        raise fault from fault.__cause__
