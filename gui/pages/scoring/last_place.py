"""Where the work stopped: reading and item, also when the program is ended from outside."""

from uuid import UUID

from PySide6.QtCore import QObject, QTimer

from gui.memory import Memory

_ASSIGNMENT, _ITEM = "scoring/assignment", "scoring/item"
_KEEP_MS = 1000


class LastPlace(QObject):
    """Keeps the place in the window's memory a second after it changed: no key waits for that, and little is lost."""

    def __init__(self, memory: Memory, parent: QObject) -> None:
        super().__init__(parent)
        self._memory = memory
        self._assignment, self._item = "", ""
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_KEEP_MS)
        self._timer.timeout.connect(self.keep)

    @property
    def kept(self) -> tuple[str, str]:
        """Reading and item where the work stopped last time; empty texts where nothing is kept."""
        return self._memory.text(_ASSIGNMENT), self._memory.text(_ITEM)

    def move(self, assignment_id: UUID, item_id: str) -> None:
        """The work is here now. A wait that runs already is not begun anew, so that fast hands are kept up with."""
        self._assignment, self._item = str(assignment_id), item_id
        if not self._timer.isActive():
            self._timer.start()

    def keep(self) -> None:
        """Keep the place at once."""
        self._timer.stop()
        if self._assignment:
            self._memory.keep(_ASSIGNMENT, self._assignment)
            self._memory.keep(_ITEM, self._item)
