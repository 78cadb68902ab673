"""Packages for the tests: honest ones, and hostile ones with a right signature."""

import hashlib
import io
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec

from exports.packages.container import Container
from exports.packages.envelope import sign_container
from exports.packages.manifest import BatchName, Manifest, Member, PackageKind, Recipient, SealedBy, Sender
from exports.packages.opening import open_package
from exports.packages.records import DEFLATED, STORED, End, Entry
from exports.packages.sealing import FileMember, TextMember, seal_package
from exports.packages.suites import DEFAULT, AgeSuite
from models.errors import StorageError, UserError

OFFICE = DEFAULT.restore_keys(
    "8a17e19c567d13073279c68c8fc11191fe0a38f55e9e13ca35cdf84e0072acd0",
    "AGE-SECRET-KEY-1DGV888QUYZTTE0CY8RSM6WYRL5YYLU3JP4E6PEETKTPVHHFUU9WSW9JDG2",
)
REVIEWER = DEFAULT.restore_keys(
    "c54e6cd5fff855191d76a5d735e696eaa4a1a85517f92b497a5400c35c4c1a47",
    "AGE-SECRET-KEY-1EDU5P50Q25XA2Z04YR3XXQCEKRZWDT300EM8GEU29CS4Y8X3YYLS3HU8JE",
)
STRANGER = DEFAULT.restore_keys(
    "ceca5182f6c3c3821af64a69d3c42bfb0041555e5981942766b882c143b6b2a2",
    "AGE-SECRET-KEY-1QEECCM4DPMTDUCP8JGUU8GW5WT629PG6GAX26CXTKRQ6NXHV6YKQTR24Y8",
)
# a passphrase that costs a thousandth of the usual
CHEAP = AgeSuite(work=8)
OFFICE_SEAT = UUID("0197e000000070008000000000000001")
REVIEWER_SEAT = UUID("0197e00000007000800000003f2a9c01")
ANSWERS = "rows/answers.ndjson"
FINDINGS = "rows/findings.ndjson"
FILE = "files/" + "ab" * 32 + ".0001"
ROWS = b'{"id":"01"}\n{"id":"02"}\n'


def head(**changes: Any) -> Manifest:
    """A head of results for a reviewer."""
    manifest = Manifest(
        kind=PackageKind.RESULTS,
        id=UUID("0197e000000070008000000000000009"),
        made_at=datetime(2026, 1, 5, 2, 3, 4, tzinfo=UTC),
        program="0.1.0",
        sender=Sender(OFFICE_SEAT, "office", "示例市云溪区人民法院审管办"),
        recipient=Recipient(REVIEWER_SEAT, "李评查"),
        batch=BatchName(UUID("0197e000000070008000000000000002"), "2026 年第一批"),
        epoch=1,
        is_blind=False,
        sequence=1,
        previous="",
    )
    return msgspec.structs.replace(manifest, **changes)


def card_head(**changes: Any) -> Manifest:
    """A head of an enrolment card."""
    return head(kind=PackageKind.ENROLMENT, sequence=0, batch=None, epoch=0, recipient=Recipient(None, ""), **changes)


def honest(
    scratch: Path,
    members: Sequence[TextMember | FileMember] = (TextMember(ANSWERS, ROWS),),
    manifest: Manifest | None = None,
    recipients: Sequence[str] = (REVIEWER.public.sealing, OFFICE.public.sealing),
    passphrase: str = "",
) -> bytes:
    """A package as the program writes it."""
    target = io.BytesIO()
    with seal_package(
        manifest or head(),
        members,
        OFFICE,
        scratch=scratch,
        recipients=() if passphrase else recipients,
        passphrase=passphrase,
        suite=CHEAP,
    ) as package:
        package.write(target)
    return target.getvalue()


def card(scratch: Path) -> bytes:
    """An enrolment card as the program writes it."""
    return honest(scratch, (), card_head(), ())


@dataclass(frozen=True)
class Part:
    """One member of a forged zip: what its records say, and its bytes."""

    name: str
    content: bytes
    packed: bytes
    method: int
    size: int | None = None
    crc: int | None = None
    local: bytes = b""
    central: bytes = b""

    def entry(self, offset: int) -> Entry:
        """The member as the directory has it."""
        size = len(self.content) if self.size is None else self.size
        crc = zlib.crc32(self.content) if self.crc is None else self.crc
        return Entry(self.name, self.method, crc, len(self.packed), size, offset)


