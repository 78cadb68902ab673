"""Remedies, the rounds of the recheck, and the end of a case."""

from dataclasses import replace
from datetime import date

import pytest

from models.queries import remedies as queries
from models.queries import settings as settings_queries
from models.queries.batches import batch_view
from models.queries.cases import CaseFilter, case_ids, case_story
from models.queries.remedies import RemedyStage
from models.queries.statistics import batch_figures
from models.queries.workbench import Task, workbench
from models.remedy import RecheckResult, RemedyStatus
from models.review_state import NotInThisStateError, ReviewState
from models.services import batches, remedies
from models.store.check import check
from review_forms.standard import Severity


def report(court, row: queries.RemedyRow, status: RemedyStatus = RemedyStatus.DONE, **words) -> None:
    words = {"account": "已补附", **words}
    court.do(remedies.report, row.remedy_id, status=status, **words)


def ledger(court, batch_id) -> list[tuple[str, RemedyStage]]:
    return [(row.content, row.stage) for row in court.remedies(batch_id)]


def state(court, batch_id) -> ReviewState:
    (case,) = court.ask(queries.recheck_cases, batch_id)
    return case.state


def tasks(court) -> dict[Task, int]:
    return {waiting.task: waiting.count for waiting in court.ask(workbench, court.today).waiting}


def test_the_board_follows_reports_and_rechecks(court) -> None:
    batch_id = court.notified([court.fault("甲")])
    (row,) = court.remedies(batch_id)
    assert (row.stage, row.status, row.result) == (RemedyStage.WAITING, None, None)
    for status, stage in (
        (RemedyStatus.PARTLY, RemedyStage.UNDER_WAY),
        (RemedyStatus.NOT_DONE, RemedyStage.WAITING),
        (RemedyStatus.UNSUITABLE, RemedyStage.TO_RECHECK),
        (RemedyStatus.DONE, RemedyStage.TO_RECHECK),
    ):
        report(court, row, status)
        assert ledger(court, batch_id) == [("甲", stage)]
    court.leave_open(row)
    assert ledger(court, batch_id) == [("甲", RemedyStage.UNDER_WAY)]
    report(court, row)
    assert ledger(court, batch_id) == [("甲", RemedyStage.TO_RECHECK)]
    court.clear_off(row)
    assert ledger(court, batch_id) == [("甲", RemedyStage.CLEARED)]
    report(court, row, account="补充说明")
    (row,) = court.remedies(batch_id)
    assert (row.stage, row.account) == (RemedyStage.CLEARED, "补充说明")


def test_deadlines_run_until_the_department_has_done_its_part(court) -> None:
    (row,) = court.remedies(court.notified([court.fault()]))
    over = date.fromordinal(row.due_on.toordinal() + 3)
    assert (row.days_over(row.due_on), row.days_over(over)) == (0, 3)
    late = {status: replace(row, status=status).days_over(over) for status in RemedyStatus}
    assert late == {
        RemedyStatus.DONE: 0,
        RemedyStatus.UNSUITABLE: 0,
        RemedyStatus.PARTLY: 3,
        RemedyStatus.NOT_DONE: 3,
    }
    assert replace(row, result=RecheckResult.OPEN, status=RemedyStatus.DONE).days_over(over) == 3
    assert replace(row, result=RecheckResult.CLEARED).days_over(over) == 0


def test_the_workbench_shows_what_is_overdue_due_today_and_due_this_week(court) -> None:
    batch_id = court.notified([court.fault(text) for text in "甲乙丙丁戊己"])
    for row, days in zip(court.remedies(batch_id), (-2, 0, 1, 7, 8, -9), strict=True):
        plan = remedies.RemedyPlan(row.content, row.measure, court.later(days), row.leader, row.department, row.person)
        court.do(remedies.plan, row.remedy_id, plan)
    by_text = {row.content: row for row in court.remedies(batch_id)}
    report(court, by_text["己"])
    deadlines = court.ask(workbench, court.today).deadlines
    assert [row.content for row in deadlines.overdue] == ["甲"]
    assert [row.content for row in deadlines.today] == ["乙"]
    assert [row.content for row in deadlines.week] == ["丙", "丁"]


