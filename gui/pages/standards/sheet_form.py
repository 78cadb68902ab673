"""A form over some texts of a draft: of its head, of one section, or of one item."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QScrollArea, QVBoxLayout, QWidget

from gui.pages.standards.draft import Draft
from gui.pages.standards.fields import SheetField
from gui.theme import SPACE
from review_forms.standard_columns import Column, ColumnKind

_NARROW = (ColumnKind.NUMBER, ColumnKind.FLAG, ColumnKind.KIND, ColumnKind.SEVERITY, ColumnKind.FAMILY)


class SheetForm(QScrollArea):
    """Fields of one row under each other, short ones in pairs; everything typed goes to the draft at once.

    What an item of this kind does not take is left out, unless it says something there: that has to be mended.
    """

    def __init__(self, name: str, what: str, draft: Draft, columns: Sequence[Column]) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(what)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._draft = draft
        self._row: int | None = None
        self.fields = {column.key: SheetField(name, column) for column in columns}
        for field in self.fields.values():
            field.edited.connect(self._on_edited)
            field.left.connect(self.refresh)
        self._shown: list[SheetField] = []
        self._grid = QGridLayout()
        self._lay_out()
        self._place(list(self.fields.values()))

    def show_row(self, row: int) -> None:
        """Show the texts of a row of the sheet, or of its head."""
        self._row = row
        self.refresh()

    def refresh(self) -> None:
        """Show texts and faults as they are now, and the fields that belong to them."""
        if self._row is None or self._row >= len(self._draft.sheet.rows):
            return
        for key, field in self.fields.items():
            field.show_text(self._draft.text_at(self._row, key))
            field.show_fault(self._draft.fault_at(self._row, key))
        # a field that was just emptied stays as long as the cursor is in it
        wanted = (field for field in self.fields.values() if self._is_wanted(field) or field.input.hasFocus())
        self._place(list(wanted))

    def go_to(self, key: str) -> bool:
        """Put the cursor into a field; False when the form shows no such field."""
        field = self.fields.get(key)
        if field is None or field.isHidden():
            return False
        self.ensureWidgetVisible(field)
        field.setFocus()
        return True

    def _on_edited(self, key: str, text: str) -> None:
        if self._row is not None and self._row < len(self._draft.sheet.rows):
            self._draft.set_text(self._row, key, text)

    def _is_wanted(self, field: SheetField) -> bool:
        return self._row is None or self._draft.is_wanted(self._row, field.column.key)

    def _lay_out(self) -> None:
        content = QWidget()
        content.setObjectName("side_panel_content")
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 2 * SPACE, 2 * SPACE)
        self._grid.setHorizontalSpacing(2 * SPACE)
        self._grid.setVerticalSpacing(2 * SPACE)
        self._grid.setColumnStretch(0, 1)
        self._grid.setColumnStretch(1, 1)
        column.addLayout(self._grid)
        column.addStretch(1)
        self.setWidget(content)

    def _place(self, shown: list[SheetField]) -> None:
        """Let these fields be seen and no other, without gaps."""
        if shown == self._shown:
            return
        self._shown = shown
        for field in self.fields.values():
            self._grid.removeWidget(field)
        line, is_half = 0, False
        for field in shown:
            if field.column.kind in _NARROW:
                self._grid.addWidget(field, line, int(is_half), Qt.AlignmentFlag.AlignTop)
                line, is_half = line + int(is_half), not is_half
                continue
            line, is_half = line + int(is_half), False
            self._grid.addWidget(field, line, 0, 1, 2)
            line += 1
        for field in self.fields.values():
            field.setVisible(field in shown)
