"""A text field that grows with its lines."""

import sys

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QFocusEvent, QInputMethodEvent, QKeyEvent, QMouseEvent, QResizeEvent, QTextCursor
from PySide6.QtWidgets import QPlainTextEdit, QSizePolicy, QWidget

from gui.widgets.composition import Composition

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_MOST_LINES = 8
_WRAPPED = int(Qt.TextFlag.TextWrapAnywhere)
_MARGIN = 2


class GrowingText(QPlainTextEdit):
    """Plain text over one line or several: Enter goes on, Shift+Enter breaks the line, Tab leaves the field.

    `typed` comes when the written text changed by hand; text that an input method is still composing is not written
    yet; `composed` comes when that changes. `went_below` comes on Down in the last line, `left` when the focus goes
    elsewhere.
    """

    typed = Signal()
    composed = Signal()
    went_on = Signal()
    went_below = Signal()
    left = Signal()

    def __init__(self, name: str, what: str, hint: str = "", lines: int = 1, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(what)
        self.setPlaceholderText(hint)
        self.setTabChangesFocus(True)
        for turn_off in (self.setVerticalScrollBarPolicy, self.setHorizontalScrollBarPolicy):
            turn_off(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.document().setDocumentMargin(_MARGIN)
        self._lines = lines
        self._known = ""
        self._composed = ""
        self._is_fresh = True
        self.composition = Composition(self)
        self.textChanged.connect(self._on_text_changed)
        self._fit()

    def text(self) -> str:
        """What is written."""
        return self.toPlainText()

    @property
    def composing(self) -> str:
        """What an input method is composing, such as the letters of a pinyin."""
        return self.composition.text

    def set_text(self, text: str) -> None:
        """Show another text without emitting `typed`; the same text leaves cursor and composition alone."""
        if text != self._known:
            self._known = text
            self.setPlainText(text)
            self.moveCursor(QTextCursor.MoveOperation.End)

    def setReadOnly(self, ro: bool) -> None:
        """Let the text be read only: then all of it is shown, for nobody can move a cursor to the rest."""
        if ro != self.isReadOnly():
            super().setReadOnly(ro)
            self._fit()

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """Tell that something else is being composed now."""
        super().inputMethodEvent(event)
        if event.preeditString() != self._composed:
            self._composed = event.preeditString()
            self.composed.emit()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Write what is being composed where it was typed, before the cursor goes elsewhere."""
        self.composition.take()
        super().mousePressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Wait for a key that is pressed in here."""
        super().focusInEvent(event)
        self._is_fresh = True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Give Enter, Shift+Enter and Down their meaning."""
        if event.isAutoRepeat() and self._is_fresh:
            # the key that led here is still held down, and is no text
            return
        self._is_fresh = False
        modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if event.key() in _ENTER and modifiers == Qt.KeyboardModifier.NoModifier:
            self.went_on.emit()
        elif event.key() in _ENTER and modifiers == Qt.KeyboardModifier.ShiftModifier:
            self.insertPlainText("\n")
        elif event.key() == Qt.Key.Key_Down and self._is_on_last_line():
            self.went_below.emit()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Say that the field was left."""
        super().focusOutEvent(event)
        self.left.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the height to the lines at the new width."""
        super().resizeEvent(event)
        self._fit()

    def _is_on_last_line(self) -> bool:
        cursor = self.textCursor()
        return not cursor.movePosition(QTextCursor.MoveOperation.Down)

    def _on_text_changed(self) -> None:
        self._fit()
        if self.toPlainText() != self._known:
            self._known = self.toPlainText()
            self.typed.emit()

    def _fit(self) -> None:
        lines = max(self._written_lines(), self._lines)
        margins = 2 * (self.document().documentMargin() + self.frameWidth()) + 4
        height = round(lines * self.fontMetrics().lineSpacing() + margins)
        if height != self.height():
            self.setFixedHeight(height)

    def _written_lines(self) -> int:
        """How many lines the text takes, or the hint in its place, counted as far as there is room for."""
        if self.document().isEmpty():
            return self._hint_lines()
        # a text that was put in at once is not broken into lines before somebody asks for each of its paragraphs
        layout, block, lines = self.document().documentLayout(), self.document().begin(), 0
        most = sys.maxsize if self.isReadOnly() else _MOST_LINES
        while block.isValid() and lines < most:
            layout.blockBoundingRect(block)
            lines += block.layout().lineCount()
            block = block.next()
        return min(lines, most)

    def _hint_lines(self) -> int:
        metrics, room = self.fontMetrics(), self.viewport().width() - 2 * round(self.document().documentMargin())
        area = metrics.boundingRect(QRect(0, 0, max(room, 1), 10_000), _WRAPPED, self.placeholderText())
        return round(area.height() / metrics.lineSpacing())
