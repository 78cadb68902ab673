"""The whole form read through before it is submitted."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPushButton

from gui.pages.scoring.whole_form import WholeForm, chosen_grade
from gui.theme import DARK, LIGHT
from models.queries.readings import reading
from review_forms.answers import Answer, Finding, Merit, Verdict
from review_forms.self_check import RemarkKind
from review_forms.standard import Severity

KEY = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier


def finish(desk):
    desk.press(KEY.Key_Return, modifier=CTRL)


def is_submitted(desk) -> bool:
    with desk.desk.store.read() as session:
        return reading(session, desk.assignment).is_submitted


def text_of(desk) -> str:
    return desk.page.view.frame.self_review.text.toPlainText()


def test_a_complete_form_is_read_through_and_submitted_with_enter(make_desk, standard_of):
    desk = make_desk(standard_of(40))
    desk.press(*[KEY.Key_1] * 40)
    finish(desk)
    frame = desk.page.view.frame
    assert frame.is_reviewing
    assert frame.right.currentWidget() is frame.submission
    assert frame.self_review.remarks == ()
    assert "没有发现空缺" in text_of(desk)
    assert all(f"第{number}个评查项" in text_of(desk) for number in range(40))
    assert not is_submitted(desk)
    desk.press(KEY.Key_Return)
    assert is_submitted(desk)
    assert not frame.is_reviewing


def test_what_is_blank_stands_at_the_top_at_any_time(make_desk):
    desk = make_desk()
    desk.press(KEY.Key_1, KEY.Key_V)
    frame = desk.page.view.frame
    assert frame.is_reviewing
    assert frame.right.currentWidget() is frame.overview
    assert [remark.kind for remark in frame.self_review.remarks] == [RemarkKind.BLANK] * 5
    assert "还有 5 处没有完成" in text_of(desk)
    desk.press(KEY.Key_V)
    assert not frame.is_reviewing
    assert QApplication.focusWidget() is frame.items
    frame.review_button.click()
    assert frame.is_reviewing
    desk.press(KEY.Key_Escape)
    assert not frame.is_reviewing
    assert QApplication.focusWidget() is frame.items


def test_a_link_opens_its_item_and_esc_leads_back(make_desk):
    desk = make_desk()
    desk.press(KEY.Key_1, KEY.Key_2)
    desk.write("no receipt")
    desk.press(KEY.Key_Return, *[KEY.Key_1] * 4)
    finish(desk)
    frame = desk.page.view.frame
    (remark,) = frame.self_review.remarks
    assert (remark.kind, remark.item_id) == (RemarkKind.UNFINISHED, "item-1")
    assert QApplication.focusWidget() is frame.submission.confirm_button
    desk.press(KEY.Key_Tab, KEY.Key_Return)
    assert not frame.is_reviewing
    assert desk.page.view.open_item == "item-1"
    desk.press(KEY.Key_Return)
    assert QApplication.focusWidget().objectName() == "facts"
    desk.press(KEY.Key_Escape)
    assert not frame.is_reviewing
    desk.press(KEY.Key_Escape)
    assert frame.is_reviewing
    assert frame.right.currentWidget() is frame.submission
    finish(desk)
    assert is_submitted(desk)


def test_the_page_comes_back_where_it_was_left(make_desk, standard_of):
    desk = make_desk(standard_of(60))
    desk.press(KEY.Key_V, KEY.Key_End)
    text = desk.page.view.frame.self_review.text
    place = text.verticalScrollBar().value()
    assert place == text.verticalScrollBar().maximum() > 0
    desk.page.view.frame.self_review.item_asked.emit("item-59", "")
    assert desk.page.view.open_item == "item-59"
    desk.press(KEY.Key_Escape)
    assert desk.page.view.frame.is_reviewing
    assert text.verticalScrollBar().value() == place
    desk.press(KEY.Key_Home)
    assert text.verticalScrollBar().value() == 0
    desk.press(KEY.Key_PageDown, KEY.Key_Up)
    assert 0 < text.verticalScrollBar().value() < place


@pytest.mark.parametrize("width", [900, 1200, 2400])
def test_lines_are_short_enough_for_reading(make_desk, qtbot, width):
    desk = make_desk()
    desk.page.resize(width, 700)
    desk.press(KEY.Key_V)
    text = desk.page.view.frame.self_review.text
    most = text.fontMetrics().horizontalAdvance("评" * 50)
    qtbot.waitUntil(lambda: 200 < text.viewport().width() <= most)
    assert text.horizontalScrollBar().maximum() == 0


def test_scrolling_keys_work_from_the_submit_button(make_desk, standard_of):
    desk = make_desk(standard_of(60))
    desk.press(*[KEY.Key_1] * 60)
    finish(desk)
    bar = desk.page.view.frame.self_review.text.verticalScrollBar()
    desk.press(KEY.Key_PageDown, KEY.Key_Down)
    assert bar.value() > 0
    assert QApplication.focusWidget() is desk.page.view.frame.submission.confirm_button


def test_single_keys_do_nothing_to_an_item_out_of_sight(make_desk):
    desk = make_desk()
    desk.press(KEY.Key_V, KEY.Key_1, KEY.Key_2, KEY.Key_4, KEY.Key_M, KEY.Key_A, KEY.Key_Delete, KEY.Key_Return)
    assert desk.kept("item-0") is None
    assert desk.page.view.frame.is_reviewing
    desk.press(KEY.Key_N)
    assert not desk.page.view.frame.is_reviewing
    desk.press(KEY.Key_V, KEY.Key_F)
    assert QApplication.focusWidget() is desk.page.view.frame.search
    assert not desk.page.view.frame.is_reviewing


def test_the_grade_that_is_being_chosen_is_remarked_at_once(make_desk, type_chinese):
    desk = make_desk()
    desk.press(*[KEY.Key_1] * 6)
    finish(desk)
    review = desk.page.view.frame.self_review
    desk.page.findChild(QPushButton, "grade_defective").click()
    assert [remark.kind for remark in review.remarks] == [RemarkKind.DEPARTURE]
    type_chinese(QApplication.focusWidget(), "庭审录像与笔录不一致")
    desk.page.view.flush()
    assert review.remarks == ()
    assert "庭审录像与笔录不一致" in text_of(desk)
    desk.press(KEY.Key_Escape)
    assert not desk.page.view.frame.is_reviewing


def test_a_submitted_form_can_be_read_and_not_changed(make_desk):
    desk = make_desk()
    desk.press(*[KEY.Key_1] * 6)
    finish(desk)
    desk.press(KEY.Key_Return, KEY.Key_V)
    frame = desk.page.view.frame
    assert frame.is_reviewing
    assert frame.right.currentWidget() is frame.overview


def test_another_case_begins_with_its_items(make_desk):
    desk = make_desk()
    desk.press(KEY.Key_V)
    desk.page.cases.view.setCurrentIndex(desk.page.cases.view.model().index(1, 0))
    assert not desk.page.view.frame.is_reviewing


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_everything_is_in_the_page_and_nothing_is_markup(make_desk, every_kind, theme):
    desk = make_desk(every_kind)
    form = desk.page.view.form
    evil = "<b>&amp;</b>\n<a href='9'>x</a>"
    finding = Finding("f", Severity.MAJOR_DEFECT, "<1>", "23", evil, f"依据{evil}", f"建议{evil}", occurrences=3)
    merit = Merit("m", f"亮点{evil}", "2", "7")
    for item in form.items:
        found = () if item.id == "bonus" else (finding,)
        verdict = Verdict.NOT_APPLICABLE if item.id == "bonus" else Verdict.FAULTY
        note = f"备注{evil}"
        form.accept(Answer(item.id, verdict, found, missing_elements=("<身份>",), note=note, merits=(merit,)))
    page = WholeForm(form, chosen_grade(form), (), theme)
    review = desk.page.view.frame.self_review
    review.text.setHtml(page.html())
    shown = text_of(desk)
    told = ("依据　依据", "3 处", "卷<1> 页23", "卷2 页7", "缺少　<身份>", "★ 亮点")
    assert [words for words in told if words not in shown] == []
    assert [start for start in ("依据", "建议", "亮点", "备注") if f"{start}{evil}" not in shown] == []
    assert {target[0] for target in page.targets} == {item.id for item in form.items}
    review.show_form(form)
    assert "处请再看一看" in text_of(desk)
