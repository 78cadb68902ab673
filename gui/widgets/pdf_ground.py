"""The sheets of a scanned file on a ground that scrolls: where they lie, how large, and how they are painted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QWidget

from gui.pdf_renderer import Wanted
from gui.theme import SPACE, Theme, theme_of
from gui.widgets.pdf_hits import Hits
from gui.widgets.pdf_sheets import GAP, PictureShelf, Sheets, turned

if TYPE_CHECKING:
    from exports.scans.page_text import Area

FITTING = 100
_STEPS = (50, 67, 80, 100, 125, 150, 175, 200, 250, 300, 400)
_TURNS = 4
_LINE = 12 * SPACE
# paper is white in the dark too, and so is what is written on it
_ON_PAPER = QColor("#59626f")
_HIT, _CURRENT_HIT = QColor(255, 205, 40, 90), QColor(255, 130, 0, 140)


class PdfGround(QAbstractScrollArea):
    """Lays sheets out and paints them from the pictures that it has; it asks for those that it lacks.

    Every page is as wide as the view, times the zoom: what a scanner says of inches means little. `page_changed` comes
    with the page, from 1, that is read.
    """

    page_changed = Signal(int)
    zoom_changed = Signal()

    def __init__(self, name: str, what: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(what)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.sheets: Sheets | None = None
        self.shelf = PictureShelf()
        self.faults: dict[int, str] = {}
        self.found = Hits()
        self._percent = FITTING
        self._page = 0

    @property
    def page(self) -> int:
        """The page that is read, from 1; 0 while no file is open."""
        return self._page

    @property
    def percent(self) -> int:
        """The zoom; 100 fits the width."""
        return self._percent

    def zoom_in(self) -> None:
        """The next larger zoom."""
        self._set_percent(next((step for step in _STEPS if step > self._percent), _STEPS[-1]))

    def zoom_out(self) -> None:
        """The next smaller zoom."""
        self._set_percent(next((step for step in reversed(_STEPS) if step < self._percent), _STEPS[0]))

    def fit_width(self) -> None:
        """As wide as the view."""
        self._set_percent(FITTING)

    def turn(self) -> None:
        """Turn all pages by a quarter clockwise."""
        if self.sheets is not None:
            page = self._page
            self.sheets.lay_out(self.sheets.width, (self.sheets.turns + 1) % _TURNS)
            self.fit_bars()
            self.show_top_of(page)
            self.ask()

    def show_sheets(self, sheets: Sheets | None, turns: int = 0) -> None:
        """Show other sheets, or none."""
        self.sheets = sheets
        self.shelf.clear()
        self.faults.clear()
        self._page = 0
        if sheets is not None:
            sheets.lay_out(self._sheet_width(), turns)
        self.fit_bars()
        self.viewport().update()

    def show_top_of(self, page: int) -> None:
        """Show a page from its top; one beyond the ends is the first or last."""
        if self.sheets is not None:
            page = min(max(page, 1), self.sheets.count)
            self.verticalScrollBar().setValue(self.sheets.top(page))

    def show_area(self, page: int, area: Area) -> None:
        """Bring a part of a page into the upper third."""
        assert self.sheets is not None
        part = turned(area.left, area.top, area.width, area.height, self.sheets.turns)
        down = round(self.sheets.top(page) + part.center().y() * self.sheets.height_of(page))
        self.verticalScrollBar().setValue(down - self.viewport().height() // 3)
        across = round(part.center().x() * self.sheets.width)
        self.horizontalScrollBar().setValue(across - self.viewport().width() // 2)
        self.viewport().update()

    def learn_shape(self, page: int, aspect: float) -> None:
        """Know how high a page is; what is in sight stays where it is."""
        assert self.sheets is not None
        anchor = self._anchor()
        if self.sheets.learn(page, aspect):
            self.fit_bars()
            self._return_to(anchor)

    def wanted(self, page: int) -> Wanted:
        """The picture of a page that is as sharp as it can be just now."""
        assert self.sheets is not None
        return Wanted(page, round(self.sheets.width * self.devicePixelRatioF()), self.sheets.turns)

    def ask(self) -> None:
        """Ask for what is in sight, then for its neighbours, the one below first."""
        if self.sheets is None:
            return
        shown = self.visible_pages()
        near = (shown[-1] + 1, shown[0] - 1, shown[-1] + 2)
        pages = [*shown, *(page for page in near if 1 <= page <= self.sheets.count)]
        wanted = [self.wanted(page) for page in pages if page not in self.faults]
        self.draw([one for one in wanted if one not in self.shelf])

    def draw(self, wanted: list[Wanted]) -> None:
        """Have these pictures made, in place of those that were asked for before; a view says how."""

    def visible_pages(self) -> range:
        """The pages of which anything is in sight."""
        assert self.sheets is not None
        top = self.verticalScrollBar().value() - GAP
        return self.sheets.pages_between(top, top + self.viewport().height())

    def tell_page(self) -> None:
        """Say which page is read: the one that covers the upper third, at the very end the last."""
        if self.sheets is None:
            return
        bar = self.verticalScrollBar()
        is_at_end = bar.value() == bar.maximum() > 0
        page = self.sheets.page_at(bar.value() + self.viewport().height() * (9 if is_at_end else 3) // 10)
        if page != self._page:
            self._page = page
            self.page_changed.emit(page)

    def fit_bars(self) -> None:
        """Let the scroll bars reach what there is; the middle stays the middle."""
        height, width = (self.sheets.height, self.sheets.width) if self.sheets else (0, 0)
        size = self.viewport().size()
        down, across = self.verticalScrollBar(), self.horizontalScrollBar()
        middle = (across.value() + across.pageStep() / 2) / max(1, across.maximum() + across.pageStep())
        for bar, whole, seen in ((down, height, size.height()), (across, width, size.width())):
            bar.setRange(0, max(0, whole + 2 * GAP - seen))
            bar.setPageStep(seen)
            bar.setSingleStep(_LINE)
        across.setValue(round(middle * (width + 2 * GAP) - size.width() / 2))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the zoom and the place in the file."""
        super().resizeEvent(event)
        self._lay_out()

    def changeEvent(self, event: QEvent) -> None:
        """Draw anew on a screen of another resolution."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.DevicePixelRatioChange:
            self.ask()

    def scrollContentsBy(self, dx: int, dy: int) -> None:  # noqa: ARG002  Qt's signature
        """Show another stretch, and ask for the pages that come into sight."""
        self.viewport().update()
        self.tell_page()
        self.ask()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the pages in sight."""
        painter = QPainter(self.viewport())
        theme = theme_of(self.palette())
        painter.fillRect(event.rect(), QColor(theme.window if theme.is_dark else theme.line))
        if self.sheets is None:
            return
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        for page in self.visible_pages():
            self._paint_page(painter, page, theme)

    def _sheet_width(self) -> int:
        return max(1, round((self.viewport().width() - 2 * GAP) * self._percent / FITTING))

    def _set_percent(self, percent: int) -> None:
        self._percent = percent
        self._lay_out()
        self.zoom_changed.emit()

    def _lay_out(self) -> None:
        if self.sheets is None:
            return
        anchor = self._anchor()
        self.sheets.lay_out(self._sheet_width(), self.sheets.turns)
        self.fit_bars()
        self._return_to(anchor)
        self.viewport().update()
        self.ask()

    def _anchor(self) -> tuple[int, float]:
        """The page at the top edge, and how far down in it the edge lies."""
        assert self.sheets is not None
        position = self.verticalScrollBar().value()
        page = self.sheets.page_at(position)
        return page, (position - self.sheets.top(page)) / self.sheets.height_of(page)

    def _return_to(self, anchor: tuple[int, float]) -> None:
        assert self.sheets is not None
        page, part = anchor
        self.verticalScrollBar().setValue(round(self.sheets.top(page) + part * self.sheets.height_of(page)))

    def _place(self, page: int) -> QRect:
        """Where a page lies in the viewport."""
        sheets = self.sheets
        assert sheets is not None
        spare = max(0, self.viewport().width() - sheets.width) // 2
        left = spare or GAP - self.horizontalScrollBar().value()
        top = GAP + sheets.top(page) - self.verticalScrollBar().value()
        return QRect(left, top, sheets.width, sheets.height_of(page))

    def _paint_page(self, painter: QPainter, page: int, theme: Theme) -> None:
        place, wanted = self._place(page), self.wanted(page)
        image = self.shelf.best(wanted)
        if image is None:
            self._paint_blank(painter, page, place)
        elif image.width() == wanted.width:
            image.setDevicePixelRatio(self.devicePixelRatioF())
            painter.drawImage(place.topLeft(), image)
        else:
            image.setDevicePixelRatio(1)
            painter.drawImage(QRectF(place), image, QRectF(image.rect()))
        for hit, areas in self.found.on_page(page):
            colour = _CURRENT_HIT if hit == self.found.current else _HIT
            for area in areas:
                part = turned(area.left, area.top, area.width, area.height, wanted.turns)
                painter.fillRect(_within(place, part).adjusted(-2, -2, 2, 2), colour)
        painter.setPen(QColor(theme.strong_line))
        painter.drawRect(place.adjusted(-1, -1, 0, 0))

    def _paint_blank(self, painter: QPainter, page: int, place: QRect) -> None:
        painter.fillRect(place, Qt.GlobalColor.white)
        painter.setPen(_ON_PAPER)
        words = self.faults.get(page) or f"第 {page} 页"
        seen = place.intersected(self.viewport().rect()).adjusted(4 * SPACE, 0, -4 * SPACE, 0)
        painter.drawText(seen, int(Qt.AlignmentFlag.AlignCenter) | int(Qt.TextFlag.TextWordWrap), words)


def _within(place: QRect, part: QRectF) -> QRectF:
    """A part of a page in pixels of the viewport."""
    width, height = place.width(), place.height()
    left, top = place.left() + part.left() * width, place.top() + part.top() * height
    return QRectF(left, top, part.width() * width, part.height() * height)
