"""What a reviewer is asked to look at before submitting."""

from collections.abc import Mapping
from dataclasses import replace
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

import resources
from review_forms.answers import Answer, Finding, Merit, Verdict, faults_of
from review_forms.grading import GradeScale, Need, propose
from review_forms.loader import load_scale, load_standard
from review_forms.self_check import Remark, RemarkKind, remarks
from review_forms.standard import ItemKind, Severity, Standard
from tests.unit.test_grading_properties import KNOWN, AnswerMap, cases, shipped

HEAD = """
id = "small"
version = "1"
title = "小标准"
categories = ["civil"]
family = "points"
bonus_cap = 3
[[sections]]
id = "procedure"
title = "程序"
points = 60
"""
STANDARD = f"""{HEAD}
[[sections.items]]
id = "service"
prompt = "送达"
kind = "fixed"
points = 20
rule = "规则"
basis = "《民事诉讼法》第八十七条"
[[sections.items]]
id = "record"
prompt = "笔录"
kind = "per_occurrence"
points = 40
deduction = 1
rule = "规则"
[[sections]]
id = "result"
title = "结果"
points = 40
[[sections.items]]
id = "judgment"
prompt = "文书"
kind = "range"
points = 40
rule = "规则"
[[sections.items]]
id = "veto"
prompt = "伪造证据"
kind = "veto"
severity = "error"
rule = "规则"
[[sections.items]]
id = "reversed"
prompt = "改判"
kind = "severity_only"
severity = "defect"
outcome = true
rule = "规则"
[[sections.items]]
id = "bonus"
prompt = "加分"
kind = "bonus"
points = 3
rule = "规则"
"""
FULL = Finding("f1", Severity.DEFECT, "1", "23", "未附送达回证", "第八十七条", "补正")
CLEAR, FAULTY, PASSED, MISSING = Verdict.CLEAR, Verdict.FAULTY, Verdict.NOT_APPLICABLE, Verdict.MISSING


@cache
def standard() -> Standard:
    return load_standard(STANDARD, "small")


@cache
def scale(name: str = "four_grades") -> GradeScale:
    return load_scale(resources.read_text("scales", f"{name}.toml"), name)


def form(**given: Answer) -> AnswerMap:
    """A clean form, save for what is given."""
    clean = {item.id: Answer(item.id, CLEAR) for item in standard().items}
    clean["bonus"] = Answer("bonus", PASSED)
    return clean | given


def faulty(item_id: str, *findings: Finding, verdict: Verdict = FAULTY, **other: object) -> Answer:
    answer = Answer(item_id, verdict, findings or (FULL,))
    return replace(answer, **other)


def check(answers: Mapping[str, Answer], grade: str = "", scale_name: str = "four_grades", **words):
    own = scale(scale_name)
    proposal = propose(standard(), own, answers, words.get("exemption", ""), words.get("merits", ""))
    return remarks(standard(), own, answers, proposal, grade, **words)


def told(found: tuple[Remark, ...]) -> list[tuple[str, str]]:
    return [(remark.kind.value, remark.item_id) for remark in found]


def test_a_clean_form_gives_no_remark() -> None:
    assert check(form()) == ()


def test_a_remark_of_the_office_that_was_left_is_told() -> None:
    (found,) = check(form(), office={"record": "请核对页码"})
    assert (found.kind, found.item_id, found.kind.forbids) == (RemarkKind.OFFICE, "record", False)
    assert "请核对页码" in found.text


@pytest.mark.parametrize("name", KNOWN)
def test_a_clean_form_of_every_standard_gives_no_remark(name: str) -> None:
    own = shipped(name)
    answers = {item.id: Answer(item.id, PASSED if item.kind is ItemKind.BONUS else CLEAR) for item in own.items}
    assert remarks(own, scale(), answers, propose(own, scale(), answers)) == ()


def test_a_finding_with_everything_gives_no_remark() -> None:
    assert check(form(service=faulty("service"))) == ()


def test_what_is_blank_comes_first_and_forbids() -> None:
    answers = form(service=Answer("service", None), record=faulty("record", replace(FULL, facts="", basis="")))
    found = check(answers)
    assert told(found) == [("blank", "service"), ("blank", "record"), ("unfinished", "record")]
    assert [remark.kind.forbids for remark in found] == [True, True, False]
    assert found[1].finding_id == "f1"


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (faulty("service", replace(FULL, page="")), [("unfinished", "所在页")]),
        (faulty("service", replace(FULL, page="", scan="a", scan_page=4)), []),
        (faulty("service", replace(FULL, page=""), verdict=MISSING), []),
        (faulty("service", replace(FULL, basis=" ")), [("unfinished", "依据")]),
        (faulty("service", replace(FULL, suggestion="")), [("unfinished", "整改建议")]),
        (faulty("service", replace(FULL, suggestion="", remediable=False)), []),
        (
            faulty("service", replace(FULL, page="", basis="", suggestion="")),
            [("unfinished", "所在页、依据、整改建议")],
        ),
        (faulty("service", Finding("f1", Severity.NOTE, facts="页边有污损")), []),
        (faulty("service", replace(FULL, occurrences=3)), [("occurrences", "3 处")]),
        (faulty("record", replace(FULL, occurrences=3)), []),
        (faulty("service", replace(FULL, facts="第25页没有签名")), [("page", "提到第 25 页")]),
        (faulty("service", replace(FULL, facts="卷1 页25 没有签名")), [("page", "提到第 25 页")]),
        (faulty("service", replace(FULL, facts="第23页没有签名")), []),
        (faulty("service", replace(FULL, facts="第24页没有签名", page="23-25")), []),
        (faulty("service", replace(FULL, facts="第23页至第25页没有签名")), [("page", "提到第 24 页")]),
        (faulty("service", replace(FULL, facts="第23至25页没有签名", page="23~25")), []),
        (faulty("service", replace(FULL, facts="全卷共120页，缺3页，违反第25条")), []),
        (faulty("service", replace(FULL, facts="第25页没有签名", page="封底")), []),
        (faulty("judgment", replace(FULL, occurrences=2), deduction=None), [("blank", ""), ("occurrences", "2 处")]),
    ],
)
def test_a_finding_is_looked_at(answer: Answer, expected: list[tuple[str, str]]) -> None:
    found = check(form(**{answer.item_id: answer}))
    assert [remark.kind.value for remark in found] == [kind for kind, _ in expected]
    assert all(words in remark.text for remark, (_, words) in zip(found, expected, strict=True))


