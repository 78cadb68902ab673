"""Every kind of item has its editor, and the desk's form of it can be filled and submitted."""

from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QCheckBox, QLineEdit

from gui.forms.editors import effect_of
from gui.forms.finding_form import FindingForm
from gui.forms.kinds import new_editor
from gui.forms.points_field import PointsField
from review_forms.answers import Answer, Finding, Verdict
from review_forms.scoring import score_item
from review_forms.standard import Item, ItemKind, Severity

KEY = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier


def item_of(kind: ItemKind) -> Item:
    elements = ("授权委托书", "身份证明") if kind is ItemKind.PER_MISSING else ()
    return Item("one", "评查项", kind, Decimal(4), Decimal(1), Decimal(1), Decimal(3), elements=elements)


@pytest.mark.parametrize("kind", list(ItemKind))
@pytest.mark.parametrize("verdict", [None, *Verdict])
def test_every_kind_has_an_editor_that_keeps_the_answer(qtbot, kind, verdict):
    answer = Answer(
        "one",
        verdict,
        (Finding("f", Severity.DEFECT, facts="事实"),),
        Decimal("1.5") if kind is ItemKind.RANGE else None,
        ("身份证明",) if kind is ItemKind.PER_MISSING else (),
        Decimal(2) if kind is ItemKind.BONUS else None,
        note="备注",
        marked=True,
    )
    editor = new_editor(kind)
    qtbot.addWidget(editor)
    with qtbot.assertNotEmitted(editor.edited):
        editor.set_value(item_of(kind), answer)
    assert editor.value() == answer
    assert effect_of(item_of(kind))
    assert score_item(item_of(kind), editor.value()) == score_item(item_of(kind), answer)


def test_points_outside_the_limits_are_never_the_value(qtbot):
    field = PointsField("points", "扣分")
    qtbot.addWidget(field)
    field.set_limits(Decimal(1), Decimal(3))
    for typed, value, wrong in (("2", Decimal(2), False), ("29", Decimal(2), True), ("０.5", Decimal(2), True)):
        field.clear()
        field.setText(typed)
        field.textEdited.emit(typed)
        assert (field.value(), bool(field.property("wrong"))) == (value, wrong)
    qtbot.keyClick(field, KEY.Key_Up)
    assert field.value() == Decimal("2.5")


def test_a_finding_survives_its_form(qtbot):
    form = FindingForm()
    qtbot.addWidget(form)
    finding = Finding("f", Severity.ERROR, "2", "23—25", "事实\n第二行", "依据", "建议", False, 3)
    form.set_value(finding)
    assert form.value() == finding
    form.findChild(QLineEdit, "page").setText("第 7 页")
    assert form.value().page == "7"


def test_a_form_with_every_kind_is_filled_by_keyboard(make_desk, every_kind):
    desk = make_desk(every_kind, cases=1)
    desk.press(KEY.Key_1)

    desk.press(KEY.Key_2)
    desk.write("range")
    desk.press(KEY.Key_Return)
    assert desk.kept("range").deduction == Decimal(1)

    desk.press(KEY.Key_2)
    desk.write("twice")
    desk.page.view.frame.items.panel.findings.form.occurrences.setValue(2)
    desk.press(KEY.Key_Return)
    assert desk.page.view.form.line("occurrence").deducted == 2

    desk.press(KEY.Key_2)
    assert isinstance(QApplication.focusWidget(), QCheckBox)
    desk.press(KEY.Key_Space, KEY.Key_Return)
    answer = desk.kept("elements")
    assert answer.missing_elements == ("授权委托书",)
    assert answer.findings[0].facts == "缺少授权委托书"

    desk.press(KEY.Key_1, KEY.Key_1, KEY.Key_1)
    desk.press(KEY.Key_2)
    assert desk.kept("bonus") is None
    desk.press(KEY.Key_1)
    assert QApplication.focusWidget().objectName() == "award"
    desk.write("2")
    desk.press(KEY.Key_Return)
    assert desk.kept("bonus").award == Decimal(2)

    desk.press(KEY.Key_Return, modifier=CTRL)
    frame = desk.page.view.frame
    assert frame.right.currentWidget() is frame.submission


def test_a_deduction_is_changed_in_its_field(make_desk, every_kind):
    desk = make_desk(every_kind, cases=1)
    desk.press(KEY.Key_J, KEY.Key_2)
    desk.write("facts")
    field = desk.page.findChild(PointsField, "deduction")
    field.setFocus()
    field.selectAll()
    desk.write("3.5")
    assert desk.kept("range").deduction == Decimal("3.5")
    assert desk.page.view.form.line("range").deducted == Decimal("3.5")
    assert desk.kept("range").findings[0].facts == "facts"
