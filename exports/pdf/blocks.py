"""Each kind of block laid out: how high it is, what it needs to begin on a page, and how it is placed."""

from collections.abc import Sequence

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
)
from exports.fonts import FontShelf
from exports.pdf.laid import Laid
from exports.pdf.lines import Line, measure, set_lines
from exports.pdf.pages import Pages
from exports.pdf.table import SetTable

_FEWEST_LINES = 2
_HEADING_FACES = {1: Typeface.HEI, 2: Typeface.KAI, 3: Typeface.FANGSONG}
_PER_THOUSAND = 1000


class SetParagraph(Laid):
    """Lines of one size; of a paragraph that goes over, two lines at least stay on each page."""

    def __init__(self, lines: Sequence[Line], size: float, pitch: float, align: Align, indent: float = 0) -> None:
        self._lines = lines
        self._size = size
        self._pitch = pitch
        self._align = align
        self._indent = indent

    def opening(self) -> float:
        """Its first two lines, or all of it when little more is there."""
        whole = len(self._lines) * self._pitch
        return whole + self.follows if len(self._lines) <= _FEWEST_LINES else _FEWEST_LINES * self._pitch

    def place(self, pages: Pages) -> None:
        """Line by line, over as many pages as it takes."""
        rest = list(self._lines)
        while rest:
            count = self._count(pages, rest)
            for line in rest[:count]:
                pages.line(line, self._left(line, is_first=line is self._lines[0]), self._size, self._pitch)
            rest = rest[count:]
            if rest:
                pages.turn()

    def _count(self, pages: Pages, rest: Sequence[Line]) -> int:
        """How many of the remaining lines this page takes."""
        if len(rest) * self._pitch + self.follows <= pages.room:
            return len(rest)
        fitting = min(int(pages.room / self._pitch), len(rest) - _FEWEST_LINES)
        begins = len(rest) == len(self._lines)
        if fitting < (_FEWEST_LINES if begins else 1):
            return max(fitting, min(int(pages.room / self._pitch), len(rest)), 1) if pages.is_fresh else 0
        return fitting

    def _left(self, line: Line, is_first: bool) -> float:
        width = line.width_at(self._size)
        match self._align:
            case Align.CENTRE:
                return (gbt9704.TEXT_WIDTH - width) / 2
            case Align.RIGHT:
                return gbt9704.TEXT_WIDTH - width
        return self._indent * gbt9704.character_width(self._size) if is_first else 0.0


class SetSpacer(Laid):
    """Empty height."""

    def __init__(self, height: float) -> None:
        self._height = height

    def opening(self) -> float:
        """All of it, so that what follows is not torn off."""
        return self._height + self.follows

    def place(self, pages: Pages) -> None:
        """Moves down; at the top or the bottom of a page it vanishes."""
        if not pages.is_fresh:
            pages.top += min(self._height, max(pages.room, 0.0))


class SetPageBreak(Laid):
    """The end of a page."""

    def opening(self) -> float:
        """Nothing."""
        return 0.0

    def place(self, pages: Pages) -> None:
        """Turns the page unless it is new."""
        if not pages.is_fresh:
            pages.turn()


