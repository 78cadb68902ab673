"""Names and values under each other, as on the cover of a file."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from gui.theme import SPACE
from gui.widgets.clearing import empty_layout
from gui.widgets.labels import muted, paragraph


class Facts(QWidget):
    """Pairs of a name and a value in two columns; values wrap and can be marked and copied."""

    def __init__(self, facts: Sequence[tuple[str, str]] = (), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(3 * SPACE)
        self._grid.setVerticalSpacing(SPACE)
        self._grid.setColumnStretch(1, 1)
        self.set_facts(facts)

    def set_facts(self, facts: Sequence[tuple[str, str]]) -> None:
        """Show these instead; pairs without a value are left out."""
        empty_layout(self._grid)
        for at, (name, value) in enumerate(fact for fact in facts if fact[1]):
            words = paragraph(value)
            words.setAccessibleName(f"{name}：{value}")
            words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            title = muted(name)
            # text that can be marked sits a pixel higher, so both columns are such
            title.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            self._grid.addWidget(title, at, 0, Qt.AlignmentFlag.AlignTop)
            self._grid.addWidget(words, at, 1, Qt.AlignmentFlag.AlignTop)
