"""The second step of an import: which column of the sheet is what."""

from collections.abc import Mapping, Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QSpinBox, QVBoxLayout, QWidget

from exports.ledgers.columns import SHARED_FIELD
from exports.ledgers.headers import SEARCHED_ROWS
from exports.ledgers.reading import ColumnMatch, LedgerInspection
from gui.table_models.columns import Column
from gui.table_models.rows import RowsModel
from gui.theme import SPACE
from gui.widgets.banner import Banner
from gui.widgets.buttons import primary_button, secondary_button
from gui.widgets.labels import ElidedLabel, muted
from gui.widgets.table import Table
from models.ledger_row import FIELD_LABELS

_CHOOSER = 2
_EXAMPLES = 4
NOT_TAKEN = "（不导入）"


class ImportColumns(QWidget):
    """The sheet, its header row, and for each column the field it is taken for, with examples from the rows below.

    Emits `accepted` when the mapping stands, and `place_changed` with a sheet and a header when the ledger is to be
    looked at again elsewhere.
    """

    accepted = Signal()
    back_asked = Signal()
    place_changed = Signal(object, object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._inspection: LedgerInspection | None = None
        self._mapping: dict[int, str] = {}
        self._choosers: dict[int, QComboBox] = {}
        self._file = ElidedLabel()
        self._file.setProperty("kind", "lead")
        self._found = muted("")
        self._sheet = QComboBox()
        self._sheet.setObjectName("sheet_choice")
        self._sheet.setAccessibleName("工作表")
        self._header_row = _spin("header_row", "表头所在行", 1, SEARCHED_ROWS)
        self._header_height = _spin("header_height", "表头占几行", 1, 2)
        self._fault = Banner()
        self._model = RowsModel(self._columns(), lambda column: column.index)
        self.table = Table[ColumnMatch]("columns_table", "台账的列", self._model)
        self.table.setSelectionMode(Table.SelectionMode.SingleSelection)
        self._next = primary_button("check_rows", "下一步：逐行核对", self.accepted.emit, "forward", "Ctrl+Return")
        self._back = secondary_button("choose_other_file", "换一个文件", self.back_asked.emit)
        self._lay_out()
        self._sheet.activated.connect(lambda _index: self._on_sheet_chosen())
        for spin in (self._header_row, self._header_height):
            spin.editingFinished.connect(self._on_header_edited)
        self.setFocusProxy(self._next)

    def show_ledger(self, inspection: LedgerInspection, mapping: Mapping[int, str]) -> None:
        """Show what was found, with this mapping to begin with."""
        self._inspection, self._mapping = inspection, dict(mapping)
        self._file.setText(f"《{inspection.file_name}》")
        self._show_place(inspection)
        self._model.set_rows(inspection.columns)
        self._make_choosers(inspection.columns)
        self._show_mapping()

    def mapping(self) -> Mapping[int, str]:
        """Column index to field, as chosen."""
        return dict(self._mapping)

    def place(self) -> tuple[str, tuple[int, int]]:
        """The sheet, and row number and height of its header."""
        assert self._inspection is not None
        return self._inspection.sheet, (self._inspection.header_row, self._inspection.header_height)

    def choose_field(self, index: int, field: str) -> None:
        """Take a column for a field, or for none when it is empty; another column that had the field lets go of it."""
        if field and field != SHARED_FIELD:
            self._mapping = {at: known for at, known in self._mapping.items() if known != field}
        self._mapping.pop(index, None)
        if field:
            self._mapping[index] = field
        self._show_mapping()

    def _columns(self) -> tuple[Column[ColumnMatch], ...]:
        return (
            Column("letter", "列", lambda column: _letters(column.index), 56, is_sortable=False),
            Column("header", "表中的列名", lambda column: column.header or "（没有列名）", 240, is_sortable=False),
            Column("field", "当作", lambda _column: "", 190, is_sortable=False),
            Column("examples", "前几行的内容", self._examples, 300, stretch=True, is_sortable=False),
        )

    def _examples(self, column: ColumnMatch) -> str:
        rows = self._inspection.preview if self._inspection else ()
        cells = [row[column.index] for row in rows if column.index < len(row) and row[column.index]]
        return "　｜　".join(dict.fromkeys(" ".join(cell.split()) for cell in cells[:_EXAMPLES]))

    def _show_place(self, inspection: LedgerInspection) -> None:
        self._found.setText(f"共 {inspection.rows:,} 行")
        self._sheet.clear()
        for name in inspection.sheets:
            looks = "" if name in inspection.candidates or len(inspection.sheets) == 1 else "（不像台账）"
            self._sheet.addItem(f"{name}{looks}", name)
        self._sheet.setCurrentIndex(inspection.sheets.index(inspection.sheet))
        self._sheet.setEnabled(len(inspection.sheets) > 1)
        self._header_row.setValue(inspection.header_row)
        self._header_height.setValue(inspection.header_height)

    def _make_choosers(self, columns: Sequence[ColumnMatch]) -> None:
        self._choosers = {}
        for at, column in enumerate(columns):
            chooser = QComboBox()
            chooser.setObjectName(f"field_of_{column.index}")
            chooser.setAccessibleName(f"{column.header}当作")
            chooser.setProperty("kind", "cell")
            chooser.addItem(NOT_TAKEN, "")
            for field, label in FIELD_LABELS.items():
                chooser.addItem(label, field)
            chooser.setMaxVisibleItems(len(FIELD_LABELS) + 1)
            chooser.activated.connect(partial(self._on_field_chosen, column.index))
            self.table.setIndexWidget(self._model.index(at, _CHOOSER), chooser)
            self._choosers[column.index] = chooser

    def _show_mapping(self) -> None:
        for index, chooser in self._choosers.items():
            chooser.setCurrentIndex(max(chooser.findData(self._mapping.get(index, "")), 0))
        has_number = "number" in self._mapping.values()
        if has_number:
            self._fault.clear()
        else:
            self._fault.show_error(
                "没有哪一列是案号：请在“当作”一栏为案号所在的列选择“案号”；表头行不对的，请在上方更正。"
            )
        self._next.setEnabled(has_number)
        count = len(self._mapping)
        rows = self._inspection.rows if self._inspection else 0
        self._found.setText(f"共 {rows:,} 行，认出 {count} 列，其余 {len(self._choosers) - count} 列不导入")

    def _on_field_chosen(self, index: int, _position: int) -> None:
        self.choose_field(index, self._choosers[index].currentData())

    def _on_sheet_chosen(self) -> None:
        self.place_changed.emit(self._sheet.currentData(), None)

    def _on_header_edited(self) -> None:
        wanted = (self._header_row.value(), self._header_height.value())
        if self._inspection and wanted != (self._inspection.header_row, self._inspection.header_height):
            self.place_changed.emit(self._inspection.sheet, wanted)

    def _lay_out(self) -> None:
        place = QHBoxLayout()
        place.setSpacing(2 * SPACE)
        for widget in (muted("工作表"), self._sheet, muted("表头在第"), self._header_row, muted("行，占")):
            place.addWidget(widget)
        place.addWidget(self._header_height)
        place.addWidget(muted("行"))
        place.addStretch(1)
        foot = QHBoxLayout()
        foot.addWidget(muted("改过的对应关系会记住，下次同样的表头不用再改。"))
        foot.addStretch(1)
        foot.addWidget(self._back)
        foot.addWidget(self._next)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2 * SPACE)
        head = QHBoxLayout()
        head.addWidget(self._file)
        head.addWidget(self._found, 1)
        column.addLayout(head)
        column.addLayout(place)
        column.addWidget(self._fault)
        column.addWidget(self.table, 1)
        column.addLayout(foot)


def _spin(name: str, what: str, least: int, most: int) -> QSpinBox:
    spin = QSpinBox()
    spin.setObjectName(name)
    spin.setAccessibleName(what)
    spin.setRange(least, most)
    spin.setKeyboardTracking(False)
    return spin


def _letters(index: int) -> str:
    """The column's name in a spreadsheet program: A, B … Z, AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
