"""Documents as Word files, laid out with the official fonts as an office expects; the same content, the same bytes.

The parts are written as markup rather than through an object model: docs/decisions/0021.
"""

from exports.document import Document
from exports.word.blocks import body
from exports.word.markup import DECLARATION, NAMESPACES
from exports.word.package import core_part, packed
from exports.word.section import edge_parts, section
from exports.word.styles import font_table_part, styles_part

__all__ = ["write"]


def write(document: Document) -> bytes:
    """The document as a .docx file; raises MissingGlyphError for a character that no such file can hold."""
    content = f"{body(document.blocks)}{section(document)}"
    parts = {
        "docProps/core.xml": core_part(document),
        "word/document.xml": f"{DECLARATION}<w:document {NAMESPACES}><w:body>{content}</w:body></w:document>",
        "word/fontTable.xml": font_table_part(),
        "word/styles.xml": styles_part(),
    }
    return packed(parts | edge_parts(document))
