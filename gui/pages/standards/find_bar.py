"""Searching inside a pane of text: the field, which hit of how many is shown, and the way to the next."""

from PySide6.QtWidgets import QHBoxLayout, QWidget

from gui.actions import make_action
from gui.pages.standards.text_pane import TextPane
from gui.theme import SPACE
from gui.widgets.buttons import icon_button
from gui.widgets.labels import muted
from gui.widgets.search_box import SearchBox


class FindBar(QWidget):
    """Ctrl+F comes here from whatever it listens to; Enter and F3 show the next hit, Shift+F3 the one before."""

    def __init__(self, pane: TextPane, name: str, hint: str) -> None:
        super().__init__()
        self._pane = pane
        self._is_fresh = False
        self.box = SearchBox(name, hint)
        self.box.setMinimumWidth(20 * SPACE)
        self.box.setMaximumWidth(80 * SPACE)
        self._count = muted("")
        self._count.setObjectName(f"{name}_count")
        self._back = icon_button(f"{name}_previous", "上一处（Shift+F3）", lambda: pane.step(-1), "up")
        self._on = icon_button(f"{name}_next", "下一处（F3）", lambda: pane.step(1), "down")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE)
        row.addWidget(self.box, 1)
        for widget in (self._count, self._back, self._on):
            row.addWidget(widget)
        self._show_count(0, -1)
        self.box.searched.connect(self._on_searched)
        self.box.submitted.connect(self._on_submitted)
        pane.found.connect(self._show_count)

    def listen(self, around: QWidget) -> None:
        """Take the keys from anywhere in a widget."""
        name = self.box.objectName()
        make_action(around, f"{name}_focus", "查找文字", "Ctrl+F", self.take_focus)
        make_action(around, f"{name}_on", "下一处", "F3", lambda: self._pane.step(1), repeats=True)
        make_action(around, f"{name}_back", "上一处", "Shift+F3", lambda: self._pane.step(-1), repeats=True)

    def take_focus(self) -> None:
        """Put the cursor into the field, what stands there selected."""
        self.box.setFocus()
        self.box.selectAll()

    def _on_searched(self, text: str) -> None:
        self._is_fresh = True
        self._pane.search(text)

    def _on_submitted(self, text: str) -> None:
        """Enter shows the first hit of a new text, and each further Enter the next."""
        if text and not self._is_fresh:
            self._pane.step(1)
        self._is_fresh = False

    def _show_count(self, hits: int, at: int) -> None:
        text = self.box.text().strip()
        self._count.setText((f"{at + 1}/{hits}" if at >= 0 else f"{hits} 处") if hits else ("没有找到" if text else ""))
        self._count.setAccessibleName(f"第 {at + 1} 处，共 {hits} 处" if hits else self._count.text())
        for button in (self._back, self._on):
            button.setEnabled(hits > 0)