def test_less_than_everything_needs_a_word(court) -> None:
    (row,) = court.remedies(court.notified([court.fault()]))
    for status in set(RemedyStatus) - {RemedyStatus.DONE}:
        with pytest.raises(remedies.AccountMissingError, match=f"整改情况为“{status.label}”时须写明原因"):
            report(court, row, status, account=" ")
    report(court, row, account="")


def test_a_recheck_says_who_looked_and_on_what_evidence(court) -> None:
    (row,) = court.remedies(court.notified([court.fault()]))
    with pytest.raises(remedies.NameMissingError, match="没有填写复评人"):
        court.do(remedies.recheck, row.finding_id, result=RecheckResult.OPEN, rechecked_by=" ")
    with pytest.raises(remedies.EvidenceMissingError, match="销号须写明依据"):
        court.do(remedies.recheck, row.finding_id, result=RecheckResult.CLEARED, rechecked_by="评查一", evidence="　")


def test_a_round_is_concluded_when_every_finding_was_looked_at(court) -> None:
    batch_id = court.notified([court.fault("甲"), court.fault("乙")])
    first, second = court.remedies(batch_id)
    case = first.reviewed_case_id
    court.clear_off(first)
    with pytest.raises(remedies.FindingsNotRecheckedError, match="还有1个问题没有复评"):
        court.conclude(case)
    court.leave_open(second)
    with pytest.raises(remedies.NameMissingError):
        court.do(remedies.conclude_recheck, case, recommendation="甲", concluded_by="")
    with pytest.raises(remedies.RecommendationMissingError, match="仍有未销号的问题"):
        court.conclude(case)
    with pytest.raises(NotInThisStateError, match="须先结束复评，且没有未销号的问题"):
        court.do(remedies.close_case, case, "张主任")
    court.conclude(case, "限期补正")
    assert state(court, batch_id) is ReviewState.REMEDYING


def test_a_second_round_is_looked_at_and_concluded_in_its_turn(court) -> None:
    batch_id = court.notified([court.fault("甲")])
    (row,) = court.remedies(batch_id)
    court.leave_open(row)
    court.conclude(row.reviewed_case_id, "限期补正")
    report(court, row)
    with pytest.raises(remedies.FindingsNotRecheckedError, match="还有1个问题没有复评"):
        court.conclude(row.reviewed_case_id, "仍请补正")
    court.clear_off(row)
    assert state(court, batch_id) is ReviewState.REMEDYING, "nobody has concluded the second round"
    with pytest.raises(NotInThisStateError):
        court.do(remedies.close_case, row.reviewed_case_id, "张主任")
    court.conclude(row.reviewed_case_id, "无")
    (case,) = court.ask(queries.recheck_cases, batch_id)
    assert (case.state, case.recommendation, case.concluded_by) == (ReviewState.RECHECKED, "无", "评查一")
    with pytest.raises(remedies.NameMissingError, match="没有填写办结人"):
        court.do(remedies.close_case, row.reviewed_case_id, " ")
    court.do(remedies.close_case, row.reviewed_case_id, "张主任")
    court.do(batches.close, batch_id)
    assert check(court.store).problems == ()


def test_a_finding_struck_off_by_mistake_is_opened_again_in_the_same_round(court) -> None:
    batch_id = court.notified([court.fault("甲")])
    (row,) = court.remedies(batch_id)
    court.clear_off(row)
    court.leave_open(row)
    assert ledger(court, batch_id) == [("甲", RemedyStage.UNDER_WAY)]
    court.conclude(row.reviewed_case_id, "限期补正")
    assert state(court, batch_id) is ReviewState.REMEDYING


def add(court, case, facts: str = "新问题", due: date = date(2026, 3, 2), by: str = "评查一") -> None:
    new = remedies.NewFinding("其他", Severity.DEFECT, facts, suggestion="补正")
    court.do(remedies.add_finding, case, new, due_on=due, rechecked_by=by)


def test_a_new_finding_has_its_own_row_and_deadline(court) -> None:
    batch_id = court.notified([court.fault("甲")])
    (row,) = court.remedies(batch_id)
    court.clear_off(row)
    add(court, row.reviewed_case_id)
    old, new = court.remedies(batch_id)
    assert (old.content, new.content, new.due_on, new.origin) == ("甲", "新问题", date(2026, 3, 2), "recheck")
    assert (new.result, new.stage, new.measure) == (RecheckResult.NEW, RemedyStage.UNDER_WAY, "补正")
    with pytest.raises(remedies.RecommendationMissingError):
        court.conclude(row.reviewed_case_id)
    court.conclude(row.reviewed_case_id, "整改新问题")
    report(court, new)
    assert ledger(court, batch_id) == [("甲", RemedyStage.CLEARED), ("新问题", RemedyStage.TO_RECHECK)]
    court.clear_off(new)
    court.conclude(row.reviewed_case_id)
    (case,) = court.ask(queries.recheck_cases, batch_id)
    assert (case.state, case.findings, case.cleared) == (ReviewState.RECHECKED, 2, 2)


