"""A draft being edited: the table of its items, a form for the row at hand, and what is wrong with it."""

from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QTabBar, QVBoxLayout, QWidget

from gui.actions import make_action
from gui.desk import Desk
from gui.dialogs.confirm import ask_before
from gui.forms.typing_pause import TypingPause
from gui.pages.standards.draft import HEAD_ROW, Draft
from gui.pages.standards.drafting_tools import DraftingTools
from gui.pages.standards.faults_list import FaultsList, listed
from gui.pages.standards.items_model import ItemsModel
from gui.pages.standards.items_table import ItemsTable
from gui.pages.standards.publish_dialog import PublishDialog, next_version
from gui.pages.standards.sheet_form import SheetForm
from gui.theme import SPACE
from gui.widgets.buttons import primary_button, quiet_button
from gui.widgets.labels import ElidedLabel, SectionHeader, muted
from models.queries.standards import StandardState, shelf
from models.services import standards
from review_forms.scoring import figure
from review_forms.standard import HUNDRED
from review_forms.standard_columns import COLUMNS, HEAD, SECTION_KEYS, Column, ColumnKind
from review_forms.standard_sheet import SheetFault, StandardSheet, points_of, to_toml

_ROW, _HEAD = 0, 1
_FORM_WIDTH, _NARROW_FORM = 372, 280
_WIDE = 980
_TALL = 480
_MOST_FAULTS, _FEW_FAULTS = 4, 2


