"""What must hold of scoring and grading for every standard and every set of answers."""

from dataclasses import replace
from decimal import Decimal
from functools import cache
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import resources
from review_forms.answers import (
    Answer,
    Finding,
    Merit,
    Verdict,
    answer_from_json,
    answer_to_json,
    faults_of,
    shows_merit,
)
from review_forms.category import CaseCategory
from review_forms.grading import GradeScale, Need, propose
from review_forms.loader import load_scale, load_standard
from review_forms.scoring import has_veto, score
from review_forms.standard import Family, Item, ItemKind, Section, Severity, Standard

AnswerMap = dict[str, Answer]
D = Decimal


DATA = Path(__file__).parent.parent / "data" / "standards"
FOREIGN = sorted(path.stem for path in DATA.glob("*.toml"))


@cache
def shipped(name: str) -> Standard:
    """A standard that ships, or one of a foreign body that is here to try the model."""
    if name in FOREIGN:
        return load_standard((DATA / f"{name}.toml").read_text(encoding="utf-8"), name)
    return load_standard(resources.read_text("standards", f"{name}.toml"), name)


@cache
def scale(name: str = "four_grades") -> GradeScale:
    return load_scale(resources.read_text("scales", f"{name}.toml"), name)


def cents(least: int, most: int) -> st.SearchStrategy[Decimal]:
    return st.integers(least, most).map(lambda number: D(number) / 100)


@st.composite
def items(draw: st.DrawFn, item_id: str) -> Item:
    kind = draw(st.sampled_from(ItemKind))
    points = draw(cents(3, 2000)) if kind.deducts or kind is ItemKind.BONUS else D(0)
    cap = draw(st.none() | st.just(points / 2)) if kind.deducts and kind is not ItemKind.FIXED else None
    weighs = kind is ItemKind.PER_MISSING and draw(st.booleans())
    repeats = kind in (ItemKind.PER_OCCURRENCE, ItemKind.PER_MISSING) and not weighs
    return Item(
        item_id,
        f"评查项{item_id}",
        kind,
        points,
        deduction=draw(cents(1, 300)) if repeats else None,
        minimum=draw(st.none() | st.just(points / 10)) if kind is ItemKind.RANGE else None,
        cap=cap,
        severity=draw(st.none() | st.sampled_from(Severity)),
        elements=("甲", "乙", "丙") if kind is ItemKind.PER_MISSING else (),
        element_points=(points - D("0.02"), D("0.01"), D("0.01")) if weighs else (),
        outcome=draw(st.booleans()) if kind in (ItemKind.SEVERITY_ONLY, ItemKind.VETO) else False,
    )


@st.composite
def random_standards(draw: st.DrawFn) -> Standard:
    count = draw(st.integers(1, 8))
    made = tuple(draw(items(f"i{number}")) for number in range(count))
    cut = draw(st.integers(1, count))
    full = draw(st.sampled_from([D(100), D(40)]))
    return Standard(
        "random",
        "1",
        "随机标准",
        (CaseCategory.CIVIL,),
        Family.POINTS,
        tuple(
            Section(name, name, sum((item.points for item in part if item.kind.deducts), D(0)), part, name == "扣分制")
            for name, part in (("得分制", made[:cut]), ("扣分制", made[cut:]))
        ),
        bonus_cap=draw(st.none() | cents(0, 1000)),
        case_cap=draw(st.none() | cents(1, 5000)),
        full_marks=full,
        base=draw(st.sampled_from([D(0), full / 2])),
        veto_scores_zero=draw(st.booleans()),
    )


KNOWN = [*resources.standard_names(), *FOREIGN]
standards = st.one_of(random_standards(), st.builds(shipped, st.sampled_from(KNOWN)))
merits = st.builds(Merit, st.uuids().map(str), facts=st.just("某亮点"))
findings = st.builds(
    Finding, st.uuids().map(str), st.sampled_from(Severity), facts=st.just("某事实"), occurrences=st.integers(1, 5)
)


