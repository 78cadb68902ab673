"""The items of a draft as a table: a line for each section, under it a line for each item."""

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QColor, QFont, QGuiApplication

from exports.standard_words import numeral
from gui.icons import icon
from gui.pages.standards.draft import Draft
from gui.table_models.columns import LEFT, RIGHT
from gui.theme import theme_of
from review_forms.scoring import figure
from review_forms.standard_columns import COLUMNS, Column, ColumnKind
from review_forms.standard_sheet import points_of

Index = QModelIndex | QPersistentModelIndex
KEYS = ("id", "prompt", "kind", "points", "deduction", "minimum", "cap", "severity")
_COLUMNS = {column.key: column for column in COLUMNS}
_SHORT = {"deduction": "每次扣", "minimum": "最少扣", "cap": "扣分上限"}
_ROLE = Qt.ItemDataRole


class ItemsModel(QAbstractTableModel):
    """Texts of the draft that can be edited in place; `restructured` comes when lines came, went or moved."""

    restructured = Signal()

    def __init__(self, draft: Draft) -> None:
        super().__init__(draft)
        self._draft = draft
        self._lines: list[tuple[int, bool]] = []
        self._numbers: dict[int, int] = {}
        draft.changed.connect(lambda _row: self._follow())
        draft.checked.connect(self._repaint)

    def row_of(self, line: int) -> int:
        """The row of the sheet that a line shows; for a section its first."""
        return self._lines[line][0]

    def is_section(self, line: int) -> bool:
        """Whether a line is the head of a section."""
        return self._lines[line][1]

    def line_of(self, row: int, *, is_section: bool = False) -> int | None:
        """The line that shows a row, or the head of the section that begins with it."""
        return next((at for at, line in enumerate(self._lines) if line == (row, is_section)), None)

    def column_of(self, position: int) -> Column:
        """What a column of the table holds."""
        return _COLUMNS[KEYS[position]]

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  Qt's signature
        """How many lines there are."""
        return 0 if parent.isValid() else len(self._lines)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  Qt's signature
        """How many columns there are."""
        return 0 if parent.isValid() else len(KEYS)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Everything can be edited."""
        return super().flags(index) | Qt.ItemFlag.ItemIsEditable

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _ROLE.DisplayRole) -> Any:
        """Titles over the columns, and what to write there as their tool tip."""
        column = _COLUMNS[KEYS[section]] if orientation == Qt.Orientation.Horizontal else None
        if column is None:
            return None
        if role == _ROLE.DisplayRole:
            return _SHORT.get(column.key, column.title)
        if role == _ROLE.ToolTipRole:
            return f"{column.title}：{column.help}"
        return _alignment(column) if role == _ROLE.TextAlignmentRole else None

    def data(self, index: Index, role: int = _ROLE.DisplayRole) -> Any:
        """What a view asks for a cell."""
        row, is_section = self._lines[index.row()]
        if is_section:
            return self._section_data(row, role) if index.column() == 0 else None
        column = _COLUMNS[KEYS[index.column()]]
        if role in (_ROLE.DisplayRole, _ROLE.EditRole):
            return self._draft.text_at(row, column.key)
        if role == _ROLE.TextAlignmentRole:
            return _alignment(column)
        if not self._draft.is_wanted(row, column.key):
            return _quiet_data(column, role)
        return self._fault_data(self._draft.fault_at(row, column.key), role, self._draft.text_at(row, column.key))

    def setData(self, index: Index, value: Any, role: int = _ROLE.EditRole) -> bool:
        """Change a text; the draft keeps the step."""
        if role != _ROLE.EditRole or not index.isValid():
            return False
        row, is_section = self._lines[index.row()]
        key = "section" if is_section else KEYS[index.column()]
        self._draft.set_text(row, key, str(value))
        return True

    def _section_data(self, row: int, role: int) -> Any:
        rows = self._draft.section_at(row)
        title = self._draft.text_at(row, "section")
        if role == _ROLE.EditRole:
            return title
        if role in (_ROLE.DisplayRole, _ROLE.AccessibleTextRole):
            total = points_of(self._draft.sheet.rows[at] for at in rows)
            weight = f"小计 {figure(total)} 分" if total else "不计分"
            return f"{numeral(self._numbers[row])}、{title}　{weight}　{len(rows)} 项"
        if role == _ROLE.FontRole:
            font = QFont(QGuiApplication.font())
            font.setBold(True)
            return font
        fault = self._draft.fault_at(row, "section") or self._draft.fault_at(row, "section_id")
        found = self._fault_data(fault, role, title)
        if role == _ROLE.BackgroundRole and found is None:
            return QColor(theme_of(QGuiApplication.palette()).raised)
        return found

    def _fault_data(self, fault: str, role: int, text: str) -> Any:
        """A fault is told by a sign, a ground and a tool tip."""
        if role == _ROLE.ToolTipRole:
            return fault or text or None
        if not fault:
            return None
        if role == _ROLE.BackgroundRole:
            return QColor(theme_of(QGuiApplication.palette()).bad.wash)
        if role == _ROLE.AccessibleDescriptionRole:
            return fault
        return icon("error") if role == _ROLE.DecorationRole else None

    def _follow(self) -> None:
        sections = self._draft.sections()
        lines: list[tuple[int, bool]] = []
        for section in sections:
            lines += [(section.start, True), *((row, False) for row in section)]
        self._numbers = {section.start: number for number, section in enumerate(sections, 1)}
        if lines == self._lines:
            self._repaint()
            return
        self.beginResetModel()
        self._lines = lines
        self.endResetModel()
        self.restructured.emit()

    def _repaint(self) -> None:
        if self._lines:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._lines) - 1, len(KEYS) - 1))


def _quiet_data(column: Column, role: int) -> Any:
    """A cell that items of this kind leave empty steps back."""
    if role == _ROLE.BackgroundRole:
        return QColor(theme_of(QGuiApplication.palette()).window)
    if role in (_ROLE.ToolTipRole, _ROLE.AccessibleDescriptionRole):
        return f"本类评查项不填“{column.title}”"
    return None


def _alignment(column: Column) -> int:
    return RIGHT if column.kind is ColumnKind.NUMBER else LEFT
