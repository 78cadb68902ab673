"""Score sheets out, filled in by hand, and back in as answers."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from uuid import UUID

import pytest
import xlsxwriter
from python_calamine import CalamineWorkbook

import resources
from exports.ledgers import scoring
from models.batch import BatchKind
from models.ledger_row import CaseFacts, LedgerRow
from models.queries.determinations import reviewed_case_rows
from models.queries.frames import FramePlan
from models.queries.ledgers import preview
from models.queries.readings import reading, reading_rows
from models.queries.settings import reviewers
from models.review_state import ReviewState
from models.services import answers, batches, settings
from models.services.ledgers import import_ledger
from models.store import Store
from review_forms.answers import Answer, Finding, Merit, Verdict
from review_forms.standard import Severity

Rows = list[list[object]]


@pytest.fixture
def batch_id(store: Store) -> UUID:
    """A batch of two cases, assigned."""
    facts = [
        CaseFacts(f"（2025）吉0199民初{n}号", 2025, "吉0199", "民初", n, "civil", closed_on=date(2025, 11, n))
        for n in (1, 2)
    ]
    with store.write("审管办") as session:
        found = preview(session, [LedgerRow(n, fact) for n, fact in enumerate(facts, 2)])
        import_ledger(session, found, file_name="台账.csv", sha256="0" * 64)
        settings.add_reviewer(session, "评查一")
        plan = batches.BatchPlan(
            "常规/评查",
            BatchKind.ROUTINE,
            resources.read_text("standards", "civil-100.toml"),
            resources.read_text("scales", "four_grades.toml"),
            FramePlan(),
            tuple(row.id for row in reviewers(session)),
        )
        made, _ = batches.create(session, plan)
        batches.draw(session, made, count=2, seed="甲")
        batches.assign(session, made)
    return made


def fill(path: Path, change: Callable[[dict[str, int], Rows], None]) -> None:
    """Rewrite the sheet as a person's spreadsheet program would, after `change` had the rows in hand."""
    rows: Rows = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
    head = next(at for at, row in enumerate(rows) if "编码" in row)
    places = {str(title): at for at, title in enumerate(rows[head])}
    body = rows[head + 1 :]
    change(places, body)
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("评分")
        for at, row in enumerate([*rows[: head + 1], *body]):
            sheet.write_row(at, 0, row)


def all_clear(places: dict[str, int], body: Rows) -> None:
    for row in body:
        row[places["评定"]] = "无问题"


def test_a_whole_sheet_is_recorded_and_submitted(store: Store, batch_id: UUID, tmp_path: Path) -> None:
    path = scoring.write_score_template(store, batch_id, tmp_path)
    assert path.name == "评分表-常规-评查.xlsx"

    def change(places: dict[str, int], body: Rows) -> None:
        all_clear(places, body)
        first = body[0]
        for title, text in {"评定": "有问题", "程度": "瑕疵", "卷": "1", "页": "23", "事实": "未附送达回执"}.items():
            first[places[title]] = text
        body.insert(1, [*first])
        body[1][places["事实"]] = "回执未签名"

    fill(path, change)
    report = scoring.import_score_sheets(store, path, "审管办")
    assert (report.rejected, report.blank, len(report.submitted), report.incomplete) == (0, 0, 2, ())
    with store.read() as session:
        rows = reviewed_case_rows(session, batch_id)
        first = reading(session, next(row.assignment_id for row in rows if row.proposed.name == "瑕疵"))
    assert {row.state for row in rows} == {ReviewState.SCORED}
    (faulty,) = [answer for answer in first.answers.values() if answer.findings]
    assert [finding.facts for finding in faulty.findings] == ["未附送达回执", "回执未签名"]
    again = scoring.import_score_sheets(store, path, "审管办")
    assert (again.rejected, again.submitted, bool(again.changes)) == (0, (), False)
    with pytest.raises(scoring.NothingToScoreError):
        scoring.write_score_template(store, batch_id, tmp_path)


def test_wrong_rows_are_named_and_stop_no_other(store: Store, batch_id: UUID, tmp_path: Path) -> None:
    path = scoring.write_score_template(store, batch_id, tmp_path)

    def change(places: dict[str, int], body: Rows) -> None:
        all_clear(places, body)
        body[0][places["评定"]] = "大概没问题"
        body[1][places["评定"]] = "有问题"
        body[2][places["编码"]] = str(body[2][places["编码"]]).partition("|")[0] + "|no-such-item"
        body[3][places["编码"]] = "00000000-0000-7000-8000-000000000000|x"
        body[4][places["评定"]] = ""

    fill(path, change)
    report = scoring.import_score_sheets(store, path, "审管办")
    refused = [row.reason for row in report.rows if row.outcome == scoring.REJECTED]
    assert [part in reason for part, reason in zip(("应为", "没有写明问题", "编号", "编码"), refused, strict=True)] == [
        True
    ] * 4
    assert len(report.submitted) == len(report.incomplete) == 1
    with store.read() as session:
        answered = {row.number: row.answered for row in reading_rows(session)}
    assert len(set(answered.values())) == 2
    assert report.accepted == sum(answered.values())


def test_the_page_of_a_scan_survives_a_sheet_as_long_as_the_place_does(
    store: Store, batch_id: UUID, tmp_path: Path
) -> None:
    with store.read() as session:
        assignment = reading_rows(session, batch_id=batch_id)[0].assignment_id
        item = reading(session, assignment).standard.items[0]
    places = {"same": "3", "reworded": "4", "moved": "5"}
    findings = tuple(
        Finding(own, item.default_severity or Severity.DEFECT, "1", page, f"问题{page}", scan="ab", scan_page=int(page))
        for own, page in places.items()
    )
    told = Answer(item.id, Verdict.FAULTY, findings, merits=(Merit("merit", "记录详尽", "1", "9", "ab", 9),))
    with store.write("评查一") as session:
        answers.record_answer(session, assignment, told)
    path = scoring.write_score_template(store, batch_id, tmp_path)

    def change(columns: dict[str, int], body: Rows) -> None:
        for row in body:
            row[columns["事实"]] = "改写过" if row[columns["事实"]] == "问题4" else row[columns["事实"]]
            row[columns["页"]] = "6" if row[columns["事实"]] == "问题5" else row[columns["页"]]

    fill(path, change)
    scoring.import_score_sheets(store, path, "审管办", conflicts=scoring.Conflicts.TAKE)
    with store.read() as session:
        kept = reading(session, assignment).answers[item.id]
    assert [(finding.page, finding.scan, finding.scan_page) for finding in kept.findings] == [
        ("3", "ab", 3),
        ("4", "ab", 4),
        ("6", "", 0),
    ]
    assert kept.findings[0].id == "same"
    assert kept.merits == told.merits


def test_a_sheet_of_cases_that_were_given_back_can_be_filled_again(
    store: Store, batch_id: UUID, tmp_path: Path
) -> None:
    path = scoring.write_score_template(store, batch_id, tmp_path)
    fill(path, all_clear)
    scoring.import_score_sheets(store, path, "审管办")
    with store.write("审管办") as session:
        answers.give_back(session, reviewed_case_rows(session, batch_id)[0].id, "第1项请再核对")
    report = scoring.import_score_sheets(store, path, "审管办")
    assert len(report.submitted) == 1
    assert report.rejected == 0
