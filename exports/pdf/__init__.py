"""Documents as PDF: embedded fonts, text that can be searched, the same bytes for the same content.

Why not a library: docs/decisions/0021.
"""

from collections.abc import Sequence

from exports import gbt9704
from exports.document import Block, Document, keeps_with_next
from exports.fonts import FontShelf
from exports.pdf.blocks import lay_out
from exports.pdf.embedding import EmbeddedFonts
from exports.pdf.file import PdfFile, text_string
from exports.pdf.laid import Laid
from exports.pdf.pages import Pages

__all__ = ["write"]


def write(document: Document, fonts: FontShelf) -> bytes:
    """The document as a PDF file; raises MissingGlyphError for a character that no font has."""
    embedded = EmbeddedFonts()
    pages = Pages(document, fonts, embedded)
    laid = [lay_out(block, fonts) for block in document.blocks]
    _bind(document.blocks, laid)
    for one in laid:
        one.place(pages)
    pages.close()
    return _assembled(document, pages, embedded)


def _bind(blocks: Sequence[Block], laid: Sequence[Laid]) -> None:
    """Tells each block, from the last one back, what must begin on the page of its end."""
    for index in range(len(blocks) - 2, -1, -1):
        if keeps_with_next(blocks, index):
            laid[index].follows = laid[index + 1].opening()


def _assembled(document: Document, pages: Pages, embedded: EmbeddedFonts) -> bytes:
    pdf = PdfFile()
    catalogue, tree, resources = pdf.reserve(), pdf.reserve(), pdf.reserve()
    box = f"/MediaBox[0 0 {gbt9704.PAGE_WIDTH:.2f} {gbt9704.PAGE_HEIGHT:.2f}]"
    leaves = []
    for sheet in pages.sheets:
        content = pdf.add_stream(sheet.content())
        leaves.append(pdf.add(f"<</Type/Page/Parent {tree} 0 R/Contents {content} 0 R>>"))
    pdf.set(resources, f"<</Font<<{embedded.write(pdf)}>>>>")
    kids = " ".join(f"{leaf} 0 R" for leaf in leaves)
    pdf.set(tree, f"<</Type/Pages/Count {len(leaves)}/Kids[{kids}]/Resources {resources} 0 R{box}>>")
    pdf.set(
        catalogue,
        f"<</Type/Catalog/Pages {tree} 0 R/Lang(zh-CN)/ViewerPreferences<</DisplayDocTitle true>>>>",
    )
    information = pdf.add(
        f"<</Title {text_string(document.title)}/Author {text_string(document.author)}"
        f"/Producer {text_string(document.program)}>>"
    )
    return pdf.finish(catalogue, information)
