"""Answers under a new version of their standard."""

from dataclasses import replace
from decimal import Decimal

from review_forms.answers import Answer, Finding, Verdict
from review_forms.category import CaseCategory
from review_forms.standard import Family, Item, ItemKind, Section, Severity, Standard
from review_forms.succession import carry_over

D = Decimal
RANGE = Item("range", "酌定", ItemKind.RANGE, D(10), minimum=D(1))
PARTS = Item("parts", "要素", ItemKind.PER_MISSING, D(5), deduction=D(1), elements=("甲", "乙"))
PLUS = Item("plus", "加分", ItemKind.BONUS, D(3))
FOUND = (Finding("f", Severity.DEFECT, facts="某事实"),)
ANSWERS = {
    "range": Answer("range", Verdict.FAULTY, FOUND, deduction=D(8), note="备注"),
    "parts": Answer("parts", Verdict.FAULTY, FOUND, missing_elements=("甲", "乙")),
    "plus": Answer("plus", Verdict.CLEAR, award=D(3)),
}


def of(*items: Item, renamed: dict[str, str] | None = None) -> Standard:
    section = Section("s", "类别", D(15), items)
    return Standard("s", "1", "标准", (CaseCategory.CIVIL,), Family.POINTS, (section,), renamed or {}, bonus_cap=D(5))


OLD = of(RANGE, PARTS, PLUS)


def test_under_the_same_standard_nothing_changes() -> None:
    assert carry_over(ANSWERS, OLD, OLD) == ANSWERS


def test_answers_to_items_that_are_gone_are_left_out() -> None:
    assert carry_over(ANSWERS, OLD, of(PARTS)).keys() == {"parts"}


def test_renamed_items_are_followed() -> None:
    carried = carry_over(ANSWERS, OLD, of(replace(RANGE, id="new-range"), renamed={"range": "new-range"}))
    assert carried["new-range"] == replace(ANSWERS["range"], item_id="new-range")


def test_amounts_are_brought_within_the_new_limits() -> None:
    small = of(replace(RANGE, points=D(5)), replace(PARTS, elements=("乙", "丙")), replace(PLUS, points=D(1)))
    carried = carry_over(ANSWERS, OLD, small)
    assert carried["range"].deduction == 5
    assert carried["parts"].missing_elements == ("乙",)
    assert carried["plus"].award == 1


def test_amounts_that_the_new_item_does_not_take_are_left_out() -> None:
    fixed = of(Item("range", "全得", ItemKind.FIXED, D(10)), Item("plus", "只记录", ItemKind.RECORD_ONLY))
    carried = carry_over(ANSWERS, OLD, fixed)
    assert (carried["range"].deduction, carried["plus"].award) == (None, None)
    assert carried["range"].findings == FOUND


def test_of_merged_items_the_one_that_bears_the_name_speaks() -> None:
    merged = of(RANGE, renamed={"parts": "range"})
    assert carry_over(ANSWERS, of(PARTS, RANGE), merged) == {"range": ANSWERS["range"]}
    either = of(replace(RANGE, id="new-range"), renamed={"parts": "new-range", "range": "new-range"})
    assert carry_over(ANSWERS, of(RANGE, PARTS), either)["new-range"].note == "备注"
