"""The departments with their contact people, and the list of reviewers."""

from functools import partial

from PySide6.QtWidgets import QFormLayout, QHBoxLayout, QLineEdit

from gui.desk import Desk
from gui.dialogs.reason import ask_reason
from gui.pages.settings.tab import SettingsTab
from gui.table_models.columns import Column
from gui.table_models.rows import RowsModel
from gui.theme import SPACE
from gui.widgets.buttons import primary_button, secondary_button
from gui.widgets.labels import SectionHeader, muted
from gui.widgets.side_panel import SidePanel
from gui.widgets.table import Table
from models.changes import Changes
from models.queries.settings import DepartmentRow, ReviewerRow, departments, reviewers
from models.services.settings import add_reviewer, retire_reviewer, save_department


class DepartmentsTab(SettingsTab):
    """The departments at the left; the chosen one's contact people at the right."""

    title = "承办部门"
    object_name = "departments_tab"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._model = RowsModel(
            [
                Column[DepartmentRow]("name", "部门", lambda row: row.name, 200, stretch=True),
                Column[DepartmentRow]("liaison", "审管联络员", lambda row: row.liaison, 140),
                Column[DepartmentRow]("leader", "责任领导", lambda row: row.leader, 140),
            ],
            identity=lambda row: row.name,
        )
        self.departments_table = Table("departments_table", "承办部门", self._model, desk.memory)
        self._name = _field("department_name", "部门名称")
        self._liaison = _field("liaison", "审管联络员")
        self._leader = _field("leader", "责任领导")
        self._panel = SidePanel("部门", is_closable=False)
        self._lay_out()
        self.departments_table.row_chosen.connect(self._show)

    def refresh(self, changes: Changes) -> None:
        """Read the departments again: an import may have brought new ones."""
        if not changes or changes.settings or changes.cases or changes.all_cases:
            self._model.set_rows(self.desk.read(departments))

    def _lay_out(self) -> None:
        form = QFormLayout()
        form.setVerticalSpacing(2 * SPACE)
        for field in (self._name, self._liaison, self._leader):
            form.addRow(field.accessibleName(), field)
        words = muted("导入台账时自动加入其中的部门；联络员和责任领导印在反馈意见书和整改台账上。")
        words.setWordWrap(True)
        self._panel.body.addLayout(form)
        self._panel.body.addWidget(words)
        self._panel.body.addStretch(1)
        self._panel.foot.addStretch(1)
        self._panel.foot.addWidget(secondary_button("new_department", "新部门", self._on_new, "add"))
        self._panel.foot.addWidget(primary_button("save_department", "保存", self._on_save))
        row = QHBoxLayout()
        row.addWidget(self.departments_table, 1)
        row.addWidget(self._panel)
        self.body.addLayout(row, 1)

    def _show(self, row: DepartmentRow) -> None:
        self._name.setText(row.name)
        self._name.setReadOnly(True)
        self._liaison.setText(row.liaison)
        self._leader.setText(row.leader)

    def _on_new(self) -> None:
        self.departments_table.clearSelection()
        for field in (self._name, self._liaison, self._leader):
            field.clear()
        self._name.setReadOnly(False)
        self._name.setFocus()

    def _on_save(self) -> None:
        name, liaison, leader = (field.text() for field in (self._name, self._liaison, self._leader))
        changes = self.desk.perform(
            self._panel, lambda session: save_department(session, name, liaison=liaison, leader=leader)
        )
        if changes is not None:
            self.departments_table.choose(name.strip())


class ReviewersTab(SettingsTab):
    """The list of reviewers: added by name, retired with a reason, never removed."""

    title = "评查员"
    object_name = "reviewers_tab"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._model = RowsModel(
            [
                Column[ReviewerRow]("name", "姓名", lambda row: row.name, 160),
                Column[ReviewerRow]("department", "部门", lambda row: row.department, 200, stretch=True),
                Column[ReviewerRow]("state", "状态", lambda row: "已停用" if row.is_retired else "在名单中", 120),
            ],
            identity=lambda row: row.id,
        )
        self.reviewers_table = Table("reviewers_table", "评查员", self._model, desk.memory)
        self._name = _field("reviewer_name", "姓名")
        self._department = _field("reviewer_department", "部门")
        self._name.returnPressed.connect(self._on_add)
        self._department.returnPressed.connect(self._on_add)
        self._retire = secondary_button("retire_reviewer", "停用…", self._on_retire)
        self._lay_out()
        self.reviewers_table.row_chosen.connect(lambda row: self._retire.setEnabled(not row.is_retired))

    def refresh(self, changes: Changes) -> None:
        """Read the list again."""
        if not changes or changes.settings:
            self._model.set_rows(self.desk.read(partial(reviewers, with_retired=True)))
            row = self.reviewers_table.current_row()
            self._retire.setEnabled(row is not None and not row.is_retired)

    def _lay_out(self) -> None:
        header = SectionHeader("评查员名单", "停用的人不再参加新批次，已评的内容保留")
        header.add_widget(self._retire)
        row = QHBoxLayout()
        row.setSpacing(2 * SPACE)
        for field in (self._name, self._department):
            field.setPlaceholderText(field.accessibleName())
            row.addWidget(field)
        row.addWidget(primary_button("add_reviewer", "加入名单", self._on_add, "add"))
        row.addStretch(1)
        self.body.addWidget(header)
        self.body.addLayout(row)
        self.body.addWidget(self.reviewers_table, 1)

    def _on_add(self) -> None:
        name, department = self._name.text(), self._department.text()
        if self.desk.perform(self, lambda session: add_reviewer(session, name, department)) is not None:
            self._name.clear()
            self._department.clear()
            self._name.setFocus()

    def _on_retire(self) -> None:
        row = self.reviewers_table.current_row()
        if row is not None:
            ask_reason(self, f"停用评查员{row.name}？", "停用", partial(self._do_retire, row))

    def _do_retire(self, row: ReviewerRow, reason: str) -> None:
        self.desk.perform(self, lambda session: retire_reviewer(session, row.id, reason))


def _field(name: str, what: str) -> QLineEdit:
    field = QLineEdit()
    field.setObjectName(name)
    field.setAccessibleName(what)
    field.setMinimumWidth(160)
    return field
