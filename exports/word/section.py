"""The edges of a Word paper: page size and margins, page numbers, the red line at the foot, the short hash."""

from collections.abc import Iterator

from exports import gbt9704
from exports.document import Document, Form
from exports.word import styles
from exports.word.markup import DECLARATION, NAMESPACES, RED_LINE_INDENT, exact_line, paragraph, run, top_rule, twips

FIRST, ODD, EVEN = "first", "default", "even"
_KINDS = (ODD, EVEN, FIRST)
_HEADER_TOP = 15 * gbt9704.MM
_FOOTER_PITCH = 10.0
_ODD_INDENT = f'<w:ind w:right="{twips(gbt9704.PAGE_NUMBER_SIZE)}"/><w:jc w:val="right"/>'
_EVEN_INDENT = f'<w:ind w:left="{twips(gbt9704.PAGE_NUMBER_SIZE)}"/><w:jc w:val="left"/>'


def section(document: Document) -> str:
    """The section that closes the body; a 信函 has a first page of its own. No docGrid: line heights are exact.

    The organ's name stands higher than the text of later pages: the section begins at its height, and the header of the
    later pages pushes their text down.
    """
    is_letter = document.form is Form.LETTER
    top = gbt9704.ORGAN_TOP if is_letter else gbt9704.MARGIN_TOP
    references = "".join(
        f'<w:{edge}Reference w:type="{kind}" r:id="{relation(edge, kind)}"/>'
        for edge in ("header", "footer")
        for kind in _KINDS
        if is_letter or (edge == "footer" and kind != FIRST)
    )
    return (
        f'<w:sectPr>{references}<w:pgSz w:w="{twips(gbt9704.PAGE_WIDTH)}" w:h="{twips(gbt9704.PAGE_HEIGHT)}"/>'
        f'<w:pgMar w:top="{twips(top)}" w:right="{twips(gbt9704.MARGIN_RIGHT)}" '
        f'w:bottom="{twips(gbt9704.MARGIN_BOTTOM)}" w:left="{twips(gbt9704.MARGIN_LEFT)}" '
        f'w:header="{twips(_HEADER_TOP)}" w:footer="{twips(gbt9704.FOOTER_ABOVE_EDGE)}" w:gutter="0"/>'
        f"{'<w:titlePg/>' if is_letter else ''}</w:sectPr>"
    )


def relation(edge: str, kind: str) -> str:
    """The name under which the document refers to one of its headers or footers."""
    return f"rId{edge.title()}{kind.title()}"


def part_name(edge: str, kind: str) -> str:
    """The name of the part with one of the headers or footers."""
    return f"word/{edge}{_KINDS.index(kind) + 1}.xml"


def edge_parts(document: Document) -> dict[str, str]:
    """The headers and footers, by the names of their parts."""
    parts = {part_name("header", kind): _header_part(kind) for kind in _KINDS}
    return parts | {part_name("footer", kind): _footer_part(document, kind) for kind in _KINDS}


def edges() -> Iterator[tuple[str, str]]:
    """Every header and footer: which edge, and for which pages."""
    yield from ((edge, kind) for edge in ("header", "footer") for kind in _KINDS)


def _header_part(kind: str) -> str:
    height = 1.0 if kind == FIRST else gbt9704.MARGIN_TOP - _HEADER_TOP
    blank = paragraph(styles.PLAIN, "", exact_line(height))
    return f"{DECLARATION}<w:hdr {NAMESPACES}>{blank}</w:hdr>"


def _footer_part(document: Document, kind: str) -> str:
    """One of the footers: page number and hash, or on the first page of a 信函 the second red double line and hash."""
    above = _red_lines() if kind == FIRST else _page_number(kind)
    digest = paragraph(styles.FOOTER, run(document.footer))
    return f"{DECLARATION}<w:ftr {NAMESPACES}>{above}{digest}</w:ftr>"


def _page_number(kind: str) -> str:
    """Its upper edge is 7 mm below the text area."""
    height = gbt9704.PAGE_NUMBER_SIZE + 2
    above_edge = gbt9704.MARGIN_BOTTOM - gbt9704.PAGE_NUMBER_GAP - height
    after = above_edge - gbt9704.FOOTER_ABOVE_EDGE - _FOOTER_PITCH
    field = '<w:fldSimple w:instr=" PAGE "><w:r><w:t>2</w:t></w:r></w:fldSimple>'
    place = _EVEN_INDENT if kind == EVEN else _ODD_INDENT
    return paragraph(styles.PAGE_NUMBER, run("— ") + field + run(" —"), exact_line(height, after=after) + place)


def _red_lines() -> str:
    """Thin above thick, 170 mm wide and so wider than the text area; the lower edge 20 mm above the paper's edge."""
    line = 1.0
    after = gbt9704.FOOT_RED_LINE_ABOVE_EDGE - gbt9704.FOOTER_ABOVE_EDGE - _FOOTER_PITCH - line
    thin = top_rule(gbt9704.RED_THIN, gbt9704.RED) + exact_line(gbt9704.RED_BETWEEN)
    thick = top_rule(gbt9704.RED_THICK, gbt9704.RED) + exact_line(line, after=after)
    return "".join(paragraph(styles.FOOTER, "", rule + RED_LINE_INDENT) for rule in (thin, thick))
