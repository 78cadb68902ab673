"""A standard tried on a batch that was read: which cases would get another grade, and why. Nothing is written."""

from collections.abc import Sequence
from pathlib import Path
from uuid import UUID

from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

import resources
from exports.ledgers.trials import write_trial
from gui.desk import Desk
from gui.dialogs.files import WORKBOOK, ask_where_to_save
from gui.pages.standards.compare_view import offer_standards, standard_choice
from gui.pages.standards.soundness import load_sound
from gui.pages.standards.trial_panel import TrialPanel
from gui.pages.standards.trial_rows import CHANGED, EVERYTHING, LIGHTER, SEVERER, shown_cases, trial_columns, weight_of
from gui.runners import Job
from gui.table_models.rows import RowsModel
from gui.theme import SIDE_PANEL_WIDTH, SPACE
from gui.widgets.banner import Banner
from gui.widgets.buttons import primary_button, secondary_button
from gui.widgets.chips import Chips
from gui.widgets.empty_page import EmptyPage
from gui.widgets.labels import muted, paragraph
from gui.widgets.progress_strip import ProgressStrip
from gui.widgets.table import Table
from models.queries.batches import batch_rows
from models.queries.regrading import RegradedCase, Regrading, regrade
from models.queries.standards import ShelfEntry, scales, standard_text

_NO_BATCH, _READY, _RESULT = 0, 1, 2
_CHOICES = ((CHANGED, "只看变化"), (EVERYTHING, "全部"), (SEVERER, "变重"), (LIGHTER, "变轻"))
_UNCHANGED = "试算 {} 件，等次都不变"
_WIDE = 900
_NARROW_PANEL = 276
_LEFT_OUT = ("old_points", "new_points")


