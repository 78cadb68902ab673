"""The office's remarks on single items at the desk: seen, come to by R, settled by a change or by Shift+R."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from gui.pages.scoring.reading_form import Show
from models.queries.readings import reading
from models.services import answers
from review_forms.answers import Verdict
from review_forms.office_remarks import SEEN

KEY = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def desk(make_desk):
    """A clean reading that was submitted and came back with remarks on the second, third and sixth item."""
    desk = make_desk()
    desk.press(*[KEY.Key_1] * 6)
    desk.press(KEY.Key_Return, modifier=CTRL)
    desk.press(KEY.Key_Return)
    give_back(desk, {"item-1": "请核对页码", "item-2": "请写明日期", "item-5": "请再核对"})
    return desk


def give_back(desk, remarks: dict[str, str], remark: str = "") -> None:
    reviewed_case = desk.page.view.form.reading.reviewed_case_id
    desk.desk.perform(desk.page, lambda session: answers.give_back(session, reviewed_case, remark, remarks))
    desk.page.view.setFocus()


def box(desk):
    return desk.page.view.frame.items.panel.remark


def remarked(desk) -> str:
    return desk.page.view.frame.filters.button(Show.REMARKED).text()


def test_a_returned_reading_opens_at_the_first_remark(make_desk) -> None:
    desk = make_desk()
    assert desk.page.view.frame.filters.button(Show.REMARKED).isHidden()
    assert box(desk).isHidden()
    desk.press(*[KEY.Key_1] * 6)
    desk.press(KEY.Key_Return, modifier=CTRL)
    desk.press(KEY.Key_Return)
    desk.page.view.open_item_of_form("item-3")
    give_back(desk, {"item-1": "请核对页码"}, "请补充。")
    view = desk.page.view
    assert view.open_item == "item-3", "where the person was"
    assert view.frame.notice.message == "审管办退回，请补充或修改后再提交：请补充。对 1 个评查项提出意见，按 R 逐条查看"
    assert remarked(desk) == "意见 1"
    view.show_reading(view.form.reading, None)
    assert view.open_item == "item-1"
    assert box(desk).text.text() == "▲ 审管办意见：请核对页码"
    assert "审管办意见未处理" in view.frame.items._rows["item-1"].accessibleName()
    assert "审管办意见" not in view.frame.items._rows["item-0"].accessibleName()


def test_r_goes_from_one_open_remark_to_the_next(desk) -> None:
    view = desk.page.view
    view.open_item_of_form("item-1")
    opened = []
    for _ in range(4):
        desk.press(KEY.Key_R)
        opened.append(view.open_item)
    assert opened == ["item-2", "item-5", "item-1", "item-2"]
    view.frame.filters.chosen.emit(Show.REMARKED)
    view.frame.filters.set_value(Show.REMARKED)
    view.sieve.apply()
    assert view.frame.items.shown == ("item-1", "item-2", "item-5")


def test_a_change_settles_a_remark_and_undo_opens_it_again(desk) -> None:
    view = desk.page.view
    view.open_item_of_form("item-2")
    desk.press(KEY.Key_3)
    assert view.form.open_remarks == ("item-1", "item-5")
    assert remarked(desk) == "意见 2"
    view.open_item_of_form("item-2")
    assert box(desk).text.text() == "○ 审管办意见（已修改）：请写明日期"
    assert box(desk).seen_button.isHidden()
    desk.press(KEY.Key_Z, modifier=CTRL)
    assert view.form.open_remarks == ("item-1", "item-2", "item-5")
    assert box(desk).text.text() == "▲ 审管办意见：请写明日期"


def test_shift_r_says_that_it_was_seen_with_a_reason_if_wanted(desk, type_chinese) -> None:
    view = desk.page.view
    view.open_item_of_form("item-5")
    desk.press(KEY.Key_R, modifier=SHIFT)
    assert desk.kept("item-5").note == SEEN
    assert desk.kept("item-5").verdict is Verdict.CLEAR
    assert view.open_item == "item-5"
    assert "按 B 补写理由" in view.frame.saved.text()
    assert box(desk).text.text() == "○ 审管办意见（已核，未改）：请再核对"
    desk.press(KEY.Key_B)
    type_chinese(QApplication.focusWidget(), "：页码无误")
    desk.press(KEY.Key_Return)
    assert desk.kept("item-5").note == f"{SEEN}：页码无误"
    assert view.form.open_remarks == ("item-1", "item-2")
    desk.press(KEY.Key_R, modifier=SHIFT)
    assert desk.kept("item-5").note == f"{SEEN}：页码无误", "once is enough"


def test_the_button_settles_too_and_what_was_settled_stays_so(desk, reopen) -> None:
    view = desk.page.view
    for _ in range(3):
        desk.press(KEY.Key_R)
        box(desk).seen_button.click()
    desk.press(KEY.Key_R)
    assert view.frame.saved.text() == "没有未处理的审管办意见"
    assert remarked(desk) == "意见 0"
    assert reopen(desk).page.view.form.open_remarks == ()


def test_an_item_without_a_remark_cannot_be_settled(desk) -> None:
    desk.page.view.open_item_of_form("item-0")
    assert box(desk).isHidden()
    desk.press(KEY.Key_R, modifier=SHIFT)
    assert desk.kept("item-0").note == ""


def test_open_remarks_keep_nothing_from_being_submitted(desk) -> None:
    desk.press(KEY.Key_Return, modifier=CTRL)
    review = desk.page.view.frame.self_review
    assert [(remark.kind.value, remark.item_id) for remark in review.remarks] == [
        ("office", "item-1"),
        ("office", "item-2"),
        ("office", "item-5"),
    ]
    desk.press(KEY.Key_Return)
    with desk.desk.store.read() as session:
        assert reading(session, desk.assignment).is_submitted
    assert box(desk).isHidden()
    assert desk.page.view.frame.filters.button(Show.REMARKED).isHidden()
