"""What an input method is composing in a field: kept when the field is left, whatever the platform does."""

from PySide6.QtCore import QCoreApplication, QEvent, QObject
from PySide6.QtGui import QGuiApplication, QInputMethodEvent
from PySide6.QtWidgets import QWidget

_LEAVING = (QEvent.Type.FocusAboutToChange, QEvent.Type.FocusOut)


class Composition(QObject):
    """Watches one text field.

    Qt asks the platform to finish a composition when the focus moves, but some platforms have no answer to that, and
    the letters typed so far would then vanish. Here they are written into the field, once.
    """

    def __init__(self, field: QWidget) -> None:
        super().__init__(field)
        self._field = field
        self._text = ""
        self._was_written = False
        self._is_settled = False
        field.installEventFilter(self)

    @property
    def text(self) -> str:
        """What is being composed, such as the letters of a pinyin; empty when nothing is."""
        return self._text

    def take(self) -> None:
        """Write into the field what is being composed."""
        text, self._was_written = self._text, False
        if not text:
            return
        # one platform answers to the first, another to the second, and a few to neither
        for ask in (QGuiApplication.inputMethod().commit, QGuiApplication.inputMethod().reset):
            if not self._was_written:
                ask()
        if not self._was_written:
            self._send(text)
            self._is_settled = True

    def drop(self) -> None:
        """Take away what is being composed: it was only typed to look something up."""
        if self._text:
            QGuiApplication.inputMethod().reset()
        if self._text:
            self._send("")

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep in mind what is composed, and write it before the field is left; what comes too late is let go."""
        if event.type() == QEvent.Type.FocusIn:
            self._is_settled = False
        elif isinstance(event, QInputMethodEvent):
            if self._is_settled and not self._field.hasFocus():
                return True
            self._text = event.preeditString()
            self._was_written = self._was_written or bool(event.commitString())
        elif event.type() in _LEAVING:
            self.take()
        return super().eventFilter(watched, event)

    def _send(self, text: str) -> None:
        event = QInputMethodEvent("", [])
        event.setCommitString(text)
        QCoreApplication.sendEvent(self._field, event)
