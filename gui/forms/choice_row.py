"""One of a few: buttons in a row or a column of which at most one is down."""

from collections.abc import Hashable, Sequence
from itertools import pairwise
from typing import Generic, TypeVar

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from gui.theme import SPACE

_STEPS: dict[int, int] = {Qt.Key.Key_Left: -1, Qt.Key.Key_Up: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Down: 1}

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)

ValueT = TypeVar("ValueT", bound=Hashable)


class ChoiceRow(QWidget, Generic[ValueT]):
    """Shows which value is chosen; emits `chosen` with another one when its button is clicked.

    The buttons take the focus by Tab and not by a click, so that the keys of the page go on working after one. Tab
    stops at one of them; from there the arrows lead to the others, and 1, 2, 3 … choose, as does Enter on a button that
    is not down. On one that is, Enter means what it means around the row.
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
        self._stop_at(next(iter(self._buttons), None))

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
        if value is not None:
            self._stop_at(value)

    def set_text(self, value: ValueT, text: str) -> None:
        """Change what a button says."""
        button = self._buttons[value]
        if button.text() != text:
            button.setText(text)
            button.setAccessibleName(text)

    def lead_to(self, widget: QWidget) -> None:
        """Let Tab go from this row to a widget, wherever the two came before."""
        stops = {button: button.focusPolicy() for button in self._buttons.values()}
        for button in stops:
            # Qt orders only what takes the focus
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        for before, after in pairwise((*stops, widget)):
            QWidget.setTabOrder(before, after)
        for button, policy in stops.items():
            button.setFocusPolicy(policy)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Give the arrows, the numbers and Enter their meaning on the buttons."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride and self._chooses(event.key()):
            event.accept()
            return True
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            return self._on_key(event.key())
        return super().eventFilter(watched, event)

    @property
    def _focused(self) -> ValueT | None:
        return next((value for value, button in self._buttons.items() if button.hasFocus()), None)

    def _chooses(self, key: int) -> bool:
        """Whether a key stands for choosing the button that has the focus, and not for going on."""
        focused = self._focused
        return key in _ENTER and focused is not None and not self._buttons[focused].isChecked()

    def _on_key(self, key: int) -> bool:
        values = [value for value, button in self._buttons.items() if not button.isHidden()]
        number = key - Qt.Key.Key_1
        if 0 <= number < len(values) and self._buttons[values[number]].isEnabled():
            self._on_clicked(values[number])
        elif key in _STEPS:
            here = values.index(self._focused) if self._focused in values else 0
            self._stop_at(values[(here + _STEPS[key]) % len(values)])
        elif self._chooses(key) and self._focused is not None:
            self._on_clicked(self._focused)
        else:
            return False
        return True

    def _stop_at(self, value: ValueT | None) -> None:
        """Let Tab stop at the button of this value and at no other; the focus goes there if it is in the row."""
        if value is not None and any(button.hasFocus() for button in self._buttons.values()):
            self._buttons[value].setFocus()
        for own, button in self._buttons.items():
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus if own == value else Qt.FocusPolicy.NoFocus)

    def _button(self, name: str, value: ValueT, text: str) -> QPushButton:
        button = QPushButton(text)
        button.setObjectName(f"{name}_{value}")
        button.setAccessibleName(text)
        button.setProperty("kind", "toggle")
        button.setCheckable(True)
        button.setAutoDefault(False)
        button.installEventFilter(self)
        button.clicked.connect(lambda _checked=False: self._on_clicked(value))
        return button

    def _on_clicked(self, value: ValueT) -> None:
        self.set_value(value)
        self.chosen.emit(value)
