"""The rail on the left: the places of the window, one under the other."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from gui.icons import icon
from gui.theme import RAIL_WIDTH, SPACE

if TYPE_CHECKING:
    from gui.pages.page import PageSpec


class Rail(QFrame):
    """One button to a place; emits `chosen` with the place's id."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("rail")
        self.setAccessibleName("功能")
        self.setMinimumWidth(RAIL_WIDTH)
        self._buttons: dict[str, QToolButton] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 2 * SPACE, 0, 2 * SPACE)
        self._column.setSpacing(0)
        self._column.addStretch(1)

    def set_places(self, places: Sequence["PageSpec"]) -> None:
        """Show these places, the first on top."""
        for button in self._buttons.values():
            button.deleteLater()
        self._buttons = {place.id: self._button(place, number) for number, place in enumerate(places, start=1)}
        for position, button in enumerate(self._buttons.values()):
            self._column.insertWidget(position, button)

    def select(self, place: str) -> None:
        """Show which place is the current one."""
        self._buttons[place].setChecked(True)

    def _button(self, place: "PageSpec", number: int) -> QToolButton:
        button = QToolButton()
        button.setObjectName(f"rail_{place.id}")
        button.setText(f"  {place.title}")
        button.setAccessibleName(place.title)
        button.setToolTip(f"{place.title}（Ctrl+{number}）")
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        button.setIconSize(QSize(20, 20))
        button.setIcon(icon(place.icon))
        button.setCheckable(True)
        button.setAutoExclusive(True)
        button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        button.clicked.connect(lambda _checked=False: self.chosen.emit(place.id))
        return button
