"""The zip inside a package: written in a stream, read with suspicion."""

import os
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import BinaryIO

from exports.packages.faults import (
    ContainerError,
    DoubledMemberError,
    ExpansionError,
    ExtraMemberError,
    LineTooLongError,
    MemberOrderError,
    MemberTooLargeError,
    MissingMemberError,
    PackageTooLargeError,
    TooManyMembersError,
    WrongHashError,
    WrongRowsError,
    WrongSizeError,
)
from exports.packages.manifest import (
    MANIFEST_LIMIT,
    MANIFEST_NAME,
    MEMBER_LIMIT,
    PART_LIMIT,
    Manifest,
    Member,
    is_file_name,
)
from exports.packages.records import (
    CENTRAL_SIZE,
    DEFLATED,
    END_SIZE,
    STORED,
    End,
    Entry,
    read_directory,
    read_end,
)
from exports.packages.suites import Hasher

PACKAGE_LIMIT = 4_000_000_000  # FAT32 ends at 4 GiB
LINE_LIMIT = 4 * 1024 * 1024
EXPANSION_LIMIT = 200
EXPANSION_SPARE = 1024 * 1024

_BLOCK = 1024 * 1024
# what shrinks more than this is stored as it is, so that no honest package looks like a bomb
_SHRINKS_TOO_WELL = 100
_LONGEST_NAME = 80
_LAST_BLOCK = b"\x03\x00"


@dataclass(frozen=True)
class Container:
    """A finished zip in three pieces: the manifest's member, the spooled members, the directory."""

    front: bytes
    spool: BinaryIO
    end: bytes


class ContainerWriter:
    """Writes members one after another into a spool, and puts the manifest in front when all are known.

    The bytes depend on the members alone, not on the time, the machine or the pieces in which they come.
    """

    def __init__(self, spool: BinaryIO, hasher: Callable[[], Hasher], advance: Callable[[int], None]) -> None:
        self._spool = spool
        self._hasher = hasher
        self._advance = advance
        self._entries: list[Entry] = []
        self._position = 0
        self.members: list[Member] = []

    def add_text(self, name: str, content: bytes | Iterable[bytes]) -> None:
        """Add lines, each ended by a line feed; they may come in any pieces.

        Raises:
            MemberTooLargeError, LineTooLongError, WrongRowsError: no reader would take them.
        """
        lines = _LineCounter(name)
        self._add(name, DEFLATED, _blocks_of(content), lines)

    def add_file(self, name: str, source: BinaryIO) -> None:
        """Add a file or a part of one, in a stream; raises MemberTooLargeError."""
        self._add(name, STORED, iter(lambda: source.read(_BLOCK), b""), None)

    def finish(self, manifest: bytes) -> Container:
        """Close the zip with these bytes as its manifest."""
        packed = _deflated(manifest) + _LAST_BLOCK
        first = Entry(MANIFEST_NAME, DEFLATED, zlib.crc32(manifest), len(packed), len(manifest), 0)
        front = first.local() + packed
        shifted = [_moved(entry, len(front)) for entry in self._entries]
        directory = b"".join(entry.central() for entry in (first, *shifted))
        end = End(len(shifted) + 1, len(directory), len(front) + self._position)
        self._spool.flush()
        return Container(front, self._spool, directory + end.record())

    def _add(self, name: str, method: int, blocks: Iterable[bytes], lines: "_LineCounter | None") -> None:
        """Write one member, then its record before it, whose figures are known only now."""
        if len(self.members) == MEMBER_LIMIT:
            raise TooManyMembersError(MEMBER_LIMIT + 1, MEMBER_LIMIT)
        place = Entry(name, method, 0, 0, 0, self._position)
        self._spool.seek(place.data_offset)
        hasher, crc, packed, size = self._hasher(), 0, 0, 0
        for block in blocks:
            size += len(block)
            if size > PART_LIMIT:
                raise MemberTooLargeError(name)
            hasher.update(block)
            crc = zlib.crc32(block, crc)
            if lines is not None:
                lines.count(block)
            packed += self._spool.write(block if method == STORED else _deflated(block))
            self._advance(len(block))
        if method == DEFLATED:
            packed += self._spool.write(_LAST_BLOCK)
        entry = Entry(name, method, crc, packed, size, self._position)
        if entry.end > PACKAGE_LIMIT:
            raise PackageTooLargeError(entry.end, PACKAGE_LIMIT)
        self._spool.seek(self._position)
        self._spool.write(entry.local())
        self._position = entry.end
        self._entries.append(entry)
        self.members.append(Member(name, size, hasher.hexdigest(), lines.total() if lines is not None else 0))


