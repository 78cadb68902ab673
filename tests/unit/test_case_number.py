import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.case_number import category_of, is_known_type, looks_like_number, normalise, parse

CANONICAL = "（2025）吉0199民初10号"
OPEN, CLOSE = "([{（［〔【〖〈《＜", ")]}）］〕】〗〉》＞"
BLANKS = [" ", "\u3000", "\xa0", "\t", "\n", "\u200b", "\ufeff", "\r\n", "\x00"]


def wide(text: str) -> str:
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text)


@given(st.text())
def test_normalising_twice_changes_nothing(text: str) -> None:
    once = normalise(text)
    assert normalise(once) == once
    assert unicodedata.is_normalized("NFC", once)


@given(
    bracket=st.integers(0, len(OPEN) - 1),
    widths=st.lists(st.booleans(), min_size=17, max_size=17),
    blanks=st.lists(st.sampled_from(["", *BLANKS]), min_size=17, max_size=17),
)
def test_width_brackets_and_blanks_make_no_difference(bracket: int, widths: list[bool], blanks: list[str]) -> None:
    plain = CANONICAL.replace("（", OPEN[bracket]).replace("）", CLOSE[bracket])
    written = "".join(b + (wide(c) if w else c) for c, w, b in zip(plain, widths, blanks, strict=False))
    assert normalise(written) == CANONICAL
    number = parse(written, 2026)
    assert number is not None
    assert (number.text, number.warnings) == (CANONICAL, ())


@given(
    year=st.integers(2016, 2026),
    court=st.sampled_from(["吉0199", "最高法", "京", "沪01", "兵06", "新28"]),
    special=st.sampled_from(["", "知"]),
    kind=st.sampled_from(["民初", "刑终", "执恢", "行赔初", "执", "破", "民诉前调"]),
    serial=st.integers(1, 99_999_999),
    suffix=st.sampled_from(["", "之一", "之12"]),
)
def test_a_modern_number_is_taken_apart(
    year: int, court: str, special: str, kind: str, serial: int, suffix: str
) -> None:
    number = parse(f"（{year}）{court}{special}{kind}{serial}号{suffix}", 2026)
    assert number is not None
    assert (number.year, number.court_code, number.special) == (year, court, special)
    assert (number.type_code, number.serial, number.suffix) == (kind, serial, suffix)
    assert (number.legacy, number.warnings) == (False, ())


@pytest.mark.parametrize(
    ("text", "court", "kind", "serial", "category"),
    [
        ("（2015）皖民二初字第00035号", "皖", "民二初", 35, "civil"),
        ("（2009）皖刑终字第00272号", "皖", "刑终", 272, "criminal"),
        ("(2015)海行民初字第5号", "海行", "民初", 5, "civil"),
        ("（2012）云行赔初字第3号", "云", "行赔初", 3, "administrative"),
        ("（2012）云执字第 3 号", "云", "执", 3, "enforcement"),
        ("（2012）云法委字第3号", "云法委", "", 3, "other"),
    ],
)
def test_the_older_form_comes_first(text: str, court: str, kind: str, serial: int, category: str) -> None:
    number = parse(text)
    assert number is not None
    assert number.legacy
    assert (number.court_code, number.type_code, number.serial) == (court, kind, serial)
    assert category_of(number.type_code) == category
    assert number.text == normalise(text)


@pytest.mark.parametrize(
    ("text", "warning"),
    [
        ("（2025）吉0199民初10", "缺“号”字"),
        ("（2025）吉0199民初0010号", "零已去掉"),
        ("（2025）吉0199民荒10号", "类型代字“民荒”"),
        ("（2025）吉019民初10号", "法院代字“吉019”"),
        ("（2031）吉0199民初10号", "晚于今年"),
    ],
)
def test_what_the_rules_would_not_issue_is_kept_with_a_warning(text: str, warning: str) -> None:
    number = parse(text, 2026)
    assert number is not None
    assert any(warning in each for each in number.warnings)


def test_leading_zeros_do_not_make_a_second_case() -> None:
    number = parse("（2025）吉0199民初0010号", 2026)
    assert number is not None
    assert number.text == CANONICAL


def test_a_review_of_a_death_sentence_keeps_its_random_digits() -> None:
    number = parse("（2025）最高法刑核01234567号", 2026)
    assert number is not None
    assert (number.text, number.warnings) == ("（2025）最高法刑核01234567号", ())


@pytest.mark.parametrize(
    "text", ["", "民初123", "2025吉0199民初10号", "（25）吉0199民初10号", "合计：12件", "（2025）民初号"]
)
def test_what_does_not_fit_the_grammar_is_none(text: str) -> None:
    assert parse(text) is None


def test_what_may_still_be_meant_as_a_number() -> None:
    assert looks_like_number("2025吉0199民初10号")
    assert looks_like_number("（2025）云溪调第１２号")
    assert not looks_like_number("民初123")
    assert not looks_like_number("号")


@given(st.text())
def test_any_text_is_parsed_or_none(text: str) -> None:
    number = parse(text)
    assert number is None or normalise(number.text) == number.text


@pytest.mark.parametrize(
    ("kind", "category"),
    [
        ("刑初", "criminal"), ("民督监", "civil"), ("行保", "other"), ("行赔再", "administrative"),
        ("委赔", "compensation"),
        ("执异", "enforcement"), ("执", "enforcement"), ("司救民", "other"), ("破申", "civil"), ("民商初", "civil"),
        ("台请调", "other"), ("", "other"), ("荒", "other"),
    ],
)  # fmt: skip
def test_the_type_tells_the_category(kind: str, category: str) -> None:
    assert category_of(kind) == category


def test_the_table_of_types_is_shipped() -> None:
    assert is_known_type("民诉前调")
    assert not is_known_type("民商初")
