"""Packages with a right signature and a wrong inside: whoever signs may still lie."""

import hashlib
import stat
import struct
import zlib
from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec
import pytest

from exports.packages import faults
from exports.packages.envelope import MAGIC, signed_message
from exports.packages.manifest import Member, PackageKind
from exports.packages.meter import Progress
from exports.packages.opening import open_package
from exports.packages.suites import DEFAULT
from models.errors import StorageError
from tests.unit.packages.forge import (
    ANSWERS,
    FILE,
    FINDINGS,
    OFFICE,
    REVIEWER,
    ROWS,
    STRANGER,
    Part,
    card,
    file,
    forged,
    full,
    honest,
    listed,
    opened,
    sealed,
    signed,
    spelt,
    text,
    zipped,
)

PARTS = (text(ANSWERS, ROWS), text(FINDINGS, b'{"id":"03"}\n'), file(FILE, b"a scan"))


def refused(fault: type[faults.PackageError], content: bytes, folder: Path, words: str = "") -> None:
    """The package is refused with this fault, whose sentence names the file and ends with what to do."""
    with pytest.raises(faults.PackageError, match=words or None) as caught:
        opened(content, folder)
    assert type(caught.value) is fault
    assert str(caught.value).startswith("数据包“U盘里的包.pingheng”")
    assert str(caught.value).endswith("。")


def told(*changes: tuple[int, dict[str, Any]]) -> bytes:
    """The honest members, with a manifest that says something else of some of them."""
    members = list(listed(PARTS))
    for number, change in changes:
        members[number] = msgspec.structs.replace(members[number], **change)
    return forged(PARTS, full(members))


def test_the_forge_makes_packages_that_open(tmp_path: Path) -> None:
    _, contents = opened(forged(PARTS), tmp_path)
    assert contents == {part.name: part.content for part in PARTS}


def test_the_forge_writes_what_the_program_writes(tmp_path: Path) -> None:
    manifest, _ = opened(honest(tmp_path), tmp_path)
    assert spelt(manifest) == spelt(full(listed(PARTS[:1])))


# members against the manifest


def test_a_dropped_member(tmp_path: Path) -> None:
    refused(faults.MissingMemberError, forged(PARTS[1:], full(listed(PARTS))), tmp_path, "answers.*缺失")


def test_an_added_member(tmp_path: Path) -> None:
    refused(faults.ExtraMemberError, forged(PARTS, full(listed(PARTS[:2]))), tmp_path, "files/.*多出来")


def test_swapped_members(tmp_path: Path) -> None:
    swapped = (PARTS[1], PARTS[0], PARTS[2])
    refused(faults.MemberOrderError, forged(swapped, full(listed(PARTS))), tmp_path, "次序")


def test_swapped_contents(tmp_path: Path) -> None:
    swapped = (replace(PARTS[1], name=ANSWERS), replace(PARTS[0], name=FINDINGS))
    refused(faults.WrongSizeError, forged(swapped, full(listed(PARTS[:2]))), tmp_path, "大小")


def test_a_doubled_member(tmp_path: Path) -> None:
    refused(faults.DoubledMemberError, forged((*PARTS, PARTS[0]), full(listed(PARTS))), tmp_path, "两次")


def test_a_member_that_the_manifest_names_twice(tmp_path: Path) -> None:
    members = listed((*PARTS, PARTS[0]))
    refused(faults.DoubledMemberError, forged(PARTS, full(members)), tmp_path, "两次")


def test_a_manifest_that_lies_of_a_size(tmp_path: Path) -> None:
    refused(faults.WrongSizeError, told((0, {"size": 25})), tmp_path)


def test_a_manifest_that_lies_of_a_hash(tmp_path: Path) -> None:
    for number in range(3):
        refused(faults.WrongHashError, told((number, {"sha256": "0" * 64})), tmp_path, "校验值不符")


def test_a_manifest_that_lies_of_the_rows(tmp_path: Path) -> None:
    refused(faults.WrongRowsError, told((0, {"rows": 1})), tmp_path, "行数")
    refused(faults.WrongRowsError, told((0, {"rows": 3})), tmp_path, "行数")


