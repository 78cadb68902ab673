"""What happened, one thing under the other along a line, oldest first."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from gui.theme import SPACE, theme_of
from gui.widgets.clearing import empty_layout
from gui.widgets.labels import muted, paragraph


@dataclass(frozen=True, slots=True)
class Moment:
    """One thing on the line: when, in words; what; and the particulars."""

    when: str
    title: str
    text: str = ""


class Timeline(QWidget):
    """Moments with a dot each; the last one, where the matter stands now, is filled."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("timeline")
        self.setAccessibleName("经过")
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)

    def set_moments(self, moments: Sequence[Moment]) -> None:
        """Show these instead."""
        empty_layout(self._column)
        for at, moment in enumerate(moments):
            is_last = at == len(moments) - 1
            self._column.addWidget(_MomentRow(moment, is_first=at == 0, is_last=is_last))


class _MomentRow(QWidget):
    """One moment beside its piece of the line."""

    def __init__(self, moment: Moment, *, is_first: bool, is_last: bool) -> None:
        super().__init__()
        self.setAccessibleName(f"{moment.when} {moment.title} {moment.text}".strip())
        self._is_first, self._is_last = is_first, is_last
        row = QHBoxLayout(self)
        row.setContentsMargins(5 * SPACE, 0, 0, 2 * SPACE)
        words = QVBoxLayout()
        words.setSpacing(0)
        head = QHBoxLayout()
        self._title = paragraph(moment.title)
        self._title.setProperty("kind", "strong")
        head.addWidget(self._title, 1)
        head.addWidget(muted(moment.when), 0, Qt.AlignmentFlag.AlignTop)
        words.addLayout(head)
        if moment.text:
            words.addWidget(paragraph(moment.text))
        row.addLayout(words, 1)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002  Qt's signature
        """Paint the line and the dot."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme = theme_of(self.palette())
        x, y = 1.5 * SPACE, self._title.fontMetrics().height() / 2 + 1
        painter.setPen(QColor(theme.strong_line))
        painter.drawLine(QPointF(x, y if self._is_first else 0), QPointF(x, y if self._is_last else self.height()))
        painter.setPen(QColor(theme.accent))
        painter.setBrush(QColor(theme.accent if self._is_last else theme.surface))
        painter.drawEllipse(QPointF(x, y), 4.0, 4.0)
