from datetime import date, datetime, time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exports.ledgers.values import (
    UnreadableAmountError,
    UnreadableDateError,
    list_of,
    name_of,
    read_amount,
    read_date,
    text_of,
)

DAYS = st.dates(date(1950, 1, 1), date(2099, 12, 31))
FORMS = [
    "{y}-{m:02}-{d:02}", "{y}-{m}-{d}", "{y}.{m}.{d}", "{y}年{m}月{d}日", "{y}年{m:02}月{d:02}日", "{y}{m:02}{d:02}",
    "{y}/{m}/{d}", "{y}-{m:02}-{d:02} 00:00:00", "{y}-{m:02}-{d:02}T08:30:00", "{y}年{m}月{d}", "{y}、{m}、{d}",
    "{y}/{m:02}/{d:02}", "{y}.{m}.{d}.", "{y} 年 {m} 月 {d} 日", "{y}/{m}/{d} 9:05",
]  # fmt: skip
WIDE = str.maketrans({c: chr(ord(c) + 0xFEE0) for c in "0123456789-./"})


@given(
    day=DAYS, form=st.sampled_from(FORMS), wide=st.booleans(), blanks=st.sampled_from(["", " ", "\u3000", "\n", "\t"])
)
def test_every_way_to_write_a_day(day: date, form: str, wide: bool, blanks: str) -> None:
    written = form.format(y=day.year, m=day.month, d=day.day)
    assert read_date(blanks + (written.translate(WIDE) if wide else written) + blanks) == day


@given(DAYS)
def test_real_dates_serials_and_compact_numbers(day: date) -> None:
    serial = (day - date(1899, 12, 30)).days
    assert read_date(day) == day
    assert read_date(datetime.combine(day, time(9, 30))) == day
    assert read_date(float(serial)) == day
    assert read_date(serial + 0.5) == day
    assert read_date(str(serial)) == day
    assert read_date(float(day.strftime("%Y%m%d"))) == day


@pytest.mark.parametrize("cell", ["", " ", "-", "——", "/", "无", "未结", "\u3000"])
def test_no_date_is_none(cell: str) -> None:
    assert read_date(cell) is None


@pytest.mark.parametrize(
    "cell",
    [
        "2025-02-30",
        "2025.13.1",
        "20250230",
        "2025年1月",
        "25.1.5",
        "明年",
        "#N/A",
        "1899-01-05",
        "9" * 5000,
        3.0,
        True,
        time(1),
    ],
)
def test_what_is_no_day_is_refused(cell: str | float | bool | time) -> None:
    with pytest.raises(UnreadableDateError, match="不是有效的日期"):
        read_date(cell)


@given(st.text())
def test_any_text_is_a_day_or_refused(text: str) -> None:
    try:
        found = read_date(text)
    except UnreadableDateError:
        return
    assert found is None or 1950 <= found.year < 2100


@pytest.mark.parametrize(
    ("cell", "amount"),
    [
        ("173,088.67", "173088.67"), ("12，345元", "12345.00"), ("3.5万元", "35000.00"), ("１２３４．５元", "1234.50"),
        ("¥ 1 000", "1000.00"), ("人民币20万元整", "200000.00"), ("-5", "-5.00"), (391404.85, "391404.85"),
        (7.0, "7.00"), (".5", "0.50"), ("1.2亿", "120000000.00"), (12, "12.00"),
    ],
)  # fmt: skip
def test_amounts_as_offices_write_them(cell: str | float, amount: str) -> None:
    assert str(read_amount(cell)) == amount


def test_the_unit_of_the_column_gives_way_to_that_of_the_cell() -> None:
    assert read_amount("3.5", 10_000) == Decimal(35_000)
    assert read_amount(3.5, 10_000) == Decimal(35_000)
    assert read_amount("3.5元", 10_000) == Decimal("3.5")
    assert read_amount("2亿", 10_000) == Decimal(200_000_000)


@pytest.mark.parametrize("cell", ["", "-", "无", " "])
def test_no_amount_is_none(cell: str) -> None:
    assert read_amount(cell) is None


@pytest.mark.parametrize(
    "cell", ["详见判决", "1/2", "，", float("nan"), float("inf"), "9" * 40, 1e300, True, "5" * 100_000]
)
def test_what_is_no_amount_is_refused(cell: str | float) -> None:
    with pytest.raises(UnreadableAmountError, match="不是金额"):
        read_amount(cell)


@given(st.decimals(Decimal(0), Decimal(10**11), places=2))
def test_amounts_survive_separators_and_floats(amount: Decimal) -> None:
    assert read_amount(f"{amount:,}元") == amount
    assert read_amount(float(amount)) == amount


def test_text_is_clean() -> None:
    assert text_of(12.0) == "12"
    assert text_of(" 民事\x00审判\x07庭\u200b ") == "民事审判庭"
    assert text_of("已解除\r\n见备考表\r") == "已解除\n见备考表"
    assert text_of("𬎆𬭎㛃\ufeff") == "𬎆𬭎㛃"
    assert text_of(datetime(2026, 1, 5)) == "2026-01-05"
    assert text_of("\ud800坏") == "坏"


def test_names_lose_the_blanks_that_spread_them() -> None:
    assert name_of("孙\u3000军") == "孙军"
    assert name_of("孙  军\n") == "孙军"
    assert name_of("John  Smith") == "John Smith"
    assert name_of("民事\n审判庭") == "民事审判庭"
    assert name_of("𬎆 㛃") == "𬎆㛃"


def test_lists_keep_their_members_apart() -> None:
    assert list_of("张三\n李四、\n王五") == "张三、李四、王五"
    assert list_of("张三、李四") == "张三、李四"


@given(st.text())
def test_clean_text_holds_nothing_that_a_store_refuses(text: str) -> None:
    for clean in (text_of(text), name_of(text), list_of(text)):
        assert "\x00" not in clean
        assert clean == clean.strip()
        clean.encode("utf-8")
    assert text_of(text_of(text)) == text_of(text)
