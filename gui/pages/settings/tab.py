"""What the tabs of the settings page have in common."""

from PySide6.QtWidgets import QVBoxLayout, QWidget

from gui.desk import Desk
from gui.theme import SPACE
from gui.widgets.banner import Banner
from models.changes import Changes


class SettingsTab(QWidget):
    """One tab: a title, a place for what went wrong or was done, and a body."""

    title = ""
    object_name = ""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.setObjectName(self.object_name)
        self.setAccessibleName(self.title)
        self.banner = Banner()
        self.body = QVBoxLayout()
        self.body.setSpacing(2 * SPACE)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 3 * SPACE, 0, 0)
        column.setSpacing(2 * SPACE)
        column.addWidget(self.banner)
        column.addLayout(self.body, 1)

    def refresh(self, changes: Changes) -> None:
        """Read again what the tab shows; empty changes mean everything."""

    def show_error(self, message: str) -> None:
        """Show a fault on top of the tab."""
        self.banner.show_error(message)

    def clear_error(self) -> None:
        """Take away what stands on top of the tab."""
        self.banner.clear()
