"""Lines of Chinese text: where they may break, what is kept whole, and how they are justified.

避头尾 (GB/T 15834-2011, 5.1.10 f.): no line begins with a closing mark or ends with an opening one. A mark that would
begin a line is pulled in by narrowing marks of its line; where that is not enough, a character is pushed down to it.
Lengths are in thousandths of the character size.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from exports import gbt9704
from exports.document import Align, Run, Typeface
from exports.fonts import FontShelf, Glyph

_NO_START = frozenset("，。、；：？！）》〉」』】〕’”…—～·％‰℃,.;:?!)]}%")
_NO_END = frozenset("（《〈「『【〔‘“([{￥$№")
_PAIRED = frozenset("…—")
_CLOSING_BLANK = frozenset("，。、；：？！）》〉」』】〕’”")
_OPENING_BLANK = frozenset("（《〈「『【〔‘“")
_FULL_WIDTH = 1000
_HALF = 500.0
_NARROWEST_INSIDE = 250.0
# wider gaps look torn; a ragged line is the lesser evil
_WIDEST_STRETCH = 150.0
_TOLERANCE = 1.0

_CASE_NUMBER = r"[（(〔\[](?:19|20)\d{2}[）)〕\]][\u4e00-\u9fff]{1,4}\d{0,4}[\u4e00-\u9fff]{1,8}?\d{1,8}号"
_LETTER_NUMBER = r"〔\d{4}〕\d+号"
_DATE = r"\d{4}年\d{1,2}月\d{1,2}日"
# a word takes along the measure of the number at its end: 15个, 12,580.50元
_WORD = r"[!-~\u00c0-\u024f]+(?:(?<=\d)[年月日元分处项条款页件号个版])?"
_TOKEN = re.compile(f"{_CASE_NUMBER}|{_LETTER_NUMBER}|{_DATE}|{_WORD}|.", re.DOTALL)
# where a word too long for its line is broken best: behind - / . _ and the like
_PIECE = re.compile(r"[^\W_]*[\W_]+|[^\W_]+")
_NEVER_TORN = re.compile(f"{_CASE_NUMBER}|{_LETTER_NUMBER}")
_ATOM = re.compile(f"{_WORD}|.", re.DOTALL)
_BLANK = " "
_LATIN = re.compile(r"[!-~\u00c0-\u024f]")


@dataclass(slots=True)
class Line:
    """One line ready to be set; `gaps` widens or narrows the space after each glyph, empty where nothing changes."""

    glyphs: Sequence[Glyph]
    width: float
    gaps: Sequence[float] = field(default=())

    def width_at(self, size: float) -> float:
        """Its width in points when it is set in a size."""
        return self.width * gbt9704.character_width(size) / _FULL_WIDTH


@dataclass(slots=True)
class _Unit:
    """Glyphs between which no line breaks."""

    glyphs: Sequence[Glyph]
    width: float
    first: str
    last: str


def measure(text: str, typeface: Typeface, fonts: FontShelf) -> Line:
    """The text as one line, however long."""
    glyphs = [fonts.glyph(typeface, character) for character in text]
    return Line(glyphs, sum(glyph.advance for glyph in glyphs))


def set_lines(
    runs: Sequence[Run],
    typeface: Typeface,
    fonts: FontShelf,
    width: float,
    indent: float = 0,
    align: Align = Align.JUSTIFY,
) -> list[Line]:
    """Breaks runs into lines of a width, the first one shorter by the indent; an empty text gives one empty line.

    Only Align.JUSTIFY spreads full lines over the width. Raises MissingGlyphError.
    """
    lines: list[Line] = []
    for part in _parts(runs, typeface, fonts):
        lines += _broken(part, width, indent if not lines else 0, align is Align.JUSTIFY)
    return lines


def _parts(runs: Sequence[Run], typeface: Typeface, fonts: FontShelf) -> Iterator[list[_Unit]]:
    """The units of each part between line feeds."""
    text, glyphs = "", list[Glyph]()
    for run in runs:
        face, said = run.typeface or typeface, _clean(run.text)
        # a line feed has no glyph; a blank keeps its place
        glyphs += [fonts.glyph(face, character) for character in said.replace("\n", _BLANK)]
        text += said
    start = 0
    for part in text.split("\n"):
        own = glyphs[start : start + len(part)]
        yield [_unit(own[match.start() : match.end()]) for match in _TOKEN.finditer(part)]
        start += len(part) + 1


def _clean(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", _BLANK).replace("\u00a0", _BLANK)


def _unit(glyphs: Sequence[Glyph]) -> _Unit:
    return _Unit(glyphs, sum([glyph.advance for glyph in glyphs]), glyphs[0].character, glyphs[-1].character)


def _broken(units: list[_Unit], width: float, indent: float, justified: bool) -> list[Line]:
    lines, start, room = [], 0, width - indent
    while start < len(units):
        end = _fitting(units, start, room)
        if end == start:
            units[start : start + 1] = _smaller(units[start])
            continue
        if end < len(units):
            end = _break(units, start, end, room)
        if end < len(units) and _leaves_hole(units[start:end], units[end], room):
            units[end : end + 1] = _smaller(units[end])
            continue
        lines.append(_line(units[start:end], room, justified and end < len(units)))
        start, room = _after_blanks(units, end), width
    return lines or [Line((), 0)]


def _fitting(units: Sequence[_Unit], start: int, room: float) -> int:
    """The first unit from `start` on that no longer fits; a single character always does."""
    total, end = 0.0, start
    while end < len(units):
        total += units[end].width
        if total > room + _TOLERANCE and units[end].first != _BLANK:
            break
        end += 1
    if end == start and len(units[start].glyphs) == 1:
        return start + 1
    return end


def _smaller(unit: _Unit) -> list[_Unit]:
    """The parts of a unit: words where there are several, else pieces of a word, else characters."""
    text = _text(unit)
    for pattern in (_ATOM, _PIECE):
        parts = [_unit(unit.glyphs[match.start() : match.end()]) for match in pattern.finditer(text)]
        if len(parts) > 1:
            return parts
    return [_unit([glyph]) for glyph in unit.glyphs]


def _leaves_hole(inside: Sequence[_Unit], following: _Unit, room: float) -> bool:
    """Whether keeping the next unit whole tears the line.

    Dates give way where the line could not be justified, case and letter numbers only in cells as narrow as themselves.
    """
    if len(following.glyphs) == 1:
        return False
    if following.width > room or not _may_break(inside[-1], following):
        return True
    hole = room - sum([unit.width for unit in inside])
    if _NEVER_TORN.fullmatch(_text(following)):
        return hole > room / 2
    return bool(hole > _WIDEST_STRETCH * sum([len(unit.glyphs) for unit in inside])) and _has_parts(following)


def _has_parts(unit: _Unit) -> bool:
    return len(_ATOM.findall(_text(unit))) > 1


def _text(unit: _Unit) -> str:
    return "".join([glyph.character for glyph in unit.glyphs])


def _may_break(before: _Unit, after: _Unit) -> bool:
    if before.last in _PAIRED and before.last == after.first:
        return False
    return before.last not in _NO_END and after.first not in _NO_START


def _break(units: Sequence[_Unit], start: int, end: int, room: float) -> int:
    """Where the line ends: marks pulled in if its marks can be narrowed enough, else characters pushed down."""
    pulled = end
    while pulled < len(units) and not _may_break(units[pulled - 1], units[pulled]):
        pulled += 1
    if pulled > end:
        inside = units[start:pulled]
        if sum(unit.width for unit in inside) - room <= sum(_narrowing(inside)) + _TOLERANCE:
            return pulled
    pushed = end
    while pushed > start + 1 and not _may_break(units[pushed - 1], units[pushed]):
        pushed -= 1
    return pushed if _may_break(units[pushed - 1], units[pushed]) else end


def _narrowing(units: Sequence[_Unit]) -> list[float]:
    """How much narrower the space after each unit may become."""
    allowed = []
    for unit, following in pairwise(units):
        closing = unit.last in _CLOSING_BLANK and unit.glyphs[-1].advance == _FULL_WIDTH
        opening = following.first in _OPENING_BLANK and following.glyphs[0].advance == _FULL_WIDTH
        allowed.append(_NARROWEST_INSIDE * (closing + opening))
    last = units[-1]
    allowed.append(_HALF if last.last in _CLOSING_BLANK and last.glyphs[-1].advance == _FULL_WIDTH else 0.0)
    return allowed


def _after_blanks(units: Sequence[_Unit], start: int) -> int:
    while start < len(units) and units[start].first == _BLANK:
        start += 1
    return start


def _line(units: Sequence[_Unit], room: float, justified: bool) -> Line:
    end = len(units)
    while end > 1 and units[end - 1].first == _BLANK:
        end -= 1
    units = units[:end]
    glyphs = [glyph for unit in units for glyph in unit.glyphs]
    width = sum([unit.width for unit in units])
    slack = room - width
    if slack < -_TOLERANCE:
        return Line(glyphs, room, _narrowed(units, -slack))
    if not justified or slack <= _TOLERANCE:
        return Line(glyphs, width)
    gaps = _stretched(glyphs, slack)
    return Line(glyphs, room if gaps else width, gaps)


def _narrowed(units: Sequence[_Unit], excess: float) -> list[float]:
    """The mark at the end gives first, because nothing stands behind it; the others share the rest."""
    allowed = _narrowing(units)
    at_end = min(allowed[-1], excess)
    inside = sum(allowed[:-1])
    share = (excess - at_end) / inside if inside else 0.0
    gaps: list[float] = []
    for unit, narrowing in zip(units, allowed, strict=True):
        gaps += [0.0] * (len(unit.glyphs) - 1)
        gaps.append(-narrowing * share)
    gaps[-1] = -at_end
    return gaps


def _stretched(glyphs: Sequence[Glyph], slack: float) -> list[float]:
    """Equal gaps between characters, none within a word; nothing where the gaps would be too wide."""
    latin = [bool(_LATIN.match(glyph.character)) for glyph in glyphs]
    open_gaps = [not (one and other) for one, other in pairwise(latin)]
    count = sum(open_gaps)
    if not count or slack / count > _WIDEST_STRETCH:
        return []
    gap = slack / count
    return [gap if is_open else 0.0 for is_open in open_gaps] + [0.0]
