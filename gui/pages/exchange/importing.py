"""Taking a package in: what it is and what it would do, then doing it, then what became of it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from gui.desk import Desk
from gui.dialogs.passphrase import PassphraseDialog
from gui.keys import KeyHolder
from gui.pages.exchange.words import moment, table_word
from gui.runners import Job
from gui.table_models.columns import Column
from gui.table_models.rows import RowsModel
from gui.theme import SPACE
from gui.widgets.banner import Banner
from gui.widgets.buttons import primary_button, relabel, secondary_button
from gui.widgets.facts import Facts
from gui.widgets.labels import lead, muted, paragraph
from gui.widgets.progress_strip import ProgressStrip
from gui.widgets.table import Table
from models.changes import Changes
from models.errors import UserError
from models.services.merging import RowOutcome

if TYPE_CHECKING:
    from exports.packages.own_keys import OwnKeys
    from exports.packages.receiving import Arrived

_OUTCOMES = (
    RowOutcome.NEW,
    RowOutcome.UPDATED,
    RowOutcome.IDENTICAL,
    RowOutcome.QUARANTINED,
    RowOutcome.REFUSED,
)


@dataclass(frozen=True, slots=True)
class Looked:
    """A preview: what an import would do, done and taken back, so that nothing changed."""

    arrived: Arrived
    changes: Changes = field(default_factory=Changes)


@dataclass(frozen=True, slots=True)
class ReasonRow:
    """Rows of one table that had the same outcome for the same reason."""

    outcome: str
    table: str
    count: int
    reason: str


_COLUMNS: tuple[Column[ReasonRow], ...] = (
    Column("outcome", "结果", lambda row: row.outcome, 72),
    Column("table", "内容", lambda row: row.table, 236),
    Column("count", "条数", lambda row: row.count, 60, is_number=True),
    Column("reason", "原因", lambda row: row.reason, 300, stretch=True, tip=lambda row: row.reason),
)


class ImportDialog(QDialog):
    """Previews a package as it opens; 导入 takes it in and turns the dialog into the report.

    Errors stand in the dialog, and whatever happens before the end leaves no trace.
    """

    def __init__(self, parent: QWidget, desk: Desk, keys: KeyHolder, path: Path, farewell: str) -> None:
        super().__init__(parent)
        self.setObjectName("import_dialog")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("导入评查包")
        self.resize(760, 500)
        self._desk, self._holder, self._path, self._farewell = desk, keys, path, farewell
        self._keys: OwnKeys | None = None
        self._passphrase = ""
        self._question: PassphraseDialog | None = None
        self._job: Job | None = None
        self._title = lead(path.name)
        self._banner = Banner()
        self._facts = Facts()
        self._warnings = paragraph("")
        self._warnings.setProperty("kind", "gap")
        self._warnings.hide()
        self._counts = paragraph("")
        self._counts.setObjectName("import_counts")
        self._model = RowsModel(_COLUMNS, lambda row: (row.outcome, row.table, row.reason))
        self._table: Table[ReasonRow] = Table("import_reasons", "没有直接收入的内容和原因，包内的内容", self._model)
        self._table.hide()
        self._strip = ProgressStrip()
        self._close = secondary_button("import_close", "返回", self.reject)
        self._import = primary_button("import_package", "导入", self._on_import, "import")
        self._import.setDefault(True)
        self._import.setEnabled(False)
        self._lay_out()

    def begin(self) -> None:
        """Open the package and show what is in it; asks for what is needed to open it."""
        self.open()
        self._holder.ask(self, self._on_keys)

    def show_error(self, message: str) -> None:
        """Say what stands against the package, beside the question for a passphrase while that is open."""
        if self._question is not None:
            self._question.show_error(message)
        else:
            self._banner.show_error(message)

    def clear_error(self) -> None:
        """Take the fault away."""
        self._banner.clear()

    def reject(self) -> None:
        """Stop what is under way; nothing of it stays."""
        if self._job is not None:
            self._job.cancel()
        super().reject()

    def _on_keys(self, keys: OwnKeys) -> None:
        self._keys = keys
        self._preview("")

    def _preview(self, passphrase: str) -> None:
        store, path, keys = self._desk.store, self._path, self._keys
        assert keys is not None

        def work(job: Job) -> Looked | UserError:
            from exports.packages.faults import PassphraseNeededError, WrongPassphraseError
            from exports.packages.receiving import preview_package

            try:
                return Looked(preview_package(store, path, keys, passphrase=passphrase, progress=job.progress))
            except (PassphraseNeededError, WrongPassphraseError) as error:
                return error

        def done(result: Looked | UserError) -> None:
            if isinstance(result, Looked):
                self._passphrase = passphrase
                self._end_question()
                self._show(result.arrived)
            elif passphrase:
                self.show_error(str(result))
            else:
                self._ask_passphrase()

        self._follow(self._desk.run_in_background(self, "查看评查包", work, done))

    def _ask_passphrase(self) -> None:
        hint = "这个评查包是用口令封装的：请输入对方当面或电话告知的口令。"
        dialog = PassphraseDialog(self, "输入评查包的口令", hint, "打开")
        dialog.given.connect(self._preview)
        dialog.rejected.connect(self._on_question_left)
        self._question = dialog
        dialog.open()

    def _on_question_left(self) -> None:
        self._question = None
        self.reject()

    def _end_question(self) -> None:
        question, self._question = self._question, None
        if question is not None:
            question.accept()

    def _on_import(self) -> None:
        store, path, keys, actor = self._desk.store, self._path, self._keys, self._desk.actor
        passphrase = self._passphrase
        assert keys is not None
        self._import.setEnabled(False)

        def work(job: Job) -> Arrived:
            from exports.packages.receiving import import_package

            return import_package(store, path, keys, actor=actor, passphrase=passphrase, progress=job.progress)

        def done(arrived: Arrived) -> None:
            self._show(arrived)
            self._show_done(arrived)

        self._follow(self._desk.carry_out_in_background(self, "导入评查包", work, done))

    def _follow(self, job: Job) -> None:
        """Show how far the work is; work done at once has nothing to show."""
        if job not in self._desk.runner.running:
            return
        self._job = job
        self._strip.show_job(job)
        job.cancelled.connect(self._on_cancelled)
        job.ended.connect(self._on_ended)

    def _on_cancelled(self) -> None:
        self._banner.show_hint("已取消，没有留下任何改动。")

    def _on_ended(self) -> None:
        self._job = None
        self._strip.show_job(None)

    def _show(self, arrived: Arrived) -> None:
        manifest = arrived.manifest
        self._title.setText(f"{manifest.kind.label}，来自{arrived.sender}")
        self._facts.set_facts(
            (
                ("批次", manifest.batch.name if manifest.batch else ""),
                ("编号", f"第{manifest.sequence}号，{moment(manifest.made_at)}写出"),
                ("轮次", f"第{manifest.epoch}轮" if manifest.epoch > 1 else ""),
                ("盲评", "不含承办人等人员姓名" if manifest.is_blind else ""),
                ("回执", f"对方确认收到本机 {arrived.receipts} 个评查包" if arrived.receipts else ""),
                ("扫描件", f"{arrived.files} 个" if arrived.files else ""),
                ("文件", self._path.name),
            )
        )
        self._warnings.setText("\n".join(arrived.warnings))
        self._warnings.setVisible(bool(arrived.warnings))
        self._counts.setText(counts_words(arrived))
        rows = (*reasons_of(arrived), *contents_of(arrived))
        self._model.set_rows(rows)
        self._table.setVisible(bool(rows))
        # what came before brings nothing new, but scanned files that were lost since
        has_files = any(not member.is_text for member in manifest.members)
        self._import.setVisible(not arrived.is_imported and (not arrived.is_replay or has_files))
        self._import.setEnabled(True)
        if self._import.isVisible():
            self._import.setFocus()

    def _show_done(self, arrived: Arrived) -> None:
        settled = f"，{arrived.settled} 条等待的记录归了位" if arrived.settled else ""
        if arrived.is_imported:
            self._banner.show_done(f"已导入{settled}。导入前的工作区已备份；{self._farewell}。")
        else:
            self._banner.show_done(f"没有新的记录{settled}，找回 {arrived.files} 个扫描件；{self._farewell}。")
        self._import.hide()
        relabel(self._close, "关闭")
        self._close.setDefault(True)
        self._close.setFocus()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(5 * SPACE, 4 * SPACE, 5 * SPACE, 4 * SPACE)
        column.setSpacing(2 * SPACE)
        for widget in (self._title, self._banner, self._facts, self._warnings, self._counts):
            column.addWidget(widget)
        column.addWidget(self._table, 1)
        column.addStretch(0)
        column.addWidget(muted("导入只读 U 盘，不往上写；之前先备份工作区，一次完成或完全不改。"))
        foot = QHBoxLayout()
        foot.addWidget(self._strip, 1)
        foot.addStretch(0)
        foot.addWidget(self._close)
        foot.addWidget(self._import)
        column.addLayout(foot)


def counts_words(arrived: Arrived) -> str:
    """The rows by outcome, such as 新增 27 条　已有 3 条."""
    counts = [f"{outcome.label} {arrived.count(outcome)} 条" for outcome in _OUTCOMES if arrived.count(outcome)]
    return "　".join(counts) or "没有记录，只有回执"


def contents_of(arrived: Arrived) -> tuple[ReasonRow, ...]:
    """What the package carries, table by table."""
    named = [(member.name.removeprefix("rows/").removesuffix(".ndjson"), member) for member in arrived.manifest.members]
    return tuple(
        ReasonRow("包内", table_word(table), member.rows, "")
        for table, member in named
        if member.name.startswith("rows/")
    )


def reasons_of(arrived: Arrived) -> tuple[ReasonRow, ...]:
    """What was not simply taken, rows with the same reason as one."""
    told = Counter((row.outcome, row.table, row.reason) for row in arrived.rows if row.reason)
    return tuple(
        ReasonRow(outcome.label, table_word(table), count, reason) for (outcome, table, reason), count in told.items()
    )
