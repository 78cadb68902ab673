"""A scanned file page under page: at once, at any zoom, turned, and searched."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPointF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QWidget

from gui.pdf_renderer import Opened, PdfRenderer, Picture, Wanted
from gui.theme import SPACE
from gui.widgets.pdf_ground import PdfGround
from gui.widgets.pdf_hits import Hits
from gui.widgets.pdf_sheets import Sheets

if TYPE_CHECKING:
    from exports.scans.page_text import PageHits
    from exports.scans.scanned_file import ScannedFile

_OVERLAP = 12 * SPACE


class PdfView(PdfGround):
    """Shows one file.

    Only pages in sight and their neighbours are drawn, on another thread; one that has not come yet is a blank sheet
    with its number. `opened` comes when a file is there, `failed` with the error when it is not; `hits_changed`
    whenever the search found more or another hit is looked at.
    """

    opened = Signal()
    failed = Signal(object)
    hits_changed = Signal()

    def __init__(self, name: str, what: str, parent: QWidget | None = None) -> None:
        super().__init__(name, what, parent)
        self.renderer = PdfRenderer(self)
        self._first_page, self._first_turns = 1, 0
        self._held_at: QPointF | None = None
        self.renderer.opened.connect(self._on_opened)
        self.renderer.failed.connect(self.failed)
        self.renderer.drawn.connect(self._on_drawn)
        self.renderer.found.connect(self._on_found)
        self.renderer.searched.connect(self._on_searched)

    @property
    def page_count(self) -> int:
        """How many pages the file has, 0 while none is open."""
        return self.sheets.count if self.sheets else 0

    @property
    def turns(self) -> int:
        """By how many quarters the pages are turned clockwise."""
        return self.sheets.turns if self.sheets else self._first_turns

    @property
    def hits(self) -> Hits:
        """What the search found so far."""
        return self.found

    def is_drawn(self, page: int) -> bool:
        """Whether a page is there as sharp as it can be."""
        return self.sheets is not None and self.wanted(page) in self.shelf

    def open(self, opener: Callable[[], ScannedFile], page: int = 1, turns: int = 0) -> None:
        """Show another file from a page on; `opener` runs on the drawing thread."""
        self._clear()
        self._first_page, self._first_turns = page, turns
        self.renderer.open(opener)

    def close_file(self) -> None:
        """Show nothing and let go of the file."""
        self._clear()
        self.renderer.close()

    def go_to_page(self, page: int) -> None:
        """Show a page from its top; one beyond the ends is the first or last."""
        self._first_page = page
        self.show_top_of(page)

    def search(self, text: str) -> None:
        """Look for a text from the page that is read on; an empty one ends the search."""
        self.found = Hits(text)
        if self.sheets is not None:
            self.renderer.search(text, max(self.page, 1))
        self.viewport().update()
        self.hits_changed.emit()

    def step_hit(self, step: int) -> None:
        """Look at the next hit (1) or the one before (-1)."""
        place = self.found.step(step, self.page)
        if place is None:
            return
        areas = self.found.areas(place)
        if areas:
            self.show_area(place[0], areas[0])
        else:
            self.show_top_of(place[0])
        self.hits_changed.emit()

    def draw(self, wanted: list[Wanted]) -> None:
        """Have these pictures made."""
        self.renderer.ask(wanted)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom with Ctrl, else scroll."""
        if not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            super().wheelEvent(event)
        elif event.angleDelta().y() > 0:
            self.zoom_in()
        elif event.angleDelta().y() < 0:
            self.zoom_out()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Give the keys of a reader their meaning."""
        move = self._move_of(event)
        if move is None:
            super().keyPressEvent(event)
        else:
            move()

    def event(self, event: QEvent) -> bool:
        """Keep N for the hits while there are any; the window has another use for it."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride and self._is_for_hits(event):
            event.accept()
            return True
        return super().event(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take hold of the page."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._held_at = event.position()
            self.viewport().setCursor(Qt.CursorShape.ClosedHandCursor)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Pull the page along."""
        if self._held_at is not None:
            moved = event.position() - self._held_at
            self._held_at = event.position()
            for bar, pixels in ((self.horizontalScrollBar(), moved.x()), (self.verticalScrollBar(), moved.y())):
                bar.setValue(bar.value() - round(pixels))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: ARG002  Qt's signature
        """Let go of the page."""
        self._held_at = None
        self.viewport().unsetCursor()

    def _move_of(self, event: QKeyEvent) -> Callable[[], object] | None:
        key, bar = event.key(), self.verticalScrollBar()
        screen = max(_OVERLAP, self.viewport().height() - _OVERLAP)
        if self._is_for_hits(event):
            is_back = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            return lambda: self.step_hit(-1 if is_back else 1)
        if key in (Qt.Key.Key_Left, Qt.Key.Key_Right) and not self.horizontalScrollBar().maximum():
            return lambda: self.go_to_page(self.page + (1 if key == Qt.Key.Key_Right else -1))
        moves: dict[int, Callable[[], object]] = {
            Qt.Key.Key_PageDown: lambda: bar.setValue(bar.value() + screen),
            Qt.Key.Key_PageUp: lambda: bar.setValue(bar.value() - screen),
            Qt.Key.Key_Space: lambda: bar.setValue(bar.value() + screen),
            Qt.Key.Key_Home: lambda: self.go_to_page(1),
            Qt.Key.Key_End: lambda: bar.setValue(bar.maximum()),
        }
        return moves.get(key)

    def _is_for_hits(self, event: QKeyEvent) -> bool:
        commands = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
        return event.key() == Qt.Key.Key_N and bool(self.found.count) and not event.modifiers() & commands

    def _on_opened(self, file: Opened) -> None:
        self.show_sheets(Sheets(file.page_count, file.aspect), self._first_turns)
        self.show_top_of(self._first_page)
        self.tell_page()
        self.opened.emit()
        self.ask()
        if self.found.text:
            self.search(self.found.text)

    def _on_drawn(self, picture: Picture) -> None:
        if self.sheets is None:
            return
        page = picture.wanted.page
        self.learn_shape(page, picture.aspect)
        if picture.image is None:
            self.faults[page] = picture.fault
        else:
            self.shelf.put(picture.wanted, picture.image, self.visible_pages())
        self.viewport().update()

    def _on_found(self, found: PageHits) -> None:
        self.found.add(found)
        if not found.hits:
            return
        if self.found.current is None:
            self.step_hit(1)
        self.viewport().update()
        self.hits_changed.emit()

    def _on_searched(self) -> None:
        self.found.is_complete = True
        self.hits_changed.emit()

    def _clear(self) -> None:
        self.found = Hits()
        self.show_sheets(None)
        self.hits_changed.emit()