@st.composite
def answers_for(draw: st.DrawFn, standard: Standard, verdicts: list[Verdict | None] | None = None) -> AnswerMap:
    allowed = st.sampled_from(verdicts or [None, *Verdict])
    answers: AnswerMap = {}
    few = draw(st.lists(st.sampled_from([item.id for item in standard.items]), max_size=6, unique=True))
    for item in standard.items:
        if item.id not in few:
            answers[item.id] = Answer(item.id, Verdict.CLEAR)
            continue
        answers[item.id] = Answer(
            item.id,
            draw(allowed),
            tuple(draw(st.lists(findings, max_size=3))),
            deduction=draw(st.none() | cents(0, 3000)),
            missing_elements=tuple(draw(st.lists(st.sampled_from([*item.elements, "没有的"]), unique=True))),
            award=draw(st.none() | cents(0, 3000)),
            merits=tuple(draw(st.lists(merits, max_size=1))),
        )
    return answers


@st.composite
def cases(draw: st.DrawFn) -> tuple[Standard, AnswerMap]:
    standard = draw(standards)
    return standard, draw(answers_for(standard))


@given(cases())
def test_nothing_falls_below_zero_or_rises_above_its_limit(case: tuple[Standard, AnswerMap]) -> None:
    check_limits(*case)


@pytest.mark.parametrize("name", KNOWN)
@settings(max_examples=30)
@given(data=st.data())
def test_every_standard_on_the_shelf_keeps_its_limits(name: str, data: st.DataObject) -> None:
    standard = shipped(name)
    answers = data.draw(answers_for(standard))
    check_limits(standard, answers)
    for scale_name in resources.scale_names():
        proposal = propose(standard, scale(scale_name), answers)
        assert proposal.proposed in scale(scale_name).grades
        assert proposal.because


def check_limits(standard: Standard, answers: AnswerMap) -> None:
    """What a score must keep to, whatever the answers."""
    result = score(standard, answers)
    assert result.full == standard.full_marks
    assert 0 <= result.points <= result.full + result.bonus
    assert result.hundredths >= 0
    assert result.points + result.deducted == result.full + result.bonus
    if standard.veto_scores_zero and has_veto(standard, answers):
        assert result.points == 0
        return
    assert standard.case_cap is None or result.deducted <= standard.case_cap
    assert standard.bonus_cap is None or result.bonus <= standard.bonus_cap
    for line, item in zip(result.lines, standard.items, strict=True):
        assert 0 <= line.deducted <= item.points
        assert 0 <= line.awarded <= item.points
        verdict = answers[item.id].verdict
        assert verdict is not Verdict.FAULTY or item.kind is ItemKind.BONUS or line.deducted <= item.most
    for section in result.sections:
        assert 0 <= section.got <= section.full


@given(cases(), st.randoms(use_true_random=False), st.sampled_from(["", "出现新的证据"]))
def test_order_never_matters(case: tuple[Standard, AnswerMap], random: Random, exemption: str) -> None:
    standard, answers = case
    shuffled = list(answers.values())
    random.shuffle(shuffled)
    turned = {
        answer.item_id: replace(answer, findings=answer.findings[::-1], missing_elements=answer.missing_elements[::-1])
        for answer in shuffled
    }
    assert score(standard, turned) == score(standard, answers)
    assert propose(standard, scale(), turned, exemption) == propose(standard, scale(), answers, exemption)


@given(cases(), st.data())
def test_not_applicable_is_as_if_the_item_did_not_exist(case: tuple[Standard, AnswerMap], data: st.DataObject) -> None:
    standard, answers = case
    left_out = data.draw(st.sampled_from(standard.items))
    without = replace(
        standard,
        sections=tuple(
            replace(section, items=tuple(item for item in section.items if item is not left_out))
            for section in standard.sections
        ),
    )
    answers = {**answers, left_out.id: Answer(left_out.id, Verdict.NOT_APPLICABLE)}
    assert score(standard, answers).points == score(without, answers).points
    here, there = propose(standard, scale(), answers), propose(without, scale(), answers)
    assert (here.points, here.proposed, here.because) == (there.points, there.proposed, there.because)


