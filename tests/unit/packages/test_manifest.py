"""The manifest: what it says comes back, and anything else than its one spelling is refused."""

import json
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import msgspec
import pytest

from exports.packages.faults import (
    DoubledMemberError,
    ManifestError,
    NewerFormatError,
    OtherLevelError,
    UnsafeNameError,
)
from exports.packages.manifest import (
    Member,
    PackageKind,
    Recipient,
    SealedBy,
    manifest_from_bytes,
    manifest_to_bytes,
)
from tests.unit.packages.forge import ANSWERS, FILE, full

MEMBERS = (Member(ANSWERS, 24, "0" * 64, 2), Member(FILE, 5, "1" * 64, 0))
GOOD = manifest_to_bytes(full(MEMBERS))


def changed(path: str, value: object) -> bytes:
    """The good manifest with one value changed, spelt as ours is."""
    content = json.loads(GOOD)
    *parents, last = path.split(".")
    place: Any = content
    for name in parents:
        place = place[int(name) if name.isdigit() else name]
    if value is ...:
        del place[last]
    else:
        place[int(last) if last.isdigit() else last] = value
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode(errors="surrogatepass")


def test_what_it_says_comes_back() -> None:
    manifest = full(MEMBERS)
    assert manifest_from_bytes(GOOD) == manifest
    assert changed("epoch", 1) == GOOD


def test_it_is_one_line_of_sorted_json() -> None:
    assert GOOD.startswith(b'{"batch":{"id":"0197e000000070008000000000000002","name":"2026 \xe5\xb9\xb4')
    assert b'"made_at":"2026-01-05T02:03:04Z"' in GOOD
    assert b'"kind":"results"' in GOOD


@pytest.mark.parametrize("kind", list(PackageKind))
def test_every_kind_has_a_name(kind: PackageKind) -> None:
    assert kind.label.isprintable()
    assert kind.label != kind.value


LONG = "长" * 201


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("format", "zip"),
        ("version", 0),
        ("version", "1"),
        ("version", 1.0),
        ("suite", ""),
        ("suite", "带空格 的"),
        ("suite", "x" * 65),
        ("kind", "letter"),
        ("id", "0197e000-0000-7000-8000-000000000009"),
        ("id", "0197E000000070008000000000000009"),
        ("id", "7"),
        ("made_at", "2026-01-05T02:03:04"),
        ("made_at", "2026-01-05T10:03:04+08:00"),
        ("made_at", "2026-01-05T02:03:04.5Z"),
        ("made_at", "2026-01-05T02:03:04+00:00"),
        ("made_at", 1767578584),
        ("program", ""),
        ("sender", None),
        ("sender.role", "observer"),
        ("sender.name", ""),
        ("sender.name", LONG),
        ("sender.name", "a\nb"),
        ("sender.name", "a\n"),
        ("sender.name", "a\u202eb"),
        ("sender.name", "a\x00"),
        ("sender.signing_key", ""),
        ("sender.signing_key", "0"),
        ("sender.signing_key", "AB" * 32),
        ("sender.sealing_key", ""),
        ("sender.sealing_key", "age1 x"),
        ("recipient.seat", None),
        ("recipient.name", LONG),
        ("batch", {}),
        ("batch.name", 7),
        ("epoch", -1),
        ("epoch", 2**53 + 1),
        ("epoch", True),
        ("is_blind", 0),
        ("sequence", 0),
        ("sequence", -1),
        ("sequence", 2),
        ("previous", "0" * 64),
        ("previous", "0" * 63),
        ("part", 0),
        ("part", 2),
        ("parts", 10_000),
        ("sealed_by", "nothing"),
        ("sealed_by", "wax"),
        ("members", None),
        ("members", {}),
        ("members.0.size", -1),
        ("members.0.size", 1024**3 + 1),
        ("members.0.size", "24"),
        ("members.0.sha256", "0" * 63),
        ("members.0.sha256", "G" * 64),
        ("members.0.rows", 25),
        ("members.1.rows", 1),
        ("members.0.extra", 1),
        ("surprise", 1),
        ("sender.surprise", 1),
        ("batch", ...),
        ("epoch", ...),
        ("previous", ...),
        ("members", ...),
        ("sender.name", ...),
    ],
)
def test_a_value_that_breaks_a_rule_is_refused(path: str, value: object) -> None:
    with pytest.raises(ManifestError, match=r"清单不合规范.*重新导出"):
        manifest_from_bytes(changed(path, value))


