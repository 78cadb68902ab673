"""台账: every remedy in its six columns, the late ones first, with a panel for the chosen one."""

from collections.abc import Callable, Sequence
from datetime import date
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from gui.desk import Desk
from gui.pages.remedies.lines import IN_THE_PANEL, columns, urgency
from gui.pages.remedies.panel import RemedyPanel
from gui.table_models.rows import RowsModel
from gui.theme import SPACE
from gui.widgets.table import Table
from models.queries.remedies import RemedyRow


class LedgerTab(QWidget):
    """The table, and the panel that opens on Enter; emits `panel_shown` with whether it is open."""

    panel_shown = Signal(bool)

    def __init__(self, desk: Desk, today: Callable[[], date]) -> None:
        super().__init__()
        self.setObjectName("ledger_tab")
        self._today = today
        self._model = RowsModel(columns(today()), lambda row: row.remedy_id)
        self._table: Table[RemedyRow] = Table("remedies_table", "整改台账", self._model, desk.memory)
        self._panel = RemedyPanel(desk, today)
        self._panel.hide()
        self._table.row_chosen.connect(self._on_chosen)
        self._table.row_opened.connect(lambda row: self.open(row.remedy_id))
        self._panel.closed.connect(self._on_closed)
        self.setFocusProxy(self._table)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(3 * SPACE)
        row.addWidget(self._table, 1)
        row.addWidget(self._panel)

    @property
    def is_panel_open(self) -> bool:
        """Whether the panel is open."""
        return self._panel.isVisibleTo(self)

    def show_rows(self, rows: Sequence[RemedyRow]) -> None:
        """Show these remedies, the late ones first."""
        self._model.set_rows(sorted(rows, key=lambda row: urgency(row, self._today())))
        current = self._table.current_row()
        if current is None and self._model.rows:
            self._table.selectRow(0)
            current = self._table.current_row()
        if self.is_panel_open and current is not None:
            self._panel.show_row(current)
        elif current is None:
            self._show_panel(is_open=False)

    def open(self, remedy_id: UUID) -> bool:
        """Choose a remedy and open its panel; False when it is not in the table."""
        if not self._table.choose(remedy_id):
            return False
        row = self._table.current_row()
        assert row is not None, "choosing a row makes it current"
        self._panel.show_row(row)
        self._show_panel(is_open=True)
        self._panel.begin()
        return True

    def open_current(self) -> None:
        """Open the panel of the chosen remedy."""
        row = self._table.current_row()
        if row is not None:
            self.open(row.remedy_id)

    def leave(self) -> None:
        """Keep what is being typed."""
        self._panel.keep_plan()

    def _on_chosen(self, row: RemedyRow) -> None:
        if self.is_panel_open:
            self._panel.show_row(row)

    def _on_closed(self) -> None:
        self._panel.keep_plan()
        self._show_panel(is_open=False)
        self._table.setFocus()

    def _show_panel(self, *, is_open: bool) -> None:
        """Open or close the panel; the columns that it shows make room for it."""
        self._panel.setVisible(is_open)
        self.panel_shown.emit(is_open)
        for section, column in enumerate(self._model.columns):
            self._table.setColumnHidden(section, is_open and column.key in IN_THE_PANEL)
