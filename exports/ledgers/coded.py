"""Reads back the coded tables that this program wrote and a person filled in."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from exports.ledgers.columns import spell_header
from exports.ledgers.faults import LedgerError
from exports.ledgers.values import OverlongTextError, text_of
from exports.ledgers.workbook import Cell, Row, Sheet, open_workbook

_SEARCHED_ROWS = 20
LONGEST_TEXT = 10_000


class ForeignTableError(LedgerError):
    """The file is a spreadsheet and not the table that was asked for."""

    def __init__(self, file_name: str, table: str, missing: Sequence[str]) -> None:
        named = "、".join(f"“{title}”" for title in missing)
        super().__init__(
            file_name, f"不是本程序导出的{table}：没有找到{named}列。请用导出的{table}填写，不要改动表头。"
        )


@dataclass(frozen=True, slots=True)
class RejectedRow:
    """A row that was not taken: its number in the spreadsheet, its code, and why."""

    row: int
    code: str
    reason: str


@dataclass(frozen=True, slots=True)
class CodedRow:
    """One filled row; cells are asked for by the title of their column."""

    row: int
    cells: Mapping[str, Cell]

    def cell(self, title: str) -> Cell:
        """Give a cell as it stands, an empty text where the column is missing."""
        return self.cells.get(title, "")

    def text(self, title: str) -> str:
        """Give a cell as clean text.

        Raises:
            OverlongTextError: it holds more than a form can take.
        """
        text = text_of(self.cell(title))
        if len(text) > LONGEST_TEXT:
            raise OverlongTextError(len(text), LONGEST_TEXT)
        return text


def read_coded(path: Path, table: str, titles: Sequence[str], required: Sequence[str]) -> Iterator[CodedRow]:
    """Give the rows with any content below the header that has all required titles.

    Raises:
        StorageError: the file cannot be read.
        LedgerError: it is no spreadsheet, or not this table.
    """
    workbook = open_workbook(path)
    best: Sequence[str] = required
    for name in workbook.sheet_names:
        sheet = workbook.sheet(name)
        for first, row in enumerate(sheet.head(_SEARCHED_ROWS)):
            places = _places(row, titles)
            missing = [title for title in required if title not in places]
            if not missing:
                return _rows(sheet, first + 1, places)
            best = min(best, missing, key=len)
    raise ForeignTableError(workbook.file_name, table, best)


def _places(row: Row, titles: Sequence[str]) -> dict[str, int]:
    """Find the columns of a header row."""
    spelt = [spell_header(cell) if isinstance(cell, str) else "" for cell in row]
    return {title: spelt.index(spell_header(title)) for title in titles if spell_header(title) in spelt}


def _rows(sheet: Sheet, start: int, places: Mapping[str, int]) -> Iterator[CodedRow]:
    """Give the rows below the header."""
    for number, cells in enumerate(islice(sheet.rows(), start, None), start + 1):
        row = {title: cells[index] for title, index in places.items()}
        if any(cell != "" for cell in row.values()):
            yield CodedRow(number, row)
