"""Paper score sheets at the desk: out, in, and the view where both sides stand beside each other."""

from dataclasses import replace
from pathlib import Path
from uuid import UUID

import docx
import pypdfium2
import pytest
from PySide6.QtCore import Qt
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QApplication, QMenu, QPlainTextEdit, QPushButton
from pytestqt.qtbot import QtBot

from exports.forms.issuing import case_sheet_pdf
from exports.ledgers.comparing import Relation
from exports.ledgers.score_files import compare_score_file
from exports.ledgers.scoring import accept, import_score_sheets
from gui.actions import listed_actions
from gui.desk import Desk
from gui.pages.batches.page import BatchesPage
from gui.pages.letters.printing import a4_printer
from gui.pages.scoring.paper_dialog import Decision, PaperDialog
from gui.runners import InlineRunner, JobCancelledError
from models.queries.batches import batch_rows
from models.queries.drafts import reading_draft
from models.queries.readings import answers_of, reading_rows
from models.services import answers
from models.store import Store
from review_forms.answers import Answer, Verdict
from tests.gui.scoring.conftest import MakeDesk, ScoringDesk, make_batch, plain_standard

WORDS = {"item-0": "不涉及", "item-1": "无问题", "item-2": "不涉及"}


@pytest.fixture
def scoring(make_desk: MakeDesk) -> ScoringDesk:
    """A desk with one case of six items; the first two are answered as clear."""
    desk = make_desk(cases=1)
    with desk.desk.store.write("评查一") as session:
        for item_id in ("item-0", "item-1"):
            answers.record_answer(session, desk.assignment, Answer(item_id, Verdict.CLEAR))
    return desk


def filled(scoring: ScoringDesk, folder: Path, words: dict[str, str]) -> Path:
    """The sheet of the open case with words typed into its verdicts."""
    scoring.page.paper.export("docx", folder)
    (path,) = folder.glob("*.docx")
    paper = docx.Document(str(path))
    for table in paper.tables:
        for row in table.rows:
            word = words.get(f"item-{int(row.cells[0].text) - 1}") if row.cells[0].text.isdigit() else None
            if word:
                row.cells[2].text = word
    paper.save(str(path))
    return path


def opened(scoring: ScoringDesk) -> PaperDialog:
    dialog = scoring.page.findChild(PaperDialog)
    assert dialog is not None
    return dialog


def verdicts(store: Store, assignment: UUID) -> dict[str, Verdict | None]:
    with store.read() as session:
        return {item_id: answer.verdict for item_id, answer in answers_of(session, assignment).items()}


def test_both_sides_stand_beside_each_other(scoring: ScoringDesk, tmp_path: Path, qtbot: QtBot) -> None:
    scoring.page.paper.read(filled(scoring, tmp_path, WORDS))
    dialog = opened(scoring)
    assert [(row.relation, row.decision_words) for row in dialog.rows] == [
        (Relation.CONFLICT, "待定"),
        (Relation.NEW, "采用评分表"),
        (Relation.SAME, "一致"),
    ]
    standing, coming = (dialog.findChild(QPlainTextEdit, name) for name in ("paper_standing", "paper_coming"))
    assert standing is not None
    assert coming is not None
    assert (standing.toPlainText(), coming.toPlainText()) == ("无问题", "不涉及")
    step = dialog.findChild(QPushButton, "apply_paper")
    assert step is not None
    assert step.text() == "采用 1 项"
    qtbot.waitUntil(dialog.isActiveWindow)
    qtbot.keyClick(dialog.table, Qt.Key.Key_1)
    assert step.text() == "采用 1 项，保留 1 项"
    dialog.table.choose(dialog.rows[0].key)
    qtbot.keyClick(dialog.table, Qt.Key.Key_2)
    assert step.text() == "采用 2 项"
    step.click()
    kept = verdicts(scoring.desk.store, scoring.assignment)
    assert kept == {
        "item-0": Verdict.NOT_APPLICABLE,
        "item-1": Verdict.CLEAR,
        "item-2": Verdict.NOT_APPLICABLE,
    }
    form = scoring.page.view.form
    assert form is not None
    assert form.answered == 3
    assert form.is_open


