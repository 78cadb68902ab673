"""The manifest of a package: what it says, and the strict way in and out of bytes."""

import re
from datetime import datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import Meta, Struct

from exports.packages.faults import (
    DoubledMemberError,
    ManifestError,
    NewerFormatError,
    OtherLevelError,
    UnsafeNameError,
)

FORMAT = "pingheng-package"
VERSION = 1
LEVEL = "内部"
MANIFEST_NAME = "manifest.json"
MANIFEST_LIMIT = 4 * 1024 * 1024
MEMBER_LIMIT = 4096
TABLE_LIMIT = 64
PART_LIMIT = 1024**3

_TEXT_NAME = re.compile(r"receipts\.ndjson|rows/[a-z][a-z0-9_]{0,62}\.ndjson", re.ASCII)
_FILE_NAME = re.compile(r"files/[0-9a-f]{64}\.[0-9]{4}", re.ASCII)
_PLACE = re.compile(r"at `\$\.?(.*)`")

# no controls, no line ends, and none of the marks that turn the direction of a text
_PLAIN = r"^[^\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]*\Z"
_Text = Annotated[str, Meta(max_length=200, pattern=_PLAIN)]
_Name = Annotated[str, Meta(min_length=1, max_length=200, pattern=_PLAIN)]
_Word = Annotated[str, Meta(min_length=1, max_length=64, pattern=r"^[!-~]*\Z")]
_SigningKey = Annotated[str, Meta(max_length=1024, pattern=r"^([0-9a-f]{2})+\Z")]
_SealingKey = Annotated[str, Meta(min_length=1, max_length=1024, pattern=r"^[!-~]*\Z")]
_Digest = Annotated[str, Meta(pattern=r"^[0-9a-f]{64}\Z")]
_PreviousDigest = Annotated[str, Meta(pattern=r"^([0-9a-f]{64})?\Z")]
_Count = Annotated[int, Meta(ge=0, le=2**53)]
_Size = Annotated[int, Meta(ge=0, le=PART_LIMIT)]
_Part = Annotated[int, Meta(ge=1, le=9999)]


class PackageKind(StrEnum):
    """What a package is for."""

    ASSIGNMENT = "assignment"
    RESULTS = "results"
    RECEIPT = "receipt"
    ARCHIVE = "archive"
    ENROLMENT = "enrolment"

    @property
    def label(self) -> str:
        """The kind in a person's words."""
        return _LABELS[self]


class SealedBy(StrEnum):
    """What the envelope is closed with."""

    KEYS = "keys"
    PASSPHRASE = "passphrase"
    NOTHING = "nothing"


_LABELS = {
    PackageKind.ASSIGNMENT: "任务包",
    PackageKind.RESULTS: "结果包",
    PackageKind.RECEIPT: "回执",
    PackageKind.ARCHIVE: "归档包",
    PackageKind.ENROLMENT: "登记卡",
}


class Sender(Struct, frozen=True, forbid_unknown_fields=True):
    """The seat that made the package; `role` is `office` or `reviewer`, `signing_key` hex."""

    seat: UUID
    role: Annotated[str, Meta(pattern=r"^(office|reviewer)\Z")]
    name: _Name
    signing_key: _SigningKey = ""
    sealing_key: _SealingKey = ""


class Recipient(Struct, frozen=True, forbid_unknown_fields=True):
    """Whom the package is for; no seat where it goes to somebody not enrolled, or to anybody."""

    seat: UUID | None
    name: _Text


class BatchName(Struct, frozen=True, forbid_unknown_fields=True):
    """The batch that the package belongs to."""

    id: UUID
    name: _Name


class Member(Struct, frozen=True, forbid_unknown_fields=True):
    """One member: its size in bytes unpacked, its hash in hex, and its number of lines, 0 for a file."""

    name: str
    size: _Size
    sha256: _Digest
    rows: _Count

    @property
    def is_text(self) -> bool:
        """Whether it holds lines rather than a file."""
        return is_text_name(self.name)


