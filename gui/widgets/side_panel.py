"""A panel at the right of a page for one row's details."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from gui.actions import make_action
from gui.theme import SIDE_PANEL_WIDTH, SPACE
from gui.widgets.banner import Banner
from gui.widgets.buttons import icon_button
from gui.widgets.labels import lead


class SidePanel(QFrame):
    """A title, a place for errors and a scrolling body; closed by its button or Esc unless it always stays.

    Fill `body`; put buttons that stay in sight into `foot`.
    """

    closed = Signal()

    def __init__(
        self,
        title: str = "",
        parent: QWidget | None = None,
        width: int = SIDE_PANEL_WIDTH,
        *,
        is_closable: bool = True,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("side_panel")
        self.setFixedWidth(width)
        self._title = lead(title)
        self._title.setWordWrap(True)
        self._banner = Banner()
        self.body = QVBoxLayout()
        self.foot = QHBoxLayout()
        self._head = QHBoxLayout()
        self._scroll = QScrollArea()
        self._lay_out()
        if is_closable:
            self._head.addWidget(icon_button("close_panel", "关闭", self.close_panel, "close"))
            make_action(self, "close_side_panel", "关闭右侧面板", "Esc", self.close_panel)

    def set_title(self, title: str) -> None:
        """Change the title."""
        self._title.setText(title)
        self.setAccessibleName(title)

    def scroll_to_top(self) -> None:
        """Show the body from its beginning, as for another row."""
        self._scroll.verticalScrollBar().setValue(0)

    def close_panel(self) -> None:
        """Hide the panel and say so."""
        self.hide()
        self.closed.emit()

    def show_error(self, message: str) -> None:
        """Show a fault under the title."""
        self._banner.show_error(message)

    def clear_error(self) -> None:
        """Take the fault away."""
        self._banner.clear()

    def _lay_out(self) -> None:
        self._head.addWidget(self._title, 1)
        content = QWidget()
        content.setObjectName("side_panel_content")
        content.setLayout(self.body)
        self.body.setContentsMargins(0, 0, 2 * SPACE, 0)
        self.body.setSpacing(2 * SPACE)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setWidget(content)
        column = QVBoxLayout(self)
        column.setContentsMargins(4 * SPACE, 3 * SPACE, 2 * SPACE, 3 * SPACE)
        column.setSpacing(2 * SPACE)
        column.addLayout(self._head)
        column.addWidget(self._banner)
        column.addWidget(self._scroll, 1)
        column.addLayout(self.foot)
