"""Documents as PDF through reportlab: text that can be searched, the same bytes for the same content.

What stays ours above it, and why: docs/decisions/0021.
"""

from collections.abc import Sequence
from io import BytesIO
from threading import Lock

from reportlab import rl_config
from reportlab.pdfgen.canvas import Canvas

from exports import gbt9704
from exports.document import Block, Document, Typeface, keeps_with_next
from exports.fonts import FontShelf
from exports.pdf.blocks import lay_out
from exports.pdf.laid import Laid
from exports.pdf.pages import Pages

__all__ = ["write"]

# a font of reportlab keeps its place of reading, so two threads must not use one at the same time
_one_at_a_time = Lock()
# pages as bytes; in ASCII letters they take longer and serve only lines that carry seven bits
rl_config.useA85 = 0


def write(document: Document, fonts: FontShelf) -> bytes:
    """The document as a PDF file; raises MissingGlyphError for a character that no font has."""
    laid = [lay_out(block, fonts) for block in document.blocks]
    _bind(document.blocks, laid)
    with _one_at_a_time:
        file = BytesIO()
        canvas = _canvas(document, fonts, file)
        pages = Pages(document, fonts, canvas)
        for one in laid:
            one.place(pages)
        pages.close()
        canvas.save()
    return file.getvalue()


def _bind(blocks: Sequence[Block], laid: Sequence[Laid]) -> None:
    """Tells each block, from the last one back, what must begin on the page of its end."""
    for index in range(len(blocks) - 2, -1, -1):
        if keeps_with_next(blocks, index):
            laid[index].follows = laid[index + 1].opening()


def _canvas(document: Document, fonts: FontShelf, file: BytesIO) -> Canvas:
    canvas = Canvas(
        file,
        pagesize=(gbt9704.PAGE_WIDTH, gbt9704.PAGE_HEIGHT),
        pageCompression=1,
        invariant=1,
        # else every file names Helvetica, which it does not use
        initialFontName=fonts.glyph(Typeface.FANGSONG, "一").font.fontName,  # type: ignore[arg-type]
        lang="zh-CN",
    )
    canvas.setDateFormatter(lambda *_: f"D:{document.dated:%Y%m%d}")
    canvas.setTitle(document.title)
    canvas.setAuthor(document.author)
    canvas.setCreator(document.program)
    canvas.setProducer(document.program)
    canvas.setSubject("")
    canvas.setViewerPreference("DisplayDocTitle", "true")
    return canvas
