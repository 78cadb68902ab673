"""反馈: number the letters of a batch, look at them, save and print them, and note who received them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QMenu, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from gui.actions import make_action
from gui.desk import Desk
from gui.pages.letters.lines import COLUMNS, FAULTY, SHELVES, LetterLine, counts_of, lines_of
from gui.pages.letters.numbering import Numbering, outcome_of
from gui.pages.letters.outlets import FORMATS, Outlets
from gui.pages.letters.preview import PreviewPane
from gui.pages.letters.service_dialog import ask_for_receipt
from gui.pages.page import Page, Subject
from gui.runners import Job
from gui.table_models.ticked import TickedModel
from gui.theme import SPACE
from gui.widgets.buttons import primary_button, secondary_button
from gui.widgets.chips import Chips
from gui.widgets.empty_page import EmptyPage
from gui.widgets.flow import FlowLayout
from gui.widgets.progress_strip import ProgressStrip
from gui.widgets.search_box import SearchBox
from gui.widgets.table import Table
from models.changes import Changes
from models.queries import batches as batch_queries
from models.queries import letters as letter_queries
from models.review_state import ReviewState

if TYPE_CHECKING:
    from exports.fonts import FontShelf
    from exports.letters.issuing import IssueReport
    from models.store import Session

_BATCH = "letters/batch"
_FILTER_WIDTH = 220


class LettersPage(Page):
    """The letters of one batch at the left, the chosen one at the right."""

    title = "反馈"
    object_name = "letters_page"

    def __init__(self, desk: Desk, fonts: FontShelf, today: Callable[[], date] = date.today) -> None:
        super().__init__(desk)
        self._fonts, self._today = fonts, today
        self._lines: tuple[LetterLine, ...] = ()
        self._faults: Mapping[UUID, tuple[str, ...]] = {}
        self._checked: tuple[UUID, tuple[UUID, ...]] | None = None
        self._shown_batch: UUID | None = None
        self._batch = QComboBox()
        self._batch.setObjectName("letters_batch")
        self._batch.setAccessibleName("批次")
        self._batch.setMinimumWidth(200)
        self._batch.activated.connect(lambda _index: self._read_batch())
        self._shelves = Chips("letters_shelf", "显示哪些", SHELVES, alarming=(FAULTY,))
        self._shelves.chosen.connect(lambda _shelf: self._show_lines())
        self._filter = SearchBox("letters_filter", "文号、案号、部门、签收人")
        self._filter.setFixedWidth(_FILTER_WIDTH)
        self._filter.searched.connect(lambda _text: self._show_lines())
        self._model = TickedModel(COLUMNS, lambda line: line.id, lambda line: not line.faults)
        self._model.ticks_changed.connect(self._show_steps)
        self._table: Table[LetterLine] = Table("letters_table", "反馈意见书", self._model, desk.memory)
        self._table.row_chosen.connect(self._on_chosen)
        self._preview = PreviewPane(desk, fonts, today)
        self._progress = ProgressStrip()
        self._numbering = Numbering(self, desk, fonts, today, self._follow)
        self._numbering.issued.connect(self._on_issued)
        self._outlets = Outlets(self, desk, fonts, self._follow)
        self._formats = QMenu(self)
        self._save = secondary_button("save_letters", "另存…", self._on_save, "save")
        self._print = secondary_button("print_letters", "打印", self._on_print, "print")
        self._serve = secondary_button("serve_letters", "登记送达", self._on_serve, "done")
        self._issue = primary_button("issue_letters", "编号并生成", self._on_issue)
        self._stack = QStackedWidget()
        self.setFocusProxy(self._table)
        self._fill()
        self._add_actions()

    def refresh(self, changes: Changes) -> None:
        """Read the batches and the letters of the chosen one."""
        rows = self.desk.read(batch_queries.batch_rows)
        shown = [row for row in rows if row.reached(ReviewState.DETERMINED)]
        chosen = self._batch_id() or self._remembered(tuple(row.id for row in shown))
        self._batch.clear()
        for row in shown:
            self._batch.addItem(f"{row.name}（已办结）" if row.is_closed else row.name, row.id)
        self._batch.setCurrentIndex(max(0, self._batch.findData(chosen)))
        self._stack.setCurrentIndex(1 if shown else 0)
        if shown:
            if changes.settings or changes.all_cases or changes.cases or changes.reviewed_cases:
                self._checked = None
                self._preview.forget()
            self._read_batch()

    def reveal(self, subject: Subject) -> None:
        """Show a batch, a letter or a case by its id, or what the text finds."""
        self._shelves.choose("all")
        self._filter.set_text_quietly(subject.text)
        subject_id = subject.id
        found = (
            self.desk.read(lambda session: letter_queries.case_of_letter(session, subject_id)) if subject_id else None
        )
        batch_id = found[0] if found else subject.id
        index = self._batch.findData(batch_id)
        if index >= 0:
            self._batch.setCurrentIndex(index)
        self._read_batch()
        if found:
            self._table.choose(found[1])
        self._table.setFocus()

    def _batch_id(self) -> UUID | None:
        batch_id = self._batch.currentData()
        return batch_id if isinstance(batch_id, UUID) else None

    def _remembered(self, known: tuple[UUID, ...]) -> UUID | None:
        kept = self.desk.memory.text(_BATCH)
        return next((batch_id for batch_id in known if str(batch_id) == kept), None)

    def _read_batch(self) -> None:
        batch_id = self._batch_id()
        if batch_id is None:
            return
        self.desk.memory.keep(_BATCH, str(batch_id))
        rows = self.desk.read(lambda session: letter_queries.letter_rows(session, batch_id))
        is_other = batch_id != self._shown_batch
        self._shown_batch = batch_id
        self._lines = lines_of(rows, self._faults)
        if is_other:
            self._model.tick_only(line.id for line in self._lines if line.is_waiting)
        self._show_lines()
        self._check(batch_id)

    def _check(self, batch_id: UUID) -> None:
        """Look in the background for what stands against the letters that wait."""
        waiting = tuple(line.id for line in self._lines if line.is_waiting)
        if self._checked == (batch_id, waiting):
            return
        self._checked = None
        self._show_steps()

        def check(session: Session) -> Mapping[UUID, tuple[str, ...]]:
            from exports.letters.proofs import faults_of_waiting

            return faults_of_waiting(session, batch_id, self._today(), self._fonts.has_glyph)

        def done(faults: Mapping[UUID, tuple[str, ...]]) -> None:
            if batch_id == self._shown_batch:
                self._checked, self._faults = (batch_id, waiting), faults
                self._lines = lines_of([line.row for line in self._lines], faults)
                self._show_lines()

        self.desk.read_in_background(self, check, done, "核对反馈意见书" if len(waiting) > 50 else "")

    def _show_lines(self) -> None:
        shelf, text = self._shelves.key, self._filter.text().strip()
        self._shelves.set_counts(counts_of(self._lines))
        self._model.set_rows([line for line in self._lines if line.is_on(shelf) and line.matches(text)])
        if self._table.current_row() is None and self._model.rows:
            self._table.selectRow(0)
        self._preview.show_line(self._table.current_row())
        self._show_steps()

    def _on_chosen(self, line: LetterLine) -> None:
        self._preview.show_line(line)
        self._show_steps()

    def _ready(self) -> list[LetterLine]:
        """The ticked lines that can be numbered."""
        return [line for line in self._model.ticked_rows() if line.is_ready]

    def _registered(self) -> list[LetterLine]:
        """The ticked letters of the register; without such ticks the selected ones."""
        ticked = [line for line in self._model.ticked_rows() if not line.is_waiting]
        return ticked or [line for line in self._table.selected_rows() if not line.is_waiting]

    def _letter_ids(self) -> list[UUID]:
        return [line.row.letter_id for line in self._registered() if line.row.letter_id is not None]

    def _show_steps(self) -> None:
        """Say on the buttons what they will act on."""
        ready, out = len(self._ready()), len(self._registered())
        faulty = sum(bool(line.faults) for line in self._lines)
        is_checked = self._checked is not None
        count = f" {ready} 份" if ready else ""
        words = f"编号并生成{count}" if is_checked else "正在核对…"
        left_out = f"（{faulty} 份有误不生成）" if faulty and is_checked and ready else ""
        self._issue.setText(words + left_out)
        self._issue.setAccessibleName(self._issue.text())
        self._issue.setEnabled(is_checked and ready > 0)
        for button, name in ((self._save, "另存"), (self._print, "打印"), (self._serve, "登记送达")):
            button.setText(f"{name} {out} 份…" if out > 1 else f"{name}…")
            button.setEnabled(out > 0)

    def _on_issue(self) -> None:
        self._numbering.ask(self._ready(), [line for line in self._lines if line.faults])

    def _on_issued(self, report: IssueReport) -> None:
        refused = {one.reviewed_case_id: (one.reason,) for one in report.failed}
        self._faults = {**self._faults, **refused}
        self._lines = lines_of([line.row for line in self._lines], self._faults)
        out = [line for line in self._lines if line.row.letter_id in report.issued]
        self._show_lines()
        self._model.tick_only(line.id for line in out)
        if out:
            self._table.choose(out[0].id)
        words = outcome_of([line.row.number for line in out], report.failed)
        if report.failed:
            self.show_error(words)
        else:
            self.show_done(words)

    def _on_save(self) -> None:
        above = QPoint(0, -self._formats.sizeHint().height())
        self._formats.popup(self._save.mapToGlobal(above))
        self._formats.setActiveAction(self._formats.actions()[0])

    def _on_format(self, formats: tuple[str, ...]) -> None:
        self._outlets.save(self._letter_ids(), formats)

    def _on_print(self) -> None:
        self._outlets.print(self._letter_ids())

    def _on_serve(self) -> None:
        ask_for_receipt(self, self.desk, [line.row for line in self._registered()], self._today())

    def _follow(self, job: Job) -> None:
        """Show how far the job is, unless it is done already."""
        if job in self.desk.runner.running:
            self._progress.show_job(job)
            job.ended.connect(lambda: self._progress.show_job(None))

    def _fill(self) -> None:
        self.add_action_widget(self._filter)
        self.add_action_widget(self._batch)
        empty = EmptyPage(
            "letters",
            "还没有可以反馈的案件",
            "案件审定等次之后，在这里为每件案件编号并生成反馈意见书，一案一份。",
            "去看批次",
            lambda: self.go_to("batches"),
        )
        self._stack.addWidget(empty)
        self._stack.addWidget(self._content())
        self.body.addWidget(self._stack)

    def _content(self) -> QWidget:
        halves = QSplitter(Qt.Orientation.Horizontal)
        halves.setChildrenCollapsible(False)
        halves.setHandleWidth(4 * SPACE)
        halves.addWidget(self._register())
        halves.addWidget(self._letter())
        halves.setStretchFactor(0, 3)
        halves.setStretchFactor(1, 2)
        halves.setSizes([740, 460])
        return halves

    def _register(self) -> QWidget:
        foot = QHBoxLayout()
        foot.setSpacing(2 * SPACE)
        foot.addWidget(self._progress, 1)
        foot.addStretch(1)
        foot.addWidget(self._issue)
        half, column = _half()
        column.addWidget(self._shelves)
        column.addWidget(self._table, 1)
        column.addLayout(foot)
        return half

    def _letter(self) -> QWidget:
        foot = FlowLayout()
        for button in (self._save, self._print, self._serve):
            foot.addWidget(button)
        half, column = _half()
        column.addWidget(self._preview, 1)
        column.addLayout(foot)
        return half

    def _add_actions(self) -> None:
        own = Qt.ShortcutContext.WidgetShortcut
        table = self._table
        make_action(table, "tick_rows", "勾选或取消勾选选中的行", "Space", self._on_space, context=own)
        make_action(self, "filter_letters", "筛选登记簿", "Ctrl+F", self._filter.setFocus)
        self._preview.add_keys(self)
        # A button whose text changes forgets the key that was set on it.
        for name, words, keys, button in (
            ("number", "编号并生成", "Ctrl+Return, Ctrl+Enter", self._issue),
            ("save", "另存", "Ctrl+S", self._save),
            ("print", "打印", "Ctrl+P", self._print),
            ("serve", "登记送达", "Ctrl+D", self._serve),
        ):
            make_action(self, f"{name}_by_key", words, keys, button.click)
            button.setToolTip(f"{words}（{keys.partition(',')[0].replace('Return', '回车')}）")
        for name, words, formats in FORMATS:
            action = self._formats.addAction(words)
            action.setObjectName(f"save_{name}")
            action.triggered.connect(lambda _checked=False, chosen=formats: self._on_format(chosen))

    def _on_space(self) -> None:
        self._model.toggle(self._table.selected_rows())


def _half() -> tuple[QWidget, QVBoxLayout]:
    half = QWidget()
    column = QVBoxLayout(half)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(2 * SPACE)
    return half, column
