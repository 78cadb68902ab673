"""Two standards side by side: which two, how much of what changed, and the rows."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QVBoxLayout, QWidget

from gui.desk import Desk
from gui.pages.standards.compare_text import DIFFERENT, EVERYTHING, compare_text, shown_items
from gui.pages.standards.find_bar import FindBar
from gui.pages.standards.shelf_list import entry_words
from gui.pages.standards.soundness import load_sound
from gui.pages.standards.text_pane import TextPane
from gui.theme import SPACE
from gui.widgets.banner import Banner
from gui.widgets.buttons import icon_button
from gui.widgets.chips import Chips
from gui.widgets.labels import muted
from models.errors import UserError
from models.queries.standards import ShelfEntry, standard_text
from review_forms.comparison import Change, Comparison, compare
from review_forms.standard import Standard

_CHOICES = ((DIFFERENT, "只看不同"), (EVERYTHING, "全部"), *((change.value, change.label) for change in Change))


class CompareView(QWidget):
    """An error place of its own: a draft with faults cannot be compared, and the view says which."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("compare_view")
        self._desk = desk
        self.comparison: Comparison | None = None
        self._banner = Banner()
        self.old = standard_choice("compare_old", "原标准")
        self.new = standard_choice("compare_new", "新标准")
        self.chips = Chips("compare_chips", "看哪些评查项", _CHOICES)
        self.pane = TextPane("compare_text", "两个标准的对照")
        self.find_bar = FindBar(self.pane, "compare_search", "在对照中查找")
        self._head = muted("")
        self._lay_out()
        self.find_bar.listen(self)
        self.chips.set_counts({})
        self.chips.chosen.connect(lambda _key: self._show())
        for box in (self.old, self.new):
            box.activated.connect(lambda _index: self._compare())

    def show_error(self, message: str) -> None:
        """Say why the two cannot be compared."""
        self._banner.show_error(message)

    def clear_error(self) -> None:
        """Take the fault away."""
        self._banner.clear()

    def begin(self, entries: Sequence[ShelfEntry], old: str, new: str) -> None:
        """Compare two entries of the shelf by their keys."""
        for box, key in ((self.old, old), (self.new, new)):
            offer_standards(box, entries, key)
        self.chips.choose(DIFFERENT)
        self._compare()
        self.old.setFocus()

    def swap(self) -> None:
        """Let the old be the new."""
        old, new = self.old.currentIndex(), self.new.currentIndex()
        self.old.setCurrentIndex(new)
        self.new.setCurrentIndex(old)
        self._compare()

    def _compare(self) -> None:
        self.clear_error()
        try:
            old, new = self._load(self.old), self._load(self.new)
        except UserError as error:
            self.comparison = None
            self.pane.write(lambda _theme, _points: "")
            self.chips.set_counts({})
            self.show_error(str(error))
            return
        self.comparison = compare(old, new)
        counts = {change.value: self.comparison.count(change) for change in Change}
        different = len(shown_items(self.comparison, DIFFERENT))
        self.chips.set_counts({DIFFERENT: different, EVERYTHING: len(self.comparison.items), **counts})
        self._show()

    def _load(self, box: QComboBox) -> Standard:
        key = box.currentData()
        text = self._desk.read(lambda session: standard_text(session, key))
        return load_sound(text, box.currentText())

    def _show(self) -> None:
        comparison, sieve = self.comparison, self.chips.key
        names = (self.old.currentText(), self.new.currentText())
        if comparison is None:
            return
        heads = f"标准信息有 {len(comparison.head)} 处不同" if comparison.head else "标准信息相同"
        self._head.setText(f"{heads}；删去的文字加删除线，新写的文字加下划线。")
        if not shown_items(comparison, sieve) and not (comparison.head and sieve == DIFFERENT):
            same = "两个标准的评查项完全相同。" if sieve == DIFFERENT else "没有这样的评查项。"
            self.pane.write(lambda theme, _points: f'<p style="color:{theme.muted};">{same}</p>')
            return
        self.pane.write(lambda theme, _points: compare_text(comparison, sieve, names, theme))

    def _lay_out(self) -> None:
        choice = QHBoxLayout()
        choice.setSpacing(2 * SPACE)
        choice.addWidget(muted("原标准"))
        choice.addWidget(self.old, 1)
        choice.addWidget(icon_button("swap_standards", "左右对调", self.swap, "exchange"))
        choice.addWidget(muted("新标准"))
        choice.addWidget(self.new, 1)
        bar = QHBoxLayout()
        bar.addWidget(self.chips)
        bar.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2 * SPACE)
        column.addWidget(self._banner)
        column.addLayout(choice)
        column.addLayout(bar)
        below = QHBoxLayout()
        below.addWidget(self._head, 1)
        below.addWidget(self.find_bar)
        column.addLayout(below)
        column.addWidget(self.pane, 1)


def standard_choice(name: str, what: str) -> QComboBox:
    """A choice among the standards of the shelf."""
    box = QComboBox()
    box.setObjectName(name)
    box.setAccessibleName(what)
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    box.setMinimumContentsLength(10)
    return box


def offer_standards(
    box: QComboBox, entries: Sequence[ShelfEntry], key: str, words: Callable[[ShelfEntry], str] = entry_words
) -> None:
    """Offer these standards, the one with a key being chosen."""
    box.clear()
    for entry in entries:
        box.addItem(words(entry), entry.key)
        box.setItemData(box.count() - 1, words(entry), Qt.ItemDataRole.ToolTipRole)
    box.setCurrentIndex(max(box.findData(key), 0))
