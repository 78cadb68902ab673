"""The cipher suite: what it seals, age opens; and what goes wrong on either side comes out as it was."""

import base64
import io
import os
from collections.abc import Callable
from typing import BinaryIO

import pyrage
import pytest

from exports.packages import age_format
from exports.packages.faults import DamagedError, UnknownSuiteError, UnusableKeyError, UnusableSecretError
from exports.packages.suites import (
    DEFAULT,
    SUITES,
    AgeSuite,
    PublicKeys,
    suite_named,
    suite_of,
    suite_of_key,
)
from tests.unit.packages.forge import CHEAP, OFFICE, REVIEWER

SIZES = [0, 1, 65_535, 65_536, 65_537, 131_072, 200_000]


def through(operation: Callable[[BinaryIO, BinaryIO], None], content: bytes) -> bytes:
    """What comes out when `content` goes in."""
    target = io.BytesIO()
    operation(io.BytesIO(content), target)
    return target.getvalue()


def test_suites_are_found_by_name_beginning_and_key() -> None:
    for name, suite in SUITES.items():
        assert suite_named(name) is suite
        assert suite_of(suite.prefix + b"and more") is suite
        assert suite_of(suite.prefix[:5]) is suite
        assert suite_of_key("ab" * suite.key_size) is suite
    assert suite_of(b"something else") is None
    assert suite_of(b"") is None
    with pytest.raises(UnknownSuiteError, match="rot13"):
        suite_named("rot13")
    with pytest.raises(UnknownSuiteError):
        suite_of_key("ab")


def test_the_name_is_in_the_format() -> None:
    assert DEFAULT.name == "age-ed25519-sha256"
    assert DEFAULT.prefix == b"age-encryption.org/v1\n"


@pytest.mark.parametrize("size", SIZES)
def test_keys_seal_and_open_also_with_age_itself(size: int) -> None:
    content = os.urandom(size)
    identity = pyrage.x25519.Identity.from_str(REVIEWER.sealing)
    recipients = [OFFICE.public.sealing, REVIEWER.public.sealing]
    ours = through(lambda source, target: DEFAULT.seal(source, target, recipients), content)
    theirs = pyrage.encrypt(content, [identity.to_public()])
    assert pyrage.decrypt(ours, [identity]) == content
    for envelope in (ours, theirs):
        opened = through(lambda source, target: DEFAULT.unseal(source, target, [REVIEWER.sealing]), envelope)
        assert opened == content


@pytest.mark.parametrize("size", SIZES)
def test_passphrases_seal_and_open_also_with_age_itself(size: int) -> None:
    content = os.urandom(size)
    ours = through(lambda source, target: CHEAP.seal_with_passphrase(source, target, "口令 one"), content)
    assert pyrage.passphrase.decrypt(ours, "口令 one") == content
    opened = through(lambda source, target: CHEAP.unseal_with_passphrase(source, target, "口令 one"), ours)
    assert opened == content


def test_a_passphrase_of_another_age_opens() -> None:
    # made with pyrage 1.4.0: passphrase "one two three", content "from another age"
    foreign = base64.b64decode(FOREIGN)
    assert through(lambda s, t: DEFAULT.unseal_with_passphrase(s, t, "one two three"), foreign) == b"from another age"


def test_an_empty_last_chunk_is_refused_as_age_does() -> None:
    content = os.urandom(65_536)
    sealed = through(lambda source, target: CHEAP.seal_with_passphrase(source, target, "x"), content)
    head = age_format.read_head(io.BytesIO(sealed))
    assert head.payload == 16 + 65_536 + 16
    # the same content as a full chunk that is not the last, and an empty one that is
    doubled = _with_an_empty_chunk(sealed, head)
    with pytest.raises(DamagedError):
        through(lambda source, target: CHEAP.unseal_with_passphrase(source, target, "x"), doubled)
    with pytest.raises(pyrage.DecryptError):
        pyrage.passphrase.decrypt(doubled, "x")


def _with_an_empty_chunk(sealed: bytes, head: age_format.AgeHead) -> bytes:
    """Seal the same content again in two chunks, the second empty."""
    file_key = age_format._file_key(head, "x")
    nonce = sealed[len(head.content) : len(head.content) + 16]
    cipher = age_format.ChaCha20Poly1305(age_format._derived(file_key, nonce, b"payload"))
    content = cipher.decrypt(bytes(11) + b"\x01", sealed[len(head.content) + 16 :], None)
    chunks = cipher.encrypt(bytes(12), content, None) + cipher.encrypt(bytes(10) + b"\x01\x01", b"", None)
    return head.content + nonce + chunks


@pytest.mark.parametrize("work", ["0", "08", "+8", "8 8", "999", ""])
def test_a_work_factor_that_is_none(work: str) -> None:
    sealed = through(lambda source, target: CHEAP.seal_with_passphrase(source, target, "x"), b"content")
    strange = sealed.replace(b" 8\n", f" {work}\n".encode(), 1)
    with pytest.raises(DamagedError):
        through(lambda source, target: CHEAP.unseal_with_passphrase(source, target, "x"), strange)


def test_the_usual_work_is_that_of_the_format() -> None:
    assert AgeSuite().work == 18
    sealed = through(lambda source, target: DEFAULT.seal_with_passphrase(source, target, "x"), b"")
    assert b" 18\n" in sealed


