"""The findings of the open item, and its merits."""

from PySide6.QtWidgets import QWidget

from gui.forms.finding_form import FindingForm
from gui.forms.merit_form import MeritForm
from gui.pages.scoring.told_box import ToldBox
from review_forms.answers import Finding, Merit


class FindingsBox(ToldBox[Finding]):
    """All findings of an item."""

    def __init__(self, parent: QWidget | None = None) -> None:
        self.form = FindingForm()
        super().__init__("finding", self.form, parent)


class MeritsBox(ToldBox[Merit]):
    """All merits of an item."""

    def __init__(self, parent: QWidget | None = None) -> None:
        self.form = MeritForm()
        super().__init__("merit", self.form, parent)
