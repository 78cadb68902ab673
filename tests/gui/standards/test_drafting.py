"""标准: adapting one, from the copy to the published version."""

from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QLineEdit, QTableView, QWidget

import resources
from gui.pages.page import Subject
from gui.pages.standards.draft import HEAD_ROW
from gui.pages.standards.items_model import KEYS
from gui.pages.standards.publish_dialog import PublishDialog, next_version
from models.queries.standards import StandardState, standard_text
from review_forms.loader import load_standard
from tests.gui.standards.conftest import Shown

CTRL = Qt.KeyboardModifier.ControlModifier
ALT = Qt.KeyboardModifier.AltModifier


def draft_text(shown: Shown) -> str:
    entry = next(entry for entry in shown.entries() if entry.state is StandardState.DRAFT)
    return shown.desk.read(lambda session: standard_text(session, entry.key))


def choose(shown: Shown, row: int, key: str = "prompt", *, is_section: bool = False) -> QTableView:
    table = shown.page.drafting.table
    table.choose(row, key, is_section=is_section)
    table.setFocus()
    return table


def cell_editor(shown: Shown, row: int, key: str, kind: type) -> QWidget:
    table = choose(shown, row, key)
    table.edit(table.currentIndex())
    return table.findChild(kind)


def test_a_copy_is_a_draft_with_every_item(shown: Shown) -> None:
    shown.adapt()
    original = load_standard(resources.read_text("standards", "civil-100.toml"), "x")
    assert load_standard(draft_text(shown), "x") == original
    entry = next(entry for entry in shown.entries() if entry.state is StandardState.DRAFT)
    assert entry.based_on == "民事案件质量评查评分标准 2026.1"
    model = shown.page.drafting.table.model()
    assert model.rowCount() == len(original.items) + len(original.sections)


def test_typing_in_a_cell_counts_at_once_and_is_saved_when_it_pauses(shown: Shown) -> None:
    shown.adapt()
    drafting = shown.page.drafting
    editor = cell_editor(shown, 0, "points", QLineEdit)
    editor.selectAll()
    shown.qtbot.keyClicks(editor, "x")
    assert drafting.draft.text_at(0, "points") == "x"
    assert "合计 99 分" in drafting.findChild(QWidget, "draft_total").text()
    drafting.flush()
    index = drafting.table.model().index(1, KEYS.index("points"))
    assert "数字" in index.data(Qt.ItemDataRole.ToolTipRole)
    assert index.data(Qt.ItemDataRole.DecorationRole) is not None
    assert 'points = "x"' in draft_text(shown)
    assert drafting.faults.isVisible()
    shown.qtbot.keyClick(editor, Qt.Key.Key_Backspace)
    shown.qtbot.keyClicks(editor, "1")
    shown.qtbot.keyClick(editor, Qt.Key.Key_Return)
    drafting.flush()
    assert not drafting.draft.faults
    assert not drafting.faults.isVisible()


def test_a_figure_typed_on_a_cell_replaces_it(shown: Shown) -> None:
    shown.adapt()
    table = choose(shown, 0, "points")
    shown.qtbot.keyClick(table, Qt.Key.Key_7)
    editor = table.findChild(QLineEdit)
    assert editor.text() == "7"
    assert shown.page.drafting.item_form.fields["points"].input.text() == "7"
    shown.qtbot.keyClick(editor, Qt.Key.Key_Return)
    assert shown.page.drafting.draft.text_at(0, "points") == "7"
    assert "合计 106 分" in shown.page.drafting.findChild(QWidget, "draft_total").text()


def test_kind_and_severity_are_chosen(shown: Shown) -> None:
    shown.adapt()
    editor = cell_editor(shown, 0, "severity", QComboBox)
    editor.setCurrentIndex(editor.findText("差错"))
    editor.activated.emit(editor.currentIndex())
    assert shown.page.drafting.draft.text_at(0, "severity") == "差错"


def test_the_form_beside_the_table_has_the_long_texts(shown: Shown, type_chinese) -> None:
    shown.adapt()
    choose(shown, 2)
    field = shown.page.drafting.item_form.fields["not_a_fault"]
    field.setFocus()
    field.input.selectAll()
    type_chinese(field.input, "已经说明理由的不算问题。")
    assert shown.page.drafting.draft.text_at(2, "not_a_fault") == "已经说明理由的不算问题。"
    errors = shown.page.drafting.item_form.fields["common_errors"].input
    errors.selectAll()
    type_chinese(errors, "甲")
    shown.qtbot.keyClick(errors, Qt.Key.Key_Return)
    type_chinese(errors, "乙")
    assert shown.page.drafting.draft.text_at(2, "common_errors") == "甲\n乙"
    shown.page.leave()
    assert load_standard(draft_text(shown), "x").items[2].common_errors == ("甲", "乙")


