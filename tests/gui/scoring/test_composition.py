"""Pinyin that is being composed: never lost when the focus moves, never doubled; answer keys rest in every field."""

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPlainTextEdit, QPushButton, QWidget

from gui.pages.scoring.reading_form import Show

KEY = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier
SINGLE_KEYS = "1234nNpPgGbBaAmMjJkKfFvV"


def compose(text: str, commit: str = "") -> None:
    """What an input method sends to the focus while pinyin is typed, and when it is taken."""
    event = QInputMethodEvent(text, [])
    if commit:
        event.setCommitString(commit)
    focused = QApplication.focusWidget()
    assert focused is not None
    QCoreApplication.sendEvent(focused, event)


def open_finding(desk):
    desk.press(KEY.Key_2)
    return lambda: desk.kept("item-0").findings[0].facts


def open_rest(name):
    def opened(desk):
        desk.press(KEY.Key_2)
        desk.write("facts")
        desk.find(QPlainTextEdit, name).setFocus()
        return lambda: getattr(desk.kept("item-0").findings[0], name)

    return opened


def open_merit(desk):
    desk.press(KEY.Key_G)
    return lambda: desk.kept("item-0").merits[0].facts


def open_note(desk):
    desk.press(KEY.Key_B)
    return lambda: desk.kept("item-0").note


def open_whole(name):
    def opened(desk):
        desk.find(QPlainTextEdit, name).setFocus()
        return lambda: getattr(desk.page.view.form.draft, name)

    return opened


FIELDS = {
    "facts": open_finding,
    "basis": open_rest("basis"),
    "suggestion": open_rest("suggestion"),
    "merit": open_merit,
    "note": open_note,
    "exemption": open_whole("exemption"),
    "merits": open_whole("merits"),
}


def by_tab(desk):
    desk.press(KEY.Key_Tab)


def by_shift_tab(desk):
    desk.press(KEY.Key_Tab, modifier=Qt.KeyboardModifier.ShiftModifier)


def by_click_on_another_item(desk):
    row = next(one for one in desk.page.findChildren(QWidget) if one.objectName() == "item_item-3")
    QTest.mouseClick(row, Qt.MouseButton.LeftButton)


def by_finishing(desk):
    desk.press(KEY.Key_Return, modifier=CTRL)


def by_leaving_the_page(desk):
    desk.page.deactivate()


def by_another_window(desk):
    other = QWidget()
    desk.qtbot.addWidget(other)
    with desk.qtbot.waitActive(other):
        other.show()
        other.activateWindow()


def by_another_case(desk):
    view = desk.page.cases.view
    view.setCurrentIndex(view.model().index(1, 0))


def by_closing(desk):
    desk.press(KEY.Key_Escape)


WAYS = [
    by_tab,
    by_shift_tab,
    by_click_on_another_item,
    by_finishing,
    by_leaving_the_page,
    by_another_window,
    by_another_case,
    by_closing,
]


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("field", FIELDS)
def test_what_is_composed_is_written_once_however_the_field_is_left(make_desk, qtbot, field, way):
    desk = make_desk()
    told = FIELDS[field](desk)
    assignment, form = desk.assignment, desk.page.view.form
    is_whole = field in ("exemption", "merits")
    if way is by_closing and is_whole:
        pytest.skip("Esc means nothing in these fields")
    before = QApplication.focusWidget().toPlainText() if field == "basis" else ""
    compose("wei")
    compose("", "未附")
    compose("songdahuizheng")
    way(desk)
    expected = f"{before}未附songdahuizheng"
    if is_whole:
        assert getattr(form.draft, field) == expected
    elif way is by_another_case:
        answer = desk.kept("item-0", assignment)
        parts = {"merit": lambda: answer.merits[0].facts, "note": lambda: answer.note}
        other = parts.get(field, lambda: getattr(answer.findings[0], field))
        assert other() == expected
    else:
        assert told() == expected


@pytest.mark.parametrize("field", FIELDS)
def test_a_commit_of_several_characters_after_the_letters_is_written_once(make_desk, field):
    desk = make_desk()
    told = FIELDS[field](desk)
    before = QApplication.focusWidget().toPlainText()
    for letters in ("s", "so", "son", "song", "songda"):
        compose(letters)
    compose("", "送达回证没有签名")
    desk.page.view.flush()
    assert told() == f"{before}送达回证没有签名"


