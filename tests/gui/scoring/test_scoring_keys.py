"""Keys on the scoring desk: answering, moving, findings, undo."""

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication, QPlainTextEdit

from gui.actions import listed_actions
from gui.forms.typing_pause import PAUSE_MS
from gui.pages.scoring.reading_form import Show
from review_forms.answers import Verdict
from review_forms.standard import Severity

KEY = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier


def compose(text: str, commit: str = "") -> None:
    """What an input method sends while pinyin is typed, and when it is taken."""
    event = QInputMethodEvent(text, [])
    if commit:
        event.setCommitString(commit)
    QCoreApplication.sendEvent(QApplication.focusWidget(), event)


def test_one_key_answers_and_moves_on(make_desk):
    desk = make_desk()
    assert desk.page.view.open_item == "item-0"
    desk.press(KEY.Key_1, KEY.Key_3)
    assert desk.kept("item-0").verdict is Verdict.CLEAR
    assert desk.kept("item-1").verdict is Verdict.NOT_APPLICABLE
    assert desk.page.view.open_item == "item-2"
    assert desk.page.cases.rows[0].answered == 2


def test_a_fault_is_written_in_place_and_enter_goes_on(make_desk):
    desk = make_desk()
    desk.press(KEY.Key_2)
    assert QApplication.focusWidget().objectName() == "facts"
    desk.write("no receipt")
    desk.press(KEY.Key_Return)
    (finding,) = desk.kept("item-0").findings
    assert (finding.facts, finding.severity) == ("no receipt", Severity.DEFECT)
    assert desk.page.view.open_item == "item-1"
    assert desk.page.view.form.score.points < 100


def test_an_offered_wording_is_taken_with_the_arrow(make_desk):
    desk = make_desk()
    desk.press(KEY.Key_2, KEY.Key_Down, KEY.Key_Down, KEY.Key_Return)
    assert desk.kept("item-0").findings[0].facts == "未附送达回执"
    assert QApplication.focusWidget().objectName() == "volume"


def test_wordings_narrow_while_typing_and_earlier_ones_are_offered(make_desk, type_chinese):
    desk = make_desk()
    desk.press(KEY.Key_2)
    type_chinese(QApplication.focusWidget(), "送达回执没有签名")
    desk.press(KEY.Key_Return)
    desk.page.cases.view.setCurrentIndex(desk.page.cases.view.model().index(1, 0))
    desk.page.view.setFocus()
    desk.press(KEY.Key_2)
    phrases = desk.page.view.frame.items.panel.findings.form.phrases
    assert "送达回执没有签名" in phrases.shown
    type_chinese(QApplication.focusWidget(), "没有")
    assert phrases.shown == ("送达回执没有签名",)


def test_text_is_saved_soon_after_the_typing_stops(make_desk, qtbot):
    desk = make_desk()
    desk.press(KEY.Key_2)
    desk.write("facts")
    assert desk.kept("item-0").findings[0].facts == ""
    qtbot.waitUntil(lambda: desk.kept("item-0").findings[0].facts == "facts", timeout=5000)
    assert PAUSE_MS <= 500
    assert desk.page.view.frame.saved.text().startswith("已保存")


def test_single_keys_rest_in_text(make_desk):
    desk = make_desk()
    desk.press(KEY.Key_2)
    desk.write("1234nmpfjka")
    assert desk.page.view.open_item == "item-0"
    desk.press(KEY.Key_Escape)
    assert desk.kept("item-0").findings[0].facts == "1234nmpfjka"
    assert QApplication.focusWidget() is desk.page.view.frame.items


def test_a_finding_is_written_with_tab_and_no_number_beside_its_field_takes_it_away(make_desk):
    desk = make_desk()
    desk.press(KEY.Key_2)
    desk.write("facts")
    desk.press(KEY.Key_Tab)
    assert QApplication.focusWidget().objectName() == "severity_defect", "Tab stops at the severity chosen"
    desk.press(KEY.Key_N, KEY.Key_3)
    assert QApplication.focusWidget().objectName() == "severity_major_defect"
    desk.press(KEY.Key_Tab)
    desk.write("1")
    desk.press(KEY.Key_Tab)
    desk.write("23")
    desk.press(KEY.Key_Return)
    kept = desk.kept("item-0")
    assert kept.verdict is Verdict.FAULTY
    (finding,) = kept.findings
    assert (finding.facts, finding.severity) == ("facts", Severity.MAJOR_DEFECT)
    assert (finding.volume, finding.page) == ("1", "23")


def test_a_save_leaves_pinyin_under_composition_alone(make_desk, qtbot):
    desk = make_desk()
    desk.press(KEY.Key_2)
    compose("", "未附")
    compose("songda")
    facts = QApplication.focusWidget()
    qtbot.waitUntil(lambda: desk.kept("item-0").findings[0].facts == "未附", timeout=5000)
    assert facts.textCursor().block().layout().preeditAreaText() == "songda"
    compose("", "送达回执")
    desk.press(KEY.Key_Return)
    assert desk.kept("item-0").findings[0].facts == "未附送达回执"


def test_a_blank_finding_vanishes_on_esc(make_desk):
    desk = make_desk()
    desk.press(KEY.Key_2, KEY.Key_Escape)
    assert desk.kept("item-0").findings == ()
    assert desk.page.view.open_item == "item-0"
    desk.press(KEY.Key_2)
    assert QApplication.focusWidget().objectName() == "facts"


def test_missing_presets_the_facts(make_desk):
    desk = make_desk()
    desk.press(KEY.Key_4, KEY.Key_Return)
    answer = desk.kept("item-0")
    assert (answer.verdict, answer.findings[0].facts) == (Verdict.MISSING, "案卷中未见本项材料")
    assert desk.page.view.open_item == "item-1"