class SetLetterHead(Laid):
    """The head of a 信函, GB/T 9704-2012, 10.1; it begins the first page."""

    def __init__(self, head: LetterHead, fonts: FontShelf) -> None:
        self._size = gbt9704.organ_size(head.organ)
        room = gbt9704.TEXT_WIDTH / self._size * _PER_THOUSAND
        self._organ = set_lines((Run(head.organ),), Typeface.TITLE, fonts, room, align=Align.CENTRE)
        self._number = measure(head.number, Typeface.FANGSONG, fonts)
        self._marks = [measure(mark, Typeface.HEI, fonts) for mark in head.marks]

    def opening(self) -> float:
        """Nothing: it stands first."""
        return 0.0

    def place(self, pages: Pages) -> None:
        """The organ's name, the red lines of the first page, the marks and the letter number."""
        top = gbt9704.ORGAN_TOP
        for line in self._organ:
            left = (gbt9704.PAGE_WIDTH - line.width_at(self._size)) / 2
            pages.sheet.text(line, left, top, self._size, gbt9704.RED)
            top += self._size * gbt9704.ORGAN_PITCH_PER_SIZE
        top -= self._size * (gbt9704.ORGAN_PITCH_PER_SIZE - 1)
        top = pages.double_rule(top + gbt9704.RED_LINE_DISTANCE, thick_first=True) + gbt9704.RED_LINE_GAP
        self._place_number(pages, top)
        pages.top = top + gbt9704.BODY_SIZE
        pages.double_rule(gbt9704.FOOT_RED_LINE_TOP, thick_first=False)

    def _place_number(self, pages: Pages, top: float) -> None:
        size = gbt9704.BODY_SIZE
        right = gbt9704.MARGIN_LEFT + gbt9704.TEXT_WIDTH
        pages.sheet.text(self._number, right - self._number.width_at(size), top, size)
        left = gbt9704.MARGIN_LEFT
        for mark in self._marks:
            pages.sheet.text(mark, left, top, size)
            left += mark.width_at(size) + gbt9704.MARK_DISTANCE * size


class SetSignature(Laid):
    """Who signs and when, the names centred on the date, with room above for the seal (7.3.5.1)."""

    def __init__(self, signature: Signature, fonts: FontShelf) -> None:
        self._names = [measure(line, Typeface.FANGSONG, fonts) for line in signature.lines]
        self._date = measure(signature.date, Typeface.FANGSONG, fonts)

    def opening(self) -> float:
        """All of it, and the note below it: it is never torn."""
        return (gbt9704.SEAL_LINES_ABOVE + len(self._names) + 1) * gbt9704.LINE_PITCH + self.follows

    def place(self, pages: Pages) -> None:
        """Names and date; a name too long to be centred ends at the right edge."""
        if pages.room < self.opening():
            pages.turn()
        pages.top += gbt9704.SEAL_LINES_ABOVE * gbt9704.LINE_PITCH
        size = gbt9704.BODY_SIZE
        indent = gbt9704.DATE_INDENT_CHARACTERS * gbt9704.character_width(size)
        middle = gbt9704.TEXT_WIDTH - indent - self._date.width_at(size) / 2
        for line in (*self._names, self._date):
            width = line.width_at(size)
            left = min(middle - width / 2, gbt9704.TEXT_WIDTH - width)
            pages.line(line, left, size, gbt9704.LINE_PITCH)


def lay_out(block: Block, fonts: FontShelf) -> Laid:
    """The layout of one block."""
    match block:
        case Title():
            return _title(block, fonts)
        case Heading():
            return _body((Run(block.text),), _HEADING_FACES[block.level], fonts, Align.LEFT, 2)
        case Paragraph():
            return _body(block.runs, Typeface.FANGSONG, fonts, block.align, block.first_indent)
        case Table():
            return SetTable(block, fonts)
        case LetterHead():
            return SetLetterHead(block, fonts)
        case Signature():
            return SetSignature(block, fonts)
        case Spacer():
            return SetSpacer(block.lines * gbt9704.LINE_PITCH)
        case PageBreak():
            return SetPageBreak()


def _title(title: Title, fonts: FontShelf) -> SetParagraph:
    room = gbt9704.TEXT_WIDTH / gbt9704.SIZE_2 * _PER_THOUSAND
    lines = set_lines((Run(title.text),), Typeface.TITLE, fonts, room, align=Align.CENTRE)
    return SetParagraph(lines, gbt9704.SIZE_2, gbt9704.TITLE_PITCH, Align.CENTRE)


def _body(runs: tuple[Run, ...], face: Typeface, fonts: FontShelf, align: Align, indent: float) -> SetParagraph:
    room = gbt9704.CHARACTERS_PER_LINE * _PER_THOUSAND
    indent = 0 if align in (Align.CENTRE, Align.RIGHT) else indent
    lines = set_lines(runs, face, fonts, room, indent * _PER_THOUSAND, align)
    return SetParagraph(lines, gbt9704.BODY_SIZE, gbt9704.LINE_PITCH, align, indent)
