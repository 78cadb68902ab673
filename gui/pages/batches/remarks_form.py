"""What the office remarks on single items before it gives a reading back."""

from collections.abc import Mapping, Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSpinBox, QVBoxLayout, QWidget

from gui.actions import make_action
from gui.forms.growing_text import GrowingText
from gui.theme import SPACE
from gui.widgets.buttons import icon_button, quiet_button
from gui.widgets.labels import ElidedLabel, SectionHeader, muted
from review_forms.standard import Item


class RemarksForm(QWidget):
    """A remark under each item that was chosen, by its number or beside one of its findings.

    Ctrl+R goes to the number, Enter there to the remark, Enter there back to the number. Emits `edited` when a remark
    was written or taken away, and `begun` with the field when one is to be written.
    """

    edited = Signal()
    begun = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("remarks_form")
        self._items: tuple[Item, ...] = ()
        self._cards: dict[str, _RemarkCard] = {}
        self._head = SectionHeader("对评查项的意见")
        self._place = QVBoxLayout()
        self._place.setSpacing(2 * SPACE)
        self.number = QSpinBox()
        self.number.setObjectName("remark_number")
        self.number.setAccessibleName("对第几项提意见")
        self.number.setPrefix("第 ")
        self.number.setSuffix(" 项")
        self._prompt = ElidedLabel()
        self._prompt.setProperty("kind", "muted")
        self._lay_out()
        self.number.valueChanged.connect(lambda _number: self._show_prompt())
        self.number.lineEdit().returnPressed.connect(self._begin_chosen)
        # from the list of cases too: an action of a hidden form does not act
        wide = Qt.ShortcutContext.WindowShortcut
        make_action(self, "remark_on_item", "对评查项提意见", "Ctrl+R", self._ask_for_number, context=wide)

    def show_items(self, items: Sequence[Item], remarks: Mapping[str, str]) -> None:
        """Show what was written so far for another case."""
        self._items = tuple(items)
        self.number.setRange(1, max(1, len(items)))
        self.number.setValue(1)
        for card in self._cards.values():
            self._place.removeWidget(card)
            card.hide()
            card.deleteLater()
        self._cards = {}
        for item_id, text in remarks.items():
            self._card(item_id).text.set_text(text)
        self._show_prompt()
        self._show_count()

    def remarks(self) -> dict[str, str]:
        """What is written, by item in the order of the form; empty ones are left out."""
        written = {item.id: self._cards[item.id].text.text().strip() for item in self._items if item.id in self._cards}
        return {item_id: text for item_id, text in written.items() if text}

    def lines(self) -> tuple[str, ...]:
        """The same as sentences."""
        return tuple(f"第 {self._number(item_id)} 项：{text}" for item_id, text in self.remarks().items())

    def begin(self, item_id: str) -> None:
        """Let a remark on an item be written, or be changed where there is one."""
        field = self._card(item_id).text
        field.setFocus()
        self.begun.emit(field)

    def _number(self, item_id: str) -> int:
        return next(number for number, item in enumerate(self._items, start=1) if item.id == item_id)

    def _card(self, item_id: str) -> "_RemarkCard":
        """The card of an item, made where there is none yet."""
        if item_id not in self._cards:
            number = self._number(item_id)
            card = self._cards[item_id] = _RemarkCard(number, self._items[number - 1])
            card.text.typed.connect(self._on_edited)
            card.text.went_on.connect(self._ask_for_number)
            card.remove_button.clicked.connect(partial(self._remove, item_id))
            self._place.insertWidget(sum(other.number < number for other in self._cards.values()), card)
            self._keep_order()
            card.show()  # a field that is not visible yet cannot take the focus
        return self._cards[item_id]

    def _keep_order(self) -> None:
        """Let Tab go through the cards from above to below, and from the last to the number."""
        cards = sorted(self._cards.values(), key=lambda card: card.number)
        for card, following in zip(cards, [*cards[1:], None], strict=True):
            QWidget.setTabOrder(card.text, card.remove_button)
            QWidget.setTabOrder(card.remove_button, following.text if following else self.number)

    def _remove(self, item_id: str, _checked: bool = False) -> None:
        card = self._cards.pop(item_id)
        self._place.removeWidget(card)
        card.hide()
        card.deleteLater()
        self._ask_for_number()
        self._on_edited()

    def _begin_chosen(self) -> None:
        if self._items:
            self.begin(self._items[self.number.value() - 1].id)

    def _ask_for_number(self) -> None:
        self.number.setFocus()
        self.number.selectAll()
        self.begun.emit(self.number)

    def _on_edited(self) -> None:
        self._show_count()
        self.edited.emit()

    def _show_count(self) -> None:
        count = len(self.remarks())
        self._head.set_remark(f"{count} 条，随退回交给评查员" if count else "")

    def _show_prompt(self) -> None:
        at = self.number.value() - 1
        self._prompt.setText(self._items[at].prompt if at < len(self._items) else "")

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(2 * SPACE)
        row.addWidget(self.number)
        row.addWidget(self._prompt, 1)
        row.addWidget(quiet_button("remark_on_number", "对本项提意见", self._begin_chosen, "add"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2 * SPACE)
        column.addWidget(self._head)
        column.addLayout(self._place)
        column.addLayout(row)


class _RemarkCard(QFrame):
    """One item and the remark on it."""

    def __init__(self, number: int, item: Item) -> None:
        super().__init__()
        self.setProperty("kind", "card")
        self.number = number
        self.text = GrowingText(f"remark_{item.id}", f"对第 {number} 项的意见", "写明要补充或修改什么", lines=1)
        self.remove_button = icon_button(
            f"remove_remark_{item.id}", f"删去对第 {number} 项的意见", lambda: None, "close"
        )
        words = muted(f"第 {number} 项　{item.prompt}")
        words.setWordWrap(True)
        head = QHBoxLayout()
        head.addWidget(words, 1)
        head.addWidget(self.remove_button, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout(self)
        column.setContentsMargins(3 * SPACE, 2 * SPACE, 2 * SPACE, 2 * SPACE)
        column.setSpacing(SPACE)
        column.addLayout(head)
        column.addWidget(self.text)
