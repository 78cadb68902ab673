"""A table model over a short list whose rows can be ticked."""

from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QObject, Qt, Signal

from gui.table_models.columns import Column, Index
from gui.table_models.rows import RowsModel

RowT = TypeVar("RowT")
_DISPLAY = int(Qt.ItemDataRole.DisplayRole)
_CHECK = int(Qt.ItemDataRole.CheckStateRole)


class TickedModel(RowsModel[RowT], Generic[RowT]):
    """Rows with a tick box in their first column; ticks follow the identity and survive a refresh.

    `may_tick` says which rows have a box at all. Emits `ticks_changed` whenever one was set or taken away.
    """

    ticks_changed = Signal()

    def __init__(
        self,
        columns: Sequence[Column[RowT]],
        identity: Callable[[RowT], Hashable],
        may_tick: Callable[[RowT], bool],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(columns, identity, parent)
        self._may_tick = may_tick
        self._ticked: set[Hashable] = set()

    @property
    def ticked(self) -> frozenset[Hashable]:
        """The identities of all ticked rows, those not shown just now included."""
        return frozenset(self._ticked)

    def ticked_rows(self) -> tuple[RowT, ...]:
        """The ticked rows that are shown, in the order shown."""
        return tuple(row for row in self.rows if self._is_ticked(row))

    def tick_only(self, identities: Iterable[Hashable]) -> None:
        """Tick these rows and no others."""
        self._ticked = set(identities)
        self._repaint()

    def toggle(self, rows: Iterable[RowT]) -> None:
        """Tick these rows, or take the ticks away when all of them have one."""
        able = {self._identity(row) for row in rows if self._may_tick(row)}
        self._ticked = self._ticked - able if able <= self._ticked else self._ticked | able
        self._repaint()

    def flags(self, index: Index) -> Qt.ItemFlag:
        """A box that can be ticked in the first column."""
        flags = super().flags(index)
        if index.isValid() and index.column() == 0 and self._may_tick(self.row_at(index.row())):
            flags |= Qt.ItemFlag.ItemIsUserCheckable
        return flags

    def data(self, index: Index, role: int = _DISPLAY) -> Any:
        """What a view asks for a cell, the tick included."""
        if role == _CHECK:
            row = self.row_at(index.row())
            if index.column() or not self._may_tick(row):
                return None
            return Qt.CheckState.Checked if self._is_ticked(row) else Qt.CheckState.Unchecked
        return super().data(index, role)

    def setData(self, index: Index, value: Any, role: int = _DISPLAY) -> bool:  # noqa: ARG002  the box turns over
        """Set or take away a tick, as a click on the box does."""
        if role != _CHECK:
            return False
        self.toggle([self.row_at(index.row())])
        return True

    def _is_ticked(self, row: RowT) -> bool:
        return self._may_tick(row) and self._identity(row) in self._ticked

    def _repaint(self) -> None:
        if self.rows:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self.rows) - 1, 0), [_CHECK])
        self.ticks_changed.emit()
