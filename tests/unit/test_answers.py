"""Answers on their way through JSON, and what keeps a form from being submitted."""

import json
from decimal import Decimal

import pytest

from review_forms.answers import (
    Answer,
    AnswerJsonError,
    Finding,
    Verdict,
    answer_from_json,
    answer_to_json,
    blank_items,
    draft_finding,
    faults_of,
)
from review_forms.category import CaseCategory
from review_forms.standard import Family, Item, ItemKind, Section, Severity, Standard

D = Decimal
FIXED = Item("fixed", "固定", ItemKind.FIXED, D(10), severity=Severity.NOTE, basis="某法第一条", remediable=False)
RANGE = Item("range", "酌定", ItemKind.RANGE, D(6), minimum=D(1), cap=D(5))
PAPERS = Item("papers", "手续", ItemKind.PER_MISSING, D(4), deduction=D(1), elements=("甲", "乙"))
BONUS = Item("bonus", "加分", ItemKind.BONUS, D(3))
STANDARD = Standard(
    "s", "1", "标准", (CaseCategory.CIVIL,), Family.POINTS,
    (Section("a", "类别", D(20), (FIXED, RANGE, PAPERS, BONUS)),), bonus_cap=D(3),
)  # fmt: skip
FOUND = (Finding("f1", Severity.DEFECT, facts="未附送达回证"),)
CLEAR = {
    "fixed": Answer("fixed", Verdict.CLEAR),
    "range": Answer("range", Verdict.CLEAR),
    "papers": Answer("papers", Verdict.CLEAR),
    "bonus": Answer("bonus", Verdict.NOT_APPLICABLE),
}


def faults(*answers: Answer) -> list[tuple[str, str]]:
    given = CLEAR | {answer.item_id: answer for answer in answers}
    return [(fault.item_id, fault.message) for fault in faults_of(STANDARD, given)]


def test_a_full_answer_goes_through_json_unchanged() -> None:
    finding = Finding("f1", Severity.ERROR, "2", "23-25", "某事实", "某条", "补正", False, 3)
    answer = Answer("range", Verdict.FAULTY, (finding,), D("1.50"), ("甲",), D("0"), "备注", True)
    text = json.dumps(answer_to_json(answer))
    assert answer_from_json(json.loads(text)) == answer
    assert str(answer_from_json(json.loads(text)).deduction) == "1.50"


def test_a_sparse_answer_gets_its_usual_values() -> None:
    assert answer_from_json({"item_id": "x"}) == Answer("x", None)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"item_id": ""}, "字段“item_id”不能为空"),
        ({"item_id": 3}, "字段“item_id”应为文字"),
        ({"verdict": "fine"}, "字段“verdict”不认识“fine”"),
        ({"verdict": 1}, "字段“verdict”应为文字或空值"),
        ({"colour": "red"}, "字段“colour”是不认识的字段"),
        ({"deduction": "many"}, "“many”不是数字"),
        ({"deduction": "NaN"}, "不在 0 至 1000 之间"),
        ({"deduction": "-1"}, "不在 0 至 1000 之间"),
        ({"deduction": 1.5}, "字段“deduction”应为文字"),
        ({"award": "1e9"}, "不在 0 至 1000 之间"),
        ({"findings": "none"}, "字段“findings”应为列表"),
        ({"findings": ["none"]}, "字段“findings”应为对象的列表"),
        ({"findings": [{"id": "f"}]}, "字段“severity”不能为空"),
        ({"findings": [{"id": "f", "severity": "awful"}]}, "不认识“awful”"),
        ({"findings": [{"id": "f", "severity": "note", "occurrences": 0}]}, "应为不小于 1 的整数"),
        ({"findings": [{"id": "f", "severity": "note", "occurrences": True}]}, "应为不小于 1 的整数"),
        ({"findings": [{"id": "f", "severity": "note", "extra": 1}]}, "字段“extra”是不认识的字段"),
        ({"missing_elements": [1]}, "字段“missing_elements”应为文字的列表"),
        ({"marked": "yes"}, "字段“marked”应为是或否"),
    ],
)
def test_what_is_not_ours_is_refused(change: dict[str, object], message: str) -> None:
    with pytest.raises(AnswerJsonError, match=message):
        answer_from_json({"item_id": "x", "verdict": "clear"} | change)


