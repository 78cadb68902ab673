"""The question for a reason: for steps that stay on record with one."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from gui.theme import SPACE
from gui.widgets.buttons import primary_button, secondary_button
from gui.widgets.labels import lead, muted, paragraph


class ReasonDialog(QDialog):
    """Asks what is to be done and why, and goes on only with a reason, which `given` carries.

    Where something was `said` elsewhere that goes along, it stands above the field, and no more is needed. `written` is
    what the field begins with; `kept` carries what stands in it when the person goes back.
    """

    given = Signal(str)
    kept = Signal(str)

    def __init__(
        self, parent: QWidget, title: str, step: str, hint: str, *, said: Sequence[str] = (), written: str = ""
    ) -> None:
        super().__init__(parent)
        self.setObjectName("reason_dialog")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("评衡")
        self.setMinimumWidth(460)
        self._reason = QPlainTextEdit()
        self._reason.setObjectName("reason")
        self._reason.setAccessibleName("理由")
        self._reason.setTabChangesFocus(True)
        self._reason.setFixedHeight(96)
        self._reason.setPlainText(written)
        self._is_needed = not said
        self._step = primary_button("give_reason", step, self._on_given, keys="Ctrl+Return")
        self._step.setDefault(True)
        self._show_step()
        self._reason.textChanged.connect(self._show_step)
        column = QVBoxLayout(self)
        column.setContentsMargins(5 * SPACE, 5 * SPACE, 5 * SPACE, 4 * SPACE)
        column.setSpacing(2 * SPACE)
        for widget in (lead(title), muted(hint), *map(paragraph, said), self._reason):
            column.addWidget(widget)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(secondary_button("reason_back", "返回", self.reject))
        row.addWidget(self._step)
        column.addLayout(row)

    def _text(self) -> str:
        return self._reason.toPlainText().strip()

    def reject(self) -> None:
        """Go back, and let what is written be kept."""
        self.kept.emit(self._text())
        super().reject()

    def _show_step(self) -> None:
        self._step.setEnabled(bool(self._text()) or not self._is_needed)

    def _on_given(self) -> None:
        reason = self._text()
        self.accept()
        self.given.emit(reason)


def ask_reason(
    parent: QWidget, title: str, step: str, slot: Callable[[str], object], hint: str = "写明理由，记入留痕。"
) -> ReasonDialog:
    """Open the question and hand the reason to `slot` when the step is confirmed; returns at once."""
    dialog = ReasonDialog(parent, title, step, hint)
    dialog.given.connect(slot)
    dialog.open()
    return dialog