def test_a_manifest_that_counts_rows_of_a_file(tmp_path: Path) -> None:
    refused(faults.ManifestError, told((2, {"rows": 1})), tmp_path, r"members\[2\]\.rows")


def test_a_line_that_does_not_end(tmp_path: Path) -> None:
    refused(faults.WrongRowsError, forged([text(ANSWERS, ROWS + b"{}")]), tmp_path)


def test_a_line_without_end_in_sight(tmp_path: Path) -> None:
    refused(faults.LineTooLongError, forged([file_like_text(b'"%s"\n' % (b"x" * 2**22))]), tmp_path, "4 兆字节")


def file_like_text(content: bytes) -> Part:
    """A text member that is not compressed, so that it is no bomb either."""
    deflater = zlib.compressobj(0, zlib.DEFLATED, -15)
    return text(ANSWERS, content, packed=deflater.compress(content) + deflater.flush())


# bombs


def test_a_bomb_is_seen_by_its_size(tmp_path: Path) -> None:
    refused(faults.ExpansionError, forged([text(ANSWERS, b"\n" * 5_000_000)]), tmp_path, "异常膨胀")


def test_a_bomb_that_says_it_is_small(tmp_path: Path) -> None:
    bomb = text(ANSWERS, b"\n" * 50_000_000, size=1000, crc=0)
    members = (Member(ANSWERS, 1000, "0" * 64, 1000),)
    refused(faults.WrongSizeError, forged([bomb], full(members)), tmp_path)


def test_a_bomb_in_the_manifest(tmp_path: Path) -> None:
    bomb = text("manifest.json", b" " * 4_000_000)
    refused(faults.ExpansionError, sealed(signed(zipped([bomb]))), tmp_path)
    liar = text("manifest.json", b" " * 50_000_000, size=1000)
    refused(faults.WrongSizeError, sealed(signed(zipped([liar]))), tmp_path)


def test_a_manifest_beyond_the_limit(tmp_path: Path) -> None:
    huge = text("manifest.json", b"", size=4 * 1024 * 1024 + 1)
    refused(faults.MemberTooLargeError, sealed(signed(zipped([huge]))), tmp_path)


def test_a_member_beyond_the_limit(tmp_path: Path) -> None:
    large = file(FILE, b"small", size=1024**3 + 1)
    refused(faults.MemberTooLargeError, forged([large], full(())), tmp_path, "超过允许的大小")


def test_a_member_that_hides_more_than_it_says(tmp_path: Path) -> None:
    content = ROWS + b"{}\n"
    hiding = text(ANSWERS, content, size=len(ROWS), crc=zlib.crc32(ROWS))
    refused(faults.WrongSizeError, forged([hiding], full(listed(PARTS[:1]))), tmp_path)


def test_a_member_with_something_behind_its_end(tmp_path: Path) -> None:
    honest_part = PARTS[0]
    refused(faults.WrongSizeError, forged([replace(honest_part, packed=honest_part.packed + b"more")]), tmp_path)


def test_a_member_that_never_ends(tmp_path: Path) -> None:
    part = PARTS[0]
    refused(faults.WrongSizeError, forged([replace(part, packed=part.packed[:-1])]), tmp_path)


def test_a_member_that_does_not_unpack(tmp_path: Path) -> None:
    refused(faults.ContainerError, forged([replace(PARTS[0], packed=b"\xff" * 20)]), tmp_path, "无法解开")


def test_a_member_with_a_wrong_sum(tmp_path: Path) -> None:
    refused(faults.ContainerError, forged([replace(PARTS[0], crc=1)]), tmp_path, "校验和")


# names


