"""Labels in the few kinds that the window uses."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from gui.theme import SPACE


def heading(text: str) -> QLabel:
    """The title of a page."""
    return _label(text, "heading")


def lead(text: str) -> QLabel:
    """A line that stands out inside a page: a case number over its panel, the head of a group."""
    return _label(text, "lead")


def muted(text: str) -> QLabel:
    """Words that accompany others."""
    return _label(text, "muted")


def paragraph(text: str) -> QLabel:
    """Running text that wraps."""
    label = _label(text, "paragraph")
    label.setWordWrap(True)
    return label


def key_hint(keys: str, text: str = "") -> QWidget:
    """A key as a small cap, followed by what it does."""
    hint = QWidget()
    row = QHBoxLayout(hint)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(SPACE)
    row.addWidget(_label(keys, "key"))
    if text:
        row.addWidget(muted(text))
    hint.setAccessibleName(f"{keys} {text}".strip())
    return hint


def rule() -> QFrame:
    """A thin line across."""
    line = QFrame()
    line.setProperty("kind", "rule")
    line.setFixedHeight(1)
    return line


class SectionHeader(QWidget):
    """The head of a section: its title, muted words beside it, and room for widgets at the right end."""

    def __init__(self, title: str, remark: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = lead(title)
        self._remark = muted(remark)
        self._row = QHBoxLayout()
        self._row.setSpacing(2 * SPACE)
        self._row.addWidget(self._title)
        self._row.addWidget(self._remark)
        self._row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 2 * SPACE, 0, 0)
        column.setSpacing(SPACE)
        column.addLayout(self._row)
        column.addWidget(rule())

    @property
    def remark(self) -> str:
        """The muted words beside the title."""
        return self._remark.text()

    def set_remark(self, text: str) -> None:
        """Change the muted words beside the title."""
        self._remark.setText(text)

    def add_widget(self, widget: QWidget) -> None:
        """Put a widget at the right end."""
        self._row.addWidget(widget)


class ElidedLabel(QLabel):
    """One line that shortens itself in the middle when room is scarce; the whole text is the tool tip."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setTextFormat(Qt.TextFormat.PlainText)

    def setText(self, text: str) -> None:
        """Show another text."""
        super().setText(text)
        self.setToolTip(text)

    def minimumSizeHint(self) -> QSize:
        """A few characters."""
        return QSize(self.fontMetrics().averageCharWidth() * 6, super().minimumSizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002  Qt's signature
        """Paint what fits."""
        painter = QPainter(self)
        text = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideMiddle, self.width())
        painter.setPen(self.palette().color(self.foregroundRole()))
        painter.drawText(self.rect(), int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), text)


def _label(text: str, kind: str) -> QLabel:
    label = QLabel(text)
    label.setProperty("kind", kind)
    label.setTextFormat(Qt.TextFormat.PlainText)
    return label
