"""The list of cases: search, filters, order, and one case's story beside it."""

from collections.abc import Sequence
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from gui.actions import make_action
from gui.desk import Desk
from gui.pages.cases.filters import OVERDUE_TIP, FilterBar
from gui.pages.cases.story_panel import StoryPanel
from gui.runners import Job
from gui.table_models.columns import Column
from gui.table_models.windowed import WindowedModel
from gui.theme import SPACE
from gui.widgets.badges import grade_text
from gui.widgets.empty_page import EmptyPage
from gui.widgets.table import Table
from models.changes import Changes
from models.queries.batches import BatchRow, batch_rows
from models.queries.cases import (
    QUICK_ORDERS,
    CaseFilter,
    CaseRow,
    FilterChoices,
    case_ids,
    case_rows,
    case_story,
    filter_choices,
)
from models.store import Session
from review_forms.category import CaseCategory

FIRST_ROWS = 256
_LEFT_OUT = ("category", "filed_on", "days_over")  # they stand in the panel

COLUMNS = (
    Column[CaseRow]("number", "案号", lambda row: row.number, 206),
    Column[CaseRow]("cause", "案由", lambda row: row.cause, 120, stretch=True),
    Column[CaseRow]("department", "承办部门", lambda row: row.department, 126),
    Column[CaseRow]("handler", "承办人", lambda row: row.handler, 72),
    Column[CaseRow]("category", "性质", lambda row: CaseCategory(row.category).label, 56),
    Column[CaseRow]("filed_on", "立案日期", lambda row: row.filed_on, 98),
    Column[CaseRow]("closed_on", "结案日期", lambda row: row.closed_on, 98),
    Column[CaseRow](
        "days_over",
        "审限",
        lambda row: f"超 {row.days_over} 天" if row.days_over else "",
        82,
        is_sortable=False,
        tip=lambda row: f"超 {row.days_over} 天。{OVERDUE_TIP}" if row.days_over else "",
    ),
    Column[CaseRow]("state", "状态", lambda row: row.state.label if row.state else "", 72, is_sortable=False),
    Column[CaseRow](
        "grade",
        "等次",
        lambda row: grade_text(row.grade.shape, row.grade.name) if row.grade else "",
        108,
        badge=True,
        is_sortable=False,
    ),
)


