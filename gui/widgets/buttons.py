"""Buttons: one primary to a page, the others secondary; quiet ones inside rows and panels."""

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QPushButton, QToolButton

from gui.icons import icon


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


def _button(name: str, text: str, slot: Callable[[], object], icon_name: str, keys: str, kind: str) -> QPushButton:
    button = QPushButton(text)
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
