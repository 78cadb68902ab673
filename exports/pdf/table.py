"""Ruled tables over several pages: the header row on each, long rows torn between lines, never one line alone."""

from collections.abc import Sequence

from exports import gbt9704
from exports.document import Align, Column, Run, Table, Typeface
from exports.fonts import FontShelf
from exports.pdf.laid import Laid
from exports.pdf.lines import Line, set_lines
from exports.pdf.pages import Pages

_FEWEST_LINES = 3
_SPLIT_FROM = 8
_PADDING = 2 * gbt9704.CELL_PADDING_Y
_Cells = list[list[Line]]


class SetTable(Laid):
    """A table whose cells are broken into lines."""

    def __init__(self, table: Table, fonts: FontShelf) -> None:
        self._columns = table.columns
        self._size = gbt9704.SMALL_CELL_SIZE if table.is_small else gbt9704.CELL_SIZE
        self._pitch = gbt9704.SMALL_CELL_PITCH if table.is_small else gbt9704.CELL_PITCH
        self._edges = [0.0]
        for column in table.columns:
            self._edges.append(self._edges[-1] + column.width * gbt9704.MM)
        self._header = [
            _cell(column.title, column, Typeface.HEI, Align.CENTRE, self._size, fonts) for column in table.columns
        ]
        self._rows = [
            [
                _cell(text, column, Typeface.FANGSONG, column.align, self._size, fonts)
                for text, column in zip(row, table.columns, strict=True)
            ]
            for row in table.rows
        ]

    def opening(self) -> float:
        """The header and the beginning of the first row."""
        if not self._rows:
            return self._height(self._header)
        return self._height(self._header) + self._least(self._rows[0])

    def place(self, pages: Pages) -> None:
        """Row by row."""
        if pages.room < self.opening() and not pages.is_fresh:
            pages.turn()
        self._begin(pages)
        for row in self._rows:
            self._place_row(pages, row)
        # the line below keeps its distance from the rule
        pages.top += gbt9704.LINE_PITCH / 4

    def _least(self, row: _Cells) -> float:
        lines = _line_count(row)
        return _PADDING + self._pitch * (lines if lines < _SPLIT_FROM else _FEWEST_LINES)

    def _begin(self, pages: Pages) -> None:
        self._rule(pages)
        self._draw(pages, self._header, [Align.CENTRE] * len(self._columns))

    def _place_row(self, pages: Pages, row: _Cells) -> None:
        while pages.room < self._height(row):
            count = self._lines_here(pages, row)
            if count:
                self._draw(pages, [cell[:count] for cell in row], self._aligns)
                row = [cell[count:] for cell in row]
            pages.turn()
            self._begin(pages)
        self._draw(pages, row, self._aligns)

    @property
    def _aligns(self) -> list[Align]:
        return [column.align for column in self._columns]

    def _lines_here(self, pages: Pages, row: _Cells) -> int:
        """How many lines of a row too high for the page go on it; none where the tear would be ugly."""
        count = min(int((pages.room - _PADDING) / self._pitch), _line_count(row) - _FEWEST_LINES)
        if _line_count(row) < _SPLIT_FROM or count < _FEWEST_LINES:
            return 0
        return count

    def _draw(self, pages: Pages, row: _Cells, aligns: Sequence[Align]) -> None:
        """The text of a row, the rules at the sides of its cells and the rule below."""
        bottom = pages.top + self._height(row)
        for index, (cell, align) in enumerate(zip(row, aligns, strict=True)):
            self._draw_cell(pages, cell, align, index)
        for edge in self._edges:
            left = gbt9704.MARGIN_LEFT + edge
            pages.sheet.rule(left, pages.top, left, bottom, gbt9704.TABLE_RULE)
        pages.top = bottom
        self._rule(pages)

    def _draw_cell(self, pages: Pages, cell: Sequence[Line], align: Align, index: int) -> None:
        size, pitch = self._size, self._pitch
        left = gbt9704.MARGIN_LEFT + self._edges[index] + gbt9704.CELL_PADDING_X
        room = self._edges[index + 1] - self._edges[index] - 2 * gbt9704.CELL_PADDING_X
        top = pages.top + gbt9704.CELL_PADDING_Y + (pitch - size) / 2
        shift = {Align.CENTRE: 0.5, Align.RIGHT: 1.0}.get(align, 0.0)
        for number, line in enumerate(cell):
            free = room - line.width_at(size)
            pages.sheet.text(line, left + free * shift, top + number * pitch, size)

    def _height(self, row: _Cells) -> float:
        return _line_count(row) * self._pitch + _PADDING

    def _rule(self, pages: Pages) -> None:
        left = gbt9704.MARGIN_LEFT
        pages.sheet.rule(left, pages.top, left + self._edges[-1], pages.top, gbt9704.TABLE_RULE)


def _cell(text: str, column: Column, face: Typeface, align: Align, size: float, fonts: FontShelf) -> list[Line]:
    width = column.width * gbt9704.MM - 2 * gbt9704.CELL_PADDING_X
    return set_lines((Run(text),), face, fonts, width / size * 1000, align=align)


def _line_count(row: _Cells) -> int:
    return max(1, *(len(cell) for cell in row))