def test_undecided_conflicts_and_what_goes_back_stay_as_they_are(scoring: ScoringDesk, tmp_path: Path) -> None:
    path = filled(scoring, tmp_path, {"item-0": "不涉及", "item-1": "不涉及"})
    scoring.page.paper.read(path)
    dialog = opened(scoring)
    dialog.decide_all(Decision.TAKE)
    dialog.reject()
    assert set(verdicts(scoring.desk.store, scoring.assignment).values()) == {Verdict.CLEAR}
    scoring.page.paper.read(path)
    dialog = scoring.page.findChildren(PaperDialog)[-1]
    dialog.decide(Decision.TAKE)
    dialog.accept()
    assert verdicts(scoring.desk.store, scoring.assignment) == {
        "item-0": Verdict.NOT_APPLICABLE,
        "item-1": Verdict.CLEAR,
    }


def test_a_word_that_is_none_is_shown_with_its_place(scoring: ScoringDesk, tmp_path: Path) -> None:
    scoring.page.paper.read(filled(scoring, tmp_path, {"item-3": "没有问题"}))
    row = opened(scoring).rows[-1]
    assert (row.relation, row.place) == (Relation.REFUSED, "4")
    assert "第 4 项" in row.coming


def test_a_foreign_file_is_told_on_the_page(scoring: ScoringDesk, tmp_path: Path) -> None:
    (tmp_path / "手写.pdf").write_bytes(b"%PDF-1.7")
    scoring.page.paper.read(tmp_path / "手写.pdf")
    assert scoring.page.findChild(PaperDialog) is None
    assert "一份 PDF" in scoring.page._banner.message


def test_the_menu_offers_every_kind(scoring: ScoringDesk, tmp_path: Path) -> None:
    menu = scoring.page.paper.menu()
    (out,) = menu.findChildren(QMenu)
    assert [action.text()[:2] for action in out.actions()] == ["打印", "文字", "电子"]
    for kind in ("pdf", "xlsx"):
        scoring.page.paper.export(kind, tmp_path)
    assert {path.suffix for path in tmp_path.glob("评分表-*")} == {".pdf", ".xlsx"}


# what the platform of the tests cannot do for a menu
@pytest.mark.qt_log_ignore("does not support (raise|grabbing)", extend=True)
def test_the_form_that_is_read_through_is_printed_or_saved(scoring: ScoringDesk, tmp_path: Path) -> None:
    scoring.press(Qt.Key.Key_P, modifier=Qt.KeyboardModifier.ControlModifier)
    assert scoring.page.findChild(QMenu, "print_menu") is None
    scoring.press(*[Qt.Key.Key_1] * 6)
    scoring.press(Qt.Key.Key_Return, modifier=Qt.KeyboardModifier.ControlModifier)
    assert QApplication.focusWidget() is scoring.page.view.frame.submission.confirm_button
    assert ("打印评分表，或者存为 PDF", "Ctrl+P") in {(row.text, row.keys) for row in listed_actions(scoring.page)}
    scoring.press(Qt.Key.Key_P, modifier=Qt.KeyboardModifier.ControlModifier)
    menu = scoring.page.findChild(QMenu, "print_menu")
    assert menu is not None
    assert [action.text() for action in menu.actions()] == ["打印…", "存为 PDF…"]
    menu.close()
    printer = a4_printer()
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "printed.pdf"))
    scoring.page.paper.print_on(printer)
    assert scoring.page._banner.message.startswith("已把评分表（")
    assert (tmp_path / "printed.pdf").read_bytes().startswith(b"%PDF")
    opened = scoring.page._opened()
    assert opened is not None
    assert page_text(case_sheet_pdf(scoring.desk.store, *opened)).count("■无问题") == 6


