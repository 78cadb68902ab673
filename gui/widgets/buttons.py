"""Buttons: one primary to a page, the others secondary; quiet ones inside rows and panels."""

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QPushButton, QToolButton, QVBoxLayout

from gui.icons import icon
from gui.theme import SPACE
from gui.widgets.labels import lead, muted


def primary_button(
    name: str, text: str, slot: Callable[[], object], icon_name: str = "", keys: str = ""
) -> QPushButton:
    """The one button of a page that goes on with the work; `name` is its object name, `keys` a shortcut of its own."""
    return _button(name, text, slot, icon_name, keys, "primary")


def secondary_button(
    name: str, text: str, slot: Callable[[], object], icon_name: str = "", keys: str = ""
) -> QPushButton:
    """Any other button."""
    return _button(name, text, slot, icon_name, keys, "secondary")


def quiet_button(name: str, text: str, slot: Callable[[], object], icon_name: str = "", keys: str = "") -> QPushButton:
    """A button without a frame, for rows and panels where several stand together."""
    return _button(name, text, slot, icon_name, keys, "quiet")


class Button(QPushButton):
    """A button that Enter presses as Space does, also where another one is its dialog's default."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Press it with Enter; one that is held down presses it once."""
        if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            super().keyPressEvent(event)
        elif not event.isAutoRepeat():
            self.click()


class ChoiceButton(Button):
    """A wide button with a title and a sentence under it, for a choice that decides much."""

    def __init__(self, name: str, title: str, words: str, slot: Callable[[], object]) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(title)
        self.setAccessibleDescription(words)
        self.setProperty("kind", "choice")
        self.setAutoDefault(False)
        column = QVBoxLayout(self)
        column.setContentsMargins(4 * SPACE, 3 * SPACE, 4 * SPACE, 3 * SPACE)
        column.setSpacing(SPACE)
        for label in (lead(title), muted(words)):
            label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
            column.addWidget(label)
        self.clicked.connect(lambda _checked=False: slot())

    def sizeHint(self) -> QSize:
        """Room for both lines, which a push button does not know of."""
        layout = self.layout()
        return super().sizeHint() if layout is None else layout.totalSizeHint()

    def minimumSizeHint(self) -> QSize:
        """The same."""
        return self.sizeHint()


def icon_button(name: str, what: str, slot: Callable[[], object], icon_name: str) -> QToolButton:
    """A button that shows only an icon; `what` is its tool tip and accessible name."""
    button = QToolButton()
    button.setObjectName(name)
    button.setAccessibleName(what)
    button.setToolTip(what)
    button.setIcon(icon(icon_name))
    button.setIconSize(QSize(16, 16))
    button.setAutoRaise(True)
    button.clicked.connect(lambda _checked=False: slot())
    return button


def relabel(button: QPushButton, text: str) -> None:
    """Let a button say something else and keep its key, which Qt takes away with the old text."""
    keys = button.shortcut()
    button.setText(text)
    button.setAccessibleName(text)
    button.setShortcut(keys)


def _button(name: str, text: str, slot: Callable[[], object], icon_name: str, keys: str, kind: str) -> QPushButton:
    button = Button(text)
    button.setObjectName(name)
    button.setAccessibleName(text)
    button.setProperty("kind", kind)
    button.setAutoDefault(False)
    button.setCursor(Qt.CursorShape.PointingHandCursor if kind == "quiet" else Qt.CursorShape.ArrowCursor)
    if icon_name:
        button.setIcon(icon(icon_name, on_accent=kind == "primary"))
    if keys:
        button.setShortcut(keys)
        button.setToolTip(f"{text}（{keys}）")
    button.clicked.connect(lambda _checked=False: slot())
    return button
