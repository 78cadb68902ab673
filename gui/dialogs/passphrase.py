"""The question for a passphrase: to open something, or to seal it."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from gui.theme import SPACE
from gui.widgets.banner import Banner
from gui.widgets.buttons import primary_button, secondary_button
from gui.widgets.fitting import grow_to_words
from gui.widgets.labels import lead, muted

SHORTEST = 8
DIFFERENT = "两次输入的口令不一样，请重新输入。"
SHORT = f"口令太短，至少要 {SHORTEST} 个字符。请换一个更长的口令。"


class PassphraseDialog(QDialog):
    """Asks for a passphrase, a new one twice. `given` carries it; the dialog stays until somebody accepts it.

    Whoever tries it says with `show_error` that it was wrong, right above the field.
    """

    given = Signal(str)

    def __init__(self, parent: QWidget, title: str, hint: str, step: str, *, is_new: bool = False) -> None:
        super().__init__(parent)
        self.setObjectName("passphrase_dialog")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("评衡")
        self.setMinimumWidth(460)
        self._is_new = is_new
        self._banner = Banner()
        self._first = _field("passphrase", "口令")
        self._again = _field("passphrase_again", "再输入一次")
        self._again.setVisible(is_new)
        self._step = primary_button("give_passphrase", step, self._on_given)
        self._step.setDefault(True)
        self._step.setEnabled(False)
        for field in (self._first, self._again):
            field.textChanged.connect(lambda _text: self._on_typed())
        column = QVBoxLayout(self)
        column.setContentsMargins(5 * SPACE, 5 * SPACE, 5 * SPACE, 4 * SPACE)
        column.setSpacing(2 * SPACE)
        words = muted(hint)
        words.setWordWrap(True)
        for widget in (lead(title), words, self._first, self._again, self._banner):
            column.addWidget(widget)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(secondary_button("passphrase_back", "返回", self.reject))
        row.addWidget(self._step)
        column.addLayout(row)
        self._first.setFocus()

    def show_error(self, message: str) -> None:
        """Say what is wrong with the passphrase, and let it be typed anew."""
        self._banner.show_error(message)
        grow_to_words(self)
        self.set_busy(is_busy=False)
        self._first.selectAll()
        self._first.setFocus()

    def clear_error(self) -> None:
        """Take the fault away."""
        self._banner.clear()

    def set_busy(self, *, is_busy: bool) -> None:
        """While a passphrase is tried, which takes a moment, no other is taken."""
        for widget in (self._first, self._again, self._step):
            widget.setEnabled(not is_busy)

    def _on_typed(self) -> None:
        self.clear_error()
        self._step.setEnabled(bool(self._first.text()) and (not self._is_new or bool(self._again.text())))

    def _on_given(self) -> None:
        passphrase = self._first.text()
        if self._is_new and passphrase != self._again.text():
            self.show_error(DIFFERENT)
        elif self._is_new and len(passphrase) < SHORTEST:
            self.show_error(SHORT)
        else:
            self.set_busy(is_busy=True)
            self.given.emit(passphrase)


def ask_new_passphrase(
    parent: QWidget, title: str, hint: str, step: str, slot: Callable[[str], object]
) -> PassphraseDialog:
    """Ask for a new passphrase and hand it to `slot`; returns at once."""
    dialog = PassphraseDialog(parent, title, hint, step, is_new=True)
    dialog.given.connect(lambda _passphrase: dialog.accept())
    dialog.given.connect(slot)
    dialog.open()
    return dialog


def _field(name: str, what: str) -> QLineEdit:
    field = QLineEdit()
    field.setObjectName(name)
    field.setAccessibleName(what)
    field.setPlaceholderText(what)
    field.setEchoMode(QLineEdit.EchoMode.Password)
    return field
