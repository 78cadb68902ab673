"""The recheck of one case, finding by finding, and its recommendation."""

from collections.abc import Callable, Sequence
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from gui.actions import make_action
from gui.desk import Desk
from gui.forms.growing_text import GrowingText
from gui.pages.remedies.lines import account_of, result_text
from gui.pages.remedies.new_finding import NewFindingDialog
from gui.table_models.columns import Column
from gui.table_models.rows import RowsModel
from gui.theme import SPACE
from gui.widgets.badges import severity_text
from gui.widgets.banner import Banner
from gui.widgets.buttons import secondary_button
from gui.widgets.labels import lead, muted, paragraph
from gui.widgets.table import Table
from models.queries.remedies import RecheckCase, RemedyRow, remedy_rows
from models.queries.settings import office_settings
from models.remedy import RecheckResult
from models.review_state import Action, is_allowed
from models.services import remedies
from models.services.remedies import NewFinding
from models.working_days import add_working_days

_COLUMNS: tuple[Column[RemedyRow], ...] = (
    Column("severity", "程度", lambda row: severity_text(row.finding.severity), width=104, badge=True),
    Column("content", "问题", lambda row: row.content, width=140, stretch=True, tip=lambda row: row.content),
    Column("place", "位置", lambda row: row.finding.place, width=92),
    Column("status", "整改情况", lambda row: row.status.label if row.status else "未报送", width=88),
    Column("result", "复评", result_text, width=102, badge=True),
)
_NO_FINDINGS = "反馈意见书没有列明问题。"
_SIMPLY_END = "核对后可直接结束复评；发现新的问题，按 3 新增。"


