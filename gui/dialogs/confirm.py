"""The question before an official step: what will be done, in full, and one button that does it."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from gui.theme import SPACE
from gui.widgets.buttons import primary_button, secondary_button
from gui.widgets.labels import lead, muted, paragraph


class ConfirmDialog(QDialog):
    """Says what a step will do before it does it; Esc and 返回 do nothing."""

    def __init__(self, parent: QWidget, title: str, consequences: Sequence[str], step: str, remark: str = "") -> None:
        super().__init__(parent)
        self.setObjectName("confirm_dialog")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("评衡")
        self.setMinimumWidth(460)
        column = QVBoxLayout(self)
        column.setContentsMargins(5 * SPACE, 5 * SPACE, 5 * SPACE, 4 * SPACE)
        column.setSpacing(2 * SPACE)
        column.addWidget(lead(title))
        for consequence in consequences:
            column.addWidget(paragraph(f"·  {consequence}"))
        if remark:
            words = muted(remark)
            words.setWordWrap(True)
            column.addWidget(words)
        column.addSpacing(2 * SPACE)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(secondary_button("confirm_back", "返回", self.reject))
        self._step = primary_button("confirm_step", step, self.accept)
        self._step.setDefault(True)
        row.addWidget(self._step)
        column.addLayout(row)


def ask_before(
    parent: QWidget, title: str, consequences: Sequence[str], step: str, slot: Callable[[], object], remark: str = ""
) -> ConfirmDialog:
    """Open the question and call `slot` when the step is confirmed; returns at once.

    `title` asks, such as 编号并生成 11 份反馈意见书？ Each consequence is a sentence, `step` the button's verb.
    """
    dialog = ConfirmDialog(parent, title, consequences, step, remark)
    dialog.accepted.connect(lambda: slot())
    dialog.open()
    return dialog
