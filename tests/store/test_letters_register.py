"""The register of letters: numbers without gaps, whatever fails or stops, and the same bytes each time."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from exports.letters import issuing
from exports.letters.rendering import FEW
from models.determination import DeterminedFinding
from models.letter import Letter
from models.office import LetterPatternError
from models.queries import letters as queries
from models.queries import settings as settings_queries
from models.queries.statistics import batch_figures
from models.review_state import NotInThisStateError, ReviewState
from models.services import letters
from models.services import settings as setting_services
from models.store.check import check
from review_forms.standard import Severity

UNPRINTABLE = "\ue123"


class CancelledError(Exception):
    """Somebody pressed cancel."""


def register(court) -> list[tuple[int, int, str]]:
    with court.store.read() as session:
        found = session.execute(select(Letter).order_by(Letter.year, Letter.serial)).scalars()
        return [(row.year, row.serial, row.number) for row in found]


def serials(court, year: int = 2026) -> list[int]:
    return [serial for each, serial, _ in register(court) if each == year]


def test_numbers_run_on_over_batches_and_start_anew_each_year(court) -> None:
    court.name_court(letter_pattern="示云法评〔{年}〕{号}号")
    first, second = court.determined([], []), court.determined([], [])
    court.issue(first, date(2026, 12, 31))
    court.issue(second, date(2027, 1, 4))
    third = court.determined([])
    court.issue(third, date(2026, 12, 31))
    assert register(court) == [
        (2026, 1, "示云法评〔2026〕1号"),
        (2026, 2, "示云法评〔2026〕2号"),
        (2026, 3, "示云法评〔2026〕3号"),
        (2027, 1, "示云法评〔2027〕1号"),
        (2027, 2, "示云法评〔2027〕2号"),
    ]
    assert check(court.store).problems == ()


FAULTS = {
    "没有案由": ({"cause": ""}, [], "案由为空"),
    "没有字形": ({"cause": f"离婚{UNPRINTABLE}"}, [], "字体中没有"),
    "别案的案号": ({}, ["见（2025）吉0199民初1号卷宗"], "同批次其他案件的案号（2025）吉0199民初1号"),
    "写法不同的别案案号": ({}, ["见(2025) 吉0199民初 1 号卷宗"], "同批次其他案件的案号（2025）吉0199民初1号"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_letter_that_fails_takes_no_number_and_stops_no_other(court, name: str) -> None:
    other, texts, sentence = FAULTS[name]
    court.name_court()
    court.import_facts([court.facts(1), court.facts(2, **other), court.facts(3)])
    batch_id = court.determined([], [court.fault(text) for text in texts], [court.fault()])
    report = court.issue(batch_id)
    assert len(report.issued) == 2
    (failed,) = report.failed
    assert failed.case_number == court.facts(2).number
    assert sentence in failed.reason
    assert serials(court) == [1, 2]
    assert [row.number for row in court.ask(queries.letter_rows, batch_id)] == ["", "评〔2026〕1号", "评〔2026〕2号"]
    assert court.ask(queries.waiting_for_letters, batch_id) == (failed.reviewed_case_id,)
    assert check(court.store).problems == ()


def test_the_number_of_the_case_itself_and_of_strange_cases_may_stand_in_the_findings(court) -> None:
    court.name_court()
    texts = ["（2025）吉0199民初1号判决书", "二审案号（2025）吉01民终88号"]
    batch_id = court.determined([court.fault(text) for text in texts], [])
    assert not court.issue(batch_id).failed


def test_a_court_without_a_name_issues_nothing(court) -> None:
    batch_id = court.determined([], [])
    report = court.issue(batch_id)
    assert report.issued == ()
    assert not report.changes
    assert [failed.reason for failed in report.failed] == ["法院名称为空，请补全后再生成意见书。"] * 2
    court.name_court()
    court.issue(batch_id)
    assert serials(court) == [1, 2]


@pytest.mark.parametrize("stop", [1, 2, 3])
def test_a_run_that_is_stopped_goes_on_with_the_next_number(court, stop: int) -> None:
    court.name_court()
    batch_id = court.determined([], [], [])

    def cancel(done: int, total: int) -> None:
        assert total == 3
        if done == stop:
            raise CancelledError

    with pytest.raises(CancelledError):
        court.issue(batch_id, progress=cancel)
    assert serials(court) == list(range(1, stop + 1))
    court.issue(batch_id)
    assert serials(court) == [1, 2, 3]
    assert court.ask(queries.waiting_for_letters, batch_id) == ()
    assert check(court.store).problems == ()


def test_a_number_that_was_looked_at_is_not_taken(court) -> None:
    court.name_court()
    (waiting,) = court.ask(queries.waiting_for_letters, court.determined([]))
    for _ in range(2):
        with court.store.write("张主任") as session:
            assert letters.number(session, waiting, court.today).serial == 1
    assert register(court) == []


@settings(max_examples=8)
@given(st.lists(st.sampled_from(["甲〔{年}〕{号}号", "乙〔{年}〕{号}号", "{年}-{号}"]), min_size=1, max_size=3))
def test_changing_the_pattern_leaves_no_gap(court, patterns: list[str]) -> None:
    for pattern in patterns:
        court.name_court(letter_pattern=pattern)
        report = court.issue(court.determined([]), date(2026, 5, 6))
        assert not report.failed
    rows = register(court)
    assert serials(court) == list(range(1, len(rows) + 1))
    assert len({number for _, _, number in rows}) == len(rows)


def test_a_pattern_that_gives_an_old_number_is_told(court) -> None:
    court.name_court(letter_pattern="评〔{年}〕1{号}号")
    batch_id = court.determined(*([[]] * 10))
    waiting = court.ask(queries.waiting_for_letters, batch_id)
    first = issuing.issue(court.store, waiting[:1], issued_on=court.today, actor="张主任", fonts=court.fonts)
    assert len(first.issued) == 1
    court.name_court(letter_pattern="评〔{年}〕{号}号")
    rest = court.issue(batch_id)
    assert len(rest.issued) == 9
    assert not rest.failed
    report = court.issue(court.determined([]))
    assert [failed.reason for failed in report.failed] == [
        "文号评〔2026〕11号已经用过：请在“设置”中修改文号格式，使它与先前的格式区分开。"
    ]
    with pytest.raises(LetterPatternError):
        court.name_court(letter_pattern="评〔2026〕{号}号")


def test_a_letter_is_issued_once_and_only_when_determined(court) -> None:
    court.name_court()
    scored = court.scored([])
    (row,) = court.readings(scored)
    report = issuing.issue(
        court.store, [row.reviewed_case_id], issued_on=court.today, actor="张主任", fonts=court.fonts
    )
    assert "须先审定等次" in report.failed[0].reason
    batch_id = court.notified([])
    (row,) = court.readings(batch_id)
    with pytest.raises(NotInThisStateError, match="每案一份"):
        court.do(letters.number, row.reviewed_case_id, court.today)


def test_letters_of_several_batches_are_checked_against_all_of_them(court) -> None:
    court.name_court()
    first = court.determined([])
    second = court.determined([court.fault("误入（2025）吉0199民初1号卷宗")])
    ids = [*court.ask(queries.waiting_for_letters, first), *court.ask(queries.waiting_for_letters, second)]
    report = issuing.issue(court.store, ids, issued_on=court.today, actor="张主任", fonts=court.fonts)
    assert len(report.issued) == 1
    assert [failed.case_number for failed in report.failed] == [court.facts(2).number]


def test_a_letter_says_the_same_whatever_changes_after_it(court, tmp_path: Path) -> None:
    batch_id = court.notified([court.fault("甲"), court.fault("乙", occurrences=2)], [])
    ids = court.ask(queries.letter_ids, batch_id)
    kept = [court.ask(queries.kept_letter, letter_id) for letter_id in ids]
    files = issuing.save(court.store, ids, tmp_path, fonts=court.fonts)
    court.name_court(office="立案庭", contact="周某", objection_days=10)
    court.import_facts([court.facts(1, cause="民间借贷纠纷", handler="何平")], accept=True)
    court.do(setting_services.save_department, "民事审判第一庭", liaison="林联络", leader="赵庭长")
    again = issuing.save(court.store, ids, tmp_path, fonts=court.fonts)
    assert [court.ask(queries.kept_letter, letter_id) for letter_id in ids] == kept
    assert [file.sha256 for file in again] == [file.sha256 for file in files]
    assert {file.sha256 for file in files} == {sha for one in kept for sha in (one.pdf_sha256, one.docx_sha256)}
    assert [finding.facts for finding in kept[0].view.findings] == ["甲", "乙（共2处）"]
    assert kept[0].view.handler == "程立"


def test_an_issued_letter_starts_a_remedy_for_each_finding(court) -> None:
    court.do(setting_services.save_department, "民事审判第一庭", leader="赵庭长")
    findings = [court.fault("甲"), court.fault("乙", remediable=False, suggestion="")]
    batch_id = court.notified(findings, [])
    first, second = court.remedies(batch_id)
    assert (first.content, first.measure, first.leader, first.department, first.person) == (
        "甲",
        "补正并归档",
        "赵庭长",
        "民事审判第一庭",
        "程立",
    )
    assert second.measure == letters.NOT_REMEDIABLE
    assert {row.due_on for row in (first, second)} == {court.ask(queries.letter_rows, batch_id)[0].remedy_due}
    with court.store.read() as session:
        assert len(session.execute(select(DeterminedFinding)).all()) == 2
        assert batch_figures(session, batch_id).open == 2


def test_service_of_a_letter(court) -> None:
    batch_id = court.notified([])
    (row,) = court.ask(queries.letter_rows, batch_id)
    assert (row.state, row.served_on, row.received_by) == (ReviewState.NOTIFIED, None, "")
    with pytest.raises(letters.ServedBeforeIssueError, match="送达日期2026-01-04早于发文日期2026-01-05"):
        court.do(letters.serve, row.letter_id, date(2026, 1, 4), "林联络")
    with pytest.raises(letters.ReceiverMissingError, match="没有填写签收人"):
        court.do(letters.serve, row.letter_id, date(2026, 1, 6), " ")
    court.do(letters.serve, row.letter_id, date(2026, 1, 6), "林联络")
    court.do(letters.serve, row.letter_id, date(2026, 1, 5), " 周内勤 ")
    (row,) = court.ask(queries.letter_rows, batch_id)
    assert (row.served_on, row.received_by) == (date(2026, 1, 5), "周内勤")
    (entry,) = court.ask(settings_queries.audit_rows, limit=1)
    assert entry.after == {"served_on": "2026-01-05", "received_by": "周内勤"}


def test_the_register_lists_what_waits_first_and_then_by_number(court) -> None:
    court.name_court()
    batch_id = court.determined([], [court.fault()], [])
    waiting = court.ask(queries.waiting_for_letters, batch_id)
    issuing.issue(court.store, waiting[:2][::-1], issued_on=court.today, actor="张主任", fonts=court.fonts)
    rows = court.ask(queries.letter_rows, batch_id)
    assert [(row.number, row.case_number, row.findings) for row in rows] == [
        ("", court.facts(3).number, 0),
        ("评〔2026〕1号", court.facts(2).number, 1),
        ("评〔2026〕2号", court.facts(1).number, 0),
    ]
    assert [row.letter_id for row in rows[1:]] == list(court.ask(queries.letter_ids, batch_id))
    letter_id = rows[1].letter_id
    assert court.ask(queries.case_of_letter, letter_id) == (batch_id, rows[1].reviewed_case_id)
    assert court.ask(queries.case_of_letter, rows[0].reviewed_case_id) == (batch_id, rows[0].reviewed_case_id)
    assert court.ask(queries.case_of_letter, batch_id) is None


def test_many_letters_are_pressed_on_every_core_with_the_same_numbers_and_bytes(court, tmp_path: Path) -> None:
    count = FEW + 6
    court.name_court(letter_pattern="示云法评〔{年}〕{号}号")
    findings = [[court.fault(f"第{serial}件未附送达回证")] for serial in range(count)]
    findings[20] = [court.fault(f"笔录有误{UNPRINTABLE}")]
    batch_id = court.determined(*findings)
    waiting = court.ask(queries.waiting_for_letters, batch_id)

    def cancel(done: int, total: int) -> None:
        if done < total:
            raise CancelledError

    with pytest.raises(CancelledError):
        court.issue(batch_id, progress=cancel)
    first = len(register(court))
    assert 0 < first < count - 1
    report = court.issue(batch_id)
    assert len(report.failed) == 1
    assert serials(court) == list(range(1, count))
    assert court.ask(queries.waiting_for_letters, batch_id) == (waiting[20],)
    files = issuing.save(court.store, court.ask(queries.letter_ids, batch_id), tmp_path, fonts=court.fonts)
    assert len(files) == 2 * (count - 1)
    assert all(file.as_registered for file in files)
    alone = issuing.save(court.store, [court.ask(queries.letter_ids, batch_id)[7]], tmp_path, fonts=court.fonts)
    assert {file.sha256 for file in alone} <= {file.sha256 for file in files}
    assert check(court.store).problems == ()


def test_a_letter_says_why_its_grade_is_not_the_one_of_its_points(court) -> None:
    batch_id = court.notified([], [court.fault(severity=Severity.MAJOR_DEFECT)])
    for letter_id, grounds in zip(
        court.ask(queries.letter_ids, batch_id), ("", "等次按其中最重的问题认定"), strict=True
    ):
        assert court.ask(queries.kept_letter, letter_id).view.grounds == grounds