class RecheckPane(QFrame):
    """Shows the findings of a case, to be struck off, left open or added to.

    `by` gives the name of who looks. `seen_all` comes when no finding is left to look at.
    """

    seen_all = Signal()

    def __init__(self, desk: Desk, today: Callable[[], date], by: Callable[[], str]) -> None:
        super().__init__()
        self.setObjectName("recheck_pane")
        self._desk, self._today, self._by = desk, today, by
        self._case: RecheckCase | None = None
        self._is_read_only = False
        self._title = lead("")
        self._standing = muted("")
        self._banner, self._notice = Banner(), Banner()
        self._model = RowsModel(_COLUMNS, lambda row: row.finding_id)
        self._table: Table[RemedyRow] = Table("recheck_findings", "逐项复评", self._model, desk.memory)
        self._table.row_chosen.connect(self._show_finding)
        self._words = muted("")
        self._words.setWordWrap(True)
        self._words.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._facts = paragraph("")
        self._account = muted("")
        self._account.setWordWrap(True)
        self._evidence = QLineEdit()
        self._evidence.setObjectName("recheck_evidence")
        self._evidence.setAccessibleName("销号依据")
        self._evidence.setPlaceholderText("销号依据，例如 卷1第23页已补附送达回证；回车销号")
        self._evidence.returnPressed.connect(self._on_clear)
        self._clear = secondary_button("clear_finding", "1 销号", self._on_clear)
        self._leave_open = secondary_button("leave_finding_open", "2 未销号", self._on_leave_open)
        self._add = secondary_button("add_finding", "3 新增问题…", self._on_add)
        self.recommendation = GrowingText("recommendation", "下一步工作建议", "仍有未销号的问题时须写明")
        self._fill()

    def show_case(self, case: RecheckCase | None, why_read_only: str = "") -> None:
        """Show another case, or the same with news; a sentence says why it may only be looked at."""
        is_other = case is None or self._case is None or case.reviewed_case_id != self._case.reviewed_case_id
        self._case, self._is_read_only = case, bool(why_read_only)
        if why_read_only:
            self._notice.show_hint(why_read_only)
        else:
            self._notice.clear()
        rows = self._rows_of(case)
        if is_other:
            self._banner.clear()
            self.recommendation.set_text(case.recommendation if case else "")
        self._model.set_rows(rows)
        self._table.setVisible(bool(rows))
        self._words.setVisible(not rows)
        if rows and self._table.current_row() is None:
            self._choose_next()
        self._show_head(case)
        self._show_finding(self._table.current_row() if rows else None)

    def begin(self) -> None:
        """Go to the first finding that nobody has looked at."""
        if not self._model.rows:
            self.seen_all.emit()
            return
        current = self._table.current_row()
        if current is None or current.result is not None:
            self._choose_next()
        self._table.setFocus()

    def add_keys(self, owner: QWidget) -> None:
        """Let the keys 1 to 3 of a widget strike off, leave open and add."""
        for key, text, slot in (
            ("1", "销号", self._on_clear),
            ("2", "未销号", self._on_leave_open),
            ("3", "新增问题", self._on_add),
        ):
            make_action(owner, f"recheck_{key}", text, key, slot)

    def show_error(self, message: str) -> None:
        """Show a fault above the findings."""
        self._banner.show_error(message)

    def clear_error(self) -> None:
        """Take the fault away."""
        self._banner.clear()

    def _rows_of(self, case: RecheckCase | None) -> Sequence[RemedyRow]:
        if case is None:
            return ()
        case_id = case.reviewed_case_id
        return self._desk.read(lambda session: remedy_rows(session, reviewed_case_id=case_id))

    def _show_head(self, case: RecheckCase | None) -> None:
        self._title.setText(case.number if case else "选中一件案件，在这里逐项复评")
        self._standing.setText(_standing_of(case) if case else "")
        may_recheck = case is not None and is_allowed(case.state, Action.RECHECK) and not self._is_read_only
        self._words.setText((_NO_FINDINGS if case else "") + (_SIMPLY_END if may_recheck else ""))
        for widget in (self._evidence, self._clear, self._leave_open):
            widget.setEnabled(may_recheck and bool(self._model.rows))
            widget.setVisible(case is not None and bool(self._model.rows))
        self._add.setEnabled(may_recheck)
        may_conclude = case is not None and is_allowed(case.state, Action.CONCLUDE_RECHECK) and not self._is_read_only
        self.recommendation.setEnabled(may_conclude)

    def _show_finding(self, row: RemedyRow | None) -> None:
        for label in (self._facts, self._account):
            label.setVisible(row is not None)
        self._evidence.setText(row.evidence if row else "")
        if row is not None:
            self._facts.setText("　".join(part for part in (row.item, row.finding.facts) if part))
            self._account.setText(account_of(row))

    def _choose_next(self) -> bool:
        """Choose the next finding that nobody has looked at, from the chosen one on; False when there is none."""
        rows = self._model.rows
        current = self._table.currentIndex().row()
        order = [*rows[current + 1 :], *rows[: current + 1]]
        row = next((row for row in order if row.result is None), None)
        if row is not None:
            return self._table.choose(row.finding_id)
        if current < 0 and rows:
            self._table.choose(rows[0].finding_id)
        return False

    def _go_on(self) -> None:
        if self._choose_next():
            self._table.setFocus()
        else:
            self.seen_all.emit()

    def _on_clear(self) -> None:
        if not self._evidence.text().strip() and not self._evidence.hasFocus():
            self._evidence.setFocus()
        else:
            self._record(RecheckResult.CLEARED)

    def _on_leave_open(self) -> None:
        self._record(RecheckResult.OPEN)

    def _record(self, result: RecheckResult) -> None:
        row, evidence, by = self._table.current_row(), self._evidence.text(), self._by()
        if row is None or not self._clear.isEnabled():
            return
        finding_id = row.finding_id
        self._desk.perform(
            self,
            lambda session: remedies.recheck(session, finding_id, result=result, evidence=evidence, rechecked_by=by),
            lambda _changes: self._go_on(),
        )

    def _on_add(self) -> None:
        case, by = self._case, self._by()
        if case is None or not self._add.isEnabled():
            return
        case_id = case.reviewed_case_id

        def keep(dialog: NewFindingDialog, new: NewFinding, due_on: date) -> bool:
            changes = self._desk.perform(
                dialog,
                lambda session: remedies.add_finding(session, case_id, new, due_on=due_on, rechecked_by=by),
            )
            return changes is not None

        days = self._desk.read(office_settings).remedy_days
        NewFindingDialog(self, case.number, add_working_days(self._today(), days), keep).open()

    def _fill(self) -> None:
        steps = QHBoxLayout()
        steps.setSpacing(2 * SPACE)
        steps.addWidget(self._evidence, 1)
        steps.addStretch(0)  # keeps the buttons at the right where there is nothing to strike off
        for button in (self._clear, self._leave_open, self._add):
            steps.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2 * SPACE)
        head = QHBoxLayout()
        head.addWidget(self._title)
        head.addWidget(self._standing, 1)
        column.addLayout(head)
        column.addWidget(self._banner)
        column.addWidget(self._notice)
        column.addWidget(self._table, 1)
        column.addWidget(self._words, 1)  # one of the two is there
        column.addWidget(self._facts)
        column.addWidget(self._account)
        column.addLayout(steps)
        advice = QHBoxLayout()
        advice.setSpacing(2 * SPACE)
        advice.addWidget(muted("下一步工作建议"), 0, Qt.AlignmentFlag.AlignTop)
        advice.addWidget(self.recommendation, 1)
        column.addLayout(advice)


def _standing_of(case: RecheckCase) -> str:
    """The number and deadline of its letter, which stay in the office when the case is given to a reviewer."""
    due = f"整改期限 {case.remedy_due}" if case.remedy_due else ""
    return "　".join(part for part in (case.letter_number, due, case.state.label) if part)
