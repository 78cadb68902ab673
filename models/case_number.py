"""Case numbers: one canonical spelling, and what the number itself says of its case.

Grammar: 法〔2015〕137 号, in force since 2016, and the older 字第 form. What does not fit is never thrown away here:
`parse` gives None and the caller decides.
"""

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache

import resources

_OPENING, _CLOSING = "([{<（［｛＜〔【〖〈《", ")]}>）］｝＞〕】〗〉》"
# control characters, every kind of space, and the invisible marks that systems leave in copied text
_BLANKS = (*range(0x21), *range(0x7F, 0xA1), 0xAD, 0x1680, 0x180E, *range(0x2000, 0x2010), *range(0x2028, 0x2030),
           *range(0x205F, 0x2070), 0x3000, 0xFEFF)  # fmt: skip
_SPELLING: Mapping[int, str | None] = {
    **{code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)},
    **dict.fromkeys(map(ord, _OPENING), "（"),
    **dict.fromkeys(map(ord, _CLOSING), "）"),
    **dict.fromkeys(_BLANKS),
}

_PROVINCES = "京津冀晋内辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝川贵云藏陕甘青宁新军兵"
_SUFFIX = r"(之[一二三四五六七八九十\d]+)?"
_LEGACY_SIGN = "字第"
_LEGACY = re.compile(rf"（((?:19|20)\d\d)）([\u4e00-\u9fa5]{{1,12}}?){_LEGACY_SIGN}(\d{{1,8}})号{_SUFFIX}", re.ASCII)
_MODERN = re.compile(
    rf"（((?:19|20)\d\d)）(最高法|[{_PROVINCES}]\d{{0,4}})([\u4e00-\u9fa5]{{1,6}}?)(\d{{1,8}})号{_SUFFIX}", re.ASCII
)
_DIGITS = re.compile(r"\d", re.ASCII)
_WHOLE_COURT_CODES = (0, 2, 4)  # digits after the province: high, intermediate and basic courts
_SPECIAL = "知"  # 专门审判代字, between the court and the type
_RANDOM_SERIAL = "刑核"  # reviews of death sentences carry eight random digits, a leading zero among them
_SIGNS = {"刑": "criminal", "民": "civil", "行": "administrative", "赔": "compensation", "执": "enforcement"}


@dataclass(frozen=True, slots=True)
class CaseNumber:
    """A case number that fits the grammar, taken apart; `text` is its canonical spelling."""

    text: str
    year: int
    court_code: str
    type_code: str
    serial: int
    suffix: str = ""
    special: str = ""
    legacy: bool = False
    warnings: tuple[str, ...] = ()


def normalise(text: str) -> str:
    """Give the one spelling: half-width digits, （ ） as brackets, no blanks, NFC; twice is the same as once."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).translate(_SPELLING))


def parse(text: str, this_year: int | None = None) -> CaseNumber | None:
    """Take a number apart, in any width, bracket or blank, or give None when it does not fit the grammar.

    The 字第 form is tried first, because the modern one would swallow it. A missing 号 at the end is put there, with a
    warning. A year after `this_year` (by default the calendar's) gets a warning.
    """
    number = _parse_spelt(text)  # most ledgers already spell most numbers the canonical way
    if number is None:
        spelt = normalise(text)
        number = _parse_spelt(spelt) or _parse_unfinished(spelt)
    if number is not None and number.year > (this_year or date.today().year):
        return _warned(number, f"案号年度 {number.year} 晚于今年")
    return number


def looks_like_number(text: str) -> bool:
    """Tell whether a text that does not fit the grammar may still be meant as a case number: digits and 号."""
    spelt = normalise(text)
    return "号" in spelt and _DIGITS.search(spelt) is not None


def category_of(type_code: str) -> str:
    """Give the case category of a 类型代字, "other" when neither the table nor the characters tell."""
    known = _categories().get(type_code)
    if known is not None:
        return known
    return next((_SIGNS[sign] for sign in type_code if sign in _SIGNS), "other")


def is_known_type(type_code: str) -> bool:
    """Tell whether a 类型代字 stands in the shipped table."""
    return type_code in _categories()


def _parse_spelt(text: str) -> CaseNumber | None:
    """Parse a text in canonical spelling."""
    if _LEGACY_SIGN in text:
        found = _LEGACY.fullmatch(text)
        return _legacy(text, found) if found else None
    found = _MODERN.fullmatch(text)
    return _modern(text, found) if found else None


def _parse_unfinished(text: str) -> CaseNumber | None:
    """Parse a text whose closing 号 was forgotten."""
    if not text or not text[-1].isdigit() or "号" in text:
        return None
    number = _parse_spelt(text + "号")
    return number and _warned(number, "案号末尾缺“号”字，已补上")


def _legacy(text: str, found: re.Match[str]) -> CaseNumber:
    """Take apart a 字第 number: the type begins at the last sign of a category, as in 海行|民初."""
    year, prefix, serial, suffix = found.groups()
    start = max((prefix.rfind(sign) for sign in _SIGNS), default=-1)
    if start > 0 and prefix[start - 1 : start + 1] == "行赔":
        start -= 1
    court, kind = (prefix[:start], prefix[start:]) if start >= 0 else (prefix, "")
    return CaseNumber(text, int(year), court, kind, int(serial), suffix or "", legacy=True)


def _modern(text: str, found: re.Match[str]) -> CaseNumber:
    """Take apart a number of 2016 and later, with warnings for what the rules would not issue."""
    year, court, kind, serial, suffix = found.groups()
    special = ""
    if kind[0] == _SPECIAL and kind[1:] in _categories():
        special, kind = kind[0], kind[1:]
    warnings = []
    if kind not in _categories():
        warnings.append(f"类型代字“{kind}”不在代字表中")
    if court != "最高法" and len(court) - 1 not in _WHOLE_COURT_CODES:
        warnings.append(f"法院代字“{court}”的位数不合规定")
    if serial[0] == "0" and kind != _RANDOM_SERIAL and int(serial):
        text = f"（{year}）{court}{special}{kind}{int(serial)}号{suffix or ''}"
        warnings.append("案件编号前的零已去掉")
    return CaseNumber(text, int(year), court, kind, int(serial), suffix or "", special, False, tuple(warnings))


def _warned(number: CaseNumber, warning: str) -> CaseNumber:
    """Give the number with one more warning."""
    return replace(number, warnings=(*number.warnings, warning))


@cache
def _categories() -> Mapping[str, str]:
    """Read the shipped table of 类型代字 once."""
    table = tomllib.loads(resources.read_text("case_types.toml"))
    return {code: group["category"] for group in table["group"] for code in group["codes"]}
