from collections.abc import Callable
from datetime import date

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from gui.forms.choice_row import ChoiceRow
from gui.icons import icon, icon_names
from gui.runners import InlineRunner, Job
from gui.widgets.badges import Badge, GradeBadge, SeverityBadge, grade_text, severity_text
from gui.widgets.banner import Banner
from gui.widgets.buttons import ChoiceButton, icon_button, primary_button, secondary_button
from gui.widgets.date_edit import DateEdit, parse_date
from gui.widgets.empty_page import EmptyPage
from gui.widgets.labels import ElidedLabel
from gui.widgets.progress_strip import ProgressStrip
from gui.widgets.search_box import SearchBox
from gui.widgets.side_panel import SidePanel
from review_forms.standard import Severity


@pytest.mark.parametrize(
    "text", ["2026-01-05", "2026.1.5", "2026/01/05", "2026年1月5日", "20260105", " 2026-1-5 ", "2026 年 1 月 5 日"]
)
def test_a_date_may_be_written_as_offices_do(text: str) -> None:
    assert parse_date(text) == date(2026, 1, 5)


@pytest.mark.parametrize("text", ["", "2026-02-30", "2026年", "05-01-2026", "一月五日", "2026-1-5 上午"])
def test_what_names_no_day_is_none(text: str) -> None:
    assert parse_date(text) is None


class TestDateEdit:
    @pytest.fixture
    def edit(self, qtbot) -> DateEdit:
        edit = DateEdit("closed_on", "结案日期")
        qtbot.addWidget(edit)
        return edit

    @pytest.fixture
    def field(self, edit: DateEdit) -> QLineEdit:
        return edit.findChild(QLineEdit, "closed_on_field")

    def test_a_day_is_shown_in_the_one_form(self, qtbot, edit: DateEdit, field: QLineEdit, type_chinese) -> None:
        type_chinese(field, "2026年1月5日")
        with qtbot.waitSignal(edit.edited) as edited:
            qtbot.keyClick(field, Qt.Key.Key_Return)
        assert edited.args == [date(2026, 1, 5)]
        assert field.text() == "2026-01-05"

    def test_no_day_is_marked_and_not_told(self, qtbot, edit: DateEdit, field: QLineEdit, type_chinese) -> None:
        type_chinese(field, "2026-02-30")
        with qtbot.assertNotEmitted(edit.edited):
            qtbot.keyClick(field, Qt.Key.Key_Return)
        assert not edit.is_acceptable
        assert field.property("wrong")

    def test_a_day_can_be_taken_away(self, qtbot, edit: DateEdit, field: QLineEdit) -> None:
        edit.set_value(date(2026, 1, 5))
        field.clear()
        with qtbot.waitSignal(edit.edited) as edited:
            qtbot.keyClick(field, Qt.Key.Key_Return)
        assert edited.args == [None]


class TestSearchBox:
    @pytest.fixture
    def box(self, qtbot) -> SearchBox:
        box = SearchBox("search", "案号、承办人、案由")
        qtbot.addWidget(box)
        return box

    def test_it_waits_for_the_typing_to_pause(self, qtbot, box: SearchBox, type_chinese) -> None:
        with qtbot.waitSignal(box.searched) as searched:
            for character in "离婚纠纷":
                type_chinese(box, character)
        assert searched.args == ["离婚纠纷"]

    def test_enter_searches_at_once_and_only_once(self, qtbot, box: SearchBox, type_chinese) -> None:
        heard: list[str] = []
        box.searched.connect(heard.append)
        type_chinese(box, " 离婚 ")
        qtbot.keyClick(box, Qt.Key.Key_Return)
        assert heard == ["离婚"]
        qtbot.keyClick(box, Qt.Key.Key_Return)
        assert heard == ["离婚"]

    def test_unfinished_pinyin_is_no_text(self, qtbot, box: SearchBox) -> None:
        with qtbot.assertNotEmitted(box.searched, wait=300):
            QCoreApplication.sendEvent(box, QInputMethodEvent("li hun", []))

    def test_escape_empties_it(self, qtbot, box: SearchBox, type_chinese) -> None:
        type_chinese(box, "离婚")
        qtbot.keyClick(box, Qt.Key.Key_Return)
        with qtbot.waitSignal(box.searched) as searched:
            qtbot.keyClick(box, Qt.Key.Key_Escape)
        assert searched.args == [""]


