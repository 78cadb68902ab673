"""Keys held too long, long texts put in at once, and other haste on the scoring desk."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPlainTextEdit

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
