"""Typing keys back from their recovery sheet."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QDialog, QFormLayout, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from exports.packages.recovery import LINE_COUNT, secret_from_lines
from gui.dialogs.passphrase import DIFFERENT, SHORT, SHORTEST
from gui.theme import SPACE
from gui.widgets.banner import Banner
from gui.widgets.buttons import primary_button, secondary_button
from gui.widgets.fitting import grow_to_words
from gui.widgets.labels import lead, muted
from models.errors import UserError

_HINT = "照纸面逐行输入，不分大小写，空格可以不打。找回之后，就用这副密钥写出和读入评查包。"


class RecoveryDialog(QDialog):
    """The lines of the sheet, and a passphrase for the keys or none.

    `given` carries the lines and the passphrase when each line is as it was printed; the dialog stays until somebody
    accepts it.
    """

    given = Signal(object, str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("recovery_dialog")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("评衡")
        self.setMinimumWidth(560)
        self._banner = Banner()
        self._lines = [_line(number) for number in range(1, LINE_COUNT + 1)]
        self._passphrase = _secret("new_passphrase", "口令", f"可以不设；设则至少 {SHORTEST} 个字符")
        self._again = _secret("new_passphrase_again", "再输一次")
        self._step = primary_button("recover", "找回密钥", self._on_given)
        self._step.setDefault(True)
        self._lay_out()
        self._lines[0].setFocus()

    def show_error(self, message: str) -> None:
        """Say why the keys were not brought back."""
        self._banner.show_error(message)
        self.setEnabled(True)
        grow_to_words(self)

    def clear_error(self) -> None:
        """Take the fault away."""
        self._banner.clear()

    def _on_given(self) -> None:
        lines = [line.text() for line in self._lines]
        passphrase = self._passphrase.text()
        try:
            secret_from_lines(lines)
        except UserError as error:
            self.show_error(str(error))
            self._lines[getattr(error, "line", self._first_blank()) - 1].setFocus()
            return
        if passphrase != self._again.text():
            self.show_error(DIFFERENT)
        elif passphrase and len(passphrase) < SHORTEST:
            self.show_error(SHORT)
        else:
            self.setEnabled(False)
            self.given.emit(lines, passphrase)

    def _first_blank(self) -> int:
        return next((number for number, line in enumerate(self._lines, 1) if not line.text().strip()), 1)

    def _lay_out(self) -> None:
        form = QFormLayout()
        form.setHorizontalSpacing(4 * SPACE)
        form.setVerticalSpacing(2 * SPACE)
        for field in (*self._lines, self._passphrase, self._again):
            form.addRow(field.accessibleName(), field)
        hint = muted(_HINT)
        hint.setWordWrap(True)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(secondary_button("recovery_back", "返回", self.reject))
        row.addWidget(self._step)
        column = QVBoxLayout(self)
        column.setContentsMargins(5 * SPACE, 5 * SPACE, 5 * SPACE, 4 * SPACE)
        column.setSpacing(2 * SPACE)
        column.addWidget(lead("用恢复单找回密钥"))
        column.addWidget(hint)
        column.addLayout(form)
        column.addWidget(self._banner)
        column.addLayout(row)


def _line(number: int) -> QLineEdit:
    field = _field(f"recovery_line_{number}", f"第 {number} 行")
    field.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
    return field


def _secret(name: str, what: str, hint: str = "") -> QLineEdit:
    field = _field(name, what)
    field.setPlaceholderText(hint)
    field.setEchoMode(QLineEdit.EchoMode.Password)
    return field


def _field(name: str, what: str) -> QLineEdit:
    field = QLineEdit()
    field.setObjectName(name)
    field.setAccessibleName(what)
    return field
