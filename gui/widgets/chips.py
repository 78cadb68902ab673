"""A row of choices with counts, one of which holds, such as 全部 52 | 待发 12 | 已发 40."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QWidget

from gui.theme import SPACE


class Chips(QWidget):
    """Emits `chosen` with the key of the choice that holds from now on.

    `choices` are pairs of a key and a title; a choice named in `alarming` shows ▲ as long as its count is not zero.
    """

    chosen = Signal(str)

    def __init__(
        self,
        name: str,
        what: str,
        choices: Sequence[tuple[str, str]],
        alarming: Sequence[str] = (),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(what)
        self._titles = dict(choices)
        self._alarming = frozenset(alarming)
        self._group = QButtonGroup(self)
        self._buttons: dict[str, QPushButton] = {}
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE)
        for key, title in choices:
            row.addWidget(self._add(name, key, title))
        row.addStretch(1)
        self.choose(next(iter(self._titles)))

    @property
    def key(self) -> str:
        """The choice that holds."""
        return next(key for key, button in self._buttons.items() if button.isChecked())

    def choose(self, key: str) -> None:
        """Let another choice hold, without telling anybody."""
        self._buttons[key].setChecked(True)

    def set_counts(self, counts: Mapping[str, int]) -> None:
        """Show how many each choice has; one without a count shows its title alone."""
        for key, button in self._buttons.items():
            mark = " ▲" if key in self._alarming and counts.get(key) else ""
            button.setText(f"{self._titles[key]} {counts[key]}{mark}" if key in counts else self._titles[key])
            button.setAccessibleName(button.text())

    def _add(self, name: str, key: str, title: str) -> QPushButton:
        button = QPushButton(title)
        button.setObjectName(f"{name}_{key}")
        button.setProperty("kind", "chip")
        button.setCheckable(True)
        button.setAutoDefault(False)
        button.clicked.connect(lambda _checked=False: self.chosen.emit(key))
        self._group.addButton(button)
        self._buttons[key] = button
        return button