@pytest.mark.parametrize(
    "name",
    [
        "rows/",
        "/etc/passwd",
        "../../answers.ndjson",
        "rows/../../answers.ndjson",
        "rows/a/b.ndjson",
        "C:/Windows/win.ini",
        "rows\\answers.ndjson",
        "rows/Answers.ndjson",
        "rows/答复.ndjson",
        "rows/answers.ndjson\n",
        "rows/answers.ndjson\0.exe",
        "manifest.json/",
        "files/" + "AB" * 32 + ".0001",
        "files/" + "ab" * 32 + ".1",
        "rows/" + "a" * 64 + ".ndjson",
        "rows/con .ndjson",
        "a" * 60_000,
        "",
    ],
    ids=lambda name: ascii(name)[:24],
)
def test_a_name_that_none_of_ours_has(tmp_path: Path, name: str) -> None:
    directory_only = zipped([text("manifest.json", spelt(full(()))), Part(name or "x", b"", b"", 0)])
    if name:
        refused(faults.UnsafeNameError, sealed(signed(directory_only)), tmp_path, "名称不允许")
    members = (Member(name, len(ROWS), hashlib.sha256(ROWS).hexdigest(), 2),)
    refused(faults.UnsafeNameError, forged(PARTS[:1], full(members)), tmp_path)


def test_a_thousand_nested_names(tmp_path: Path) -> None:
    parts = [file("a/" * number + "x", b"") for number in range(1, 1001)]
    refused(faults.UnsafeNameError, forged(parts, full(())), tmp_path)


def test_too_many_members(tmp_path: Path) -> None:
    parts = [file(f"files/{number:064x}.0001", b"") for number in range(4097)]
    refused(faults.TooManyMembersError, forged(parts, full(())), tmp_path, "4098 个成员")


def test_too_many_tables(tmp_path: Path) -> None:
    parts = [text(f"rows/table_{number}.ndjson", b"") for number in range(65)]
    refused(faults.ManifestError, forged(parts), tmp_path, "members")
    opened(forged(parts[:64]), tmp_path)


def with_mode(part: Part, mode: int) -> Part:
    """The member as another kind of file in the directory."""
    return replace(part, central=patched(part, 38, struct.pack("<I", mode << 16)))


def patched(part: Part, at: int, content: bytes, offset: int = 0) -> bytes:
    """The directory record of a member with some bytes changed."""
    record = part.entry(offset).central()
    return record[:at] + content + record[at + len(content) :]


@pytest.mark.parametrize("kind", [stat.S_IFLNK, stat.S_IFDIR, stat.S_IFIFO, stat.S_IFCHR, 0])
def test_links_and_folders(tmp_path: Path, kind: int) -> None:
    refused(faults.LinkedMemberError, forged([with_mode(PARTS[0], kind | 0o777)]), tmp_path, "链接或特殊文件")


def test_a_member_with_a_password(tmp_path: Path) -> None:
    part = replace(PARTS[0], central=patched(PARTS[0], 8, b"\x01\x00"))
    refused(faults.EncryptedMemberError, forged([part]), tmp_path, "又加了密码")


@pytest.mark.parametrize(
    "at",
    [4, 5, 6, 8, 9, 12, 13, 14, 34, 36, 38],
    ids=["made by", "system", "needed", "bit 3", "utf-8", "time", "time", "date", "disk", "internal", "mode"],
)
def test_a_directory_record_with_anything_else_in_it(tmp_path: Path, at: int) -> None:
    value = PARTS[0].entry(0).central()[at] ^ 8
    part = replace(PARTS[0], central=patched(PARTS[0], at, bytes([value])))
    with pytest.raises(faults.PackageError):
        opened(forged([part]), tmp_path)


def test_extra_fields_and_comments(tmp_path: Path) -> None:
    record = PARTS[0].entry(0).central()
    extra = record[:30] + struct.pack("<H", 4) + record[32:] + b"\x01\x00\x00\x00"
    comment = record[:32] + struct.pack("<H", 2) + record[34:] + b"hi"
    for central in (extra, comment):
        refused(faults.ContainerError, forged([replace(PARTS[0], central=central)]), tmp_path, "多余的内容")


