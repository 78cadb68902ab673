"""A standard as rows of plain texts, the way a person edits it in a table or in Excel; faults are allowed meanwhile."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import Any

import tomli_w

from review_forms.category import CaseCategory
from review_forms.item_rules import KIND_KEYS, keys_of
from review_forms.loader import check_standard, load_standard
from review_forms.scoring import figure
from review_forms.sheet_texts import amount, flag, lines, word, word_label
from review_forms.standard import ZERO, Family, ItemKind, Severity, Standard
from review_forms.standard_columns import COLUMNS, HEAD, SECTION_KEYS, Column, ColumnKind

Row = Mapping[str, str]
"""The texts of one item by the keys of `COLUMNS`; a key that lacks is blank."""


@dataclass(frozen=True, slots=True)
class StandardSheet:
    """A standard as texts: the fields of its head by key, and a row for each item in the order of the form."""

    head: Mapping[str, str]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class SheetFault:
    """What is wrong: the row from 0 (None for the head), the key of the column (empty for the whole), and a clause."""

    row: int | None
    column: str
    message: str


_WORDS = {ColumnKind.KIND: ItemKind, ColumnKind.SEVERITY: Severity, ColumnKind.FAMILY: Family}
_PLACE = re.compile(r"sections\[(\d+)\](?:\.items\[(\d+)\])?(?:\.(\w+))?")
_TITLES = {column.key: column.title for column in (*HEAD, *COLUMNS)}


def sheet_of(standard: Standard) -> StandardSheet:
    """The sheet of a standard; `load_standard(to_toml(sheet_of(standard)))` is the standard again."""
    head: dict[str, Any] = {column.key: getattr(standard, column.key) for column in HEAD}
    if standard.full_marks == 100:
        head["full_marks"] = None
    head["base"] = standard.base or None
    head["veto_scores_zero"] = standard.veto_scores_zero or None
    own = [column for column in COLUMNS if column.key not in SECTION_KEYS]
    rows = (
        {
            "section_id": section.id,
            "section": section.title,
            "absolute": _cell(section.absolute or None),
            **{column.key: _cell(getattr(item, column.key)) for column in own},
            "points": _cell(item.points or None),
            "outcome": _cell(item.outcome or None),
        }
        for section in standard.sections
        for item in section.items
    )
    return StandardSheet({key: _cell(value) for key, value in head.items()}, tuple(rows))


def sheet_of_toml(text: str, name: str = "评查标准") -> StandardSheet:
    """The sheet of a TOML text that `to_toml` wrote, faults of values and all.

    Raises:
        StandardFaultsError: The text is no TOML.
    """
    try:
        values = tomllib.loads(text, parse_float=Decimal)
    except (tomllib.TOMLDecodeError, ValueError, RecursionError):
        load_standard(text, name)
        raise
    rows = []
    for section in _tables(values, "sections"):
        shared = {
            "section_id": _cell(section.get("id")),
            "section": _cell(section.get("title")),
            "absolute": _cell(section.get("absolute")),
        }
        for item in _tables(section, "items"):
            cells = {column.key: _typed_cell(column, item.get(column.key)) for column in COLUMNS}
            rows.append({**cells, **shared})
    return StandardSheet({column.key: _typed_cell(column, values.get(column.key)) for column in HEAD}, tuple(rows))


def to_toml(sheet: StandardSheet) -> str:
    """The sheet as the text of a standard's file; what cannot be read as a number or a word stays as it was written."""
    values = _values(HEAD, sheet.head)
    values["sections"] = [
        _section(list(rows)) for _, rows in groupby(sheet.rows, lambda row: row.get("section_id", ""))
    ]
    renamed = values.pop("renamed", None)
    if renamed:
        values["renamed"] = renamed
    return tomli_w.dumps(values, multiline_strings=True)


def check_sheet(sheet: StandardSheet) -> tuple[SheetFault, ...]:
    """All faults, each at its row and column, in words that name the columns as they are titled."""
    starts = _section_starts(sheet.rows)
    return tuple(_fault(fault.key, fault.message, starts) for fault in check_standard(to_toml(sheet)))


def points_of(rows: Iterable[Row]) -> Decimal:
    """What the items of these rows can lose together, as far as it can be read."""
    amounts = (amount(row.get("points", "")) for row in rows if _deducts(row))
    return sum((number for number in amounts if isinstance(number, Decimal | int)), ZERO)


def takes(row: Row, key: str) -> bool:
    """Whether the item of a row may say something under a key; one of no known kind may under any."""
    kind = _kind(row)
    return key not in KIND_KEYS or kind is None or key in keys_of(kind)


def _deducts(row: Row) -> bool:
    kind = _kind(row)
    return kind is not None and kind.deducts


def _kind(row: Row) -> ItemKind | None:
    said = word(ItemKind, row.get("kind", ""))
    return ItemKind(said) if said in set(ItemKind) else None