def text(name: str, content: bytes, **changes: Any) -> Part:
    """A deflated member."""
    deflater = zlib.compressobj(9, zlib.DEFLATED, -15)
    return replace(Part(name, content, deflater.compress(content) + deflater.flush(), DEFLATED), **changes)


def file(name: str, content: bytes, **changes: Any) -> Part:
    """A stored member."""
    return replace(Part(name, content, content, STORED), **changes)


def zipped(parts: Sequence[Part], between: bytes = b"", tail: bytes = b"") -> bytes:
    """A zip of these members in this order, with `between` after each one's bytes and `tail` at the very end."""
    content = directory = b""
    for part in parts:
        entry = part.entry(len(content))
        directory += part.central or _central(entry)
        content += (part.local or _local(entry)) + part.packed + between
    return content + directory + End(len(parts), len(directory), len(content)).record() + tail


def _local(entry: Entry) -> bytes:
    """The local record, also of a name that is not ASCII."""
    name = entry.name.encode()
    return replace(entry, name="x" * len(name)).local()[: -len(name)] + name


def _central(entry: Entry) -> bytes:
    """The directory's record, also of a name that is not ASCII."""
    name = entry.name.encode()
    return replace(entry, name="x" * len(name)).central()[: -len(name)] + name


def listed(parts: Sequence[Part]) -> tuple[Member, ...]:
    """What an honest manifest says of these members."""
    return tuple(
        Member(
            part.name,
            len(part.content),
            hashlib.sha256(part.content).hexdigest(),
            part.content.count(b"\n") if part.method == DEFLATED else 0,
        )
        for part in parts
    )


def full(members: Sequence[Member], **changes: Any) -> Manifest:
    """A whole manifest of the office's."""
    manifest = head(**changes)
    sender = msgspec.structs.replace(
        manifest.sender, signing_key=OFFICE.public.signing, sealing_key=OFFICE.public.sealing
    )
    return msgspec.structs.replace(
        manifest, suite=DEFAULT.name, sealed_by=SealedBy.KEYS, sender=sender, members=tuple(members)
    )


def spelt(manifest: Manifest) -> bytes:
    """The bytes of a manifest, whatever it says."""
    return msgspec.json.Encoder(uuid_format="hex", order="sorted").encode(manifest)


def signed(zip_bytes: bytes) -> bytes:
    """Any bytes with the office's signature before them."""
    body = sign_container(Container(zip_bytes, io.BytesIO(), b""), DEFAULT, OFFICE)
    return body.open().read()


def sealed(body: bytes) -> bytes:
    """Any bytes in an envelope for the reviewer."""
    target = io.BytesIO()
    DEFAULT.seal(io.BytesIO(body), target, [REVIEWER.public.sealing])
    return target.getvalue()


def forged(parts: Sequence[Part], manifest: Manifest | bytes | None = None, **layout: Any) -> bytes:
    """A package of these members, signed and sealed; by default with the manifest that tells the truth about them."""
    manifest = full(listed(parts)) if manifest is None else manifest
    content = manifest if isinstance(manifest, bytes) else spelt(manifest)
    return sealed(signed(zipped([text("manifest.json", content), *parts], **layout)))


def opened(
    content: bytes,
    folder: Path,
    identities: Sequence[str] = (REVIEWER.sealing,),
    passphrase: str = "",
    name: str = "U盘里的包.pingheng",
) -> tuple[Manifest, dict[str, bytes]]:
    """Open a package as the program does, and give its manifest and members; nothing may be left behind."""
    path = folder / name
    path.write_bytes(content)
    scratch = folder / "scratch"
    scratch.mkdir(exist_ok=True)
    try:
        with open_package(path, identities, scratch=scratch, passphrase=passphrase) as package:
            return package.manifest, {member.name: package.text(member.name) for member in package.manifest.members}
    finally:
        assert list(scratch.iterdir()) == []


def fed(content: bytes, folder: Path) -> str:
    """What becomes of bytes that a fuzzer made: the name of the fault, or empty where they open.

    The first byte says at which layer they are put in: the file, the signed zip, the manifest, or a packed member.
    """
    layer, rest = content[:1], content[1:]
    if layer == b"F":
        package = rest
    elif layer == b"Z":
        package = sealed(signed(rest))
    elif layer == b"M":
        package = forged((), rest)
    else:
        package = forged([text(ANSWERS, ROWS, packed=rest)])
    try:
        opened(package, folder)
    except (UserError, StorageError) as fault:
        refusal: Exception = fault
    else:
        return ""
    assert str(refusal).isprintable()
    return type(refusal).__name__