def page_text(paper: bytes) -> str:
    """The text of all pages of a PDF."""
    pages = pypdfium2.PdfDocument(paper)
    return "".join(page.get_textpage().get_text_range() for page in pages)


def test_what_is_said_of_the_case_becomes_a_draft(scoring: ScoringDesk, tmp_path: Path) -> None:
    path = filled(scoring, tmp_path, {"item-2": "无问题"})
    paper = docx.Document(str(path))
    for row in paper.tables[-1].rows:
        if row.cells[0].text == "办案亮点":
            row.cells[1].text = "庭审规范"
    paper.save(str(path))
    scoring.page.paper.read(path)
    opened(scoring).accept()
    with scoring.desk.store.read() as session:
        draft = reading_draft(session, scoring.assignment)
    assert draft is not None
    assert draft.merits == "庭审规范"


def test_what_changed_meanwhile_is_not_overwritten(scoring: ScoringDesk, tmp_path: Path) -> None:
    store = scoring.desk.store
    found = compare_score_file(store, filled(scoring, tmp_path, WORDS))
    with store.write("评查一") as session:
        answers.record_answer(session, scoring.assignment, Answer("item-0", Verdict.FAULTY))
    done = accept(store, found, {row.key for row in found.rows}, (), "评查一", submits=False)
    assert [row.reason for row in done.rows if row.outcome == "rejected"] == [
        "读入之后，这一项的评定又有改动：请重新读入评分表。"
    ]


def test_a_cancelled_import_leaves_everything(scoring: ScoringDesk, tmp_path: Path) -> None:
    store = scoring.desk.store
    path = filled(scoring, tmp_path, WORDS)
    before = verdicts(store, scoring.assignment)

    def stop(done: int, _total: int, text: str) -> None:
        if done == 2 and text == "登记评分":
            raise JobCancelledError

    with pytest.raises(JobCancelledError):
        import_score_sheets(store, path, "评查一", stop)
    assert verdicts(store, scoring.assignment) == before


def test_sheets_of_other_cases_are_refused_at_the_desk(make_desk: MakeDesk, tmp_path: Path) -> None:
    scoring = make_desk(cases=2)
    path = filled(scoring, tmp_path, {"item-0": "无问题"})
    with scoring.desk.store.read() as session:
        other = next(row for row in reading_rows(session) if row.assignment_id != scoring.assignment)
    found = compare_score_file(scoring.desk.store, path, only=other.assignment_id)
    assert found.rows == ()
    assert "其他案件" in found.refused[0].reason


def test_the_office_is_asked_too(qtbot: QtBot, store: Store, tmp_path: Path) -> None:
    with store.write("审管办") as session:
        batch_id = make_batch(session, plain_standard(6), 1)
    page = BatchesPage(Desk(store, InlineRunner(), "审管办"))
    qtbot.addWidget(page)
    page.activate()
    with store.read() as session:
        (row,) = reading_rows(session, batch_id=batch_id)
        assert batch_rows(session)[0].id == batch_id
    page.open_batch(batch_id)
    page.show()
    with store.write("评查一") as session:
        for number in range(6):
            answers.record_answer(session, row.assignment_id, Answer(f"item-{number}", Verdict.CLEAR))
    page.detail.export_score_sheets(tmp_path, "docx")
    page.detail.export_score_sheets(tmp_path)
    with store.write("评查一") as session:
        changed = replace(Answer("item-0", Verdict.NOT_APPLICABLE))
        answers.record_answer(session, row.assignment_id, changed)
    (workbook,) = tmp_path.glob("*.xlsx")
    page.detail.import_score_sheets(workbook)
    dialog = page.findChild(PaperDialog)
    assert dialog is not None
    dialog.decide_all(Decision.KEEP)
    dialog.accept()
    assert page.detail.report.isVisible()
    assert verdicts(store, row.assignment_id)["item-0"] is Verdict.NOT_APPLICABLE
    with store.read() as session:
        assert reading_rows(session, batch_id=batch_id)[0].is_submitted
