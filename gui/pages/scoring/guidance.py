"""What the standard says of the open item, painted: a rich text label would cost more than saving the answer."""

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from gui.theme import SPACE, theme_of
from review_forms.standard import Item

_WRAP = int(Qt.TextFlag.TextWordWrap) | int(Qt.AlignmentFlag.AlignLeft) | int(Qt.AlignmentFlag.AlignTop)
_UNBOUNDED = 10_000


class Guidance(QWidget):
    """Rule, common errors, what is no fault, and the basis of an item, each word before its text."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("guidance")
        # a fixed height would be held to the width before
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._rows: tuple[tuple[str, str], ...] = ()
        self._heights: tuple[int, tuple[int, ...]] = (0, ())

    @property
    def rows(self) -> tuple[tuple[str, str], ...]:
        """The words and texts that are shown."""
        return self._rows

    def show_item(self, item: Item) -> None:
        """Show what is said of another item."""
        rows = (
            ("规则", item.rule),
            ("常见错误", "；".join(item.common_errors)),
            ("不算问题", item.not_a_fault),
            ("依据", item.basis),
        )
        self._rows = tuple((word, text) for word, text in rows if text)
        self._heights = (0, ())
        self.setAccessibleName("　".join(f"{word}：{text}" for word, text in self._rows))
        self.updateGeometry()
        self.update()

    def hasHeightForWidth(self) -> bool:
        """The texts wrap."""
        return True

    def heightForWidth(self, width: int) -> int:
        """The height of all texts at a width."""
        return sum(self._row_heights(width))

    def sizeHint(self) -> QSize:
        """The size at the width it has."""
        width = max(self.width(), 60 * SPACE)
        return QSize(60 * SPACE, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        """Narrower than any panel."""
        return QSize(40 * SPACE, 0)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002  Qt's signature
        """Paint the rows."""
        painter = QPainter(self)
        theme, left, top = theme_of(self.palette()), self._text_left(), 0
        for (word, text), height in zip(self._rows, self._row_heights(self.width()), strict=True):
            painter.setPen(QColor(theme.muted))
            painter.drawText(QRect(0, top, left, height), _WRAP, word)
            painter.setPen(QColor(theme.text))
            painter.drawText(QRect(left, top, self.width() - left, height), _WRAP, text)
            top += height

    def _row_heights(self, width: int) -> tuple[int, ...]:
        if self._heights[0] != width:
            room = QRect(0, 0, max(width - self._text_left(), 10 * SPACE), _UNBOUNDED)
            metrics = self.fontMetrics()
            heights = (metrics.boundingRect(room, _WRAP, text).height() + SPACE // 2 for _, text in self._rows)
            self._heights = (width, tuple(heights))
        return self._heights[1]

    def _text_left(self) -> int:
        return self.fontMetrics().horizontalAdvance("常见错误") + 3 * SPACE