def test_two_records_that_differ(tmp_path: Path) -> None:
    manifest = spelt(full(listed(PARTS[:1])))
    first = text("manifest.json", manifest)
    for other in (replace(PARTS[0], name=FINDINGS), replace(PARTS[0], size=1), replace(PARTS[0], crc=1)):
        part = replace(PARTS[0], local=other.entry(0).local())
        refused_zip = sealed(signed(zipped([first, part])))
        with pytest.raises(faults.ContainerError):
            opened(refused_zip, tmp_path)


def test_the_wrong_compression(tmp_path: Path) -> None:
    for part in (file(ANSWERS, ROWS), text(FILE, ROWS), replace(PARTS[0], method=12)):
        refused(faults.ContainerError, forged([part]), tmp_path, "压缩方式")


def test_a_stored_size_that_is_not_that_of_the_bytes(tmp_path: Path) -> None:
    refused(faults.WrongSizeError, forged([file(FILE, b"a scan", size=7)]), tmp_path)


# the layout of the zip


def test_bytes_between_and_behind(tmp_path: Path) -> None:
    refused(faults.ContainerError, forged(PARTS, between=b"x"), tmp_path, "多余的内容|位置")
    refused(faults.ContainerError, forged(PARTS, tail=b"x"), tmp_path)
    content = zipped([text("manifest.json", spelt(full(())))])
    refused(faults.ContainerError, sealed(signed(b"before" + content)), tmp_path, "位置")


def test_a_comment_at_the_end(tmp_path: Path) -> None:
    content = zipped([text("manifest.json", spelt(full(())))])
    refused(faults.ContainerError, sealed(signed(content[:-2] + b"\x05\x00hello")), tmp_path)


def test_a_manifest_that_is_not_the_first_or_not_there(tmp_path: Path) -> None:
    manifest = text("manifest.json", spelt(full(listed(PARTS))))
    for parts in ([*PARTS, manifest], list(PARTS), []):
        with pytest.raises(faults.ContainerError):
            opened(sealed(signed(zipped(parts))), tmp_path)


def test_two_manifests(tmp_path: Path) -> None:
    manifest = text("manifest.json", spelt(full(())))
    refused(faults.DoubledMemberError, sealed(signed(zipped([manifest, manifest]))), tmp_path)


@pytest.mark.parametrize("content", [b"", b"PK", b"no zip at all" * 10, bytes(22), b"PK\x05\x06" + bytes(18)])
def test_no_zip_at_all(tmp_path: Path, content: bytes) -> None:
    refused(faults.ContainerError, sealed(signed(content)), tmp_path)


def test_members_that_overlap(tmp_path: Path) -> None:
    manifest = text("manifest.json", spelt(full(listed(PARTS[:1]))))
    start = manifest.entry(0).end
    inner = replace(PARTS[0], central=PARTS[0].entry(start - 10).central())
    refused(faults.ContainerError, sealed(signed(zipped([manifest, inner]))), tmp_path)


# the signature and the envelope


def test_another_persons_package(tmp_path: Path) -> None:
    content = honest(tmp_path, recipients=(STRANGER.public.sealing,))
    refused(faults.OtherRecipientError, content, tmp_path, "不是封给本机的")


def test_no_keys_at_all(tmp_path: Path) -> None:
    with pytest.raises(faults.OtherRecipientError):
        opened(honest(tmp_path), tmp_path, ())


def test_keys_and_passphrases_are_told_apart(tmp_path: Path) -> None:
    locked = honest(tmp_path, passphrase="长长的口令")
    refused(faults.PassphraseNeededError, locked, tmp_path, "需要口令")
    with pytest.raises(faults.WrongPassphraseError, match="口令不正确"):
        opened(locked, tmp_path, (), "长长的口令 ")
    with pytest.raises(faults.KeysNeededError, match="口令打不开它"):
        opened(honest(tmp_path), tmp_path, (), "长长的口令")
    assert opened(locked, tmp_path, (REVIEWER.sealing,), "长长的口令")[0].sealed_by == "passphrase"
    assert opened(honest(tmp_path), tmp_path, passphrase="没有用的口令")[0].sealed_by == "keys"


