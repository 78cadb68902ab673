"""The editor of one merit."""

from PySide6.QtWidgets import QWidget

from gui.forms.growing_text import GrowingText
from gui.forms.placed_form import PlacedForm
from review_forms.answers import Merit


class MeritForm(PlacedForm[Merit]):
    """What was done notably well, and where it stands."""

    def __init__(self, parent: QWidget | None = None) -> None:
        facts = GrowingText("merit_facts", "亮点", "写明本项办得好的地方")
        super().__init__("merit_form", "亮点", Merit(""), facts, parent)
        self._lay_out(("亮点", self.facts), ("位置", self._place_row()))
        self._connect()
