"""Keys held too long, long texts put in at once, and other haste on the scoring desk."""

from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPlainTextEdit, QPushButton, QScrollArea

from gui.forms.growing_text import GrowingText
from gui.forms.typing_pause import LONGEST_MS, PAUSE_MS
from gui.pages.scoring.told_box import ToldLine
from review_forms.answers import Verdict

KEY = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier
NONE = Qt.KeyboardModifier.NoModifier


def hold(desk, key, modifier=NONE, text="", times=4):
    """Press a key and keep it down: the first press, then what the keyboard repeats."""
    for number in range(times):
        focus = QApplication.focusWidget() or desk.page
        QTest.simulateEvent(focus, True, key, modifier, text, number > 0)
    QTest.simulateEvent(QApplication.focusWidget(), False, key, modifier, text, False)


def test_a_verdict_that_is_held_down_judges_one_item(make_desk):
    desk = make_desk()
    hold(desk, KEY.Key_1, text="1")
    assert desk.kept("item-0").verdict is Verdict.CLEAR
    assert desk.kept("item-1") is None
    assert desk.page.view.open_item == "item-1"


def test_a_fault_that_is_held_down_types_nothing_into_its_facts(make_desk):
    desk = make_desk()
    hold(desk, KEY.Key_2, text="2")
    facts = QApplication.focusWidget()
    assert facts.objectName() == "facts"
    assert facts.toPlainText() == ""
    hold(desk, KEY.Key_A, text="a", times=3)
    assert facts.toPlainText() == "aaa"


def test_submitting_held_down_only_shows_what_would_be_submitted(make_desk):
    desk = make_desk()
    desk.press(*[KEY.Key_1] * 6)
    hold(desk, KEY.Key_Return, CTRL)
    assert desk.page.view.frame.is_reviewing
    assert not desk.page.view.form.reading.is_submitted
    desk.press(KEY.Key_Return, modifier=CTRL)
    assert desk.page.view.form.reading.is_submitted


def test_moving_goes_on_while_the_key_is_down(make_desk):
    desk = make_desk()
    hold(desk, KEY.Key_J, text="j")
    assert desk.page.view.open_item == "item-4"
    hold(desk, KEY.Key_Up, times=3)
    assert desk.page.view.open_item == "item-1"


def test_a_long_text_put_in_at_once_gets_its_room(make_desk):
    desk = make_desk()
    desk.press(KEY.Key_2)
    facts = QApplication.focusWidget()
    assert isinstance(facts, QPlainTextEdit)
    two_lines = facts.height()
    QApplication.clipboard().setText("笔录中没有记明质证意见。" * 250)
    desk.press(KEY.Key_V, modifier=CTRL)
    assert facts.height() > 3 * two_lines
    desk.press(KEY.Key_Escape)
    assert len(desk.kept("item-0").findings[0].facts) == 3000


def test_several_places_are_told_in_the_line(make_desk):
    desk = make_desk()
    desk.press(KEY.Key_2)
    desk.write("no receipt")
    form = desk.page.view.frame.items.panel.findings.form
    form.occurrences.setFocus()
    form.occurrences.selectAll()
    desk.write("12")
    desk.press(KEY.Key_Escape)
    line = desk.page.view.frame.items.panel.findings.findChild(ToldLine, "finding_line")
    assert "12 处" in line.accessibleName()


def test_the_marked_finding_is_in_sight_among_many(make_desk):
    desk = make_desk()
    desk.press(KEY.Key_2)
    for number in range(20):
        desk.write(f"finding {number}")
        desk.press(KEY.Key_Escape, KEY.Key_A)
    desk.press(KEY.Key_Escape)
    desk.press(*[KEY.Key_P] * 20)
    items = desk.page.view.frame.items
    line = items.panel.findings.marked_line
    assert "finding 19" in line.accessibleName()
    assert not line.visibleRegion().isEmpty()
    assert line.visibleRegion().boundingRect().height() == line.height()
    desk.press(KEY.Key_P)
    line = items.panel.findings.marked_line
    assert "finding 0" in line.accessibleName()
    assert line.visibleRegion().boundingRect().height() == line.height()


def test_a_search_that_finds_nothing_says_so_and_goes_nowhere(make_desk):
    desk = make_desk()
    desk.press(KEY.Key_F)
    desk.write("zzzz")
    desk.press(KEY.Key_Return)
    frame = desk.page.view.frame
    assert QApplication.focusWidget() is frame.search
    assert frame.saved.text() == "没有符合的评查项"
    desk.press(KEY.Key_1)
    assert desk.kept("item-0") is None
    desk.press(KEY.Key_Escape, KEY.Key_1)
    assert desk.kept("item-0").verdict is Verdict.CLEAR


