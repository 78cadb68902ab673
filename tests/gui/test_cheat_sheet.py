"""The sheet of keys: every key and its words can be read in a small window."""

import pytest
from PySide6.QtWidgets import QLabel, QScrollArea, QWidget

from gui.actions import keys_as_read, make_action
from gui.dialogs.cheat_sheet import CheatSheet

LONG = "下一个未答的评查项，从最后一项起回到第一项；已经提交的，去名下的下一件没有提交的案件"


@pytest.fixture
def window(qtbot) -> QWidget:
    window = QWidget()
    qtbot.addWidget(window)
    for group, keys in (("评定", 12), ("走动", 9), ("卷宗", 14), ("窗口", 11)):
        for number in range(keys):
            text = LONG if number == 3 else f"{group}{number}"
            make_action(
                window, f"{group}{number}", text, "Ctrl+Y, Ctrl+Shift+Z" if number == 2 else "N", print, group=group
            )
    return window


@pytest.mark.parametrize("size", [(1366, 768), (910, 512), (520, 400)])
def test_nothing_is_cut_off(window, qtbot, size):
    window.resize(*size)
    window.show()
    sheet = CheatSheet(window)
    sheet.open()
    qtbot.waitExposed(sheet)
    assert sheet.width() <= window.width()
    assert sheet.height() <= window.height()
    content = sheet.findChild(QScrollArea).widget()
    labels = [label for label in content.findChildren(QLabel) if label.text()]
    assert len(labels) >= 2 * len(sheet.actions_listed)
    for label in labels:
        right = label.mapTo(content, label.rect().topRight()).x()
        assert right <= content.width(), label.text()
        needed = label.heightForWidth(label.width()) if label.wordWrap() else label.sizeHint().height()
        assert label.height() >= needed, label.text()
        if not label.wordWrap():
            assert label.width() >= label.sizeHint().width(), label.text()


def test_the_window_comes_last_and_every_action_once(window):
    sheet = CheatSheet(window)
    groups = list(dict.fromkeys(action.group for action in sheet.actions_listed))
    assert groups == ["评定", "走动", "卷宗", "窗口"]
    texts = [label.text() for label in sheet.findChildren(QLabel)]
    assert all(texts.count(group) == 1 for group in groups)
    assert len([text for text in texts if text == LONG]) == 4


@pytest.mark.parametrize(
    ("keys", "read"),
    [
        ("Ctrl+Return, Ctrl+Enter", "Ctrl+回车"),
        ("Down", "↓"),
        ("Ctrl++, Ctrl+=", "Ctrl++ 或 Ctrl+="),
        ("Alt+PgUp", "Alt+PgUp"),
        ("+", "+"),
    ],
)
def test_keys_are_named_as_they_are_printed_on_them(window, keys, read):
    assert keys_as_read(make_action(window, "one", "一", keys, print)) == read
