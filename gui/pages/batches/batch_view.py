"""One batch: its plan in a line, who reads how far, its cases, and beside them the draw or one case."""

from collections import Counter
from datetime import date
from functools import partial
from pathlib import Path
from uuid import UUID

from PySide6.QtCore import QPoint, Signal
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget

from exports.ledgers.scoring import ScoreImport
from gui.desk import Desk
from gui.dialogs.confirm import ask_before
from gui.pages.batches.case_columns import case_columns
from gui.pages.batches.determination_panel import DeterminationPanel
from gui.pages.batches.draw_panel import DrawPanel
from gui.pages.batches.score_papers import ScorePapers
from gui.pages.batches.score_report import ScoreReport
from gui.pages.batches.steps import GROUPS, BatchStep, Step, next_step
from gui.pages.page import Subject
from gui.table_models.rows import RowsModel
from gui.theme import SPACE
from gui.widgets.buttons import primary_button, relabel, secondary_button
from gui.widgets.chips import Chips
from gui.widgets.labels import lead, muted
from gui.widgets.side_panel import SidePanel
from gui.widgets.table import Table
from models.queries.batches import BatchView, batch_view
from models.queries.determinations import ReviewedCaseRow, determination_view, reviewed_case_rows
from models.queries.settings import reviewers
from models.review_state import ReviewState
from models.services import batches
from review_forms.category import CaseCategory

_ALL = "all"
_ENOUGH_HEIGHT = 520
_LEFT_OUT = ("reviewer", "department", "handler")  # they stand in the panel