@pytest.mark.parametrize("severity", Severity)
def test_a_severity_is_told_by_shape_word_and_colour(qtbot, severity: Severity) -> None:
    badge = SeverityBadge(severity)
    qtbot.addWidget(badge)
    assert badge.word == badge.accessibleName() == severity.label
    assert severity_text(severity).split(" ")[1] == severity.label
    image = badge.grab().toImage()
    colours = {image.pixelColor(x, image.height() // 2).name() for x in range(image.width())}
    assert len(colours) > 2


def test_the_severities_have_different_shapes() -> None:
    assert len({severity_text(severity).split(" ")[0] for severity in Severity}) == len(Severity)


def test_a_grade_can_change_and_go(qtbot) -> None:
    badge = GradeBadge("●", "合格")
    qtbot.addWidget(badge)
    badge.set_grade("■", "差错")
    assert badge.word == "差错"
    badge.set_grade("", "")
    assert badge.isHidden()
    assert grade_text("◆", "瑕疵") == "◆ 瑕疵"


def test_a_banner_speaks_until_it_is_understood(qtbot) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    banner = Banner(parent)
    assert banner.isHidden()
    banner.show_error("<b>不是</b>标记")
    assert banner.message == "<b>不是</b>标记"
    assert not banner.isHidden()
    banner.findChild(QWidget, "banner_close").click()
    assert banner.isHidden()


def test_an_empty_page_offers_the_first_step(qtbot) -> None:
    steps: list[str] = []
    page = EmptyPage("batches", "还没有批次", "先导入台账。", "新建批次", lambda: steps.append("done"))
    qtbot.addWidget(page)
    qtbot.mouseClick(page.findChild(QPushButton, "first_step"), Qt.MouseButton.LeftButton)
    assert steps == ["done"]


def test_every_control_has_a_name_for_eyes_and_for_readers(qtbot) -> None:
    for button in (
        primary_button("save", "保存", lambda: None, keys="Ctrl+S"),
        icon_button("close", "关闭", lambda: None, "close"),
        ChoiceButton("choose", "评查员", "逐项评查", lambda: None),
    ):
        qtbot.addWidget(button)
        assert button.objectName()
        assert button.accessibleName()


def test_a_choice_can_be_made_by_enter(qtbot) -> None:
    chosen: list[str] = []
    button = ChoiceButton("choose", "评查员", "逐项评查", lambda: chosen.append("reviewer"))
    qtbot.addWidget(button)
    qtbot.keyClick(button, Qt.Key.Key_Return)
    assert chosen == ["reviewer"]


def test_enter_presses_the_button_that_has_the_focus(qtbot) -> None:
    dialog = QDialog()
    qtbot.addWidget(dialog)
    pressed: list[str] = []
    row = QHBoxLayout(dialog)
    back = secondary_button("back", "返回", lambda: pressed.append("back"))
    step = primary_button("step", "编号", lambda: pressed.append("step"))
    step.setDefault(True)
    for button in (back, step):
        row.addWidget(button)
    with qtbot.waitActive(dialog):
        dialog.show()
    back.setFocus()
    qtbot.keyClick(back, Qt.Key.Key_Return)
    assert pressed == ["back"], "and not the dialog's default"


def test_the_arrows_lead_through_a_row_of_choices_and_numbers_choose(qtbot) -> None:
    row = ChoiceRow("grade", "等次", [("good", "合格"), ("bad", "瑕疵"), ("worse", "差错")])
    qtbot.addWidget(row)
    with qtbot.waitActive(row):
        row.show()
    chosen: list[str] = []
    row.chosen.connect(chosen.append)
    row.set_value("bad")
    row.button("bad").setFocus()
    qtbot.keyClick(row.button("bad"), Qt.Key.Key_Right)
    assert (row.button("worse").hasFocus(), chosen) == (True, [])
    qtbot.keyClick(row.button("worse"), Qt.Key.Key_Right)
    assert row.button("good").hasFocus()
    qtbot.keyClick(row.button("good"), Qt.Key.Key_3)
    assert (row.value(), chosen) == ("worse", ["worse"])


def test_long_text_is_shortened_and_kept_as_a_tip(qtbot) -> None:
    label = ElidedLabel("一" * 200)
    qtbot.addWidget(label)
    assert label.minimumSizeHint().width() < 200
    label.setText("二" * 200)
    assert label.toolTip() == "二" * 200


def test_a_side_panel_closes_by_escape_and_says_what_went_wrong(qtbot) -> None:
    panel = SidePanel("（2025）吉0199民初10号")
    qtbot.addWidget(panel)
    with qtbot.waitExposed(panel):
        panel.show()
    panel.show_error("卷、页没有填写。")
    assert panel.findChild(QLabel, "banner_message").text() == "卷、页没有填写。"
    panel.activateWindow()
    qtbot.waitUntil(panel.isActiveWindow)
    with qtbot.waitSignal(panel.closed):
        qtbot.keyClick(panel, Qt.Key.Key_Escape)
    assert panel.isHidden()


def test_progress_says_what_how_far_and_stops(qtbot) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    strip = ProgressStrip(parent)
    job = Job("生成反馈意见书")
    strip.show_job(job)
    job.progressed.emit(3, 12, "")
    assert any("正在生成反馈意见书  3 / 12" in label.text() for label in strip.findChildren(QLabel))
    strip.findChild(QPushButton, "cancel_job").click()
    assert job.is_cancelled
    strip.show_job(None)
    assert strip.isHidden()


@pytest.mark.parametrize("name", icon_names())
def test_every_icon_can_be_drawn(qapp, name: str) -> None:
    image = icon(name).pixmap(24, 24).toImage()
    inked = sum(image.pixelColor(x, y).alpha() > 0 for x in range(image.width()) for y in range(image.height()))
    assert inked > 10


def test_an_unknown_icon_is_a_bug() -> None:
    with pytest.raises(KeyError):
        icon("no such icon")


def test_work_done_at_once_never_shows(qtbot) -> None:
    runner = InlineRunner()
    shown: list[int] = []
    runner.run("计数", lambda job: job.progress(1, 1), lambda _none: shown.append(len(runner.running)))
    assert shown == [1]
    assert runner.running == ()


def test_chinese_reaches_a_field(qtbot, type_chinese: Callable[[QWidget, str], None]) -> None:
    field = QLineEdit()
    qtbot.addWidget(field)
    type_chinese(field, "𬭎")
    assert field.text() == "𬭎"


def test_a_badge_without_a_place_opens_no_window(qtbot: QtBot) -> None:
    badge = Badge()
    badge.set_content("◆", "瑕疵")
    assert not badge.isVisible()
    place = QWidget()
    qtbot.addWidget(place)
    QVBoxLayout(place).addWidget(badge)
    place.show()
    assert badge.isVisible()
    badge.set_content("", "")
    assert not badge.isVisible()
    badge.set_content("●", "合格")
    assert badge.isVisible()
