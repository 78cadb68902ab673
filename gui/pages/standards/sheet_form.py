"""A form over some texts of a draft: of its head, of one section, or of one item."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QScrollArea, QWidget

from gui.pages.standards.draft import Draft
from gui.pages.standards.fields import SheetField
from gui.theme import SPACE
from review_forms.standard_columns import Column, ColumnKind

_NARROW = (ColumnKind.NUMBER, ColumnKind.FLAG, ColumnKind.KIND, ColumnKind.SEVERITY, ColumnKind.FAMILY)


class SheetForm(QScrollArea):
    """Fields of one row under each other, short ones in pairs; everything typed goes to the draft at once."""

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
        self._lay_out()

    def show_row(self, row: int) -> None:
        """Show the texts of a row of the sheet, or of its head."""
        self._row = row
        self.refresh()

    def refresh(self) -> None:
        """Show texts and faults as they are now."""
        if self._row is None or self._row >= len(self._draft.sheet.rows):
            return
        for key, field in self.fields.items():
            field.show_text(self._draft.text_at(self._row, key))
            field.show_fault(self._draft.fault_at(self._row, key))

    def go_to(self, key: str) -> bool:
        """Put the cursor into a field; False when the form has no such field."""
        field = self.fields.get(key)
        if field is None:
            return False
        self.ensureWidgetVisible(field)
        field.setFocus()
        return True

    def _on_edited(self, key: str, text: str) -> None:
        if self._row is not None and self._row < len(self._draft.sheet.rows):
            self._draft.set_text(self._row, key, text)

    def _lay_out(self) -> None:
        content = QWidget()
        content.setObjectName("side_panel_content")
        grid = QGridLayout(content)
        grid.setContentsMargins(0, 0, 2 * SPACE, 2 * SPACE)
        grid.setHorizontalSpacing(2 * SPACE)
        grid.setVerticalSpacing(2 * SPACE)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        line, is_half = 0, False
        for field in self.fields.values():
            if field.column.kind in _NARROW:
                grid.addWidget(field, line, int(is_half), Qt.AlignmentFlag.AlignTop)
                line, is_half = line + int(is_half), not is_half
                continue
            line, is_half = line + int(is_half), False
            grid.addWidget(field, line, 0, 1, 2)
            line += 1
        grid.setRowStretch(line + 1, 1)
        self.setWidget(content)
