"""复评: every case whose letter is out is looked at again, finding by finding, until it can be closed."""

from collections.abc import Callable, Sequence
from datetime import date
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QSplitter, QVBoxLayout, QWidget

from gui.actions import make_action
from gui.desk import Desk
from gui.dialogs.confirm import ask_before
from gui.pages.page import OFFICE
from gui.pages.remedies.recheck_pane import RecheckPane
from gui.table_models.columns import Column
from gui.table_models.rows import RowsModel
from gui.theme import SPACE
from gui.widgets.buttons import primary_button
from gui.widgets.labels import muted
from gui.widgets.table import Table
from models.changes import Changes
from models.queries.remedies import RecheckCase
from models.queries.settings import reviewers
from models.review_state import Action, ReviewState, is_allowed
from models.services import remedies

if TYPE_CHECKING:
    from models.store import Session

_BY = "recheck/by"
_LAST = 3
_WORDS = {Action.CONCLUDE_RECHECK: "结束复评", Action.CLOSE: "办结"}
_COLUMNS: tuple[Column[RecheckCase], ...] = (
    Column("number", "案号", lambda case: case.number, width=196),
    Column("department", "承办部门", lambda case: case.department, width=124),
    Column("cleared", "销号", lambda case: _cleared(case), width=58, is_number=True),
    Column("state", "状态", lambda case: _standing(case), width=76, stretch=True),
)


