"""A table model over a million rows: it holds their ids and reads only the pages that are looked at."""

from collections import OrderedDict
from collections.abc import Callable, Collection, Hashable, Sequence
from contextlib import suppress
from typing import Generic, TypeVar

from PySide6.QtCore import QModelIndex, QObject, Qt, Signal

from gui.table_models.columns import Column, ColumnsModel, Index

RowT = TypeVar("RowT")
IdT = TypeVar("IdT", bound=Hashable)

_PAGE = 128
_PAGES = 32


class WindowedModel(ColumnsModel[RowT], Generic[IdT, RowT]):
    """Rows by position in a sequence of ids, fetched a page at a time and the latest pages kept.

    `fetch` gets some ids and gives exactly their rows in the same order; it must answer within some tens of
    milliseconds. Ordering is the caller's: the model emits `order_asked` with the column's key and whether
    descending, and the caller answers with `set_ids`.
    """

    order_asked = Signal(str, bool)

    def __init__(
        self,
        columns: Sequence[Column[RowT]],
        fetch: Callable[[Sequence[IdT]], Sequence[RowT]],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(columns, parent)
        self._fetch = fetch
        self._ids: Sequence[IdT] = ()
        self._pages: OrderedDict[int, Sequence[RowT]] = OrderedDict()

    @property
    def ids(self) -> Sequence[IdT]:
        """The ids in the order shown; not to be changed in place."""
        return self._ids

    def set_ids(self, ids: Sequence[IdT]) -> None:
        """Show these rows instead; the sequence is kept, not copied."""
        self.beginResetModel()
        self._ids = ids
        self._pages.clear()
        self.endResetModel()

    def read_again(self, changed: Collection[IdT] | None = None) -> None:
        """Forget what was read, of these ids or of all, and ask the view to show it anew."""
        if changed is None:
            self._pages.clear()
        else:
            stale = [
                page
                for page in self._pages
                if not set(self._ids[page * _PAGE : (page + 1) * _PAGE]).isdisjoint(changed)
            ]
            for page in stale:
                del self._pages[page]
        if self._ids:
            last = self.index(len(self._ids) - 1, len(self.columns) - 1)
            self.dataChanged.emit(self.index(0, 0), last)

    def row_at(self, position: int) -> RowT:
        """The row at a position, read now if it was not."""
        page, offset = divmod(position, _PAGE)
        rows = self._pages.get(page)
        if rows is None:
            rows = self._read(page)
        self._pages.move_to_end(page)
        return rows[offset]

    def identity_at(self, position: int) -> IdT:
        """The id at a position."""
        return self._ids[position]

    def position_of(self, identity: Hashable) -> int | None:
        """Where the row with this id stands, if it does."""
        with suppress(ValueError):
            return self._ids.index(identity)
        return None

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  Qt's signature
        """How many rows there are."""
        return 0 if parent.isValid() else len(self._ids)

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Ask for another order."""
        if 0 <= column < len(self.columns) and self.columns[column].is_sortable:
            self.order_asked.emit(self.columns[column].key, order == Qt.SortOrder.DescendingOrder)

    def _read(self, page: int) -> Sequence[RowT]:
        rows = self._fetch(self._ids[page * _PAGE : (page + 1) * _PAGE])
        self._pages[page] = rows
        if len(self._pages) > _PAGES:
            self._pages.popitem(last=False)
        return rows
