"""Published rules, encoded as standards and scales, give the published arithmetic; every figure is worked by hand."""

from decimal import Decimal
from functools import cache
from pathlib import Path
from textwrap import dedent

import pytest

import resources
from review_forms.answers import Answer, Finding, Verdict
from review_forms.grading import propose
from review_forms.loader import load_scale, load_standard
from review_forms.scoring import Score, score
from review_forms.standard import ItemKind, Severity, Standard

D = Decimal
DATA = Path(__file__).parent.parent / "data" / "standards"
FAULTY, MISSING, NOT_APPLICABLE = Verdict.FAULTY, Verdict.MISSING, Verdict.NOT_APPLICABLE


@cache
def encoded(name: str) -> Standard:
    return load_standard((DATA / f"{name}.toml").read_text(encoding="utf-8"), name)


def shipped(name: str) -> Standard:
    return load_standard(resources.read_text("standards", f"{name}.toml"), name)


def clear(standard: Standard) -> dict[str, Answer]:
    verdicts = {ItemKind.BONUS: NOT_APPLICABLE}
    return {item.id: Answer(item.id, verdicts.get(item.kind, Verdict.CLEAR)) for item in standard.items}


def finding(occurrences: int = 1, severity: Severity = Severity.DEFECT) -> Finding:
    return Finding(f"f{occurrences}{severity}", severity, facts="某事实", occurrences=occurrences)


def lacking(item_id: str, *elements: str) -> Answer:
    return Answer(item_id, FAULTY, (finding(),), missing_elements=elements)


def scored(standard: Standard, *changed: Answer) -> Score:
    return score(standard, clear(standard) | {answer.item_id: answer for answer in changed})


# 环执法发〔2024〕4号: 案卷得分 = 50 + 50 × Σ实得 / Σ参评标准分 − 基本要素扣分; 任一重大问题 0 分


def test_the_ecological_standard_is_the_published_one() -> None:
    standard = encoded("ecological-files")
    assert sum(item.kind is ItemKind.VETO for item in standard.items) == 25
    assert standard.total == 100
    assert [section.points for section in standard.sections if section.absolute] == [20]


def test_a_faultless_ecological_file_gets_a_hundred() -> None:
    assert scored(encoded("ecological-files")).points == 100


def test_the_ecological_formula_with_all_papers_under_review() -> None:
    """The decision lacks 裁量 1 and 救济途径 1, the advance notice 种类 2, the filing form is missing 2: 94 of 100.

    50 + 50 × 94 / 100 = 97; the service receipt of the basic elements costs 2: 95.
    """
    result = scored(
        encoded("ecological-files"),
        lacking("decision", "裁量", "救济途径"),
        lacking("advance", "种类、幅度、基准"),
        Answer("filing", MISSING, (finding(),)),
        lacking("basic-papers", "送达回证"),
    )
    assert result.points == 95


def test_the_ecological_formula_with_papers_that_need_no_review() -> None:
    """No report (5), no hearing (4 + 8), no reminder (2), no enforcement (5), no video evidence (1): 75 of 100 remain.

    The filing form is missing (本项得 0 分: 2), 污染物 in the scene record costs 2, the decision lacks 裁量 and
    救济途径 (2): 69 of 75. 50 + 50 × 69 / 75 = 96; 送达回证 2 and 逐页签名 1 come off as they stand: 93.
    """
    spared = ("monitoring", "hearing-notice", "hearing-record", "reminder", "enforcement", "evidence-4")
    result = scored(
        encoded("ecological-files"),
        *(Answer(item_id, NOT_APPLICABLE) for item_id in spared),
        Answer("filing", MISSING, (finding(),)),
        Answer("scene-3", FAULTY, (finding(),)),
        lacking("decision", "裁量", "救济途径"),
        lacking("basic-papers", "送达回证"),
        lacking("basic-records", "逐页签名"),
    )
    assert result.points == 93


def test_a_record_that_is_missing_scores_nothing_but_stays_in_the_denominator() -> None:
    """“无…的，本项得 0 分”: 50 + 50 × 90 / 100 = 95; the same record not needed: nothing is lost."""
    standard = encoded("ecological-files")
    record = [f"scene-{number}" for number in range(1, 6)]
    assert scored(standard, *(Answer(item_id, MISSING, (finding(),)) for item_id in record)).points == 95
    assert scored(standard, *(Answer(item_id, NOT_APPLICABLE) for item_id in record)).points == 100


@pytest.mark.parametrize("number", range(1, 26))
def test_each_of_the_25_vetoes_takes_all_points(number: int) -> None:
    standard = encoded("ecological-files")
    vetoed = Answer(f"veto-{number:02}", FAULTY, (finding(severity=Severity.ERROR),))
    assert scored(standard, vetoed).points == 0
    scale = load_scale(resources.read_text("scales", "four_grades.toml"), "four_grades")
    assert propose(standard, scale, clear(standard) | {vetoed.item_id: vetoed}).proposed == scale.grades[-1]


# 北京 2013: 每件扣 1 分; 每项扣到零分为止，不记负分; 同一案件累计扣分不超过 5 分; 40 分


