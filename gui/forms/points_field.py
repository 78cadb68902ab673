"""A field for a number of points within limits."""

from decimal import Decimal, InvalidOperation

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from review_forms.scoring import figure

_STEP = Decimal("0.5")
_FULL_WIDTH = str.maketrans("０１２３４５６７８９．。", "0123456789..")


class PointsField(QLineEdit):
    """Points with at most two decimals; Up and Down step by half a point.

    `edited` comes with each valid number typed. What lies outside the limits is shown as wrong, never becomes the
    value, and gives way to the value when the field is left.
    """

    edited = Signal(object)

    def __init__(self, name: str, what: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(what)
        self.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.setFixedWidth(self.fontMetrics().horizontalAdvance("000.00") + 24)
        self._least, self._most = Decimal(0), Decimal(0)
        self._value: Decimal | None = None
        self.textEdited.connect(self._on_edited)

    def set_limits(self, least: Decimal, most: Decimal) -> None:
        """What may be typed."""
        self._least, self._most = least, most
        self.setToolTip(f"{figure(least)} 至 {figure(most)} 分，按 ↑ ↓ 增减 0.5 分")

    def value(self) -> Decimal | None:
        """The last valid number, None where the field is empty."""
        return self._value

    def set_value(self, value: Decimal | None) -> None:
        """Show a number without emitting `edited`; one that is being typed stays as it is written."""
        if value != self._value or not self.hasFocus():
            self._value = value
            self.setText("" if value is None else figure(value))
            self._mark(is_wrong=False)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Step on Up and Down."""
        steps = {Qt.Key.Key_Up: _STEP, Qt.Key.Key_Down: -_STEP}
        step = steps.get(Qt.Key(event.key()))
        if step is None or self.isReadOnly():
            super().keyPressEvent(event)
            return
        start = self._least - step if self._value is None else self._value
        self.setText(figure(min(max(start + step, self._least), self._most)))
        self._on_edited()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Take a wrong number back."""
        super().focusOutEvent(event)
        if self.property("wrong"):
            self.setText("" if self._value is None else figure(self._value))
            self._mark(is_wrong=False)

    def _on_edited(self) -> None:
        text = self.text().strip().translate(_FULL_WIDTH)
        number = _number(text)
        is_right = not text or (number is not None and self._least <= number <= self._most)
        self._mark(is_wrong=not is_right)
        if is_right and number != self._value:
            self._value = number
            self.edited.emit(number)

    def _mark(self, *, is_wrong: bool) -> None:
        if bool(self.property("wrong")) != is_wrong:
            self.setProperty("wrong", is_wrong)
            self.style().unpolish(self)
            self.style().polish(self)


def _number(text: str) -> Decimal | None:
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    return number if number.is_finite() and number == round(number, 2) else None
