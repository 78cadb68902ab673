"""Strict reading of a TOML file that a person wrote: every fault at once, each with its line."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import TypeVar

from review_forms.toml_lines import Path, key_lines, line_of

MOST_BYTES = 1024 * 1024
MOST_POINTS = Decimal(1000)
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,63}")
_PLACE = re.compile(r"\(at (?:line (\d+), column (\d+)|end of document)\)")
_SYNTAX = (
    ("Cannot overwrite a value", "同一个键写了两次"),
    ("Duplicate inline table key", "同一个键写了两次"),
    ("Cannot declare", "同一个表写了两次"),
    ("Cannot mutate", "同一个表写了两次"),
    ("Expected '='", "键的后面缺少等号“=”"),
    ("Unterminated string", "引号没有成对"),
    ("Illegal character", "引号没有成对，或者夹有不可见的控制字符"),
    ("Unescaped", "引号内的反斜杠“\\”应写成两个"),
    ("Unclosed array", "方括号“]”没有写全"),
    ("Unclosed inline table", "花括号“}”没有写全"),
    ("Expected ']", "表名的方括号没有写全"),
    ("Expected newline", "一行只能写一项，值的后面不能再有别的内容"),
    ("Invalid initial character", "键名只能用半角的英文字母、数字、下划线和连字符"),
    ("Invalid date", "没有这样的日期或者时间"),
    ("Invalid value", "值写得不对，文字要加半角双引号，数字不加引号"),
    ("Invalid statement", "这一行写得不对，键名只能用半角的英文字母、数字、下划线和连字符"),
)
Word = TypeVar("Word", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault of a file: the line it stands on (None for the whole file), the key, and a Chinese clause."""

    line: int | None
    key: str
    message: str

    def __str__(self) -> str:
        return self.message if self.line is None else f"第 {self.line} 行：{self.message}"


