"""复评 at a reviewer's desk: the cases that the office gave to this seat for another look."""

from collections.abc import Callable
from datetime import date

from PySide6.QtWidgets import QStackedWidget

from gui.desk import Desk
from gui.pages.page import Page, Subject
from gui.pages.remedies.recheck import RecheckTab
from gui.widgets.empty_page import EmptyPage
from models.changes import Changes
from models.queries.remedies import RecheckCase, recheck_cases


class RecheckPage(Page):
    """The same view as at the office, over the cases of this seat."""

    title = "复评"
    object_name = "recheck_page"

    def __init__(self, desk: Desk, today: Callable[[], date] = date.today) -> None:
        super().__init__(desk)
        self._cases: list[RecheckCase] = []
        self._tab = RecheckTab(desk, today)
        self._stack = QStackedWidget()
        words = "部门报来整改情况后，审管办把复评分派给您，随 U 盘交来。请在“交换”中读入。"
        self._stack.addWidget(
            EmptyPage("remedies", "还没有交给您复评的案件", words, "去交换", lambda: self.go_to("exchange"))
        )
        self._stack.addWidget(self._tab)
        self.setFocusProxy(self._tab)
        self.body.addWidget(self._stack)

    def refresh(self, changes: Changes) -> None:
        """Read the cases again, also those whose round is over."""
        if changes and not (changes.remedies or changes.reviewed_cases or changes.batches or changes.packages):
            return
        self._cases = [case for case in self.desk.read(recheck_cases) if case.is_given_here]
        self._stack.setCurrentIndex(1 if self._cases else 0)
        self._tab.show_cases(self._cases)
        waiting = sum(case.waits_for_panel and case.is_done_here for case in self._cases)
        counted = f"{waiting} 件待复评，共 {len(self._cases)} 件" if waiting else f"共 {len(self._cases)} 件，都已复评"
        self.set_subtitle(counted if self._cases else "")

    def reveal(self, subject: Subject) -> None:
        """Choose a case, or the first of a batch."""
        wanted = (case for case in self._cases if subject.id in (case.reviewed_case_id, case.batch_id))
        case = next(wanted, None)
        if case is not None:
            self._tab.choose(case.reviewed_case_id)
