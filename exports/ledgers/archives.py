"""Looks into an .xlsx before it is opened: a small file can be made to fill the memory."""

import io
import re
import zipfile
import zlib

from exports.ledgers.faults import (
    DamagedFileError,
    NotASpreadsheetError,
    OversizedFileError,
    PasswordProtectedError,
    TruncatedFileError,
)

MAX_MEMBERS = 5_000
MAX_INFLATED = 1_500_000_000
MAX_RATIO = 300
MAX_COLUMNS = 702  # up to ZZ; the reader keeps a dense rectangle, so that one far cell costs as much as a full sheet
MAX_ROWS = 1_048_576
MAX_CELLS = 60_000_000

_RATIO_MATTERS = 20_000_000
_CHUNK = 1 << 20
_OVERLAP = 128
_ENCRYPTED = 0x1
# only cells far out are looked at; a self-closing one is a style without content
_FAR_CELL = re.compile(rb' r="(?:([A-Z]{3,})(\d+)|([A-Z]{2})(\d{6,})|([A-Z])(\d{7,}))"(?:[^>]{0,60}[^/>])?>')
_OTHER_KINDS = {"word/": "一份 Word 文档", "ppt/": "一份演示文稿", "content.xml": "一份 OpenDocument 文件"}


def check_archive(file_name: str, content: bytes) -> None:
    """Refuse an .xlsx that is damaged, locked, something else, or larger inside than a ledger can be.

    Every part that the reader will inflate is inflated here once, so that its check sum and its true size are known.

    Raises:
        LedgerError: one of its kinds, with the sentence for the user.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = archive.infolist()
            _check_directory(file_name, members)
            for member in members:
                if member.filename.startswith("xl/") and member.filename.endswith(".xml"):
                    _check_member(file_name, archive, member)
    except zipfile.BadZipFile as error:
        raise _broken(file_name, content) from error
    except (zlib.error, EOFError, NotImplementedError) as error:
        raise DamagedFileError(file_name) from error


def _broken(file_name: str, content: bytes) -> TruncatedFileError | DamagedFileError:
    """Tell a file that was cut off, its directory missing at the end, from one with a wrong part."""
    return DamagedFileError(file_name) if b"PK\x05\x06" in content[-66_000:] else TruncatedFileError(file_name)


def _check_directory(file_name: str, members: list[zipfile.ZipInfo]) -> None:
    """Check the list of parts: their kind, number, locks and stated sizes."""
    names = [member.filename for member in members]
    if not any(name.startswith("xl/") for name in names):
        kinds = (kind for start, kind in _OTHER_KINDS.items() if any(name.startswith(start) for name in names))
        raise NotASpreadsheetError(file_name, next(kinds, "一个压缩包"))
    if any(member.flag_bits & _ENCRYPTED for member in members):
        raise PasswordProtectedError(file_name)
    if len(members) > MAX_MEMBERS:
        raise OversizedFileError(file_name, f"内含 {len(members)} 个部件")
    inflated = sum(member.file_size for member in members)
    if inflated > MAX_INFLATED:
        raise OversizedFileError(file_name, f"展开后有 {inflated // 1_000_000} 兆字节")
    if any(m.file_size > _RATIO_MATTERS and m.file_size > MAX_RATIO * m.compress_size for m in members):
        raise OversizedFileError(file_name, "压缩比异常")


def _check_member(file_name: str, archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> None:
    """Inflate one part to its end, and where it is a sheet look for cells far out."""
    is_sheet = member.filename.startswith("xl/worksheets/")
    with archive.open(member) as part:
        tail = b""
        while chunk := part.read(_CHUNK):
            if is_sheet:
                _check_cells(file_name, tail + chunk)
                tail = chunk[-_OVERLAP:]


def _check_cells(file_name: str, xml: bytes) -> None:
    """Refuse cells with content whose place would make the sheet's rectangle too large."""
    for found in _FAR_CELL.finditer(xml):
        letters, digits = (part for part in found.groups() if part)
        row, column = int(digits), _column_number(letters)
        if column > MAX_COLUMNS or row > MAX_ROWS or row * column > MAX_CELLS:
            raise OversizedFileError(file_name, f"单元格 {letters.decode()}{row} 离表格的起点太远")


def _column_number(letters: bytes) -> int:
    """Give the number of a column by its letters, A being 1."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