class ContainerReader:
    """Reads the zip that begins at `start` of a file and ends where the file ends.

    The records are checked when it is made; the content of the members by `check`, before anybody looks at it.

    Raises:
        ContainerError, TooManyMembersError, UnsafeNameError, LinkedMemberError, EncryptedMemberError,
        DoubledMemberError, MemberTooLargeError, ExpansionError: the zip is not one that this program would write.
    """

    def __init__(self, file: BinaryIO, start: int) -> None:
        self._file = file
        self._start = start
        self._entries = self._read_entries(file.seek(0, os.SEEK_END) - start)

    def members(self) -> tuple[str, ...]:
        """The names of the members in their order, the manifest first."""
        return tuple(self._entries)

    def manifest(self) -> bytes:
        """The bytes of the manifest."""
        return b"".join(self._verified(self._entries[MANIFEST_NAME]))

    def check(self, manifest: Manifest, hasher: Callable[[], Hasher], advance: Callable[[int], None]) -> None:
        """See that the members are those of the manifest, byte for byte.

        Raises:
            MissingMemberError, ExtraMemberError, MemberOrderError: others than it names, or in another order.
            WrongSizeError, WrongHashError, WrongRowsError, LineTooLongError, ContainerError: not as it says.
        """
        self._check_names({member.name: None for member in manifest.members})
        for member in manifest.members:
            self._check_member(member, hasher(), advance)

    def open_text(self, name: str) -> bytes:
        """The whole content of a member."""
        return b"".join(self._unpacked(self._entries[name]))

    def lines(self, name: str) -> Iterator[bytes]:
        """The lines of a text member one by one, without their line feeds."""
        rest = b""
        for block in self._unpacked(self._entries[name]):
            *whole, rest = (rest + block).split(b"\n")
            yield from whole

    def copy_file(self, name: str, target: BinaryIO, advance: Callable[[int], None]) -> None:
        """Write the content of a member to `target` in a stream."""
        for block in self._unpacked(self._entries[name]):
            target.write(block)
            advance(len(block))

    def _read_entries(self, size: int) -> dict[str, Entry]:
        """Read all records and see that they describe the zip from its first byte to its last."""
        end = read_end(self._read(max(size - END_SIZE, 0), END_SIZE), size)
        if end.count > MEMBER_LIMIT + 1:
            raise TooManyMembersError(end.count, MEMBER_LIMIT + 1)
        # where the directory is larger than names of ours can make it, the first part shows a fault already
        largest = end.count * (CENTRAL_SIZE + _LONGEST_NAME)
        directory = self._read(end.directory_offset, min(end.directory_size, largest))
        entries: dict[str, Entry] = {}
        position = 0
        for entry in read_directory(directory, end.count):
            if entry.name in entries:
                raise DoubledMemberError(entry.name)
            self._check_entry(entry, position, is_first=not entries)
            entries[entry.name] = entry
            position = entry.end
        if not entries or position != end.directory_offset:
            raise ContainerError("成员之间有多余的内容")
        return entries

    def _check_entry(self, entry: Entry, position: int, is_first: bool) -> None:
        """See that a member lies at its place, says the same in both its records, and keeps to the limits."""
        if is_first != (entry.name == MANIFEST_NAME):
            raise ContainerError("清单不在最前面")
        if entry.offset != position:
            raise ContainerError("成员之间有多余的内容")
        if entry.method != (STORED if is_file_name(entry.name) else DEFLATED):
            raise ContainerError("压缩方式不对")
        if entry.size > (MANIFEST_LIMIT if is_first else PART_LIMIT):
            raise MemberTooLargeError(entry.name)
        if entry.size > EXPANSION_LIMIT * entry.packed + EXPANSION_SPARE:
            raise ExpansionError(entry.name)
        if entry.method == STORED and entry.size != entry.packed:
            raise WrongSizeError(entry.name)
        record = entry.local()
        if self._read(entry.offset, len(record)) != record:
            raise ContainerError("成员的两处记录不一致")

    def _check_names(self, names: dict[str, None]) -> None:
        """See that these members are here, no others, and in this order."""
        present = [name for name in self._entries if name != MANIFEST_NAME]
        for name in names:
            if name not in self._entries:
                raise MissingMemberError(name)
        for name, expected in zip(present, [*names, *present], strict=False):
            if name not in names:
                raise ExtraMemberError(name)
            if name != expected:
                raise MemberOrderError(name)

    def _check_member(self, member: Member, hasher: Hasher, advance: Callable[[int], None]) -> None:
        """See that a member is what the manifest says, reading it once."""
        entry = self._entries[member.name]
        if entry.size != member.size:
            raise WrongSizeError(member.name)
        lines = _LineCounter(member.name)
        for block in self._verified(entry):
            hasher.update(block)
            if member.is_text:
                lines.count(block)
            advance(len(block))
        if hasher.hexdigest() != member.sha256:
            raise WrongHashError(member.name)
        if member.is_text and lines.total() != member.rows:
            raise WrongRowsError(member.name)

    def _verified(self, entry: Entry) -> Iterator[bytes]:
        """The content of a member; complains at its end when the sum or the size is not as recorded."""
        crc = size = 0
        for block in self._unpacked(entry):
            crc = zlib.crc32(block, crc)
            size += len(block)
            yield block
        if size != entry.size:
            raise WrongSizeError(entry.name)
        if crc != entry.crc:
            raise ContainerError("成员的校验和不对")

    def _unpacked(self, entry: Entry) -> Iterator[bytes]:
        """The content of a member in blocks of a megabyte at most; a fault where there is more than recorded."""
        return self._packed(entry) if entry.method == STORED else self._inflated(entry)

    def _packed(self, entry: Entry) -> Iterator[bytes]:
        """The bytes of a member as they lie in the file."""
        for offset in range(entry.data_offset, entry.end, _BLOCK):
            yield self._read(offset, min(_BLOCK, entry.end - offset))

    def _inflated(self, entry: Entry) -> Iterator[bytes]:
        """Unpack a member; nothing may be left over on either side."""
        inflater = zlib.decompressobj(-zlib.MAX_WBITS)
        left = entry.size
        try:
            for packed in self._packed(entry):
                for block in _inflated_blocks(inflater, packed):
                    left -= len(block)
                    if left < 0 or inflater.unused_data:
                        raise WrongSizeError(entry.name)
                    yield block
        except zlib.error:
            raise ContainerError("压缩的内容无法解开") from None
        if not inflater.eof:
            raise WrongSizeError(entry.name)

    def _read(self, offset: int, size: int) -> bytes:
        """Read this many bytes of the zip, or what there is of them."""
        self._file.seek(self._start + offset)
        return self._file.read(size)


