"""TrueType fonts as reportlab embeds them, each opened once in a process; what is set in them can be read back."""

import re
import struct
from functools import cache
from pathlib import Path
from threading import Lock

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.pdfdoc import PDFDocument, PDFStream
from reportlab.pdfbase.ttfonts import TTFError, TTFNameBytes, TTFont

from models.errors import StorageError

# two threads that open a file at once would register two fonts under one name
_one_at_a_time = Lock()
_BEYOND_16_BITS = re.compile(r"<([0-9A-F]{5,6})>")


class OutlineFont(TTFont):
    """One font file."""

    def __init__(self, path: Path) -> None:
        super().__init__(str(path), str(path), asciiReadable=False)
        self.path = path
        # reportlab refuses a document with two files whose makers gave them one name
        self.face.name = TTFNameBytes(path.stem.encode())
        # else all outlines of the file, 14 MB, are copied for each 256 characters used
        self.face.get_table = cache(self.face.get_table)  # type: ignore[method-assign]

    def advance(self, character: str) -> float | None:
        """The width of a character in thousandths of its size; None where the font lacks it."""
        code = ord(character)
        return self.face.charWidths.get(code) if self.face.charToGlyph.get(code) else None

    def addObjects(self, doc: PDFDocument) -> None:
        """Embeds the characters used; reportlab names those beyond U+FFFF by five digits, readers expect UTF-16."""
        super().addObjects(doc)
        for name, stream in doc.idToObject.items():
            if isinstance(stream, PDFStream) and name.startswith("toUnicodeCMap:"):
                stream.content = _BEYOND_16_BITS.sub(_as_utf16, stream.content)


def open_font(path: Path) -> OutlineFont:
    """The font in a file, known to reportlab under its path; raises StorageError."""
    with _one_at_a_time:
        return _opened(path)


@cache
def _opened(path: Path) -> OutlineFont:
    try:
        font = OutlineFont(path)
    except (TTFError, OSError, ValueError, LookupError, struct.error) as error:
        raise StorageError(path, "字体文件无法读取", "请重新安装本程序，或者更换这个字体文件") from error
    # reportlab takes files of one name in two folders for one font and would go on using the first
    font.unregister()
    pdfmetrics.registerFont(font)
    return font


def _as_utf16(code: re.Match[str]) -> str:
    return f"<{chr(int(code[1], 16)).encode('utf-16-be').hex().upper()}>"