def finish(field: QWidget, text: str) -> None:
    """The commit of an input method that finishes by itself."""
    event = QInputMethodEvent("", [])
    event.setCommitString(text)
    QCoreApplication.sendEvent(field, event)


class FinishingPlatform(QObject):
    """An input method that finishes when the focus is about to move, as most do."""

    def __init__(self, field: QWidget) -> None:
        super().__init__(field)
        self._field = field
        field.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Finish."""
        if event.type() == QEvent.Type.FocusAboutToChange:
            finish(self._field, "送达")
        return super().eventFilter(watched, event)


@pytest.mark.parametrize("is_late", [False, True])
def test_an_input_method_that_finishes_by_itself_is_not_doubled(make_desk, is_late):
    desk = make_desk()
    told = open_finding(desk)
    field = QApplication.focusWidget()
    compose("songda")
    if is_late:
        desk.press(KEY.Key_Tab)
        finish(field, "送达")
    else:
        FinishingPlatform(field)
        desk.press(KEY.Key_Tab)
    desk.page.view.flush()
    assert told() == ("songda" if is_late else "送达")


def test_the_reason_keeps_what_is_composed(make_desk):
    desk = make_desk(cases=1)
    desk.press(*[KEY.Key_1] * 6)
    desk.press(KEY.Key_Return, modifier=CTRL)
    desk.page.findChild(QPushButton, "grade_defective").click()
    assert QApplication.focusWidget().objectName() == "reason"
    compose("", "送达")
    compose("cunyi")
    desk.press(KEY.Key_Tab)
    assert desk.page.view.form.draft.reason == "送达cunyi"


def test_the_search_keeps_what_is_composed_until_it_is_ended(make_desk):
    desk = make_desk()
    desk.press(KEY.Key_F)
    search = desk.page.view.frame.search
    compose("guize")
    by_another_window(desk)
    assert search.text() == "guize"
    with desk.qtbot.waitActive(desk.page):
        desk.page.activateWindow()
    search.setFocus()
    compose("abc")
    desk.page.view.sieve.end_search()
    assert search.text() == ""
    assert len(desk.page.view.frame.items.shown) == 6


def test_a_click_into_the_same_field_writes_where_it_was_typed(make_desk, qtbot):
    desk = make_desk()
    told = open_finding(desk)
    facts = QApplication.focusWidget()
    compose("", "甲乙")
    compose("bing")
    qtbot.mouseClick(facts.viewport(), Qt.MouseButton.LeftButton)
    desk.page.view.flush()
    assert told() == "甲乙bing"


def test_a_wording_taken_by_number_replaces_what_was_composed(make_desk, qtbot):
    desk = make_desk()
    told = open_finding(desk)
    compose("wfsd")
    phrases = desk.page.view.frame.items.panel.findings.form.phrases
    qtbot.waitUntil(lambda: phrases.shown == ("未附送达回执",), timeout=5000)
    desk.press(KEY.Key_1, modifier=Qt.KeyboardModifier.AltModifier)
    desk.press(KEY.Key_Escape)
    assert told() == "未附送达回执"


@pytest.mark.parametrize("preedit", ["", "song"])
@pytest.mark.parametrize("field", FIELDS)
def test_no_single_key_acts_while_a_field_has_the_focus(make_desk, field, preedit):
    desk = make_desk()
    told = FIELDS[field](desk)
    desk.write("x")
    desk.page.view.flush()
    where, before = QApplication.focusWidget(), told()
    answer = desk.kept("item-0")
    if preedit:
        compose(preedit)
    desk.write(SINGLE_KEYS)
    assert QApplication.focusWidget() is where
    assert desk.page.view.open_item == "item-0"
    desk.page.view.flush()
    assert SINGLE_KEYS in told()
    assert told().startswith(before)
    after = desk.kept("item-0")
    assert (after and after.verdict) == (answer and answer.verdict)
    assert desk.page.view.form.count(Show.MARKED) == 0


def test_no_digit_acts_beside_the_ticks_of_an_item(make_desk, every_kind):
    desk = make_desk(every_kind, cases=1)
    desk.page.view.open_item_of_form("elements")
    desk.page.view.setFocus()
    desk.press(KEY.Key_2)
    desk.press(KEY.Key_Space, KEY.Key_1, KEY.Key_3, KEY.Key_N)
    answer = desk.kept("elements")
    assert answer.missing_elements == ("授权委托书",)
    assert answer.verdict.finds_fault
    assert desk.page.view.open_item == "elements"