class DraftingView(QWidget):
    """Saves by itself when the typing pauses.

    `published` comes with the draft's id, `discarded` when it was given up.
    """

    published = Signal(object)
    discarded = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("drafting_view")
        self._desk = desk
        self._draft_id: UUID | None = None
        self.draft = Draft(self)
        self._model = ItemsModel(self.draft)
        self.table = ItemsTable(self._model)
        self._pause = TypingPause(self)
        self._name = ElidedLabel()
        self._name.setProperty("kind", "lead")
        self._saved = muted("")
        self._saved.setObjectName("draft_saved")
        self._total = muted("")
        self._total.setObjectName("draft_total")
        self.tools = DraftingTools(self.draft, self.table)
        own = sorted((column for column in COLUMNS if column.key not in SECTION_KEYS), key=_order)
        shared = [column for column in COLUMNS if column.key in SECTION_KEYS]
        self.item_form = SheetForm("item_form", "评查项的各栏", self.draft, own)
        self.section_form = SheetForm("section_form", "类别的各栏", self.draft, shared)
        self.head_form = SheetForm("head_form", "标准信息的各栏", self.draft, HEAD)
        self.tabs = QTabBar()
        self.faults = FaultsList("draft_faults_list", "错误", desk.memory)
        self._faults_head = SectionHeader("错误")
        self._publish = primary_button("publish_draft", "发布…", self.ask_to_publish, keys="Ctrl+Return")
        self._discard = quiet_button("discard_draft", "放弃草稿…", self._ask_to_discard, "remove")
        self._lay_out()
        self._connect()
        self.setFocusProxy(self.table)

    def open(self, draft_id: UUID, sheet: StandardSheet, based_on: str) -> None:
        """Edit a draft."""
        self.flush()
        self._draft_id = draft_id
        self._name.setAccessibleDescription(based_on)
        self.tabs.setCurrentIndex(_ROW)
        self.draft.open(sheet)
        self._pause.drop()
        self._saved.setText("已保存")
        self._saved.setToolTip(f"依据：{based_on}" if based_on else "")
        self.table.choose(0)

    def flush(self) -> None:
        """Save what was typed, without waiting."""
        self._pause.flush()

    def ask_to_publish(self) -> None:
        """Ask for the version, or say what has to be mended first."""
        draft_id = self._draft_id
        if draft_id is None:
            return
        self.flush()
        sheet, faults = self.draft.sheet, self.draft.faults
        dialog = PublishDialog(
            self, self._desk, draft_id, sheet, next_version(sheet.head.get("version", ""), self._taken())
        )
        dialog.place_asked.connect(self.go_to_fault)
        dialog.published.connect(lambda: self.published.emit(draft_id))
        others = tuple(fault for fault in faults if (fault.row, fault.column) != (None, "version"))
        if others:
            dialog.refuse(sheet, others)
        else:
            dialog.ask()

    def go_to_fault(self, fault: SheetFault) -> None:
        """Put the cursor where something is wrong."""
        if fault.row is None:
            self.tabs.setCurrentIndex(_HEAD)
            self.head_form.go_to(fault.column)
            return
        is_section = fault.column in SECTION_KEYS
        self.table.choose(fault.row, fault.column, is_section=is_section)
        self.tabs.setCurrentIndex(_ROW)
        form = self.section_form if is_section else self.item_form
        if not form.go_to(fault.column):
            self.table.setFocus()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the form less room where there is little."""
        super().resizeEvent(event)
        self._side.setFixedWidth(_FORM_WIDTH if self.width() >= _WIDE else _NARROW_FORM)

    def _taken(self) -> set[str]:
        standard_id = self.draft.sheet.head.get("id", "")
        entries = self._desk.read(shelf)
        finished = (entry for entry in entries if entry.state is not StandardState.DRAFT)
        return {entry.version for entry in finished if entry.standard_id == standard_id}

    def _on_changed(self, row: int) -> None:
        if row >= 0 and self.table.chosen not in ((row, False), (row, True)):
            self.table.choose(row)
        for form in (self.item_form, self.section_form, self.head_form):
            form.refresh()
        self._show_state()
        self._saved.setText("正在输入…")
        self._pause.begin()

    def _on_paused(self) -> None:
        self.draft.end_typing()
        self.draft.check()
        draft_id, text = self._draft_id, to_toml(self.draft.sheet)
        if draft_id is None:
            return
        done = self._desk.perform(self, lambda session: standards.save_draft(session, draft_id, text))
        self._saved.setText("已保存" if done is not None else "没有保存")

    def _on_checked(self) -> None:
        for form in (self.item_form, self.section_form, self.head_form):
            form.refresh()
        count = len(self.draft.faults)
        self.faults.show_faults(listed(self.draft.sheet, self.draft.faults))
        self.faults.setVisible(count > 0)
        head, line = (
            self.faults.horizontalHeader().sizeHint().height(),
            self.faults.verticalHeader().defaultSectionSize(),
        )
        most = _MOST_FAULTS if self.height() >= _TALL else _FEW_FAULTS
        self.faults.setFixedHeight(head + min(count, most) * line + 2)
        self._faults_head.set_remark(f"{count} 处，回车转到" if count else "没有错误，可以发布")

    def _show_state(self) -> None:
        head = self.draft.sheet.head
        self._name.setText(head.get("title", "") or "（没有名称）")
        rows = [row for row in self.draft.sheet.rows if row.get("absolute", "").strip() != "是"]
        total = points_of(rows)
        full = head.get("full_marks", "") or figure(HUNDRED)
        mark = "" if not total or figure(total) == full else "▲ "
        self._total.setText(f"{mark}合计 {figure(total)} 分 / 满分 {full} 分" if total else "不计分")

    def _on_line(self, row: int, is_section: bool) -> None:
        form = self.section_form if is_section else self.item_form
        form.show_row(row)
        self._rows.setCurrentWidget(form)
        self.tabs.setTabText(_ROW, "类别" if is_section else "评查项")
        self.tabs.setCurrentIndex(_ROW)

    def _ask_to_discard(self) -> None:
        draft_id = self._draft_id
        if draft_id is None:
            return
        self.flush()
        title = f"放弃草稿《{self.draft.sheet.head.get('title', '')}》？"
        words = ["草稿从列表中撤下，不能再打开。", "它所依据的标准不受影响；这一步留痕。"]
        ask_before(self, title, words, "放弃草稿", lambda: self._discard_draft(draft_id))

    def _discard_draft(self, draft_id: UUID) -> None:
        if self._desk.perform(self, lambda session: standards.discard_draft(session, draft_id)) is not None:
            self._draft_id = None
            self.discarded.emit()

    def _connect(self) -> None:
        self.draft.changed.connect(self._on_changed)
        self.draft.checked.connect(self._on_checked)
        self._pause.ended.connect(self._on_paused)
        self.table.line_chosen.connect(self._on_line)
        self.faults.place_asked.connect(self.go_to_fault)
        self.tabs.currentChanged.connect(self._pages.setCurrentIndex)
        self.head_form.show_row(HEAD_ROW)
        make_action(self, "draft_undo", "撤销", "Ctrl+Z", self.draft.steps.undo, repeats=True)
        make_action(self, "draft_redo", "重做", "Ctrl+Y, Ctrl+Shift+Z", self.draft.steps.redo, repeats=True)
        make_action(
            self, "draft_head", "标准信息", "F4", lambda: self.tabs.setCurrentIndex(1 - self.tabs.currentIndex())
        )

    def _lay_out(self) -> None:
        self.tabs.setObjectName("draft_tabs")
        self.tabs.setAccessibleName("右侧的内容")
        self.tabs.setDrawBase(False)
        for title in ("评查项", "标准信息"):
            self.tabs.addTab(title)
        self._rows, self._pages = QStackedWidget(), QStackedWidget()
        self._rows.addWidget(self.item_form)
        self._rows.addWidget(self.section_form)
        self._pages.addWidget(self._rows)
        self._pages.addWidget(self.head_form)
        self._side = QWidget()
        side = QVBoxLayout(self._side)
        side.setContentsMargins(0, 0, 0, 0)
        side.addWidget(self.tabs)
        side.addWidget(self._pages, 1)
        head = QHBoxLayout()
        head.setSpacing(2 * SPACE)
        head.addWidget(self._name)
        head.addWidget(self._saved)
        head.addStretch(1)
        head.addWidget(self._total)
        head.addWidget(self._discard)
        head.addWidget(self._publish)
        left = QVBoxLayout()
        left.setSpacing(2 * SPACE)
        left.addWidget(self.tools)
        left.addWidget(self.table, 1)
        left.addWidget(self._faults_head)
        left.addWidget(self.faults)
        row = QHBoxLayout()
        row.setSpacing(3 * SPACE)
        row.addLayout(left, 1)
        row.addWidget(self._side)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2 * SPACE)
        column.addLayout(head)
        column.addLayout(row, 1)


def _order(column: Column) -> int:
    """Short fields before long ones, and last what only few items have; else as the sheet has them."""
    if column.key in ("elements", "element_points", "source"):
        return 3
    return 0 if column.key in ("id", "prompt") else 2 if column.kind in (ColumnKind.LONG, ColumnKind.LINES) else 1
