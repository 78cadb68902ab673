"""A seat's secret keys as a record to store, locked with a passphrase or, without one, in the open."""

import base64
import binascii
import os
from typing import Annotated, Any, Literal

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from msgspec import Meta, Struct

from exports.packages.faults import UnusableSecretError
from exports.packages.suites import DEFAULT, PublicKeys, SecretKeys, Suite, suite_named
from models.errors import UserError

VERSION = 1
SHORTEST_PASSPHRASE = 8

_ITERATIONS = 3
_LANES = 4
_MEMORY = 64 * 1024  # in KiB
_NONCE = 12
_LABEL = b"pingheng-keyring-1\n"
_ENCODER = msgspec.json.Encoder(order="sorted")


class WrongKeyPassphraseError(UserError):
    """The passphrase does not open the keys."""

    def __init__(self) -> None:
        super().__init__("口令不正确，密钥没有打开。请核对大小写和空格后再试；忘记口令时请用恢复单找回密钥。")


class ShortPassphraseError(UserError):
    """The passphrase is too short to protect anything."""

    def __init__(self) -> None:
        super().__init__(f"口令太短，至少要 {SHORTEST_PASSPHRASE} 个字符。请换一个更长的口令。")


class NewerKeyringError(UserError):
    """The keys were locked by a later program."""

    def __init__(self, version: int) -> None:
        super().__init__(f"密钥是较新版本的程序保存的（格式 {version}），本机的程序读不了。请升级评衡后再试。")


class _Lock(Struct, frozen=True, forbid_unknown_fields=True):
    """How a passphrase becomes a key; bounded, so that a changed record cannot eat the machine."""

    kdf: Literal["argon2id"]
    salt: str
    iterations: Annotated[int, Meta(ge=1, le=16)]
    lanes: Annotated[int, Meta(ge=1, le=16)]
    memory: Annotated[int, Meta(ge=8 * 16, le=1024 * 1024)]
    cipher: Literal["aes-256-gcm"]
    nonce: str


class _Record(Struct, frozen=True, forbid_unknown_fields=True):
    """What is stored: the public side for all to see, and the secrets, in the open or locked."""

    version: int
    suite: str
    signing: str
    sealing: str
    secrets: str
    lock: _Lock | None


class _Secrets(Struct, frozen=True, forbid_unknown_fields=True):
    """What is locked."""

    signing: str
    sealing: str


def lock(secret: SecretKeys, passphrase: str, suite: Suite = DEFAULT) -> dict[str, Any]:
    """Give the record of a seat's keys, of plain JSON values; an empty passphrase leaves them in the open.

    Raises:
        ShortPassphraseError: the passphrase has fewer than eight characters.
    """
    content = _ENCODER.encode(_Secrets(secret.signing, secret.sealing))
    settings = None
    if passphrase:
        check_passphrase(passphrase)
        settings = _new_lock()
        content = _cipher(settings, passphrase).encrypt(_decoded(settings.nonce), content, _bound(suite, secret.public))
    record = _Record(VERSION, suite.name, secret.public.signing, secret.public.sealing, _encoded(content), settings)
    plain: dict[str, Any] = msgspec.to_builtins(record)
    return plain


def unlock(record: dict[str, Any], passphrase: str = "") -> SecretKeys:
    """Give the keys back; a passphrase for keys in the open is not looked at.

    Raises:
        WrongKeyPassphraseError: the passphrase does not open them.
        UnusableSecretError: the record is damaged, or the secrets do not belong to its public keys.
        NewerKeyringError, UnknownSuiteError: it is of a later program.
    """
    stored = _read(record)
    suite = suite_named(stored.suite)
    public = PublicKeys(stored.signing, stored.sealing)
    content = _decoded(stored.secrets)
    if stored.lock is not None:
        content = _opened(stored.lock, passphrase, content, _bound(suite, public))
    try:
        secrets = msgspec.json.decode(content, type=_Secrets)
    except (msgspec.DecodeError, UnicodeError):
        raise UnusableSecretError from None
    keys = suite.restore_keys(secrets.signing, secrets.sealing)
    if keys.public != public:
        raise UnusableSecretError
    return keys


def is_locked(record: dict[str, Any]) -> bool:
    """Whether the keys need a passphrase; raises like `unlock`."""
    return _read(record).lock is not None


def public_of(record: dict[str, Any]) -> PublicKeys:
    """The public side, which needs no passphrase; raises like `unlock`."""
    stored = _read(record)
    return PublicKeys(stored.signing, stored.sealing)


def check_passphrase(passphrase: str) -> None:
    """See that a new passphrase is long enough; raises ShortPassphraseError."""
    if len(passphrase) < SHORTEST_PASSPHRASE:
        raise ShortPassphraseError


def _new_lock() -> _Lock:
    """Today's settings with a fresh salt and nonce."""
    salt, nonce = _encoded(os.urandom(16)), _encoded(os.urandom(_NONCE))
    return _Lock("argon2id", salt, _ITERATIONS, _LANES, _MEMORY, "aes-256-gcm", nonce)


def _opened(settings: _Lock, passphrase: str, content: bytes, bound: bytes) -> bytes:
    """Unlock the secrets."""
    nonce = _decoded(settings.nonce)
    if len(nonce) != _NONCE or len(_decoded(settings.salt)) < 8:
        raise UnusableSecretError
    try:
        return _cipher(settings, passphrase).decrypt(nonce, content, bound)
    except InvalidTag:
        raise WrongKeyPassphraseError from None


def _cipher(settings: _Lock, passphrase: str) -> AESGCM:
    """The cipher with the key that the passphrase becomes."""
    kdf = Argon2id(
        salt=_decoded(settings.salt),
        length=32,
        iterations=settings.iterations,
        lanes=settings.lanes,
        memory_cost=settings.memory,
    )
    return AESGCM(kdf.derive(passphrase.encode()))


def _bound(suite: Suite, public: PublicKeys) -> bytes:
    """What the lock is bound to, so that nobody can put another public side in front of it."""
    return _LABEL + "\n".join((suite.name, public.signing, public.sealing)).encode()


def _read(record: dict[str, Any]) -> _Record:
    """Read a stored record, strictly."""
    version = record.get("version")
    if isinstance(version, int) and version > VERSION:
        raise NewerKeyringError(version)
    try:
        stored = msgspec.convert(record, _Record)
    except msgspec.ValidationError:
        raise UnusableSecretError from None
    if stored.version != VERSION:
        raise UnusableSecretError
    return stored


def _encoded(content: bytes) -> str:
    """Bytes as text."""
    return base64.b64encode(content).decode("ascii")


def _decoded(text: str) -> bytes:
    """Text as bytes; raises UnusableSecretError."""
    try:
        return base64.b64decode(text.encode("ascii"), validate=True)
    except (binascii.Error, UnicodeError):
        raise UnusableSecretError from None