class BatchDetail(QWidget):
    """One batch at work.

    Emits `asked_for` with a Subject where the next step is in another place, `said` with what was done, or with nothing
    when what was said is out of date.
    """

    asked_for = Signal(object)
    said = Signal(str)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("batch_detail")
        self._desk = desk
        self._batch_id: UUID | None = None
        self._view: BatchView | None = None
        self._rows: tuple[ReviewedCaseRow, ...] = ()
        self._name = lead("")
        self._sentence = muted("")
        self._plan = muted("")
        self._people = muted("")
        self._next = primary_button("next_step", "", self.take_next_step)
        self._more = secondary_button("more_steps", "更多…", self._open_menu)
        choices = [(_ALL, "全部"), *((key, words) for key, (words, _) in GROUPS.items())]
        self.chips = Chips("state_chips", "按进度筛选", choices)
        self._model = RowsModel(case_columns(), lambda row: row.id)
        self.table = Table[ReviewedCaseRow]("reviewed_cases_table", "批次中的案件", self._model, desk.memory)
        self.draw_panel = DrawPanel(desk)
        self.case_panel = DeterminationPanel(desk)
        self.report = ScoreReport()
        self._papers = ScorePapers(desk, self, self.said.emit, self._show_scores)
        self._lay_out()
        self._connect()

    @property
    def batch_id(self) -> UUID | None:
        """The batch that is shown."""
        return self._batch_id

    def show_batch(self, batch_id: UUID) -> None:
        """Show another batch, from the beginning."""
        self._batch_id = batch_id
        self.chips.choose(_ALL)
        self._open_panel(None)
        self.refresh()

    def take_focus(self) -> None:
        """Put the focus on the next step, and where there is none on the cases."""
        (self.table if self._next.isHidden() else self._next).setFocus()

    def refresh(self) -> None:
        """Read the batch again."""
        batch_id = self._batch_id
        if batch_id is None:
            return
        self._view, self._rows = self._desk.read(
            lambda session: (batch_view(session, batch_id), reviewed_case_rows(session, batch_id))
        )
        self._show_head(self._view)
        self._show_rows()
        shown = self.case_panel.reviewed_case_id
        if shown is not None:
            self.open_case(shown)

    def open_case(self, reviewed_case_id: UUID) -> None:
        """Show one case beside the list."""
        view = self._desk.read(lambda session: determination_view(session, reviewed_case_id))
        self._open_panel(self.case_panel)
        self.case_panel.show_case(view, is_read_only=self._view is not None and bool(self._view.row.owner))
        if reviewed_case_id not in (row.id for row in self.table.selected_rows()):
            self.table.choose(reviewed_case_id)
        self._show_next()

    def take_next_step(self) -> None:
        """Do what comes next, or go where it is done."""
        step = self._step()
        if step.step is Step.DRAW:
            self.show_draw()
        elif step.step is Step.ASSIGN:
            self.assign()
        elif step.step is Step.DETERMINE:
            self.open_next_to_determine()
        elif step.step is Step.CLOSE:
            self._ask_to_close()
        else:
            place = {Step.LETTERS: "letters", Step.REMEDIES: "remedies", Step.WAIT: "scoring"}[step.step]
            self.asked_for.emit(Subject(place, self._batch_id))

    def show_draw(self) -> None:
        """Offer the draw."""
        if self._view is not None and self._batch_id is not None:
            self._open_panel(self.draw_panel)
            self.draw_panel.show_batch(self._batch_id, self._view)
            self._show_next()

    def assign(self) -> None:
        """Give the drawn cases to the reviewers."""
        batch_id = self._batch_id
        if batch_id is None:
            return
        changes = self._desk.perform(self, lambda session: batches.assign(session, batch_id))
        if changes is not None:
            self.said.emit(f"已分派 {len(changes.assignments)} 件，参与过办理的人已回避。")

    def open_next_to_determine(self) -> None:
        """Open the next case whose grade is to be determined; when there is none, offer what comes after."""
        waiting = [row for row in self._rows if row.state is ReviewState.SCORED]
        if waiting:
            self.said.emit("")
            self.open_case(waiting[0].id)
            self.case_panel.form.setFocus()
        else:
            self._open_panel(None)
            self._show_next()
            self._next.setFocus()
            self.said.emit("没有待审定的案件了。")

    def export_score_sheets(self, folder: Path, kind: str = "xlsx") -> None:
        """Write the score sheets of the cases that wait to be scored."""
        if self._batch_id is not None:
            self._papers.export(self._batch_id, folder, kind)

    def import_score_sheets(self, path: Path) -> None:
        """Take filled score sheets in and show what became of each row."""
        self._papers.read(path)

    def _show_scores(self, report: ScoreImport) -> None:
        self._open_panel(self.report)
        self.report.show_report(report)
        self._show_next()

    def _step(self) -> BatchStep:
        assert self._view is not None
        return next_step(self._view.row, date.today())

    def _show_head(self, view: BatchView) -> None:
        row, frame = view.row, view.frame
        self._name.setText(row.name)
        self._sentence.setText(self._step().sentence)
        period = ""
        if frame.closed_from or frame.closed_until:
            period = f"结案 {frame.closed_from or '不限'} 至 {frame.closed_until or '不限'}"
        parts = (
            row.kind.label,
            "盲评" if row.is_blind else "",
            f"{row.standard}（{row.standard_version}）",
            "、".join(CaseCategory(each).label for each in frame.categories) or "各类案件",
            period,
            "、".join(frame.departments) or "全部部门",
            f"评查期限 {row.review_due}" if row.review_due else "",
        )
        self._plan.setText("　·　".join(part for part in parts if part))
        shares = (f"{one.name} {one.submitted}/{one.assigned}" for one in view.panel)
        self._more.setVisible(not row.owner)
        self._people.setText("评查员（已提交/已分派）：" + "　".join(shares))
        self._show_next()

    def _show_next(self) -> None:
        """Show the step's button, unless a panel with a button of its own is open."""
        button = self._step().button
        is_taken = not self.draw_panel.isHidden() or (not self.case_panel.isHidden() and self.case_panel.may_determine)
        relabel(self._next, button)
        self._next.setVisible(bool(button) and not is_taken)

    def _show_rows(self) -> None:
        counts = Counter(key for row in self._rows for key, (_, states) in GROUPS.items() if row.state in states)
        self.chips.set_counts({_ALL: len(self._rows), **{key: counts[key] for key in GROUPS}})
        key = self.chips.key
        self._model.set_rows([row for row in self._rows if key == _ALL or row.state in GROUPS[key][1]])

    def _open_panel(self, panel: SidePanel | None) -> None:
        self.table.leave_out(_LEFT_OUT if panel else ())
        self._show_plan(not panel or self.height() >= _ENOUGH_HEIGHT)
        for each in (self.draw_panel, self.case_panel, self.report):
            each.setVisible(each is panel)

    def more_menu(self) -> QMenu:
        """The steps that are not the next one."""
        menu = QMenu(self)
        menu.setObjectName("more_menu")
        is_open = self._view is not None and not self._view.row.is_closed and not self._view.row.owner
        menu.addAction("抽取记录与补充抽取…", self.show_draw).setEnabled(is_open)
        menu.addAction("分派已抽取的案件", self.assign).setEnabled(is_open)
        self._add_people(menu.addMenu("增加评查员"))
        menu.addSeparator()
        self._papers.add_to(menu, self._batch_id, is_open=is_open)
        menu.addSeparator()
        menu.addAction("办结批次…", self._ask_to_close).setEnabled(is_open)
        return menu

    def _open_menu(self) -> None:
        menu = self.more_menu()
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self._more.mapToGlobal(QPoint(0, self._more.height())))

    def _add_people(self, menu: QMenu) -> None:
        known = {one.reviewer_id for one in self._view.panel} if self._view else set()
        others = [row for row in self._desk.read(reviewers) if row.id not in known]
        for row in others:
            menu.addAction(row.name, partial(self._add_person, row.id))
        menu.setEnabled(bool(others) and self._view is not None and not self._view.row.is_closed)

    def _add_person(self, reviewer_id: UUID) -> None:
        batch_id = self._batch_id
        if batch_id is not None:
            self._desk.perform(self, lambda session: batches.add_to_panel(session, batch_id, reviewer_id))

    def _ask_to_close(self) -> None:
        assert self._view is not None
        consequences = [
            f"批次中的 {self._view.row.drawn} 件案件都须已经办结，否则不能办结批次。",
            "办结后不能再抽取、分派、评查或审定，只能查看。",
        ]
        ask_before(self, f"办结批次“{self._view.row.name}”？", consequences, "办结批次", self._close)

    def _close(self) -> None:
        batch_id = self._batch_id
        if batch_id is not None and self._desk.perform(self, lambda session: batches.close(session, batch_id)):
            self.said.emit("批次已经办结。")

    def _connect(self) -> None:
        self.chips.chosen.connect(lambda _key: self._show_rows())
        self.table.row_opened.connect(lambda row: self.open_case(row.id))
        self.table.clicked.connect(lambda _index: self._open_current())
        self.table.row_chosen.connect(self._on_chosen)
        self.draw_panel.drawn.connect(self._on_drawn)
        self.case_panel.determined.connect(self.open_next_to_determine)
        self.case_panel.returned.connect(self._on_returned)
        for panel in (self.draw_panel, self.case_panel, self.report):
            panel.closed.connect(self._on_panel_closed)

    def _open_current(self) -> None:
        row = self.table.current_row()
        if row is not None and len(self.table.selected_rows()) == 1:
            self.open_case(row.id)

    def _on_chosen(self, row: ReviewedCaseRow) -> None:
        if self.case_panel.reviewed_case_id not in (None, row.id):
            self.open_case(row.id)

    def _on_drawn(self) -> None:
        self._open_panel(None)
        self._show_next()
        self._next.setFocus()
        if self._view is not None:
            last = self._view.draws[-1]
            self.said.emit(
                f"从 {last.frame_size:,} 件中抽取了 {last.count:,} 件，抽样框校验值 {last.frame_hash[:16]}。"
                "下一步：分派。"
            )

    def _show_plan(self, is_shown: bool) -> None:
        """Let plan and reviewers make room for a panel where the window is low."""
        for words in (self._plan, self._people):
            words.setVisible(is_shown)

    def _on_returned(self) -> None:
        self.table.setFocus()
        self.said.emit("已退回评查员。")

    def _on_panel_closed(self) -> None:
        self.table.leave_out(())
        self._show_plan(True)
        self._show_next()
        self.table.setFocus()

    def _lay_out(self) -> None:
        for words in (self._plan, self._people):
            words.setWordWrap(True)
        head = QHBoxLayout()
        head.setSpacing(2 * SPACE)
        head.addWidget(self._name)
        head.addWidget(self._sentence)
        head.addStretch(1)
        head.addWidget(self._more)
        head.addWidget(self._next)
        chips = QHBoxLayout()
        chips.addWidget(self.chips)
        chips.addStretch(1)
        row = QHBoxLayout()
        row.setSpacing(3 * SPACE)
        row.addWidget(self.table, 1)
        for panel in (self.draw_panel, self.case_panel, self.report):
            panel.hide()
            row.addWidget(panel)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE)
        column.addLayout(head)
        column.addWidget(self._plan)
        column.addWidget(self._people)
        column.addLayout(chips)
        column.addSpacing(SPACE)
        column.addLayout(row, 1)
