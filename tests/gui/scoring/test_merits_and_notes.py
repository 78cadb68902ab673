"""Merits and notes: as quick as a fault, in place, undone like one, and no answer to anything."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication

from gui.actions import listed_actions
from gui.pages.scoring.told_painting import lines_of, words_of
from models.queries.readings import answers_of
from review_forms.answers import Verdict

KEY = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier


def focused() -> str:
    return QApplication.focusWidget().objectName()


def test_a_merit_is_written_like_a_fault_and_a_blank_stays_blank(make_desk):
    desk = make_desk()
    desk.press(KEY.Key_G)
    assert focused() == "merit_facts"
    desk.write("clear reasons")
    desk.press(KEY.Key_Tab)
    desk.write("2")
    desk.press(KEY.Key_Return)
    assert focused() == "page"
    desk.write("31")
    desk.press(KEY.Key_Return)
    answer = desk.kept("item-0")
    assert answer.verdict is None
    (merit,) = answer.merits
    assert (merit.facts, merit.place) == ("clear reasons", "卷2 页31")
    assert desk.page.view.open_item == "item-0", "the verdict is still to be given"
    desk.press(KEY.Key_1)
    assert desk.kept("item-0").merits == (merit,)
    assert desk.page.view.open_item == "item-1"
    assert desk.page.view.form.answered == 1


def test_enter_in_the_merit_of_an_answered_item_goes_on(make_desk):
    desk = make_desk()
    desk.press(KEY.Key_1, KEY.Key_K, KEY.Key_G)
    desk.write("well done")
    desk.press(KEY.Key_Return)
    assert desk.kept("item-0").verdict is Verdict.CLEAR
    assert desk.page.view.open_item == "item-1"


def test_a_merit_beside_a_finding_is_walked_to_changed_and_taken_away(make_desk):
    desk = make_desk()
    desk.press(KEY.Key_2)
    desk.write("fault")
    desk.press(KEY.Key_Escape, KEY.Key_G)
    desk.write("merit")
    desk.press(KEY.Key_Escape)
    assert QApplication.focusWidget() is desk.page.view.frame.items
    desk.press(KEY.Key_J, KEY.Key_P, KEY.Key_P, KEY.Key_Return)
    assert focused() == "merit_facts"
    desk.write(" changed")
    desk.press(KEY.Key_Escape)
    answer = desk.kept("item-0")
    assert [finding.facts for finding in answer.findings] == ["fault"]
    assert [merit.facts for merit in answer.merits] == ["merit changed"]
    desk.press(KEY.Key_Delete)
    assert desk.kept("item-0").merits == ()
    assert len(desk.kept("item-0").findings) == 1
    desk.press(KEY.Key_Z, modifier=CTRL)
    assert [merit.facts for merit in desk.kept("item-0").merits] == ["merit changed"]


def test_another_verdict_leaves_merits_alone(make_desk):
    desk = make_desk()
    desk.press(KEY.Key_G)
    desk.write("merit")
    desk.press(KEY.Key_Escape, KEY.Key_2)
    desk.write("fault")
    desk.press(KEY.Key_Escape, KEY.Key_3)
    answer = desk.kept("item-0")
    assert (answer.verdict, answer.findings, len(answer.merits)) == (Verdict.NOT_APPLICABLE, (), 1)


@pytest.mark.parametrize("key", [KEY.Key_G, KEY.Key_B])
def test_what_holds_nothing_vanishes_and_leaves_no_step(make_desk, key):
    desk = make_desk()
    desk.press(KEY.Key_1, KEY.Key_K, key, KEY.Key_Escape)
    answer = desk.kept("item-0")
    assert (answer.verdict, answer.merits, answer.note) == (Verdict.CLEAR, (), "")
    assert desk.page.view.frame.items.panel.merits.isHidden()
    desk.press(KEY.Key_Z, modifier=CTRL)
    assert desk.kept("item-0").verdict is None, "the step taken back is the answer"


def test_a_note_is_saved_as_typed_found_again_and_closed_by_enter(make_desk, type_chinese, qtbot):
    desk = make_desk()
    desk.press(KEY.Key_J, KEY.Key_B)
    assert focused() == "note"
    type_chinese(QApplication.focusWidget(), "问书记员")
    qtbot.waitUntil(lambda: getattr(desk.kept("item-1"), "note", "") == "问书记员", timeout=5000)
    desk.press(KEY.Key_Return)
    assert desk.page.view.open_item == "item-1"
    assert QApplication.focusWidget() is desk.page.view.frame.items
    assert desk.kept("item-1").verdict is None
    desk.press(KEY.Key_K, KEY.Key_F)
    type_chinese(QApplication.focusWidget(), "书记员")
    desk.press(KEY.Key_Return)
    assert desk.page.view.open_item == "item-1"


def test_a_note_is_changed_and_taken_away_by_keys(make_desk):
    desk = make_desk()
    desk.press(KEY.Key_B)
    desk.write("ask")
    desk.press(KEY.Key_Escape, KEY.Key_B)
    desk.write(" again")
    desk.press(KEY.Key_Escape)
    assert desk.kept("item-0").note == "ask again"
    desk.press(KEY.Key_Delete)
    assert desk.kept("item-0").note == ""


def test_a_closed_row_shows_findings_merits_and_the_note_and_opens_each_by_a_click(make_desk, qtbot):
    desk = make_desk()
    desk.press(KEY.Key_2)
    desk.write("fault")
    desk.press(KEY.Key_Escape, KEY.Key_G)
    desk.write("merit")
    desk.press(KEY.Key_Escape, KEY.Key_B)
    desk.write("note")
    desk.press(KEY.Key_Escape, KEY.Key_J)
    assert [words_of(told) for told in lines_of(desk.kept("item-0"))] == ["瑕疵", "亮点", "备注"]
    row = next(one for one in desk.page.view.frame.items.findChildren(object) if one.objectName() == "item_item-0")
    plain = next(one for one in desk.page.view.frame.items.findChildren(object) if one.objectName() == "item_item-2")
    assert row.height() > plain.height()
    line = (row.height() - plain.height()) // 3
    qtbot.mouseClick(row, Qt.MouseButton.LeftButton, pos=QPoint(200, plain.height() + line + line // 2))
    assert focused() == "merit_facts"
    desk.press(KEY.Key_Escape, KEY.Key_J)
    qtbot.mouseClick(row, Qt.MouseButton.LeftButton, pos=QPoint(200, plain.height() + 2 * line + line // 2))
    assert focused() == "note"


def test_undo_and_redo_take_merits_notes_and_marks_and_open_their_item(make_desk):
    desk = make_desk()
    desk.press(KEY.Key_G)
    desk.write("merit")
    desk.press(KEY.Key_Escape, KEY.Key_J, KEY.Key_B)
    desk.write("note")
    desk.press(KEY.Key_Escape, KEY.Key_J, KEY.Key_M, KEY.Key_J)
    opened = []
    for _ in range(3):
        desk.press(KEY.Key_Z, modifier=CTRL)
        opened.append(desk.page.view.open_item)
    assert opened == ["item-2", "item-1", "item-0"]
    assert (desk.kept("item-0").merits, desk.kept("item-1").note, desk.kept("item-2").marked) == ((), "", False)
    for _ in range(3):
        desk.press(KEY.Key_Y, modifier=CTRL)
    assert desk.page.view.open_item == "item-2"
    assert desk.kept("item-0").merits[0].facts == "merit"
    assert (desk.kept("item-1").note, desk.kept("item-2").marked) == ("note", True)


def test_a_merit_without_words_keeps_the_reading_open_and_is_led_to(make_desk):
    desk = make_desk()
    desk.press(KEY.Key_G)
    desk.press(KEY.Key_Tab)
    desk.write("1")
    desk.press(KEY.Key_Escape, *[KEY.Key_1] * 6)
    desk.press(KEY.Key_Return, modifier=CTRL)
    frame = desk.page.view.frame
    assert frame.right.currentWidget() is frame.gaps
    assert desk.page.view.open_item == "item-0"
    desk.press(KEY.Key_Return)
    assert focused() == "merit_facts"


def test_merits_and_notes_stay_after_the_submission_and_are_not_changed(make_desk, store):
    desk = make_desk()
    first = desk.assignment
    desk.press(KEY.Key_G)
    desk.write("merit")
    desk.press(KEY.Key_Escape, *[KEY.Key_1] * 6)
    desk.press(KEY.Key_Return, modifier=CTRL)
    desk.press(KEY.Key_Return)
    desk.page.view.open_item_of_form("item-0")
    desk.page.view.setFocus()
    desk.press(KEY.Key_G, KEY.Key_B)
    desk.write("x")
    with store.read() as session:
        answer = answers_of(session, first)["item-0"]
    assert ([merit.facts for merit in answer.merits], answer.note) == (["merit"], "")


def test_the_keys_are_listed(make_desk):
    keys = {row.keys: row.text for row in listed_actions(make_desk().page)}
    assert "亮点" in keys["G"]
    assert "备注" in keys["B"]
    assert "亮点" in keys["P"]
