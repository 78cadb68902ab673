"""Where in the file a finding stands: volume, page and how many places, for hands that stay on the number keys."""

import re

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QSpinBox, QWidget

from gui.widgets.composition import Composition
from review_forms.answers import MOST_OCCURRENCES

_BOTH = re.compile(r"\s*[第卷]*\s*(\w+?)\s*[卷册]?\s*[-－–—/／]\s*(.*)")
_MORE = (Qt.Key.Key_Plus, Qt.Key.Key_Equal)
_LESS = (Qt.Key.Key_Minus, Qt.Key.Key_Underscore)


def bare(text: str) -> str:
    """A volume or page without the words that the letter puts around it: 第23页 is 23."""
    return text.strip().strip("第卷页册").strip()


def both_in(text: str) -> tuple[str, str] | None:
    """Volume and page where somebody types both in one, as 1-23 or 1/23; None where it is one number.

    The page is empty while it is still to be typed.
    """
    match = _BOTH.fullmatch(text)
    return None if match is None else (match[1], bare(match[2]))


class PlaceField(QLineEdit):
    """A short field for a volume or a page."""

    def __init__(self, name: str, what: str, characters: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(what)
        self.composition = Composition(self)
        self.setFixedWidth(self.fontMetrics().horizontalAdvance("0" * characters) + 20)

    def number(self) -> str:
        """What is written, without the words around it."""
        return bare(self.text())

    def show_number(self, text: str) -> None:
        """Show another number; the same one leaves the typing alone."""
        if self.number() != text:
            self.setText(text)

    def begin(self) -> None:
        """Take the focus, with what is written ready to be typed over."""
        self.setFocus()
        self.selectAll()


class CountField(QSpinBox):
    """How many places there are, one at least: typed, or with + and -."""

    def __init__(self, name: str, what: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(what)
        self.setToolTip("可以直接输入，也可以按 + 或 -")
        self.setRange(1, MOST_OCCURRENCES)

    def show_count(self, count: int) -> None:
        """Show another number without telling anybody."""
        self.blockSignals(True)
        self.setValue(count)
        self.blockSignals(False)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let + and - count."""
        if event.key() in _MORE:
            self.stepUp()
        elif event.key() in _LESS:
            self.stepDown()
        else:
            super().keyPressEvent(event)