@given(cases(), findings, st.data(), st.sampled_from(["", "出现新的证据"]))
def test_one_more_finding_never_improves_anything(
    case: tuple[Standard, AnswerMap], finding: Finding, data: st.DataObject, exemption: str
) -> None:
    """Only a “not applicable” is left out: to find a fault there is to say that the item applies after all."""
    standard, answers = case
    applicable = [item for item in standard.items if answers[item.id].verdict is not Verdict.NOT_APPLICABLE]
    if not applicable:
        return
    item = data.draw(st.sampled_from(applicable))
    before = answers[item.id]
    verdict = before.verdict if before.verdict is Verdict.MISSING else Verdict.FAULTY
    kept = before.findings if before.verdict in (Verdict.FAULTY, Verdict.MISSING) else ()
    worse = {**answers, item.id: replace(before, verdict=verdict, findings=(*kept, finding))}
    assert score(standard, worse).points <= score(standard, answers).points
    old, new = propose(standard, scale(), answers, exemption), propose(standard, scale(), worse, exemption)
    assert scale().rank(new.proposed) >= scale().rank(old.proposed)
    assert scale().rank(new.by_absorption) >= scale().rank(old.by_absorption)


@given(cases(), st.sampled_from(["", "出现新的证据"]))
def test_the_proposal_is_the_worse_of_the_two_and_always_has_a_reason(
    case: tuple[Standard, AnswerMap], exemption: str
) -> None:
    standard, answers = case
    proposal = propose(standard, scale(), answers, exemption)
    both = [grade for grade in (proposal.by_points, proposal.by_absorption) if grade is not None]
    assert proposal.proposed == max(both, key=scale().rank)
    assert proposal.agrees == (len(set(both)) == 1)
    assert proposal.because
    assert (proposal.points is None) == (standard.family is Family.ABSORPTION)


@given(cases())
def test_an_exemption_never_makes_a_grade_worse(case: tuple[Standard, AnswerMap]) -> None:
    standard, answers = case
    plain, excused = propose(standard, scale(), answers), propose(standard, scale(), answers, "出现新的证据")
    assert scale().rank(excused.proposed) <= scale().rank(plain.proposed)
    assert excused.held == (excused.proposed != plain.proposed)
    assert excused.points == plain.points
    assert not plain.held


@given(cases())
def test_a_veto_gives_the_worst_grade_by_itself(case: tuple[Standard, AnswerMap]) -> None:
    standard, answers = case
    vetoed = any(item.kind is ItemKind.VETO and answers[item.id].verdict is Verdict.FAULTY for item in standard.items)
    if vetoed:
        assert propose(standard, scale(), answers).proposed == scale().grades[-1]


@given(cases())
def test_answers_survive_json(case: tuple[Standard, AnswerMap]) -> None:
    for answer in case[1].values():
        assert answer_from_json(answer_to_json(answer)) == answer


@given(cases(), st.sampled_from(resources.scale_names()), merits)
def test_a_merit_never_makes_a_grade_worse(case: tuple[Standard, AnswerMap], name: str, merit: Merit) -> None:
    standard, answers = case
    first = standard.items[0].id
    praised = {**answers, first: replace(answers[first], merits=(*answers[first].merits, merit))}
    plain, better = propose(standard, scale(name), answers), propose(standard, scale(name), praised)
    assert scale(name).rank(better.proposed) <= scale(name).rank(plain.proposed)
    assert better.points == plain.points
    if not shows_merit(answers):
        assert Need.MERIT not in plain.proposed.needs


@pytest.mark.parametrize("name", KNOWN)
def test_all_clear_is_complete_and_best(name: str) -> None:
    standard = shipped(name)
    verdicts = {ItemKind.BONUS: Verdict.NOT_APPLICABLE}
    answers = {item.id: Answer(item.id, verdicts.get(item.kind, Verdict.CLEAR)) for item in standard.items}
    assert faults_of(standard, answers) == ()
    assert score(standard, answers).points == standard.full_marks
    assert propose(standard, scale(), answers).proposed == scale().grades[0]
    assert propose(standard, scale("fine_four"), answers).proposed.name == "合格"
    assert propose(standard, scale("fine_four"), answers, merits="文书说理充分").proposed.name == "优质"
