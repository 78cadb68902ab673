"""What stops a letter before it goes out."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from exports.fonts import FontShelf
from exports.letters.preflight import preflight
from models.letter_snapshot import letter_from_json
from models.views import LetterView

VIEW = letter_from_json((Path(__file__).parents[1] / "data" / "letter.json").read_text(encoding="utf-8"))
OTHERS = frozenset({"（2025）吉0199民初2号", "（2025）吉0199民初123号"})
SHELF = FontShelf(folders=())


def faults(view: LetterView) -> tuple[str, ...]:
    return preflight(view, OTHERS, SHELF.has_glyph)


def with_facts(facts: str) -> LetterView:
    return replace(VIEW, findings=(replace(VIEW.findings[0], facts=facts),))


def test_a_good_letter_has_no_fault() -> None:
    assert faults(VIEW) == ()


@pytest.mark.parametrize(
    ("field", "label"),
    [
        ("department", "主送部门"),
        ("case_number", "案号"),
        ("grade", "质量等次"),
        ("number", "文号"),
        ("handler", "承办人"),
    ],
)
def test_nothing_may_be_empty(field: str, label: str) -> None:
    assert faults(replace(VIEW, **{field: " "})) == (f"{label}为空，请补全后再生成意见书。",)  # type: ignore[arg-type]


def test_a_finding_must_say_what_is_wrong() -> None:
    assert faults(with_facts("")) == ("第1项问题的问题描述为空，请在评查表中补全。",)


@pytest.mark.parametrize("positions", [(1, 3, 2), (2, 3, 4), (1, 1, 2)])
def test_findings_are_counted_without_gaps(positions: tuple[int, ...]) -> None:
    findings = [replace(finding, position=at) for finding, at in zip(VIEW.findings, positions, strict=True)]

    (fault,) = faults(replace(VIEW, findings=tuple(findings)))
    assert "与问题数3不符" in fault


@pytest.mark.parametrize("spelling", ["（2025）吉0199民初2号", "(2025)吉0199民初2号", "〔2025〕 吉0199民初2号"])
def test_the_number_of_another_case_is_found_in_any_spelling(spelling: str) -> None:
    (fault,) = faults(with_facts(f"将本案误引为{spelling}案件"))
    assert "（2025）吉0199民初2号" in fault


@pytest.mark.parametrize("number", ["（2025）吉0199民初1234号", "（2019）吉0199民初9号", "云法评〔2025〕2号"])
def test_its_own_number_and_those_of_strange_cases_may_stand(number: str) -> None:
    assert faults(with_facts(f"与{number}不一致")) == ()


def test_a_character_without_a_glyph_is_named() -> None:
    assert faults(with_facts("姓名\U0003134a\x07有误")) == (
        "字体中没有不可见字符（U+0007），无法排印，请改用其他写法。",
        "字体中没有“\U0003134a”（U+3134A），无法排印，请改用其他写法。",
    )


@pytest.mark.parametrize(
    ("due", "told"),
    [(date(2026, 3, 8), "2026年3月8日不是工作日"), (date(2026, 3, 10), "与5个工作日不符，应为2026年3月9日")],
)
def test_deadlines_are_the_right_working_days(due: date, told: str) -> None:
    (fault,) = faults(replace(VIEW, objection_due=due))
    assert told in fault
