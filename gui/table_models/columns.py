"""What the columns of a table are and how any model shows its rows in them."""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

RowT = TypeVar("RowT")
Index = QModelIndex | QPersistentModelIndex

_DISPLAY = int(Qt.ItemDataRole.DisplayRole)
_ALIGNMENT = int(Qt.ItemDataRole.TextAlignmentRole)
_TIP = int(Qt.ItemDataRole.ToolTipRole)

LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)

Value = str | int | Decimal | date | None


# without slots: Python 3.11 cannot make a generic, frozen one of `Column[Row](…)`
@dataclass(frozen=True)
class Column(Generic[RowT]):
    """A column: its key, its title, what it shows of a row, and how.

    `value` may give text, a number, a date or None; numbers stand at the right. `sort_key` orders the rows of a short
    list (default: the value; nothing stands last) and says of a windowed list that it can be ordered by this column.
    `badge` paints texts such as ◆ 瑕疵 as badges. `width` is in pixels at first; `stretch` takes the room left over.
    """

    key: str
    title: str
    value: Callable[[RowT], Value]
    width: int = 100
    stretch: bool = False
    is_number: bool = False
    badge: bool = False
    sort_key: Callable[[RowT], Any] | None = None
    tip: Callable[[RowT], str] | None = None
    is_sortable: bool = True

    @property
    def alignment(self) -> int:
        """Qt's alignment flags."""
        return RIGHT if self.is_number else LEFT

    def text(self, row: RowT) -> str:
        """What the cell of a row shows: dates as 2026-01-05, nothing as an empty cell."""
        return as_text(self.value(row))

    def order(self, row: RowT) -> tuple[bool, Any]:
        """What a short list is ordered by; empty cells come last."""
        value = self.sort_key(row) if self.sort_key is not None else self.value(row)
        return (value is None or value == "", value)


def as_text(value: Value) -> str:
    """A value as a table shows it."""
    if value is None:
        return ""
    return value.isoformat() if isinstance(value, date) else str(value)


class ColumnsModel(QAbstractTableModel, Generic[RowT]):
    """The half of a table model that follows from its columns; a subclass holds the rows."""

    def __init__(self, columns: Sequence[Column[RowT]], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)

    def row_at(self, position: int) -> RowT:
        """The row at a position."""
        raise NotImplementedError

    def identity_at(self, position: int) -> Hashable:
        """What stays the same of the row at a position when its content changes."""
        raise NotImplementedError

    def position_of(self, identity: Hashable) -> int | None:
        """Where the row with this identity stands, if it does."""
        raise NotImplementedError

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  Qt's signature
        """How many columns there are."""
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = _DISPLAY) -> Any:
        """What a view asks for a cell; most roles are of no use here and answered at once."""
        if role not in (_DISPLAY, _ALIGNMENT, _TIP):
            return None
        column = self.columns[index.column()]
        if role == _ALIGNMENT:
            return column.alignment
        row = self.row_at(index.row())
        if role == _TIP and column.tip is not None:
            return column.tip(row)
        return column.text(row)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _DISPLAY) -> Any:
        """What a view asks for a head."""
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == _DISPLAY:
            return self.columns[section].title
        return self.columns[section].alignment if role == _ALIGNMENT else None
