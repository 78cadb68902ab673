"""Determining a grade, and the findings that stand with it."""

import pytest
from sqlalchemy import select

from models.determination import Determination, DeterminedFinding
from models.queries import determinations as queries
from models.queries import settings as settings_queries
from models.queries.statistics import batch_figures
from models.review_state import NotInThisStateError, ReviewState
from models.services import answers, determinations
from models.store.check import check
from review_forms.answers import Answer, Verdict
from review_forms.grading import UnknownGradeError
from review_forms.standard import Severity


def one_case(court, *findings):
    (row,) = court.readings(court.scored(findings))
    return row


def determine(court, row, grade: str, **words):
    words = {"decided_by": "审判委员会", **words}
    return court.do(determinations.determine, row.reviewed_case_id, grade=grade, **words)


def view(court, row) -> queries.DeterminationView:
    return court.ask(queries.determination_view, row.reviewed_case_id)


def test_both_proposals_and_the_findings_are_on_the_page(court) -> None:
    row = one_case(court, court.fault("甲", Severity.DEFECT), court.fault("乙", Severity.MAJOR_DEFECT))
    seen = view(court, row)
    assert seen.proposal is not None
    assert (seen.proposal.points, seen.proposal.by_points.id) == (98, "qualified")
    assert seen.proposal.by_absorption.id == "seriously_defective"
    assert (seen.reviewer, seen.reviewer_grade.id) == ("评查一", "seriously_defective")
    assert [(one.position, one.finding.facts) for one in seen.findings] == [(1, "甲"), (2, "乙")]
    assert (seen.state, seen.determined, seen.decided_by) == (ReviewState.SCORED, None, "")


def test_what_is_determined_stands(court) -> None:
    finding = court.fault("甲", Severity.DEFECT, occurrences=3, remediable=False)
    row = one_case(court, finding)
    determine(court, row, "defective", decided_by=" 审判委员会 ")
    seen = view(court, row)
    assert (seen.state, seen.determined.id, seen.decided_by) == (ReviewState.DETERMINED, "defective", "审判委员会")
    assert [one.finding for one in seen.findings] == [finding]
    (listed,) = court.ask(queries.reviewed_case_rows, row.batch_id)
    assert (listed.proposed.id, listed.determined.id, listed.reviewer) == ("defective", "defective", "评查一")
    with pytest.raises(NotInThisStateError, match="只有已提交、尚未审定的评查可以退回"):
        court.do(answers.give_back, row.reviewed_case_id, "请核对")


def test_a_later_determination_replaces_the_earlier_one_which_stays_on_record(court) -> None:
    row = one_case(court, court.fault())
    determine(court, row, "wrong", reason="影响裁判结果")
    determine(court, row, "defective")
    with court.store.read() as session:
        decisions = session.execute(select(Determination).order_by(Determination.revision)).scalars().all()
        findings = session.execute(select(DeterminedFinding)).scalars().all()
        assert [(one.revision, one.grade) for one in decisions] == [(1, "wrong"), (2, "defective")]
        assert [(one.position, one.withdrawn) for one in findings] == [(1, False)]
        assert batch_figures(session, row.batch_id).grades["defective"] == 1
    assert view(court, row).determined.id == "defective"
    assert check(court.store).problems == ()


@pytest.mark.parametrize("grade", ["qualified", "seriously_defective", "wrong"])
def test_departing_from_both_proposals_needs_a_reason(court, grade: str) -> None:
    row = one_case(court, court.fault())
    with pytest.raises(determinations.DeterminationNeedsReasonError, match="与规则建议“瑕疵”、评查员建议“瑕疵”不一致"):
        determine(court, row, grade, reason="　")
    determine(court, row, grade, reason="另有证据")
    assert view(court, row).reason == "另有证据"


def test_departing_from_the_rules_with_the_reviewer_needs_a_reason_too(court) -> None:
    (row,) = court.readings(court.assigned(1))
    for item in ("service", "record", "judgment"):
        court.do(answers.record_answer, row.assignment_id, Answer(item, Verdict.CLEAR))
    court.do(answers.submit, row.assignment_id, grade="defective", reason="送达不规范")
    for grade in ("defective", "qualified"):
        with pytest.raises(determinations.DeterminationNeedsReasonError, match="规则建议“合格”、评查员建议“瑕疵”"):
            determine(court, row, grade)


