"""The row of filters over the case list."""

from collections.abc import Sequence
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QWidget

from gui.theme import SPACE
from gui.widgets.buttons import quiet_button
from gui.widgets.date_edit import DateEdit
from gui.widgets.flow import FlowLayout
from gui.widgets.labels import muted
from gui.widgets.search_box import SearchBox
from models.queries.batches import BatchRow
from models.queries.cases import CaseFilter, FilterChoices
from models.review_state import ReviewState
from review_forms.category import CaseCategory

_SEARCH_WIDTH = 208
_DAY_WIDTH = 136
OVERDUE_TIP = "按台账的程序和日期推算，没有扣除经批准延长、中止等期间：是提示，不是问题"


class FilterBar(QWidget):
    """Search text, department, category, batch, state, limit and closing days; emits `edited` when any changes."""

    edited = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("case_filters")
        self.search = SearchBox("case_search", "案号、案由、姓名、部门")
        self.search.setFixedWidth(_SEARCH_WIDTH)
        self._department = _choice("department_filter", "承办部门", 8)
        self._category = _choice("category_filter", "案件性质", 4)
        self._batch = _choice("batch_filter", "评查批次", 7)
        self._state = _choice("state_filter", "评查状态", 4)
        self._overdue = QCheckBox("超审限")
        self._overdue.setObjectName("overdue_filter")
        self._overdue.setAccessibleName("只看超审限的案件（提示，不是问题）")
        self._overdue.setToolTip(OVERDUE_TIP)
        self._closed_from = DateEdit("closed_from", "结案日期自")
        self._closed_until = DateEdit("closed_until", "结案日期至")
        for day in (self._closed_from, self._closed_until):
            day.setFixedWidth(_DAY_WIDTH)
        self._clear = quiet_button("clear_filters", "清除筛选", self.clear)
        self._lay_out()
        self._connect()
        self.set_choices(FilterChoices((), (), ()), ())
        _offer(self._state, "全部状态", [(state.value, state.label) for state in ReviewState])
        self._show_clear()

    def value(self) -> CaseFilter:
        """What the list is narrowed to."""
        state = self._state.currentData()
        return CaseFilter(
            text=self.search.text().strip(),
            department=self._department.currentData() or "",
            category=self._category.currentData() or "",
            batch_id=UUID(self._batch.currentData()) if self._batch.currentData() else None,
            state=ReviewState(state) if state else None,
            closed_from=self._closed_from.value(),
            closed_until=self._closed_until.value(),
            overdue=self._overdue.isChecked(),
        )

    def set_choices(self, choices: FilterChoices, batches: Sequence[BatchRow]) -> None:
        """Offer what occurs, keeping what is chosen; tells nobody."""
        _offer(self._department, "全部部门", [(name, name) for name in choices.departments])
        _offer(self._category, "全部性质", [(each, CaseCategory(each).label) for each in choices.categories])
        _offer(self._batch, "全部批次", [(str(row.id), row.name) for row in batches])

    def show_text(self, text: str) -> None:
        """Search for a text and nothing else."""
        self._reset(text)
        self.edited.emit()

    def clear(self) -> None:
        """Narrow nothing."""
        self.show_text("")

    def _reset(self, text: str) -> None:
        for box in (self._department, self._category, self._batch, self._state):
            box.blockSignals(True)
            box.setCurrentIndex(0)
            box.blockSignals(False)
        self._overdue.blockSignals(True)
        self._overdue.setChecked(False)
        self._overdue.blockSignals(False)
        self._closed_from.set_value(None)
        self._closed_until.set_value(None)
        self.search.set_text_quietly(text)

    def _lay_out(self) -> None:
        days = QWidget()
        row = QHBoxLayout(days)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE)
        for widget in (muted("结案"), self._closed_from, muted("至"), self._closed_until):
            row.addWidget(widget)
        flow = FlowLayout(self)
        choices = (self._department, self._category, self._batch, self._state)
        for each in (self.search, *choices, days, self._overdue, self._clear):
            flow.addWidget(each)

    def _connect(self) -> None:
        self.search.searched.connect(lambda _text: self.edited.emit())
        for box in (self._department, self._category, self._batch, self._state):
            box.currentIndexChanged.connect(lambda _index: self.edited.emit())
        self._overdue.toggled.connect(lambda _checked: self.edited.emit())
        for day in (self._closed_from, self._closed_until):
            day.edited.connect(lambda _day: self.edited.emit())
        self.edited.connect(self._show_clear)

    def _show_clear(self) -> None:
        self._clear.setVisible(self.value() != CaseFilter())


def _choice(name: str, what: str, characters: int) -> QComboBox:
    box = QComboBox()
    box.setObjectName(name)
    box.setAccessibleName(what)
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    box.setMinimumWidth(box.fontMetrics().horizontalAdvance("国" * characters) + 9 * SPACE)
    box.setMaxVisibleItems(20)
    return box


def _offer(box: QComboBox, everything: str, choices: Sequence[tuple[str, str]]) -> None:
    chosen = box.currentData()
    box.blockSignals(True)
    box.clear()
    box.addItem(everything, "")
    for key, title in choices:
        box.addItem(title, key)
    box.setCurrentIndex(max(box.findData(chosen), 0))
    box.blockSignals(False)
