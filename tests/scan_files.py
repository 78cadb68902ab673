"""Scanned files made for tests and benchmarks."""

from collections.abc import Callable
from functools import cache
from pathlib import Path

from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

import resources

LINE_AT = (60, 500)


@cache
def font() -> str:
    """The name under which reportlab knows a font with Chinese characters."""
    pdfmetrics.registerFont(TTFont("scan-test", str(resources.path("fonts", "NotoSansSC-Regular.ttf"))))
    return "scan-test"


def plain_line(page: int) -> str:
    """What stands on a page unless the test says otherwise."""
    return f"第{page}页 未附送达回执"


def write_scan(
    path: Path,
    pages: int = 3,
    line: Callable[[int], str] = plain_line,
    rotation: int = 0,
    wide: tuple[int, ...] = (),
    password: str = "",
) -> Path:
    """Write a PDF of A4 pages with a line on each, a third from the top; pages in `wide` lie on their side."""
    canvas = Canvas(str(path), pagesize=A4, encrypt=StandardEncryption(password) if password else None)
    for page in range(1, pages + 1):
        canvas.setPageSize(landscape(A4) if page in wide else A4)
        canvas.setPageRotation(rotation)
        canvas.setFont(font(), 20)
        for at, part in enumerate(line(page).split("\n")):
            canvas.drawString(LINE_AT[0], LINE_AT[1] - 30 * at, part)
        canvas.showPage()
    canvas.save()
    return path


def with_media_box(path: Path, box: bytes) -> Path:
    """Give the pages of a file another size, as a hostile or broken scanner writes it."""
    content = path.read_bytes()
    before = b"/MediaBox [ 0 0 595.2756 841.8898 ]"
    assert before in content
    path.write_bytes(content.replace(before, b"/MediaBox [ " + box + b" ]"))
    return path
