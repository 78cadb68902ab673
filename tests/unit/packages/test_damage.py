"""Files that are not whole: each prefix, each flipped bit, each added byte is refused with a sentence."""

from pathlib import Path

import pytest

from exports.packages.faults import (
    ChangedAfterSigningError,
    CutShortError,
    DamagedError,
    DamagedOrCutShortError,
    EmptyPackageError,
    NotAPackageError,
    PackageError,
    WrongPassphraseError,
)
from exports.packages.sealing import TextMember
from tests.unit.packages.forge import ANSWERS, REVIEWER, card, honest, opened

PASSPHRASE = "一句长口令 correct"
SENTENCES_OF_A_PREFIX = (EmptyPackageError, CutShortError, DamagedOrCutShortError)


def large(tmp_path: Path) -> bytes:
    """A package of several chunks."""
    rows = b"".join(b'{"id":"%d"}\n' % (number * 7919**3 % 10**30) for number in range(30_000))
    return honest(tmp_path, [TextMember(ANSWERS, rows)])


def chunks_of(content: bytes) -> int:
    """Where the sealed part of a package begins."""
    return content.index(b"\n", content.index(b"\n--- ") + 1) + 1


def test_every_prefix_is_refused_as_cut_short(tmp_path: Path) -> None:
    content = honest(tmp_path)
    for size in range(len(content)):
        with pytest.raises(SENTENCES_OF_A_PREFIX):
            opened(content[:size], tmp_path)


def test_every_prefix_of_a_card_is_refused(tmp_path: Path) -> None:
    content = card(tmp_path)
    for size in range(len(content)):
        with pytest.raises(SENTENCES_OF_A_PREFIX):
            opened(content[:size], tmp_path, ())


def test_prefixes_of_a_large_package_are_refused(tmp_path: Path) -> None:
    content = large(tmp_path)
    start = chunks_of(content)
    assert len(content) > 3 * 65536
    ends = [*range(start, len(content), 9973), start + 16 + 65552, start + 16 + 2 * 65552, len(content) - 1]
    for size in ends:
        with pytest.raises(SENTENCES_OF_A_PREFIX):
            opened(content[:size], tmp_path)


def test_a_package_that_ends_between_two_chunks_is_surely_cut_short(tmp_path: Path) -> None:
    content = large(tmp_path)
    with pytest.raises(CutShortError, match=r"“U盘里的包\.pingheng”不完整.*拔出了 U 盘.*重新写一份"):
        opened(content[: chunks_of(content) + 16 + 65552], tmp_path)


def test_prefixes_of_a_package_with_a_passphrase_are_refused(tmp_path: Path) -> None:
    content = honest(tmp_path, passphrase=PASSPHRASE)
    for size in range(len(content)):
        with pytest.raises(SENTENCES_OF_A_PREFIX):
            opened(content[:size], tmp_path, (), PASSPHRASE)


def test_every_flipped_bit_is_refused(tmp_path: Path) -> None:
    content = honest(tmp_path)
    for bit in range(len(content) * 8):
        with pytest.raises(PackageError):
            opened(flipped(content, bit), tmp_path)


def test_every_flipped_bit_of_a_card_is_refused(tmp_path: Path) -> None:
    content = card(tmp_path)
    for bit in range(len(content) * 8):
        with pytest.raises(PackageError):
            opened(flipped(content, bit), tmp_path, ())


def test_every_flipped_bit_under_a_passphrase_is_refused(tmp_path: Path) -> None:
    content = honest(tmp_path, passphrase=PASSPHRASE)
    work = content.index(b" 8\n") + 1
    for position in range(len(content)):
        if position == work:
            continue  # another digit of the work may cost seconds before it is refused
        # each byte with one of its bits, the next byte with the next bit
        with pytest.raises(PackageError):
            opened(flipped(content, position * 8 + position % 8), tmp_path, (), PASSPHRASE)


def test_a_changed_chunk_in_the_middle_is_damage_and_in_the_end_either(tmp_path: Path) -> None:
    content = large(tmp_path)
    with pytest.raises(DamagedError, match="已损坏"):
        opened(flipped(content, (chunks_of(content) + 1000) * 8), tmp_path)
    with pytest.raises(DamagedOrCutShortError, match="已损坏或不完整"):
        opened(flipped(content, (len(content) - 5) * 8), tmp_path)


def test_a_passphrase_tells_the_same_faults_apart(tmp_path: Path) -> None:
    rows = b"".join(b'{"id":"%d"}\n' % (number * 7919**3 % 10**30) for number in range(30_000))
    content = honest(tmp_path, [TextMember(ANSWERS, rows)], passphrase=PASSPHRASE)
    start = chunks_of(content)
    for broken, fault in (
        (flipped(content, (start + 1000) * 8), DamagedError),
        (flipped(content, (len(content) - 5) * 8), DamagedOrCutShortError),
        (content[: start + 16 + 65552], CutShortError),
        (content[:-1], DamagedOrCutShortError),
        (flipped(content, (start - 5) * 8), DamagedError),
        (content[:50] + (b"A" if content[50:51] != b"A" else b"B") + content[51:], WrongPassphraseError),
    ):
        with pytest.raises(fault):
            opened(broken, tmp_path, (), PASSPHRASE)


@pytest.mark.parametrize("tail", [b"\0", b"more", bytes(70_000)])
def test_a_lengthened_file_is_refused(tmp_path: Path, tail: bytes) -> None:
    for content, identities in ((honest(tmp_path), (REVIEWER.sealing,)), (card(tmp_path), ())):
        with pytest.raises(PackageError):
            opened(content + tail, tmp_path, identities)


def test_a_card_that_was_changed_says_so(tmp_path: Path) -> None:
    content = card(tmp_path)
    with pytest.raises(ChangedAfterSigningError, match="签名之后被改动过"):
        opened(content.replace(b"manifest.json", b"manifest.jsoM"), tmp_path, ())


@pytest.mark.parametrize("content", [b"PK\x03\x04 a zip", b"%PDF-1.7\n", bytes(5000), "随便写的".encode(), b"age1"])
def test_other_files_are_no_packages(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(NotAPackageError, match=r"不是评衡的数据包.*选错了文件"):
        opened(content, tmp_path)


def test_an_empty_file_has_its_own_sentence(tmp_path: Path) -> None:
    with pytest.raises(EmptyPackageError, match="是空文件"):
        opened(b"", tmp_path)


def test_a_header_without_an_end_costs_nothing(tmp_path: Path) -> None:
    with pytest.raises(DamagedError):
        opened(b"age-encryption.org/v1\n" + b"-> X25519 a\nb\n" * 50_000, tmp_path)


def flipped(content: bytes, bit: int) -> bytes:
    """The content with one bit changed."""
    changed = bytearray(content)
    changed[bit // 8] ^= 1 << bit % 8
    return bytes(changed)