class FaultLog:
    """Collects the faults of one file."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._lines: dict[Path, int] | None = None
        self._faults: list[Fault] = []
        self._faulty: set[Path] = set()

    def add(self, path: Path, message: str) -> None:
        """Notes a fault at a path."""
        self._faulty.add(path)
        self._faults.append(Fault(self.line(path), _spell(path), message))

    def add_whole(self, fault: Fault) -> None:
        """Notes a fault that stands at no key."""
        self._faults.append(fault)

    def line(self, path: Path) -> int | None:
        """The line of a path; the text is only searched once a fault asks for it."""
        if self._lines is None:
            self._lines = key_lines(self._text)
        return line_of(self._lines, path)

    def is_sound(self, path: Path) -> bool:
        """Whether nothing is wrong at this very path."""
        return path not in self._faulty

    @property
    def faults(self) -> tuple[Fault, ...]:
        """All faults in the order of the file."""
        return tuple(sorted(self._faults, key=lambda fault: fault.line or 0))


class TomlTable:
    """Takes typed values out of one table and notes what is wrong with them.

    A method that finds a fault notes it and gives a harmless stand-in, so that reading goes on to the next fault.
    `label` is put before each message, so that a person knows which table is meant.
    """

    def __init__(self, values: Mapping[str, object], path: Path, log: FaultLog, label: str = "") -> None:
        self._values = dict(values)
        self._given = frozenset(values)
        self.path = path
        self.log = log
        self.label = label

    def gives(self, key: str) -> bool:
        """Whether the table has the key."""
        return key in self._given

    def is_sound(self, key: str) -> bool:
        """Whether nothing is wrong with the key."""
        return self.log.is_sound((*self.path, key))

    def fault(self, key: str, message: str) -> None:
        """Notes a fault at a key."""
        self.log.add((*self.path, key) if key else self.path, f"{self.label}{message}")

    def text(self, key: str, *, required: bool = False) -> str:
        """A text, its outer blanks cut off."""
        value = self._take(key, required)
        if value is None:
            return ""
        if not isinstance(value, str):
            self.fault(key, f"“{key}”应为文字，要加半角双引号")
            return ""
        if required and not value.strip():
            self.fault(key, f"“{key}”不能为空")
        return value.strip()

    def line(self, key: str, *, required: bool = False) -> str:
        """A text on one line."""
        value = self.text(key, required=required)
        if "\n" in value:
            self.fault(key, f"“{key}”只能写成一行")
        return value

    def identifier(self, key: str) -> str:
        """A required ASCII name."""
        value = self.line(key, required=True)
        if value and not _ID.fullmatch(value):
            self.fault(key, f"“{key}”的值“{value}”不合规定，只能用英文字母、数字、连字符、下划线和点，不超过 64 个字符")
        return value

    def texts(self, key: str, *, required: bool = False) -> tuple[str, ...]:
        """A list of different texts."""
        value = self._take(key, required)
        if value is None:
            return ()
        if not isinstance(value, list) or not all(isinstance(part, str) and part.strip() for part in value):
            self.fault(key, f"“{key}”应为文字的列表，其中不能有空白的")
            return ()
        parts = tuple(part.strip() for part in value)
        if required and not parts:
            self.fault(key, f"“{key}”不能为空")
        for part in sorted({part for part in parts if parts.count(part) > 1}):
            self.fault(key, f"“{key}”中“{part}”重复")
        return parts

    def number(self, key: str, *, required: bool = False) -> Decimal | None:
        """A number of points: from 0 to 1000, with at most two decimals."""
        value = self._take(key, required)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int | Decimal):
            self.fault(key, f"“{key}”应为数字，不加引号")
            return None
        number = Decimal(value)
        if not number.is_finite() or not 0 <= number <= MOST_POINTS:
            self.fault(key, f"“{key}”应在 0 至 {MOST_POINTS} 之间")
            return None
        if number != round(number, 2):
            self.fault(key, f"“{key}”最多保留两位小数")
            return None
        return number

    def numbers(self, key: str) -> tuple[Decimal, ...]:
        """A list of numbers of points, each greater than 0."""
        value = self._take(key, required=False)
        if value is None:
            return ()
        parts = value if isinstance(value, list) else [value]
        if not parts or not all(_is_amount(part) for part in parts):
            self.fault(key, f"“{key}”应为数字的列表，每个大于 0、不超过 {MOST_POINTS}，最多两位小数")
            return ()
        return tuple(Decimal(str(part)) for part in parts)

    def flag(self, key: str, *, usual: bool) -> bool:
        """True or false."""
        value = self._take(key, required=False)
        if value is None:
            return usual
        if not isinstance(value, bool):
            self.fault(key, f"“{key}”只能是 true（是）或 false（否）")
            return usual
        return value

    def member(self, key: str, words: type[Word], *, required: bool = False) -> Word | None:
        """One word of a fixed set."""
        value = self.text(key, required=required)
        return self._word(key, words, value) if value else None

    def members(self, key: str, words: type[Word]) -> tuple[Word, ...]:
        """A required list of different words of a fixed set."""
        found = (self._word(key, words, value) for value in self.texts(key, required=True))
        return tuple(word for word in found if word is not None)

    def tables(self, key: str, label: str) -> tuple["TomlTable", ...]:
        """A required list of tables, `[[key]]`."""
        value = self._take(key, required=True)
        if value is None:
            return ()
        if not isinstance(value, list) or not value or not all(isinstance(part, dict) for part in value):
            self.fault(key, f"“{key}”应写成一个或几个 [[…{key}]] 表")
            return ()
        return tuple(
            TomlTable(part, (*self.path, key, position), self.log, f"{label}第 {position + 1} 项：")
            for position, part in enumerate(value)
        )

    def pairs(self, key: str) -> dict[str, str]:
        """A table whose keys and values are all texts."""
        value = self._take(key, required=False)
        if value is None:
            return {}
        if not isinstance(value, dict) or not all(isinstance(part, str) for part in value.values()):
            self.fault(key, f"“{key}”应写成表，其中每个值都是文字")
            return {}
        return dict(value)

    def close(self) -> None:
        """Notes every key that nobody asked for."""
        for key in self._values:
            self.fault(key, f"不认识的键“{key}”，请核对拼写或删去")

    def _take(self, key: str, required: bool) -> object:
        if required and key not in self._given:
            self.fault(key, f"缺少“{key}”")
        return self._values.pop(key, None)

    def _word(self, key: str, words: type[Word], value: str) -> Word | None:
        try:
            return words(value)
        except ValueError:
            self.fault(key, f"“{key}”的值“{value}”不认识，只能是{'、'.join(words)}")
            return None


def read_document(text: str) -> tuple[TomlTable | None, FaultLog]:
    """The root table of a text, or None where it is too large or no TOML, and the log that its faults go to."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n")
    log = FaultLog(text)
    if len(text) > MOST_BYTES or len(text.encode(errors="replace")) > MOST_BYTES:
        log.add_whole(Fault(None, "", f"文件超过 {MOST_BYTES // 1024} KB，不像是标准文件"))
        return None, log
    try:
        return TomlTable(tomllib.loads(text, parse_float=Decimal), (), log), log
    except RecursionError:
        log.add_whole(Fault(None, "", "括号嵌套太深，不像是标准文件"))
    except ValueError as error:  # the parser lets int() and date() speak for themselves
        log.add_whole(_syntax_fault(str(error), text))
    return None, log


def _is_amount(value: object) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        return False
    number = Decimal(value)
    return number.is_finite() and 0 < number <= MOST_POINTS and number == round(number, 2)


def _syntax_fault(message: str, text: str) -> Fault:
    """The parser's English sentence as a Chinese one with its line."""
    reason = next((chinese for english, chinese in _SYNTAX if message.startswith(english)), "不合 TOML 的写法")
    place = _PLACE.search(message)
    if place is None:
        return Fault(None, "", reason)
    if place[1] is None:
        return Fault(max(1, len(text.rstrip("\n").split("\n"))), "", f"{reason}（直到文件末尾）")
    return Fault(int(place[1]), "", f"{reason}（第 {place[2]} 个字符处）")


def _spell(path: Path) -> str:
    """A path as people count: `sections[1].items[3].points`."""
    parts = (f"[{part + 1}]" if isinstance(part, int) else f".{part}" for part in path)
    return "".join(parts).removeprefix(".")
