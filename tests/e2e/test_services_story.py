"""The whole main job through the services, on a real workspace: from ledger rows to a closed batch."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from uuid import UUID, uuid4

import pytest

import resources
from exports.fonts import FontShelf
from exports.letters import issuing
from models.batch import BatchKind
from models.ledger_row import CaseFacts, LedgerRow
from models.queries import batches as batch_queries
from models.queries import cases as case_queries
from models.queries import determinations as determination_queries
from models.queries import ledgers as ledger_queries
from models.queries import letters as letter_queries
from models.queries import readings as reading_queries
from models.queries import remedies as remedy_queries
from models.queries import settings as settings_queries
from models.queries import statistics as statistics_queries
from models.queries.frames import FramePlan
from models.queries.workbench import Task, workbench
from models.remedy import RecheckResult, RemedyStatus
from models.review_state import NotInThisStateError, ReviewState
from models.seat import SeatRole
from models.services import answers, batches, determinations, ledgers, letters, remedies, settings
from models.store import Store
from review_forms.answers import Answer, Finding, Verdict
from review_forms.standard import ItemKind, Severity, Standard

TODAY = date(2026, 1, 5)


def facts(serial: int, handler: str = "程立") -> CaseFacts:
    return CaseFacts(
        number=f"（2025）吉0199民初{serial}号",
        year=2025,
        court_code="吉0199",
        type_code="民初",
        serial=serial,
        category="civil",
        cause="离婚纠纷",
        parties="王㛃、陈昇",
        department="民事审判第一庭",
        handler=handler,
        procedure="普通程序",
        filed_on=date(2025, 3, 2),
        closed_on=date(2025, 11, 2),
        amount=Decimal("12000.50"),
    )


@pytest.fixture
def store(tmp_path: Path):
    with Store.create(tmp_path / "office", SeatRole.OFFICE, "审管办") as opened:
        with opened.write("张主任") as session:
            office = settings_queries.office_settings(session)
            settings.save_office(session, _named(office))
            settings.save_department(session, "民事审判第一庭", liaison="林联络", leader="赵庭长")
            settings.add_reviewer(session, "评查一")
            settings.add_reviewer(session, "程立")
        yield opened


def _named(office):
    from dataclasses import replace

    return replace(
        office, court="示例市云溪区人民法院", letter_pattern="示云法评〔{年}〕{号}号", contact="周某", telephone="0000"
    )


def import_rows(store: Store, rows: list[LedgerRow], accept: tuple[int, ...] = ()):
    with store.write("张主任") as session:
        preview = ledger_queries.preview(session, rows)
        report = ledgers.import_ledger(session, preview, file_name="台账.xlsx", sha256="0" * 64, accept_changes=accept)
    return preview, report


def answer_all(standard: Standard, change: Callable[[str], Answer | None] = lambda _: None):
    for item in standard.items:
        yield change(item.id) or Answer(item.id, Verdict.CLEAR)


def plan(store: Store) -> UUID:
    with store.write("张主任") as session:
        people = tuple(row.id for row in settings_queries.reviewers(session))
        batch_id, _ = batches.create(
            session,
            batches.BatchPlan(
                name="2026年第一季度常规评查",
                kind=BatchKind.ROUTINE,
                standard_text=resources.read_text("standards", "civil-100.toml"),
                scale_text=resources.read_text("scales", "four_grades.toml"),
                frame=FramePlan(categories=("civil",)),
                reviewers=people,
            ),
        )
    return batch_id


def score(store: Store, assignment_id: UUID, faulty: bool) -> None:
    with store.read() as session:
        reading = reading_queries.reading(session, assignment_id)
    fixed = next(item for item in reading.standard.items if item.kind is ItemKind.FIXED)

    def change(item_id: str) -> Answer | None:
        if not faulty or item_id != fixed.id:
            return None
        finding = Finding(str(uuid4()), Severity.DEFECT, "1", "23", "未附送达回执", fixed.basis, "补正并归档")
        return Answer(item_id, Verdict.FAULTY, (finding,))

    for answer in answer_all(reading.standard, change):
        with store.write("评查一") as session:
            answers.record_answer(session, assignment_id, answer)
    with store.write("评查一") as session:
        answers.submit(session, assignment_id, grade="defective" if faulty else "qualified")


def test_main_job(store: Store, tmp_path: Path) -> None:
    rows = [LedgerRow(row, facts(row)) for row in range(2, 6)]
    preview, report = import_rows(store, rows)
    assert preview.counts[ledger_queries.Outcome.NEW] == 4
    assert report.changes.all_cases
    batch_id = plan(store)
    with store.write("张主任") as session:
        drawn = batches.draw(session, batch_id, count=3, seed="20260105")
        batches.assign(session, batch_id)
    assert drawn.frame_size == 4
    assert len(drawn.drawn) == 3
    with store.read() as session:
        listed = reading_queries.reading_rows(session, batch_id=batch_id)
    assert {row.reviewer for row in listed} == {"评查一"}, "程立 handled the cases and may not read them"
    for index, row in enumerate(listed):
        score(store, row.assignment_id, faulty=index == 0)
    with store.read() as session:
        view = determination_queries.determination_view(session, listed[0].reviewed_case_id)
        assert view.proposal is not None
        assert view.proposal.by_absorption.name == "瑕疵"
        assert [finding.finding.facts for finding in view.findings] == ["未附送达回执"]
        tasks = {waiting.task: waiting.count for waiting in workbench(session, TODAY).waiting}
    assert tasks == {Task.DETERMINE: 3}
    with store.write("张主任") as session:
        for index, row in enumerate(listed):
            grade = "defective" if index == 0 else "qualified"
            determinations.determine(session, row.reviewed_case_id, grade=grade, decided_by="审判委员会")
        waiting = letter_queries.waiting_for_letters(session, batch_id)
    report = issuing.issue(store, waiting, issued_on=TODAY, actor="张主任", fonts=FontShelf())
    assert report.failed == ()
    with store.read() as session:
        register = letter_queries.letter_rows(session, batch_id)
    assert [row.number for row in register] == [f"示云法评〔2026〕{n}号" for n in (1, 2, 3)]
    ids = [row.letter_id for row in register]
    for name in ("letters", "again"):
        (tmp_path / name).mkdir()
    files = issuing.save(store, ids, tmp_path / "letters", fonts=FontShelf())
    again = issuing.save(store, ids, tmp_path / "again", fonts=FontShelf())
    assert [file.sha256 for file in files] == [file.sha256 for file in again]
    close_the_loop(store, batch_id, listed[0].reviewed_case_id)


def close_the_loop(store: Store, batch_id: UUID, faulty_id: UUID) -> None:
    with store.read() as session:
        (row,) = remedy_queries.remedy_rows(session, batch_id=batch_id)
        cases = remedy_queries.recheck_cases(session, batch_id)
        letter = next(one for one in letter_queries.letter_rows(session, batch_id) if one.findings)
    assert (row.leader, row.department, row.person) == ("赵庭长", "民事审判第一庭", "程立")
    assert len(cases) == 3
    with store.write("张主任") as session:
        letters.serve(session, letter.letter_id, date(2026, 1, 6), "林联络")
        remedies.report(session, row.remedy_id, status=RemedyStatus.DONE, account="已补附", done_on=date(2026, 1, 12))
        with pytest.raises(remedies.FindingsNotRecheckedError):
            remedies.conclude_recheck(session, faulty_id, recommendation="", concluded_by="评查一")
        remedies.recheck(
            session, row.finding_id, result=RecheckResult.CLEARED, evidence="卷1第23页已补附", rechecked_by="评查一"
        )
        for case in cases:
            remedies.conclude_recheck(session, case.reviewed_case_id, recommendation="", concluded_by="评查一")
            remedies.close_case(session, case.reviewed_case_id, "张主任")
        batches.close(session, batch_id)
        figures = statistics_queries.batch_figures(session, batch_id)
        with pytest.raises(NotInThisStateError):
            remedies.report(session, row.remedy_id, status=RemedyStatus.DONE)
    assert (figures.cases, figures.cleared, figures.open) == (3, 1, 0)
    assert figures.grades == {"qualified": 2, "defective": 1, "seriously_defective": 0, "wrong": 0}
    with store.read() as session:
        (batch,) = batch_queries.batch_rows(session)
        found = case_queries.case_ids(session, case_queries.CaseFilter(text="王㛃"))
        (first,) = case_queries.case_rows(session, found[:1])
        story = case_queries.case_story(session, found[0])
    assert batch.states == {ReviewState.CLOSED: 3}
    assert len(found) == 4
    assert story.number == first.number


def test_import_again_changes_nothing(store: Store) -> None:
    rows = [LedgerRow(2, facts(1)), LedgerRow(3, facts(1)), LedgerRow(4, None, "没有案号")]
    preview, _ = import_rows(store, rows)
    assert {row.row: row.outcome.value for row in preview.rows} == {2: "new", 3: "duplicate", 4: "rejected"}
    preview, report = import_rows(store, rows)
    assert preview.counts[ledger_queries.Outcome.IDENTICAL] == 1
    assert not report.changes
    with store.read() as session:
        assert len(ledger_queries.imports(session)) == 1


def test_changed_rows_are_taken_when_accepted_and_put_back_by_undo(store: Store) -> None:
    import_rows(store, [LedgerRow(2, facts(1))])
    preview, report = import_rows(store, [LedgerRow(2, facts(1, handler="何平"))])
    (row,) = preview.rows
    assert [(change.label, change.old, change.new) for change in row.changes] == [("承办人", "程立", "何平")]
    assert not report.changes
    _, report = import_rows(store, [LedgerRow(2, facts(1, handler="何平"))], accept=(2,))
    assert handler(store) == "何平"
    with store.write("张主任") as session:
        ledgers.undo_import(session, report.import_id)
    assert handler(store) == "程立"


def handler(store: Store) -> str:
    with store.read() as session:
        (row,) = case_queries.case_rows(session, case_queries.case_ids(session, case_queries.CaseFilter()))
    return row.handler


def test_undo_withdraws_cases_and_a_later_import_brings_them_back(store: Store) -> None:
    _, report = import_rows(store, [LedgerRow(2, facts(1))])
    with store.write("张主任") as session:
        ledgers.undo_import(session, report.import_id)
        with pytest.raises(ledgers.ImportUndoneError):
            ledgers.undo_import(session, report.import_id)
        assert case_queries.case_count(session, case_queries.CaseFilter()) == 0
    preview, _ = import_rows(store, [LedgerRow(2, facts(1))])
    assert preview.rows[0].outcome is ledger_queries.Outcome.NEW
    assert handler(store) == "程立"


def test_an_import_that_a_batch_was_drawn_from_cannot_be_undone(store: Store) -> None:
    _, report = import_rows(store, [LedgerRow(2, facts(1))])
    batch_id = plan(store)
    with store.write("张主任") as session:
        batches.draw(session, batch_id, count=1, seed="甲")
    with pytest.raises(ledgers.ImportInUseError), store.write("张主任") as session:
        ledgers.undo_import(session, report.import_id)


def test_returned_reading_can_be_changed_and_submitted_again(store: Store) -> None:
    import_rows(store, [LedgerRow(2, facts(1))])
    batch_id = plan(store)
    with store.write("张主任") as session:
        batches.draw(session, batch_id, count=1, seed="甲")
        batches.assign(session, batch_id)
        (row,) = reading_queries.reading_rows(session)
    with pytest.raises(answers.IncompleteReadingError), store.write("评查一") as session:
        answers.submit(session, row.assignment_id, grade="qualified")
    score(store, row.assignment_id, faulty=False)
    with store.read() as session:
        item = reading_queries.reading(session, row.assignment_id).standard.items[0]
    with pytest.raises(NotInThisStateError), store.write("评查一") as session:
        answers.record_answer(session, row.assignment_id, Answer(item.id, Verdict.NOT_APPLICABLE))
    with store.write("张主任") as session:
        answers.give_back(session, row.reviewed_case_id, "第1项请再核对")
    with store.read() as session:
        assert reading_queries.reading(session, row.assignment_id).remark == "第1项请再核对"
    with store.write("评查一") as session:
        answers.record_answer(session, row.assignment_id, Answer(item.id, Verdict.NOT_APPLICABLE))
        answers.submit(session, row.assignment_id, grade="qualified")
        revisions = reading_queries.newest_revisions(session, row.assignment_id)
    assert revisions[item.id].revision == 2
    assert revisions[item.id].sealed_at is not None


def test_departing_from_the_rules_needs_a_reason(store: Store) -> None:
    import_rows(store, [LedgerRow(2, facts(1))])
    batch_id = plan(store)
    with store.write("张主任") as session:
        batches.draw(session, batch_id, count=1, seed="甲")
        batches.assign(session, batch_id)
        (row,) = reading_queries.reading_rows(session)
    score(store, row.assignment_id, faulty=True)
    with pytest.raises(determinations.DeterminationNeedsReasonError), store.write("张主任") as session:
        determinations.determine(session, row.reviewed_case_id, grade="wrong", decided_by="审判委员会")
    with pytest.raises(determinations.DeciderMissingError), store.write("张主任") as session:
        determinations.determine(session, row.reviewed_case_id, grade="defective", decided_by=" ")
    with store.write("张主任") as session:
        determinations.determine(
            session, row.reviewed_case_id, grade="wrong", decided_by="审判委员会", reason="影响裁判结果"
        )
        view = determination_queries.determination_view(session, row.reviewed_case_id)
    assert view.determined is not None
    assert view.determined.name == "差错"
