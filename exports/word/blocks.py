"""Each kind of block as WordprocessingML."""

from collections.abc import Iterator, Sequence

from exports import gbt9704
from exports.document import (
    Align,
    Block,
    Heading,
    LetterHead,
    PageBreak,
    Paragraph,
    Run,
    Signature,
    Spacer,
    Table,
    Title,
    Typeface,
    keeps_with_next,
)
from exports.word import styles
from exports.word.markup import RED_LINE_INDENT, bottom_rule, exact_line, paragraph, run, twips

_ALIGN = {Align.JUSTIFY: "both", Align.LEFT: "left", Align.CENTRE: "center", Align.RIGHT: "right"}
_KEEP = "<w:keepNext/>"
_REPEATED = "<w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>"
_SPLIT_FROM_LINES = 8
_IDEOGRAPHIC_BLANK = "\u3000"


def body(blocks: Sequence[Block]) -> str:
    """The content of the document, without its section; Word wants a paragraph after a table at the end."""
    parts = [part for index, block in enumerate(blocks) for part in _markup(block, keeps_with_next(blocks, index))]
    if blocks and isinstance(blocks[-1], Table):
        parts.append(paragraph(styles.PLAIN, "", exact_line(1)))
    return "".join(parts)


def _markup(block: Block, keep: bool) -> Iterator[str]:
    match block:
        case Title():
            yield paragraph(styles.TITLE, run(block.text), _KEEP)
        case Heading():
            yield paragraph(styles.HEADINGS[block.level], run(block.text))
        case Paragraph():
            yield _paragraph(block, keep)
        case Table():
            yield _table(block)
        case LetterHead():
            yield from _letter_head(block)
        case Signature():
            yield from _signature(block, keep)
        case Spacer():
            yield paragraph(styles.PLAIN, "", (_KEEP if keep else "") + exact_line(block.lines * gbt9704.LINE_PITCH))
        case PageBreak():
            yield paragraph(styles.PLAIN, '<w:r><w:br w:type="page"/></w:r>')


def _paragraph(block: Paragraph, keep: bool) -> str:
    flush = block.align in (Align.CENTRE, Align.RIGHT) or block.first_indent == 0
    indent = "" if flush or block.first_indent == styles.FIRST_INDENT else _first_indent(block.first_indent)
    properties = f'{_KEEP if keep else ""}{indent}<w:jc w:val="{_ALIGN[block.align]}"/>'
    return paragraph(styles.PLAIN if flush else styles.BODY, "".join(map(_run, block.runs)), properties)


def _first_indent(characters: int) -> str:
    return f'<w:ind w:firstLineChars="{100 * characters}" w:firstLine="{twips(characters * gbt9704.BODY_SIZE)}"/>'


def _run(one: Run) -> str:
    return run(one.text, styles.font(one.typeface) if one.typeface else "")


def _letter_head(head: LetterHead) -> Iterator[str]:
    """The organ, the red double line, and below it the marks and the letter number (GB/T 9704-2012, 10.1)."""
    size = gbt9704.organ_size(head.organ)
    *above, last = head.organ.split("\n")
    for line in above:
        pitch = exact_line(size * gbt9704.ORGAN_PITCH_PER_SIZE)
        yield paragraph(styles.ORGAN, run(line, styles.size(size)), pitch + RED_LINE_INDENT)
    thick = bottom_rule(gbt9704.RED_THICK, gbt9704.RED, round(gbt9704.RED_LINE_DISTANCE))
    yield paragraph(styles.ORGAN, run(last, styles.size(size)), thick + exact_line(size) + RED_LINE_INDENT)
    thin = bottom_rule(gbt9704.RED_THIN, gbt9704.RED)
    yield paragraph(styles.ORGAN, "", thin + exact_line(gbt9704.RED_BETWEEN) + RED_LINE_INDENT)
    tab = f'<w:tabs><w:tab w:val="right" w:pos="{twips(gbt9704.TEXT_WIDTH)}"/></w:tabs>'
    marks = run(_IDEOGRAPHIC_BLANK.join(head.marks), styles.font(Typeface.HEI)) if head.marks else ""
    number_line = f"{marks}<w:r><w:tab/></w:r>{run(head.number)}"
    yield paragraph(styles.NUMBER, number_line, tab + exact_line(gbt9704.BODY_SIZE + 2, before=gbt9704.RED_LINE_GAP))


