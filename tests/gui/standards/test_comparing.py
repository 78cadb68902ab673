"""标准: two versions side by side."""

import pytest

import resources
from gui.pages.standards.compare_text import compare_text, marked, shown_items
from gui.theme import LIGHT
from review_forms.comparison import Change, compare
from review_forms.loader import load_standard
from tests.gui.standards.conftest import Shown


def changed(shown: Shown) -> None:
    """A draft with one item reworded and re-weighted, and its neighbour re-weighted."""
    shown.adapt()
    draft = shown.page.drafting.draft
    draft.set_text(0, "prompt", "受理案件是否符合起诉条件")
    draft.set_text(0, "points", "0.5")
    draft.set_text(1, "points", "1.5")
    shown.press("back_to_standards")


def test_a_draft_is_compared_with_what_it_was_made_from(shown: Shown) -> None:
    changed(shown)
    shown.press("compare_standard")
    view = shown.page.comparing
    assert "2026.1" in view.old.currentText()
    assert "草稿" in view.new.currentText()
    assert view.comparison.count(Change.REWORDED) == 1
    assert view.comparison.count(Change.REWEIGHTED) == 2
    text = view.pane.toPlainText()
    assert "改计分" in text
    assert "改文字" in text
    assert "诉讼费用收取是否符合规定" not in text
    assert view.findChild(object, "compare_chips_different").text() == "只看不同 2"


def test_the_sieve_shows_all_or_one_kind(shown: Shown) -> None:
    changed(shown)
    shown.press("compare_standard")
    view = shown.page.comparing
    shown.press("compare_chips_all")
    assert "诉讼费用收取是否符合规定" in view.pane.toPlainText()
    shown.press("compare_chips_reworded")
    assert "告知当事人权利义务是否准确" not in view.pane.toPlainText()
    shown.press("compare_chips_added")
    assert "没有这样的评查项" in view.pane.toPlainText()


def test_two_different_standards_are_named_added_and_removed(shown: Shown) -> None:
    shown.page.shelf.choose("archive")
    shown.press("compare_standard")
    view = shown.page.comparing
    view.old.setCurrentIndex(view.old.findData("hearing"))
    view.old.activated.emit(view.old.currentIndex())
    view.new.setCurrentIndex(view.new.findData("archive"))
    view.new.activated.emit(view.new.currentIndex())
    text = view.pane.toPlainText()
    assert "新增" in text
    assert "删去" in text
    added = view.comparison.count(Change.ADDED)
    shown.press("swap_standards")
    assert view.comparison.count(Change.REMOVED) == added


def test_the_same_standard_has_no_difference(shown: Shown) -> None:
    shown.page.shelf.choose("archive")
    shown.press("compare_standard")
    view = shown.page.comparing
    for box in (view.old, view.new):
        box.setCurrentIndex(box.findData("archive"))
    view.new.activated.emit(view.new.currentIndex())
    assert "完全相同" in view.pane.toPlainText()


def test_a_faulty_draft_is_refused_in_one_sentence(shown: Shown) -> None:
    shown.adapt()
    shown.page.drafting.draft.set_text(0, "points", "三")
    shown.press("back_to_standards")
    shown.press("compare_standard")
    assert "处错误" in shown.message
    assert "kind" not in shown.message
    assert not shown.page.comparing.pane.toPlainText()


def test_only_what_differs_is_marked() -> None:
    before, after = marked("受理案件是否符合法定条件", "受理案件是否符合起诉条件", LIGHT)
    assert "<s>法定</s>" in before
    assert "<u>起诉</u>" in after
    assert marked("1", "1.5", LIGHT)[1].endswith("<u>1.5</u></span>")
    assert "<u>31</u>" in marked("程序运行 30 分", "程序运行 31 分", LIGHT)[1]
    assert marked("", "", LIGHT) == ("", "")


@pytest.mark.parametrize("name", resources.standard_names())
def test_a_standard_compared_with_itself_shows_all_items_unchanged(name: str) -> None:
    standard = load_standard(resources.read_text("standards", f"{name}.toml"), name)
    comparison = compare(standard, standard)
    assert shown_items(comparison, "different") == ()
    assert compare_text(comparison, "all", ("甲", "乙"), LIGHT).count("未变") == len(standard.items)
