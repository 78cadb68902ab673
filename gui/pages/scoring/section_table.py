"""What each section comes to, as a small painted table: it changes with every key and must cost no layout."""

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from gui.pages.scoring.reading_form import ReadingForm
from gui.theme import SPACE, theme_of
from review_forms.scoring import figure

_LEFT = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
_RIGHT = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight)
_TICK_WIDTH = 10 * SPACE
_POINTS_WIDTH = 17 * SPACE


class SectionTable(QWidget):
    """A line for each section: title, points got of the full ones, and a tick or how many items are answered."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("sections")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._lines: tuple[tuple[str, str, str], ...] = ()

    @property
    def lines(self) -> tuple[tuple[str, str, str], ...]:
        """Title, points and progress of each section as they are shown."""
        return self._lines

    def show_score(self, form: ReadingForm) -> None:
        """Show how the sections of a form stand."""
        lines = []
        for section, score in zip(form.standard.sections, form.score.sections, strict=True):
            points = f"{figure(score.got)} / {figure(score.full)}" if score.full else "—"
            progress = "✓" if score.answered == score.total_items else f"{score.answered}/{score.total_items}"
            lines.append((section.title, points if form.has_points else "", progress))
        if len(lines) != len(self._lines):
            self.updateGeometry()
        if tuple(lines) != self._lines:
            self._lines = tuple(lines)
            self.setAccessibleName("；".join(" ".join(line) for line in lines))
            self.update()

    def sizeHint(self) -> QSize:
        """All lines."""
        return QSize(160, len(self._lines) * self._line_height())

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002  Qt's signature
        """Paint the lines."""
        painter = QPainter(self)
        theme, height = theme_of(self.palette()), self._line_height()
        for position, (title, points, progress) in enumerate(self._lines):
            area = QRect(0, position * height, self.width(), height)
            painter.setPen(QColor(theme.muted))
            painter.drawText(area, _RIGHT, progress)
            area.setRight(area.right() - _TICK_WIDTH)
            painter.setPen(QColor(theme.text))
            painter.drawText(area, _RIGHT, points)
            area.setRight(area.right() - (_POINTS_WIDTH if points else 0))
            painter.drawText(area, _LEFT, painter.fontMetrics().elidedText(title, _ELIDE, area.width()))

    def _line_height(self) -> int:
        return self.fontMetrics().height() + SPACE // 2


_ELIDE = Qt.TextElideMode.ElideRight
