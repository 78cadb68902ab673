"""WordprocessingML in small pieces: text, runs, paragraphs and lengths."""

import re
from xml.sax.saxutils import escape, quoteattr

from exports import gbt9704
from exports.fonts import MissingGlyphError

_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
NAMESPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)
DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


def twips(points: float) -> int:
    """A length in twentieths of a point, which Word counts in."""
    return round(points * 20)


def half_points(points: float) -> int:
    """A character size as Word counts it."""
    return round(points * 2)


def safe_text(text: str) -> str:
    """Text for an element; raises MissingGlyphError for a character that no file of this kind can hold."""
    if wrong := _NOT_IN_XML.search(text):
        raise MissingGlyphError(wrong.group())
    return escape(text)


def safe_attribute(text: str) -> str:
    """Text for an attribute, with its quotation marks."""
    safe_text(text)
    return quoteattr(text)


def run(text: str, properties: str = "") -> str:
    """A run of text; line feeds become line breaks."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    body = "<w:br/>".join(f'<w:t xml:space="preserve">{safe_text(line)}</w:t>' for line in lines)
    return f"<w:r>{f'<w:rPr>{properties}</w:rPr>' if properties else ''}{body}</w:r>"


def paragraph(style: str, content: str, properties: str = "") -> str:
    """A paragraph in a style."""
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{properties}</w:pPr>{content}</w:p>'


def exact_line(points: float, before: float = 0, after: float = 0) -> str:
    """Spacing with an exact line height."""
    return (
        f'<w:spacing w:before="{twips(before)}" w:after="{twips(after)}" w:line="{twips(points)}" w:lineRule="exact"/>'
    )


def bottom_rule(points: float, colour: str, space: int = 0) -> str:
    """A single line below a paragraph; Word counts its thickness in eighths of a point."""
    return _rule("bottom", points, colour, space)


def top_rule(points: float, colour: str) -> str:
    """A single line above a paragraph."""
    return _rule("top", points, colour, 0)


def _indent_to(width: float) -> str:
    """Indents, negative ones, for a paragraph wider than the text area and centred on the page."""
    edge = (gbt9704.PAGE_WIDTH - width) / 2
    left, right = twips(edge - gbt9704.MARGIN_LEFT), twips(edge - gbt9704.MARGIN_RIGHT)
    return f'<w:ind w:left="{left}" w:right="{right}"/>'


RED_LINE_INDENT = _indent_to(gbt9704.RED_LINE_WIDTH)


def _rule(side: str, points: float, colour: str, space: int) -> str:
    size = round(points * 8)
    return f'<w:pBdr><w:{side} w:val="single" w:sz="{size}" w:space="{space}" w:color="{colour}"/></w:pBdr>'
