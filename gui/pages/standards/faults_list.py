"""What is wrong with a standard, each fault with its place; choosing one asks for that place."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from gui.memory import Memory
from gui.table_models.columns import Column
from gui.table_models.rows import RowsModel
from gui.widgets.table import Table
from review_forms.standard_columns import COLUMNS, HEAD
from review_forms.standard_sheet import SheetFault, StandardSheet

_HEAD_TITLES = {column.key: column.title for column in HEAD} | {"sections": "各类别"}
_ROW_TITLES = {column.key: column.title for column in COLUMNS}


class ListedFault(NamedTuple):
    """A fault as it is listed: its place and what is wrong in words, and the fault of a sheet that it is."""

    place: str
    message: str
    fault: SheetFault | None = None


def place_of(sheet: StandardSheet, fault: SheetFault) -> str:
    """Where a fault stands, as a reader of the table finds it."""
    if fault.row is None:
        return "　".join(part for part in ("标准信息", _HEAD_TITLES.get(fault.column, "")) if part)
    prompt = sheet.rows[fault.row].get("prompt", "") if fault.row < len(sheet.rows) else ""
    parts = (f"第 {fault.row + 1} 项", _shortened(prompt), _ROW_TITLES.get(fault.column, ""))
    return "　".join(part for part in parts if part)


def listed(sheet: StandardSheet, faults: Iterable[SheetFault]) -> tuple[ListedFault, ...]:
    """The faults of a sheet with their places in words."""
    return tuple(ListedFault(place_of(sheet, fault), fault.message, fault) for fault in faults)


def _shortened(text: str, most: int = 14) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"


class FaultsList(Table[tuple[int, ListedFault]]):
    """Emits `place_asked` with the fault that is chosen with a click or Enter."""

    place_asked = Signal(object)

    def __init__(self, name: str, what: str, memory: Memory | None = None, parent: QWidget | None = None) -> None:
        self._faults = RowsModel(_columns(), lambda row: row[0])
        super().__init__(name, what, self._faults, memory, parent)
        self.row_opened.connect(lambda row: self._ask(row[1]))
        self.clicked.connect(lambda index: self._ask(self._faults.row_at(index.row())[1]))

    def show_faults(self, faults: Sequence[ListedFault]) -> None:
        """Show these faults."""
        self._faults.set_rows(list(enumerate(faults)))

    def _ask(self, chosen: ListedFault) -> None:
        if chosen.fault is not None:
            self.place_asked.emit(chosen.fault)


def _columns() -> tuple[Column[tuple[int, ListedFault]], ...]:
    return (
        Column("place", "位置", lambda row: row[1].place, 236, is_sortable=False, tip=lambda row: row[1].place),
        Column(
            "message",
            "错误",
            lambda row: row[1].message,
            220,
            stretch=True,
            is_sortable=False,
            tip=lambda row: row[1].message,
        ),
    )