class TrialView(QWidget):
    """Choose a standard, a batch and a scale; the cases appear with both grades."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("trial_view")
        self._desk = desk
        self.result: Regrading | None = None
        self._banner = Banner()
        self.standard = standard_choice("trial_standard", "用哪个标准")
        self.batch = standard_choice("trial_batch", "在哪个批次上")
        self.scale = standard_choice("trial_scale", "等次表")
        self._run = primary_button("run_trial", "试算", self.run, "refresh", "Ctrl+Return")
        self._progress = ProgressStrip()
        self._words = paragraph("")
        self._words.setObjectName("trial_words")
        self.chips = Chips("trial_chips", "看哪些案件", _CHOICES)
        self._model = RowsModel(trial_columns(), lambda case: case.reviewed_case_id)
        self.table = Table[RegradedCase]("trial_table", "试算结果", self._model, desk.memory)
        self.panel = TrialPanel()
        self.panel.hide()
        self._stack = QStackedWidget()
        self.chips.set_counts({})
        self._lay_out()
        self._connect()

    def show_error(self, message: str) -> None:
        """Say what keeps the trial from being made."""
        self._banner.show_error(message)

    def clear_error(self) -> None:
        """Take the fault away."""
        self._banner.clear()

    def begin(self, entries: Sequence[ShelfEntry], key: str) -> None:
        """Offer a trial of an entry of the shelf."""
        self.clear_error()
        self.result = None
        self.panel.hide()
        offer_standards(self.standard, entries, key)
        self.scale.clear()
        self.scale.addItem("批次原来的等次表", "")
        for scale in scales():
            self.scale.addItem(scale.title, scale.id)
        self.refresh_batches()
        self._stack.setCurrentIndex(_READY if self.batch.count() else _NO_BATCH)
        (self.batch if self.batch.count() else self.standard).setFocus()

    def refresh_batches(self) -> None:
        """Read the batches that were drawn."""
        chosen = self.batch.currentData()
        self.batch.clear()
        for row in self._desk.read(batch_rows):
            if row.drawn:
                self.batch.addItem(f"{row.name}（{row.standard_version}）", str(row.id))
        self.batch.setCurrentIndex(max(self.batch.findData(chosen), 0))
        self._run.setEnabled(self.batch.count() > 0)

    def run(self) -> None:
        """Grade every case of the batch anew, on the background worker."""
        if not self.batch.count():
            return
        batch_id, key, scale = UUID(self.batch.currentData()), self.standard.currentData(), self.scale.currentData()
        store, title = self._desk.store, self.standard.currentText()

        def work(job: Job) -> Regrading:
            scale_text = resources.read_text("scales", f"{scale}.toml") if scale else None
            with store.read() as session:
                text = standard_text(session, key)
                load_sound(text, title)
                return regrade(session, batch_id, text, scale_text, job.progress)

        job = self._desk.run_in_background(self, "试算等次", work, self._show_result)
        if job in self._desk.runner.running:
            self._progress.show_job(job)
            self._run.setEnabled(False)
            job.ended.connect(self._on_ended)

    def export_to(self, path: Path) -> None:
        """Write the cases of the trial into a spreadsheet."""
        result = self.result
        if result is None:
            return

        def work(_job: Job) -> int:
            return write_trial(path, result)

        self._desk.run_in_background(
            self, "导出试算结果", work, lambda _count: self._banner.show_done(f"已导出：{path}")
        )

    def _ask_where_to_export(self) -> None:
        if self.result is not None:
            name = f"试算-{self.result.batch}.xlsx"
            ask_where_to_save(self, "导出试算结果", name, WORKBOOK, self._desk.memory, self.export_to)

    def _on_ended(self) -> None:
        self._progress.show_job(None)
        self._run.setEnabled(True)

    def _show_result(self, result: Regrading) -> None:
        self.result = result
        self.panel.hide()
        self.table.leave_out(())
        self._words.setText(_summary(result))
        weights = [weight_of(case) for case in result.cases]
        self.chips.set_counts(
            {CHANGED: len(result.changed), EVERYTHING: len(weights)}
            | {key: weights.count(key) for key in (SEVERER, LIGHTER)}
        )
        self.chips.choose(CHANGED if result.changed else EVERYTHING)
        self._show_rows()
        self._stack.setCurrentIndex(_RESULT)
        self.table.setFocus()

    def _show_rows(self) -> None:
        if self.result is not None:
            self._model.set_rows(shown_cases(self.result.cases, self.chips.key))

    def _open_case(self, case: RegradedCase) -> None:
        is_wide = self.width() >= _WIDE
        self.table.leave_out(_LEFT_OUT if is_wide else (*_LEFT_OUT, "change", "open", "why"))
        self.panel.setFixedWidth(SIDE_PANEL_WIDTH if is_wide else _NARROW_PANEL)
        self.panel.show_case(case)

    def _on_closed(self) -> None:
        self.table.leave_out(())
        self.table.setFocus()

    def _connect(self) -> None:
        self.chips.chosen.connect(lambda _key: self._show_rows())
        self.table.row_chosen.connect(self._open_case)
        self.panel.closed.connect(self._on_closed)
        for box in (self.standard, self.batch, self.scale):
            box.activated.connect(lambda _index: self._forget())

    def _forget(self) -> None:
        """What is shown belongs to another choice."""
        self.result = None
        self.panel.hide()
        self._stack.setCurrentIndex(_READY if self.batch.count() else _NO_BATCH)

    def _lay_out(self) -> None:
        choice = QHBoxLayout()
        choice.setSpacing(2 * SPACE)
        for title, box in (("标准", self.standard), ("批次", self.batch), ("等次表", self.scale)):
            choice.addWidget(muted(title))
            choice.addWidget(box, 1)
        choice.addWidget(self._run)
        result = QWidget()
        left = QVBoxLayout()
        left.setSpacing(2 * SPACE)
        left.addWidget(self._words)
        sieve = QHBoxLayout()
        sieve.addWidget(self.chips, 1)
        sieve.addWidget(secondary_button("export_trial", "导出…", self._ask_where_to_export, "export"))
        left.addLayout(sieve)
        left.addWidget(self.table, 1)
        row = QHBoxLayout(result)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(3 * SPACE)
        row.addLayout(left, 1)
        row.addWidget(self.panel)
        why = "试算用已提交的评查结果，看换一个标准会改变哪些案件的等次，为什么。只看不写：批次、评定和等次都不变。"
        none = "批次抽取并评查以后，可以在这里用另一个标准试算。"
        self._stack.addWidget(EmptyPage("batches", "还没有可以试算的批次", none))
        self._stack.addWidget(EmptyPage("standards", "选好标准和批次，按“试算”", why))
        self._stack.addWidget(result)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2 * SPACE)
        column.addWidget(self._banner)
        column.addLayout(choice)
        column.addWidget(self._progress)
        column.addWidget(self._stack, 1)


def _summary(result: Regrading) -> str:
    if not result.cases:
        return f"批次“{result.batch}”还没有提交的评查结果，{result.unread} 件都没有参加试算。"
    parts = [
        f"试算 {len(result.cases)} 件，{len(result.changed)} 件的等次会变"
        if result.changed
        else _UNCHANGED.format(len(result.cases))
    ]
    open_items = max((case.unanswered for case in result.cases), default=0)
    if open_items:
        parts.append(f"新标准最多有 {open_items} 项没有评过，按无扣分计")
    if result.unread:
        parts.append(f"{result.unread} 件没有提交，未参加试算")
    return "；".join(parts) + "。"