def test_a_case_without_findings_is_looked_at_too(court) -> None:
    batch_id = court.notified([])
    (case,) = court.ask(queries.recheck_cases, batch_id)
    assert (case.findings, case.waits_for_panel) == (0, True)
    add(court, case.reviewed_case_id)
    court.conclude(case.reviewed_case_id, "整改新问题")
    assert state(court, batch_id) is ReviewState.REMEDYING
    (new,) = court.remedies(batch_id)
    court.clear_off(new)
    court.conclude(case.reviewed_case_id)
    assert state(court, batch_id) is ReviewState.RECHECKED


def test_a_new_finding_says_something_and_who_found_it(court) -> None:
    (case,) = court.ask(queries.recheck_cases, court.notified([]))
    with pytest.raises(remedies.FactsMissingError):
        add(court, case.reviewed_case_id, facts=" ")
    with pytest.raises(remedies.NameMissingError):
        add(court, case.reviewed_case_id, by="")


def test_after_the_recheck_nothing_more_is_reported_or_found(court) -> None:
    batch_id = court.notified([court.fault("甲")])
    (row,) = court.remedies(batch_id)
    court.clear_off(row)
    court.conclude(row.reviewed_case_id)
    plan = remedies.RemedyPlan("乙", "", row.due_on, "", "", "")
    for attempt in (
        lambda: report(court, row),
        lambda: court.leave_open(row),
        lambda: add(court, row.reviewed_case_id),
        lambda: court.conclude(row.reviewed_case_id, "乙"),
        lambda: court.do(remedies.plan, row.remedy_id, plan),
    ):
        with pytest.raises(NotInThisStateError, match="复评尚未结束"):
            attempt()


def test_nothing_of_the_remedy_before_the_letter(court) -> None:
    (row,) = court.readings(court.determined([court.fault()]))
    for attempt in (
        lambda: add(court, row.reviewed_case_id),
        lambda: court.conclude(row.reviewed_case_id),
        lambda: court.do(remedies.close_case, row.reviewed_case_id, "张主任"),
    ):
        with pytest.raises(NotInThisStateError, match="目前“已审定”"):
            attempt()
    assert court.ask(queries.recheck_cases, row.batch_id) == ()
    assert court.remedies(row.batch_id) == ()


def test_a_plan_is_kept_and_the_same_plan_leaves_no_trace(court) -> None:
    batch_id = court.notified([court.fault("甲")])
    (row,) = court.remedies(batch_id)
    plan = remedies.RemedyPlan("甲一", "补附", court.later(40), "赵庭长", "速裁庭", "何平")
    assert court.do(remedies.plan, row.remedy_id, plan)
    assert not court.do(remedies.plan, row.remedy_id, plan)
    (row,) = court.remedies(batch_id)
    assert (row.content, row.measure, row.due_on, row.leader, row.department, row.person) == (
        "甲一",
        "补附",
        court.later(40),
        "赵庭长",
        "速裁庭",
        "何平",
    )
    (entry,) = court.ask(settings_queries.audit_rows, limit=1)
    assert (entry.action, entry.after["due_on"]) == ("remedy.plan", court.later(40).isoformat())


def test_the_ledger_is_narrowed(court) -> None:
    batch_id = court.notified([court.fault("甲"), court.fault("乙")], [court.fault("丙")])
    other = court.notified([court.fault("丁")])
    by_text = {row.content: row for row in (*court.remedies(batch_id), *court.remedies(other))}
    court.clear_off(by_text["甲"])
    row = by_text["丙"]
    moved = remedies.RemedyPlan("丙", "", row.due_on, "", "速裁庭", "")
    court.do(remedies.plan, row.remedy_id, moved)

    def texts(**narrowed) -> list[str]:
        return [row.content for row in court.ask(queries.remedy_rows, **narrowed)]

    assert texts() == ["甲", "乙", "丙", "丁"]
    assert texts(batch_id=other) == ["丁"]
    assert texts(reviewed_case_id=by_text["甲"].reviewed_case_id) == ["甲", "乙"]
    assert texts(department="速裁庭") == ["丙"]
    assert texts(only_open=True) == ["乙", "丙", "丁"]


