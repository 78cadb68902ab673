"""Which wordings fit what is typed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gui.forms.phrase_matching import PhraseIndex, Readings, Wording, load_readings
from gui.forms.place_fields import bare, both_in

TEXTS = ("未附送达回执", "审理时间过长，超过法定期限", "EMS单据缺失", "行政机关负责人未出庭")


@pytest.fixture(scope="module")
def readings() -> Readings:
    return load_readings()


def fitting(typed: str, readings: Readings | None, *texts: str) -> list[str]:
    index = PhraseIndex([Wording(text) for text in texts or TEXTS], readings)
    return [wording.text for wording in index.matching(typed, 5)]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("", list(TEXTS)),
        ("回执", ["未附送达回执"]),
        ("未 回执", ["未附送达回执"]),
        ("未 期限", []),
        ("wfsdhz", ["未附送达回执"]),
        ("WFSD", ["未附送达回执"]),
        ("weifu", ["未附送达回执"]),
        ("WeiFu", ["未附送达回执"]),
        ("weifsd", ["未附送达回执"]),
        ("dhz", ["未附送达回执"]),
        ("wei'fu", ["未附送达回执"]),
        ("未附 hz", ["未附送达回执"]),
        ("wf hz", ["未附送达回执"]),
        ("hf", []),
        ("guozhang", ["审理时间过长，超过法定期限"]),
        ("guochang", ["审理时间过长，超过法定期限"]),
        ("gccg", ["审理时间过长，超过法定期限"]),
        ("xzjg", ["行政机关负责人未出庭"]),
        ("hangzheng", ["行政机关负责人未出庭"]),
        ("ems", ["EMS单据缺失"]),
        ("emsdj", ["EMS单据缺失"]),
        ("[", []),
        (".*", []),
    ],
)
def test_chinese_and_pinyin_both_fit(readings: Readings, typed: str, expected: list[str]) -> None:
    assert fitting(typed, readings) == expected


def test_before_the_readings_are_there_chinese_fits(readings: Readings) -> None:
    assert fitting("回执", None) == ["未附送达回执"]
    assert fitting("ems", None) == ["EMS单据缺失"]
    assert fitting("wf", None) == []


def test_what_is_typed_in_full_is_not_offered(readings: Readings) -> None:
    assert fitting("未附送达回执 ", readings) == []


def test_each_wording_stands_once_with_the_uses_given_first() -> None:
    index = PhraseIndex([Wording("未附回执", 3), Wording("笔录未签名"), Wording("未附回执")])
    assert index.wordings == (Wording("未附回执", 3), Wording("笔录未签名"))
    assert index.matching("", 1) == (Wording("未附回执", 3),)


@given(st.text(max_size=60), st.lists(st.text(max_size=30), max_size=5))
def test_nothing_that_is_typed_does_harm(typed: str, texts: list[str]) -> None:
    found = PhraseIndex([Wording(text) for text in texts], load_readings()).matching(typed, 5)
    assert {wording.text for wording in found} <= set(texts)


@given(st.text("审理时间过长超期限未附回执行重", min_size=2, max_size=12), st.data())
def test_the_letters_of_any_part_of_a_wording_find_it(text: str, data: st.DataObject) -> None:
    readings = load_readings()
    start = data.draw(st.integers(0, len(text) - 2))
    end = data.draw(st.integers(start + 1, len(text) - 1))
    part = text[start:end]
    lengths = data.draw(st.lists(st.integers(1, 6), min_size=len(part), max_size=len(part)))
    typed = "".join(data.draw(st.sampled_from(readings(one)))[:most] for one, most in zip(part, lengths, strict=True))
    assert PhraseIndex([Wording(text)], readings).matching(typed[:40], 5)


@pytest.mark.parametrize(
    ("typed", "both"),
    [
        ("1-23", ("1", "23")),
        ("1/23", ("1", "23")),
        ("第1卷-第23页", ("1", "23")),
        ("副2－7", ("副2", "7")),
        ("1-", ("1", "")),
        ("1/23-25", ("1", "23-25")),
        ("1", None),
        ("", None),
        ("-", None),
        ("第2卷", None),
    ],
)
def test_volume_and_page_in_one(typed: str, both: tuple[str, str] | None) -> None:
    assert both_in(typed) == both


def test_the_words_around_a_number_are_left_out() -> None:
    assert [bare(text) for text in ("第23页", " 卷1 ", "正卷", "23-25")] == ["23", "1", "正", "23-25"]
