"""A search field that waits for the typing to pause."""

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from gui.icons import icon
from gui.widgets.composition import Composition

_PAUSE = 150


class SearchBox(QLineEdit):
    """Emits `searched` with the trimmed text when the typing pauses, at once on Enter; Esc empties it.

    Unfinished pinyin is no text yet and searches nothing.
    """

    searched = Signal(str)
    submitted = Signal(str)

    def __init__(self, name: str, hint: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(hint)
        self.setPlaceholderText(hint)
        self.setClearButtonEnabled(True)
        self.addAction(icon("search"), QLineEdit.ActionPosition.LeadingPosition)
        self._said = ""
        Composition(self)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE)
        self._pause.timeout.connect(self._say)
        self.textChanged.connect(lambda _text: self._pause.start())
        self.returnPressed.connect(self._on_return)

    def set_text_quietly(self, text: str) -> None:
        """Show a text that was already searched for."""
        self.setText(text)
        self._pause.stop()
        self._said = text.strip()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let Esc empty the field before it means anything else."""
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
            self._say()
        else:
            super().keyPressEvent(event)

    def _on_return(self) -> None:
        self._say()
        self.submitted.emit(self.text().strip())

    def _say(self) -> None:
        self._pause.stop()
        text = self.text().strip()
        if text != self._said:
            self._said = text
            self.searched.emit(text)
