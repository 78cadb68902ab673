"""What pyrage leaves out of the age format: a look at the header, and passphrases in a stream.

pyrage seals with a passphrase only what is in memory whole, holds the interpreter for seconds while it does, and takes
a gigabyte for the work. Here the same files (https://age-encryption.org/v1) are made of the standard library's scrypt
and cryptography's ChaCha20-Poly1305: in chunks, with a quarter of the memory, and without stopping the window.
"""

import base64
import hashlib
import hmac
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from exports.packages.faults import (
    CutShortError,
    DamagedError,
    DamagedOrCutShortError,
    EmptyPackageError,
    KeysNeededError,
    NotAPackageError,
    PassphraseWorkError,
    WrongPassphraseError,
)

AGE_PREFIX = b"age-encryption.org/v1\n"
CHUNK = 65536
TAG = 16
NONCE = 16
WORK = 18  # 256 MiB for about half a second; readers of other makers accept up to 22
HARDEST_WORK = 20  # one gigabyte

# a header grows by 100 bytes a recipient; a longer one only costs time, since readers parse it again for each piece
_HEAD_LIMIT = 65536
_BLOCK_SIZE = 8  # the r of scrypt, fixed by the format
_SCRYPT_LABEL = b"age-encryption.org/v1/scrypt"
_PASSPHRASE_HEAD = re.compile(
    re.escape(AGE_PREFIX)
    + rb"-> scrypt (?P<salt>[A-Za-z0-9+/]{22}) (?P<work>[1-9][0-9]?)\n(?P<key>[A-Za-z0-9+/]{43})\n"
    + rb"--- (?P<mac>[A-Za-z0-9+/]{43})\n"
)


@dataclass(frozen=True)
class AgeHead:
    """The open part of an age file: its bytes, and the size of the sealed part behind it."""

    content: bytes
    payload: int

    @property
    def has_passphrase(self) -> bool:
        """Whether it is sealed by a passphrase, which stands alone by the rules of age."""
        return self.content.startswith(AGE_PREFIX + b"-> scrypt ")

    def is_last_chunk(self, written: int) -> bool:
        """Whether the chunk after `written` opened bytes is the last one of the file."""
        return written // CHUNK >= (self.payload - NONCE - 1) // (CHUNK + TAG)


def read_head(source: BinaryIO) -> AgeHead:
    """Read the header of the age file that `source` stands at; leaves it there.

    Raises:
        EmptyPackageError, NotAPackageError, CutShortError, DamagedError: no header, or not all of it.
    """
    start = source.tell()
    content = source.read(_HEAD_LIMIT)
    size = source.seek(0, os.SEEK_END) - start
    source.seek(start)
    if not content:
        raise EmptyPackageError
    if not content.startswith(AGE_PREFIX):
        raise CutShortError if AGE_PREFIX.startswith(content) else NotAPackageError
    end = content.find(b"\n", content.find(b"\n--- ") + 1) + 1
    if b"\n--- " not in content or not end:
        raise CutShortError if size <= len(content) else DamagedError
    if size - end < NONCE + TAG:
        raise CutShortError
    return AgeHead(content[:end], size - end)


def seal_with_passphrase(source: BinaryIO, target: BinaryIO, passphrase: str, work: int = WORK) -> None:
    """Write `source` to `target` as an age file that `passphrase` opens; 2 to the power of `work` is the cost."""
    file_key, salt, nonce = os.urandom(16), os.urandom(16), os.urandom(NONCE)
    wrapped = ChaCha20Poly1305(_wrap_key(passphrase, salt, work)).encrypt(bytes(12), file_key, None)
    head = AGE_PREFIX + b"-> scrypt %s %d\n%s\n---" % (_base64(salt), work, _base64(wrapped))
    target.write(head + b" " + _base64(_mac(file_key, head)) + b"\n" + nonce)
    cipher = ChaCha20Poly1305(_derived(file_key, nonce, b"payload"))
    for number, (chunk, is_last) in enumerate(_chunks(source, CHUNK)):
        target.write(cipher.encrypt(_chunk_nonce(number, is_last), chunk, None))


