"""The records of a zip, in the one spelling that a package uses.

A record is written from its entry, and read by comparing it with what would have been written: no flag, date,
attribute, extra field or comment can differ without being noticed.
"""

import stat
import struct
from dataclasses import dataclass

from exports.packages.faults import ContainerError, EncryptedMemberError, LinkedMemberError, UnsafeNameError
from exports.packages.manifest import MANIFEST_NAME, is_file_name, is_text_name

STORED = 0
DEFLATED = 8

_LOCAL = struct.Struct("<4s5H3I2H")
_CENTRAL = struct.Struct("<4s6H3I5H2I")
_END = struct.Struct("<4s4H2IH")
_NEEDED = 20  # version 2.0: deflate and nothing newer
_MADE_BY = 3 << 8 | _NEEDED  # Unix
_DATE = 1 << 5 | 1  # 1980-01-01
_MODE = (stat.S_IFREG | 0o600) << 16
_ENCRYPTED = 1

LOCAL_SIZE = _LOCAL.size
CENTRAL_SIZE = _CENTRAL.size
END_SIZE = _END.size
END_MARK = b"PK\x05\x06"


@dataclass(frozen=True)
class Entry:
    """One member as the zip records it: sizes in bytes, `offset` of its local record from the start of the zip."""

    name: str
    method: int
    crc: int
    packed: int
    size: int
    offset: int

    @property
    def data_offset(self) -> int:
        """Where its bytes begin."""
        return self.offset + LOCAL_SIZE + len(self.name)

    @property
    def end(self) -> int:
        """Where its bytes end."""
        return self.data_offset + self.packed

    def local(self) -> bytes:
        """The record before its bytes."""
        common = (_NEEDED, 0, self.method, 0, _DATE, self.crc, self.packed, self.size, len(self.name), 0)
        return _LOCAL.pack(b"PK\x03\x04", *common) + self.name.encode("ascii")

    def central(self) -> bytes:
        """The record in the directory."""
        common = (_MADE_BY, _NEEDED, 0, self.method, 0, _DATE, self.crc, self.packed, self.size, len(self.name), 0)
        return _CENTRAL.pack(b"PK\x01\x02", *common, 0, 0, 0, _MODE, self.offset) + self.name.encode("ascii")


@dataclass(frozen=True)
class End:
    """The record at the very end: how many members, and where their directory lies."""

    count: int
    directory_size: int
    directory_offset: int

    def record(self) -> bytes:
        """The bytes of it."""
        return _END.pack(END_MARK, 0, 0, self.count, self.count, self.directory_size, self.directory_offset, 0)


def read_end(content: bytes, size: int) -> End:
    """Read the last bytes of a zip of `size` bytes; raises ContainerError."""
    if len(content) != END_SIZE:
        raise ContainerError("缺少结尾")
    _, _, _, _, count, directory_size, directory_offset, _ = _END.unpack(content)
    end = End(count, directory_size, directory_offset)
    if end.record() != content:
        raise ContainerError("结尾处有多余的内容")
    if directory_offset + directory_size + END_SIZE != size:
        raise ContainerError("目录的位置不对")
    return end


def read_directory(content: bytes, count: int) -> list[Entry]:
    """Read the directory, which holds `count` records and nothing else.

    Raises:
        UnsafeNameError, LinkedMemberError, EncryptedMemberError: a member is what none of ours is.
        ContainerError: anything else is spelt in another way than ours.
    """
    entries = []
    position = 0
    for _ in range(count):
        entry = _read_central(content, position)
        entries.append(entry)
        position += CENTRAL_SIZE + len(entry.name)
    if position != len(content):
        raise ContainerError("目录有多余的内容")
    return entries


def _read_central(content: bytes, position: int) -> Entry:
    """Read the directory's record at this position."""
    if len(content) < position + CENTRAL_SIZE:
        raise ContainerError("目录不完整")
    fields = _CENTRAL.unpack_from(content, position)
    flags, method, crc, packed, size, name_size = (fields[index] for index in (3, 4, 7, 8, 9, 10))
    start = position + CENTRAL_SIZE
    name = content[start : start + name_size].decode("latin-1")
    if not (name == MANIFEST_NAME or is_text_name(name) or is_file_name(name)):
        raise UnsafeNameError(name)
    if not stat.S_ISREG(fields[15] >> 16):
        raise LinkedMemberError(name)
    if flags & _ENCRYPTED:
        raise EncryptedMemberError(name)
    entry = Entry(name, method, crc, packed, size, fields[16])
    if entry.central() != content[position : start + name_size]:
        raise ContainerError("目录记录含有多余的内容")
    return entry
