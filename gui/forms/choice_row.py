"""One of a few: buttons in a row or a column of which at most one is down."""

from collections.abc import Hashable, Sequence
from typing import Generic, TypeVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from gui.theme import SPACE

ValueT = TypeVar("ValueT", bound=Hashable)


class ChoiceRow(QWidget, Generic[ValueT]):
    """Shows which value is chosen; emits `chosen` with another one when its button is clicked.

    The buttons take the focus by Tab and not by a click, so that the keys of the page go on working after one.
    """

    chosen = Signal(object)

    def __init__(self, name: str, what: str, choices: Sequence[tuple[ValueT, str]], *, is_column: bool = False) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(what)
        self._buttons: dict[ValueT, QPushButton] = {}
        row = QVBoxLayout(self) if is_column else QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE)
        for value, text in choices:
            self._buttons[value] = button = self._button(name, value, text)
            row.addWidget(button)

    def button(self, value: ValueT) -> QPushButton:
        """The button of a value."""
        return self._buttons[value]

    def value(self) -> ValueT | None:
        """The value chosen, None where none is."""
        return next((value for value, button in self._buttons.items() if button.isChecked()), None)

    def set_value(self, value: ValueT | None) -> None:
        """Show another choice without emitting `chosen`."""
        for own, button in self._buttons.items():
            button.setChecked(own == value)

    def set_text(self, value: ValueT, text: str) -> None:
        """Change what a button says."""
        button = self._buttons[value]
        if button.text() != text:
            button.setText(text)
            button.setAccessibleName(text)

    def _button(self, name: str, value: ValueT, text: str) -> QPushButton:
        button = QPushButton(text)
        button.setObjectName(f"{name}_{value}")
        button.setAccessibleName(text)
        button.setProperty("kind", "toggle")
        button.setCheckable(True)
        button.setAutoDefault(False)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.clicked.connect(lambda _checked=False: self._on_clicked(value))
        return button

    def _on_clicked(self, value: ValueT) -> None:
        self.set_value(value)
        self.chosen.emit(value)
