"""Reads single cells: dates as offices write them, amounts with their units, and clean text."""

import re
import unicodedata
from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation

from exports.ledgers.workbook import Cell
from review_forms.errors import UserError

_LONGEST_VALUE = 60
_EXCEL_EPOCH = date(1899, 12, 30)
_SERIALS = range(18_264, 73_051)  # 1950 to 2099 counted in days
_YEARS = range(1950, 2100)
_TIME = r"(?:\s*T?\s*\d{1,2}(?::|时|点)\d{1,2}(?:(?::|分)\d{1,2}(?:\.\d+)?)?秒?分?)?"
_DATE = re.compile(
    rf"(\d{{4}})\s*[-./年、。·~_—–]\s*(\d{{1,2}})\s*[-./月、。·~_—–]\s*(\d{{1,2}})\s*[日号.]?{_TIME}Z?", re.ASCII
)
_COMPACT = re.compile(r"(\d{4})(\d\d)(\d\d)(?:\.0)?", re.ASCII)
_SERIAL = re.compile(r"(\d{5})(?:\.\d+)?", re.ASCII)
_NOTHING = frozenset(
    (
        "",
        "-",
        "--",
        "---",
        "—",
        "——",
        "–",
        "/",
        "\\",
        "无",
        "空",
        "暂无",
        "未结",
        "未结案",
        "未审结",
        "在审",
        "待定",
        "NULL",
        "NONE",
        "NAN",
    )
)
_AMOUNT = re.compile(
    r"(?:人民币|RMB|约|共|计)*[¥$]?(-?[\d,，]*\.?\d+|-?[\d,，]+\.?)(亿|千万|百万|万|千)?(?:元|圆|人民币|整|正)*",
    re.ASCII,
)
_UNITS = {"亿": 100_000_000, "千万": 10_000_000, "百万": 1_000_000, "万": 10_000, "千": 1_000}
_LARGEST_AMOUNT = 10**13  # a tenth of the digits that a float keeps to the cent
_CENT = Decimal("0.01")
_BREAKS = re.compile(r"\s*[\r\n\v\f\x85\u2028\u2029]+\s*")
_SPACES = re.compile(r"[^\S\n]+")
_HAN = r"[\u2e80-\u9fff\uf900-\ufaff\U00020000-\U0003ffff，、。；：（）《》“”]"
_INNER_SPACES = re.compile(rf"(?<={_HAN})\s+(?={_HAN})")
_INVISIBLE = frozenset("\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\ufffe\uffff\xad")


class CellError(UserError):
    """A cell that spoils its row; the sentence goes on from the column's name."""


class UnreadableDateError(CellError):
    """A cell that should be a day and is none."""

    def __init__(self, written: str) -> None:
        super().__init__(f"“{_shortened(written)}”不是有效的日期")


class UnreadableAmountError(CellError):
    """A cell that should be an amount and is none."""

    def __init__(self, written: str) -> None:
        super().__init__(f"“{_shortened(written)}”不是金额，没有读入")


class OverlongTextError(CellError):
    """A cell with more text than its field can hold."""

    def __init__(self, length: int, limit: int) -> None:
        super().__init__(f"一格有 {length} 个字，超过 {limit} 个字的上限")


def read_date(cell: Cell) -> date | None:
    """Read a day from a real date, an Excel serial, or text such as 2025-01-05, 2025.1.5, 2025年1月5日, 20250105.

    Raises:
        UnreadableDateError: there is something, and it is no day between 1950 and 2099.
    """
    if cell == "":
        return None
    if isinstance(cell, datetime):
        cell = cell.date()
    if isinstance(cell, date):
        if cell.year in _YEARS:
            return cell
        raise UnreadableDateError(cell.isoformat())
    if isinstance(cell, str):
        return _date_of_text(cell)
    if isinstance(cell, bool | time | timedelta):
        raise UnreadableDateError(text_of(cell))
    return _date_of_number(cell)


def read_amount(cell: Cell, unit: int = 1) -> Decimal | None:
    """Read an amount in yuan from a number or text such as 12,345.60元 or 3.5万元; `unit` is that of the column.

    Raises:
        UnreadableAmountError: there is something, and it is no amount.
    """
    if isinstance(cell, float) and unit == 1 and -_LARGEST_AMOUNT < cell < _LARGEST_AMOUNT:
        return Decimal(f"{cell:.2f}")
    if isinstance(cell, str):
        return _amount_of_text(cell, unit)
    if isinstance(cell, bool) or not isinstance(cell, int | float):
        raise UnreadableAmountError(text_of(cell))
    return _in_range(Decimal(repr(cell)) * unit, repr(cell))


