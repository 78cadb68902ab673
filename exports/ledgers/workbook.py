"""Opens what offices send as a ledger, .xlsx, .xls or .csv, and gives its sheets as plain rows of cells."""

import csv
import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import islice
from pathlib import Path

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

from exports.files import read_bytes
from exports.ledgers.archives import check_archive
from exports.ledgers.faults import (
    DamagedFileError,
    EmptyLedgerError,
    NotASpreadsheetError,
    PasswordProtectedError,
    TruncatedFileError,
    UnknownEncodingError,
    UnknownSheetError,
)
from exports.ledgers.old_workbooks import check_old_workbook

Cell = str | int | float | bool | date | datetime | time | timedelta
Row = list[Cell]

MAX_FILE = 300_000_000

_ZIP = b"PK\x03\x04"
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_LOCKED_STREAM = "EncryptedPackage".encode("utf-16-le")
_TEXT_NAMES = (".csv", ".txt", ".tsv")
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\x00", b"MM\x00*", b"RIFF")
_DELIMITERS = ",\t;"


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: `rows()` starts at the spreadsheet's first row, and every row has the same width."""

    name: str
    height: int
    rows: Callable[[], Iterator[Row]]

    def head(self, count: int) -> list[Row]:
        """Give the first rows."""
        return list(islice(self.rows(), count))


@dataclass(frozen=True, slots=True)
class Workbook:
    """An opened file: the names of its sheets, those that a person sees first, and a way to load one."""

    file_name: str
    sheet_names: tuple[str, ...]
    load: Callable[[str], Sheet]

    def sheet(self, name: str) -> Sheet:
        """Load one sheet by its name.

        Raises:
            UnknownSheetError: there is no such sheet.
            DamagedFileError: the sheet cannot be read.
        """
        if name not in self.sheet_names:
            raise UnknownSheetError(self.file_name, name)
        return self.load(name)


def open_workbook(path: Path) -> Workbook:
    """Open a ledger by its content, whatever its name ends in.

    Raises:
        StorageError: the file is missing or unreadable.
        LedgerError: it is no spreadsheet, locked, damaged, cut short, empty or too large.
    """
    content = read_bytes(path, MAX_FILE)
    if not content.strip(b"\x00 \t\r\n"):
        raise EmptyLedgerError(path.name)
    if content.startswith(_ZIP):
        check_archive(path.name, content)
        return _open_binary(path.name, content)
    if content.startswith(_OLE):
        if _LOCKED_STREAM in content:
            raise PasswordProtectedError(path.name)
        check_old_workbook(path.name, content)
        return _open_binary(path.name, content)
    if _ZIP.startswith(content[:4]) or _OLE.startswith(content[:8]):
        raise TruncatedFileError(path.name)
    return _open_text(path.name, content)


def _open_binary(file_name: str, content: bytes) -> Workbook:
    """Open an .xlsx or .xls."""
    with _reading(file_name, content):
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    sheets = [each for each in book.sheets_metadata if each.typ == SheetTypeEnum.WorkSheet]
    sheets.sort(key=lambda each: each.visible != SheetVisibleEnum.Visible)
    if not sheets:
        raise EmptyLedgerError(file_name)

    def load(name: str) -> Sheet:
        with _reading(file_name, content):
            sheet = book.get_sheet_by_name(name)
        return Sheet(name, sheet.total_height, sheet.iter_rows)

    return Workbook(file_name, tuple(each.name for each in sheets), load)


@contextmanager
def _reading(file_name: str, content: bytes) -> Iterator[None]:
    """Turn the reader's own faults into sentences."""
    try:
        yield
    except PasswordError as error:
        raise PasswordProtectedError(file_name) from error
    except CalamineError as error:
        if content.startswith(_OLE) and len(content) % 512:
            raise TruncatedFileError(file_name) from error
        raise DamagedFileError(file_name) from error
    except BaseException as error:
        # the reader is Rust: on some damaged files it panics, and its exception has no importable name
        if type(error).__name__ != "PanicException":
            raise
        raise DamagedFileError(file_name) from error


def _open_text(file_name: str, content: bytes) -> Workbook:
    """Open a .csv in UTF-8, UTF-16 or GB18030, or say what the file is instead."""
    looks_like = _foreign_kind(file_name, content)
    if looks_like:
        raise NotASpreadsheetError(file_name, looks_like)
    rows = _csv_rows(file_name, _decode(file_name, content))
    name = Path(file_name).stem
    return Workbook(file_name, (name,), lambda _: Sheet(name, len(rows), lambda: iter(rows)))


def _foreign_kind(file_name: str, content: bytes) -> str:
    """Name what a file is that has no spreadsheet's beginning, or give nothing when it may be a table in text."""
    start = content[:512].lstrip(b"\xef\xbb\xbf \t\r\n")
    if content.startswith(_PICTURES) or (content.startswith(b"BM") and content[6:10] == bytes(4)):
        return "一张图片"
    if start.startswith(b"%PDF"):
        return "一份 PDF"
    if start.startswith(b"<"):
        return "一个网页"
    if content.startswith((b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b")):
        return "一个压缩包"
    if not file_name.lower().endswith(_TEXT_NAMES):
        return "其他类型的文件"
    return ""


def _decode(file_name: str, content: bytes) -> str:
    """Decode text: UTF-8 strictly, else GB18030 (not GBK, which lacks characters of names)."""
    has_wide_mark = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ("utf-16",) if has_wide_mark else ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError as error:
            cut_off = len(content) - error.start < 4 and error.start > 0
            if cut_off and not content[: error.start].isascii():
                raise TruncatedFileError(file_name) from error
    raise UnknownEncodingError(file_name)


def _csv_rows(file_name: str, text: str) -> list[Row]:
    """Parse the whole text and pad every row to one width."""
    csv.field_size_limit(MAX_FILE)
    delimiter = _delimiter(text)
    if text.count('"') % 2:
        _check_quotes(file_name, text, delimiter)
    rows: list[Row] = [list(row) for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)]
    width = max(map(len, rows), default=0)
    if not text.endswith(("\n", "\r")) and len(rows) > 2 and len(rows[-1]) < width == min(map(len, rows[:-1])):
        raise TruncatedFileError(file_name)
    for row in rows:
        row.extend([""] * (width - len(row)))
    return rows


def _delimiter(text: str) -> str:
    """Choose the separator that the first lines use most."""
    head = text[:5000]
    return max(_DELIMITERS, key=head.count)


def _check_quotes(file_name: str, text: str, delimiter: str) -> None:
    """Tell a quotation that never ends, the mark of a cut file, from a stray sign inside a cell."""
    try:
        for _ in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True):
            pass
    except csv.Error as error:
        if "unexpected end" in str(error):
            raise TruncatedFileError(file_name) from error
