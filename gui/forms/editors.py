"""What the editors of all item kinds have in common, and how the editor of a kind is found."""

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from gui.forms.placed_form import is_character
from gui.theme import SPACE
from gui.widgets.labels import muted
from review_forms.answers import Answer
from review_forms.scoring import figure
from review_forms.standard import Item, ItemKind


class ItemEditor(QWidget):
    """Edits the part of an answer that only its kind of item has, under a line that says what a fault costs.

    `edited` comes when the person changed something, `went_on` on Enter. An editor is made once and shows one item
    after another: `set_value` shows an answer and emits nothing, `value` gives it back with this editor's part.
    """

    edited = Signal()
    went_on = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._item = Item("", "", ItemKind.RECORD_ONLY)
        self._answer = Answer("", None)
        self._effect = muted("")
        self._effect.setObjectName("item_effect")
        self._effect.setWordWrap(True)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(SPACE)
        self.column.addWidget(self._effect)

    def event(self, event: QEvent) -> bool:
        """Keep characters from the page's actions: a digit beside the ticks is no answer."""
        is_override = event.type() == QEvent.Type.ShortcutOverride
        if is_override and isinstance(event, QKeyEvent) and is_character(event):
            event.accept()
            return True
        return super().event(event)

    def set_value(self, item: Item, answer: Answer) -> None:
        """Show what is said of an item."""
        self._item, self._answer = item, answer
        self._effect.setText(effect_of(item))

    def value(self) -> Answer:
        """The answer shown, with what was edited here."""
        return self._answer

    def set_read_only(self, is_read_only: bool) -> None:
        """Whether the answer may only be looked at."""

    def ask(self) -> bool:
        """Put the cursor where something is still missing; False when nothing is."""
        return False


EditorT = TypeVar("EditorT", bound=type[ItemEditor])
_EDITORS: dict[ItemKind, type[ItemEditor]] = {}


def editor_for(*kinds: ItemKind) -> Callable[[EditorT], EditorT]:
    """Declare a class to be the editor of these kinds of item."""

    def declare(editor: EditorT) -> EditorT:
        _EDITORS.update(dict.fromkeys(kinds, editor))
        return editor

    return declare


def editor_class(kind: ItemKind) -> type[ItemEditor]:
    """The editor of a kind of item."""
    return _EDITORS[kind]


def effect_of(item: Item) -> str:
    """What a fault in this item does, in one Chinese clause."""
    points, most = figure(item.points), figure(item.most)
    match item.kind:
        case ItemKind.FIXED:
            return f"有问题即不得分，扣 {points} 分"
        case ItemKind.RANGE:
            return f"由评查员酌定，扣 {figure(item.least)} 至 {most} 分"
        case ItemKind.PER_OCCURRENCE:
            return f"每处扣 {figure(item.deduction or item.points)} 分，最多扣 {most} 分"
        case ItemKind.PER_MISSING if item.element_points:
            return f"按缺少的要素分别扣分，最多扣 {most} 分"
        case ItemKind.PER_MISSING:
            return f"每缺一项扣 {figure(item.deduction or item.points)} 分，最多扣 {most} 分"
        case ItemKind.SEVERITY_ONLY:
            return "不计分，按问题的严重程度定等次"
        case ItemKind.VETO:
            return "一票否决：有问题即定为最低等次"
        case ItemKind.RECORD_ONLY:
            return "只作记录，不影响得分和等次"
        case ItemKind.BONUS:
            return f"加分项，最多加 {points} 分；评“无问题”并填写加分，不加分的评“不涉及”"
