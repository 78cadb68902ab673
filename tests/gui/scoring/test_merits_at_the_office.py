"""A merit that was written on the desk stands beside the grade at the office."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel

from gui.pages.batches.determination_panel import DeterminationPanel
from gui.widgets.badges import Badge
from models.queries.determinations import determination_view
from models.queries.readings import reading

KEY = Qt.Key


def test_the_office_sees_item_place_and_words(make_desk, qtbot, type_chinese):
    desk = make_desk(cases=1)
    desk.press(KEY.Key_G)
    type_chinese(QApplication.focusWidget(), "送达当日完成")
    desk.press(KEY.Key_Tab)
    desk.press(KEY.Key_1, KEY.Key_Return, KEY.Key_9, KEY.Key_Escape, *[KEY.Key_1] * 6)
    type_chinese(desk.page.view.frame.overview.merits, "全案程序规范")
    desk.press(KEY.Key_Return, modifier=Qt.KeyboardModifier.ControlModifier)
    desk.press(KEY.Key_Return)
    with desk.desk.store.read() as session:
        view = determination_view(session, reading(session, desk.assignment).reviewed_case_id)
    panel = DeterminationPanel(desk.desk)
    qtbot.addWidget(panel)
    panel.show_case(view)
    texts = [label.text() for label in panel.findChildren(QLabel)]
    assert {"送达当日完成", "全案程序规范", "卷1 页9", "第 1 项　第0个评查项"} <= set(texts)
    assert "亮点" in [badge.word for badge in panel.findChildren(Badge)]
