"""The import of a ledger, step by step: choose a file, check the columns, check every row, import."""

from collections.abc import Mapping
from pathlib import Path
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from exports.ledgers import importing
from exports.ledgers.importing import PreparedImport
from exports.ledgers.reading import LedgerInspection
from gui.desk import Desk
from gui.dialogs.confirm import ask_before
from gui.pages.cases.import_columns import ImportColumns
from gui.pages.cases.import_outcomes import ImportOutcomes
from gui.pages.cases.import_start import ImportStart
from gui.runners import Job
from gui.theme import SPACE
from gui.widgets.progress_strip import ProgressStrip
from models.queries.ledgers import ImportRow, imports
from models.services.ledgers import ImportReport, undo_import

_START, _COLUMNS, _OUTCOMES = 0, 1, 2


class ImportView(QWidget):
    """The three steps; emits `done` when the import is over and the cases are wanted."""

    done = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("import_view")
        self._desk = desk
        self._path = Path()
        self._prepared: PreparedImport | None = None
        self._import_id: UUID | None = None
        self.start = ImportStart(desk)
        self.columns = ImportColumns()
        self.outcomes = ImportOutcomes()
        self._progress = ProgressStrip()
        self._steps = QStackedWidget()
        for step in (self.start, self.columns, self.outcomes):
            self._steps.addWidget(step)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2 * SPACE)
        column.addWidget(self._progress)
        column.addWidget(self._steps, 1)
        self._connect()

    def begin(self) -> None:
        """Start over with the choice of a file."""
        self._steps.setCurrentIndex(_START)
        self.refresh()
        self.start.setFocus()

    def refresh(self) -> None:
        """Read the past imports again."""
        self.start.set_imports(self._desk.read(imports))

    def open_file(self, path: Path) -> None:
        """Look into a file and show what its columns are taken for."""
        self._path = path
        self._look(None, None)

    def _look(self, sheet: str | None, header: tuple[int, int] | None) -> None:
        path, store = self._path, self._desk.store

        def work(_job: Job) -> tuple[LedgerInspection, Mapping[int, str]]:
            return importing.look(store, path, sheet=sheet, header=header)

        self._follow(self._desk.run_in_background(self, "读取台账", work, self._show_columns))

    def _show_columns(self, found: tuple[LedgerInspection, Mapping[int, str]]) -> None:
        self.columns.show_ledger(*found)
        self._steps.setCurrentIndex(_COLUMNS)
        self.columns.setFocus()

    def _prepare(self) -> None:
        path, store, mapping = self._path, self._desk.store, self.columns.mapping()
        sheet, header = self.columns.place()

        def work(job: Job) -> PreparedImport:
            return importing.prepare(store, path, mapping=mapping, sheet=sheet, header=header, progress=job.progress)

        self._follow(self._desk.run_in_background(self, "逐行核对台账", work, self._show_outcomes))

    def _show_outcomes(self, prepared: PreparedImport) -> None:
        self._prepared, self._import_id = prepared, None
        self.outcomes.show_preview(prepared.file_name, prepared.preview)
        self._steps.setCurrentIndex(_OUTCOMES)
        self.outcomes.setFocus()

    def _carry_out(self) -> None:
        prepared, store, actor, accept = self._prepared, self._desk.store, self._desk.actor, self.outcomes.accepted()
        if prepared is None:
            return

        def work(job: Job) -> ImportReport:
            return importing.carry_out(store, prepared, accept, actor, job.progress)

        self._follow(self._desk.carry_out_in_background(self, "导入台账", work, self._show_report))

    def _show_report(self, report: ImportReport) -> None:
        self._prepared = None
        self._import_id = report.import_id if report.changes.all_cases else None
        self.outcomes.show_report(report.preview, may_undo=self._import_id is not None)
        self.refresh()

    def _undo_this(self) -> None:
        entry = next((row for row in self._desk.read(imports) if row.id == self._import_id), None)
        if entry is not None:
            self._ask_to_undo(entry)

    def _ask_to_undo(self, entry: ImportRow) -> None:
        consequences = [
            f"这次导入新增的 {entry.new:,} 件案件从列表中撤下，更新过的 {entry.changed:,} 件恢复原来的内容。",
            "撤销前后的内容都留痕；以后再导入同一份台账，这些案件会重新出现。",
        ]
        title = f"撤销导入《{entry.file_name}》？"
        ask_before(self, title, consequences, "撤销这次导入", lambda: self._undo(entry.id))

    def _undo(self, import_id: UUID) -> None:
        if self._desk.perform(self, lambda session: undo_import(session, import_id)) is not None:
            self.begin()

    def _follow(self, job: Job) -> None:
        """Show how far the work is, and keep the steps from being used meanwhile."""
        if job not in self._desk.runner.running:
            return
        self._progress.show_job(job)
        self._steps.setEnabled(False)
        job.ended.connect(self._on_ended)

    def _on_ended(self) -> None:
        self._progress.show_job(None)
        self._steps.setEnabled(True)
        (self.start, self.columns, self.outcomes)[self._steps.currentIndex()].setFocus()

    def _connect(self) -> None:
        self.start.file_chosen.connect(self.open_file)
        self.start.undo_asked.connect(self._ask_to_undo)
        self.columns.place_changed.connect(self._look)
        self.columns.accepted.connect(self._prepare)
        self.columns.back_asked.connect(self.begin)
        self.outcomes.import_asked.connect(self._carry_out)
        self.outcomes.back_asked.connect(lambda: self._steps.setCurrentIndex(_COLUMNS))
        self.outcomes.undo_asked.connect(self._undo_this)
        self.outcomes.done.connect(self.done)
