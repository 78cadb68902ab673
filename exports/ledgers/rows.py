"""Turns one row of cells into the facts of a case, or into the reason why it is refused."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from exports.ledgers.columns import CONTENTS, LIMITS, SHARED_FIELD, Content, field_of, spell_header
from exports.ledgers.values import (
    CellError,
    OverlongTextError,
    UnreadableAmountError,
    list_of,
    name_of,
    read_amount,
    read_date,
    text_of,
)
from exports.ledgers.workbook import Cell, Row
from models.case_number import category_of, is_known_type, looks_like_number, normalise, parse
from models.ledger_row import FIELD_LABELS, CaseFacts, LedgerRow

Read = Callable[[Cell], Any]

# a row is gathered by place and not by name: a ledger has a hundred thousand of them
_FIELDS = CaseFacts._fields
_BLANK: list[Any] = list(CaseFacts("", category=""))
_NUMBER, _YEAR, _COURT_CODE, _TYPE_CODE, _SERIAL, _CATEGORY, _PARTIES, _FILED_ON, _CLOSED_ON, _AMOUNT = map(
    _FIELDS.index,
    ("number", "year", "court_code", "type_code", "serial", "category", "parties", "filed_on", "closed_on", "amount"),
)

_FOOTER = re.compile(
    r"(?:合计|小计|总计|共计|累计|总数|审核|审批|复核|填表|制表|填报|填写|统计|负责人|分管|主管|打印|导出|以下空白|本页"
    r"|(?:备注|说明|注|单位|日期|经办人?|部门)[:(]|第\d+页|共\d+[页件])"
)
_CATEGORY_SIGNS = (
    ("赔偿", "compensation"),
    ("执", "enforcement"),
    ("刑", "criminal"),
    ("行政", "administrative"),
    ("民", "civil"),
    ("商事", "civil"),
    ("破产", "civil"),
)


class _Remembered(dict[Cell, Any]):
    """Reads each different cell once: most columns of a ledger repeat a few values."""

    def __init__(self, read: Read) -> None:
        super().__init__()
        self._read = read

    def __missing__(self, cell: Cell) -> Any:
        value = self[cell] = self._read(cell)
        return value


class RowReader:
    """Reads rows under one mapping; `names` are the columns' own names, `this_year` bounds the year of a number."""

    def __init__(self, mapping: Mapping[int, str], names: Mapping[int, str], this_year: int) -> None:
        self._this_year = this_year
        self._number = next(index for index, field in mapping.items() if field == "number")
        self._mapped = tuple(mapping)
        self._names = names
        self._categories = _Remembered(_categories_of)
        parties = tuple(index for index, field in mapping.items() if field == SHARED_FIELD)
        self._parties = parties if len(parties) > 1 else ()
        plan = [
            (_FIELDS.index(field), index, _reader_of(field, names.get(index, "")))
            for index, field in mapping.items()
            if field != "number" and index not in self._parties
        ]
        plan.sort(key=lambda step: step[0] == _AMOUNT)  # last: an amount that cannot be read spoils no other cell
        self._repeating = tuple((place, index, read) for place, index, read in plan if isinstance(read, _Remembered))
        self._single = tuple((place, index, read) for place, index, read in plan if not isinstance(read, _Remembered))

    def read(self, row: int, cells: Row) -> LedgerRow | None:
        """Give the outcome of a row, or None when it is not meant as a case."""
        written = cells[self._number]
        number = parse(written, self._this_year) if isinstance(written, str) else None
        if number is None:
            return self._read_without_grammar(row, cells)
        values = _BLANK.copy()
        values[_NUMBER], values[_YEAR], values[_SERIAL] = number.text, number.year, number.serial
        values[_COURT_CODE], values[_TYPE_CODE] = number.court_code, number.type_code
        known, likely = self._categories[number.type_code]
        return self._complete(row, cells, values, known, likely, number.warnings)

    def _read_without_grammar(self, row: int, cells: Row) -> LedgerRow | None:
        """Give the outcome of a row whose number does not fit the grammar."""
        written = text_of(cells[self._number])
        if not any(cells[index] != "" and text_of(cells[index]) for index in self._mapped):
            return None
        if self._is_footer(cells) or self._is_header(written) or _is_numbering(cells):
            return None
        if not written:
            return LedgerRow(row, None, "没有案号")
        if len(written) > LIMITS["number"]:
            return LedgerRow(row, None, f"案号{OverlongTextError(len(written), LIMITS['number'])}")
        if not looks_like_number(written):
            return LedgerRow(row, None, f"没有案号：“{written[:30]}”不是案号")
        text = normalise(written)
        warning = f"案号“{text}”不合案号规则，已照原样保留"
        values = _BLANK.copy()
        values[_NUMBER] = text
        return self._complete(row, cells, values, "", category_of(text), (warning,))

    def _complete(
        self, row: int, cells: Row, values: list[Any], known: str, likely: str, warnings: tuple[str, ...]
    ) -> LedgerRow:
        """Read the other cells of a row whose number is settled."""
        try:
            for place, index, memory in self._repeating:
                values[place] = memory[cells[index]]
            for place, index, read in self._single:
                values[place] = read(cells[index])
        except UnreadableAmountError as error:
            warnings = (*warnings, f"{FIELD_LABELS['amount']}{error}")
        except CellError as error:
            return LedgerRow(row, None, f"{FIELD_LABELS[_FIELDS[place]]}{error}", number=values[_NUMBER])
        if self._parties:
            values[_PARTIES] = self._joined_parties(cells)
        values[_CATEGORY] = known or values[_CATEGORY] or likely
        filed_on, closed_on = values[_FILED_ON], values[_CLOSED_ON]
        if filed_on and closed_on and closed_on < filed_on:
            reason = f"结案日期 {closed_on} 早于立案日期 {filed_on}"
            return LedgerRow(row, None, reason, number=values[_NUMBER])
        return LedgerRow(row, CaseFacts._make(values), "", warnings)

    def _joined_parties(self, cells: Row) -> str:
        """Put several columns of parties together, each with its name: 原告：甲；被告：乙."""
        texts = [(self._names.get(index, ""), list_of(cells[index])) for index in self._parties]
        return "；".join(f"{name}：{text}" for name, text in texts if text)

    def _is_footer(self, cells: Row) -> bool:
        """Tell a sum, a signature line or a note below the table by how its first filled cell begins."""
        first = next((text for text in map(text_of, cells) if text), "")
        return _FOOTER.match(_spelt_footer(first)) is not None

    def _is_header(self, written: str) -> bool:
        """Tell a header that is repeated on each printed page."""
        match = field_of(spell_header(written)) if len(written) < LIMITS["number"] else None
        return match is not None and match[0] == "number"


