"""The panel of one remedy: the finding, what the department did, and the six columns of the plan."""

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout

from gui.actions import make_action
from gui.desk import Desk
from gui.pages.remedies.lines import standing
from gui.pages.remedies.plan_form import PlanForm, plan_of
from gui.pages.remedies.report_form import ReportForm
from gui.widgets.badges import Badge, SeverityBadge
from gui.widgets.buttons import primary_button
from gui.widgets.labels import SectionHeader, muted, paragraph
from gui.widgets.side_panel import SidePanel
from models.queries.remedies import RemedyRow
from models.review_state import Action, is_allowed
from models.services import remedies


class RemedyPanel(SidePanel):
    """Follows the chosen row of the ledger; the plan is kept as its fields are left."""

    def __init__(self, desk: Desk, today: Callable[[], date]) -> None:
        super().__init__("", None, 380)
        self._desk, self._today = desk, today
        self._row: RemedyRow | None = None
        self._is_keeping = False
        self._severity = SeverityBadge()
        self._standing = Badge()
        self._facts = paragraph("")
        self._facts.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._place = muted("")
        self._place.setWordWrap(True)
        self._over = muted("复评已经结束，整改情况和计划不能再改动。")
        self._over.setWordWrap(True)
        self._report = ReportForm()
        self._plan = PlanForm()
        self._plan.left.connect(self.keep_plan)
        self._register = primary_button("report_remedy", "登记整改", self._on_report)
        self._fill()
        self._report.add_keys(self)
        make_action(self, "report_remedy_by_key", "登记整改", "Ctrl+Return, Ctrl+Enter", self._register.click)

    def show_row(self, row: RemedyRow) -> None:
        """Show another remedy, or the same with news."""
        if self._row is not None and row.remedy_id != self._row.remedy_id:
            self.keep_plan()
            self.clear_error()
        self._row = row
        self.set_title(row.case_number)
        self._severity.set_severity(row.finding.severity)
        shape, _, word = standing(row, self._today()).partition(" ")
        self._standing.set_content(shape, word)
        self._facts.setText(row.finding.facts or row.item)
        place = "　".join(part for part in (row.item, row.finding.place) if part)
        self._place.setText(f"{place}\n{row.letter_number}")
        is_open = is_allowed(row.state, Action.REPORT_REMEDY)
        for widget in (self._report, self._plan, self._register):
            widget.setEnabled(is_open)
        self._over.setVisible(not is_open)
        self._report.show_row(row, self._today())
        self._plan.show_plan(plan_of(row))

    def begin(self) -> None:
        """Put the focus where reporting begins."""
        if self._report.isEnabled():
            self._report.begin()

    def keep_plan(self) -> None:
        """Save the plan when its fields say something new."""
        row = self._row
        if row is None or self._is_keeping or not self._plan.isEnabled() or not self._plan.is_changed:
            return
        plan = self._plan.plan
        self._is_keeping = True
        self._desk.perform(self, lambda session: remedies.plan(session, row.remedy_id, plan))
        self._is_keeping = False

    def _on_report(self) -> None:
        row, told = self._row, self._report.told
        if row is None:
            return
        self.keep_plan()
        status = told.status
        if status is None:
            self.show_error("还没有选择整改情况：请按 1 至 4 选择其中一项。")
        elif not self._report.is_acceptable:
            self.show_error("完成日期无法辨认：请写成 2026-01-05。")
        else:
            self._desk.perform(
                self,
                lambda session: remedies.report(
                    session,
                    row.remedy_id,
                    status=status,
                    account=told.account,
                    done_on=told.done_on,
                    reported_by=told.reported_by,
                ),
            )

    def _fill(self) -> None:
        badges = QHBoxLayout()
        badges.addWidget(self._severity)
        badges.addWidget(self._standing)
        badges.addStretch(1)
        self.body.addLayout(badges)
        for widget in (
            self._facts,
            self._place,
            self._over,
            SectionHeader("登记整改", "按 1 至 4 选择"),
            self._report,
            SectionHeader("整改计划", "离开一栏即保存"),
            self._plan,
        ):
            self.body.addWidget(widget)
        self.body.addStretch(1)
        self.foot.addStretch(1)
        self.foot.addWidget(self._register)
