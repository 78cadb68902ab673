"""The form for a fault that the recheck found for the first time."""

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QFormLayout, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from gui.actions import make_action
from gui.forms.choice_row import ChoiceRow
from gui.forms.growing_text import GrowingText
from gui.theme import SPACE
from gui.widgets.badges import severity_text
from gui.widgets.banner import Banner
from gui.widgets.buttons import primary_button, secondary_button
from gui.widgets.date_edit import DateEdit
from gui.widgets.labels import lead
from models.services.remedies import NewFinding
from review_forms.standard import Severity


class NewFindingDialog(QDialog):
    """Asks for the finding and its deadline; `save` keeps them and says whether they were taken."""

    def __init__(
        self,
        parent: QWidget,
        case_number: str,
        due_on: date,
        save: Callable[["NewFindingDialog", NewFinding, date], bool],
    ) -> None:
        super().__init__(parent)
        self.setObjectName("new_finding_dialog")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("新增问题")
        self.setMinimumWidth(560)
        self._save = save
        self._banner = Banner()
        self._facts = GrowingText("new_facts", "事实", "写明复评时发现了什么问题", lines=3)
        self._severity: ChoiceRow[Severity] = ChoiceRow(
            "new_severity", "程度", [(severity, severity_text(severity)) for severity in Severity]
        )
        self._severity.set_value(Severity.DEFECT)
        self._item = _line("new_item", "评查项")
        self._volume, self._page = _line("new_volume", "卷"), _line("new_page", "页")
        self._basis = GrowingText("new_basis", "依据")
        self._suggestion = GrowingText("new_suggestion", "整改建议")
        self._due_on = DateEdit("new_due_on", "整改时限")
        self._due_on.set_value(due_on)
        self._fill(case_number)
        make_action(self, "keep_finding", "新增问题", "Ctrl+Return, Ctrl+Enter", self._on_keep)
        self._facts.setFocus()

    def show_error(self, message: str) -> None:
        """Show why the finding was not taken."""
        self._banner.show_error(message)

    def clear_error(self) -> None:
        """Take the fault away."""
        self._banner.clear()

    def _fill(self, case_number: str) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(5 * SPACE, 4 * SPACE, 5 * SPACE, 4 * SPACE)
        column.setSpacing(3 * SPACE)
        column.addWidget(lead(f"{case_number}复评新增问题"))
        column.addWidget(self._banner)
        form = QFormLayout()
        form.setHorizontalSpacing(3 * SPACE)
        form.setVerticalSpacing(2 * SPACE)
        place = QHBoxLayout()
        place.setSpacing(2 * SPACE)
        place.addWidget(self._volume)
        place.addWidget(self._page)
        form.addRow("事实", self._facts)
        form.addRow("程度", self._severity)
        form.addRow("评查项", self._item)
        form.addRow("卷、页", place)
        form.addRow("依据", self._basis)
        form.addRow("整改建议", self._suggestion)
        form.addRow("整改时限", self._due_on)
        column.addLayout(form)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(secondary_button("new_finding_back", "返回", self.reject))
        row.addWidget(primary_button("new_finding_keep", "新增问题", self._on_keep))
        column.addLayout(row)

    def _on_keep(self) -> None:
        due_on = self._due_on.value()
        if due_on is None:
            self.show_error("没有填写整改时限，或写法无法辨认：请写成 2026-01-05。")
        elif self._save(self, self._finding(), due_on):
            self.accept()

    def _finding(self) -> NewFinding:
        return NewFinding(
            item=self._item.text() or "复评新增",
            severity=self._severity.value() or Severity.DEFECT,
            facts=self._facts.text(),
            volume=self._volume.text(),
            page=self._page.text(),
            basis=self._basis.text(),
            suggestion=self._suggestion.text(),
        )


def _line(name: str, what: str) -> QLineEdit:
    line = QLineEdit()
    line.setObjectName(name)
    line.setAccessibleName(what)
    line.setPlaceholderText(what)
    return line
