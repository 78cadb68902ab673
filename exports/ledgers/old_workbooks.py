"""Looks into an .xls before it is opened: a cell or a size far out would make the reader ask for all memory and die.

An .xls has at most 65,536 rows and 256 columns ([MS-XLS] 2.4; the records below are those that place a cell).
"""

import io
import struct

import olefile

from exports.ledgers.faults import DamagedFileError

MAX_ROWS = 65_536
MAX_COLUMNS = 256

_STREAMS = ("Workbook", "Book")
_RECORD = struct.Struct("<HH")
_PLACE = struct.Struct("<HH")
_LAST = struct.Struct("<H")
_SIZE = struct.Struct("<IIHH")
_DIMENSIONS = 0x0200
_CELLS = frozenset({0x0006, 0x00FD, 0x0201, 0x0203, 0x0204, 0x0205, 0x027E})
_RUNS = frozenset({0x00BD, 0x00BE})  # several cells of one row


def check_old_workbook(file_name: str, content: bytes) -> None:
    """Refuse an .xls whose cells lie where no .xls has any.

    Raises:
        DamagedFileError: it is damaged, or made to do harm.
    """
    try:
        with olefile.OleFileIO(io.BytesIO(content)) as file:
            streams = [file.openstream(name).read() for name in _STREAMS if file.exists(name)]
        is_sound = all(_is_sound(stream) for stream in streams)
    except (OSError, struct.error, IndexError, ValueError, TypeError, OverflowError, RecursionError) as error:
        raise DamagedFileError(file_name) from error
    if not is_sound:
        raise DamagedFileError(file_name)


def _is_sound(stream: bytes) -> bool:
    """Whether every record that places a cell or tells a size stays inside the sheet."""
    at = 0
    while at + _RECORD.size <= len(stream):
        kind, size = _RECORD.unpack_from(stream, at)
        at += _RECORD.size
        if (kind in _CELLS or kind in _RUNS or kind == _DIMENSIONS) and not _fits(kind, stream, at, size):
            return False
        at += size
    return True


def _fits(kind: int, stream: bytes, at: int, size: int) -> bool:
    if at + size > len(stream):
        return True  # cut short; the reader says so
    if kind == _DIMENSIONS:
        if size < _SIZE.size:
            return True
        rows, columns = _SIZE.unpack_from(stream, at)[1::2]
        return bool(rows <= MAX_ROWS and columns <= MAX_COLUMNS)
    if size < _PLACE.size:
        return True
    _, column = _PLACE.unpack_from(stream, at)
    last = _LAST.unpack_from(stream, at + size - _LAST.size)[0] if kind in _RUNS else column
    return bool(column < MAX_COLUMNS and last < MAX_COLUMNS)
