"""The one kind of table of the window."""

from collections.abc import Collection, Hashable
from typing import Generic, TypeVar

from PySide6.QtCore import QItemSelectionModel, Qt, Signal
from PySide6.QtGui import QGuiApplication, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from gui.actions import make_action
from gui.memory import Memory
from gui.table_models.columns import ColumnsModel
from gui.theme import ROW_HEIGHT
from gui.widgets.badges import BadgeDelegate

RowT = TypeVar("RowT")
_KEPT = 50


class Table(QTableView, Generic[RowT]):
    """Whole rows of 32 pixels over a ColumnsModel, sorted by their heads, copied with Ctrl+C.

    Emits `row_chosen` with the row that was selected last, `row_opened` on Enter or a double click. Column
    widths are remembered under the table's name.
    """

    row_chosen = Signal(object)
    row_opened = Signal(object)

    def __init__(
        self,
        name: str,
        what: str,
        model: ColumnsModel[RowT],
        memory: Memory | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(what)
        self._rows: ColumnsModel[RowT] = model
        self._memory = memory
        self._kept: tuple[Hashable, ...] = ()
        self._kept_current: Hashable | None = None
        self._preset()
        model.modelAboutToBeReset.connect(self._keep_selection)
        self.setModel(model)
        model.modelReset.connect(self._select_again)
        self._set_columns()
        self._announced: Hashable | None = None
        # Taking the focus makes a row current without selecting it: both signals together tell what is chosen.
        self.selectionModel().currentRowChanged.connect(lambda _current, _previous: self._announce_chosen())
        self.selectionModel().selectionChanged.connect(lambda _new, _old: self._announce_chosen())
        self.doubleClicked.connect(lambda _index: self._open_current())
        self._add_actions(name)

    def selected_rows(self) -> tuple[RowT, ...]:
        """The rows that are selected, from top to bottom."""
        positions = sorted(index.row() for index in self.selectionModel().selectedRows())
        return tuple(self._rows.row_at(position) for position in positions)

    def current_row(self) -> RowT | None:
        """The row that the keyboard is on."""
        index = self.currentIndex()
        return self._rows.row_at(index.row()) if index.isValid() else None

    def choose(self, identity: Hashable) -> bool:
        """Select the row with this identity and bring it into sight; False when it is not in the table."""
        position = self._rows.position_of(identity)
        if position is None:
            return False
        index = self._rows.index(position, 0)
        # selectRow would add to the selection when Ctrl is down, as after Ctrl+Enter
        alone = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
        self.selectionModel().setCurrentIndex(index, alone)
        self.scrollTo(index)
        return True

    def leave_out(self, keys: Collection[str]) -> None:
        """Hide the columns with these keys and show all others, as when a panel takes the room."""
        for section, column in enumerate(self._rows.columns):
            self.setColumnHidden(section, column.key in keys)
        self._stretch()

    def copy_selection(self) -> None:
        """Put the selected rows on the clipboard, cells parted by tabs, as a spreadsheet takes them."""
        lines = ["\t".join(column.text(row) for column in self._rows.columns) for row in self.selected_rows()]
        QGuiApplication.clipboard().setText("\n".join(lines))

    def _preset(self) -> None:
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setWordWrap(False)
        self.setShowGrid(False)
        self.setAlternatingRowColors(False)
        self.setTabKeyNavigation(False)
        rows = self.verticalHeader()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultSectionSize(max(ROW_HEIGHT, self.fontMetrics().height() + 12))
        rows.hide()
        heads = self.horizontalHeader()
        heads.setHighlightSections(False)
        heads.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        self.setSortingEnabled(True)

    def _set_columns(self) -> None:
        heads = self.horizontalHeader()
        badges = BadgeDelegate(self)
        for section, column in enumerate(self._rows.columns):
            heads.resizeSection(section, int(self._remembered_width(column.key, column.width)))
            if column.badge:
                self.setItemDelegateForColumn(section, badges)
        heads.sectionResized.connect(self._on_resized)

    def _add_actions(self, name: str) -> None:
        own = Qt.ShortcutContext.WidgetShortcut
        for suffix, text, keys, slot in (
            ("open", "打开选中的行", "Return, Enter", self._open_current),
            ("copy", "复制选中的行", "Ctrl+C", self.copy_selection),
        ):
            make_action(self, f"{name}_{suffix}", text, keys, slot, group="表格", context=own)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the room that is left over to the stretching columns, never less than their width."""
        super().resizeEvent(event)
        self._stretch()

    def _stretch(self) -> None:
        columns = self._rows.columns
        # the heads are as wide as the viewport, and asking for that loads classes that nobody needs
        stretching = [section for section, column in enumerate(columns) if column.stretch]
        heads = self.horizontalHeader()
        fixed = sum(heads.sectionSize(section) for section in range(len(columns)) if section not in stretching)
        wanted = sum(columns[section].width for section in stretching)
        scale = max(1.0, (heads.width() - fixed) / wanted) if wanted else 1.0
        for section in stretching:
            heads.resizeSection(section, int(columns[section].width * scale))

    def _remembered_width(self, key: str, otherwise: int) -> float:
        if self._memory is None:
            return otherwise
        return self._memory.number(f"columns/{self.objectName()}/{key}", otherwise)

    def _on_resized(self, section: int, _old: int, width: int) -> None:
        column = self._rows.columns[section]
        if self._memory is not None and width and not column.stretch and self.isVisible():
            self._memory.keep(f"columns/{self.objectName()}/{column.key}", width)

    def _announce_chosen(self) -> None:
        row = self.currentIndex().row()
        is_chosen = row >= 0 and self.selectionModel().isRowSelected(row)
        identity = self._rows.identity_at(row) if is_chosen else None
        if identity != self._announced:
            self._announced = identity
            if is_chosen:
                self.row_chosen.emit(self._rows.row_at(row))

    def _open_current(self) -> None:
        row = self.current_row()
        if row is not None:
            self.row_opened.emit(row)

    def _keep_selection(self) -> None:
        selected = self.selectionModel().selectedRows()
        self._kept = tuple(self._rows.identity_at(index.row()) for index in selected[:_KEPT])
        current = self.currentIndex()
        self._kept_current = self._rows.identity_at(current.row()) if current.isValid() else None

    def _select_again(self) -> None:
        flags = QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows
        if self._kept_current is not None:
            position = self._rows.position_of(self._kept_current)
            if position is not None:
                index = self._rows.index(position, 0)
                self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.NoUpdate)
        for identity in self._kept:
            position = self._rows.position_of(identity)
            if position is not None:
                self.selectionModel().select(self._rows.index(position, 0), flags)
