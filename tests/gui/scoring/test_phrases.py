"""A finding written with few keys: wordings found by pinyin, taken by number, and two numbers for the place."""

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication

from gui.actions import listed_actions
from gui.forms.phrase_matching import load_readings
from review_forms.answers import Finding
from review_forms.standard import Severity

KEY = Qt.Key
ALT = Qt.KeyboardModifier.AltModifier


@pytest.fixture
def reading_desk(make_desk):
    """The desk with the readings of all characters there."""
    desk = make_desk(cases=3)
    phrases(desk).use_readings(load_readings())
    return desk


def phrases(desk):
    return desk.page.view.frame.items.panel.findings.form.phrases


def focus() -> str:
    return QApplication.focusWidget().objectName()


def kept(desk, item_id: str = "item-0") -> Finding:
    (finding,) = desk.kept(item_id).findings
    return finding


def open_case(desk, position: int) -> None:
    desk.page.cases.view.setCurrentIndex(desk.page.cases.view.model().index(position, 0))
    desk.page.view.setFocus()


def test_a_finding_with_its_place_in_seven_keys(reading_desk):
    desk = reading_desk
    desk.press(KEY.Key_2)
    desk.press(KEY.Key_2, modifier=ALT)
    desk.press(KEY.Key_1, KEY.Key_Return, KEY.Key_2, KEY.Key_3, KEY.Key_Return)
    finding = kept(desk)
    assert (finding.facts, finding.volume, finding.page) == ("未附送达回执", "1", "23")
    assert finding.severity is Severity.DEFECT, "as the item proposes"
    assert desk.page.view.open_item == "item-1"


@pytest.mark.parametrize("letters", ["wfsd", "WFSDHZ", "weifu", "hz"])
def test_letters_find_a_wording_and_give_way_to_it(reading_desk, letters):
    desk = reading_desk
    desk.press(KEY.Key_2)
    desk.write(letters)
    assert phrases(desk).shown == ("未附送达回执",)
    desk.press(KEY.Key_1, modifier=ALT)
    assert kept(desk).facts == "未附送达回执"
    assert focus() == "volume"


def test_letters_that_an_input_method_still_holds_find_too(reading_desk):
    desk = reading_desk
    desk.press(KEY.Key_2)
    QCoreApplication.sendEvent(QApplication.focusWidget(), QInputMethodEvent("wei'fu", []))
    assert phrases(desk).shown == ("未附送达回执",)
    QCoreApplication.sendEvent(QApplication.focusWidget(), QInputMethodEvent("", []))
    assert len(phrases(desk).shown) == 2


def test_a_number_that_is_not_shown_takes_nothing(reading_desk):
    desk = reading_desk
    desk.press(KEY.Key_2)
    desk.press(KEY.Key_3, KEY.Key_5, modifier=ALT)
    assert focus() == "facts"
    desk.write("nothing like it")
    desk.press(KEY.Key_1, modifier=ALT)
    desk.press(KEY.Key_Escape)
    assert kept(desk).facts == "nothing like it"


def test_what_the_reviewer_used_most_comes_first_with_how_often(reading_desk, type_chinese):
    desk = reading_desk
    for case, facts in enumerate(("页码不全", "未附送达回执")):
        open_case(desk, case)
        desk.press(KEY.Key_2)
        type_chinese(QApplication.focusWidget(), facts)
        desk.press(KEY.Key_Return)
    open_case(desk, 2)
    desk.press(KEY.Key_2)
    assert phrases(desk).shown == ("未附送达回执", "页码不全", "常见错误0")
    said = [phrases(desk).item(row).data(Qt.ItemDataRole.AccessibleTextRole) for row in range(3)]
    assert said == ["未附送达回执，用过 1 次", "页码不全，用过 1 次", "常见错误0"]
    assert not phrases(desk).grab().isNull()


def test_preset_words_of_what_is_missing_are_no_wording_of_the_reviewer(reading_desk):
    desk = reading_desk
    desk.press(KEY.Key_4, KEY.Key_Return)
    open_case(desk, 1)
    desk.press(KEY.Key_2)
    assert phrases(desk).shown == ("常见错误0", "未附送达回执")


def test_pinyin_comes_by_itself_soon_after_the_desk_is_shown(make_desk, qtbot):
    desk = make_desk()
    desk.press(KEY.Key_2)
    desk.write("wfsd")
    qtbot.waitUntil(lambda: phrases(desk).shown == ("未附送达回执",), timeout=10000)


@pytest.mark.parametrize("typed", ["1-23", "1/23"])
def test_volume_and_page_typed_in_one(reading_desk, typed):
    desk = reading_desk
    desk.press(KEY.Key_2)
    desk.press(KEY.Key_1, modifier=ALT)
    for character in typed:
        desk.write(character)
    assert focus() == "page"
    desk.press(KEY.Key_Return)
    assert (kept(desk).volume, kept(desk).page) == ("1", "23")


def test_volume_and_page_pasted_in_one(reading_desk):
    desk = reading_desk
    desk.press(KEY.Key_2)
    desk.press(KEY.Key_1, modifier=ALT)
    QApplication.clipboard().setText("第2卷-第7页")
    desk.press(KEY.Key_V, modifier=Qt.KeyboardModifier.ControlModifier)
    desk.press(KEY.Key_Return)
    assert (kept(desk).volume, kept(desk).page) == ("2", "7")


def test_places_are_counted_with_plus_and_minus_or_typed(reading_desk):
    desk = reading_desk
    desk.press(KEY.Key_2)
    desk.press(KEY.Key_1, modifier=ALT)
    desk.press(KEY.Key_Tab, KEY.Key_Tab)
    assert focus() == "occurrences"
    desk.press(KEY.Key_Plus, KEY.Key_Equal, KEY.Key_Plus, KEY.Key_Minus, KEY.Key_Return)
    assert kept(desk).occurrences == 3
    desk.press(KEY.Key_P, KEY.Key_Return)
    count = desk.page.view.frame.items.panel.findings.form.occurrences
    count.setFocus()
    count.selectAll()
    desk.press(KEY.Key_1, KEY.Key_2, KEY.Key_Return)
    assert kept(desk).occurrences == 12


def test_the_number_keys_are_listed_once(reading_desk):
    desk = reading_desk
    desk.press(KEY.Key_2)
    rows = [row for row in listed_actions(desk.page) if row.keys.startswith("Alt+") and row.keys[-1].isdigit()]
    assert [(row.keys, "Alt+5" in row.text) for row in rows] == [("Alt+1", True)]