class _LineCounter:
    """Counts the lines of a text that comes in blocks, and minds their length."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._total = 0
        self._open = 0

    def count(self, block: bytes) -> None:
        """Take in the next block; raises LineTooLongError."""
        first = block.find(b"\n")
        reach = first if first >= 0 else len(block)
        # a line inside one block is shorter than the block, which is shorter than the limit
        if self._open + reach >= LINE_LIMIT:
            raise LineTooLongError(self._name)
        self._total += block.count(b"\n")
        self._open = len(block) - 1 - block.rfind(b"\n") if first >= 0 else self._open + len(block)

    def total(self) -> int:
        """How many lines there were; raises WrongRowsError for one that does not end."""
        if self._open:
            raise WrongRowsError(self._name)
        return self._total


def _blocks_of(content: bytes | Iterable[bytes]) -> Iterator[bytes]:
    """Cut a text into blocks of the same size, in whatever pieces it comes."""
    if isinstance(content, bytes):
        yield from (content[start : start + _BLOCK] for start in range(0, len(content), _BLOCK))
        return
    waiting = bytearray()
    for piece in content:
        waiting += piece
        while len(waiting) >= _BLOCK:
            yield bytes(waiting[:_BLOCK])
            del waiting[:_BLOCK]
    if waiting:
        yield bytes(waiting)


def _deflated(block: bytes) -> bytes:
    """Deflate one block so that others may follow; blocks know nothing of each other."""
    packed = _deflated_at(1, block)
    return packed if len(packed) * _SHRINKS_TOO_WELL >= len(block) else _deflated_at(0, block)


def _deflated_at(level: int, block: bytes) -> bytes:
    """Deflate one block at this level, ending at a whole byte and without the mark of the last."""
    deflater = zlib.compressobj(level, zlib.DEFLATED, -zlib.MAX_WBITS)
    return deflater.compress(block) + deflater.flush(zlib.Z_FULL_FLUSH)


def _inflated_blocks(inflater: "zlib._Decompress", packed: bytes) -> Iterator[bytes]:
    """Feed deflated bytes and give what comes of them, in blocks; the last one is short and may be empty."""
    block = inflater.decompress(packed, _BLOCK)
    yield block
    while len(block) == _BLOCK or inflater.unconsumed_tail:
        block = inflater.decompress(inflater.unconsumed_tail, _BLOCK)
        yield block


def _moved(entry: Entry, distance: int) -> Entry:
    """The same member further down the file."""
    return Entry(entry.name, entry.method, entry.crc, entry.packed, entry.size, entry.offset + distance)
