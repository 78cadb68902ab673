"""One page as a list of drawing operators; places are counted in points from the upper left corner."""

from functools import cache
from itertools import groupby

from exports import gbt9704
from exports.pdf.embedding import EmbeddedFonts
from exports.pdf.lines import Line

# the box of a Chinese character reaches this far above its baseline
ASCENT = 0.88
_BLACK = "000000"


class Sheet:
    """Collects what stands on a page."""

    def __init__(self, fonts: EmbeddedFonts) -> None:
        self._fonts = fonts
        self._operators: list[str] = []

    def text(self, line: Line, left: float, top: float, size: float, colour: str = _BLACK) -> None:
        """Sets a line with the upper edge of its characters at `top`."""
        if not line.glyphs:
            return
        baseline = gbt9704.PAGE_HEIGHT - top - ASCENT * size
        narrowing = gbt9704.character_width(size) / size * 100
        out = [f"BT {_fill(colour)}{narrowing:.5g} Tz 1 0 0 1 {left:.2f} {baseline:.2f} Tm"]
        gaps = line.gaps or [0.0] * len(line.glyphs)
        for file, members in groupby(zip(line.glyphs, gaps, strict=True), key=lambda member: member[0].font):
            font = self._fonts.of(file)
            shown = "".join([f"{font.code(glyph)}>{-gap:.0f}<" if gap else font.code(glyph) for glyph, gap in members])
            out.append(f"/{font.resource} {size:g} Tf[<{shown}>]TJ")
        self._operators.append(" ".join(out) + " ET")

    def rule(
        self, left: float, top: float, right: float, bottom: float, thickness: float, colour: str = _BLACK
    ) -> None:
        """Draws a straight line."""
        height = gbt9704.PAGE_HEIGHT
        self._operators.append(
            f"{_stroke(colour)}{thickness:g} w {left:.2f} {height - top:.2f} m {right:.2f} {height - bottom:.2f} l S"
        )

    def content(self) -> bytes:
        """The page's content stream."""
        return "\n".join(self._operators).encode("ascii")


@cache
def _fill(colour: str) -> str:
    return f"{_parts(colour)} rg "


@cache
def _stroke(colour: str) -> str:
    return f"{_parts(colour)} RG "


def _parts(colour: str) -> str:
    return " ".join(f"{int(colour[start : start + 2], 16) / 255:.3g}" for start in (0, 2, 4))
