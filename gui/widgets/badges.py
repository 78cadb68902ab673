"""Grades and severities as shape, word and colour together, in widgets and in table cells."""

from math import cos, pi, sin

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from gui.theme import SPACE, Tone, theme_of
from review_forms.standard import Severity

_SHAPES = ("★", "●", "◆", "▲", "■", "○")
_STAR = tuple(
    (radius * sin(pi * corner / 5), -radius * cos(pi * corner / 5))
    for corner, radius in ((corner, 0.45 if corner % 2 else 1.1) for corner in range(10))
)
_CORNERS: dict[str, tuple[tuple[float, float], ...]] = {
    "★": _STAR,
    "◆": ((0.0, -1.0), (1.0, 0.0), (0.0, 1.0), (-1.0, 0.0)),
    "▲": ((0.0, -0.9), (1.0, 0.8), (-1.0, 0.8)),
    "■": ((-0.8, -0.8), (0.8, -0.8), (0.8, 0.8), (-0.8, 0.8)),
}
_SEVERITY_SHAPES = {
    Severity.NOTE: "○",
    Severity.DEFECT: "◆",
    Severity.MAJOR_DEFECT: "▲",
    Severity.ERROR: "■",
}


def severity_shape(severity: Severity) -> str:
    """The shape that goes with a severity."""
    return _SEVERITY_SHAPES[severity]


def severity_text(severity: Severity) -> str:
    """A severity as text with its shape, such as ◆ 瑕疵; what a table cell shows."""
    return f"{_SEVERITY_SHAPES[severity]} {severity.label}"


def grade_text(shape: str, name: str) -> str:
    """A grade as text with its shape, such as ● 合格; what a table cell shows."""
    return f"{shape} {name}"


class Badge(QWidget):
    """A shape and a word on a quiet ground of the shape's tone."""

    def __init__(self, shape: str = "", word: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._shape, self._word = "", ""
        self.set_content(shape, word)

    def set_content(self, shape: str, word: str) -> None:
        """Show another shape and word; both empty hides the badge."""
        self._shape, self._word = shape, word
        self.setAccessibleName(word)
        # a badge that is not in its place yet would open a window of its own, and take the focus with it
        if not word or self.parentWidget() is not None:
            self.setVisible(bool(word))
        elif self.testAttribute(Qt.WidgetAttribute.WA_WState_ExplicitShowHide):
            self.setAttribute(Qt.WidgetAttribute.WA_WState_ExplicitShowHide, on=False)
        self.updateGeometry()
        self.update()

    @property
    def word(self) -> str:
        """The word it shows."""
        return self._word

    def sizeHint(self) -> QSize:
        """Room for the shape and the word."""
        metrics = self.fontMetrics()
        shape_width = metrics.height() if self._shape else 0
        return QSize(metrics.horizontalAdvance(self._word) + shape_width + 4 * SPACE, metrics.height() + SPACE)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002  Qt's signature
        """Paint the shape and the word on their ground."""
        painter = QPainter(self)
        tone = theme_of(self.palette()).tone_of_shape(self._shape)
        paint_badge(painter, QRectF(self.rect()), self._shape, self._word, tone)


class GradeBadge(Badge):
    """A grade; shape and name come from the grade scale."""

    def set_grade(self, shape: str, name: str) -> None:
        """Show another grade, or none with two empty texts."""
        self.set_content(shape, name)


class SeverityBadge(Badge):
    """The severity of one finding."""

    def __init__(self, severity: Severity | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.set_severity(severity)

    def set_severity(self, severity: Severity | None) -> None:
        """Show another severity, or none."""
        if severity is None:
            self.set_content("", "")
        else:
            self.set_content(_SEVERITY_SHAPES[severity], severity.label)


class BadgeDelegate(QStyledItemDelegate):
    """Paints cells whose text is a shape, a blank and a word as badges; other cells as they are."""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Paint a badge where the text is one."""
        text = str(index.data(Qt.ItemDataRole.DisplayRole) or "")
        shape, _, word = text.partition(" ")
        if shape not in _SHAPES or not word:
            super().paint(painter, option, index)
            return
        self.initStyleOption(option, index)
        option.text = ""
        option.widget.style().drawControl(QStyle.ControlElement.CE_ItemViewItem, option, painter, option.widget)
        metrics = option.fontMetrics
        height = metrics.height() + SPACE
        width = metrics.horizontalAdvance(word) + metrics.height() + 4 * SPACE
        top = option.rect.center().y() - height / 2 + 0.5
        area = QRectF(option.rect.left() + SPACE, top, min(width, option.rect.width() - 2 * SPACE), height)
        painter.save()
        painter.setFont(option.font)
        paint_badge(painter, area, shape, word, theme_of(option.palette).tone_of_shape(shape))
        painter.restore()


def paint_badge(painter: QPainter, area: QRectF, shape: str, word: str, tone: Tone) -> None:
    """Paint a badge into an area."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(tone.wash))
    painter.drawRoundedRect(area, SPACE, SPACE)
    text_area = area.adjusted(2 * SPACE, 0, -2 * SPACE, 0)
    if shape:
        size = painter.fontMetrics().height() * 0.62
        centre = QPointF(text_area.left() + size / 2, area.center().y())
        paint_shape(painter, centre, size, shape, QColor(tone.ink))
        text_area.setLeft(text_area.left() + size + 1.25 * SPACE)
    painter.setPen(QColor(tone.ink))
    painter.drawText(text_area, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), word)


def paint_shape(painter: QPainter, centre: QPointF, size: float, shape: str, colour: QColor) -> None:
    """Paint one of the grade shapes; all of them have about the same weight to the eye, whatever the font."""
    half = size / 2
    painter.setBrush(colour)
    painter.setPen(Qt.PenStyle.NoPen)
    if shape in _CORNERS:
        painter.drawPolygon(QPolygonF([centre + QPointF(x, y) * half for x, y in _CORNERS[shape]]))
    elif shape == "○":
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(colour)
        painter.drawEllipse(centre, half * 0.75, half * 0.75)
    else:
        painter.drawEllipse(centre, half * 0.85, half * 0.85)
