"""The list of batches: what each is, how far it has come, and its next step."""

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from gui.desk import Desk
from gui.pages.batches.steps import next_step
from gui.table_models.columns import Column
from gui.table_models.rows import RowsModel
from gui.widgets.empty_page import EmptyPage
from gui.widgets.state_bar import Shares, StateBarDelegate
from gui.widgets.table import Table
from models.queries.batches import BatchRow
from models.review_state import ReviewState

_PROGRESS = 3


class BatchList(QWidget):
    """Emits `opened` with a batch, `create_asked` when the first one is wanted."""

    opened = Signal(object)
    create_asked = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = RowsModel(_columns(), lambda row: row.id)
        self.table = Table[BatchRow]("batches_table", "评查批次", self._model, desk.memory)
        self.table.setItemDelegateForColumn(_PROGRESS, StateBarDelegate(shares_of, self.table))
        self._contents = QStackedWidget()
        self._contents.addWidget(self.table)
        words = "一个批次是一轮评查：定好类型、标准、抽样范围和评查员，再抽取案件、分派、审定、反馈、整改。"
        self._contents.addWidget(EmptyPage("batches", "还没有评查批次", words, "新建批次…", self.create_asked.emit))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._contents)
        self.table.row_opened.connect(self.opened)
        self.table.clicked.connect(lambda _index: self.opened.emit(self.table.current_row()))

    def set_rows(self, rows: Sequence[BatchRow]) -> None:
        """Show these batches."""
        self._model.set_rows(rows)
        self._contents.setCurrentIndex(0 if rows else 1)


def shares_of(row: BatchRow) -> Shares:
    """The parts of a batch: closed, told to the department, scored."""
    if not row.drawn:
        return ()
    closed, told = row.reached(ReviewState.CLOSED), row.reached(ReviewState.NOTIFIED)
    scored = row.reached(ReviewState.SCORED)
    parts = ((closed, "done"), (told - closed, "under_way"), (scored - told, "begun"))
    return tuple((count / row.drawn, tone) for count, tone in parts)


def progress_text(row: BatchRow) -> str:
    """How far a batch is, in words."""
    if not row.drawn:
        return "未抽取"
    counts = [f"已评 {row.reached(ReviewState.SCORED)}/{row.drawn}"]
    for state, words in ((ReviewState.NOTIFIED, "已反馈"), (ReviewState.CLOSED, "已办结")):
        if row.reached(state):
            counts.append(f"{words} {row.reached(state)}")
    return "　".join(counts)


def _columns() -> tuple[Column[BatchRow], ...]:
    return (
        Column("name", "批次", lambda row: row.name, 240, stretch=True, tip=lambda row: row.name),
        Column("kind", "类型", lambda row: row.kind.label, 110),
        Column("drawn", "抽取", lambda row: row.drawn, 64, is_number=True),
        Column("progress", "进度", progress_text, 390, sort_key=lambda row: row.reached(ReviewState.SCORED)),
        Column("due", "评查期限", lambda row: row.review_due, 104),
        Column("step", "下一步", lambda row: _step(row), 150),
    )


def _step(row: BatchRow) -> str:
    if row.owner:
        return f"{row.owner}移交"
    return next_step(row, date.today()).button.removesuffix("…") or "已办结"
