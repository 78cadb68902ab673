"""The steps on the rows of a draft: add, remove, move items and sections, undo and redo."""

from PySide6.QtWidgets import QHBoxLayout, QWidget

from gui.actions import make_action
from gui.dialogs.confirm import ask_before
from gui.pages.standards.draft import Draft
from gui.pages.standards.items_table import ItemsTable
from gui.theme import SPACE
from gui.widgets.buttons import icon_button, quiet_button


class DraftingTools(QWidget):
    """Buttons over the table; on the head of a section they mean the section."""

    def __init__(self, draft: Draft, table: ItemsTable) -> None:
        super().__init__()
        self._draft = draft
        self._table = table
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE)
        self._undo = icon_button("undo_step", "撤销（Ctrl+Z）", draft.steps.undo, "undo")
        self._redo = icon_button("redo_step", "重做（Ctrl+Y）", draft.steps.redo, "redo")
        for widget in (
            quiet_button("add_item", "增加评查项", self.add_item, "add", "Ctrl+Shift+N"),
            quiet_button("add_section", "增加类别", self.add_section, "add"),
            icon_button("move_up", "上移（Alt+↑）", lambda: self.move_row(-1), "up"),
            icon_button("move_down", "下移（Alt+↓）", lambda: self.move_row(1), "down"),
            icon_button("remove_row", "删除（Ctrl+Delete）", self.remove, "remove"),
            self._undo,
            self._redo,
        ):
            row.addWidget(widget)
        row.addStretch(1)
        draft.steps.canUndoChanged.connect(self._undo.setEnabled)
        draft.steps.canRedoChanged.connect(self._redo.setEnabled)
        self._undo.setEnabled(False)
        self._redo.setEnabled(False)
        for name, text, keys, slot in (
            ("row_up", "上移", "Alt+Up", lambda: self.move_row(-1)),
            ("row_down", "下移", "Alt+Down", lambda: self.move_row(1)),
            ("row_remove", "删除选中的行", "Ctrl+Delete", self.remove),
        ):
            make_action(table, name, text, keys, slot, repeats=name != "row_remove")

    def add_item(self) -> None:
        """Put a blank item under the chosen line."""
        chosen = self._table.chosen
        self._draft.add_item(-1 if chosen is None else chosen[0])
        self._table.setFocus()

    def add_section(self) -> None:
        """Put a section with a blank item behind the chosen section."""
        chosen = self._table.chosen
        before = len(self._draft.sheet.rows)
        self._draft.add_section(-1 if chosen is None else chosen[0])
        if len(self._draft.sheet.rows) > before and self._table.chosen is not None:
            self._table.choose(self._table.chosen[0], is_section=True)
        self._table.setFocus()

    def move_row(self, by: int) -> None:
        """Move the chosen item or section up or down."""
        chosen = self._table.chosen
        if chosen is None:
            return
        row, is_section = chosen
        if is_section:
            self._draft.move_section(row, by)
            if self._table.chosen is not None:
                self._table.choose(self._table.chosen[0], is_section=True)
        else:
            self._draft.move_item(row, by)

    def remove(self) -> None:
        """Remove the chosen item; a section with more than one item is asked about first."""
        chosen = self._table.chosen
        if chosen is None:
            return
        row, is_section = chosen
        rows = self._draft.section_at(row) if is_section else range(row, row + 1)
        if len(rows) < 2:
            self._draft.remove(rows)
            return
        title = f"删除类别“{self._draft.text_at(row, 'section')}”？"
        words = [f"其中 {len(rows)} 个评查项一并删除；可以撤销（Ctrl+Z）。"]
        ask_before(self, title, words, "删除类别", lambda: self._draft.remove(rows))
