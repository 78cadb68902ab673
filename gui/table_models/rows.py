"""A table model over a short list of frozen rows."""

from collections.abc import Callable, Hashable, Sequence
from typing import Generic, TypeVar

from PySide6.QtCore import QModelIndex, QObject, Qt

from gui.table_models.columns import Column, ColumnsModel, Index

RowT = TypeVar("RowT")


class RowsModel(ColumnsModel[RowT], Generic[RowT]):
    """Rows in memory, ordered by any column; for up to a few thousand of them.

    `identity` gives what stays the same when a row's content changes, so that the selection survives a refresh.
    """

    def __init__(
        self,
        columns: Sequence[Column[RowT]],
        identity: Callable[[RowT], Hashable],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(columns, parent)
        self._identity = identity
        self._rows: list[RowT] = []
        self._order: tuple[int, Qt.SortOrder] | None = None

    @property
    def rows(self) -> tuple[RowT, ...]:
        """All rows in the order shown."""
        return tuple(self._rows)

    def set_rows(self, rows: Sequence[RowT]) -> None:
        """Show these rows instead, in the order chosen last."""
        self.beginResetModel()
        self._rows = list(rows)
        self._sort()
        self.endResetModel()

    def row_at(self, position: int) -> RowT:
        """The row at a position."""
        return self._rows[position]

    def identity_at(self, position: int) -> Hashable:
        """The identity of the row at a position."""
        return self._identity(self._rows[position])

    def position_of(self, identity: Hashable) -> int | None:
        """Where the row with this identity stands, if it does."""
        return next((at for at, row in enumerate(self._rows) if self._identity(row) == identity), None)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  Qt's signature
        """How many rows there are."""
        return 0 if parent.isValid() else len(self._rows)

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Order the rows by a column from now on."""
        if not 0 <= column < len(self.columns) or not self.columns[column].is_sortable:
            return
        self._order = (column, order)
        self.layoutAboutToBeChanged.emit()
        kept = self.persistentIndexList()
        identities = [self._identity(self._rows[index.row()]) for index in kept]
        self._sort()
        at = {self._identity(row): position for position, row in enumerate(self._rows)}
        moved = [self.index(at[identity], index.column()) for identity, index in zip(identities, kept, strict=True)]
        self.changePersistentIndexList(kept, moved)
        self.layoutChanged.emit()

    def _sort(self) -> None:
        if self._order is None:
            return
        column, order = self.columns[self._order[0]], self._order[1]
        filled = [row for row in self._rows if not column.order(row)[0]]
        empty = [row for row in self._rows if column.order(row)[0]]
        filled.sort(key=lambda row: column.order(row)[1], reverse=order == Qt.SortOrder.DescendingOrder)
        self._rows = filled + empty