def test_signatures_are_the_same_each_time_and_bound_to_key_and_message() -> None:
    signature = DEFAULT.sign(OFFICE.signing, b"message")
    assert signature == DEFAULT.sign(OFFICE.signing, b"message")
    assert DEFAULT.verify(OFFICE.public.signing, b"message", signature)
    assert not DEFAULT.verify(OFFICE.public.signing, b"messagE", signature)
    assert not DEFAULT.verify(REVIEWER.public.signing, b"message", signature)
    for key in ("", "zz", "ab", "00" * 33):
        assert not DEFAULT.verify(key, b"message", signature)
    for other in (b"", signature[:-1], signature + b"\0", bytes(64)):
        assert not DEFAULT.verify(OFFICE.public.signing, b"message", other)


def test_keys_are_fresh_and_their_public_side_follows() -> None:
    first, second = DEFAULT.make_keys(), DEFAULT.make_keys()
    assert first != second
    assert DEFAULT.restore_keys(first.signing, first.sealing) == first
    DEFAULT.check_keys(first.public)


@pytest.mark.parametrize(
    ("signing", "sealing"),
    [("", OFFICE.sealing), ("zz", OFFICE.sealing), (OFFICE.signing, ""), (OFFICE.signing, OFFICE.public.sealing)],
)
def test_secrets_that_are_none(signing: str, sealing: str) -> None:
    with pytest.raises(UnusableSecretError, match="恢复单"):
        DEFAULT.restore_keys(signing, sealing)


def test_public_keys_that_are_none() -> None:
    for public in (
        PublicKeys("", OFFICE.public.sealing),
        PublicKeys(OFFICE.public.signing, "age1x"),
        PublicKeys("ab" * 31, OFFICE.public.sealing),
    ):
        with pytest.raises(UnusableKeyError):
            DEFAULT.check_keys(public)
    with pytest.raises(UnusableSecretError):
        through(lambda s, t: DEFAULT.unseal(s, t, ["nonsense"]), pyrage.encrypt(b"", [recipient()]))


def recipient() -> pyrage.x25519.Recipient:
    """The reviewer as pyrage knows it."""
    return pyrage.x25519.Recipient.from_str(REVIEWER.public.sealing)


class _Failing(io.RawIOBase):
    """A stream that fails after so many bytes."""

    def __init__(self, content: bytes, after: int, fault: BaseException) -> None:
        self._content = io.BytesIO(content)
        self._left = after
        self._fault = fault

    def readable(self) -> bool:
        return True

    def writable(self) -> bool:
        return True

    def read(self, size: int = -1, /) -> bytes:
        self._spend(size)
        return self._content.read(size)

    def write(self, content: object, /) -> int:
        size = len(content)  # type: ignore[arg-type]
        self._spend(size)
        return size

    def seek(self, offset: int, whence: int = 0, /) -> int:
        return self._content.seek(offset, whence)

    def tell(self) -> int:
        return self._content.tell()

    def _spend(self, size: int) -> None:
        self._left -= size
        if self._left < 0:
            raise self._fault


class _StoppedError(BaseException):
    """What a cancelled work raises."""


@pytest.mark.parametrize(
    "fault", [OSError(28, "full"), ValueError("odd"), KeyboardInterrupt(), _StoppedError()], ids=repr
)
@pytest.mark.parametrize("after", [0, 100, 70_000, 199_000])
def test_faults_of_either_side_come_out_as_they_were(fault: BaseException, after: int) -> None:
    content = os.urandom(200_000)
    keys = through(lambda s, t: DEFAULT.seal(s, t, [REVIEWER.public.sealing]), content)
    phrase = through(lambda s, t: CHEAP.seal_with_passphrase(s, t, "x"), content)
    fault.__cause__ = cause = KeyError("why")
    operations: list[tuple[Callable[[BinaryIO, BinaryIO], None], bytes]] = [
        (lambda s, t: DEFAULT.seal(s, t, [REVIEWER.public.sealing]), content),
        (lambda s, t: CHEAP.seal_with_passphrase(s, t, "x"), content),
        (lambda s, t: DEFAULT.unseal(s, t, [REVIEWER.sealing]), keys),
        (lambda s, t: CHEAP.unseal_with_passphrase(s, t, "x"), phrase),
    ]
    for operation, given in operations:
        failing: BinaryIO = _Failing(given, after, fault)  # type: ignore[assignment]
        for source, target in ((failing, io.BytesIO()), (io.BytesIO(given), failing)):
            with pytest.raises(type(fault)) as caught:
                operation(source, target)
            assert caught.value is fault
            assert caught.value.__cause__ is cause


FOREIGN = (
    "YWdlLWVuY3J5cHRpb24ub3JnL3YxCi0+IHNjcnlwdCBjSW1iQVV6TExBbEZEbDJzekRHWDhRIDE5CjlsTzVGaWkvY3k4Rm1RenRJ"
    "RGdYMzN3VDN6RkFQOFFobENPaTZuOExiT1UKLS0tIDRTeXFUR1BmTGpUK3d2UlR3TTF6Vzc0Nk1mZ1ZQNy9nbExkVVJqbFNzYkUK"
    "ih2wxvKgihZeBoBMYetvPTsAMAjDA6nCdVU/KaEQJ4TEBtZ+W9E1GrrzWVfhTjAi"
)
