"""The list of cases to read, with a choice of reviewer and batch above it."""

from collections.abc import Sequence
from uuid import UUID

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from gui.theme import SPACE, Theme, theme_of
from gui.widgets.badges import paint_shape
from gui.widgets.buttons import relabel, secondary_button
from gui.widgets.labels import muted
from models.queries.readings import ReadingRow

Index = QModelIndex | QPersistentModelIndex
_MARGIN = 3 * SPACE
_LEFT = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
_RIGHT = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight)


def state_words(row: ReadingRow) -> str:
    """How far a reading is, in a word or a figure."""
    if row.is_submitted:
        return row.grade_name
    if not row.is_held_here:
        return "已交出"
    if row.is_returned:
        return "已退回"
    return f"{row.answered}/{row.items}" if row.answered else "未开始"


class CasesModel(QAbstractListModel):
    """Readings as rows of a list view."""

    def __init__(self) -> None:
        super().__init__()
        self._rows: list[ReadingRow] = []

    @property
    def rows(self) -> Sequence[ReadingRow]:
        """The rows, from top to bottom."""
        return self._rows

    def set_rows(self, rows: Sequence[ReadingRow]) -> None:
        """Show other rows."""
        self.beginResetModel()
        self._rows = list(rows)
        self.endResetModel()

    def replace_row(self, position: int, row: ReadingRow) -> None:
        """Know one row anew; the view is told to paint it, for `dataChanged` would lay out the whole list."""
        self._rows[position] = row

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  Qt's signature
        """How many rows there are."""
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The row itself for the painter, its words for everybody else."""
        row = self._rows[index.row()]
        if role == Qt.ItemDataRole.UserRole:
            return row
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return f"{row.number} {row.cause} {state_words(row)}"
        if role == Qt.ItemDataRole.ToolTipRole:
            holder = "" if row.is_held_here else f"，在“{row.holder}”的电脑上"
            return f"{row.number}\n{row.cause}\n{row.batch}　{row.reviewer}\n{state_words(row)}{holder}"
        return None


class _CaseDelegate(QStyledItemDelegate):
    """Paints a case: its number with the proposed grade's shape, its cause, and how far the reading is."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: ARG002  Qt's signature
        """Two lines and a bar."""
        return QSize(160, 2 * option.fontMetrics.height() + 5 * SPACE)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint the two lines and the bar."""
        row = index.data(Qt.ItemDataRole.UserRole)
        theme = theme_of(option.palette)
        area = option.rect
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(area, QColor(theme.selection))
            painter.fillRect(area.left(), area.top(), 3, area.height(), QColor(theme.accent))
        elif option.state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(area, QColor(theme.hover))
        painter.fillRect(area.left(), area.bottom(), area.width(), 1, QColor(theme.line))
        line = option.fontMetrics.height()
        upper = QRect(area.left() + _MARGIN, area.top() + 2 * SPACE, area.width() - 2 * _MARGIN, line)
        painter.setPen(QColor(theme.text))
        number = option.fontMetrics.elidedText(row.number, Qt.TextElideMode.ElideMiddle, upper.width())
        painter.drawText(upper, _LEFT, number)
        lower = upper.translated(0, line + SPACE // 2)
        self._paint_state(painter, lower, row, theme)
        painter.restore()

    def _paint_state(self, painter: QPainter, area: QRect, row: ReadingRow, theme: Theme) -> None:
        words = state_words(row)
        width = painter.fontMetrics().horizontalAdvance(words)
        painter.setPen(QColor(_ink(row, theme)))
        painter.drawText(area, _RIGHT, words)
        left = area.right() - width
        if row.is_submitted:
            left -= 4 * SPACE
            centre = QRect(left, area.top(), 3 * SPACE, area.height()).center().toPointF()
            paint_shape(painter, centre, 2.5 * SPACE, row.grade_shape, QColor(_ink(row, theme)))
        elif row.answered and row.items and row.is_held_here:
            left -= 12 * SPACE
            _paint_bar(painter, QRect(left, area.center().y() - 1, 10 * SPACE, 4), row.answered / row.items, theme)
        cause = painter.fontMetrics().elidedText(row.cause, Qt.TextElideMode.ElideRight, left - area.left() - SPACE)
        painter.setPen(QColor(theme.muted))
        painter.drawText(area, _LEFT, cause)


def _ink(row: ReadingRow, theme: Theme) -> str:
    if row.is_submitted:
        return theme.tone_of_shape(row.grade_shape).ink
    return theme.serious.ink if row.is_returned and row.is_held_here else theme.muted


def _paint_bar(painter: QPainter, area: QRect, share: float, theme: Theme) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    for width, colour in ((area.width(), theme.line), (round(area.width() * share), theme.accent)):
        painter.setBrush(QColor(colour))
        painter.drawRoundedRect(area.left(), area.top(), width, area.height(), 2, 2)


class CaseList(QWidget):
    """The readings of one reviewer and batch, or of all; `chosen` comes with the assignment's id.

    `narrowed` comes when another reviewer or batch was chosen: then other rows are wanted; `scans_asked` when the
    scanned file of the open case is to be shown.
    """

    chosen = Signal(object)
    narrowed = Signal()
    scans_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("case_list")
        self._model = CasesModel()
        self.reviewer = _choice("reviewer_choice", "评查员")
        self.batch = _choice("batch_choice", "批次")
        self._count = muted("")
        self.view = QListView()
        self._preset_view()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2 * SPACE)
        for widget in (self.reviewer, self.batch, self._count):
            column.addWidget(widget)
        column.addWidget(self.view, 1)
        self._scans = secondary_button("open_scans", "", self.scans_asked.emit, "file")
        self._scans.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        column.addWidget(self._scans)
        self.offer_scans(has_scans=False)
        for box in (self.reviewer, self.batch):
            box.activated.connect(lambda _index: self.narrowed.emit())

    @property
    def rows(self) -> Sequence[ReadingRow]:
        """The rows that are shown."""
        return self._model.rows

    def offer(self, reviewers: Sequence[tuple[UUID, str]], batches: Sequence[tuple[UUID, str]]) -> None:
        """Offer these reviewers and batches beside all of them; a choice that is still there stays."""
        _fill(self.reviewer, "全部评查员", reviewers)
        _fill(self.batch, "全部批次", batches)
        self.reviewer.setVisible(len(reviewers) > 1)
        self.batch.setVisible(len(batches) > 1)

    def show_rows(self, rows: Sequence[ReadingRow], current: UUID | None) -> None:
        """Show other rows, with one of them selected."""
        self._model.set_rows(rows)
        done = sum(row.is_submitted for row in rows)
        out = sum(not row.is_held_here and not row.is_submitted for row in rows)
        self._count.setText(f"已提交 {done}/{len(rows)} 件" + (f"　在外 {out} 件" if out else ""))
        self.select(current)

    def select(self, assignment_id: UUID | None) -> None:
        """Select a row without emitting `chosen`."""
        position = self.position_of(assignment_id)
        if position is None:
            self.view.selectionModel().clear()
            return
        index = self._model.index(position)
        self.view.selectionModel().blockSignals(True)
        self.view.setCurrentIndex(index)
        self.view.selectionModel().blockSignals(False)
        self.view.viewport().update()
        self.view.scrollTo(index)

    def offer_scans(self, *, has_scans: bool) -> None:
        """Say under the list what can be done about the open case's scanned files."""
        relabel(self._scans, "打开卷宗扫描件（F2）" if has_scans else "添加卷宗扫描件（F2）")

    def position_of(self, assignment_id: UUID | None) -> int | None:
        """Where a reading stands in the list, None where it does not."""
        ids = (row.assignment_id for row in self._model.rows)
        return next((position for position, own in enumerate(ids) if own == assignment_id), None)

    def replace_row(self, row: ReadingRow) -> None:
        """Show one reading anew."""
        position = self.position_of(row.assignment_id)
        if position is not None:
            self._model.replace_row(position, row)
            self.view.update(self._model.index(position))

    def next_open(self, after: UUID) -> ReadingRow | None:
        """The next reading that waits to be done here, from the top again when there is none below."""
        start = (self.position_of(after) or 0) + 1
        turned = (*self._model.rows[start:], *self._model.rows[:start])
        return next((row for row in turned if row.is_waiting and row.assignment_id != after), None)

    def _preset_view(self) -> None:
        self.view.setObjectName("cases")
        self.view.setAccessibleName("案件")
        self.view.setModel(self._model)
        self.view.setItemDelegate(_CaseDelegate(self.view))
        self.view.setUniformItemSizes(True)
        self.view.setMouseTracking(True)
        self.view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.view.selectionModel().currentChanged.connect(self._on_current_changed)

    def _on_current_changed(self, current: QModelIndex, _previous: QModelIndex) -> None:
        if current.isValid():
            self.chosen.emit(self._model.rows[current.row()].assignment_id)


def _choice(name: str, what: str) -> QComboBox:
    box = QComboBox()
    box.setObjectName(name)
    box.setAccessibleName(what)
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    box.setMinimumContentsLength(6)
    return box


def _fill(box: QComboBox, everything: str, choices: Sequence[tuple[UUID, str]]) -> None:
    chosen = box.currentData()
    box.clear()
    box.addItem(everything, None)
    for own, name in choices:
        box.addItem(name, own)
    box.setCurrentIndex(max(0, box.findData(chosen)))
