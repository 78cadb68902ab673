"""Secret keys under a passphrase, and in the open."""

import copy
import json
from typing import Any

import pytest

from exports.packages.faults import UnknownSuiteError, UnusableSecretError
from exports.packages.keyring import (
    NewerKeyringError,
    ShortPassphraseError,
    WrongKeyPassphraseError,
    is_locked,
    lock,
    public_of,
    unlock,
)
from models.errors import UserError
from tests.unit.packages.forge import OFFICE, REVIEWER

PASSPHRASE = "八个字符的口令 ok"


@pytest.fixture(scope="module")
def locked() -> dict[str, Any]:
    """The office's keys under a passphrase."""
    return lock(OFFICE, PASSPHRASE)


def changed(record: dict[str, Any], path: str, value: object) -> dict[str, Any]:
    """The record with one value changed."""
    other = copy.deepcopy(record)
    *parents, last = path.split(".")
    place = other
    for name in parents:
        place = place[name]
    place[last] = value
    return other


def test_a_passphrase_locks_and_unlocks(locked: dict[str, Any]) -> None:
    stored = json.loads(json.dumps(locked))
    assert is_locked(stored)
    assert public_of(stored) == OFFICE.public
    assert unlock(stored, PASSPHRASE) == OFFICE
    assert OFFICE.signing not in json.dumps(stored)
    assert OFFICE.sealing not in json.dumps(stored)


def test_two_locks_are_never_the_same(locked: dict[str, Any]) -> None:
    again = lock(OFFICE, PASSPHRASE)
    assert again["lock"]["salt"] != locked["lock"]["salt"]
    assert again["secrets"] != locked["secrets"]


def test_without_a_passphrase_they_lie_open() -> None:
    record = lock(OFFICE, "")
    assert not is_locked(record)
    assert unlock(record) == unlock(record, "whatever") == OFFICE


@pytest.mark.parametrize("passphrase", ["", PASSPHRASE + " ", PASSPHRASE[:-1]])
def test_a_wrong_passphrase(locked: dict[str, Any], passphrase: str) -> None:
    with pytest.raises(WrongKeyPassphraseError, match=r"口令不正确.*恢复单"):
        unlock(locked, passphrase)


def test_a_short_passphrase() -> None:
    with pytest.raises(ShortPassphraseError, match=r"至少要 8 个字符"):
        lock(OFFICE, "七个字符的口令")


def test_the_settings_are_those_of_the_page(locked: dict[str, Any]) -> None:
    settings = {key: locked["lock"][key] for key in ("kdf", "iterations", "lanes", "memory", "cipher")}
    assert settings == {"kdf": "argon2id", "iterations": 3, "lanes": 4, "memory": 65_536, "cipher": "aes-256-gcm"}


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("lock.memory", 2**31),
        ("lock.memory", 1),
        ("lock.iterations", 0),
        ("lock.iterations", 10**6),
        ("lock.lanes", 17),
        ("lock.kdf", "md5"),
        ("lock.cipher", "rot13"),
        ("lock.salt", "AAAA"),
        ("lock.salt", "!!"),
        ("lock.salt", "口令"),
        ("lock.nonce", "AAAA"),
        ("lock.surprise", 1),
        ("secrets", "no base64"),
        ("secrets", 7),
        ("surprise", 1),
        ("version", 0),
        ("version", "1"),
    ],
)
def test_a_damaged_record(locked: dict[str, Any], path: str, value: object) -> None:
    with pytest.raises(UnusableSecretError, match="已损坏"):
        unlock(changed(locked, path, value), PASSPHRASE)


def test_a_record_of_a_later_program(locked: dict[str, Any]) -> None:
    with pytest.raises(NewerKeyringError, match="格式 2"):
        is_locked(changed(locked, "version", 2))
    with pytest.raises(UnknownSuiteError):
        unlock(changed(locked, "suite", "sm2-sm3-sm4"), PASSPHRASE)


def test_another_public_side_does_not_fit(locked: dict[str, Any]) -> None:
    for field, value in (("signing", REVIEWER.public.signing), ("sealing", REVIEWER.public.sealing)):
        with pytest.raises(WrongKeyPassphraseError):
            unlock(changed(locked, field, value), PASSPHRASE)
        with pytest.raises(UnusableSecretError):
            unlock(changed(lock(OFFICE, ""), field, value))


@pytest.mark.parametrize("content", ["", "AAAA", "e30=", "eyJzaWduaW5nIjoiIiwic2VhbGluZyI6IiJ9"])
def test_secrets_in_the_open_that_are_none(content: str) -> None:
    with pytest.raises(UserError):
        unlock(changed(lock(OFFICE, ""), "secrets", content))
