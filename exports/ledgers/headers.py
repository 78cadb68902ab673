"""Finds the header of a ledger by itself: under title rows, over one or two rows, with blanks and breaks in names."""

from collections.abc import Sequence
from dataclasses import dataclass

from exports.ledgers.columns import field_of, match_fields, spell_header
from exports.ledgers.workbook import Row

SEARCHED_ROWS = 40
_LONGEST_NAME = 30


@dataclass(frozen=True, slots=True)
class Header:
    """Where the header stands and what its columns are; `first` counts from 0."""

    first: int
    height: int
    names: tuple[str, ...]
    fields: tuple[str | None, ...]

    @property
    def found(self) -> int:
        """How many different fields were recognised."""
        return len({field for field in self.fields if field})

    @property
    def is_ledger(self) -> bool:
        """Whether a column is the case number."""
        return "number" in self.fields

    @property
    def rank(self) -> tuple[bool, int, int, int]:
        """How likely this is the header: a number column, many fields, few rows, high up."""
        return (self.is_ledger, self.found, -self.height, -self.first)


def find_header(rows: Sequence[Row]) -> Header | None:
    """Find the likeliest header among the first rows of a sheet, None when no row has any name that is known."""
    candidates = []
    for first, row in enumerate(rows[:SEARCHED_ROWS]):
        if any(_may_be_name(cell) for cell in row):
            candidates.append(header_at(rows, first, 1))
            if first + 1 < len(rows):
                candidates.append(header_at(rows, first, 2))
    best = max(candidates, key=lambda header: header.rank, default=None)
    return best if best and best.found else None


def header_at(rows: Sequence[Row], first: int, height: int) -> Header:
    """Read the header that begins at a row and is one or two rows high."""
    top = [spell_header(cell) if _may_be_name(cell) else "" for cell in rows[first]]
    names = tuple(top)
    if height > 1 and first + 1 < len(rows):
        bottom = [spell_header(cell) if _may_be_name(cell) else "" for cell in rows[first + 1]]
        names = tuple(map(_join, _spread(top, bottom), bottom))
    return Header(first, height, names, match_fields(names))


def _may_be_name(cell: object) -> bool:
    """Tell whether a cell may name a column: a short text."""
    return isinstance(cell, str) and 0 < len(cell) <= _LONGEST_NAME


def _spread(top: Sequence[str], bottom: Sequence[str]) -> list[str]:
    """Fill an upper name to the right over the lower names that it was merged across."""
    spread, last = [], ""
    for upper, lower in zip(top, bottom, strict=True):
        last = upper or (last if lower else "")
        spread.append(last)
    return spread


def _join(upper: str, lower: str) -> str:
    """Join two merged names: 承办 over 部门, 日期 over 立案, 案件信息 over 案号, or a name over nothing."""
    if not lower or not upper or upper == lower:
        return upper or lower
    choices = (upper + lower, lower + upper, lower)
    return next((choice for choice in choices if field_of(choice)), upper + lower)
