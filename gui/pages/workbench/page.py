"""The first page: what waits, what is late, how far the batches are, each with the step that comes next."""

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from itertools import pairwise

from PySide6.QtWidgets import QPushButton, QStackedWidget, QVBoxLayout, QWidget

from gui.desk import Desk
from gui.pages.page import OFFICE, Page
from gui.pages.workbench.deadlines import DeadlineList
from gui.pages.workbench.rows import BatchLines, TaskLine
from gui.pages.workbench.words import STEPS, day_words
from gui.theme import SPACE
from gui.widgets.clearing import empty_layout
from gui.widgets.empty_page import EmptyPage
from gui.widgets.labels import SectionHeader, muted
from models.changes import Changes
from models.queries.batches import BatchRow
from models.queries.remedies import RemedyRow
from models.queries.workbench import Task, Waiting, Workbench, workbench

_FRESH, _WORK = range(2)


class WorkbenchPage(Page):
    """Made anew from one query whenever something changed."""

    title = "工作台"
    object_name = "workbench_page"

    def __init__(self, desk: Desk, today: Callable[[], date] = date.today) -> None:
        super().__init__(desk)
        self._today = today
        self._is_office = desk.store.workspace.role.value == OFFICE
        self._tasks, self._running = QVBoxLayout(), QVBoxLayout()
        self._running_header = SectionHeader("进行中的批次")
        self._deadlines = DeadlineList(today)
        self._deadlines.opened.connect(self._on_remedy_opened)
        self._stack = QStackedWidget()
        self._fresh = self._fresh_start()
        self._stack.addWidget(self._fresh)
        self._stack.addWidget(self._work())
        self.body.addWidget(self._stack)

    def refresh(self, changes: Changes) -> None:  # noqa: ARG002  everything that changes may change what waits
        """Read what waits."""
        shown = self.desk.read(lambda session: workbench(session, self._today()))
        self.set_subtitle(day_words(self._today()))
        self._stack.setCurrentIndex(_WORK if shown.cases else _FRESH)
        self.setFocusProxy(self._stack if shown.cases else self._fresh)
        waiting = [one for one in shown.waiting if self._is_office or STEPS[one.task].is_for_reviewers]
        # Reading is the reviewers' work: at the office's desk it stands last, at theirs first.
        waiting.sort(key=lambda one: (one.task is Task.SCORE) is self._is_office)
        self._show_tasks(waiting, shown)
        self._show_running(shown.batches, waiting)
        self._deadlines.setVisible(self._is_office)
        self._deadlines.show_deadlines(shown.deadlines)
        self._order_focus()

    def _show_tasks(self, waiting: Sequence[Waiting], shown: Workbench) -> None:
        had_focus = self._has_focus_inside()
        empty_layout(self._tasks)
        first: QPushButton | None = None
        for at, one in enumerate(waiting):
            line = TaskLine(f"task_{at}", one, partial(self._go, one), is_first=at == 0)
            self._tasks.addWidget(line)
            first = first or line.button
        if first is None:
            self._tasks.addWidget(muted(self._nothing_words(shown)))
            if shown.drawable and self._is_office:
                next_batch = Waiting(Task.CREATE_BATCH, shown.drawable, None, "")
                line = TaskLine("next_batch", next_batch, partial(self._go, next_batch), is_first=True)
                self._tasks.addWidget(line)
                first = line.button
        if first is not None:
            # a layout shows what it is given a moment later, and what is not shown yet takes no focus
            for line in self.findChildren(TaskLine):
                line.show()
            self.setFocusProxy(first)
            if had_focus:
                first.setFocus()

    def _nothing_words(self, shown: Workbench) -> str:
        if not self._is_office:
            return "没有等您评查的案件。"
        running = "，进行中的批次在等部门整改" if shown.batches else ""
        following = "可以建立下一个批次" if shown.drawable else "没有可供抽取的案件了，可以导入新的台账"
        return f"没有等您处理的事项{running}。{following}。"

    def _show_running(self, batches: Sequence[BatchRow], waiting: Sequence[Waiting]) -> None:
        empty_layout(self._running)
        self._running_header.setVisible(bool(batches))
        if not batches:
            return
        next_steps = [_next_of(batch, waiting) for batch in batches]
        elsewhere = "batches" if self._is_office else "scoring"
        slots = [
            partial(self._go, step) if step else partial(self.go_to, elsewhere, batch.id)
            for batch, step in zip(batches, next_steps, strict=True)
        ]
        others = "等待部门整改" if self._is_office else "等待审判管理办公室"
        words = [f"下一步：{STEPS[step.task].button}" if step else others for step in next_steps]
        self._running.addWidget(BatchLines(batches, words, slots))

    def _go(self, waiting: Waiting) -> None:
        step = STEPS[waiting.task]
        place = step.place if self._is_office else step.reviewers_place or step.place
        self.go_to(place, waiting.batch_id, step.text)

    def _on_remedy_opened(self, row: RemedyRow) -> None:
        self.go_to("remedies", row.remedy_id)

    def _order_focus(self) -> None:
        """Let Tab go from top to bottom, though the lines are younger than the table between them."""
        order = [*_buttons_in(self._tasks), self._deadlines.table, *_buttons_in(self._running)]
        for before, after in pairwise(order):
            QWidget.setTabOrder(before, after)

    def _has_focus_inside(self) -> bool:
        focus = self.focusWidget()
        return focus is not None and focus.hasFocus()

    def _fresh_start(self) -> QWidget:
        if not self._is_office:
            return EmptyPage(
                "workbench",
                "插入审管办交来的 U 盘",
                "U 盘里是分派给您的案件。在“交换”中读入评查包，逐项评查，提交后把结果写回 U 盘交还。",
                "去交换",
                lambda: self.go_to("exchange"),
            )
        return EmptyPage(
            "workbench",
            "从一份结案台账开始",
            "导入法院的结案台账（.xlsx、.xls 或 .csv），然后建立批次、抽案、分派，评查，逐案反馈、整改、复评。",
            "导入台账",
            lambda: self.go_to("cases", text=STEPS[Task.IMPORT_LEDGER].text),
        )

    def _work(self) -> QWidget:
        for column in (self._tasks, self._running):
            column.setSpacing(2 * SPACE)
        work = QWidget()
        column = QVBoxLayout(work)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2 * SPACE)
        column.addWidget(SectionHeader("等您处理"))
        column.addLayout(self._tasks)
        column.addWidget(self._deadlines)
        column.addWidget(self._running_header)
        column.addLayout(self._running)
        column.addStretch(1)
        return work


def _next_of(batch: BatchRow, waiting: Sequence[Waiting]) -> Waiting | None:
    return next((one for one in waiting if one.batch_id == batch.id), None)


def _buttons_in(column: QVBoxLayout) -> list[QWidget]:
    lines = [item.widget() for item in (column.itemAt(at) for at in range(column.count())) if item is not None]
    return [button for line in lines if line is not None for button in line.findChildren(QPushButton)]