def test_the_head_is_edited_too(shown: Shown, type_chinese) -> None:
    shown.adapt()
    drafting = shown.page.drafting
    shown.qtbot.keyClick(drafting, Qt.Key.Key_F4)
    title = drafting.head_form.fields["title"].input
    title.selectAll()
    type_chinese(title, "本院民事评查标准")
    assert drafting.draft.text_at(HEAD_ROW, "title") == "本院民事评查标准"
    drafting.flush()
    assert any(entry.title == "本院民事评查标准" for entry in shown.entries())


def test_undo_takes_back_one_typing_after_the_other(shown: Shown) -> None:
    shown.adapt()
    drafting = shown.page.drafting
    before = drafting.draft.sheet
    editor = cell_editor(shown, 0, "prompt", QLineEdit)
    editor.selectAll()
    shown.qtbot.keyClicks(editor, "abc")
    drafting.flush()
    shown.qtbot.keyClicks(editor, "de")
    shown.qtbot.keyClick(editor, Qt.Key.Key_Return)
    shown.qtbot.keyClick(drafting.table, Qt.Key.Key_Z, CTRL)
    assert drafting.draft.text_at(0, "prompt") == "abc"
    shown.qtbot.keyClick(drafting.table, Qt.Key.Key_Z, CTRL)
    assert drafting.draft.sheet == before
    shown.qtbot.keyClick(drafting.table, Qt.Key.Key_Y, CTRL)
    assert drafting.draft.text_at(0, "prompt") == "abc"


def test_undo_works_from_a_field_of_the_form(shown: Shown) -> None:
    shown.adapt()
    choose(shown, 0)
    drafting = shown.page.drafting
    before = drafting.draft.sheet
    field = drafting.item_form.fields["points"].input
    field.setFocus()
    shown.qtbot.keyClicks(field, "5")
    assert drafting.draft.sheet != before
    shown.qtbot.keyClick(field, Qt.Key.Key_Z, CTRL)
    assert drafting.draft.sheet == before
    assert field.text() == drafting.draft.text_at(0, "points")


def test_items_are_added_moved_and_removed_by_keys(shown: Shown) -> None:
    shown.adapt()
    draft = shown.page.drafting.draft
    table = choose(shown, 0)
    first, second = draft.text_at(0, "id"), draft.text_at(1, "id")
    shown.qtbot.keyClick(table, Qt.Key.Key_Down, ALT)
    assert (draft.text_at(0, "id"), draft.text_at(1, "id")) == (second, first)
    assert table.chosen == (1, False)
    shown.qtbot.keyClick(table, Qt.Key.Key_Up, ALT)
    assert draft.text_at(0, "id") == first
    count = len(draft.sheet.rows)
    shown.press("add_item")
    assert len(draft.sheet.rows) == count + 1
    assert table.chosen == (1, False)
    assert draft.text_at(1, "section_id") == draft.text_at(0, "section_id")
    shown.qtbot.keyClick(table, Qt.Key.Key_Delete, CTRL)
    assert len(draft.sheet.rows) == count


def test_an_item_goes_over_into_the_next_section(shown: Shown) -> None:
    shown.adapt()
    draft = shown.page.drafting.draft
    last = draft.sections()[0].stop - 1
    table = choose(shown, last)
    shown.qtbot.keyClick(table, Qt.Key.Key_Down, ALT)
    assert len(draft.sections()[0]) == last
    assert draft.text_at(last, "section") == draft.text_at(last + 1, "section")


def test_sections_are_renamed_added_moved_and_removed(shown: Shown) -> None:
    shown.adapt()
    draft = shown.page.drafting.draft
    table = choose(shown, 0, is_section=True)
    table.model().setData(table.currentIndex(), "立案与受理")
    assert all(draft.text_at(row, "section") == "立案与受理" for row in draft.sections()[0])
    shown.qtbot.keyClick(table, Qt.Key.Key_Down, ALT)
    assert draft.text_at(draft.sections()[1].start, "section") == "立案与受理"
    count = len(draft.sections())
    shown.press("add_section")
    assert len(draft.sections()) == count + 1
    assert table.chosen is not None
    assert table.chosen[1]
    shown.press("remove_row")
    assert len(draft.sections()) == count
    choose(shown, 0, is_section=True)
    shown.press("remove_row")
    shown.press("confirm_step", shown.dialog("confirm_dialog"))
    assert len(draft.sections()) == count - 1


def test_a_draft_may_lose_all_its_items(shown: Shown) -> None:
    shown.adapt("archive")
    draft = shown.page.drafting.draft
    draft.remove(range(len(draft.sheet.rows)))
    shown.page.drafting.flush()
    assert shown.page.drafting.faults.isVisible()
    shown.press("add_item")
    assert len(draft.sheet.rows) == 1
    shown.page.drafting.flush()