def test_a_complete_form_has_no_faults() -> None:
    assert faults() == []
    assert blank_items(STANDARD, CLEAR) == ()


def test_blanks_are_named_in_the_order_of_the_form() -> None:
    assert [item.id for item in blank_items(STANDARD, {"range": CLEAR["range"]})] == ["fixed", "papers", "bonus"]
    assert faults(Answer("papers", None)) == [("papers", "尚未评定")]


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (Answer("fixed", Verdict.FAULTY), "评为“有问题”，但没有写明问题"),
        (Answer("fixed", Verdict.MISSING), "评为“缺失”，但没有写明问题"),
        (Answer("fixed", Verdict.CLEAR, FOUND), "评为“无问题”，却留有 1 个问题"),
        (Answer("fixed", Verdict.FAULTY, (Finding("f", Severity.NOTE, facts=" "),)), "第 1 个问题没有写明事实"),
        (
            Answer("fixed", Verdict.FAULTY, (Finding("f", Severity.NOTE, facts="某事", occurrences=0),)),
            "第 1 个问题的处数应在 1 至 999 之间",
        ),
        (
            Answer("fixed", Verdict.FAULTY, (Finding("f", Severity.NOTE, facts="某事", occurrences=1000),)),
            "第 1 个问题的处数应在 1 至 999 之间",
        ),
        (Answer("fixed", Verdict.FAULTY, FOUND, deduction=D(1)), "本项不由评查员酌定扣分，请去掉所填扣分"),
        (Answer("fixed", Verdict.CLEAR, award=D(1)), "本项不是加分项，请去掉所填加分"),
        (Answer("range", Verdict.FAULTY, FOUND), "没有填写扣分，应在 1 至 5 分之间"),
        (Answer("range", Verdict.FAULTY, FOUND, D("5.5")), "扣分 5.5 超出范围，应在 1 至 5 分之间"),
        (Answer("range", Verdict.FAULTY, FOUND, D("1.125")), "扣分最多保留两位小数"),
        (Answer("papers", Verdict.FAULTY, FOUND), "没有勾选缺少的要素"),
        (Answer("papers", Verdict.FAULTY, FOUND, missing_elements=("丁",)), "所缺要素“丁”不在本项的要素之内"),
        (Answer("bonus", Verdict.FAULTY, FOUND), "加分项只能评“无问题”（加分）或“不涉及”（不加分）"),
        (Answer("bonus", Verdict.CLEAR), "加分应大于 0 且不超过 3 分；不加分的，请评为“不涉及”"),
        (Answer("bonus", Verdict.CLEAR, award=D(4)), "加分应大于 0 且不超过 3 分；不加分的，请评为“不涉及”"),
    ],
)
def test_each_shortcoming_has_its_sentence(answer: Answer, message: str) -> None:
    assert faults(answer) == [(answer.item_id, message)]


def test_a_stranger_is_no_item() -> None:
    assert faults(Answer("nope", Verdict.CLEAR)) == [("nope", "所用标准中没有编号为“nope”的评查项")]


def test_nothing_to_score_is_a_fault_of_the_case() -> None:
    gone = [Answer(item, Verdict.NOT_APPLICABLE) for item in ("fixed", "range", "papers")]
    assert faults(*gone) == [("", "全部计分项都评为“不涉及”，无从计分")]


def test_two_findings_never_share_an_id() -> None:
    answers = CLEAR | {
        "fixed": Answer("fixed", Verdict.FAULTY, FOUND),
        "range": Answer("range", Verdict.FAULTY, FOUND, D(1)),
    }
    (fault,) = faults_of(STANDARD, answers)
    assert (fault.item_id, fault.finding_id) == ("", "f1")


def test_a_new_finding_knows_what_its_item_knows() -> None:
    finding = draft_finding(FIXED, "f9", "某事实")
    assert (finding.severity, finding.basis, finding.remediable) == (Severity.NOTE, "某法第一条", False)
    assert draft_finding(RANGE, "f9").severity is Severity.DEFECT


def test_a_place_reads_like_one() -> None:
    assert Finding("f", Severity.NOTE, "1", "23").place == "卷1 页23"
    assert Finding("f", Severity.NOTE, "", "23").place == "页23"
    assert Finding("f", Severity.NOTE).place == ""
