"""The table that a draft is edited in: every keystroke counts at once, words of a fixed set are chosen."""

from PySide6.QtCore import QAbstractItemModel, QItemSelectionModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHeaderView,
    QLineEdit,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from gui.pages.standards.fields import choices_of
from gui.pages.standards.items_model import KEYS, ItemsModel
from gui.theme import ROW_HEIGHT
from review_forms.standard_columns import ColumnKind

Index = QModelIndex | QPersistentModelIndex
_WIDTHS = {
    "id": 128,
    "prompt": 200,
    "kind": 112,
    "points": 62,
    "deduction": 66,
    "minimum": 66,
    "cap": 76,
    "severity": 88,
}
_SPARE = ("id", "minimum", "cap", "severity", "deduction")
"""What is left out first where there is little room; the form beside the table has everything."""


class _CellDelegate(QStyledItemDelegate):
    """Editors that hand every keystroke to the draft, and grounds for the cells that have one."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Lay the ground under the cell: a style sheet leaves out what the model says of it."""
        ground = index.data(Qt.ItemDataRole.BackgroundRole)
        if isinstance(ground, QColor):
            painter.fillRect(option.rect, ground)
        super().paint(painter, option, index)

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:  # noqa: ARG002
        """A choice for words of a fixed set, a field for everything else."""
        model = index.model()
        assert isinstance(model, ItemsModel)
        kind = ColumnKind.TEXT if model.is_section(index.row()) else model.column_of(index.column()).kind
        choices = choices_of(kind)
        if choices:
            box = QComboBox(parent)
            box.setAccessibleName(model.column_of(index.column()).title)
            box.addItems(choices)
            box.activated.connect(lambda _index: self.commitData.emit(box))
            return box
        field = QLineEdit(parent)
        field.setAccessibleName(model.column_of(index.column()).title)
        field.textEdited.connect(lambda _text: self.commitData.emit(field))
        return field

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        """Show the text, unless it is what was just typed."""
        text = str(index.data(Qt.ItemDataRole.EditRole) or "")
        if isinstance(editor, QComboBox):
            editor.setCurrentIndex(editor.findText(text))
        elif isinstance(editor, QLineEdit) and editor.text() != text:
            editor.setText(text)

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        """Hand the text to the draft; a choice that was not made changes nothing."""
        if isinstance(editor, QComboBox):
            if editor.currentIndex() >= 0:
                model.setData(index, editor.currentText())
        elif isinstance(editor, QLineEdit):
            model.setData(index, editor.text())

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: Index) -> None:  # noqa: ARG002
        """Let the editor fill its cell."""
        editor.setGeometry(option.rect)


class ItemsTable(QTableView):
    """Emits `line_chosen` with the row of the sheet and whether its section is meant."""

    line_chosen = Signal(int, bool)

    def __init__(self, model: ItemsModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("draft_items")
        self.setAccessibleName("评查项")
        self._items = model
        self._wanted: tuple[int, bool] = (0, False)
        self._preset()
        self.setItemDelegate(_CellDelegate(self))
        self.setModel(model)
        heads = self.horizontalHeader()
        for position, key in enumerate(KEYS):
            heads.resizeSection(position, _WIDTHS[key])
        heads.setSectionResizeMode(KEYS.index("prompt"), QHeaderView.ResizeMode.Stretch)
        model.restructured.connect(self._span)
        self.selectionModel().currentChanged.connect(lambda current, _before: self._announce(current))

    @property
    def chosen(self) -> tuple[int, bool] | None:
        """The row of the sheet that the cursor is on, and whether it is on its section's head."""
        index = self.currentIndex()
        return (self._items.row_of(index.row()), self._items.is_section(index.row())) if index.isValid() else None

    def choose(self, row: int, key: str = "", *, is_section: bool = False) -> None:
        """Put the cursor on a row, and into a column where the table has it."""
        line = self._items.line_of(row, is_section=is_section)
        if line is None:
            return
        column = KEYS.index(key) if key in KEYS else max(self.currentIndex().column(), 0)
        if is_section:
            column = 0
        index = self._items.index(line, column)
        flags = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
        self.selectionModel().setCurrentIndex(index, flags)
        self.scrollTo(index)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave columns out where the item's wording would have no room."""
        super().resizeEvent(event)
        room = self.viewport().width()
        for key in reversed(_SPARE):
            self.setColumnHidden(KEYS.index(key), False)
        for key in _SPARE:
            wanted = sum(_WIDTHS[each] for each in KEYS if not self.isColumnHidden(KEYS.index(each)))
            self.setColumnHidden(KEYS.index(key), wanted > room)

    def _span(self) -> None:
        self.clearSpans()
        for line in range(self._items.rowCount()):
            if self._items.is_section(line):
                self.setSpan(line, 0, 1, len(KEYS))

    def _announce(self, current: QModelIndex) -> None:
        if current.isValid():
            self.line_chosen.emit(self._items.row_of(current.row()), self._items.is_section(current.row()))

    def _preset(self) -> None:
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        trigger = QAbstractItemView.EditTrigger
        self.setEditTriggers(trigger.DoubleClicked | trigger.EditKeyPressed | trigger.AnyKeyPressed)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setWordWrap(False)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        rows = self.verticalHeader()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultSectionSize(max(ROW_HEIGHT, self.fontMetrics().height() + 12))
        rows.hide()
        self.horizontalHeader().setHighlightSections(False)
