"""Waiting for the typing to stop, so that text is saved as a whole and soon."""

from PySide6.QtCore import QObject, QTimer, Signal

PAUSE_MS = 400
LONGEST_MS = 2000
"""So much is lost at most when the power fails while somebody types without a pause."""


class TypingPause(QObject):
    """Emits `ended` once the typing has stopped for a moment, or goes on for long, or at once when it is flushed."""

    ended = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._timer = self._new_timer(PAUSE_MS)
        self._limit = self._new_timer(LONGEST_MS)

    @property
    def is_pending(self) -> bool:
        """Whether something was typed that nobody has heard of yet."""
        return self._timer.isActive()

    def begin(self) -> None:
        """Something was typed: wait anew, but not for ever."""
        self._timer.start()
        if not self._limit.isActive():
            self._limit.start()

    def flush(self) -> None:
        """Do not wait any longer."""
        if self._timer.isActive():
            self.drop()
            self.ended.emit()

    def drop(self) -> None:
        """Forget what was typed; it is shown from elsewhere now."""
        self._timer.stop()
        self._limit.stop()

    def _new_timer(self, wait: int) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(wait)
        timer.timeout.connect(self._on_waited)
        return timer

    def _on_waited(self) -> None:
        self.drop()
        self.ended.emit()