class Manifest(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What a package says of itself; docs/format.md section 4 tells each key.

    `made_at` is in UTC and in whole seconds. Before sealing it is a head: `suite`, `sealed_by`, `members` and the
    sender's keys are left out, since sealing fills them in. Defaults are for heads; in bytes every key is there.
    """

    format: str = FORMAT
    version: int = VERSION
    suite: _Word = ""
    kind: PackageKind
    id: UUID
    made_at: Annotated[datetime, Meta(tz=True)]
    program: _Word
    level: str = LEVEL
    sender: Sender
    recipient: Recipient
    batch: BatchName | None
    epoch: _Count
    is_blind: bool
    sequence: _Count
    previous: _PreviousDigest
    part: _Part = 1
    parts: _Part = 1
    sealed_by: SealedBy = SealedBy.NOTHING
    members: Annotated[tuple[Member, ...], Meta(max_length=MEMBER_LIMIT)] = ()


class _Peek(Struct):
    """What decides whether the rest may be read at all."""

    format: str
    version: int
    level: str


_UNREADABLE = (msgspec.DecodeError, UnicodeError, RecursionError)
_ENCODER = msgspec.json.Encoder(uuid_format="hex", order="sorted")
_DECODER = msgspec.json.Decoder(Manifest)
_PEEKER = msgspec.json.Decoder(_Peek)


def manifest_to_bytes(manifest: Manifest) -> bytes:
    """Give the one spelling of a manifest in UTF-8: keys sorted, no blanks.

    Raises:
        ManifestError: a value that no reader would take, such as a name with a line end.
    """
    content = _ENCODER.encode(manifest)
    manifest_from_bytes(content)
    return content


def manifest_from_bytes(content: bytes) -> Manifest:
    """Read a manifest, strictly.

    Raises:
        NewerFormatError: its version is above ours.
        OtherLevelError: it is of another level than work secrets.
        UnsafeNameError, DoubledMemberError: a member is named as none may be, or twice.
        ManifestError: anything else that breaks docs/format.md, or is spelt in another way than ours.
    """
    if len(content) > MANIFEST_LIMIT:
        raise ManifestError("size")
    _refuse_others(content)
    try:
        manifest = _DECODER.decode(content)
    except _UNREADABLE as error:
        raise ManifestError(_place(error)) from None
    _check_members(manifest.members)
    _check_sense(manifest)
    # one content has one spelling; this finds doubled keys, blanks, other time zones and hyphens in a UUID
    if _ENCODER.encode(manifest) != content:
        raise ManifestError("")
    return manifest


def is_text_name(name: str) -> bool:
    """Whether a member of this name holds lines."""
    return _TEXT_NAME.fullmatch(name) is not None


def is_file_name(name: str) -> bool:
    """Whether a member of this name is a file or a part of one."""
    return _FILE_NAME.fullmatch(name) is not None


def _refuse_others(content: bytes) -> None:
    """Refuse what is of another version or level before its keys are looked at."""
    try:
        peek = _PEEKER.decode(content)
    except _UNREADABLE as error:
        raise ManifestError(_place(error)) from None
    if peek.format != FORMAT:
        raise ManifestError("format")
    if peek.version > VERSION:
        raise NewerFormatError(peek.version)
    if peek.version != VERSION:
        raise ManifestError("version")
    if peek.level != LEVEL:
        raise OtherLevelError(peek.level)


def _check_members(members: tuple[Member, ...]) -> None:
    """See that the names are ours, each once, and that files count no lines."""
    seen: set[str] = set()
    for number, member in enumerate(members):
        if not (member.is_text or is_file_name(member.name)):
            raise UnsafeNameError(member.name)
        if member.name in seen:
            raise DoubledMemberError(member.name)
        seen.add(member.name)
        if member.rows > (member.size if member.is_text else 0):
            raise ManifestError(f"members[{number}].rows")
    if sum(member.is_text for member in members) > TABLE_LIMIT:
        raise ManifestError("members")


def _check_sense(manifest: Manifest) -> None:
    """See that the keys agree with each other."""
    is_card = manifest.kind is PackageKind.ENROLMENT
    offset = manifest.made_at.utcoffset()
    claims = {
        "made_at": not offset and manifest.made_at.microsecond == 0,
        "part": manifest.part <= manifest.parts,
        "sequence": (manifest.sequence == 0) is is_card,
        "previous": (manifest.previous == "") is (manifest.sequence <= 1),
        "sealed_by": (manifest.sealed_by is SealedBy.NOTHING) is is_card,
        "recipient.seat": manifest.recipient.seat is not None or manifest.sealed_by is not SealedBy.KEYS,
    }
    for place, holds in claims.items():
        if not holds:
            raise ManifestError(place)


def _place(error: Exception) -> str:
    """Where in the manifest msgspec found the fault; empty where it does not say."""
    found = _PLACE.search(str(error))
    return found[1] if found else ""