def test_the_workbench_counts_what_waits_for_the_panel(court) -> None:
    batch_id = court.notified([court.fault("甲"), court.fault("乙")], [])
    assert tasks(court) == {Task.RECHECK: 1}, "the case without findings can be looked at"
    first, second = court.remedies(batch_id)
    report(court, first)
    assert tasks(court) == {Task.RECHECK: 1}
    court.leave_open(first)
    assert tasks(court) == {Task.RECHECK: 2}, "a round that was begun is to be concluded"
    court.leave_open(second)
    court.conclude(first.reviewed_case_id, "限期补正")
    assert tasks(court) == {Task.RECHECK: 1}
    report(court, first)
    report(court, second)
    assert tasks(court) == {Task.RECHECK: 2}
    for row in (first, second):
        court.clear_off(row)
    for case in court.ask(queries.recheck_cases, batch_id):
        court.conclude(case.reviewed_case_id)
    assert tasks(court) == {Task.CLOSE_CASES: 2}
    for case in court.ask(queries.recheck_cases, batch_id):
        court.do(remedies.close_case, case.reviewed_case_id, "张主任")
    assert tasks(court) == {Task.CLOSE_BATCH: 2}
    assert court.ask(queries.recheck_cases, with_closed=False) == ()
    court.do(batches.close, batch_id)
    assert Task.CLOSE_BATCH not in tasks(court)


def test_the_figures_add_up_at_every_step(court) -> None:
    batch_id = court.determined([court.fault("甲"), court.fault("乙", Severity.NOTE)], [court.fault("丙")], [])

    def figures() -> tuple[int, int, int, int]:
        found = court.ask(batch_figures, batch_id)
        assert sum(found.findings.values()) == found.cleared + found.open
        assert sum(count for _, count in found.by_item) == sum(found.findings.values())
        assert found.cases == sum(one.cases for one in found.by_department) == 3
        assert found.graded == sum(found.grades.values())
        assert sum(one.findings for one in found.by_department) == sum(found.findings.values())
        return sum(found.findings.values()), found.remedied, found.cleared, found.open

    assert figures() == (3, 0, 0, 3)
    court.name_court()
    court.issue(batch_id)
    assert figures() == (3, 0, 0, 3)
    rows = {row.content: row for row in court.remedies(batch_id)}
    report(court, rows["甲"])
    report(court, rows["乙"], RemedyStatus.NOT_DONE)
    report(court, rows["丙"], RemedyStatus.UNSUITABLE)
    assert figures() == (3, 1, 0, 3)
    court.clear_off(rows["甲"])
    court.leave_open(rows["乙"])
    add(court, rows["甲"].reviewed_case_id)
    assert figures() == (4, 1, 1, 3)


def test_the_story_of_a_case_is_told_in_order(court) -> None:
    batch_id = court.notified([court.fault("甲")])
    (row,) = court.remedies(batch_id)
    report(court, row)
    court.leave_open(row)
    court.conclude(row.reviewed_case_id, "限期补正")
    report(court, row)
    court.clear_off(row)
    court.conclude(row.reviewed_case_id)
    court.do(remedies.close_case, row.reviewed_case_id, "张主任")
    (case_id,) = court.ask(case_ids, CaseFilter())
    story = court.ask(case_story, case_id)
    assert [event.title for event in story.events] == [
        "导入台账",
        "抽入评查批次",
        "分派评查员",
        "提交评查",
        "审定等次",
        "发出反馈意见书",
        "登记整改",
        "复评",
        "结束复评",
        "登记整改",
        "复评",
        "结束复评",
        "办结",
    ]
    assert [entry.action for entry in story.trail] == [
        "reading.submit",
        "grade.determine",
        "letter.issue",
        "remedy.report",
        "finding.recheck",
        "recheck.conclude",
        "remedy.report",
        "finding.recheck",
        "recheck.conclude",
        "case.close",
    ]
    assert court.ask(batch_view, batch_id).row.states == {ReviewState.CLOSED: 1}
