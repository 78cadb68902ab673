"""A row of widgets that goes on in the next line where the window is narrow."""

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget

from gui.theme import SPACE


class FlowLayout(QLayout):
    """Widgets from left to right at their natural size, in as many lines as they need."""

    def __init__(self, parent: QWidget | None = None, spacing: int = 2 * SPACE) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self.setContentsMargins(0, 0, 0, 0)
        self.setSpacing(spacing)

    def addItem(self, item: QLayoutItem) -> None:
        """Take an item at the end."""
        self._items.append(item)

    def count(self) -> int:
        """How many items there are."""
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        """The item at a place, or None."""
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        """Give the item at a place away."""
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        """It asks for no more room than it needs."""
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        """Its height follows from its width."""
        return True

    def heightForWidth(self, width: int) -> int:
        """The height of as many lines as this width makes."""
        return self._arrange(QRect(0, 0, width, 0), is_trial=True)

    def setGeometry(self, area: QRect) -> None:
        """Put the widgets into the area."""
        super().setGeometry(area)
        self._arrange(area, is_trial=False)

    def sizeHint(self) -> QSize:
        """The least that is needed."""
        return self.minimumSize()

    def minimumSize(self) -> QSize:
        """Room for the largest widget."""
        size = QSize()
        for item in self._items:
            size = size.expandedTo(item.minimumSize())
        return size

    def _arrange(self, area: QRect, *, is_trial: bool) -> int:
        lines: list[list[QLayoutItem]] = [[]]
        x = 0
        for item in self._items:
            if item.isEmpty():
                continue
            width = min(item.sizeHint().width(), area.width())
            if x and x + width > area.width():
                lines.append([])
                x = 0
            lines[-1].append(item)
            x += width + self.spacing()
        y = area.y()
        for line in lines:
            height = max((item.sizeHint().height() for item in line), default=0)
            if not is_trial:
                self._place(line, QPoint(area.x(), y), height, area.width())
            y += height + self.spacing()
        return y - self.spacing() - area.y()

    def _place(self, line: list[QLayoutItem], start: QPoint, height: int, available: int) -> None:
        x = start.x()
        for item in line:
            hint = item.sizeHint()
            size = QSize(min(hint.width(), available), hint.height())
            item.setGeometry(QRect(QPoint(x, start.y() + (height - hint.height()) // 2), size))
            x += size.width() + self.spacing()
