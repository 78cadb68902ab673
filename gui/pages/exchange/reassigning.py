"""Giving work anew after a loss, giving out the recheck, and taking it back."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QDialog, QFormLayout, QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from gui.actions import make_action
from gui.desk import Desk
from gui.dialogs.reason import ask_reason
from gui.theme import SPACE
from gui.widgets.banner import Banner
from gui.widgets.buttons import primary_button, secondary_button
from gui.widgets.labels import lead, paragraph
from models.changes import Changes
from models.queries.exchange import CustodyRow
from models.queries.settings import reviewers
from models.services import custody
from models.store import Session

Say = Callable[[str], object]


class StepDialog(QDialog):
    """A question with its consequences, a form, and one step; stays open with the fault when the step is refused.

    A subclass fills `form`, and `foot` at its left end where there is another way on.
    """

    def __init__(self, parent: QWidget, name: str, title: str, consequences: Sequence[str], step: str) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("评衡")
        self.setMinimumWidth(500)
        self.form = QFormLayout()
        self.form.setVerticalSpacing(2 * SPACE)
        self._banner = Banner()
        self.step = primary_button(f"{name}_step", step, self.carry_out)
        self.step.setDefault(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(5 * SPACE, 5 * SPACE, 5 * SPACE, 4 * SPACE)
        column.setSpacing(2 * SPACE)
        column.addWidget(lead(title))
        for consequence in consequences:
            column.addWidget(paragraph(f"·  {consequence}"))
        column.addLayout(self.form)
        column.addWidget(self._banner)
        self.foot = QHBoxLayout()
        row = self.foot
        row.addStretch(1)
        row.addWidget(secondary_button(f"{name}_back", "返回", self.reject))
        row.addWidget(self.step)
        column.addLayout(row)
        make_action(self, f"{name}_by_key", step, "Ctrl+Return, Ctrl+Enter", self.step.click)

    def carry_out(self) -> None:
        """Do what was asked; accept the dialog when it was done."""

    def show_error(self, message: str) -> None:
        """Say above the buttons why it was refused."""
        self._banner.show_error(message)

    def clear_error(self) -> None:
        """Take the fault away."""
        self._banner.clear()


class ReassignDialog(StepDialog):
    """Gives the work that a person holds anew: why, and to whom."""

    def __init__(self, parent: QWidget, desk: Desk, row: CustodyRow, say: Say) -> None:
        consequences = (
            f"{row.reviewer}在外、还没有交回的案件升为第{row.epoch + 1}轮，重新交出。",
            "原来的 U 盘或电脑再回来时，其中的评查不会丢失：列入“待处理”，由您决定采用与否。",
        )
        super().__init__(parent, "reassign_dialog", f"重新分派{row.reviewer}的案件？", consequences, "重新分派")
        self._desk, self._row, self._say = desk, row, say
        self._to = person_choice(desk, row)
        self._reason = reason_field("例如：U 盘遗失、电脑损坏、评查员调离")
        self.form.addRow("改由", self._to)
        self.form.addRow("原因", self._reason)
        self._reason.setFocus()

    def carry_out(self) -> None:
        """Give the work anew."""
        row, to, reason = self._row, self._to.currentData(), self._reason.toPlainText()
        counted: list[int] = []

        def operation(session: Session) -> Changes:
            count, changes = custody.reassign(session, row.batch_id, row.reviewer_id, reason, to)
            counted.append(count)
            return changes

        if self._desk.perform(self, operation) is not None:
            self._say(f"已重新分派 {counted[0]} 件给{self._to.currentText()}，现在可以写入 U 盘交出。")
            self.accept()


class RecheckDialog(StepDialog):
    """Gives out the cases of a batch that wait for the second look."""

    def __init__(self, parent: QWidget, desk: Desk, row: CustodyRow, say: Say) -> None:
        consequences = (
            f"批次“{row.batch}”中等待复评、还没有分派复评的案件全部交给所选的人。",
            "此人参与办理过的案件自动排除；随后写入 U 盘交出。",
        )
        super().__init__(parent, "recheck_dialog", "分派复评？", consequences, "分派复评")
        self._desk, self._row, self._say = desk, row, say
        self._to = person_choice(desk, row)
        self.form.addRow("交给", self._to)

    def carry_out(self) -> None:
        """Give out the recheck."""
        row, to = self._row, self._to.currentData()
        counted: list[int] = []

        def operation(session: Session) -> Changes:
            count, changes = custody.assign_recheck(session, row.batch_id, to)
            counted.append(count)
            return changes

        if self._desk.perform(self, operation) is not None:
            self._say(f"已把 {counted[0]} 件的复评分派给{self._to.currentText()}，现在可以写入 U 盘交出。")
            self.accept()


def take_back(widget: QWidget, desk: Desk, row: CustodyRow, say: Say) -> None:
    """Ask why the recheck of a person is taken back, and take it back."""

    def carry_out(reason: str) -> None:
        changes = desk.perform(
            widget, lambda session: custody.take_back_recheck(session, row.batch_id, row.reviewer_id, reason)[1]
        )
        if changes is not None:
            say(f"已收回{row.reviewer}没有做完的复评，可以另行分派。")

    ask_reason(widget, f"收回{row.reviewer}没有做完的复评？", "收回", carry_out)


def person_choice(desk: Desk, row: CustodyRow) -> QComboBox:
    """A choice among the reviewers, the present one chosen."""
    choice = QComboBox()
    choice.setObjectName("to_reviewer")
    choice.setAccessibleName("评查员")
    people = [(person.name, person.id) for person in desk.read(reviewers)]
    if row.reviewer_id not in [person_id for _, person_id in people]:
        people.insert(0, (row.reviewer, row.reviewer_id))
    for name, person_id in people:
        choice.addItem(name, person_id)
    choice.setCurrentIndex([person_id for _, person_id in people].index(row.reviewer_id))
    return choice


def reason_field(hint: str) -> QPlainTextEdit:
    """A field of some lines for a reason."""
    field = QPlainTextEdit()
    field.setObjectName("reason")
    field.setAccessibleName("原因")
    field.setPlaceholderText(hint)
    field.setTabChangesFocus(True)
    field.setFixedHeight(76)
    return field