def test_a_search_from_the_whole_form_leaves_the_submission(make_desk):
    desk = make_desk()
    desk.press(*[KEY.Key_1] * 6)
    desk.press(KEY.Key_Return, modifier=CTRL)
    frame = desk.page.view.frame
    assert frame.right.currentWidget() is frame.submission
    desk.press(KEY.Key_F, KEY.Key_Escape)
    assert frame.right.currentWidget() is frame.overview
    desk.press(KEY.Key_Return, modifier=CTRL)
    assert not desk.page.view.form.reading.is_submitted


def test_a_hint_that_takes_two_lines_is_not_cut(qtbot):
    hint = "改判、发回的原因不在承办人的，写明事由"
    narrow, wide = GrowingText("narrow", "窄", hint), GrowingText("wide", "宽", hint)
    for field in (narrow, wide):
        qtbot.addWidget(field)
    needed = narrow.fontMetrics().horizontalAdvance(hint)
    narrow.resize(needed * 2 // 3, 30)
    wide.resize(needed * 2, 30)
    for field in (narrow, wide):
        field.show()
    assert narrow.height() - wide.height() == narrow.fontMetrics().lineSpacing()
    narrow.setFocus()
    qtbot.keyClicks(narrow, "a")
    assert narrow.height() == wide.height()


def test_text_typed_without_a_pause_is_saved_meanwhile(make_desk, qtbot):
    desk = make_desk()
    desk.press(KEY.Key_2)
    typing = QTimer(interval=PAUSE_MS // 8)
    typing.timeout.connect(lambda: desk.write("a"))
    with qtbot.waitSignal(desk.page.view.answered, timeout=10 * LONGEST_MS):
        typing.start()
    typing.stop()
    assert desk.kept("item-0").findings[0].facts.startswith("aaa")
    desk.press(KEY.Key_Escape)


def test_another_grade_is_chosen_by_keys_and_enter_does_not_submit_before(make_desk, qtbot):
    desk = make_desk()
    desk.press(*[KEY.Key_1] * 6)
    desk.press(KEY.Key_Return, modifier=CTRL)
    assert QApplication.focusWidget().objectName() == "confirm_submit"
    qtbot.waitUntil(desk.find(QPushButton, "grade_defective").isVisible)
    desk.press(*[KEY.Key_Backtab] * 3, modifier=Qt.KeyboardModifier.ShiftModifier)
    assert QApplication.focusWidget().parent().objectName() == "grade"
    desk.press(KEY.Key_Down)
    desk.press(KEY.Key_Return)
    view = desk.page.view
    assert not view.form.reading.is_submitted
    assert view.frame.submission.grade != view.form.proposal.proposed.id
    assert QApplication.focusWidget().objectName() == "reason"
    desk.write("reason")
    desk.press(KEY.Key_Return)
    assert view.form.reading.is_submitted
    assert view.form.reading.reason == "reason"


def test_a_long_finding_of_a_finished_reading_can_be_read_to_its_end(make_desk):
    desk = make_desk()
    desk.press(KEY.Key_2)
    QApplication.clipboard().setText("笔录中没有记明质证意见。" * 250)
    desk.press(KEY.Key_V, modifier=CTRL)
    desk.press(KEY.Key_Return, *[KEY.Key_1] * 5)
    desk.press(KEY.Key_Return, modifier=CTRL)
    desk.press(KEY.Key_Return, modifier=CTRL)
    view = desk.page.view
    assert view.form.reading.is_submitted
    (finding,) = desk.kept("item-0").findings
    view.open_item_of_form("item-0", finding.id)
    view.writing.edit(finding.id)
    facts = view.frame.items.panel.findings.form.facts
    assert QApplication.focusWidget() is facts
    assert facts.document().size().height() * facts.fontMetrics().lineSpacing() <= facts.height()
    desk.write("x")
    desk.press(KEY.Key_Escape)
    assert desk.kept("item-0").findings == (finding,)
    desk.press(KEY.Key_J)
    assert view.open_item == "item-1"


def test_the_submission_fits_its_column_in_a_narrow_window(make_desk, qtbot):
    desk = make_desk()
    desk.page.resize(948, 430)
    desk.press(*[KEY.Key_1] * 6)
    desk.press(KEY.Key_Return, modifier=CTRL)
    panel = desk.page.view.frame.submission
    qtbot.waitUntil(desk.find(QPushButton, "grade_defective").isVisible)
    desk.find(QPushButton, "grade_defective").click()
    QApplication.clipboard().setText("综合全案情况，建议从宽确定等次。" * 30)
    desk.press(KEY.Key_V, modifier=CTRL)
    area = next(area for area in panel.findChildren(QScrollArea) if area.widget().isAncestorOf(panel.reason))
    qtbot.waitUntil(area.verticalScrollBar().isVisible)
    # as in a narrow window, such as one at 150 %
    desk.page.view.frame.right.setFixedWidth(244)
    qtbot.waitUntil(lambda: area.viewport().width() < 244)
    assert area.widget().width() <= area.viewport().width()