def test_a_fault_leads_to_its_place(shown: Shown) -> None:
    shown.adapt()
    drafting = shown.page.drafting
    drafting.draft.set_text(7, "rule", "")
    drafting.draft.set_text(HEAD_ROW, "id", "民事")
    drafting.flush()
    choose(shown, 0)
    for row in range(drafting.faults.model().rowCount()):
        drafting.faults.setCurrentIndex(drafting.faults.model().index(row, 0))
        drafting.faults.setFocus()
        shown.qtbot.keyClick(drafting.faults, Qt.Key.Key_Return)
        assert QApplication.focusWidget().objectName() in ("item_form_rule", "head_form_id")
    assert drafting.item_form.fields["rule"].input.property("wrong")


def test_publishing_asks_for_the_version_and_then_nothing_changes_any_more(shown: Shown) -> None:
    shown.adapt()
    shown.page.drafting.draft.set_text(0, "prompt", "受理是否符合起诉条件")
    shown.press("publish_draft")
    dialog = shown.dialog("publish_dialog")
    assert isinstance(dialog, PublishDialog)
    assert dialog.version.text() == "2026.2"
    dialog.version.setText("2026.1")
    shown.press("publish_step", dialog)
    assert "已有 2026.1 版" in shown.message
    dialog.version.setText("2026.2")
    shown.press("publish_step", dialog)
    entry = shown.page.shelf.current
    assert entry is not None
    assert (entry.state, entry.version) == (StandardState.PUBLISHED, "2026.2")
    assert "已发布" in shown.message
    assert not [each for each in shown.entries() if each.state is StandardState.DRAFT]


def test_why_a_version_is_refused_is_not_cut(shown: Shown) -> None:
    shown.adapt()
    shown.press("publish_draft")
    dialog = shown.dialog("publish_dialog")
    dialog.version.setText("2026.1")
    shown.press("publish_step", dialog)
    message = dialog.findChild(QLabel, "banner_message")
    assert "已有 2026.1 版" in message.text()
    shown.qtbot.waitUntil(lambda: message.height() >= message.heightForWidth(message.width()), timeout=2000)


def test_a_faulty_draft_is_not_published(shown: Shown) -> None:
    shown.adapt()
    shown.page.drafting.draft.set_text(0, "rule", "")
    shown.press("publish_draft")
    dialog = shown.dialog("publish_dialog")
    assert "还有 1 处错误" in shown.message
    table = dialog.findChild(QTableView, "publish_faults")
    assert table.model().rowCount() == 1
    table.setCurrentIndex(table.model().index(0, 0))
    shown.qtbot.waitUntil(dialog.isActiveWindow)
    shown.qtbot.keyClick(table, Qt.Key.Key_Return)
    assert shown.page.window().focusWidget() is shown.page.drafting.item_form.fields["rule"].input


def test_a_draft_is_given_up_after_a_question(shown: Shown) -> None:
    shown.adapt()
    shown.press("discard_draft")
    dialog = shown.dialog("confirm_dialog")
    shown.press("confirm_step", dialog)
    assert not [each for each in shown.entries() if each.state is StandardState.DRAFT]
    assert "已放弃" in shown.message
    assert shown.page.shelf.isVisible()


def test_a_draft_is_gone_on_with(shown: Shown) -> None:
    shown.adapt()
    shown.page.drafting.draft.set_text(0, "prompt", "改到一半")
    shown.press("back_to_standards")
    shown.press("adapt_standard")
    assert shown.page.drafting.draft.text_at(0, "prompt") == "改到一半"
    assert len([each for each in shown.entries() if each.state is StandardState.DRAFT]) == 1


def test_leaving_the_page_saves_what_was_typed(shown: Shown) -> None:
    shown.adapt()
    shown.page.drafting.draft.set_text(0, "prompt", "刚刚写的")
    shown.page.deactivate()
    assert "刚刚写的" in draft_text(shown)


def test_a_standard_of_the_office_is_revealed(shown: Shown) -> None:
    shown.adapt()
    shown.press("back_to_standards")
    entry = next(each for each in shown.entries() if each.state is StandardState.DRAFT)
    shown.page.shelf.choose("archive")
    shown.page.reveal(Subject("standards", UUID(entry.key)))
    assert shown.page.shelf.current.key == entry.key


def test_the_next_version_is_proposed() -> None:
    assert next_version("2026.1", {"2026.1", "2026.2"}) == "2026.3"
    assert next_version("2026.9版", {"2026.9版"}) == "2026.10版"
    assert next_version("试行", {"试行"}) == "试行.2"
    assert next_version("", set()) == "1"
    assert next_version("2027.1", {"2026.1"}) == "2027.1"
