"""The page that is being drawn; places are counted in points from the upper left corner."""

from functools import cache
from itertools import groupby

from reportlab.lib.colors import Color, HexColor
from reportlab.pdfgen.canvas import Canvas

from exports import gbt9704
from exports.pdf.lines import Line

# the box of a Chinese character reaches this far above its baseline
ASCENT = 0.88
_BLACK = "000000"


class Sheet:
    """Draws on the current page of a canvas."""

    def __init__(self, canvas: Canvas) -> None:
        self._canvas = canvas

    @property
    def number(self) -> int:
        """Which page it is, from 1 on."""
        return self._canvas.getPageNumber()

    def turn(self) -> None:
        """Ends the page; what is drawn from now on stands on the next one."""
        self._canvas.showPage()

    def text(self, line: Line, left: float, top: float, size: float, colour: str = _BLACK) -> None:
        """Sets a line with the upper edge of its characters at `top`."""
        if not line.glyphs:
            return
        text = self._canvas.beginText(left, gbt9704.PAGE_HEIGHT - top - ASCENT * size)
        text.setFillColor(_colour(colour))
        text.setHorizScale(gbt9704.character_width(size) / size * 100)
        gaps = line.gaps or [0.0] * len(line.glyphs)
        for (font, gap), members in groupby(
            zip(line.glyphs, gaps, strict=True), lambda member: (member[0].font, member[1])
        ):
            text.setFont(font.fontName, size)
            text.setCharSpace(gap * size / 1000)
            text.textOut("".join([glyph.character for glyph, _ in members]))
        self._canvas.drawText(text)

    def rule(
        self, left: float, top: float, right: float, bottom: float, thickness: float, colour: str = _BLACK
    ) -> None:
        """Draws a straight line."""
        self._canvas.setStrokeColor(_colour(colour))
        self._canvas.setLineWidth(thickness)
        self._canvas.line(left, gbt9704.PAGE_HEIGHT - top, right, gbt9704.PAGE_HEIGHT - bottom)


@cache
def _colour(digits: str) -> Color:
    return HexColor(f"#{digits}")