def test_a_veto_beside_a_milder_grade() -> None:
    answers = form(veto=faulty("veto", replace(FULL, severity=Severity.ERROR)))
    assert check(answers) == ()
    found = check(answers, "qualified", reason="二审维持原判，当事人已经服判")
    assert told(found) == [("veto", "veto")]
    assert "“合格”" in found[0].text
    assert "“差错”" in found[0].text


def test_a_veto_milder_than_usual() -> None:
    assert told(check(form(veto=faulty("veto")))) == [("mild", "veto")]


def test_an_outcome_and_its_exemption() -> None:
    answers = form(reversed=faulty("reversed"))
    assert told(check(answers)) == [("outcome", "reversed")]
    assert check(answers, exemption="当事人二审提交了新的鉴定意见") == ()
    assert told(check(form(), exemption="当事人二审提交了新的鉴定意见")) == [("exemption", "")]


@pytest.mark.parametrize("words", ["综合考虑", "情况特殊，予以免责。", "无", "……", "有免责事由"])
def test_words_that_name_no_fact(words: str) -> None:
    answers = form(reversed=faulty("reversed"))
    assert told(check(answers, exemption=words)) == [("exemption", "")]
    assert told(check(form(), "defective", reason=words)) == [("reason", "")]


def test_a_grade_that_departs() -> None:
    assert told(check(form(), "defective")) == [("departure", "")]
    assert check(form(), "defective", reason="庭审录像与笔录不一致") == ()
    assert check(form(), "no such grade") == ()


def test_points_below_the_grade_chosen() -> None:
    answers = form(judgment=faulty("judgment", deduction=standard().item("judgment").points))
    found = check(answers, "qualified", reason="扣分集中在一份裁判文书")
    assert told(found) == [("points", "")]
    assert "60 分" in found[0].text


def test_a_top_grade_without_merit() -> None:
    top = next(name for name in resources.scale_names() if Need.MERIT in scale(name).grades[0].needs)
    best = scale(top).grades[0].id
    answers = form()
    assert "merit" in [kind for kind, _ in told(check(answers, best, top, reason="裁判文书入选优秀文书"))]
    with_merit = form(service=Answer("service", CLEAR, merits=(Merit("m", "送达当日完成"),)))
    assert "merit" not in [kind for kind, _ in told(check(with_merit, best, top, reason="裁判文书入选优秀文书"))]
    assert "merit" not in [kind for kind, _ in told(check(answers, best, top, reason="略", merits="释法充分"))]


def test_a_section_or_most_of_the_form_passed_over() -> None:
    passed = {name: Answer(name, PASSED) for name in ("service", "record")}
    assert told(check(form(**passed))) == [("section", "service")]
    most = {name: Answer(name, PASSED) for name in ("service", "judgment", "veto")}
    found = check(form(**most))
    assert told(found) == [("mostly", "")]
    assert "5 个评查项中有 3 个" in found[0].text


def test_one_fact_under_two_items() -> None:
    twice = form(service=faulty("service"), record=faulty("record", replace(FULL, id="f2", facts="未附送达回证。")))
    (found,) = check(twice)
    assert (found.kind, found.item_id, found.finding_id) == (RemarkKind.SAME_FACTS, "record", "f2")
    assert "第 1 项" in found.text
    missing = {name: faulty(name, replace(FULL, id=name), verdict=MISSING) for name in ("service", "record")}
    assert check(form(**missing)) == ()


texts = st.sampled_from(["", " ", "第25页", "p 9999999999", "第９页", "综合考虑", "第3－1页"]) | st.text(max_size=20)
random_findings = st.builds(
    Finding,
    st.uuids().map(str),
    st.sampled_from(Severity),
    texts,
    texts,
    texts,
    texts,
    texts,
    st.booleans(),
    st.integers(0, 9),
)


@given(cases(), st.data(), texts, texts, texts, st.sampled_from(["", "qualified", "wrong", "?"]))
def test_no_answer_is_too_odd(
    case: tuple[Standard, AnswerMap], data: st.DataObject, reason: str, exemption: str, merits: str, grade: str
) -> None:
    own, answers = case
    odd = data.draw(st.lists(st.sampled_from([item.id for item in own.items]), max_size=3))
    for item_id in odd:
        found = tuple(data.draw(st.lists(random_findings, max_size=3)))
        answers = {**answers, item_id: replace(answers[item_id], findings=found)}
    answers = dict(list(answers.items())[data.draw(st.integers(0, 1)) :])
    proposal = propose(own, scale(), answers, exemption, merits)
    found = remarks(own, scale(), answers, proposal, grade, reason=reason, exemption=exemption, merits=merits)
    known = {"", *(item.id for item in own.items)}
    assert {remark.item_id for remark in found} <= known
    assert sum(remark.kind.forbids for remark in found) == len(faults_of(own, answers))
    assert all(remark.text.endswith("。") for remark in found)