def test_a_passphrase_that_would_eat_the_machine(tmp_path: Path) -> None:
    locked = honest(tmp_path, passphrase="长长的口令").replace(b" 8\n", b" 31\n")
    with pytest.raises(faults.PassphraseWorkError, match="运算量过大"):
        opened(locked, tmp_path, (), "长长的口令")


def body_of(parts: tuple[Part, ...] = PARTS) -> bytes:
    """A signed body with its truthful manifest."""
    return signed(zipped([text("manifest.json", spelt(full(listed(parts)))), *parts]))


def test_a_body_that_was_changed_after_signing(tmp_path: Path) -> None:
    body = body_of()
    for position in range(12, len(body), 7):
        changed = body[:position] + bytes([body[position] ^ 1]) + body[position + 1 :]
        with pytest.raises(faults.PackageError) as caught:
            opened(sealed(changed), tmp_path)
        if position > 200:
            assert isinstance(caught.value, faults.ChangedAfterSigningError | faults.DamagedOrCutShortError)


def test_a_signature_of_somebody_else(tmp_path: Path) -> None:
    body = body_of()
    zip_bytes = body[8 + 2 + 2 + 32 + 2 + 64 :]
    signature = DEFAULT.sign(STRANGER.signing, signed_message(hashlib.sha256(zip_bytes).digest()))
    own_name = header(bytes.fromhex(STRANGER.public.signing), signature) + zip_bytes
    refused(faults.SignerIsNotSenderError, sealed(own_name), tmp_path, "不是同一个")
    false_name = header(bytes.fromhex(OFFICE.public.signing), signature) + zip_bytes
    refused(faults.ChangedAfterSigningError, sealed(false_name), tmp_path)


def header(key: bytes, signature: bytes, version: int = 1) -> bytes:
    """A header of any content."""
    fixed = MAGIC + struct.pack(">HH", version, len(key))
    return fixed + key + struct.pack(">H", len(signature)) + signature


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (header(b"k" * 32, b"s" * 64, version=2), faults.NewerFormatError),
        (header(b"k" * 32, b"s" * 64, version=0), faults.DamagedError),
        (header(b"k" * 600, b"s" * 64), faults.DamagedError),
        (header(b"k" * 32, b"s" * 600), faults.DamagedError),
        (header(b"", b""), faults.ChangedAfterSigningError),
        (header(b"k" * 32, b""), faults.ChangedAfterSigningError),
        (header(b"k" * 32, b"s" * 64)[:40], faults.CutShortError),
        (b"PINGHENG", faults.CutShortError),
        (b"PING", faults.CutShortError),
        (b"", faults.NotAPackageError),
        (b"a letter to somebody", faults.NotAPackageError),
    ],
)
def test_headers(tmp_path: Path, content: bytes, fault: type[faults.PackageError]) -> None:
    behind = zipped([text("manifest.json", b"{}")]) if fault is faults.ChangedAfterSigningError else b""
    refused(fault, sealed(content + behind), tmp_path)


def test_a_newer_format_names_the_cure(tmp_path: Path) -> None:
    newer = b"PINGHENG\x00\x07" + b"something that nobody here can know"
    refused(faults.NewerFormatError, sealed(newer), tmp_path, "格式 7.*升级")
    with pytest.raises(faults.NewerFormatError):
        opened(newer, tmp_path, ())


def test_an_unsealed_package_that_is_no_card(tmp_path: Path) -> None:
    refused(faults.UnsealedError, body_of(), tmp_path, "只有登记卡可以这样")


def test_a_large_file_without_an_envelope(tmp_path: Path) -> None:
    refused(faults.UnsealedError, MAGIC + bytes(17 * 1024 * 1024), tmp_path)


def test_a_card_in_an_envelope(tmp_path: Path) -> None:
    refused(faults.SealDiffersError, sealed(card(tmp_path)), tmp_path, "封装方式")


def test_a_card_signed_with_a_key_of_no_suite(tmp_path: Path) -> None:
    unknown = header(b"k" * 33, b"s" * 64) + zipped([])
    with pytest.raises(faults.UnknownSuiteError, match="密码套件"):
        opened(unknown, tmp_path, ())


