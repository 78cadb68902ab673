"""Actions with keys: made in one way, so that the cheat sheet can list them all."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QAbstractButton, QWidget

from gui.icons import icon

PAGE = "本页"
_GROUP = "group"
# Qt's own names of keys depend on the system's language
_KEY_NAMES = {"Return": "回车", "Enter": "回车", "Up": "↑", "Down": "↓", "Left": "←", "Right": "→"}


@dataclass(frozen=True, slots=True)
class ListedAction:
    """One line of the cheat sheet: the place it belongs to, what it does, its key as the user reads it."""

    group: str
    text: str
    keys: str


def make_action(
    owner: QWidget,
    name: str,
    text: str,
    keys: str,
    slot: Callable[[], object],
    *,
    group: str = PAGE,
    icon_name: str = "",
    context: Qt.ShortcutContext = Qt.ShortcutContext.WidgetWithChildrenShortcut,
    repeats: bool = False,
) -> QAction:
    """An action of `owner` under the object name `name`, listed in the cheat sheet.

    `keys` may be a single key such as "1" or "N": a text field that has the focus keeps such a key for itself, so
    typing is safe. Several keys are separated by ", " and all do the same. A key that is held down acts once, unless
    `repeats` says that it only moves or is as easily taken back.
    """
    action = QAction(text, owner)
    action.setObjectName(name)
    action.setShortcuts([QKeySequence(key) for key in keys.split(", ") if key])
    action.setShortcutContext(context)
    action.setAutoRepeat(repeats)
    action.setProperty(_GROUP, group)
    if icon_name:
        action.setIcon(icon(icon_name))
    action.triggered.connect(lambda _checked=False: slot())
    owner.addAction(action)
    return action


def keys_as_read(action: QAction) -> str:
    """The action's keys as a Chinese office reads them, such as "Ctrl+K 或 F"."""
    names = (keys.toString(QKeySequence.SequenceFormat.PortableText) for keys in action.shortcuts())
    return " 或 ".join(dict.fromkeys(_as_read(name) for name in names))


def _as_read(name: str) -> str:
    held, _, last = name[:-1].rpartition("+")  # the last key may itself be a plus
    last += name[-1]
    return "+".join(part for part in (held, _KEY_NAMES.get(last, last)) if part)


def listed_actions(root: QWidget) -> tuple[ListedAction, ...]:
    """The actions with keys of a widget and of everything visible inside it, in the order they were made."""
    widgets = [root, *root.findChildren(QWidget)]
    actions = [
        action
        for widget in widgets
        if widget is root or widget.isVisibleTo(root)
        for action in widget.actions()
        if action.shortcuts() and action.property(_GROUP)
    ]
    rows = [ListedAction(str(action.property(_GROUP)), action.text(), keys_as_read(action)) for action in actions]
    rows += [ListedAction(PAGE, button.text(), button.shortcut().toString()) for button in _buttons_with_keys(root)]
    return tuple(dict.fromkeys(rows))


def _buttons_with_keys(root: QWidget) -> list[QAbstractButton]:
    buttons = root.findChildren(QAbstractButton)
    return [button for button in buttons if not button.shortcut().isEmpty() and button.isVisibleTo(root)]