def unseal_with_passphrase(source: BinaryIO, target: BinaryIO, passphrase: str) -> None:
    """Write to `target` what the age file in `source` holds.

    Raises:
        KeysNeededError, WrongPassphraseError, PassphraseWorkError: it is closed to this passphrase.
        NotAPackageError, CutShortError, DamagedError, DamagedOrCutShortError: it is not whole.
    """
    head = read_head(source)
    if not head.has_passphrase:
        raise KeysNeededError
    file_key = _file_key(head, passphrase)
    source.seek(len(head.content), os.SEEK_CUR)
    _unseal_payload(source, target, ChaCha20Poly1305(_derived(file_key, source.read(NONCE), b"payload")))


def _file_key(head: AgeHead, passphrase: str) -> bytes:
    """Open the one stanza of a passphrase, and see that the header is as it was written."""
    match = _PASSPHRASE_HEAD.fullmatch(head.content)
    if match is None:
        raise DamagedError
    if int(match["work"]) > HARDEST_WORK:
        raise PassphraseWorkError
    salt, wrapped = _bytes(match["salt"]), _bytes(match["key"])
    try:
        file_key = ChaCha20Poly1305(_wrap_key(passphrase, salt, int(match["work"]))).decrypt(bytes(12), wrapped, None)
    except (MemoryError, ValueError):
        raise PassphraseWorkError from None
    except InvalidTag:
        raise WrongPassphraseError from None
    signed = head.content[: match.start("mac") - 1]
    if not hmac.compare_digest(_mac(file_key, signed), _bytes(match["mac"])):
        raise DamagedError
    return file_key


def _unseal_payload(source: BinaryIO, target: BinaryIO, cipher: ChaCha20Poly1305) -> None:
    """Open the chunks one by one; a file that ends between two of them ends without the mark of the last."""
    for number, (chunk, is_last) in enumerate(_chunks(source, CHUNK + TAG)):
        try:
            target.write(cipher.decrypt(_chunk_nonce(number, is_last), chunk, None))
        except InvalidTag:
            raise _chunk_fault(cipher, number, chunk, is_last) from None
        if number and len(chunk) == TAG:
            raise DamagedError  # an empty last chunk lets one content be written in two ways


def _chunk_fault(
    cipher: ChaCha20Poly1305, number: int, chunk: bytes, is_last: bool
) -> DamagedError | CutShortError | DamagedOrCutShortError:
    """Tell a changed chunk from a file that ends too early, as far as that can be told."""
    if not is_last:
        return DamagedError()
    try:
        cipher.decrypt(_chunk_nonce(number, False), chunk, None)
    except InvalidTag:
        return DamagedOrCutShortError()
    return CutShortError()


def _chunks(source: BinaryIO, size: int) -> Iterator[tuple[bytes, bool]]:
    """Cut a stream into chunks of `size` bytes and say of each whether it is the last; an empty stream is one chunk."""
    chunk = source.read(size)
    while following := source.read(size):
        yield chunk, False
        chunk = following
    yield chunk, True


def _chunk_nonce(number: int, is_last: bool) -> bytes:
    """The nonce of the chunk with this number."""
    return number.to_bytes(11, "big") + bytes([is_last])


def _wrap_key(passphrase: str, salt: bytes, work: int) -> bytes:
    """The key that wraps the file key."""
    memory = 128 * _BLOCK_SIZE * (2**work + 16)
    return hashlib.scrypt(
        passphrase.encode(), salt=_SCRYPT_LABEL + salt, n=2**work, r=_BLOCK_SIZE, p=1, maxmem=memory, dklen=32
    )


def _derived(file_key: bytes, salt: bytes, label: bytes) -> bytes:
    """One of the keys that follow from the file key."""
    return HKDF(SHA256(), 32, salt, label).derive(file_key)


def _mac(file_key: bytes, head: bytes) -> bytes:
    """The authenticator of a header, up to and with its three hyphens."""
    return hmac.digest(_derived(file_key, b"", b"header"), head, "sha256")


def _base64(content: bytes) -> bytes:
    """Base64 without padding, as age writes it."""
    return base64.b64encode(content).rstrip(b"=")


def _bytes(text: bytes) -> bytes:
    """Decode base64 without padding; refuses a second spelling of the same bytes."""
    content = base64.b64decode(text + b"=" * (-len(text) % 4))
    if _base64(content) != text:
        raise DamagedError
    return content
