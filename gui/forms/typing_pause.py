"""Waiting for the typing to stop, so that text is saved as a whole and soon."""

from PySide6.QtCore import QObject, QTimer, Signal

PAUSE_MS = 400


class TypingPause(QObject):
    """Emits `ended` once the typing has stopped for a moment, or at once when it is flushed."""

    ended = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(PAUSE_MS)
        self._timer.timeout.connect(self.ended)

    @property
    def is_pending(self) -> bool:
        """Whether something was typed that nobody has heard of yet."""
        return self._timer.isActive()

    def begin(self) -> None:
        """Something was typed: wait anew."""
        self._timer.start()

    def flush(self) -> None:
        """Do not wait any longer."""
        if self._timer.isActive():
            self._timer.stop()
            self.ended.emit()

    def drop(self) -> None:
        """Forget what was typed; it is shown from elsewhere now."""
        self._timer.stop()
