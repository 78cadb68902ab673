"""Pages filled from the top: where the next line goes, when a page turns, and what stands at every page's edges."""

from reportlab.pdfgen.canvas import Canvas

from exports import gbt9704
from exports.document import Document, Form, Typeface
from exports.fonts import FontShelf
from exports.pdf.lines import Line, measure
from exports.pdf.sheet import Sheet

_BOTTOM = gbt9704.PAGE_HEIGHT - gbt9704.MARGIN_BOTTOM
# lengths are sums of fractions; a hair must not turn a page
_TOLERANCE = 0.5


class Pages:
    """The pages of one document; `top` is where the next thing is placed on the page that is being filled."""

    def __init__(self, document: Document, fonts: FontShelf, canvas: Canvas) -> None:
        self._is_letter = document.form is Form.LETTER
        self._fonts = fonts
        self._footer = measure(document.footer, Typeface.SONG, fonts)
        self.sheet = Sheet(canvas)
        self.top = gbt9704.MARGIN_TOP

    @property
    def room(self) -> float:
        """The height that is left."""
        return self._bottom - self.top + _TOLERANCE

    @property
    def _bottom(self) -> float:
        """The end of the text; on the first page of a 信函 it keeps its distance from the red line (10.1)."""
        if self._is_letter and self.sheet.number == 1:
            return gbt9704.FOOT_RED_LINE_TOP - gbt9704.RED_LINE_GAP
        return _BOTTOM

    @property
    def is_fresh(self) -> bool:
        """Whether nothing stands on the page yet."""
        return self.top == gbt9704.MARGIN_TOP

    def turn(self) -> None:
        """Begins a new page."""
        self.close()
        self.top = gbt9704.MARGIN_TOP

    def close(self) -> None:
        """Ends the page with what stands at its foot; last, so that readers of the text meet it after the text."""
        if not self._is_letter or self.sheet.number > 1:
            self._place_number(self.sheet.number)
        self._place_footer()
        self.sheet.turn()

    def line(self, line: Line, left: float, size: float, pitch: float) -> None:
        """Places a line of text and moves down by its pitch."""
        self.sheet.text(line, gbt9704.MARGIN_LEFT + left, self.top + (pitch - size) / 2, size)
        self.top += pitch

    def double_rule(self, top: float, thick_first: bool) -> float:
        """Draws the red double line of a 信函; gives its lower edge."""
        left = (gbt9704.PAGE_WIDTH - gbt9704.RED_LINE_WIDTH) / 2
        right = gbt9704.PAGE_WIDTH - left
        for thickness in sorted((gbt9704.RED_THIN, gbt9704.RED_THICK), reverse=thick_first):
            middle = top + thickness / 2
            self.sheet.rule(left, middle, right, middle, thickness, gbt9704.RED)
            top += thickness + gbt9704.RED_BETWEEN
        return top - gbt9704.RED_BETWEEN

    def _place_footer(self) -> None:
        size = gbt9704.FOOTER_SIZE
        width = self._footer.width_at(size)
        top = gbt9704.PAGE_HEIGHT - gbt9704.FOOTER_ABOVE_EDGE - size
        self.sheet.text(self._footer, (gbt9704.PAGE_WIDTH - width) / 2, top, size, gbt9704.FOOTER_GREY)

    def _place_number(self, number: int) -> None:
        size = gbt9704.PAGE_NUMBER_SIZE
        line = measure(f"— {number} —", Typeface.SONG, self._fonts)
        width = line.width_at(size)
        is_right_page = number % 2 == 1
        end = gbt9704.MARGIN_LEFT + gbt9704.TEXT_WIDTH - size
        left = end - width if is_right_page else gbt9704.MARGIN_LEFT + size
        self.sheet.text(line, left, _BOTTOM + gbt9704.PAGE_NUMBER_GAP, size)
