"""标准: the form beside the table shows what an item of its kind takes, and the table what is left empty."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QComboBox, QLineEdit

from gui.pages.standards.draft import HEAD_ROW
from gui.pages.standards.drafting_view import DraftingView
from gui.pages.standards.items_model import KEYS
from gui.theme import theme_of
from review_forms.item_rules import KIND_KEYS, keys_of
from review_forms.standard import ItemKind
from tests.gui.standards.conftest import Shown

PER_OCCURRENCE, FIXED = ItemKind.PER_OCCURRENCE.label, ItemKind.FIXED.label


@pytest.fixture
def drafting(shown: Shown) -> DraftingView:
    """A copy of the civil standard whose first item is per occurrence: 4 points, 1 each, no more than 3."""
    shown.adapt()
    view = shown.page.drafting
    said = {"kind": PER_OCCURRENCE, "points": "4", "deduction": "1", "cap": "3"}
    for key in (*KIND_KEYS, "kind"):
        view.draft.set_text(0, key, said.get(key, ""))
    view.flush()
    view.table.choose(0)
    return view


def shown_keys(drafting: DraftingView) -> set[str]:
    return {key for key, field in drafting.item_form.fields.items() if field.isVisible()} & set(KIND_KEYS)


def choose_kind(drafting: DraftingView, label: str) -> None:
    box = drafting.item_form.fields["kind"].input
    assert isinstance(box, QComboBox)
    box.setFocus()
    box.setCurrentIndex(box.findText(label))
    box.activated.emit(box.currentIndex())
    drafting.flush()


@pytest.mark.parametrize("kind", ItemKind)
def test_the_form_shows_what_the_kind_takes(drafting: DraftingView, kind: ItemKind) -> None:
    for key in KIND_KEYS:
        drafting.draft.set_text(0, key, "")
    drafting.draft.set_text(0, "kind", kind.label)
    drafting.flush()
    assert shown_keys(drafting) == keys_of(kind)
    others = [field for key, field in drafting.item_form.fields.items() if key not in KIND_KEYS]
    assert all(field.isVisible() for field in others)


def test_a_kind_that_is_no_word_of_the_set_hides_nothing(drafting: DraftingView) -> None:
    drafting.draft.set_text(0, "kind", "随便扣")
    drafting.flush()
    assert shown_keys(drafting) == set(KIND_KEYS)


def test_short_fields_stand_in_pairs_without_gaps(drafting: DraftingView, shown: Shown) -> None:
    fields = drafting.item_form.fields
    # under each other from the first: 类型 and 分值, 每次扣分 and 扣分上限, 程度 and 可以整改
    pairs = (("kind", "points"), ("deduction", "cap"), ("severity", "remediable"))
    shown.qtbot.waitUntil(lambda: all(fields[left].y() == fields[right].y() for left, right in pairs))
    assert all(fields[left].x() < fields[right].x() for left, right in pairs)
    assert fields["kind"].y() < fields["deduction"].y() < fields["severity"].y()


def test_what_still_stands_there_is_shown_until_it_is_mended(drafting: DraftingView, shown: Shown) -> None:
    choose_kind(drafting, FIXED)
    assert drafting.item_form.fields["kind"].input.hasFocus()
    assert shown_keys(drafting) == {"points", "deduction", "cap"}
    field = drafting.item_form.fields["deduction"]
    assert field.input.property("wrong")
    assert isinstance(field.input, QLineEdit)
    field.input.setFocus()
    field.input.selectAll()
    shown.qtbot.keyClick(field.input, Qt.Key.Key_Delete)
    drafting.flush()
    # the cursor is in it, and what was emptied by mistake may be written anew
    assert field.isVisible()
    assert not field.input.property("wrong")
    shown.qtbot.keyClick(field.input, Qt.Key.Key_Tab)
    assert shown_keys(drafting) == {"points", "cap"}
    assert drafting.item_form.fields["cap"].input.hasFocus()


def test_nothing_is_lost_when_the_kind_is_changed_and_changed_back(drafting: DraftingView) -> None:
    before, faults = drafting.draft.sheet, drafting.draft.faults
    for kind in ItemKind:
        choose_kind(drafting, kind.label)
        assert {key: drafting.draft.text_at(0, key) for key in ("points", "deduction", "cap")} == {
            "points": "4",
            "deduction": "1",
            "cap": "3",
        }
    choose_kind(drafting, PER_OCCURRENCE)
    assert drafting.draft.sheet == before
    assert drafting.draft.faults == faults
    assert shown_keys(drafting) == keys_of(ItemKind.PER_OCCURRENCE)


def test_another_row_and_undo_show_their_own_fields(drafting: DraftingView) -> None:
    drafting.draft.set_text(1, "kind", ItemKind.VETO.label)
    for key in KIND_KEYS:
        drafting.draft.set_text(1, key, "")
    drafting.table.choose(1)
    assert shown_keys(drafting) == {"outcome"}
    drafting.table.choose(0)
    assert shown_keys(drafting) == keys_of(ItemKind.PER_OCCURRENCE)
    choose_kind(drafting, ItemKind.RANGE.label)
    assert shown_keys(drafting) == {"points", "deduction", "minimum", "cap"}
    drafting.draft.steps.undo()
    assert shown_keys(drafting) == keys_of(ItemKind.PER_OCCURRENCE)


def test_the_forms_of_head_and_section_show_everything(drafting: DraftingView) -> None:
    for form, row in ((drafting.head_form, HEAD_ROW), (drafting.section_form, 0)):
        form.show_row(row)
        assert not any(field.isHidden() for field in form.fields.values())


def test_cells_that_the_kind_leaves_empty_step_back(drafting: DraftingView) -> None:
    model = drafting.table.model()
    tip, ground, words = (
        Qt.ItemDataRole.ToolTipRole,
        Qt.ItemDataRole.BackgroundRole,
        Qt.ItemDataRole.AccessibleDescriptionRole,
    )

    def told(key: str, role: Qt.ItemDataRole) -> object:
        return model.index(1, KEYS.index(key)).data(role)

    assert told("minimum", words) == told("minimum", tip) == "本类评查项不填“最少扣分”"
    assert told("minimum", ground) is not None
    assert told("minimum", Qt.ItemDataRole.DisplayRole) == ""
    assert [told(key, ground) for key in ("points", "deduction", "cap", "severity", "prompt")] == [None] * 5
    choose_kind(drafting, FIXED)
    # what is there nevertheless is a fault, not a quiet cell
    assert "不设" in str(told("deduction", tip))
    assert told("deduction", Qt.ItemDataRole.DecorationRole) is not None
    drafting.draft.set_text(0, "deduction", "")
    drafting.flush()
    assert told("deduction", tip) == "本类评查项不填“每次扣分”"
    assert told("deduction", Qt.ItemDataRole.DecorationRole) is None


def test_grounds_are_seen_under_the_style_sheet(drafting: DraftingView, shown: Shown) -> None:
    drafting.draft.set_text(2, "points", "五")
    drafting.flush()
    drafting.table.choose(1)
    theme = theme_of(drafting.palette())

    def colour(line: int, key: str) -> str:
        spot = drafting.table.visualRect(drafting.table.model().index(line, KEYS.index(key))).topLeft()
        return drafting.table.viewport().grab().toImage().pixelColor(spot + QPoint(3, 3)).name()

    quiet, faulty, plain = colour(1, "minimum"), colour(3, "points"), colour(1, "points")
    assert (quiet, faulty) == (theme.window, theme.bad.wash)
    assert plain not in (quiet, faulty)