def test_the_sentence_names_the_place() -> None:
    with pytest.raises(ManifestError, match=r"（members\[\.\.\.\]\.size）|（members\[0\]\.size）"):
        manifest_from_bytes(changed("members.0.size", "x"))
    with pytest.raises(ManifestError, match=r"（sender\.role）"):
        manifest_from_bytes(changed("sender.role", "chief"))


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"null",
        b"[]",
        b"{}",
        b"\xff\xfe",
        b"{" * 100_000,
        b'{"a":' * 100_000,
        GOOD[:-1],
        GOOD + b"\n",
        b"\xef\xbb\xbf" + GOOD,
        GOOD.replace(b",", b", ", 1),
        GOOD.replace(b'"epoch":1', b'"epoch":1,"epoch":1'),
        GOOD.replace(b'"epoch":1', b'"epoch":01'),
        GOOD.replace(b'"epoch":1', b'"epoch":1e0'),
        GOOD.replace(b"results", b"\\u0072esults"),
        GOOD.replace("云溪区".encode(), "云溪区".encode("gb18030")),
        GOOD.replace(b'"epoch":1,', b"").replace(b'"format"', b'"epoch":1,"format"', 1)[::-1],
        b" " * (4 * 1024 * 1024 + 1),
    ],
    ids=range(18),
)
def test_another_spelling_is_refused(content: bytes) -> None:
    with pytest.raises(ManifestError):
        manifest_from_bytes(content)


def test_a_newer_version_is_told_apart() -> None:
    with pytest.raises(NewerFormatError, match="格式 2"):
        manifest_from_bytes(changed("version", 2))
    newer = json.dumps({**json.loads(changed("version", 9)), "surprise": 1}).encode()
    with pytest.raises(NewerFormatError, match="格式 9"):
        manifest_from_bytes(newer)


@pytest.mark.parametrize("level", ["秘密", "机密", "公开", ""])
def test_another_level_is_told_apart(level: str) -> None:
    with pytest.raises(OtherLevelError, match="只处理“内部”"):
        manifest_from_bytes(changed("level", level))


def test_members_are_ours_and_come_once() -> None:
    with pytest.raises(UnsafeNameError):
        manifest_from_bytes(changed("members.0.name", "manifest.json"))
    with pytest.raises(DoubledMemberError):
        manifest_from_bytes(changed("members.1", json.loads(GOOD)["members"][0]))


def test_too_many_members() -> None:
    members = [Member(f"files/{number:064x}.0001", 0, "0" * 64, 0) for number in range(4097)]
    with pytest.raises(ManifestError, match="members"):
        manifest_to_bytes(full(members))
    manifest_to_bytes(full(members[:4096]))


def test_cards_and_passphrases_have_their_own_rules() -> None:
    card = {"kind": PackageKind.ENROLMENT, "sequence": 0, "batch": None, "recipient": Recipient(None, "")}
    whole = msgspec.structs.replace(full((), **card), sealed_by=SealedBy.NOTHING)
    assert manifest_from_bytes(manifest_to_bytes(whole)) == whole
    for change in ({"sequence": 1}, {"kind": PackageKind.RESULTS}, {"sealed_by": SealedBy.KEYS}):
        with pytest.raises(ManifestError):
            manifest_to_bytes(msgspec.structs.replace(whole, **change))
    unknown = msgspec.structs.replace(full(()), sealed_by=SealedBy.PASSPHRASE, recipient=Recipient(None, "上级法院"))
    manifest_to_bytes(unknown)


def test_later_links_of_a_chain_name_the_one_before() -> None:
    manifest_to_bytes(full((), sequence=2, previous="a" * 64))
    with pytest.raises(ManifestError, match="previous"):
        manifest_to_bytes(full((), sequence=2))


@pytest.mark.parametrize(
    "moment",
    [
        datetime(2026, 1, 5, 2, 3, 4, 5, tzinfo=UTC),
        datetime(2026, 1, 5, 10, 3, 4, tzinfo=timezone(timedelta(hours=8))),
    ],
)
def test_times_are_utc_and_whole_seconds(moment: datetime) -> None:
    with pytest.raises(ManifestError, match="made_at"):
        manifest_to_bytes(full((), made_at=moment))
