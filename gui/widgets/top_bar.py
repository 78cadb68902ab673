"""The bar on top: whose program this is, and the search over everything."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QWidget

from gui.theme import SPACE
from gui.widgets.labels import ElidedLabel
from gui.widgets.search_box import SearchBox


class TopBar(QFrame):
    """The program's name, the court and office, and the search field; emits `searched` on Enter."""

    searched = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("top_bar")
        name = QLabel("评衡")
        name.setObjectName("program_name")
        self._headline = ElidedLabel()
        self._headline.setObjectName("headline")
        self._search: SearchBox | None = None
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(4 * SPACE, SPACE, 3 * SPACE, SPACE)
        self._row.setSpacing(3 * SPACE)
        self._row.addWidget(name)
        self._row.addWidget(self._headline, 1)
        self.setMinimumHeight(11 * SPACE)

    def set_headline(self, text: str) -> None:
        """Say whose workspace this is."""
        self._headline.setText(text)

    def offer_search(self, *, is_offered: bool) -> None:
        """Show the search field where there is a place that can show what it finds."""
        if self._search is None and is_offered:
            self._search = self._add_search()
        if self._search is not None:
            self._search.setVisible(is_offered)

    def focus_search(self) -> None:
        """Put the cursor into the search field."""
        if self._search is not None:
            self._search.setFocus()
            self._search.selectAll()

    def _add_search(self) -> SearchBox:
        search = SearchBox("global_search", "案号、承办人、案由  Ctrl+K")
        search.setFixedWidth(300)
        search.submitted.connect(self._on_submitted)
        self._row.addWidget(search)
        return search

    def _on_submitted(self, text: str) -> None:
        if text:
            self.searched.emit(text)
