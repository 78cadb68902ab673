"""挂图: the remedies as cards in four columns, the late ones on top."""

from collections.abc import Callable, Sequence
from datetime import date

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QListView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from gui.pages.remedies.cards import card_height, paint_card
from gui.pages.remedies.lines import standing, urgency
from gui.table_models.columns import Column
from gui.table_models.rows import RowsModel
from gui.theme import SPACE
from gui.widgets.labels import lead, muted
from models.queries.remedies import RemedyRow, RemedyStage

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_SIDEWAYS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
_NOTHING = {
    RemedyStage.WAITING: "没有等待整改的问题",
    RemedyStage.UNDER_WAY: "没有部分整改或未销号的问题",
    RemedyStage.TO_RECHECK: "没有等待复评的问题",
    RemedyStage.CLEARED: "还没有销号的问题",
}


class BoardTab(QWidget):
    """Four columns of cards; ← and → go from column to column, Enter emits `opened` with the row."""

    opened = Signal(object)

    def __init__(self, today: Callable[[], date]) -> None:
        super().__init__()
        self.setObjectName("board_tab")
        self._columns = [_BoardColumn(stage, today) for stage in RemedyStage]
        self.setFocusProxy(self._columns[0].cards)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(3 * SPACE)
        for at, column in enumerate(self._columns):
            row.addWidget(column, 1)
            column.cards.opened.connect(self.opened)
            column.cards.moved.connect(lambda step, at=at: self._go(at + step))

    def show_rows(self, rows: Sequence[RemedyRow]) -> None:
        """Hang up these remedies."""
        for column in self._columns:
            column.show_rows([row for row in rows if row.stage is column.stage])

    def _go(self, at: int) -> None:
        if 0 <= at < len(self._columns):
            self._columns[at].cards.take_focus()


class _BoardColumn(QFrame):
    """A title with its count over the cards of one stage."""

    def __init__(self, stage: RemedyStage, today: Callable[[], date]) -> None:
        super().__init__()
        self.setObjectName(f"board_{stage.value}")
        self.setProperty("kind", "card")
        self.stage = stage
        self._today = today
        self._count = muted("")
        self.cards = _Cards(stage, today)
        self._nothing = muted(_NOTHING[stage])
        self._nothing.setWordWrap(True)
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        title: QLabel = lead(stage.label)
        head = QHBoxLayout()
        head.addWidget(title)
        head.addWidget(self._count)
        head.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(3 * SPACE, 2 * SPACE, 2 * SPACE, 2 * SPACE)
        column.setSpacing(2 * SPACE)
        column.addLayout(head)
        column.addWidget(self._nothing, 1)
        column.addWidget(self.cards, 1)

    def show_rows(self, rows: Sequence[RemedyRow]) -> None:
        """Show these remedies, the late ones first."""
        today = self._today()
        ordered = sorted(rows, key=lambda row: urgency(row, today))
        late = sum(row.days_over(today) > 0 for row in ordered)
        self._count.setText(f"{len(ordered)}　逾期 {late} ▲" if late else str(len(ordered)))
        self.cards.show_rows(ordered)
        self.cards.setVisible(bool(ordered))
        self._nothing.setVisible(not ordered)


class _Cards(QListView):
    """The cards of one stage, one under the other."""

    opened = Signal(object)
    moved = Signal(int)

    def __init__(self, stage: RemedyStage, today: Callable[[], date]) -> None:
        super().__init__()
        self.setObjectName(f"cards_{stage.value}")
        self.setAccessibleName(stage.label)
        self.setProperty("kind", "cards")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        words: Column[RemedyRow] = Column("card", "", lambda row: _spoken(row, today()))
        self._model = RowsModel((words,), lambda row: row.remedy_id)
        self.setModel(self._model)
        self.setItemDelegate(_CardDelegate(self._model, today, self))
        self.doubleClicked.connect(lambda index: self.opened.emit(self._model.row_at(index.row())))

    def show_rows(self, rows: Sequence[RemedyRow]) -> None:
        """Show these remedies in this order, on the same card as before where it is still here."""
        at = self.currentIndex().row()
        chosen = self._model.identity_at(at) if at >= 0 else None
        self._model.set_rows(rows)
        position = self._model.position_of(chosen) if chosen is not None else None
        if position is not None:
            self.setCurrentIndex(self._model.index(position, 0))

    def take_focus(self) -> None:
        """Go on here, on a card."""
        self.setFocus()
        if not self.currentIndex().isValid() and self._model.rows:
            self.setCurrentIndex(self._model.index(0, 0))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Give ←, → and Enter their meaning."""
        key = Qt.Key(event.key())
        if key in _SIDEWAYS:
            self.moved.emit(_SIDEWAYS[key])
        elif key in _ENTER and self.currentIndex().isValid():
            self.opened.emit(self._model.row_at(self.currentIndex().row()))
        else:
            super().keyPressEvent(event)


class _CardDelegate(QStyledItemDelegate):
    """Paints a remedy as a card."""

    def __init__(self, model: RowsModel[RemedyRow], today: Callable[[], date], parent: QWidget) -> None:
        super().__init__(parent)
        self._rows, self._today = model, today

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """Room for the lines of a card."""
        width = option.rect.width()
        return QSize(width, card_height(option.fontMetrics, width, self._rows.row_at(index.row())))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Paint the card."""
        paint_card(painter, option, self._rows.row_at(index.row()), self._today())


def _spoken(row: RemedyRow, today: date) -> str:
    return f"{row.case_number}，{row.content}，{row.department}{row.person}，{standing(row, today)}"
