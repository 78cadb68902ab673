"""到期: the remedies that are late, due today, or due within a week."""

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from gui.table_models.columns import Column
from gui.table_models.rows import RowsModel
from gui.theme import ROW_HEIGHT, SPACE
from gui.widgets.labels import SectionHeader, muted
from gui.widgets.table import Table
from models.queries.remedies import RemedyRow
from models.queries.workbench import Deadlines

_MOST_ROWS = 5
_HEAD = 35


class DeadlineList(QWidget):
    """How many are late, today and this week, and the list of them; emits `opened` with the row."""

    opened = Signal(object)

    def __init__(self, today: Callable[[], date]) -> None:
        super().__init__()
        self.setObjectName("deadlines")
        self._header = SectionHeader("到期")
        self._model = RowsModel(_columns(today), lambda row: row.remedy_id)
        self._table: Table[RemedyRow] = Table("deadline_table", "到期的整改", self._model)
        self._table.row_opened.connect(self.opened)
        self._nothing = muted("一周之内没有到期的整改。")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2 * SPACE)
        column.addWidget(self._header)
        column.addWidget(self._nothing)
        column.addWidget(self._table)

    @property
    def table(self) -> QWidget:
        """What takes the focus."""
        return self._table

    @property
    def summary(self) -> str:
        """What is said beside the title."""
        return self._header.remark

    def show_deadlines(self, deadlines: Deadlines) -> None:
        """Show these, the late ones first."""
        rows = (*deadlines.overdue, *deadlines.today, *deadlines.week)
        late = f"逾期 {len(deadlines.overdue)} 项 ▲　" if deadlines.overdue else ""
        soon = f"今天 {len(deadlines.today)} 项　一周内 {len(deadlines.week)} 项"
        self._header.set_remark(f"{late}{soon}" if rows else "")
        self._model.set_rows(rows)
        self._table.setVisible(bool(rows))
        self._nothing.setVisible(not rows)
        height = max(ROW_HEIGHT, self._table.verticalHeader().defaultSectionSize())
        self._table.setFixedHeight(_HEAD + height * min(len(rows), _MOST_ROWS))


def _columns(today: Callable[[], date]) -> tuple[Column[RemedyRow], ...]:
    return (
        Column("due", "到期", lambda row: _due_words(row, today()), width=116, badge=True, sort_key=lambda r: r.due_on),
        Column("due_on", "时限", lambda row: row.due_on, width=100),
        Column("case", "案号", lambda row: row.case_number, width=204),
        Column("content", "内容", lambda row: row.content, width=240, stretch=True, tip=lambda row: row.content),
        Column("department", "责任部门", lambda row: row.department, width=130),
        Column("person", "责任人员", lambda row: row.person, width=90),
    )


def _due_words(row: RemedyRow, today: date) -> str:
    late = row.days_over(today)
    if late:
        return f"▲ 逾期{late}天"
    left = (row.due_on - today).days
    return "◆ 今天" if not left else f"○ 还有{left}天"
