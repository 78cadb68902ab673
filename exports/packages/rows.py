"""Rows as lines of JSON: written from what the database holds, read back strictly, one bad line never in the way."""

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec
from msgspec import UNSET, Meta, Struct, UnsetType

from models.errors import UserError
from models.letter_snapshot import letter_from_json
from models.travelling import TravelColumn, TravelTable, ValueKind
from review_forms.answers import Verdict
from review_forms.standard import Severity

Values = tuple[Any, ...]

_HEX = re.compile(r"[0-9a-f]*", re.ASCII)
# days after the 28th are looked up; a pattern for each value costs more than all the rest of reading a row
_MOMENT = re.compile(r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|1\d|2[0-8]) ([01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{6}", re.ASCII)
_LOOSE_MOMENT = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{6}", re.ASCII)
_NUL = b"\\u0000"
_MOST = 1000  # the greatest deduction or award that a form takes
_Text = Annotated[str, Meta(max_length=1_000_000)]
_Day = Annotated[str, Meta(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")]
_Scan = Annotated[str, Meta(pattern=r"^([0-9a-f]{32})?\Z")]
_ScanPage = Annotated[int, Meta(ge=0, le=1_000_000)]
_Points = Annotated[str, Meta(pattern=r"^[0-9]{1,4}(\.[0-9]{1,6})?\Z")]


class FindingContent(Struct, forbid_unknown_fields=True):
    """One finding inside an answer, as `review_forms.answers` writes it."""

    id: UUID
    severity: Literal[tuple(word.value for word in Severity)]  # type: ignore[valid-type]
    volume: _Text
    page: _Text
    facts: _Text
    basis: _Text
    suggestion: _Text
    remediable: bool
    occurrences: Annotated[int, Meta(ge=1, le=100_000)]
    scan: _Scan = ""
    scan_page: _ScanPage = 0


class MeritContent(Struct, forbid_unknown_fields=True):
    """Something done notably well inside an answer, as `review_forms.answers` writes it."""

    id: UUID
    facts: _Text
    volume: _Text
    page: _Text
    scan: _Scan = ""
    scan_page: _ScanPage = 0


class AnswerContent(Struct, forbid_unknown_fields=True):
    """What is said of one item, as `review_forms.answers` writes it."""

    item_id: Annotated[str, Meta(min_length=1, max_length=100)]
    verdict: Literal[tuple(word.value for word in Verdict)] | None  # type: ignore[valid-type]
    findings: Annotated[list[FindingContent], Meta(max_length=1_000)]
    deduction: _Points | None
    missing_elements: Annotated[list[_Text], Meta(max_length=1_000)]
    award: _Points | None
    note: _Text
    marked: bool
    merits: Annotated[list[MeritContent], Meta(max_length=1_000)] = []


class ItemRemarkContent(Struct, forbid_unknown_fields=True):
    """The office's remark on one item, as `models.services.answers.give_back` writes it."""

    text: Annotated[str, Meta(min_length=1, max_length=1_000_000)]
    revision: Annotated[int, Meta(ge=0, le=2**53)]


class FrameContent(Struct, forbid_unknown_fields=True):
    """The frame of a batch, as `models.queries.frames` writes it; what is left out stays out."""

    categories: list[_Text] | UnsetType = UNSET
    closed_from: _Day | UnsetType | None = UNSET
    closed_until: _Day | UnsetType | None = UNSET
    departments: list[_Text] | UnsetType = UNSET


# an answer that is still open stays at home
_NEVER_BLANK = {"sealed_at"}
# scanned files lie under their hash, so it must not be a path
_HASHES = {"sha256"}
_JSON_TYPES: dict[str, Any] = {
    "answers.content": AnswerContent,
    "batches.frame": FrameContent,
    "cases.warnings": list[_Text],
    "submission_returns.item_remarks": Annotated[
        dict[Annotated[str, Meta(min_length=1, max_length=100)], ItemRemarkContent], Meta(max_length=1_000)
    ],
}
_TYPES: dict[ValueKind, Any] = {
    ValueKind.ID: Annotated[str, Meta(min_length=32, max_length=32)],
    ValueKind.COUNT: Annotated[int, Meta(ge=0, le=2**53)],
    ValueKind.FLAG: bool,
    ValueKind.DAY: _Day,
    ValueKind.MOMENT: Annotated[str, Meta(min_length=26, max_length=26)],
    ValueKind.DECIMAL: Annotated[str, Meta(pattern=r"^-?[0-9]{1,20}(\.[0-9]{1,10})?\Z")],
}
_encode = msgspec.json.Encoder().encode


class RowError(ValueError):
    """A line that is no row of its table; the message is a Chinese clause."""


def row_lines(table: TravelTable, rows: Iterable[Values]) -> Iterator[bytes]:
    """The lines of a member, each ended by a line feed; rows come as the database holds them."""
    shape, raw = _shape(table), msgspec.Raw
    flags, texts = _at(table, ValueKind.FLAG), _at(table, ValueKind.JSON)
    absent = [(at, column.absent) for at, column in enumerate(table.columns) if column.absent is not None]
    for row in rows:
        values = list(row)
        for at in flags:
            values[at] = bool(values[at])
        for at in texts:
            values[at] = raw(values[at].encode())
        for at, usual in absent:
            if row[at] == usual:
                values[at] = UNSET
        yield _encode(shape(*values)) + b"\n"


def rows_of_lines(table: TravelTable, lines: Iterable[bytes], refuse: Callable[[int, str], None]) -> Iterator[Values]:
    """The rows of a member as the database holds them; `refuse` is told the number of each bad line, and why."""
    decode = msgspec.json.Decoder(_strict_shape(table)).decode
    stored = _Reader(table).stored
    for number, line in enumerate(lines, 1):
        try:
            if _NUL in line:
                _refuse_nul(msgspec.json.decode(line))
            yield stored(msgspec.structs.astuple(decode(line)))
        except (msgspec.DecodeError, UnicodeError, RecursionError) as error:
            refuse(number, f"第{number}行不是完整的记录（{_place(error)}），没有收入")
        except RowError as fault:
            refuse(number, f"第{number}行{fault}，没有收入")


def _at(table: TravelTable, kind: ValueKind) -> tuple[int, ...]:
    return tuple(at for at, column in enumerate(table.columns) if column.kind is kind)


@cache
def _shape(table: TravelTable) -> type[Struct]:
    """A struct that only puts the names to the values."""
    return msgspec.defstruct(table.name, [(name, Any) for name in table.names])


@cache
def _strict_shape(table: TravelTable) -> type[Struct]:
    """A struct that takes exactly the columns, each of its type."""
    fields = [(column.name, _type_of(column), *_usual(column)) for column in table.columns]
    # by key only, so that a column that may be left out can stand before the others
    return msgspec.defstruct(table.name, fields, forbid_unknown_fields=True, kw_only=True)


def _usual(column: TravelColumn) -> tuple[Any, ...]:
    """What stands in a line without the column, where one may leave it out."""
    return () if column.absent is None else (msgspec.Raw(column.absent.encode()),)


def _type_of(column: TravelColumn) -> Any:
    if column.words:
        known: Any = Literal[column.words]
    elif column.kind is ValueKind.JSON:
        known = msgspec.Raw
    elif column.name in _HASHES:
        known = Annotated[str, Meta(pattern=r"^[0-9a-f]{64}\Z")]
    elif column.kind is ValueKind.TEXT:
        known = Annotated[str, Meta(max_length=column.length or 1_000_000)]
    else:
        known = _TYPES[column.kind]
    is_optional = column.is_nullable and column.name not in _NEVER_BLANK
    return known | None if is_optional else known


class _Reader:
    """Looks at what types cannot tell, and gives the values the form of the database."""

    def __init__(self, table: TravelTable) -> None:
        self._table = table
        self._ids, self._days = _at(table, ValueKind.ID), _at(table, ValueKind.DAY)
        self._moments, self._flags = _at(table, ValueKind.MOMENT), _at(table, ValueKind.FLAG)
        self._texts = [(at, _checker(table, table.columns[at].name)) for at in _at(table, ValueKind.JSON)]

    def stored(self, values: Values) -> Values:
        """The row as the database holds it.

        Raises:
            RowError: a value is none of its kind.
        """
        row = list(values)
        if not _HEX.fullmatch("".join([row[at] or "" for at in self._ids])):
            raise RowError("的标识不合规范")
        for at in self._moments:
            if row[at] is not None and not _MOMENT.fullmatch(row[at]):
                _check_moment(row[at])
        for at in self._days:
            if row[at] is not None:
                _check_day(row[at])
        for at in self._flags:
            row[at] = int(row[at])
        for at, check in self._texts:
            check(row[at], row)
            row[at] = str(row[at], "utf-8")
        if self._table.name == "letters":
            _check_letter(row[self._table.at("snapshot")])
        return tuple(row)


def _checker(table: TravelTable, column: str) -> Callable[[msgspec.Raw, list[Any]], None]:
    """What looks into a JSON value of this column; the text itself stays as it came."""
    decode = msgspec.json.Decoder(_JSON_TYPES[f"{table.name}.{column}"]).decode
    item_at = table.places.get("item_id", 0)

    def check(value: msgspec.Raw, row: list[Any]) -> None:
        content = decode(value)
        if isinstance(content, AnswerContent):
            _check_answer(content, row[item_at])
        elif isinstance(content, FrameContent):
            _check_frame(content)

    return check


def _refuse_nul(value: Any) -> None:
    """Refuse text with a NUL, which PostgreSQL does not take; the letters of its escape are harmless."""
    if isinstance(value, str) and "\x00" in value:
        raise RowError("含有空字符")
    for part in value.items() if isinstance(value, dict) else value if isinstance(value, list | tuple) else ():
        _refuse_nul(part)


def _check_moment(value: str) -> None:
    if not _LOOSE_MOMENT.fullmatch(value):
        raise RowError(f"的时刻“{value}”不合规范")
    try:
        datetime.fromisoformat(value)
    except ValueError:
        raise RowError(f"的时刻“{value}”不存在") from None


def _check_day(value: str) -> None:
    try:
        date.fromisoformat(value)
    except ValueError:
        raise RowError(f"的日期“{value}”不存在") from None


def _check_answer(content: AnswerContent, item_id: str) -> None:
    if content.item_id != item_id:
        raise RowError("的评查项与内容不一致")
    for number in (content.deduction, content.award):
        if number is not None and Decimal(number) > _MOST:
            raise RowError(f"的分值“{number}”超过{_MOST}")


def _check_frame(content: FrameContent) -> None:
    for day in (content.closed_from, content.closed_until):
        if isinstance(day, str):
            _check_day(day)


def _check_letter(snapshot: str) -> None:
    try:
        letter_from_json(snapshot)
    except (UserError, ValueError, KeyError, TypeError, RecursionError):
        raise RowError("的反馈意见书内容无法识别") from None


def _place(error: Exception) -> str:
    found = re.search(r"`\$\.?(.*?)`", str(error))
    return found[1] if found and found[1] else "结构"