class CaseList(QWidget):
    """Emits `counted` with what the page may say beside its title, and `asked_for` when another place is wanted.

    The first screen is read at once; the rest of a long list follows from the background.
    """

    counted = Signal(str)
    asked_for = Signal(object)
    import_asked = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._order, self._is_descending = "position", True
        self._loading: Job | None = None
        self._wanted: UUID | None = None
        self.filters = FilterBar()
        self._model = WindowedModel[UUID, CaseRow](COLUMNS, self._fetch)
        self.table = Table[CaseRow]("cases_table", "案件列表", self._model, desk.memory)
        self.panel = StoryPanel(desk)
        self.panel.hide()
        self._contents = QStackedWidget()
        self._lay_out()
        self._connect()

    @property
    def ids(self) -> Sequence[UUID]:
        """The cases shown, in order."""
        return self._model.ids

    @property
    def narrowed(self) -> CaseFilter:
        """What the list is narrowed to."""
        return self.filters.value()

    @property
    def order(self) -> tuple[str, bool]:
        """The column that the list is ordered by, and whether descending."""
        return self._order, self._is_descending

    def refresh(self, changes: Changes) -> None:
        """Read again what changed."""
        if not changes or changes.all_cases or changes.cases:
            self._desk.read_in_background(self, _choices, lambda found: self.filters.set_choices(*found))
            self._reload()
        elif changes != Changes(settings=changes.settings, backups=changes.backups):
            if changes.batches:
                self._desk.read_in_background(self, _choices, lambda found: self.filters.set_choices(*found))
            if self.narrowed.state or self.narrowed.batch_id:
                self._reload()
            self._model.read_again()
        if self.panel.case_id is not None:
            self.open_case(self.panel.case_id)

    def open_case(self, case_id: UUID) -> None:
        """Tell the story of a case, and choose its row where the list has it."""
        found = self._desk.read(lambda session: (case_rows(session, [case_id]), case_story(session, case_id)))
        if found[0]:
            self.table.leave_out(_LEFT_OUT)
            self.panel.show_case(found[0][0], found[1])
        current = self.table.current_row()
        if (current is None or current.id != case_id) and not self.table.choose(case_id):
            self._wanted = case_id

    def search(self, text: str) -> None:
        """Search for a text in all cases; a single find is opened."""
        self.filters.show_text(text)
        if text and len(self.ids) == 1:
            self.open_case(self.ids[0])

    def _fetch(self, ids: Sequence[UUID]) -> Sequence[CaseRow]:
        return self._desk.read(lambda session: case_rows(session, ids))

    def _reload(self) -> None:
        if self._loading is not None:
            self._loading.cancel()
        narrowed, order, descending = self.narrowed, self._order, self._is_descending
        if order in QUICK_ORDERS and self._shows_all_at_once():
            return
        self.counted.emit("正在统计件数…" if order in QUICK_ORDERS else "正在排序…")

        def show(ids: Sequence[UUID]) -> None:
            if (narrowed, order, descending) == (self.narrowed, *self.order):
                self._show_all(ids)

        self._loading = self._desk.read_in_background(
            self, lambda session: case_ids(session, narrowed, order=order, descending=descending), show
        )

    def _shows_all_at_once(self) -> bool:
        """Show the first rows; whether they are all there are."""
        narrowed, order, descending = self.narrowed, self._order, self._is_descending
        first = self._desk.read(
            lambda session: case_ids(session, narrowed, order=order, descending=descending, limit=FIRST_ROWS)
        )
        self._model.set_ids(first)
        if len(first) < FIRST_ROWS:
            self._loading = None
            self._on_loaded(len(first))
        return len(first) < FIRST_ROWS

    def _show_all(self, ids: Sequence[UUID]) -> None:
        self._loading = None
        at = self.table.verticalScrollBar().value()
        self._model.set_ids(ids)
        self.table.verticalScrollBar().setValue(at)
        self._on_loaded(len(ids))

    def _on_loaded(self, count: int) -> None:
        is_narrowed = self.narrowed != CaseFilter()
        self.counted.emit(f"筛选出 {count:,} 件" if is_narrowed else f"共 {count:,} 件" if count else "")
        self._contents.setCurrentIndex(0 if count else 1 if is_narrowed else 2)
        self.filters.setVisible(bool(count) or is_narrowed)
        if self._wanted is not None:
            self.table.choose(self._wanted)
            self._wanted = None

    def _lay_out(self) -> None:
        listed = QWidget()
        row = QHBoxLayout(listed)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(3 * SPACE)
        row.addWidget(self.table, 1)
        row.addWidget(self.panel)
        self._contents.addWidget(listed)
        self._contents.addWidget(
            EmptyPage(
                "search",
                "没有符合条件的案件",
                "换一个说法再查，或清除筛选后查看全部案件。",
                "清除筛选",
                self.filters.clear,
            )
        )
        words = "案件从台账导入：.xlsx、.xls、.csv 都可以，程序会自己找到表头。也可以把台账文件拖到这里。"
        self._contents.addWidget(EmptyPage("cases", "还没有案件", words, "导入台账…", self.import_asked.emit))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2 * SPACE)
        column.addWidget(self.filters)
        column.addWidget(self._contents, 1)

    def _connect(self) -> None:
        self.filters.edited.connect(self._reload)
        self.filters.search.submitted.connect(lambda _text: self.table.setFocus())
        self._model.order_asked.connect(self._on_order_asked)
        self.table.row_opened.connect(lambda row: self.open_case(row.id))
        self.table.clicked.connect(lambda _index: self._open_current())
        self.table.row_chosen.connect(self._on_chosen)
        self.panel.asked_for.connect(self.asked_for)
        self.panel.closed.connect(self._on_panel_closed)
        on_table = Qt.ShortcutContext.WidgetShortcut
        make_action(self.table, "close_story", "关闭案件经过", "Esc", self.panel.close_panel, context=on_table)
        make_action(self, "find_case", "查找案件", "Ctrl+F", self._focus_search)

    def _focus_search(self) -> None:
        self.filters.search.setFocus()
        self.filters.search.selectAll()

    def _open_current(self) -> None:
        row = self.table.current_row()
        if row is not None and len(self.table.selected_rows()) == 1:
            self.open_case(row.id)

    def _on_chosen(self, row: CaseRow) -> None:
        if self.panel.case_id not in (None, row.id):
            self.open_case(row.id)

    def _on_panel_closed(self) -> None:
        self.table.leave_out(())
        self.table.setFocus()

    def _on_order_asked(self, key: str, is_descending: bool) -> None:
        self._order, self._is_descending = key, is_descending
        self._reload()


def _choices(session: Session) -> tuple[FilterChoices, tuple[BatchRow, ...]]:
    return filter_choices(session), batch_rows(session)
