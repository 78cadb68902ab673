"""This seat's own keys: made once, locked under a passphrase or left in the open, replaced, changed, recovered."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from exports.packages.fingerprints import Fingerprint, fingerprint
from exports.packages.keyring import check_passphrase, is_locked, lock, public_of, unlock
from exports.packages.recovery import recovery_lines, secret_from_lines
from exports.packages.suites import DEFAULT, PublicKeys, SecretKeys
from models.changes import Changes
from models.errors import UserError
from models.queries.seats import own_key_records
from models.services.seats import keep_own_keys
from models.store import Store


class NoKeysError(UserError):
    """The seat has no keys yet."""

    def __init__(self) -> None:
        super().__init__("本机还没有密钥：请在“设置”的“密钥”中生成，或运行 keys make。")


class KeysLockedError(UserError):
    """The keys are locked and no passphrase was given."""

    def __init__(self) -> None:
        super().__init__("本机密钥由口令保护：请输入启动时设定的口令（命令行用 --passphrase-file 指定口令文件）。")


@dataclass(frozen=True, slots=True)
class OwnKeys:
    """Unlocked keys: the present pair, and every secret that may open what was sealed to this seat."""

    secret: SecretKeys = field(repr=False)
    identities: tuple[str, ...] = field(repr=False)


def has_keys(store: Store) -> bool:
    """Whether this seat has keys."""
    with store.read() as session:
        return bool(own_key_records(session))


def are_locked(store: Store) -> bool:
    """Whether the present keys need a passphrase."""
    with store.read() as session:
        records = own_key_records(session)
    return bool(records) and is_locked(records[0])


def make_keys(store: Store, passphrase: str = "", *, actor: str = "") -> PublicKeys:
    """Make new keys for this seat; earlier ones stay to open what was sealed to them.

    Raises:
        ShortPassphraseError: the passphrase protects nothing.
    """
    if passphrase:
        check_passphrase(passphrase)
    return _keep(store, DEFAULT.make_keys(), passphrase, actor)


def _keep(store: Store, secret: SecretKeys, passphrase: str, actor: str) -> PublicKeys:
    record = lock(secret, passphrase)
    with store.write(actor or store.workspace.name) as session:
        keep_own_keys(session, record, replacing=True)
    return secret.public


def recover_keys(store: Store, lines: Sequence[str], passphrase: str = "", *, actor: str = "") -> PublicKeys:
    """Bring back the keys that a recovery sheet holds, locked under a passphrase of today.

    Raises:
        UserError: a line was mistyped; the sentence names it.
    """
    if passphrase:
        check_passphrase(passphrase)
    return _keep(store, secret_from_lines(lines), passphrase, actor)


def unlock_keys(store: Store, passphrase: str = "") -> OwnKeys:
    """This seat's keys, ready for use. Older ones that another passphrase locks are left out.

    Raises:
        NoKeysError, KeysLockedError, WrongKeyPassphraseError: they cannot be had so.
    """
    with store.read() as session:
        records = own_key_records(session)
    if not records:
        raise NoKeysError
    if is_locked(records[0]) and not passphrase:
        raise KeysLockedError
    secret = unlock(records[0], passphrase)
    identities = [secret.sealing]
    for record in records[1:]:
        try:
            identities.append(unlock(record, passphrase).sealing)
        except UserError:
            continue
    return OwnKeys(secret, tuple(identities))


def change_passphrase(store: Store, old: str, new: str, *, actor: str = "") -> Changes:
    """Lock the same keys under another passphrase, the earlier ones too; an empty one leaves them in the open.

    Raises:
        WrongKeyPassphraseError, ShortPassphraseError: nothing is changed.
    """
    if new:
        check_passphrase(new)
    record = lock(unlock_keys(store, old).secret, new)
    with store.read() as session:
        earlier = [_locked_anew(each, old, new) for each in own_key_records(session)[1:]]
    with store.write(actor or store.workspace.name) as session:
        return keep_own_keys(session, record, *earlier, replacing=False)


def _locked_anew(record: dict[str, Any], old: str, new: str) -> dict[str, Any]:
    """An earlier record under the new passphrase; one that the old one does not open stays as it is."""
    try:
        return lock(unlock(record, old), new)
    except UserError:
        return record


def own_public(store: Store) -> PublicKeys:
    """This seat's public keys, which need no passphrase.

    Raises:
        NoKeysError: there are none.
    """
    with store.read() as session:
        records = own_key_records(session)
    if not records:
        raise NoKeysError
    return public_of(records[0])


def own_fingerprint(store: Store) -> Fingerprint:
    """The fingerprint that others compare."""
    who = store.workspace
    return fingerprint(own_public(store), who.seat_id, who.role.value)


def recovery_sheet(store: Store, passphrase: str = "") -> tuple[str, ...]:
    """The lines of the recovery sheet, to be printed and locked away; raises like `unlock_keys`."""
    return recovery_lines(unlock_keys(store, passphrase).secret)
