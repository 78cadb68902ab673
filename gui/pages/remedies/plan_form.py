"""The six columns of one remedy as fields, each kept when it is left."""

from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFormLayout, QLineEdit, QWidget

from gui.forms.growing_text import GrowingText
from gui.theme import SPACE
from gui.widgets.date_edit import DateEdit
from models.queries.remedies import RemedyRow
from models.services.remedies import RemedyPlan


class PlanForm(QWidget):
    """Shows a plan; emits `left` when a field was left, and `plan` tells what stands in the fields."""

    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("plan_form")
        self._shown = RemedyPlan("", "", date.min, "", "", "")
        self._content = GrowingText("plan_content", "内容", lines=2)
        self._measure = GrowingText("plan_measure", "措施", lines=2)
        self._due_on = DateEdit("plan_due_on", "时限")
        self._leader = _line("plan_leader", "责任领导")
        self._department = _line("plan_department", "责任部门")
        self._person = _line("plan_person", "责任人员")
        self._lay_out()
        for text in (self._content, self._measure):
            text.left.connect(self.left)
        for line in (self._leader, self._department, self._person):
            line.editingFinished.connect(self.left)
        self._due_on.edited.connect(lambda _day: self.left.emit())

    @property
    def plan(self) -> RemedyPlan:
        """What stands in the fields; a deadline that is no day stays what it was."""
        return RemedyPlan(
            self._content.text().strip(),
            self._measure.text().strip(),
            self._due_on.value() or self._shown.due_on,
            self._leader.text().strip(),
            self._department.text().strip(),
            self._person.text().strip(),
        )

    @property
    def is_changed(self) -> bool:
        """Whether the fields say something else than what was shown."""
        return self.plan != self._shown

    def show_plan(self, plan: RemedyPlan) -> None:
        """Show another plan."""
        self._shown = plan
        self._content.set_text(plan.content)
        self._measure.set_text(plan.measure)
        self._due_on.set_value(plan.due_on)
        for line, text in (
            (self._leader, plan.leader),
            (self._department, plan.department),
            (self._person, plan.person),
        ):
            if line.text() != text:
                line.setText(text)

    def _lay_out(self) -> None:
        form = QFormLayout(self)
        form.setContentsMargins(0, 0, 0, 0)
        form.setHorizontalSpacing(3 * SPACE)
        form.setVerticalSpacing(2 * SPACE)
        form.addRow("内容", self._content)
        form.addRow("措施", self._measure)
        form.addRow("时限", self._due_on)
        form.addRow("责任领导", self._leader)
        form.addRow("责任部门", self._department)
        form.addRow("责任人员", self._person)


def plan_of(row: RemedyRow) -> RemedyPlan:
    """The six columns of a row."""
    return RemedyPlan(row.content, row.measure, row.due_on, row.leader, row.department, row.person)


def _line(name: str, what: str) -> QLineEdit:
    line = QLineEdit()
    line.setObjectName(name)
    line.setAccessibleName(what)
    return line
