"""Both proposals, the veto and the exemption, by hand on the shipped standards."""

from decimal import Decimal

import pytest

import resources
from review_forms.answers import Answer, Finding, Verdict
from review_forms.grading import GradeScale, ReasonSource, UnknownGradeError, propose
from review_forms.loader import load_scale, load_standard
from review_forms.scoring import score
from review_forms.standard import Severity, Standard


@pytest.fixture(scope="module")
def scale() -> GradeScale:
    return load_scale(resources.read_text("scales", "four_grades.toml"), "four_grades")


@pytest.fixture(scope="module")
def civil() -> Standard:
    return load_standard(resources.read_text("standards", "civil-100.toml"), "civil-100")


@pytest.fixture(scope="module")
def catalogue() -> Standard:
    return load_standard(resources.read_text("standards", "severity-catalogue.toml"), "severity-catalogue")


def faulty(item_id: str, severity: Severity, count: int = 1, deduction: str | None = None) -> Answer:
    findings = tuple(Finding(f"{item_id}{number}", severity, facts="某事实") for number in range(count))
    return Answer(item_id, Verdict.FAULTY, findings, deduction=None if deduction is None else Decimal(deduction))


def all_clear(standard: Standard, *others: Answer) -> dict[str, Answer]:
    clear = {item.id: Answer(item.id, Verdict.CLEAR) for item in standard.items}
    return clear | {answer.item_id: answer for answer in others}


def test_a_flawless_case_is_qualified_by_both_rules(civil: Standard, scale: GradeScale) -> None:
    proposal = propose(civil, scale, all_clear(civil))
    assert proposal.points == Decimal(100)
    assert proposal.proposed.id == "qualified"
    assert proposal.agrees
    assert not proposal.held


def test_the_worse_of_two_proposals_wins_and_says_why(civil: Standard, scale: GradeScale) -> None:
    """8.5 points lost leave 91.5, which is qualified; one defect is not."""
    answers = all_clear(
        civil,
        faulty("procedure-service", Severity.DEFECT),
        faulty("document-slips", Severity.NOTE, 2),
        faulty("document-parties", Severity.NOTE),
        faulty("document-narrative", Severity.NOTE, deduction="1.5"),
    )
    proposal = propose(civil, scale, answers)
    assert proposal.points == Decimal("91.5")
    assert proposal.by_points is not None
    assert (proposal.by_points.id, proposal.by_absorption.id) == ("qualified", "defective")
    assert proposal.proposed.id == "defective"
    assert not proposal.agrees
    absorbed = [reason for reason in proposal.because if reason.source is ReasonSource.ABSORPTION]
    assert [reason.item_id for reason in absorbed] == ["procedure-service"]
    assert "“瑕疵”问题 1 个" in absorbed[0].text
    total = next(reason for reason in proposal.because if not reason.item_id)
    assert total.text == "得分 91.5 分，不低于 90 分，按得分为“合格”"


@pytest.mark.parametrize(
    ("points", "grade"),
    [("100", "qualified"), ("90", "qualified"), ("89.99", "defective"), ("75", "defective"),
     ("74.99", "seriously_defective"), ("60", "seriously_defective"), ("59.99", "wrong"), ("0", "wrong")],
)  # fmt: skip
def test_bands_begin_at_their_limit(scale: GradeScale, points: str, grade: str) -> None:
    assert scale.by_points(Decimal(points)).id == grade


@pytest.mark.parametrize(
    ("severity", "grade"),
    [(None, "qualified"), (Severity.NOTE, "qualified"), (Severity.DEFECT, "defective"),
     (Severity.MAJOR_DEFECT, "seriously_defective"), (Severity.ERROR, "wrong")],
)  # fmt: skip
def test_each_severity_has_its_grade(scale: GradeScale, severity: Severity | None, grade: str) -> None:
    assert scale.by_severity(severity).id == grade


def test_a_veto_decides_by_itself_whatever_the_finding_weighs(civil: Standard, scale: GradeScale) -> None:
    proposal = propose(civil, scale, all_clear(civil, faulty("case-veto", Severity.NOTE)))
    assert proposal.points == Decimal(100)
    assert proposal.proposed.id == "wrong"
    assert [reason.source for reason in proposal.because if reason.item_id] == [
        ReasonSource.VETO,
        ReasonSource.ABSORPTION,
    ]


def test_a_missing_item_weighs_at_least_its_usual_severity(civil: Standard, scale: GradeScale) -> None:
    missing = Answer("records-deliberation", Verdict.MISSING)
    assert propose(civil, scale, all_clear(civil, missing)).by_absorption.id == "defective"


def test_records_do_not_touch_the_grade(civil: Standard, scale: GradeScale) -> None:
    proposal = propose(civil, scale, all_clear(civil, faulty("case-reference", Severity.ERROR)))
    assert proposal.proposed.id == "qualified"


def test_absorption_takes_the_worst_and_knows_no_points(catalogue: Standard, scale: GradeScale) -> None:
    answers = all_clear(
        catalogue,
        faulty("law-citation", Severity.NOTE, 4),
        faulty("procedure-service", Severity.DEFECT, 3),
        faulty("facts-main", Severity.MAJOR_DEFECT),
    )
    proposal = propose(catalogue, scale, answers)
    assert proposal.points is None
    assert proposal.by_points is None
    assert proposal.agrees
    assert proposal.proposed.id == "seriously_defective"
    assert [reason.item_id for reason in proposal.because] == ["facts-main"]


@pytest.mark.parametrize("name", ["civil", "catalogue"])
def test_an_exemption_excuses_the_outcome(name: str, scale: GradeScale, request: pytest.FixtureRequest) -> None:
    standard: Standard = request.getfixturevalue(name)
    answers = all_clear(standard, faulty("case-outcome", Severity.MAJOR_DEFECT))
    assert propose(standard, scale, answers).proposed.id == "seriously_defective"
    held = propose(standard, scale, answers, "二审出现新的证据")
    assert held.proposed.id == "qualified"
    assert held.held
    assert any("据此不降低等次" in reason.text for reason in held.because)
    assert score(standard, answers).points == Decimal(100)


def test_an_exemption_excuses_nothing_else(civil: Standard, scale: GradeScale) -> None:
    answers = all_clear(civil, faulty("procedure-panel", Severity.MAJOR_DEFECT, deduction="2"))
    proposal = propose(civil, scale, answers, "二审出现新的证据")
    assert proposal.proposed.id == "seriously_defective"
    assert not proposal.held
    assert proposal.because[-1].source is ReasonSource.EXEMPTION
    both = answers | {"case-outcome": faulty("case-outcome", Severity.MAJOR_DEFECT)}
    again = propose(civil, scale, both, "二审出现新的证据")
    assert not again.held
    assert again.proposed.id == "seriously_defective"


def test_blanks_are_no_exemption(civil: Standard, scale: GradeScale) -> None:
    answers = all_clear(civil, faulty("case-outcome", Severity.MAJOR_DEFECT))
    assert propose(civil, scale, answers, " 　\n").proposed.id == "seriously_defective"


def test_an_unknown_grade_is_named_with_the_choice(scale: GradeScale) -> None:
    assert scale.grade("wrong").name == "差错"
    with pytest.raises(UnknownGradeError, match="合格、瑕疵、重大瑕疵、差错"):
        scale.grade("excellent")