def test_a_package_that_names_another_suite(tmp_path: Path) -> None:
    manifest = msgspec.structs.replace(full(()), suite="sm2-sm3-sm4")
    refused(faults.UnknownSuiteError, forged((), manifest), tmp_path, "sm2-sm3-sm4")


def test_a_sender_whose_key_cannot_be_sealed_to(tmp_path: Path) -> None:
    manifest = full(())
    sender = msgspec.structs.replace(manifest.sender, sealing_key="age1nonsense")
    with pytest.raises(faults.UnusableKeyError, match="登记卡"):
        opened(forged((), msgspec.structs.replace(manifest, sender=sender)), tmp_path)


# the file itself


def test_a_file_beyond_the_limit(tmp_path: Path) -> None:
    path = tmp_path / "a.pingheng"
    path.write_bytes(honest(tmp_path))
    with (
        pytest.raises(faults.PackageTooLargeError, match=r"“a\.pingheng”有 0\.1 兆字节，超过 0\.1 兆字节的上限"),
        open_package(path, [REVIEWER.sealing], scratch=tmp_path, limit=100),
    ):
        pass


@pytest.mark.parametrize("name", ["没有.pingheng", "folder"])
def test_no_file(tmp_path: Path, name: str) -> None:
    (tmp_path / "folder").mkdir()
    with (
        pytest.raises(StorageError, match=r"找不到文件|这是文件夹"),
        open_package(tmp_path / name, [], scratch=tmp_path),
    ):
        pass


def test_a_scratch_folder_that_is_not_there(tmp_path: Path) -> None:
    path = tmp_path / "a.pingheng"
    path.write_bytes(honest(tmp_path))
    with (
        pytest.raises(StorageError, match="文件夹不存在"),
        open_package(path, [REVIEWER.sealing], scratch=tmp_path / "none"),
    ):
        pass


def test_a_long_and_strange_name_is_shown_safely(tmp_path: Path) -> None:
    name = "\u202egnp.\n" + "长" * 100
    with pytest.raises(faults.UnsafeNameError) as caught:
        opened(forged((), full((Member(name, 0, "0" * 64, 0),))), tmp_path)
    assert "�gnp.�长" in str(caught.value)
    assert len(str(caught.value)) < 150


def test_a_card_opens_and_says_that_it_lies_open(tmp_path: Path) -> None:
    path = tmp_path / "card.pingheng"
    path.write_bytes(card(tmp_path))
    with open_package(path, [], scratch=tmp_path) as package:
        assert not package.is_sealed
        assert package.manifest.kind is PackageKind.ENROLMENT
        assert package.manifest.sender.sealing_key == OFFICE.public.sealing
        assert package.signing_key == OFFICE.public.signing


def test_cancelling_leaves_no_trace(tmp_path: Path) -> None:
    path = tmp_path / "a.pingheng"
    path.write_bytes(forged([file(FILE, bytes(range(256)) * 20_000)]))
    scratch = tmp_path / "scratch"
    scratch.mkdir()

    class Cancelled(BaseException):
        """The person pressed the button."""

    def cancelling_at(call: int) -> Progress:
        left = iter(range(call, -1, -1))

        def progress(done: int, total: int) -> None:
            assert 0 <= done <= total
            if next(left) == 0:
                raise Cancelled

        return progress

    for call in range(8):
        with (
            pytest.raises(Cancelled),
            open_package(path, [REVIEWER.sealing], scratch=scratch, progress=cancelling_at(call)),
        ):
            pass
        assert list(scratch.iterdir()) == []


def test_the_callers_own_faults_pass_through(tmp_path: Path) -> None:
    path = tmp_path / "a.pingheng"
    path.write_bytes(honest(tmp_path))
    for fault in (OSError("mine"), faults.DamagedError(), KeyError("x")):
        with pytest.raises(type(fault)) as caught, open_package(path, [REVIEWER.sealing], scratch=tmp_path):
            raise fault
        assert caught.value is fault
