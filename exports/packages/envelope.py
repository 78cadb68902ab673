"""The signed body of a package: a header with the signature, and the zip behind it."""

import struct
from collections.abc import Callable
from dataclasses import dataclass
from typing import BinaryIO

from exports.packages.container import Container
from exports.packages.faults import CutShortError, DamagedError, NewerFormatError, NotAPackageError
from exports.packages.manifest import VERSION
from exports.packages.streams import BLOCK, joined
from exports.packages.suites import Hasher, SecretKeys, Suite

MAGIC = b"PINGHENG"

_FIXED = struct.Struct(">8sHH")
_LENGTH = struct.Struct(">H")
_KEY_LIMIT = 512
_SIGNED_LABEL = b"pingheng-package-1\n"


@dataclass(frozen=True)
class Header:
    """What stands before the zip: the signer's key in hex, the signature, and where the zip starts."""

    version: int
    signing_key: str
    signature: bytes
    start: int


@dataclass(frozen=True)
class Body:
    """A signed package before it is sealed: its digest in hex, its size in bytes, and the pieces of it."""

    digest: str
    size: int
    pieces: tuple[bytes | BinaryIO, ...]

    def open(self) -> BinaryIO:
        """Give the whole of it as a stream, from the beginning."""
        return joined(self.pieces)


def sign_container(
    container: Container, suite: Suite, secret: SecretKeys, advance: Callable[[int], None] = lambda _: None
) -> Body:
    """Sign a zip and put the header before it."""
    pieces = (container.front, container.spool, container.end)
    hasher = suite.hasher()
    size = 0
    stream = joined(pieces)
    while block := stream.read(BLOCK):
        hasher.update(block)
        size += len(block)
        advance(len(block))
    signature = suite.sign(secret.signing, signed_message(hasher.digest()))
    header = _header_bytes(bytes.fromhex(secret.public.signing), signature)
    return Body(hasher.hexdigest(), len(header) + size, (header, *pieces))


def write_signed(zip_file: BinaryIO, target: BinaryIO, suite: Suite, secret: SecretKeys) -> str:
    """Write the signed body of any zip to `target`; gives the digest."""
    body = sign_container(Container(b"", zip_file, b""), suite, secret)
    stream = body.open()
    while block := stream.read(BLOCK):
        target.write(block)
    return body.digest


def read_header(file: BinaryIO) -> Header:
    """Read the header at the beginning of a signed body.

    Raises:
        NotAPackageError, CutShortError, DamagedError: there is none, or not all of it.
        NewerFormatError: it is of a later program; nothing else is looked at.
    """
    file.seek(0)
    fixed = file.read(_FIXED.size)
    if not fixed.startswith(MAGIC):
        raise CutShortError if fixed and MAGIC.startswith(fixed) else NotAPackageError
    if len(fixed) < _FIXED.size:
        raise CutShortError
    _, version, key_size = _FIXED.unpack(fixed)
    if version > VERSION:
        raise NewerFormatError(version)
    if version != VERSION:
        raise DamagedError
    key = _read_exactly(file, key_size)
    signature = _read_exactly(file, _LENGTH.unpack(_read_exactly(file, _LENGTH.size))[0])
    return Header(version, key.hex(), signature, file.tell())


def digest_of(file: BinaryIO, start: int, hasher: Hasher, advance: Callable[[int], None]) -> bytes:
    """Hash a file from `start` to its end."""
    file.seek(start)
    while block := file.read(BLOCK):
        hasher.update(block)
        advance(len(block))
    return hasher.digest()


def signed_message(digest: bytes) -> bytes:
    """What the signature is over, from the hash of the zip."""
    return _SIGNED_LABEL + digest


def _header_bytes(signing_key: bytes, signature: bytes) -> bytes:
    """The header with this key and signature."""
    fixed = _FIXED.pack(MAGIC, VERSION, len(signing_key))
    return fixed + signing_key + _LENGTH.pack(len(signature)) + signature


def _read_exactly(file: BinaryIO, size: int) -> bytes:
    """Read one field of the header."""
    if size > _KEY_LIMIT:
        raise DamagedError
    content = file.read(size)
    if len(content) < size:
        raise CutShortError
    return content
