"""What a page shows while it has nothing to show: what belongs here, and the first step."""

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from gui.icons import icon
from gui.theme import SPACE
from gui.widgets.buttons import primary_button
from gui.widgets.labels import lead, muted


class EmptyPage(QWidget):
    """A sign, a sentence what belongs here, a sentence how it gets here, and the first step as a button."""

    def __init__(
        self,
        icon_name: str,
        title: str,
        explanation: str,
        step: str = "",
        slot: Callable[[], object] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("empty_page")
        self.setAccessibleName(title)
        column = QVBoxLayout(self)
        column.setSpacing(2 * SPACE)
        column.addStretch(2)
        sign = QLabel()
        sign.setPixmap(icon(icon_name).pixmap(QSize(40, 40)))
        words = muted(explanation)
        words.setWordWrap(True)
        words.setFixedWidth(460)
        words.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        for widget in (sign, lead(title)):
            column.addWidget(widget, 0, Qt.AlignmentFlag.AlignHCenter)
        # An aligned widget is not asked for its height at its width, a row of its own is.
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(words)
        row.addStretch(1)
        column.addLayout(row)
        if step and slot is not None:
            column.addSpacing(2 * SPACE)
            button = primary_button("first_step", step, slot)
            column.addWidget(button, 0, Qt.AlignmentFlag.AlignHCenter)
            self.setFocusProxy(button)
        column.addStretch(3)
