"""The tables of a Word file as plain texts, read so that a hostile file costs a sentence and nothing more.

Only the part with the body is read, as a stream. A document type is refused, so no entity is ever expanded and nothing
outside the file is opened. Deleted and moved text is left out, inserted text is taken, as it is printed.
"""

import io
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import IO
from xml.parsers import expat

from exports.files import read_bytes
from exports.forms.faults import DamagedFormError, ForeignFormError, OversizedFormError, UnreadableKindError

MAX_FILE = 30_000_000
MAX_MEMBERS = 2_000
MAX_BODY = 60_000_000
MAX_RATIO = 250
MAX_ROWS = 20_000

_RATIO_MATTERS = 4_000_000
_BODY = "word/document.xml"
_CHUNK = 1 << 16
_SPACES = (
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main ",
    "http://purl.oclc.org/ooxml/wordprocessingml/main ",
)
_FALLBACK = "http://schemas.openxmlformats.org/markup-compatibility/2006 Fallback"
_FEEDS = {"br": "\n", "cr": "\n", "tab": " ", "noBreakHyphen": "-"}
# 插入符号 in Word: the ticks and boxes of Wingdings and Wingdings 2, by their last two hex digits
_SYMBOLS = {
    "Wingdings": {"FC": "√", "FE": "☑", "FD": "☒", "A8": "□", "6F": "□", "6E": "■"},
    "Wingdings 2": {"50": "√", "52": "☑", "53": "☒", "51": "☒", "54": "☒", "A3": "□", "2A": "□"},
}

WordTable = list[list[str]]


def read_tables(path: Path) -> list[WordTable]:
    """The tables of a .docx, row by row, each cell as text with line feeds; a table within a cell is part of it.

    Raises:
        StorageError: the file is missing or unreadable.
        LedgerError: it is no .docx, locked, damaged, or larger inside than any form.
    """
    content = read_bytes(path, MAX_FILE)
    _check_kind(path.name, content)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            member = _body_of(path.name, archive)
            with archive.open(member) as part:
                return _Reader(path.name).read(part)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, expat.ExpatError) as error:
        raise DamagedFormError(path.name) from error


def _check_kind(file_name: str, content: bytes) -> None:
    if content.startswith(b"%PDF"):
        advice = "PDF 评分表供打印后手写：请把手写内容录入 .xlsx 或 .docx 评分表，或者直接在评查界面填写。"
        raise UnreadableKindError(file_name, "一份 PDF", advice)
    if content.startswith(bytes.fromhex("d0cf11e0a1b11ae1")):
        advice = "请用 WPS 或 Word 打开，取消密码并另存为 .docx 后再读入。"
        raise UnreadableKindError(file_name, "旧版的或者设有密码的 Word 文档", advice)
    if not content.startswith(b"PK\x03\x04"):
        raise DamagedFormError(file_name)


def _body_of(file_name: str, archive: zipfile.ZipFile) -> zipfile.ZipInfo:
    """The part with the text, once its stated size and the number of parts are within the limits."""
    members = archive.infolist()
    if len(members) > MAX_MEMBERS:
        raise OversizedFormError(file_name, f"内含 {len(members)} 个部件")
    found = [member for member in members if member.filename == _BODY]
    if not found:
        raise ForeignFormError(file_name)
    if len(found) > 1:
        raise DamagedFormError(file_name)
    (member,) = found
    if member.file_size > MAX_BODY:
        raise OversizedFormError(file_name, f"展开后有 {member.file_size // 1_000_000} 兆字节")
    if member.file_size > _RATIO_MATTERS and member.file_size > MAX_RATIO * max(member.compress_size, 1):
        raise OversizedFormError(file_name, "压缩比异常")
    return member


class _Reader:
    """Turns the stream of elements into tables."""

    def __init__(self, file_name: str) -> None:
        self._file_name = file_name
        self._tables: list[WordTable] = []
        self._depth = 0
        self._left_out = 0
        self._is_text = False
        self._rows = 0
        self._cell: list[str] | None = None
        self._parser = expat.ParserCreate(namespace_separator=" ")
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._begin
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._text
        self._parser.StartDoctypeDeclHandler = self._refuse_document_type

    def read(self, part: IO[bytes]) -> list[WordTable]:
        """Read the part to its end."""
        total = 0
        while chunk := part.read(_CHUNK):
            total += len(chunk)
            if total > MAX_BODY:
                raise OversizedFormError(self._file_name, f"展开后超过 {MAX_BODY // 1_000_000} 兆字节")
            self._parser.Parse(chunk, False)
        self._parser.Parse(b"", True)
        return self._tables

    def _refuse_document_type(self, *_declared: object) -> None:
        raise DamagedFormError(self._file_name)

    def _begin(self, name: str, attributes: Mapping[str, str]) -> None:
        local = _local(name)
        if name == _FALLBACK or local == "moveFrom":
            self._left_out += 1
        elif local == "tbl":
            self._depth += 1
            if self._depth == 1:
                self._tables.append([])
        elif self._depth == 1 and local == "tr":
            self._begin_row()
        elif self._depth == 1 and local == "tc":
            self._cell = []
        elif local == "t":
            self._is_text = True
        elif local in _FEEDS:
            self._write(_FEEDS[local])
        elif local == "sym":
            self._write(_symbol(attributes))

    def _begin_row(self) -> None:
        self._rows += 1
        if self._rows > MAX_ROWS:
            raise OversizedFormError(self._file_name, f"表格超过 {MAX_ROWS} 行")
        self._tables[-1].append([])

    def _end(self, name: str) -> None:
        local = _local(name)
        if name == _FALLBACK or local == "moveFrom":
            self._left_out -= 1
        elif local == "tbl":
            self._depth -= 1
        elif self._depth == 1 and local == "tc" and self._cell is not None:
            if self._tables[-1]:
                self._tables[-1][-1].append("".join(self._cell).removesuffix("\n"))
            self._cell = None
        elif local == "t":
            self._is_text = False
        elif local == "p":
            self._write("\n")

    def _text(self, text: str) -> None:
        if self._is_text:
            self._write(text)

    def _write(self, text: str) -> None:
        if self._cell is not None and not self._left_out:
            self._cell.append(text)


def _local(name: str) -> str:
    """The name of an element of WordprocessingML, empty for any other."""
    return next((name.removeprefix(space) for space in _SPACES if name.startswith(space)), "")


def _symbol(attributes: Mapping[str, str]) -> str:
    """A symbol as the character that it shows."""
    told = {_local(name): value for name, value in attributes.items()}
    return _SYMBOLS.get(told.get("font", ""), {}).get(told.get("char", "")[-2:].upper(), "")