class RecheckTab(QWidget):
    """The cases at the left, the chosen one at the right, one button that ends the recheck and then the case.

    With several cases chosen the button acts on all of them of which nothing is open. To close a case is the office's.
    """

    def __init__(self, desk: Desk, today: Callable[[], date]) -> None:
        super().__init__()
        self.setObjectName("recheck_tab")
        self._desk = desk
        self._is_office = desk.store.workspace.role.value == OFFICE
        self._model = RowsModel(_COLUMNS, lambda case: case.reviewed_case_id)
        self._table: Table[RecheckCase] = Table("recheck_cases", "待复评案件", self._model, desk.memory)
        self._by = QComboBox()
        self._by.setObjectName("rechecked_by")
        self._by.setAccessibleName("复评人")
        self._by.setEditable(True)
        name = QLineEdit()
        name.setPlaceholderText("姓名")
        self._by.setLineEdit(name)
        self._by.setCurrentText(desk.memory.text(_BY) or ("" if self._is_office else desk.actor))
        self._pane = RecheckPane(desk, today, self._reader)
        self._pane.seen_all.connect(self._on_seen_all)
        self._step = primary_button("recheck_step", "结束复评", self._on_step)
        self._pane.recommendation.went_on.connect(self._step.setFocus)
        self._table.selectionModel().selectionChanged.connect(lambda _new, _old: self._on_chosen())
        self._table.row_opened.connect(lambda _case: self._pane.begin())
        self.setFocusProxy(self._table)
        self._fill()
        self._pane.add_keys(self)
        make_action(self, "recheck_step_by_key", "结束复评、办结", "Ctrl+Return, Ctrl+Enter", self._step.click)

    def show_cases(self, cases: Sequence[RecheckCase]) -> None:
        """Show these cases: those that wait for the panel first, those that are closed last."""
        self._offer_names()
        self._model.set_rows(sorted(cases, key=_turn))
        if not self._table.selected_rows() and self._model.rows:
            self._table.choose(self._model.rows[0].reviewed_case_id)
        self._on_chosen()

    def choose(self, reviewed_case_id: UUID) -> bool:
        """Choose a case; False when it is not in the list."""
        return self._table.choose(reviewed_case_id)

    def _reader(self) -> str:
        name = self._by.currentText().strip()
        self._desk.memory.keep(_BY, name)
        if not name:
            self._by.setFocus()
        return name

    def _offer_names(self) -> None:
        names = [row.name for row in self._desk.read(reviewers)]
        if names != [self._by.itemText(at) for at in range(self._by.count())]:
            written = self._by.currentText()
            self._by.clear()
            self._by.addItems(names)
            self._by.setCurrentText(written)

    def _on_chosen(self) -> None:
        chosen = self._table.selected_rows()
        case = chosen[0] if len(chosen) == 1 else None
        self._pane.show_case(case, why_read_only(case) if case else "")
        action, cases = self._next_step()
        count = f" {len(cases)} 件" if len(chosen) > 1 and cases else ""
        words = "办结本案" if action is Action.CLOSE and not count else _WORDS[action] + count
        is_closed = case is not None and case.state is ReviewState.CLOSED
        self._step.setText("已办结" if is_closed else words)
        self._step.setAccessibleName(self._step.text())
        self._step.setEnabled(bool(cases))

    def _next_step(self) -> tuple[Action, tuple[RecheckCase, ...]]:
        """What the button does, and to which of the chosen cases."""
        chosen = self._table.selected_rows()
        to_end = [case for case in chosen if is_allowed(case.state, Action.CONCLUDE_RECHECK) and case.is_done_here]
        if len(chosen) > 1:
            to_end = [case for case in to_end if case.cleared == case.findings]
        to_close = tuple(case for case in chosen if self._is_office and is_allowed(case.state, Action.CLOSE))
        if to_end or not to_close:
            return Action.CONCLUDE_RECHECK, tuple(to_end)
        return Action.CLOSE, to_close

    def _on_seen_all(self) -> None:
        case = self._table.current_row()
        if case is not None and case.cleared < case.findings:
            self._pane.recommendation.setFocus()
        else:
            self._step.setFocus()

    def _on_step(self) -> None:
        action, cases = self._next_step()
        if action is Action.CLOSE:
            self._ask_to_close(cases)
        else:
            self._conclude(cases)

    def _conclude(self, cases: Sequence[RecheckCase]) -> None:
        words, by = self._pane.recommendation.text(), self._reader()

        def conclude(session: "Session") -> Changes:
            ended = (
                remedies.conclude_recheck(session, case.reviewed_case_id, recommendation=words, concluded_by=by)
                for case in cases
            )
            return reduce(or_, ended, Changes())

        self._desk.perform(self._pane, conclude, lambda _changes: self._on_concluded())

    def _on_concluded(self) -> None:
        action, cases = self._next_step()
        if action is Action.CLOSE and cases:
            self._step.setFocus()
        else:
            self._go_to_next()

    def _ask_to_close(self, cases: Sequence[RecheckCase]) -> None:
        title = f"办结{cases[0].number}？" if len(cases) == 1 else f"办结 {len(cases)} 件案件？"
        findings = sum(case.findings for case in cases)
        done = f"{findings} 个问题已全部销号。" if findings else "没有需要整改的问题。"
        consequences = (done, "办结后不能再登记送达、整改和复评，记录保留备查。")
        ask_before(self, title, consequences, "办结", lambda: self._close(cases))

    def _close(self, cases: Sequence[RecheckCase]) -> None:
        by = self._reader()

        def close(session: "Session") -> Changes:
            closed = (remedies.close_case(session, case.reviewed_case_id, by) for case in cases)
            return reduce(or_, closed, Changes())

        self._desk.perform(self._pane, close, lambda _changes: self._go_to_next())

    def _go_to_next(self) -> None:
        """Choose the first case that still waits."""
        waiting = next((case for case in self._model.rows if _turn(case) < _LAST), None)
        if waiting is not None:
            self._table.choose(waiting.reviewed_case_id)
        self._table.setFocus()

    def _fill(self) -> None:
        halves = QSplitter(Qt.Orientation.Horizontal)
        halves.setChildrenCollapsible(False)
        halves.setHandleWidth(4 * SPACE)
        halves.addWidget(self._table)
        halves.addWidget(self._right())
        halves.setStretchFactor(0, 2)
        halves.setStretchFactor(1, 3)
        halves.setSizes([496, 704])
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(halves)

    def _right(self) -> QWidget:
        self._by.setMinimumWidth(140)
        foot = QHBoxLayout()
        foot.setSpacing(2 * SPACE)
        foot.addWidget(muted("复评人"))
        foot.addWidget(self._by)
        foot.addStretch(1)
        foot.addWidget(self._step)
        half = QWidget()
        column = QVBoxLayout(half)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2 * SPACE)
        column.addWidget(self._pane, 1)
        column.addLayout(foot)
        return half


def why_read_only(case: RecheckCase) -> str:
    """Why no step of the recheck may be taken here; blank where one may, or where there is none to take."""
    if case.holder:
        return f"复评已交给“{case.holder}”的电脑，这里只能查看；结果交回后再办理。"
    if case.is_given_here and not case.is_done_here:
        return "本轮复评已经结束，只能查看。请在“交换”中把结果交回审管办。"
    return ""


def _turn(case: RecheckCase) -> int:
    """Whose turn it is: the panel's, the office's to close, the department's, nobody's any more."""
    if case.waits_for_panel and case.is_done_here:
        return 0
    if case.state is ReviewState.RECHECKED:
        return 1
    return _LAST if case.state is ReviewState.CLOSED else 2


def _standing(case: RecheckCase) -> str:
    if case.holder:
        return "已交出"
    if case.is_given_here and not case.is_done_here:
        return "待交回"
    return "待复评" if case.waits_for_panel else case.state.label


def _cleared(case: RecheckCase) -> str:
    return f"{case.cleared}/{case.findings}" if case.findings else "—"