def text_of(cell: Cell) -> str:
    """Give a cell as the text a person sees: whole numbers without a point, days as 2026-01-05, no stray characters."""
    if isinstance(cell, str):
        return cell.strip() if cell.isprintable() else _cleaned(cell)
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    if isinstance(cell, datetime):
        return cell.strftime("%Y-%m-%d" if cell.time() == time() else "%Y-%m-%d %H:%M")
    return str(cell)


def name_of(cell: Cell) -> str:
    """Give a name on one line, without the blanks that spread two characters over three (孙　军)."""
    text = text_of(cell)
    if text.isprintable() and " " not in text:
        return text
    return _INNER_SPACES.sub("", _SPACES.sub(" ", _BREAKS.sub(" ", text)))


def list_of(cell: Cell) -> str:
    """Give several names on one line; line breaks between them become 、."""
    text = text_of(cell)
    if text.isprintable():
        return text
    joined = _BREAKS.sub("、", text)
    return re.sub(r"([、，；：,;])、", r"\1", joined)


def _date_of_number(number: float) -> date:
    """Read a day from an Excel serial or from a number such as 20250105."""
    if int(number) in _SERIALS:
        return _EXCEL_EPOCH + timedelta(days=int(number))
    if number == int(number):
        compact = _COMPACT.fullmatch(str(int(number)))
        if compact:
            return _day(text_of(number), *compact.groups())
    raise UnreadableDateError(text_of(number))


def _date_of_text(written: str) -> date | None:
    """Read a day from text."""
    if len(written) > _LONGEST_VALUE:
        raise UnreadableDateError(written)
    found = _DATE.fullmatch(written) or _COMPACT.fullmatch(written)
    if found:
        return _day(written, *found.groups())
    spelt = unicodedata.normalize("NFKC", text_of(written)).strip()
    if spelt.upper() in _NOTHING:
        return None
    found = _DATE.fullmatch(spelt) or _COMPACT.fullmatch(spelt.replace(" ", ""))
    if found:
        return _day(written, *found.groups())
    serial = _SERIAL.fullmatch(spelt)
    if serial and int(serial[1]) in _SERIALS:
        return _date_of_number(int(serial[1]))
    raise UnreadableDateError(written)


def _day(written: str, year: str, month: str, day: str) -> date:
    """Give the day when the calendar has it."""
    try:
        found = date(int(year), int(month), int(day))
    except ValueError as error:
        raise UnreadableDateError(written) from error
    if found.year not in _YEARS:
        raise UnreadableDateError(written)
    return found


def _amount_of_text(written: str, unit: int) -> Decimal | None:
    """Read an amount from text; a unit in the cell goes before that of the column."""
    if not written:
        return None
    if len(written) > _LONGEST_VALUE:
        raise UnreadableAmountError(written)
    spelt = "".join(unicodedata.normalize("NFKC", text_of(written)).split()).upper()
    if spelt in _NOTHING:
        return None
    found = _AMOUNT.fullmatch(spelt)
    if not found:
        raise UnreadableAmountError(written)
    digits, own_unit = found.groups()
    try:
        number = Decimal(digits.replace(",", "").replace("，", ""))
    except InvalidOperation as error:
        raise UnreadableAmountError(written) from error
    in_yuan = own_unit is None and "元" in spelt
    return _in_range(number * (_UNITS[own_unit] if own_unit else 1 if in_yuan else unit), written)


def _in_range(amount: Decimal, written: str) -> Decimal:
    """Round to the cent and refuse what no case is about."""
    if not amount.is_finite() or abs(amount) > _LARGEST_AMOUNT:
        raise UnreadableAmountError(written)
    return amount.quantize(_CENT)


def _cleaned(text: str) -> str:
    """Take control and invisible characters out and unify line breaks: text that every store accepts remains."""
    kept = "".join(
        "\n" if c in "\r\n\v\f\x85\u2028\u2029" else " " if c.isspace() else c
        for c in text.replace("\r\n", "\n")
        if c.isspace() or (c not in _INVISIBLE and unicodedata.category(c) not in ("Cc", "Cs"))
    )
    return "\n".join(_SPACES.sub(" ", line).strip() for line in kept.split("\n")).strip()


def _shortened(text: str) -> str:
    """Give the beginning of a text for a sentence."""
    clean = " ".join(text_of(text[:200]).split())
    return clean if len(clean) <= 30 else clean[:30] + "…"
