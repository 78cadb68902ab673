"""Wordings offered under a text field."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QListWidget, QSizePolicy, QWidget

_SHOWN = 5
_OWN_KEYS = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape)


class PhraseList(QListWidget):
    """The first few wordings that contain what is typed; hidden when there are none.

    `taken` comes with the wording on Enter or a click, `left` when the person goes back to the field above.
    """

    taken = Signal(str)
    left = Signal()

    def __init__(self, name: str, what: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(what)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._phrases: tuple[str, ...] = ()
        self._shown: tuple[str, ...] = ()
        self.itemClicked.connect(lambda item: self.taken.emit(item.text()))
        self.hide()

    @property
    def shown(self) -> tuple[str, ...]:
        """The wordings in the list."""
        return self._shown

    def offer(self, phrases: Sequence[str], typed: str) -> None:
        """Offer other wordings, as far as they contain what is typed."""
        self._phrases = tuple(dict.fromkeys(phrases))
        self.narrow(typed)

    def narrow(self, typed: str) -> None:
        """Leave only what contains the text typed so far and is not all of it."""
        typed = typed.strip()
        fitting = [phrase for phrase in self._phrases if typed in phrase and typed != phrase][:_SHOWN]
        if tuple(fitting) != self._shown:
            self._shown = tuple(fitting)
            self.clear()
            self.addItems(fitting)
            self.setFixedHeight(len(fitting) * max(self.sizeHintForRow(0), 0) + 2 * self.frameWidth())
        self.setVisible(bool(fitting))

    def enter(self) -> bool:
        """Go to the first wording; False when there is none."""
        if not self._shown:
            return False
        self.setCurrentRow(0)
        self.setFocus()
        return True

    def event(self, event: QEvent) -> bool:
        """Keep the keys that mean something in here from the page's actions."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride and event.key() in _OWN_KEYS:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take with Enter, go back with Esc or Up from the first line."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentItem() is not None:
            self.taken.emit(self.currentItem().text())
        elif event.key() == Qt.Key.Key_Escape or (event.key() == Qt.Key.Key_Up and self.currentRow() <= 0):
            self.left.emit()
        else:
            super().keyPressEvent(event)