def _signature(signature: Signature, keep: bool) -> Iterator[str]:
    """Names centred on the date; the date four characters in from the right (7.3.5.1)."""
    size = gbt9704.BODY_SIZE
    date_width = _width(signature.date, size)
    middle = gbt9704.TEXT_WIDTH - gbt9704.DATE_INDENT_CHARACTERS * size - date_width / 2
    left = 2 * middle - gbt9704.TEXT_WIDTH
    for number, line in enumerate((*signature.lines, signature.date)):
        fits = _width(line, size) <= gbt9704.TEXT_WIDTH - left
        place = f'<w:ind w:left="{twips(left)}"/><w:jc w:val="center"/>' if fits else '<w:jc w:val="right"/>'
        before = gbt9704.SEAL_LINES_ABOVE * gbt9704.LINE_PITCH if number == 0 else 0
        keeps = _KEEP if keep or number < len(signature.lines) else ""
        yield paragraph(styles.PLAIN, run(line), keeps + exact_line(gbt9704.LINE_PITCH, before=before) + place)


def _width(text: str, size: float) -> float:
    """The width of a text in 仿宋, where Western characters are half as wide as Chinese ones."""
    return sum(size / 2 if character.isascii() else size for character in text)


def _table(table: Table) -> str:
    widths = [twips(column.width * gbt9704.MM) for column in table.columns]
    edges = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    # the rules take their part of a cell, and a line of whole characters must still fit
    padding_x = twips(gbt9704.CELL_PADDING_X - 2 * gbt9704.TABLE_RULE)
    padding_y = twips(gbt9704.CELL_PADDING_Y)
    properties = (
        f'<w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:tblInd w:w="0" w:type="dxa"/>'
        f"<w:tblBorders>{edges}</w:tblBorders>"
        f'<w:tblLayout w:type="fixed"/><w:tblCellMar><w:top w:w="{padding_y}" w:type="dxa"/>'
        f'<w:left w:w="{padding_x}" w:type="dxa"/><w:bottom w:w="{padding_y}" w:type="dxa"/>'
        f'<w:right w:w="{padding_x}" w:type="dxa"/></w:tblCellMar>'
    )
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    titles = [column.title for column in table.columns]
    head = _row(
        titles,
        widths,
        styles.SMALL_CELL_HEAD if table.is_small else styles.CELL_HEAD,
        ["center"] * len(widths),
        _REPEATED,
    )
    # Word would tear the words of a narrow cell apart to justify a line; the PDF knows where to stop
    aligns = ["left" if column.align is Align.JUSTIFY else _ALIGN[column.align] for column in table.columns]
    style = styles.SMALL_CELL if table.is_small else styles.CELL
    rows = "".join(_row(row, widths, style, aligns, _splitting(row, table)) for row in table.rows)
    return f"<w:tbl><w:tblPr>{properties}</w:tblPr><w:tblGrid>{grid}</w:tblGrid>{head}{rows}</w:tbl>"


def _splitting(row: Sequence[str], table: Table) -> str:
    """A short row stays on one page; Word knows no fewest number of lines for the halves of a torn one."""
    size = gbt9704.SMALL_CELL_SIZE if table.is_small else gbt9704.CELL_SIZE
    lines = (
        len(text) * size / (column.width * gbt9704.MM - 2 * gbt9704.CELL_PADDING_X)
        for text, column in zip(row, table.columns, strict=True)
    )
    return "<w:trPr><w:cantSplit/></w:trPr>" if max(lines) < _SPLIT_FROM_LINES else ""


def _row(texts: Sequence[str], widths: Sequence[int], style: str, aligns: Sequence[str], properties: str = "") -> str:
    cells = "".join(
        _cell(paragraph(style, run(text), f'<w:jc w:val="{align}"/>'), width)
        for text, width, align in zip(texts, widths, aligns, strict=True)
    )
    return f"<w:tr>{properties}{cells}</w:tr>"


def _cell(content: str, width: int) -> str:
    # LibreOffice goes by the grid, Word by the cell: both are given
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>{content}</w:tc>'
