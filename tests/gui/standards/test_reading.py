"""标准: the shelf and what a person reads of a standard."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLineEdit, QPlainTextEdit, QPushButton, QTableView, QToolButton, QWidget

import resources
from exports.standard_words import numeral, section_weight
from gui.pages.standards.reading_text import reading_text
from gui.theme import DARK, LIGHT
from review_forms.loader import load_standard
from review_forms.standard import Standard
from tests.gui.standards.conftest import Shown


def shipped(name: str) -> Standard:
    return load_standard(resources.read_text("standards", f"{name}.toml"), name)


def test_every_shipped_standard_can_be_read_whole(shown: Shown) -> None:
    for name in resources.standard_names():
        shown.page.shelf.choose(name)
        text = shown.page.reading.pane.toPlainText()
        standard = shipped(name)
        assert standard.title in text
        for item in standard.items:
            assert item.prompt in text
            assert item.kind.label in text
            for error in item.common_errors:
                assert error in text


def test_a_text_is_written_for_light_and_for_dark() -> None:
    standard = shipped("civil-100")
    assert LIGHT.muted in reading_text(standard, LIGHT, 10.5)
    assert DARK.muted in reading_text(standard, DARK, 10.5)


def test_text_is_no_markup() -> None:
    text = resources.read_text("standards", "civil-100.toml").replace("受理案件是否符合法定条件", "a<b>与&lt;c")
    assert "a&lt;b&gt;与&amp;lt;c" in reading_text(load_standard(text, "x"), LIGHT, 10.5)


def test_numbers_of_sections_are_chinese() -> None:
    assert [numeral(number) for number in (1, 10, 11, 20, 23)] == ["一", "十", "十一", "二十", "二十三"]


def test_the_shelf_says_where_a_standard_is_used(shown: Shown, read_batch) -> None:
    read_batch(0)
    shown.page.show_shelf()
    shown.page.shelf.choose("civil-100")
    index = shown.page.shelf.currentIndex()
    assert "1 个批次" in index.data(Qt.ItemDataRole.DisplayRole)


def test_a_search_marks_every_hit_and_goes_round(shown: Shown) -> None:
    shown.page.shelf.choose("civil-100")
    find, pane = shown.page.reading.find_bar, shown.page.reading.pane
    shown.page.shelf.setFocus()
    shown.qtbot.keyClick(shown.page.shelf, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert find.box.hasFocus()
    find.box.setText("送达")
    shown.qtbot.keyClick(find.box, Qt.Key.Key_Return)
    hits = pane.toPlainText().count("送达")
    count = find.findChild(QWidget, "standard_search_count")
    assert hits > 2
    assert len(pane.extraSelections()) == hits
    assert count.text() == f"1/{hits}"
    shown.qtbot.keyClick(find.box, Qt.Key.Key_Return)
    assert count.text() == f"2/{hits}"
    for _ in range(hits - 1):
        shown.press("standard_search_next")
    assert count.text() == f"1/{hits}"
    shown.press("standard_search_previous")
    assert count.text() == f"{hits}/{hits}"


def test_the_keyboard_begins_in_the_shelf(shown: Shown) -> None:
    shown.page.setFocus()
    first = shown.page.shelf.current
    shown.qtbot.keyClick(shown.page.shelf, Qt.Key.Key_Down)
    assert shown.page.shelf.hasFocus()
    assert shown.page.shelf.current != first
    assert shown.page.shelf.current.title in shown.page.reading.pane.toPlainText()
    shown.qtbot.keyClick(shown.page.shelf, Qt.Key.Key_Return)
    assert shown.page.reading.pane.hasFocus()


def test_what_is_not_there_is_said_so(shown: Shown) -> None:
    find = shown.page.reading.find_bar
    find.box.setText("没有这几个字的地方")
    shown.qtbot.keyClick(find.box, Qt.Key.Key_Return)
    assert find.findChild(QWidget, "standard_search_count").text() == "没有找到"
    shown.qtbot.keyClick(find.box, Qt.Key.Key_Escape)
    assert find.findChild(QWidget, "standard_search_count").text() == ""


def test_sections_can_be_jumped_to(shown: Shown) -> None:
    shown.page.shelf.choose("civil-100")
    reading = shown.page.reading
    standard = shipped("civil-100")
    titles = [reading.contents.item(at).text() for at in range(reading.contents.count())]
    assert len(titles) == len(standard.sections)
    assert all(section_weight(section) in title for section, title in zip(standard.sections, titles, strict=True))
    reading.contents.setCurrentRow(3)
    assert reading.pane.verticalScrollBar().value() > 0


def test_with_little_room_the_sections_are_a_choice(shown: Shown) -> None:
    shown.page.resize(760, 440)
    reading = shown.page.reading
    assert not reading.contents.isVisible()
    assert reading.jump.isVisible()
    reading.jump.setCurrentIndex(4)
    reading.jump.activated.emit(4)
    assert reading.pane.verticalScrollBar().value() > 0


def fits(shown: Shown) -> bool:
    """Whether the page shrinks to what rail and frame leave of 1366 pixels at 150 %."""
    shown.page.resize(794, 440)
    return shown.page.minimumSizeHint().width() <= 794


def test_the_page_fits_a_small_screen(shown: Shown, read_batch) -> None:
    read_batch(2)
    shown.page.shelf.choose("civil-100")
    shown.page.reading.find_bar.box.setText("送达")
    shown.qtbot.keyClick(shown.page.reading.find_bar.box, Qt.Key.Key_Return)
    shown.qtbot.waitUntil(lambda: fits(shown))
    shown.press("compare_standard")
    shown.qtbot.waitUntil(lambda: fits(shown))
    shown.press("back_to_standards")
    shown.press("try_standard")
    shown.press("run_trial")
    shown.page.trial.table.choose(shown.page.trial.result.cases[0].reviewed_case_id)
    shown.qtbot.waitUntil(lambda: fits(shown))
    shown.press("back_to_standards")
    shown.adapt()
    shown.page.drafting.draft.set_text(0, "points", "三")
    shown.page.drafting.flush()
    shown.qtbot.waitUntil(lambda: fits(shown))


def test_a_faulty_draft_shows_its_faults(shown: Shown) -> None:
    shown.adapt()
    drafting = shown.page.drafting
    drafting.draft.set_text(0, "points", "三")
    shown.press("back_to_standards")
    assert "草稿" in shown.page.shelf.currentIndex().data(Qt.ItemDataRole.ToolTipRole)
    assert shown.page.reading.faults.isVisible()
    assert shown.page.reading.faults.model().rowCount() > 0
    assert shown.page.findChild(QPushButton, "adapt_standard").text() == "继续修改"


def test_every_control_has_names(shown: Shown) -> None:
    shown.adapt()
    kinds = (QPushButton, QToolButton, QComboBox, QLineEdit, QPlainTextEdit, QTableView)
    controls = [control for kind in kinds for control in shown.page.findChildren(kind)]
    own = [control for control in controls if not control.objectName().startswith(("qt_", "_q_"))]
    assert len(own) > 40
    for control in own:
        parent = control.parentWidget()
        if isinstance(parent, QLineEdit | QComboBox):  # the cross of a search field
            continue
        assert control.objectName(), control
        assert control.accessibleName(), control.objectName()


def test_a_faulty_draft_offers_no_empty_choice_of_sections(shown: Shown) -> None:
    shown.page.resize(820, 600)
    reading = shown.page.reading
    assert reading.jump.isVisible()
    shown.adapt()
    shown.page.drafting.draft.set_text(0, "rule", "")
    shown.press("back_to_standards")
    assert reading.standard is None
    assert not reading.jump.isVisible()
    assert not reading.find_bar.isEnabled()
    shown.page.shelf.choose("civil-100")
