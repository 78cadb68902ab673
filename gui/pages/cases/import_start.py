"""The first step of an import: a file, by the button or dropped; and the imports of the past."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget

from gui.desk import Desk
from gui.dialogs.files import SPREADSHEETS, ask_for_file
from gui.icons import icon
from gui.table_models.columns import Column
from gui.table_models.rows import RowsModel
from gui.theme import SPACE
from gui.widgets.buttons import primary_button, quiet_button
from gui.widgets.labels import SectionHeader, lead, muted
from gui.widgets.table import Table
from models.queries.ledgers import ImportRow

COLUMNS = (
    Column[ImportRow]("made_at", "时间", lambda row: f"{row.made_at.astimezone():%Y-%m-%d %H:%M}", 150),
    Column[ImportRow]("file_name", "文件", lambda row: row.file_name, 240, stretch=True),
    Column[ImportRow]("new", "新增", lambda row: row.new, 76, is_number=True),
    Column[ImportRow]("changed", "更新", lambda row: row.changed, 76, is_number=True),
    Column[ImportRow]("identical", "相同", lambda row: row.identical, 76, is_number=True),
    Column[ImportRow]("duplicate", "表内重复", lambda row: row.duplicate, 86, is_number=True),
    Column[ImportRow]("rejected", "未导入", lambda row: row.rejected, 76, is_number=True),
    Column[ImportRow]("state", "状态", lambda row: "已撤销" if row.is_undone else "有效", 90),
)


class ImportStart(QWidget):
    """Emits `file_chosen` with a path, and `undo_asked` with a past import."""

    file_chosen = Signal(object)
    undo_asked = Signal(object)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._memory = desk.memory
        self._model = RowsModel(COLUMNS, lambda row: row.id)
        self.past = Table[ImportRow]("imports_table", "以往的导入", self._model, desk.memory)
        self._choose = primary_button("choose_ledger", "选择台账文件…", self._ask_for_file, "open", "Ctrl+O")
        self._choose.setAutoDefault(True)  # Enter presses it
        self._undo = quiet_button("undo_import", "撤销选中的导入…", self._on_undo, "history")
        self._header = SectionHeader("以往的导入")
        self._header.add_widget(self._undo)
        self._lay_out()
        self.setFocusProxy(self._choose)
        self.past.selectionModel().selectionChanged.connect(lambda *_args: self._show_undo())

    def set_imports(self, rows: Sequence[ImportRow]) -> None:
        """Show the imports of the past, newest first."""
        self._model.set_rows(rows)
        self.past.setVisible(bool(rows))
        self._header.setVisible(bool(rows))
        self._show_undo()

    def _lay_out(self) -> None:
        card = QFrame()
        card.setProperty("kind", "drop")
        inner = QVBoxLayout(card)
        inner.setContentsMargins(6 * SPACE, 6 * SPACE, 6 * SPACE, 6 * SPACE)
        inner.setSpacing(SPACE)
        sign = QLabel()
        sign.setPixmap(icon("import").pixmap(QSize(32, 32)))
        kinds = muted("支持 .xlsx、.xls、.csv。写入之前，每一行会怎样都先给您看。")
        again = muted("同一份台账再导入一次，不会改变任何内容。")
        for widget in (sign, lead("把台账文件拖到这里"), kinds, again, self._choose):
            inner.addWidget(widget, 0, Qt.AlignmentFlag.AlignHCenter)
        inner.insertSpacing(4, 2 * SPACE)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2 * SPACE)
        column.addWidget(card)
        column.addWidget(self._header)
        column.addWidget(self.past, 1)
        column.addStretch(0)

    def _ask_for_file(self) -> None:
        ask_for_file(self, "选择案件台账", SPREADSHEETS, self._memory, self.file_chosen.emit)

    def _show_undo(self) -> None:
        row = self.past.current_row()
        self._undo.setEnabled(row is not None and bool(self.past.selected_rows()) and not row.is_undone)

    def _on_undo(self) -> None:
        row = self.past.current_row()
        if row is not None:
            self.undo_asked.emit(row)
