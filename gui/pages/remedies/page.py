"""整改: the ledger of remedies, the same on the wall, and the recheck."""

from collections.abc import Callable, Collection
from datetime import date
from functools import partial
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QTabBar, QVBoxLayout, QWidget

from gui.actions import make_action
from gui.desk import Desk
from gui.pages.page import Page, Subject
from gui.pages.remedies.board import BoardTab
from gui.pages.remedies.exchange import Exchange
from gui.pages.remedies.filters import RemedyFilters
from gui.pages.remedies.ledger import LedgerTab
from gui.pages.remedies.recheck import RecheckTab
from gui.theme import SPACE
from gui.widgets.buttons import primary_button, secondary_button
from gui.widgets.empty_page import EmptyPage
from models.changes import Changes
from models.queries.batches import batch_rows
from models.queries.letters import case_of_letter
from models.queries.remedies import RecheckCase, RemedyRow, RemedyStage, recheck_cases, remedy_rows
from models.review_state import ReviewState

RECHECK = "复评"
_TABS = ("台账", "挂图", RECHECK)
_LEDGER, _RECHECK = 0, 2


class RemediesPage(Page):
    """Three tabs over the same rows, narrowed by the same filters."""

    title = "整改"
    object_name = "remedies_page"

    def __init__(self, desk: Desk, today: Callable[[], date] = date.today) -> None:
        super().__init__(desk)
        self._today = today
        self._rows: tuple[RemedyRow, ...] = ()
        self._cases: tuple[RecheckCase, ...] = ()
        self._filters = RemedyFilters()
        self._filters.changed.connect(self._show)
        self._exchange = Exchange(self, desk, self._filters)
        self._ledger = LedgerTab(desk, today)
        self._board = BoardTab(today)
        self._board.opened.connect(self._on_card_opened)
        self._recheck = RecheckTab(desk, today)
        self._views: tuple[QWidget, ...] = (self._ledger, self._board, self._recheck)
        self._tabs = QTabBar()
        self._tabs.setObjectName("remedy_tabs")
        self._tabs.setAccessibleName("整改的三种视图")
        self._tabs.setDrawBase(False)
        self._tabs.setUsesScrollButtons(False)
        self._tabs.setElideMode(Qt.TextElideMode.ElideNone)
        self._stack, self._whole = QStackedWidget(), QStackedWidget()
        self._tabs.currentChanged.connect(self._on_tab)
        self._fill()

    def refresh(self, changes: Changes) -> None:
        """Read the ledger and the cases to recheck."""
        if changes and not _concerns_remedies(changes):
            return
        self._rows = self.desk.read(remedy_rows)
        self._cases = self.desk.read(recheck_cases)
        known = {case.batch_id for case in self._cases}
        batches = [row for row in self.desk.read(batch_rows) if row.id in known]
        self._filters.offer(batches, sorted({row.department for row in self._rows if row.department}))
        self._whole.setCurrentIndex(1 if self._cases else 0)
        self._show()

    def reveal(self, subject: Subject) -> None:
        """Show a batch, a remedy, or the recheck of a case; the text 复评 asks for the recheck of a batch."""
        if subject.text == RECHECK:
            self._tabs.setCurrentIndex(_RECHECK)
        if subject.id is None:
            return
        if not self._filters.choose_batch(subject.id):
            self._filters.open_up()
        self._show()
        if any(row.remedy_id == subject.id for row in self._rows):
            self._open_remedy(subject.id)
            return
        case_id = self._case_of(subject.id)
        if case_id is not None and self._recheck.choose(case_id):
            self._tabs.setCurrentIndex(_RECHECK)

    def leave(self) -> None:
        """Keep what is being typed."""
        self._ledger.leave()

    def _case_of(self, subject_id: UUID) -> UUID | None:
        found = self.desk.read(lambda session: case_of_letter(session, subject_id))
        return found[1] if found else None

    def _on_card_opened(self, row: RemedyRow) -> None:
        self._open_remedy(row.remedy_id)

    def _open_remedy(self, remedy_id: UUID) -> None:
        self._tabs.setCurrentIndex(_LEDGER)
        self._ledger.open(remedy_id)

    def _show(self) -> None:
        """Show what the filters leave; the wall always shows what is struck off."""
        wanted = self._filters
        batch_of = {case.reviewed_case_id: case.batch_id for case in self._cases}
        rows = [row for row in self._rows if wanted.takes(row.department, batch_of.get(row.reviewed_case_id))]
        late = [row for row in rows if row.days_over(self._today())]
        shown = late if wanted.only_late else rows
        wanted.count_late(len(late))
        self._board.show_rows(shown)
        self._ledger.show_rows([row for row in shown if not (wanted.only_open and row.stage is RemedyStage.CLEARED)])
        self._recheck.show_cases(self._wanted_cases({row.reviewed_case_id for row in shown}))
        cleared = sum(row.stage is RemedyStage.CLEARED for row in rows)
        self.set_subtitle(f"{len(rows)} 个问题，已销号 {cleared}" if rows else "")

    def _wanted_cases(self, with_rows: Collection[UUID]) -> list[RecheckCase]:
        wanted = self._filters
        return [
            case
            for case in self._cases
            if wanted.takes(case.department, case.batch_id)
            and not (wanted.only_open and case.state is ReviewState.CLOSED)
            and not (wanted.only_late and case.reviewed_case_id not in with_rows)
        ]

    def _on_tab(self, index: int) -> None:
        self._ledger.leave()
        self._stack.setCurrentIndex(index)
        self.setFocusProxy(self._views[index])
        for button in (self._export, self._import):
            button.setVisible(index == _LEDGER)
        self._show_first_step()

    def _show_first_step(self) -> None:
        """Offer to begin a report while its panel is closed."""
        self._begin.setVisible(self._tabs.currentIndex() == _LEDGER and not self._ledger.is_panel_open)

    def _go_to_tab(self, index: int) -> None:
        self._tabs.setCurrentIndex(index)
        self._views[index].setFocus()

    def _fill(self) -> None:
        self._import = secondary_button("import_remedies", "导入整改情况…", self._exchange.ask_what_to_read, "import")
        self._export = secondary_button("export_remedies", "导出台账…", self._exchange.ask_where_to_write, "export")
        self.add_action_widget(self._import)
        self.add_action_widget(self._export)
        self._begin = primary_button("begin_report", "登记整改", self._ledger.open_current)
        self._begin.setToolTip("登记整改（回车）")
        self.add_action_widget(self._begin)
        self._ledger.panel_shown.connect(lambda _is_open: self._show_first_step())
        empty = EmptyPage(
            "remedies",
            "还没有需要整改的问题",
            "反馈意见书编号之后，其中列明的问题自动进入整改台账，逐项整改、复评、销号。",
            "去看反馈意见书",
            lambda: self.go_to("letters"),
        )
        self._whole.addWidget(empty)
        self._whole.addWidget(self._content())
        self.body.addWidget(self._whole)
        for index, text in enumerate(_TABS):
            self._tabs.addTab(text)
            make_action(self, f"remedy_tab_{index}", f"转到{text}", f"Alt+{index + 1}", partial(self._go_to_tab, index))
        make_action(self, "export_by_key", "导出台账", "Ctrl+E", self._export.click)
        make_action(self, "import_by_key", "导入整改情况", "Ctrl+I", self._import.click)

    def _content(self) -> QWidget:
        for tab in self._views:
            self._stack.addWidget(tab)
        head = QHBoxLayout()
        head.setSpacing(2 * SPACE)
        head.addWidget(self._tabs)
        head.addStretch(1)
        head.addWidget(self._filters)
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2 * SPACE)
        column.addLayout(head)
        column.addWidget(self._stack, 1)
        return content


def _concerns_remedies(changes: Changes) -> bool:
    """Whether the changes can be seen here; answers of a reviewer at work cannot."""
    seen = (changes.remedies, changes.letters, changes.reviewed_cases, changes.batches, changes.cases)
    return any(seen) or changes.all_cases or changes.settings