def _section(rows: list[Row]) -> dict[str, Any]:
    first = rows[0]
    values: dict[str, Any] = {"id": first.get("section_id", ""), "title": first.get("section", "")}
    total = points_of(rows)
    if total:
        values["points"] = _plain(total)
    if first.get("absolute", "").strip():
        values["absolute"] = flag(first["absolute"])
    own = [column for column in COLUMNS if column.key not in SECTION_KEYS]
    values["items"] = [_values(own, row) for row in rows]
    return values


def _values(columns: Iterable[Column], cells: Row) -> dict[str, Any]:
    """The cells that say something, as TOML takes them."""
    given = ((column, cells.get(column.key, "").strip()) for column in columns)
    return {column.key: _value(column, text) for column, text in given if text}


def _value(column: Column, text: str) -> Any:
    match column.kind:
        case ColumnKind.NUMBER:
            return _plain(amount(text))
        case ColumnKind.NUMBERS:
            return [_plain(amount(line)) for line in lines(text)]
        case ColumnKind.LINES:
            return lines(text)
        case ColumnKind.FLAG:
            return flag(text)
        case ColumnKind.CATEGORIES:
            return [word(CaseCategory, part) for part in re.split(r"[、，,；;\s]+", text) if part]
        case ColumnKind.PAIRS:
            return dict(_pair(line) for line in lines(text))
        case ColumnKind.KIND | ColumnKind.SEVERITY | ColumnKind.FAMILY:
            return word(_WORDS[column.kind], text)
        case _:
            return text if column.kind is ColumnKind.LONG else " ".join(text.split("\n"))


def _pair(line: str) -> tuple[str, str]:
    old, _, new = line.replace("＝", "=").partition("=")
    return old.strip(), new.strip()


def _plain(number: object) -> object:
    """A whole number without a point, as people write it."""
    return int(number) if isinstance(number, Decimal) and number == number.to_integral_value() else number


def _tables(values: Mapping[str, Any], key: str) -> list[Mapping[str, Any]]:
    found = values.get(key)
    return [part for part in found if isinstance(part, Mapping)] if isinstance(found, list) else []


def _typed_cell(column: Column, value: object) -> str:
    """The cell of a raw value: words of a fixed set by their Chinese label where they are known."""
    if isinstance(value, str) and column.kind in _WORDS:
        return word_label(_WORDS[column.kind], value)
    if isinstance(value, list) and column.kind is ColumnKind.CATEGORIES:
        return "、".join(word_label(CaseCategory, str(part)) for part in value)
    return _cell(value)


def _cell(value: object) -> str:
    """The text of a value in a cell; lists and pairs have a line for each part."""
    match value:
        case None:
            return ""
        case bool():
            return "是" if value else "否"
        case Decimal() | int():
            return _number_cell(Decimal(value))
        case CaseCategory() | Family() | ItemKind() | Severity():
            return value.label
        case str():
            return value
        case Mapping():
            return "\n".join(f"{old}={new}" for old, new in value.items())
        case tuple() | list() if value and isinstance(value[0], CaseCategory):
            return "、".join(_cell(part) for part in value)
        case tuple() | list():
            return "\n".join(" ".join(_cell(part).split("\n")) for part in value)
        case _:
            return str(value)


def _number_cell(number: Decimal) -> str:
    """As people write it; what no standard can mean stays in powers of ten, which would fill the memory otherwise."""
    is_usual = number.is_finite() and abs(number.adjusted()) < 20 and len(number.as_tuple().digits) < 40
    return figure(number) if is_usual else str(number)


def _section_starts(rows: tuple[Row, ...]) -> list[int]:
    """The first row of each section."""
    starts = [at for at, row in enumerate(rows) if at == 0 or row.get("section_id") != rows[at - 1].get("section_id")]
    return starts or [0]


def _fault(key: str, message: str, starts: list[int]) -> SheetFault:
    """A loader's fault at its row and column."""
    place = _PLACE.fullmatch(key)
    if place is None:
        return SheetFault(None, key.partition(".")[0], _in_words(message))
    start = starts[int(place[1]) - 1]
    column = place[3] or ""
    if place[2] is None:
        column = {"id": "section_id", "title": "section"}.get(column, column)
        return SheetFault(start, column, _in_words(message))
    return SheetFault(start + int(place[2]) - 1, column, _in_words(message))


def _in_words(message: str) -> str:
    """The message with the titles of columns for the keys of the file, and Chinese words for its own."""
    told = re.sub(r"^(类别|评查项)“[^”]*”：|^类别第 \d+ 项：(类别第 \d+ 项：)?", "", message)
    told = re.sub(r"，第 \w+ 行已经用过", "，前面已经用过", told)
    told = told.replace("，不加引号", "").replace("，要加半角双引号", "")  # a cell has no quotation marks
    told = re.sub(r"“(\w+)”", lambda match: f"“{_TITLES.get(match[1], match[1])}”", told)
    head, only, allowed = told.partition("只能是")
    return head + only + "、".join(_allowed(part) for part in allowed.split("、")) if only else told


def _allowed(value: str) -> str:
    for words in (ItemKind, Severity, Family, CaseCategory):
        label = word_label(words, value)
        if label != value:
            return label
    return value
