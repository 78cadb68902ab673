"""The pages of a paper as they will be printed, one under the other, at any zoom."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QImage, QPixmap, QResizeEvent
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QVBoxLayout, QWidget

from gui.theme import SPACE

if TYPE_CHECKING:
    from exports.preview import RenderedPage

_SCREEN_DPI = 96
_A4_INCHES = 8.27
_STEPS = (50, 67, 80, 100, 125, 150, 200)


class PageView(QScrollArea):
    """Shows rendered pages; asks with `resolution_asked` for pages of another resolution when the zoom changes.

    `dpi` is what the pages are wanted at, in pixels of the screen. The view fits the width until a zoom is chosen.
    """

    resolution_asked = Signal()
    zoom_changed = Signal()

    def __init__(self, name: str, what: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(what)
        self.setWidgetResizable(True)
        self.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._percent: int | None = None
        self._shown_dpi = 0
        self._sheets: list[QLabel] = []
        self._pages = QVBoxLayout()
        self._pages.setContentsMargins(2 * SPACE, 2 * SPACE, 2 * SPACE, 2 * SPACE)
        self._pages.setSpacing(3 * SPACE)
        ground = QWidget()
        ground.setLayout(self._pages)
        self._pages.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        self.setWidget(ground)

    @property
    def percent(self) -> int:
        """The zoom, 100 being the size on paper of a 96 dpi screen."""
        return self._percent if self._percent is not None else self._fitting_percent()

    @property
    def fits_width(self) -> bool:
        """Whether the zoom follows the width."""
        return self._percent is None

    @property
    def dpi(self) -> int:
        """The resolution that the pages are wanted at."""
        return max(24, round(_SCREEN_DPI * self.percent / 100 * self.devicePixelRatioF()))

    @property
    def page_count(self) -> int:
        """How many pages are shown."""
        return len(self._sheets)

    def show_pages(self, pages: Sequence[RenderedPage], dpi: int) -> None:
        """Show these pages, rendered at `dpi`; the place in the paper stays when only the zoom changed."""
        self._shown_dpi = dpi
        while len(self._sheets) > len(pages):
            self._sheets.pop().deleteLater()
        while len(self._sheets) < len(pages):
            self._sheets.append(_sheet(len(self._sheets) + 1))
            self._pages.addWidget(self._sheets[-1])
        for sheet, page in zip(self._sheets, pages, strict=True):
            pixmap = QPixmap.fromImage(image_of(page))
            pixmap.setDevicePixelRatio(self.devicePixelRatioF())
            sheet.setPixmap(pixmap)

    def go_to_top(self) -> None:
        """Show the first page from its head."""
        self.verticalScrollBar().setValue(0)

    def zoom_in(self) -> None:
        """The next larger zoom."""
        self._set_percent(next((step for step in _STEPS if step > self.percent), _STEPS[-1]))

    def zoom_out(self) -> None:
        """The next smaller zoom."""
        self._set_percent(next((step for step in reversed(_STEPS) if step < self.percent), _STEPS[0]))

    def fit_width(self) -> None:
        """Let the zoom follow the width."""
        self._set_percent(None)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Follow the width when the zoom fits it."""
        super().resizeEvent(event)
        if self.fits_width and event.oldSize().width() != event.size().width():
            self._ask()

    def _set_percent(self, percent: int | None) -> None:
        self._percent = percent
        self._ask()

    def _ask(self) -> None:
        self.zoom_changed.emit()
        if self._shown_dpi and self.dpi != self._shown_dpi:
            self.resolution_asked.emit()

    def _fitting_percent(self) -> int:
        room = self.width() - self.verticalScrollBar().sizeHint().width() - 6 * SPACE
        return max(25, int(room / (_A4_INCHES * _SCREEN_DPI) * 100))


def image_of(page: RenderedPage) -> QImage:
    """The page as a picture that owns its pixels."""
    return QImage(page.pixels, page.width, page.height, page.stride, QImage.Format.Format_RGBA8888).copy()


def _sheet(number: int) -> QLabel:
    sheet = QLabel()
    sheet.setProperty("kind", "sheet")
    sheet.setFrameShape(QFrame.Shape.NoFrame)
    sheet.setAccessibleName(f"第{number}页")
    return sheet