def test_somebody_must_decide(court) -> None:
    row = one_case(court)
    with pytest.raises(determinations.DeciderMissingError, match="没有填写审定“合格”的机构或人员：按等次表一般由"):
        determine(court, row, "qualified", decided_by=" ")
    with pytest.raises(UnknownGradeError):
        determine(court, row, "excellent")
    assert view(court, row).state is ReviewState.SCORED


def test_nothing_is_determined_before_it_was_submitted(court) -> None:
    (row,) = court.readings(court.assigned(1))
    with pytest.raises(NotInThisStateError, match="评查员提交之后、反馈意见书编号之前才能审定"):
        determine(court, row, "qualified")


def test_nothing_is_determined_after_the_letter(court) -> None:
    (row,) = court.readings(court.notified([]))
    with pytest.raises(NotInThisStateError, match="目前“已反馈”，不能审定等次"):
        determine(court, row, "qualified")


def test_an_exemption_is_kept_changed_or_taken_away(court) -> None:
    (row,) = court.readings(court.assigned(1))
    for item in ("service", "record", "judgment"):
        court.do(answers.record_answer, row.assignment_id, Answer(item, Verdict.CLEAR))
    court.do(answers.submit, row.assignment_id, grade="qualified", exemption="新证据")
    determine(court, row, "qualified")
    assert view(court, row).exemption == "新证据"
    determine(court, row, "qualified", exemption=" 政策调整 ")
    assert view(court, row).exemption == "政策调整"
    determine(court, row, "qualified", exemption="")
    assert view(court, row).exemption == ""


def test_the_trail_tells_proposals_and_decision(court) -> None:
    row = one_case(court, court.fault())
    determine(court, row, "wrong", reason=" 影响裁判结果 ")
    (entry,) = court.ask(settings_queries.audit_rows, limit=1)
    assert (entry.action, entry.subject_id, entry.reason) == (
        "grade.determine",
        row.reviewed_case_id,
        "影响裁判结果",
    )
    assert entry.before == {"proposed": "defective", "by_points": "qualified", "by_absorption": "defective"}
    assert entry.after == {"grade": "wrong", "decided_by": "审判委员会", "exemption": "", "revision": 1}


def test_a_case_is_found_by_its_number_in_any_spelling(court) -> None:
    (row,) = court.readings(court.assigned(1))
    found = court.ask(queries.reviewed_case_named, "第1批", "(2025) 吉0199民初 1号")
    assert found == row.reviewed_case_id
    with pytest.raises(queries.CaseNotInBatchError, match="批次“第1批”中没有"):
        court.ask(queries.reviewed_case_named, "第1批", "（2025）吉0199民初2号")


def test_cases_are_listed_by_number_with_what_is_known_of_each(court) -> None:
    court.import_facts([court.facts(n) for n in (10, 9, 100)])
    batch_id = court.assigned(3)
    rows = court.ask(queries.reviewed_case_rows, batch_id)
    assert [row.number for row in rows] == [court.facts(n).number for n in (9, 10, 100)]
    assert {(row.proposed, row.determined, row.points, row.state) for row in rows} == {
        (None, None, None, ReviewState.ASSIGNED)
    }


def fine_case(court, merits: str = ""):
    """A clean case under the scale whose best grade needs a merit, submitted as the rules propose."""
    (row,) = court.readings(court.assigned(1, scale="fine_four"))
    with court.store.write("评查一") as session:
        for item in ("service", "judgment", "record"):
            answers.record_answer(session, row.assignment_id, Answer(item, Verdict.CLEAR))
        answers.submit(session, row.assignment_id, grade="fine" if merits else "qualified", merits=merits)
    return row


def test_a_grade_that_needs_a_merit_is_neither_proposed_nor_determined_without(court) -> None:
    row = fine_case(court)
    assert view(court, row).proposal.proposed.name == "合格"
    assert any("没有记录亮点，不建议“优质”" in reason.text for reason in view(court, row).proposal.because)
    with pytest.raises(determinations.GradeNeedError, match="等次表规定“优质”须有记录在案的亮点"):
        determine(court, row, "fine", reason="文书说理充分")


def test_a_grade_that_needs_a_reason_says_so_even_where_all_agree(court) -> None:
    row = fine_case(court, merits="争点归纳准确，说理充分")
    assert view(court, row).proposal.proposed.name == "优质"
    with pytest.raises(determinations.GradeNeedError, match="等次表规定“优质”审定时须写明理由"):
        determine(court, row, "fine")
    determine(court, row, "fine", reason="文书说理充分")
    assert view(court, row).determined.name == "优质"
