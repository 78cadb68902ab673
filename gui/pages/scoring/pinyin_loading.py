"""The readings of characters, fetched once the desk stands: nobody waits for them."""

from collections.abc import Callable

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from gui.desk import Desk
from gui.forms.phrase_matching import Readings, load_readings

_IDLE_MS = 200


class PinyinLoading(QTimer):
    """Loads the readings on the worker soon after the window has come to rest, and hands them to `use`.

    Until then, and where they cannot be loaded, only written characters find a wording.
    """

    def __init__(self, desk: Desk, place: QWidget, use: Callable[[Readings], None]) -> None:
        super().__init__(place)
        self._desk = desk
        self._place = place
        self._use = use
        self.setSingleShot(True)
        self.timeout.connect(self._load)
        self.start(_IDLE_MS)

    def _load(self) -> None:
        self._desk.run_in_background(self._place, "", lambda _job: load_readings(), self._use)
