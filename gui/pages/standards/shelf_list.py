"""The shelf as a list: the office's drafts, what it published, and what ships with the program."""

from collections.abc import Sequence
from itertools import groupby

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from gui.theme import SPACE, Theme, theme_of
from models.queries.standards import ShelfEntry, StandardState

Index = QModelIndex | QPersistentModelIndex
_MARGIN = 3 * SPACE
_LEFT = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
_RIGHT = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight)


def entry_title(entry: ShelfEntry) -> str:
    """What a standard is called on the shelf; a draft may have no title yet."""
    return entry.title or "（没有名称）"


def entry_words(entry: ShelfEntry) -> str:
    """A standard in one line, with its version and, for a draft, that it is one."""
    mark = "草稿" if entry.state is StandardState.DRAFT else entry.version
    return f"{entry_title(entry)}（{mark}）"


def _remark(entry: ShelfEntry) -> str:
    """Version and size, in muted words."""
    return " · ".join(part for part in (entry.version, f"{entry.items} 项") if part)


def _use(entry: ShelfEntry) -> str:
    return f"{entry.batches} 个批次" if entry.batches else ""


class ShelfModel(QAbstractListModel):
    """Entries under the heads of their groups; a head is a text and cannot be chosen."""

    def __init__(self) -> None:
        super().__init__()
        self._rows: list[ShelfEntry | str] = []

    def set_entries(self, entries: Sequence[ShelfEntry]) -> None:
        """Show other entries, which come in the order of their groups."""
        self.beginResetModel()
        self._rows = []
        for state, group in groupby(entries, lambda entry: entry.state):
            self._rows += [state.label, *group]
        self.endResetModel()

    def position_of(self, key: str) -> int | None:
        """Where the entry with a key stands, None where it does not."""
        keys = (at for at, row in enumerate(self._rows) if isinstance(row, ShelfEntry) and row.key == key)
        return next(keys, None)

    def row_at(self, position: int) -> ShelfEntry | str:
        """An entry, or the head of a group."""
        return self._rows[position]

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  Qt's signature
        """How many rows there are, heads included."""
        return 0 if parent.isValid() else len(self._rows)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Heads are there to be looked at."""
        is_head = isinstance(self._rows[index.row()], str)
        return Qt.ItemFlag.NoItemFlags if is_head else super().flags(index)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The row itself for the painter, its words for everybody else."""
        row = self._rows[index.row()]
        if role == Qt.ItemDataRole.UserRole:
            return row
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            return None
        if isinstance(row, str):
            return row if role != Qt.ItemDataRole.ToolTipRole else None
        family = row.family.label if row.family else ""
        parts = (
            entry_title(row),
            row.state.label,
            _remark(row),
            family,
            _use(row),
            row.based_on and f"依据：{row.based_on}",
        )
        return ("\n" if role == Qt.ItemDataRole.ToolTipRole else " ").join(part for part in parts if part)


class _EntryDelegate(QStyledItemDelegate):
    """Paints a standard: its title, and under it version, size and in how many batches it is used."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Two lines for a standard, one for a head."""
        line = option.fontMetrics.height()
        is_head = isinstance(index.data(Qt.ItemDataRole.UserRole), str)
        return QSize(120, line + 3 * SPACE if is_head else 2 * line + 5 * SPACE)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint the row."""
        row, theme = index.data(Qt.ItemDataRole.UserRole), theme_of(option.palette)
        painter.save()
        if isinstance(row, str):
            painter.fillRect(option.rect, QColor(theme.raised))
            painter.setPen(QColor(theme.muted))
            painter.drawText(option.rect.adjusted(_MARGIN, 0, -_MARGIN, 0), _LEFT, row)
        else:
            _paint_ground(painter, option, theme)
            _paint_entry(painter, option, row, theme)
        painter.fillRect(option.rect.left(), option.rect.bottom(), option.rect.width(), 1, QColor(theme.line))
        painter.restore()


def _paint_ground(painter: QPainter, option: QStyleOptionViewItem, theme: Theme) -> None:
    if option.state & QStyle.StateFlag.State_Selected:
        painter.fillRect(option.rect, QColor(theme.selection))
        painter.fillRect(option.rect.left(), option.rect.top(), 3, option.rect.height(), QColor(theme.accent))
    elif option.state & QStyle.StateFlag.State_MouseOver:
        painter.fillRect(option.rect, QColor(theme.hover))


def _paint_entry(painter: QPainter, option: QStyleOptionViewItem, row: ShelfEntry, theme: Theme) -> None:
    area, line = option.rect, option.fontMetrics.height()
    upper = QRect(area.left() + _MARGIN, area.top() + 2 * SPACE, area.width() - 2 * _MARGIN, line)
    painter.setPen(QColor(theme.text))
    title = option.fontMetrics.elidedText(entry_title(row), Qt.TextElideMode.ElideRight, upper.width())
    painter.drawText(upper, _LEFT, title)
    lower = upper.translated(0, line + SPACE // 2)
    painter.setPen(QColor(theme.muted))
    use = _use(row)
    painter.drawText(lower, _RIGHT, use)
    room = lower.width() - (option.fontMetrics.horizontalAdvance(use) + 2 * SPACE if use else 0)
    remark = option.fontMetrics.elidedText(_remark(row), Qt.TextElideMode.ElideRight, room)
    painter.drawText(lower, _LEFT, remark)


class ShelfList(QListView):
    """The shelf; `chosen` comes with the entry that is to be read, `opened` on Enter or a double click."""

    chosen = Signal(object)
    opened = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("shelf_list")
        self.setAccessibleName("评查标准")
        self._shelf = ShelfModel()
        self.setModel(self._shelf)
        self.setItemDelegate(_EntryDelegate(self))
        self.setMouseTracking(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.selectionModel().currentChanged.connect(lambda index, _before: self._announce(index))
        self.doubleClicked.connect(lambda _index: self._open())

    @property
    def current(self) -> ShelfEntry | None:
        """The entry that is chosen."""
        row = self.currentIndex().data(Qt.ItemDataRole.UserRole)
        return row if isinstance(row, ShelfEntry) else None

    def show_entries(self, entries: Sequence[ShelfEntry]) -> None:
        """Show other entries; the choice stays while it is there, and says nothing."""
        current = self.current
        self.selectionModel().blockSignals(True)
        self._shelf.set_entries(entries)
        if current is not None:
            self._select(current.key)
        self.selectionModel().blockSignals(False)

    def choose(self, key: str) -> bool:
        """Choose the entry with a key; False when it is not there."""
        return self._select(key)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let Enter open the entry."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._open()
        else:
            super().keyPressEvent(event)

    def _select(self, key: str) -> bool:
        position = self._shelf.position_of(key)
        if position is None:
            return False
        index = self._shelf.index(position)
        self.setCurrentIndex(index)
        self.scrollTo(index)
        return True

    def _announce(self, index: QModelIndex) -> None:
        row = index.data(Qt.ItemDataRole.UserRole)
        if isinstance(row, ShelfEntry):
            self.chosen.emit(row)

    def _open(self) -> None:
        if self.current is not None:
            self.opened.emit(self.current)