def test_several_findings_and_taking_one_away(make_desk):
    desk = make_desk()
    desk.press(KEY.Key_2)
    desk.write("first")
    desk.press(KEY.Key_Escape, KEY.Key_A)
    desk.write("second")
    desk.press(KEY.Key_Return)
    assert [finding.facts for finding in desk.kept("item-0").findings] == ["first", "second"]
    desk.press(KEY.Key_P, KEY.Key_Delete)
    assert [finding.facts for finding in desk.kept("item-0").findings] == ["second"]
    desk.press(KEY.Key_P, KEY.Key_Return)
    desk.write(", changed")
    desk.press(KEY.Key_Return)
    assert [finding.facts for finding in desk.kept("item-0").findings] == ["second, changed"]


def test_findings_that_another_verdict_drops_are_spoken_of_and_come_back(make_desk):
    desk = make_desk()
    desk.press(KEY.Key_2)
    desk.write("first")
    desk.press(KEY.Key_Escape, KEY.Key_1)
    assert desk.page.view.frame.saved.text() == "已去掉 1 个问题，按 Ctrl+Z 恢复"
    desk.press(KEY.Key_Z, modifier=Qt.KeyboardModifier.ControlModifier)
    assert [finding.facts for finding in desk.kept("item-0").findings] == ["first"]


def test_undo_and_redo_cross_items(make_desk):
    desk = make_desk()
    desk.press(KEY.Key_1, KEY.Key_2)
    desk.write("facts")
    desk.press(KEY.Key_Return, KEY.Key_3)
    desk.press(KEY.Key_Z, modifier=CTRL)
    assert desk.kept("item-2").verdict is None
    assert desk.page.view.open_item == "item-2"
    desk.press(KEY.Key_Z, modifier=CTRL)
    assert desk.kept("item-1").verdict is None
    assert desk.kept("item-1").findings == ()
    desk.press(KEY.Key_Y, modifier=CTRL)
    assert desk.kept("item-1").findings[0].facts == "facts"
    desk.press(KEY.Key_Z, modifier=CTRL)
    desk.press(KEY.Key_Z, modifier=CTRL)
    assert desk.kept("item-0").verdict is None
    desk.press(KEY.Key_Z, modifier=CTRL)
    assert desk.page.view.frame.saved.text() == "没有可以撤销的了"


def test_moving_marking_and_filters(make_desk):
    desk = make_desk()
    desk.press(KEY.Key_J, KEY.Key_Down, KEY.Key_K, KEY.Key_M)
    assert desk.page.view.open_item == "item-1"
    assert desk.kept("item-1").marked
    desk.press(KEY.Key_1, KEY.Key_N)
    assert desk.page.view.open_item == "item-3"
    filters = desk.page.view.frame.filters
    for show, expected in ((Show.MARKED, {"item-1"}), (Show.FAULTY, set())):
        filters.button(show).click()
        assert set(desk.page.view.frame.items.shown) == expected
    filters.button(Show.BLANK).click()
    assert desk.page.view.frame.items.shown == ("item-0", "item-2", "item-3", "item-4", "item-5")
    desk.press(KEY.Key_1)
    assert desk.page.view.open_item == "item-4"


def test_searching_items(make_desk, type_chinese):
    desk = make_desk()
    desk.press(KEY.Key_F)
    type_chinese(QApplication.focusWidget(), "第4个")
    desk.press(KEY.Key_Return)
    assert desk.page.view.open_item == "item-4"
    assert len(desk.page.view.frame.items.shown) == 6
    desk.press(KEY.Key_1)
    assert desk.kept("item-4").verdict is Verdict.CLEAR


def test_typing_survives_leaving_and_destruction(make_desk):
    desk = make_desk()
    assignment = desk.assignment
    desk.press(KEY.Key_2)
    desk.write("half a sentence")
    compose("zi")
    desk.page.deactivate()
    desk.page.deleteLater()
    assert desk.kept("item-0", assignment).findings[0].facts.startswith("half a sentence")


def test_what_the_keys_do_is_listed(make_desk):
    desk = make_desk()
    keys = {key for row in listed_actions(desk.page) for key in row.keys.split(" 或 ")}
    assert {"1", "2", "3", "4", "F", "N", "P", "M", "Ctrl+Z", "Ctrl+Y"} <= keys


def test_every_field_has_an_accessible_name(make_desk):
    desk = make_desk()
    desk.press(KEY.Key_2)
    fields = [field for field in desk.page.findChildren(QPlainTextEdit) if field.objectName()]
    assert fields
    assert all(field.accessibleName() for field in fields)


def test_the_field_in_use_stays_in_sight_on_a_small_screen(make_desk, qtbot):
    desk = make_desk()
    desk.page.resize(900, 420)
    desk.press(KEY.Key_2)
    suggestion = desk.page.findChild(QPlainTextEdit, "suggestion")
    while QApplication.focusWidget() is not suggestion:
        desk.press(KEY.Key_Tab)
    desk.write("first line")
    desk.press(KEY.Key_Return, modifier=Qt.KeyboardModifier.ShiftModifier)
    desk.write("second line")
    items = desk.page.view.frame.items

    def is_in_sight():
        bottom = suggestion.mapTo(items.viewport(), suggestion.rect().bottomLeft()).y()
        has_grown = items.panel.height() == items.panel.wanted_height(items.viewport().width())
        return has_grown and 0 < bottom <= items.viewport().height()

    qtbot.waitUntil(is_in_sight)
