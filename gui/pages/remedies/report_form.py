"""What the department says it did about one finding."""

from dataclasses import dataclass
from datetime import date
from functools import partial
from uuid import UUID

from PySide6.QtWidgets import QFormLayout, QLineEdit, QVBoxLayout, QWidget

from gui.actions import make_action
from gui.forms.choice_row import ChoiceRow
from gui.forms.growing_text import GrowingText
from gui.theme import SPACE
from gui.widgets.date_edit import DateEdit
from models.queries.remedies import RemedyRow
from models.remedy import RemedyStatus


@dataclass(frozen=True, slots=True)
class Told:
    """What stands in the fields; no status as long as none was chosen."""

    status: RemedyStatus | None
    account: str
    done_on: date | None
    reported_by: str


class ReportForm(QWidget):
    """Status, account, day and name; the keys 1 to 4 choose the status."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("report_form")
        self._shown: tuple[UUID, Told] | None = None
        self._status: ChoiceRow[RemedyStatus] = ChoiceRow(
            "remedy_status", "整改情况", [(status, status.label) for status in RemedyStatus]
        )
        self._account = GrowingText("remedy_account", "说明", "做了什么；未整改、不宜整改的写明原因", lines=2)
        self._done_on = DateEdit("remedy_done_on", "完成日期")
        self._reported_by = QLineEdit()
        self._reported_by.setObjectName("remedy_reported_by")
        self._reported_by.setAccessibleName("报送人")
        self._status.chosen.connect(lambda _status: self._account.setFocus())
        self._lay_out()

    @property
    def told(self) -> Told:
        """What stands in the fields."""
        return Told(
            self._status.value(), self._account.text().strip(), self._done_on.value(), self._reported_by.text().strip()
        )

    @property
    def is_acceptable(self) -> bool:
        """Whether the day is one."""
        return self._done_on.is_acceptable

    def show_row(self, row: RemedyRow, today: date) -> None:
        """Show what was reported last, and offer today and the responsible person where nothing was."""
        shown = (row.remedy_id, _told_of(row))
        if shown == self._shown:
            return
        self._shown = shown
        self._status.set_value(row.status)
        self._account.set_text(row.account)
        self._done_on.set_value(row.done_on or (today if row.status is None else None))
        self._reported_by.setText(row.reported_by or row.person)

    def choose(self, status: RemedyStatus) -> None:
        """Choose a status and go on to the account."""
        self._status.set_value(status)
        self._account.setFocus()

    def begin(self) -> None:
        """Put the focus where reporting begins."""
        status = self._status.value() or RemedyStatus.DONE
        self._status.button(status).setFocus()

    def add_keys(self, owner: QWidget) -> None:
        """Let the keys 1 to 4 of a widget choose the status."""
        for number, status in enumerate(RemedyStatus, 1):
            make_action(owner, f"status_{status.value}", status.label, str(number), partial(self.choose, status))

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2 * SPACE)
        column.addWidget(self._status)
        form = QFormLayout()
        form.setHorizontalSpacing(3 * SPACE)
        form.setVerticalSpacing(2 * SPACE)
        form.addRow("说明", self._account)
        form.addRow("完成日期", self._done_on)
        form.addRow("报送人", self._reported_by)
        column.addLayout(form)


def _told_of(row: RemedyRow) -> Told:
    return Told(row.status, row.account, row.done_on, row.reported_by)
