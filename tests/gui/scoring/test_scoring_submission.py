"""From the first key of a case to its submission, its return, and the next case."""

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QWindow
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton

from gui.desk import Desk
from gui.pages.page import Subject
from gui.pages.scoring.page import ScoringPage
from models.queries.readings import reading, reading_rows
from models.services import answers
from review_forms.answers import Answer, Verdict

KEY = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier


def read(desk, assignment=None):
    with desk.desk.store.read() as session:
        return reading(session, assignment or desk.assignment)


class KeyCounter(QObject):
    """Counts the keys that the window system gives to the windows.

    A press that a shortcut takes never arrives as one, so each is counted as it is let go.
    """

    def __init__(self) -> None:
        super().__init__()
        self.pressed = 0

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Count; what a window passes on to its widgets is the same key."""
        is_release = isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyRelease
        self.pressed += is_release and isinstance(watched, QWindow)
        return False


@pytest.fixture
def counter(qapp):
    counter = KeyCounter()
    qapp.installEventFilter(counter)
    yield counter
    qapp.removeEventFilter(counter)


def give(desk, *keys, modifier=Qt.KeyboardModifier.NoModifier):
    """Press keys as a person does: the window gets them, whatever has the focus."""
    for key in keys:
        QTest.keyClick(desk.page.windowHandle(), key, modifier)


def test_a_clean_file_of_forty_items_takes_at_most_forty_five_keys(make_desk, standard_of, counter):
    """44: forty times 1, and Ctrl+Enter twice, Ctrl counted each time."""
    desk = make_desk(standard_of(40))
    assert len(desk.page.view.form.items) == 40
    give(desk, *[KEY.Key_1] * 40)
    give(desk, KEY.Key_Return, KEY.Key_Return, modifier=CTRL)
    shown = read(desk)
    assert shown.is_submitted
    assert shown.proposed_grade == "qualified"
    assert len(shown.answers) == 40
    assert 42 <= counter.pressed <= 45


def test_two_faults_with_offered_wordings_cost_few_keys_more(make_desk, standard_of, counter):
    """58: 38 times 1, and Ctrl+Enter twice as before; 8 for each fault: 2, Alt, its number, volume, Enter, two figures
    of the page, Enter.
    """
    desk = make_desk(standard_of(40))
    give(desk, *[KEY.Key_1] * 10)
    for number in (1, 2):
        give(desk, KEY.Key_2)
        give(desk, getattr(KEY, f"Key_{number}"), modifier=Qt.KeyboardModifier.AltModifier)
        give(desk, KEY.Key_1, KEY.Key_Return, KEY.Key_2, KEY.Key_3, KEY.Key_Return)
    give(desk, *[KEY.Key_1] * 28)
    give(desk, KEY.Key_Return, KEY.Key_Return, modifier=CTRL)
    shown = read(desk)
    assert shown.is_submitted
    findings = [finding for answer in shown.answers.values() for finding in answer.findings]
    assert [finding.place for finding in findings] == ["卷1 页23"] * 2
    assert 44 < counter.pressed <= 58


def test_what_lacks_is_listed_and_the_first_gap_opened(make_desk):
    desk = make_desk()
    desk.press(KEY.Key_1, KEY.Key_2, KEY.Key_Escape, KEY.Key_J, KEY.Key_1)
    desk.press(KEY.Key_Return, modifier=CTRL)
    frame = desk.page.view.frame
    assert frame.right.currentWidget() is frame.gaps
    assert desk.page.view.open_item == "item-1"
    assert not read(desk).is_submitted
    desk.press(KEY.Key_1, KEY.Key_N, KEY.Key_1, KEY.Key_1, KEY.Key_1)
    assert frame.right.currentWidget() is frame.overview
    desk.press(KEY.Key_Return, modifier=CTRL)
    assert frame.right.currentWidget() is frame.submission


def test_a_departure_from_the_proposal_needs_its_reason(make_desk, type_chinese):
    desk = make_desk()
    desk.press(*[KEY.Key_1] * 6)
    desk.press(KEY.Key_Return, modifier=CTRL)
    desk.page.findChild(QPushButton, "grade_defective").click()
    assert QApplication.focusWidget().objectName() == "reason"
    desk.press(KEY.Key_Return)
    assert not read(desk).is_submitted
    type_chinese(desk.page.view.frame.submission.reason, "送达情况存疑")
    desk.page.view.frame.submission.reason.setFocus()
    desk.press(KEY.Key_Return)
    shown = read(desk)
    assert (shown.proposed_grade, shown.reason) == ("defective", "送达情况存疑")


def test_after_submission_nothing_can_be_changed_and_the_next_case_is_offered(make_desk):
    desk = make_desk()
    first = desk.assignment
    desk.press(*[KEY.Key_1] * 6)
    desk.press(KEY.Key_Return, modifier=CTRL)
    desk.press(KEY.Key_Return)
    assert "已提交" in desk.page.view.frame.notice.message
    desk.page.view.open_item_of_form("item-0")
    desk.press(KEY.Key_3, KEY.Key_M, KEY.Key_A)
    desk.press(KEY.Key_Z, modifier=CTRL)
    assert desk.kept("item-0").verdict is Verdict.CLEAR
    assert desk.page.cases.rows[0].grade_name == "合格"
    desk.press(KEY.Key_Return)
    assert desk.assignment != first
    desk.press(KEY.Key_1)
    assert desk.kept("item-0").verdict is Verdict.CLEAR


def test_a_returned_case_shows_the_remark_and_is_submitted_again(make_desk):
    desk = make_desk(cases=1)
    desk.press(*[KEY.Key_1] * 6)
    desk.press(KEY.Key_Return, modifier=CTRL)
    desk.press(KEY.Key_Return)
    reviewed_case = read(desk).reviewed_case_id
    desk.desk.perform(desk.page, lambda session: answers.give_back(session, reviewed_case, "请补充页码"))
    assert "请补充页码" in desk.page.view.frame.notice.message
    assert desk.page.cases.rows[0].is_returned
    desk.page.view.open_item_of_form("item-0")
    desk.press(KEY.Key_3)
    desk.press(KEY.Key_Return, modifier=CTRL)
    desk.press(KEY.Key_Return)
    assert read(desk).is_submitted
    assert desk.kept("item-0").verdict is Verdict.NOT_APPLICABLE


def test_words_about_the_whole_case_are_kept_until_submitted(make_desk, reopen, type_chinese):
    desk = make_desk(cases=1)
    type_chinese(desk.page.view.frame.overview.merits, "释法说理充分")
    type_chinese(desk.page.view.frame.overview.exemption, "当事人二审提交新证据")
    desk.page.deactivate()
    desk = reopen(desk)
    assert desk.page.view.frame.overview.merits.text() == "释法说理充分"
    desk.press(*[KEY.Key_1] * 6)
    desk.press(KEY.Key_Return, modifier=CTRL)
    desk.press(KEY.Key_Return)
    shown = read(desk)
    assert (shown.merits, shown.exemption) == ("释法说理充分", "当事人二审提交新证据")


def test_work_goes_on_where_it_stopped(make_desk, reopen):
    desk = make_desk()
    desk.press(KEY.Key_1, KEY.Key_1, KEY.Key_J)
    desk.page.deactivate()
    assert reopen(desk).page.view.open_item == "item-3"


def test_work_goes_on_where_it_stopped_when_the_program_is_killed(make_desk, reopen, qtbot):
    desk = make_desk()
    desk.press(KEY.Key_1, KEY.Key_1, KEY.Key_J)
    kept = desk.desk.store.folder / "window.ini"
    qtbot.waitUntil(lambda: kept.exists() and "item=item-3" in kept.read_text(encoding="utf-8"), timeout=5000)
    assert reopen(desk).page.view.open_item == "item-3"


def test_answers_from_elsewhere_are_shown(make_desk):
    desk = make_desk()
    asked = desk.assignment
    answer = Answer("item-0", Verdict.NOT_APPLICABLE)
    desk.desk.perform(desk.page, lambda session: answers.record_answer(session, asked, answer))
    assert desk.page.view.form.answer("item-0") == answer
    assert desk.page.cases.rows[0].answered == 1


def test_the_list_follows_reviewer_and_subject(make_desk, store):
    desk = make_desk(cases=3)
    with store.read() as session:
        rows = reading_rows(session)
    desk.page.reveal(Subject("scoring", rows[2].reviewed_case_id))
    assert desk.assignment == rows[2].assignment_id
    desk.page.reveal(Subject("scoring", text=rows[1].number))
    assert desk.assignment == rows[1].assignment_id


def test_an_empty_desk_says_what_comes_first(qtbot, desk: Desk):
    page = ScoringPage(desk)
    qtbot.addWidget(page)
    page.activate()
    step = page.findChild(QPushButton, "first_step")
    with qtbot.waitSignal(page.asked_for) as asked:
        step.click()
    assert asked.args[0].place == "batches"


@pytest.mark.parametrize("keys", [[KEY.Key_2, KEY.Key_Escape], [KEY.Key_1], [KEY.Key_4, KEY.Key_Return], [KEY.Key_M]])
def test_undo_brings_back_what_was(make_desk, keys):
    desk = make_desk()
    desk.press(*keys)
    desk.press(KEY.Key_Z, modifier=CTRL)
    kept = desk.kept("item-0")
    assert kept == Answer("item-0", None)