@pytest.mark.parametrize(
    ("faults", "points"),
    [
        ({}, 40),
        ({1: 1, 2: 1}, 38),
        ({3: 4}, 37),  # an item of 3 points is not charged a fourth
        (dict.fromkeys(range(1, 6), 1), 35),
        (dict.fromkeys(range(1, 8), 1), 35),  # seven faults, and five is the most
        ({1: 3, 2: 3, 3: 3}, 35),
    ],
)
def test_the_enforcement_rule_caps_each_item_and_the_case(faults: dict[int, int], points: int) -> None:
    standard = encoded("enforcement-assessment")
    answers = [Answer(f"fault-{number:02}", FAULTY, (finding(times),)) for number, times in faults.items()]
    assert scored(standard, *answers).points == points


def test_forty_points_are_graded_as_their_share_of_a_hundred() -> None:
    """38 of 40 are 95 of a hundred, 35 of 40 are 87.5."""
    standard = encoded("enforcement-assessment")
    scale = load_scale(resources.read_text("scales", "excellent_four.toml"), "excellent_four")
    answers = clear(standard) | {"others": Answer("others", FAULTY, (finding(7, Severity.NOTE),))}
    assert propose(standard, scale, answers).proposed.name == "合格"
    assert "满分 40 分，折合 87.50 分" in " ".join(reason.text for reason in propose(standard, scale, answers).because)


# 公开的法院百分制评分表: 裁判文书错漏 5 分, 一处扣 3 分


@pytest.mark.parametrize(("places", "points"), [(1, 97), (2, 95), (5, 95)])
def test_slips_in_a_judgment_cost_three_points_each_up_to_five(places: int, points: int) -> None:
    assert scored(shipped("civil-100"), Answer("document-slips", FAULTY, (finding(places),))).points == points


# 生态环境案卷评查教学汇编: 错漏字 0.5 分/处, 最多扣 3 分; 加分每项 1–3 分, 累计不超过 5 分; 每缺一项扣 0.5 分

COMPILED = """
    id = "compiled"
    version = "1"
    title = "汇编标准"
    categories = ["other"]
    family = "points"
    bonus_cap = 5

    [[sections]]
    id = "all"
    title = "全部"
    points = 100

    [[sections.items]]
    id = "typos"
    prompt = "错漏字"
    kind = "per_occurrence"
    points = 10
    deduction = 0.5
    cap = 3
    rule = "每处扣分"

    [[sections.items]]
    id = "parts"
    prompt = "要素"
    kind = "per_missing"
    points = 90
    deduction = 0.5
    elements = ["甲", "乙"]
    rule = "每缺一项扣分"

    [[sections.items]]
    id = "plus-1"
    prompt = "加分一"
    kind = "bonus"
    points = 3
    rule = "加分"

    [[sections.items]]
    id = "plus-2"
    prompt = "加分二"
    kind = "bonus"
    points = 3
    rule = "加分"
"""


def test_own_caps_and_the_limit_of_all_bonuses() -> None:
    """Nine typos are 4.5, capped at 3; one element 0.5; bonuses 3 + 3 capped at 5: 100 − 3.5 + 5."""
    standard = load_standard(dedent(COMPILED), "compiled")
    result = scored(
        standard,
        Answer("typos", FAULTY, (finding(9),)),
        lacking("parts", "乙"),
        Answer("plus-1", Verdict.CLEAR, award=D(3)),
        Answer("plus-2", Verdict.CLEAR, award=D(3)),
    )
    assert (result.deducted, result.bonus, result.points) == (D("3.5"), D(5), D("101.5"))


# 安徽 双评工作平台: 优秀 90–100, 合格 70–89, 瑕疵 60–69, 差错 0–59


@pytest.mark.parametrize(
    ("points", "grade"),
    [
        ("100", "优秀"),
        ("90", "优秀"),
        ("89.99", "合格"),
        ("70", "合格"),
        ("69.99", "瑕疵"),
        ("60", "瑕疵"),
        ("59.99", "差错"),
        ("0", "差错"),
    ],
)
def test_the_anhui_limits(points: str, grade: str) -> None:
    scale = load_scale(resources.read_text("scales", "excellent_four.toml"), "excellent_four")
    assert scale.by_points(D(points)).name == grade


# 吉林 2024: 同时有瑕疵和不合格情形的, 以最重的确定; 非因过错的改判、发回不得评为瑕疵或者不合格


def test_the_worst_finding_absorbs_the_others() -> None:
    standard = shipped("severity-catalogue")
    scale = load_scale(resources.read_text("scales", "absorbing_three.toml"), "absorbing_three")
    item = next(item for item in standard.items if item.kind is ItemKind.SEVERITY_ONLY and not item.outcome)
    answers = clear(standard)
    for worst, grade in (
        ((Severity.NOTE,), "合格"),
        ((Severity.DEFECT, Severity.NOTE), "瑕疵"),
        ((Severity.DEFECT,) * 9, "瑕疵"),
        ((Severity.DEFECT, Severity.ERROR), "不合格"),
    ):
        found = tuple(Finding(str(at), severity, facts="某事实") for at, severity in enumerate(worst))
        answers[item.id] = Answer(item.id, FAULTY, found)
        assert propose(standard, scale, answers).proposed.name == grade


def test_a_reversal_without_fault_does_not_lower_the_grade() -> None:
    standard = shipped("severity-catalogue")
    scale = load_scale(resources.read_text("scales", "absorbing_three.toml"), "absorbing_three")
    outcome = next(item for item in standard.items if item.outcome)
    answers = clear(standard) | {outcome.id: Answer(outcome.id, FAULTY, (finding(severity=Severity.ERROR),))}
    assert propose(standard, scale, answers).proposed.name == "不合格"
    excused = propose(standard, scale, answers, "二审出现新的证据")
    assert (excused.proposed.name, excused.held) == ("合格", True)
