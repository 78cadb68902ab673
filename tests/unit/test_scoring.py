"""Worked examples of every item kind, reckoned by hand."""

from decimal import Decimal

import pytest

from review_forms.answers import Answer, Finding, Verdict
from review_forms.category import CaseCategory
from review_forms.scoring import figure, score, score_item
from review_forms.standard import Family, Item, ItemKind, Section, Severity, Standard, UnknownItemError

D = Decimal


def found(*occurrences: int) -> tuple[Finding, ...]:
    return tuple(
        Finding(f"f{position}", Severity.DEFECT, facts="某事实", occurrences=count)
        for position, count in enumerate(occurrences)
    )


def standard_of(*items: Item, bonus_cap: Decimal | None = None, case_cap: Decimal | None = None) -> Standard:
    points = sum((item.points for item in items if item.kind.deducts), D(0))
    section = Section("only", "唯一类别", points, items)
    return Standard(
        "s", "1", "标准", (CaseCategory.CIVIL,), Family.POINTS, (section,), bonus_cap=bonus_cap, case_cap=case_cap
    )


FIXED = Item("fixed", "固定", ItemKind.FIXED, D(10))
RANGE = Item("range", "酌定", ItemKind.RANGE, D(10), minimum=D(2), cap=D(8))
OCCURRENCE = Item("slips", "错漏", ItemKind.PER_OCCURRENCE, D(5), deduction=D(3), cap=D(5))
CAPPED = Item("typos", "错字", ItemKind.PER_OCCURRENCE, D(5), deduction=D("0.5"), cap=D(3))
MISSING = Item("papers", "手续", ItemKind.PER_MISSING, D(4), deduction=D("1.5"), elements=("甲", "乙", "丙"))


@pytest.mark.parametrize(
    ("item", "answer", "deducted"),
    [
        (FIXED, Answer("fixed", Verdict.CLEAR), "0"),
        (FIXED, Answer("fixed", Verdict.FAULTY, found(1)), "10"),
        (FIXED, Answer("fixed", Verdict.MISSING), "10"),
        (FIXED, Answer("fixed", None, found(1)), "0"),
        (RANGE, Answer("range", Verdict.FAULTY, found(1), deduction=D("3.5")), "3.5"),
        (RANGE, Answer("range", Verdict.FAULTY, found(1)), "2"),
        (RANGE, Answer("range", Verdict.FAULTY, found(1), deduction=D(1)), "2"),
        (RANGE, Answer("range", Verdict.FAULTY, found(1), deduction=D(99)), "8"),
        (RANGE, Answer("range", Verdict.MISSING), "10"),
        (OCCURRENCE, Answer("slips", Verdict.FAULTY), "3"),
        (OCCURRENCE, Answer("slips", Verdict.FAULTY, found(1)), "3"),
        (OCCURRENCE, Answer("slips", Verdict.FAULTY, found(1, 1)), "5"),
        (CAPPED, Answer("typos", Verdict.FAULTY, found(2, 3)), "2.5"),
        (CAPPED, Answer("typos", Verdict.FAULTY, found(2, 3, 9)), "3"),
        (CAPPED, Answer("typos", Verdict.MISSING, found(1)), "5"),
        (MISSING, Answer("papers", Verdict.FAULTY, found(1), missing_elements=("甲", "丙")), "3"),
        (MISSING, Answer("papers", Verdict.FAULTY, found(1), missing_elements=("甲", "甲", "丁")), "1.5"),
        (MISSING, Answer("papers", Verdict.FAULTY, found(1), missing_elements=("甲", "乙", "丙")), "4"),
    ],
)
def test_each_kind_costs_what_the_rule_says(item: Item, answer: Answer, deducted: str) -> None:
    line = score_item(item, answer)
    assert line.deducted == D(deducted)
    assert line.awarded == item.points - D(deducted)
    assert line.counted


def test_items_without_points_cost_nothing() -> None:
    for kind in (ItemKind.SEVERITY_ONLY, ItemKind.VETO, ItemKind.RECORD_ONLY):
        line = score_item(Item("x", "某项", kind), Answer("x", Verdict.FAULTY, found(4)))
        assert (line.full, line.deducted, line.counted) == (0, 0, False)


def test_not_applicable_leaves_the_denominator_and_missing_does_not() -> None:
    other = Item("other", "另一项", ItemKind.FIXED, D(90))
    standard = standard_of(RANGE, other)
    lost = Answer("range", Verdict.FAULTY, found(1), deduction=D(4))
    assert score(standard, {"range": lost, "other": Answer("other", Verdict.CLEAR)}).points == D("96.00")
    assert score(standard, {"range": lost, "other": Answer("other", Verdict.NOT_APPLICABLE)}).points == D("60.00")
    assert score(standard, {"range": lost, "other": Answer("other", Verdict.MISSING)}).points == D("6.00")


def test_thirds_are_rounded_once_and_points_and_deduction_still_make_a_hundred() -> None:
    items = [Item(f"i{number}", "某项", ItemKind.FIXED, D(1)) for number in range(3)]
    result = score(standard_of(*items), {"i0": Answer("i0", Verdict.FAULTY, found(1))})
    assert (result.points, result.deducted) == (D("66.67"), D("33.33"))


def test_the_case_cap_limits_what_a_case_can_lose() -> None:
    standard = standard_of(FIXED, Item("rest", "其余", ItemKind.FIXED, D(90)), case_cap=D(5))
    result = score(standard, {"fixed": Answer("fixed", Verdict.FAULTY, found(1))})
    assert (result.points, result.deducted) == (D(95), D(5))


def test_bonuses_add_up_to_their_common_cap_and_no_further() -> None:
    bonuses = [Item(f"b{number}", "加分", ItemKind.BONUS, D(3)) for number in range(3)]
    standard = standard_of(Item("rest", "其余", ItemKind.FIXED, D(100)), *bonuses, bonus_cap=D(5))
    awards = {item.id: Answer(item.id, Verdict.CLEAR, award=D(9)) for item in bonuses[:1]}
    assert score(standard, awards).points == D(103)
    awards = {item.id: Answer(item.id, Verdict.CLEAR, award=D("2.5")) for item in bonuses}
    assert score(standard, awards).bonus == D(5)
    awards = {item.id: Answer(item.id, Verdict.NOT_APPLICABLE, award=D(2)) for item in bonuses}
    assert score(standard, awards).points == D(100)


def test_sections_show_progress_and_what_is_left() -> None:
    standard = standard_of(FIXED, RANGE, OCCURRENCE)
    answers = {
        "fixed": Answer("fixed", Verdict.NOT_APPLICABLE),
        "slips": Answer("slips", Verdict.FAULTY, found(1)),
    }
    (section,) = score(standard, answers).sections
    assert (section.full, section.got, section.answered, section.total_items) == (D(15), D(12), 2, 3)


def test_reasons_speak_plainly() -> None:
    line = score_item(CAPPED, Answer("typos", Verdict.FAULTY, found(9)))
    assert line.reason == "9 处，每处扣 0.5 分，最多扣 3 分"
    assert score_item(FIXED, None).reason == "尚未评定，暂不扣分"


def test_figures_are_written_as_people_write_them() -> None:
    assert [figure(D(text)) for text in ("100", "91.50", "0.5", "1E+2", "0.00")] == ["100", "91.5", "0.5", "100", "0"]


def test_an_unknown_item_is_named() -> None:
    with pytest.raises(UnknownItemError, match="《标准》中没有编号为“nope”的评查项"):
        standard_of(FIXED).item("nope")
