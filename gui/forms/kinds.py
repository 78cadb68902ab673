"""The editors of the item kinds. To add one: write its class here under `@editor_for`; a test walks every kind."""

from dataclasses import replace
from decimal import Decimal

from PySide6.QtWidgets import QCheckBox, QGridLayout, QHBoxLayout, QWidget

from gui.forms.editors import ItemEditor, editor_class, editor_for
from gui.forms.points_field import PointsField
from gui.theme import SPACE
from gui.widgets.labels import muted
from review_forms.answers import Answer, Verdict
from review_forms.scoring import figure
from review_forms.standard import Item, ItemKind


@editor_for(ItemKind.FIXED, ItemKind.PER_OCCURRENCE, ItemKind.SEVERITY_ONLY, ItemKind.VETO, ItemKind.RECORD_ONLY)
class PlainEditor(ItemEditor):
    """For items about which verdict and findings say everything."""


class _PointsEditor(ItemEditor):
    """One number of points, for one verdict."""

    word = ""
    name = ""
    verdict = Verdict.FAULTY

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._inputs = QWidget()
        self._field = PointsField(self.name, self.word)
        self._field.edited.connect(lambda _number: self.edited.emit())
        self._field.returnPressed.connect(self.went_on)
        self._limits = muted("")
        row = QHBoxLayout(self._inputs)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2 * SPACE)
        for widget in (muted(self.word), self._field, self._limits):
            row.addWidget(widget)
        row.addStretch(1)
        self.column.addWidget(self._inputs)

    def set_value(self, item: Item, answer: Answer) -> None:
        """Show the number, and the limits it must keep."""
        super().set_value(item, answer)
        least, most = self.limits(item)
        self._field.set_limits(least, most)
        self._field.set_value(self.number_of(answer))
        self._limits.setText(f"分（{figure(least)} 至 {figure(most)}）")
        self._inputs.setVisible(answer.verdict is self.verdict)

    def set_read_only(self, is_read_only: bool) -> None:
        """Whether the number may only be looked at."""
        self._field.setReadOnly(is_read_only)

    def ask(self) -> bool:
        """Put the cursor into the field while it is empty."""
        is_empty = not self._inputs.isHidden() and self._field.value() is None
        if is_empty:
            self._field.setFocus()
        return is_empty

    def limits(self, item: Item) -> tuple[Decimal, Decimal]:
        """The least and the most that may be typed."""
        raise NotImplementedError

    def number_of(self, answer: Answer) -> Decimal | None:
        """The number in an answer."""
        raise NotImplementedError


@editor_for(ItemKind.RANGE)
class RangeEditor(_PointsEditor):
    """How much the reviewer deducts, within the item's limits."""

    word = "扣分"
    name = "deduction"

    def value(self) -> Answer:
        """The answer with the deduction picked."""
        return replace(self._answer, deduction=self._field.value())

    def limits(self, item: Item) -> tuple[Decimal, Decimal]:
        """From the least to the most that a fault costs."""
        return item.least, item.most

    def number_of(self, answer: Answer) -> Decimal | None:
        """The deduction."""
        return answer.deduction


@editor_for(ItemKind.BONUS)
class BonusEditor(_PointsEditor):
    """How much is added."""

    word = "加分"
    name = "award"
    verdict = Verdict.CLEAR

    def value(self) -> Answer:
        """The answer with the award."""
        return replace(self._answer, award=self._field.value())

    def limits(self, item: Item) -> tuple[Decimal, Decimal]:
        """More than nothing, at most the item's points."""
        return Decimal("0.01"), item.points

    def number_of(self, answer: Answer) -> Decimal | None:
        """The award."""
        return answer.award


@editor_for(ItemKind.PER_MISSING)
class MissingElementsEditor(ItemEditor):
    """Which of the elements that the item asks for are missing."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._boxes: dict[str, QCheckBox] = {}
        self._inputs = QWidget()
        self._grid = QGridLayout(self._inputs)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(4 * SPACE)
        self._grid.setVerticalSpacing(SPACE)
        self._grid.setColumnStretch(2, 1)
        self._grid.addWidget(muted("勾选缺少的："), 0, 0, 1, 2)
        self.column.addWidget(self._inputs)

    def set_value(self, item: Item, answer: Answer) -> None:
        """Show which elements are missing."""
        if (item.elements, item.element_points) != (self._item.elements, self._item.element_points):
            self._offer(item)
        super().set_value(item, answer)
        for element, box in self._boxes.items():
            box.setChecked(element in answer.missing_elements)
        self._inputs.setVisible(answer.verdict is Verdict.FAULTY)

    def value(self) -> Answer:
        """The answer with the elements ticked, in the order of the item."""
        ticked = tuple(element for element, box in self._boxes.items() if box.isChecked())
        return replace(self._answer, missing_elements=ticked)

    def set_read_only(self, is_read_only: bool) -> None:
        """Whether the ticks may only be looked at."""
        self._inputs.setEnabled(not is_read_only)

    def ask(self) -> bool:
        """Put the focus on the first element while none is ticked."""
        is_empty = not self._inputs.isHidden() and not any(box.isChecked() for box in self._boxes.values())
        if is_empty and self._boxes:
            next(iter(self._boxes.values())).setFocus()
        return is_empty

    def _offer(self, item: Item) -> None:
        for box in self._boxes.values():
            box.deleteLater()
        points = item.element_points or (None,) * len(item.elements)
        self._boxes = {
            element: QCheckBox(element if weight is None else f"{element}（{figure(weight)} 分）")
            for element, weight in zip(item.elements, points, strict=True)
        }
        for position, box in enumerate(self._boxes.values()):
            box.setObjectName(f"element_{position}")
            box.clicked.connect(lambda _checked=False: self.edited.emit())
            self._grid.addWidget(box, 1 + position // 2, position % 2)
            # a layout shows what it is given a moment later, and what is not shown yet takes no focus
            box.show()


def new_editor(kind: ItemKind) -> ItemEditor:
    """A fresh editor for items of this kind; the classes above are known once this module is."""
    return editor_class(kind)()
