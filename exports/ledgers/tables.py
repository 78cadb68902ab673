"""Writes tables as an office expects them: frozen header, filters, drop-downs, ready to print on A4 across."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.exceptions import FileCreateError
from xlsxwriter.worksheet import Worksheet

from exports.files import write_atomically, writing_fault

Value = str | int | Decimal | date | None

_FONT = "宋体"
_LONGEST_TEXT = 32_767  # what a cell of a spreadsheet can hold
_A4 = 9
_CHOICE_ROWS = 5_000  # drop-downs go this far below the last row, for rows that people add
_FORBIDDEN_IN_NAMES = str.maketrans(dict.fromkeys("[]:*?/\\'", "-"))


class Kind(Enum):
    """How the cells of a column look."""

    TEXT = "text"
    CODE = "code"
    CENTRED = "centred"
    NUMBER = "number"
    AMOUNT = "amount"
    DATE = "date"


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its title, its width in characters, how its cells look, and what may be chosen in them.

    A given column is grey: it comes filled in and is not to be changed.
    """

    title: str
    width: float
    kind: Kind = Kind.TEXT
    choices: tuple[str, ...] = ()
    given: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """One sheet with a title, a header and rows."""

    name: str
    title: str
    columns: tuple[Column, ...]
    rows: Iterable[Sequence[Value]]


@dataclass(frozen=True, slots=True)
class Notes:
    """One sheet of plain lines: how to fill in the others."""

    name: str
    title: str
    lines: tuple[str, ...]


def write_workbook(path: Path, sheets: Sequence[Table | Notes]) -> int:
    """Write an .xlsx whole or not at all and give the number of table rows.

    Texts are written as texts, so that none of them ever runs as a formula.

    Raises:
        StorageError: the folder or the disk refuses.
    """
    content = BytesIO()
    # rows are spilled beside the target and not into the system's temporary folder: they name people
    try:
        with TemporaryDirectory(prefix=".pingheng-", dir=path.parent) as spill:
            count = _write(content, spill, sheets)
    except FileCreateError as error:
        raise writing_fault(path, next(arg for arg in error.args if isinstance(arg, OSError))) from error
    except OSError as error:
        raise writing_fault(path, error) from error
    write_atomically(path, content.getvalue())
    return count


def _write(target: BytesIO, spill: str, sheets: Sequence[Table | Notes]) -> int:
    """Write all sheets into the memory."""
    with Workbook(target, {"constant_memory": True, "tmpdir": spill}) as book:
        looks = _Looks(book)
        count = 0
        for sheet in sheets:
            page = book.add_worksheet(sheet.name.translate(_FORBIDDEN_IN_NAMES)[:31])
            if isinstance(sheet, Table):
                count += _write_table(page, sheet, looks)
            else:
                _write_notes(page, sheet, looks)
        return count


class _Looks:
    """The cell formats of one workbook."""

    def __init__(self, book: Workbook) -> None:
        plain = {"font_name": _FONT, "font_size": 10.5, "valign": "vcenter"}
        boxed = {**plain, "border": 1, "border_color": "#9AA3AD"}
        self.title = book.add_format({**plain, "font_size": 16, "bold": True, "align": "center"})
        self.note = book.add_format({**plain, "font_size": 11, "text_wrap": True, "valign": "top"})
        self.header = book.add_format(
            {**boxed, "bold": True, "align": "center", "text_wrap": True, "bg_color": "#E3E9F1"}
        )
        shapes: dict[Kind, dict[str, Any]] = {
            Kind.TEXT: {"text_wrap": True, "num_format": "@"},
            Kind.CODE: {"num_format": "@", "font_size": 8, "font_color": "#8A9099"},
            Kind.CENTRED: {"align": "center", "text_wrap": True, "num_format": "@"},
            Kind.NUMBER: {"align": "right", "num_format": "0.##"},
            Kind.AMOUNT: {"align": "right", "num_format": "#,##0.00"},
            Kind.DATE: {"align": "center", "num_format": "yyyy-mm-dd"},
        }
        grey = {"bg_color": "#F2F4F7"}
        self._cells = {
            (kind, given): book.add_format({**boxed, **shape, **(grey if given else {})})
            for kind, shape in shapes.items()
            for given in (False, True)
        }

    def of(self, column: Column) -> Any:
        """Give the format of a column's cells."""
        return self._cells[column.kind, column.given]


def _write_notes(page: Worksheet, notes: Notes, looks: _Looks) -> None:
    """Write a sheet of lines."""
    page.hide_gridlines(2)
    page.set_column(0, 0, 90)
    page.set_row(0, 32)
    page.write_string(0, 0, notes.title, looks.title)
    for row, line in enumerate(notes.lines, 1):
        page.set_row(row, 18 * (1 + len(line) // 42))
        page.write_string(row, 0, line, looks.note)
    page.set_paper(_A4)


def _write_table(page: Worksheet, table: Table, looks: _Looks) -> int:
    """Write a table and give the number of its rows."""
    formats = [looks.of(column) for column in table.columns]
    last = len(table.columns) - 1
    for index, column in enumerate(table.columns):
        page.set_column(index, index, column.width)
    page.set_row(0, 32)
    page.merge_range(0, 0, 0, last, table.title, looks.title)
    page.set_row(1, 30)
    for index, column in enumerate(table.columns):
        page.write_string(1, index, column.title, looks.header)
    row = 1
    for row, values in enumerate(table.rows, 2):
        for index, value in enumerate(values):
            _write_cell(page, row, index, value, formats[index])
    _set_up(page, table, row)
    return row - 1


def _write_cell(page: Worksheet, row: int, column: int, value: Value, look: Any) -> None:
    """Write one cell by the kind of its value."""
    if value is None or value == "":
        page.write_blank(row, column, None, look)
    elif isinstance(value, str):
        page.write_string(row, column, value[:_LONGEST_TEXT], look)
    elif isinstance(value, date):
        page.write_datetime(row, column, value, look)
    else:
        page.write_number(row, column, float(value), look)


def _set_up(page: Worksheet, table: Table, last_row: int) -> None:
    """Freeze the header, add filters and drop-downs, and set the printed page up."""
    last = len(table.columns) - 1
    page.freeze_panes(2, 0)
    page.autofilter(1, 0, max(last_row, 2), last)
    for index, column in enumerate(table.columns):
        if column.choices:
            allowed = {
                "validate": "list",
                "source": list(column.choices),
                "error_title": column.title,
                "error_message": "请从下拉列表中选择：" + "、".join(column.choices),
            }
            page.data_validation(2, index, last_row + _CHOICE_ROWS, index, allowed)
    page.set_landscape()
    page.set_paper(_A4)
    page.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.6)
    page.fit_to_pages(1, 0)
    page.repeat_rows(0, 1)
    page.set_footer(f'&C&"{_FONT},Regular"&9第 &P 页，共 &N 页')
