"""The remedy ledger out to the departments as a spreadsheet, and back with what they did."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from gui.desk import Desk
from gui.dialogs.files import WORKBOOK, ask_for_file, ask_where_to_save
from gui.pages.page import Page
from gui.pages.remedies.filters import RemedyFilters
from gui.runners import Job
from gui.table_models.columns import Column
from gui.table_models.rows import RowsModel
from gui.theme import SPACE
from gui.widgets.buttons import primary_button
from gui.widgets.labels import lead, paragraph
from gui.widgets.table import Table

if TYPE_CHECKING:
    # Spreadsheets are loaded when the first one is written or read.
    from exports.ledgers.remedying import RemedyImport, RemedyResult

_COLUMNS: tuple[Column[RemedyResult], ...] = (
    Column("row", "行", lambda result: result.row, width=52, is_number=True),
    Column("case", "案号", lambda result: result.case_number, width=190),
    Column("outcome", "结果", lambda result: result.outcome.label, width=84),
    Column("reason", "原因", lambda result: result.reason, width=300, stretch=True, tip=lambda result: result.reason),
)


class Exchange:
    """Asks for the file, then works in the background."""

    def __init__(self, page: Page, desk: Desk, filters: RemedyFilters) -> None:
        self._page, self._desk, self._filters = page, desk, filters

    def ask_where_to_write(self) -> None:
        """Let the place of the spreadsheet be chosen and write what the filters show."""
        name = f"整改台账{'—' + self._filters.department if self._filters.department else ''}.xlsx"
        ask_where_to_save(self._page, "导出整改台账", name, WORKBOOK, self._desk.memory, self.write)

    def write(self, path: Path) -> None:
        """Write the ledger that the filters show."""
        store, batch_id = self._desk.store, self._filters.batch_id
        department, only_open = self._filters.department, self._filters.only_open

        def work(_job: Job) -> int:
            from exports.ledgers.remedying import write_remedy_template

            return write_remedy_template(store, batch_id, path, department=department, only_open=only_open)

        def done(count: int) -> None:
            self._page.show_done(f"已导出 {count} 个问题到 {path}，交部门填写“整改情况”等各栏后再导入。")

        self._desk.run_in_background(self._page, "导出整改台账", work, done)

    def ask_what_to_read(self) -> None:
        """Let the spreadsheet be chosen and record what stands in it."""
        ask_for_file(self._page, "导入整改情况", f"{WORKBOOK};;所有文件 (*)", self._desk.memory, self.read)

    def read(self, path: Path) -> None:
        """Record what a department filled in, and show what became of each row."""
        store, actor = self._desk.store, self._desk.actor

        def work(job: Job) -> RemedyImport:
            from exports.ledgers.remedying import import_remedies

            return import_remedies(store, path, actor, job.progress)

        self._desk.carry_out_in_background(
            self._page, "导入整改情况", work, lambda report: RemedyImportDialog(self._page, path.name, report).open()
        )


class RemedyImportDialog(QDialog):
    """What became of each row, the refused ones first."""

    def __init__(self, parent: QWidget, file_name: str, report: RemedyImport) -> None:
        from exports.ledgers.remedying import RemedyOutcome

        super().__init__(parent)
        self.setObjectName("remedy_import_dialog")
        self.setWindowTitle("导入整改情况")
        self.resize(960, 480)
        model = RowsModel(_COLUMNS, lambda result: result.row)
        model.set_rows(sorted(report.rows, key=lambda result: result.outcome is not RemedyOutcome.REJECTED))
        column = QVBoxLayout(self)
        column.setContentsMargins(5 * SPACE, 4 * SPACE, 5 * SPACE, 4 * SPACE)
        column.setSpacing(2 * SPACE)
        column.addWidget(lead(file_name))
        column.addWidget(paragraph(summary_of(report)))
        table: Table[RemedyResult] = Table("remedy_import_rows", "逐行结果", model)
        column.addWidget(table, 1)
        foot = QHBoxLayout()
        foot.addStretch(1)
        close = primary_button("remedy_import_close", "知道了", self.accept)
        close.setDefault(True)
        foot.addWidget(close)
        column.addLayout(foot)
        close.setFocus()


def summary_of(report: RemedyImport) -> str:
    """The outcomes in one sentence."""
    from exports.ledgers.remedying import RemedyOutcome

    counts = "，".join(f"{outcome.label} {report.count(outcome)} 行" for outcome in RemedyOutcome)
    refused = report.count(RemedyOutcome.REJECTED)
    return f"{counts}。" + ("未导入的行请按所列原因改正后再导入一次，已登记的行不会重复登记。" if refused else "")
