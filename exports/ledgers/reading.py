"""Reads a case ledger: what its columns are, and one outcome for every row that is meant as a case."""

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import islice
from pathlib import Path

from exports.ledgers.columns import SHARED_FIELD
from exports.ledgers.faults import ColumnMappingError, EmptyLedgerError, NoCaseNumberColumnError
from exports.ledgers.headers import SEARCHED_ROWS, Header, find_header, header_at
from exports.ledgers.rows import RowReader
from exports.ledgers.values import text_of
from exports.ledgers.workbook import Row, Sheet, Workbook, open_workbook
from models.ledger_row import FIELD_LABELS, LedgerRow

Progress = Callable[[int, int], None]

_PREVIEWED_ROWS = 8
_REPORTED_EVERY = 1_000


@dataclass(frozen=True, slots=True)
class ColumnMatch:
    """One column of the sheet, counted from 0: its name there, and the field that it is taken for."""

    index: int
    header: str
    field: str | None


@dataclass(frozen=True, slots=True)
class LedgerInspection:
    """What was found in a ledger before any row is read; row numbers are those of the spreadsheet program.

    `candidates` are the sheets that look like ledgers, `shape` is the same for files with the same header.
    """

    file_name: str
    sheets: tuple[str, ...]
    candidates: tuple[str, ...]
    sheet: str
    header_row: int
    header_height: int
    columns: tuple[ColumnMatch, ...]
    preview: tuple[tuple[str, ...], ...]
    rows: int
    shape: str

    @property
    def mapping(self) -> dict[int, str]:
        """The recognised columns: index to field."""
        return {column.index: column.field for column in self.columns if column.field}

    @property
    def has_number(self) -> bool:
        """Whether a column is the case number; without one no row can be read."""
        return any(column.field == "number" for column in self.columns)


class Ledger:
    """An opened ledger: its inspection, and its rows under the mapping found or a corrected one."""

    def __init__(self, sheet: Sheet, header: Header, inspection: LedgerInspection) -> None:
        self.inspection = inspection
        self._sheet = sheet
        self._header = header

    def rows(self, mapping: Mapping[int, str] | None = None, progress: Progress | None = None) -> Iterator[LedgerRow]:
        """Give every row that is meant as a case; empty rows, footers and repeated headers are left out.

        Args:
            mapping: column index to field; None takes what was found.
            progress: is told rows done and rows in all; what it raises stops the reading.

        Raises:
            NoCaseNumberColumnError: no column is the case number.
            ColumnMappingError: the mapping names a column or field that does not exist, or a field twice.
        """
        chosen = self.inspection.mapping if mapping is None else dict(mapping)
        self._check(chosen)
        names = {column.index: column.header for column in self.inspection.columns}
        return self._read(RowReader(chosen, names, date.today().year), progress)

    def _read(self, reader: RowReader, progress: Progress | None) -> Iterator[LedgerRow]:
        """Read the rows below the header, one after the other."""
        start, total = self._header.first + self._header.height, self._sheet.height
        read = reader.read
        for number, cells in enumerate(islice(self._sheet.rows(), start, None), start + 1):
            row = read(number, cells)
            if row is not None:
                yield row
            if progress and number % _REPORTED_EVERY == 0:
                progress(number, total)
        if progress:
            progress(total, total)

    def _check(self, mapping: Mapping[int, str]) -> None:
        """Refuse a mapping that no row could be read with."""
        name = self.inspection.file_name
        fields = [field for field in mapping.values() if field != SHARED_FIELD]
        for index, field in mapping.items():
            if field not in FIELD_LABELS:
                raise ColumnMappingError(name, f"没有名为“{field}”的项目")
            if not 0 <= index < len(self._header.names):
                raise ColumnMappingError(name, f"没有第 {index + 1} 列")
            if fields.count(field) > 1:
                raise ColumnMappingError(name, f"有两列都指定为“{FIELD_LABELS[field]}”")
        if "number" not in fields:
            raise NoCaseNumberColumnError(name, self.inspection.sheet)


def open_ledger(path: Path, sheet: str | None = None, header: tuple[int, int] | None = None) -> Ledger:
    """Open a ledger and find its sheet and header.

    Args:
        path: an .xlsx, .xls or .csv file.
        sheet: the sheet to take, None to choose the one that looks most like a ledger.
        header: row number and height (1 or 2) of the header, None to find it.

    Raises:
        StorageError: the file is missing or unreadable.
        LedgerError: it is no spreadsheet, locked, damaged, cut short, empty or too large; see `faults`.
    """
    workbook = open_workbook(path)
    names = workbook.sheet_names if sheet is None else (sheet,)
    found = [_look(workbook, name, header) for name in names]
    filled = [each for each in found if each is not None]
    if not filled:
        raise EmptyLedgerError(workbook.file_name)
    chosen = max(filled, key=lambda each: each[1].rank[:2])
    candidates = tuple(each[0].name for each in filled if each[1].is_ledger)
    return Ledger(*chosen, _inspection(workbook, candidates, *chosen))


def inspect(path: Path, sheet: str | None = None, header: tuple[int, int] | None = None) -> LedgerInspection:
    """Tell what a ledger's columns are taken for; see `open_ledger` for arguments and errors."""
    return open_ledger(path, sheet, header).inspection


def read_rows(
    path: Path,
    mapping: Mapping[int, str] | None = None,
    sheet: str | None = None,
    header: tuple[int, int] | None = None,
    progress: Progress | None = None,
) -> Iterator[LedgerRow]:
    """Read the rows of a ledger; see `open_ledger` and `Ledger.rows` for arguments and errors."""
    return open_ledger(path, sheet, header).rows(mapping, progress)


def _look(workbook: Workbook, name: str, header: tuple[int, int] | None) -> tuple[Sheet, Header] | None:
    """Load a sheet and find its header, or give None when it has no content."""
    sheet = workbook.sheet(name)
    head = sheet.head(SEARCHED_ROWS + 1)
    if not any(cell != "" for row in head for cell in row):
        return None
    if header is not None:
        first = min(max(header[0] - 1, 0), len(head) - 1)
        return sheet, header_at(head, first, header[1])
    return sheet, find_header(head) or header_at(head, _first_wide_row(head), 1)


def _first_wide_row(rows: list[Row]) -> int:
    """Give the row with the most filled cells, the likeliest header when no name is known."""
    return max(range(len(rows)), key=lambda index: (sum(cell != "" for cell in rows[index]), -index))


def _inspection(workbook: Workbook, candidates: tuple[str, ...], sheet: Sheet, header: Header) -> LedgerInspection:
    """Put together what a person is shown before the import."""
    start = header.first + header.height
    columns = tuple(
        ColumnMatch(index, name, field)
        for index, (name, field) in enumerate(zip(header.names, header.fields, strict=True))
    )
    preview = sheet.head(start + _PREVIEWED_ROWS)[start:]
    return LedgerInspection(
        workbook.file_name,
        workbook.sheet_names,
        candidates,
        sheet.name,
        header.first + 1,
        header.height,
        columns,
        tuple(tuple(text_of(cell)[:100] for cell in row) for row in preview),
        max(sheet.height - start, 0),
        hashlib.sha256("\x1f".join(header.names).encode()).hexdigest()[:16],
    )
