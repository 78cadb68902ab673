"""A strip across a page or form that says what went wrong or what was done."""

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QWidget

from gui.icons import icon
from gui.theme import SPACE
from gui.widgets.buttons import icon_button
from gui.widgets.labels import paragraph


class Banner(QFrame):
    """One sentence with a sign before it; hidden while there is nothing to say."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("banner")
        self._sign = QLabel()
        self._message = paragraph("")
        self._message.setObjectName("banner_message")
        row = QHBoxLayout(self)
        row.setContentsMargins(3 * SPACE, SPACE, SPACE, SPACE)
        row.setSpacing(2 * SPACE)
        row.addWidget(self._sign)
        row.addWidget(self._message, 1)
        row.addWidget(icon_button("banner_close", "知道了", self.clear, "close"))
        self.hide()

    @property
    def message(self) -> str:
        """What the banner says; empty while it is hidden."""
        return self._message.text()

    def show_error(self, message: str) -> None:
        """Say what went wrong."""
        self._show(message, "bad", "error")

    def show_warning(self, message: str) -> None:
        """Say what needs a second look."""
        self._show(message, "caution", "warning")

    def show_done(self, message: str) -> None:
        """Say what was done."""
        self._show(message, "good", "done")

    def show_hint(self, message: str) -> None:
        """Say something worth knowing."""
        self._show(message, "neutral", "info")

    def clear(self) -> None:
        """Say nothing."""
        self._message.clear()
        self.hide()

    def _show(self, message: str, tone: str, sign: str) -> None:
        self._message.setText(message)
        self._sign.setPixmap(icon(sign).pixmap(QSize(18, 18)))
        self.setProperty("tone", tone)
        self.setAccessibleName(message)
        for widget in (self, self._message):
            widget.style().unpolish(widget)
            widget.style().polish(widget)
        self.show()