def _spelt_footer(text: str) -> str:
    """Give the beginning of a footer in half width and without blanks."""
    return "".join(unicodedata.normalize("NFKC", text[:40]).split())


def _is_numbering(cells: Row) -> bool:
    """Tell the row that only numbers the columns from 1 on."""
    filled = [text_of(cell) for cell in cells if cell != ""]
    return len(filled) > 2 and filled == [str(number) for number in range(1, len(filled) + 1)]


def _reader_of(field: str, header: str) -> Read | _Remembered:
    """Choose how the cells of a field are read."""
    content = CONTENTS[field]
    if content is Content.DATE:
        return _Remembered(read_date)
    if content is Content.AMOUNT:
        return partial(read_amount, unit=10_000 if "万" in header else 1)
    if content is Content.CATEGORY:
        return _Remembered(_category)
    if content is Content.NAME:
        return _Remembered(partial(_text, clean=name_of, limit=LIMITS[field]))
    if content is Content.NUMBER:
        return partial(_text, clean=_original_number, limit=LIMITS[field])
    return partial(_long_text, clean=list_of if content is Content.LIST else text_of, limit=LIMITS[field])


def _text(cell: Cell, clean: Callable[[Cell], str], limit: int) -> str:
    """Read a text that the field can hold."""
    text = clean(cell)
    if len(text) > limit:
        raise OverlongTextError(len(text), limit)
    return text


def _long_text(cell: Cell, clean: Callable[[Cell], str], limit: int) -> str:
    """Read a text of a field whose values seldom repeat, most of them already clean."""
    if isinstance(cell, str) and len(cell) <= limit and cell.isprintable():
        return cell.strip()
    return _text(cell, clean, limit)


def _categories_of(type_code: Cell) -> tuple[str, str]:
    """Give the category that the table of types knows, and the one that the characters suggest."""
    likely = category_of(str(type_code))
    return (likely if is_known_type(str(type_code)) else "", likely)


def _original_number(cell: Cell) -> str:
    """Give the number of the case below in its canonical spelling where it is one."""
    text = text_of(cell)
    number = parse(text) if looks_like_number(text) else None
    return number.text if number else text


def _category(cell: Cell) -> str:
    """Read a case category from a text such as 民事一审案件; nothing when it names none."""
    text = text_of(cell)
    return next((category for sign, category in _CATEGORY_SIGNS if sign in text), "")
