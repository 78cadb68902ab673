"""The editor of one finding."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from PySide6.QtWidgets import QCheckBox, QWidget

from gui.actions import make_action
from gui.forms.choice_row import ChoiceRow
from gui.forms.growing_text import GrowingText
from gui.forms.phrase_list import SHOWN, PhraseList
from gui.forms.phrase_matching import Wording
from gui.forms.place_fields import CountField
from gui.forms.placed_form import PlacedForm, named, row_of
from gui.widgets.badges import severity_text
from review_forms.answers import Finding
from review_forms.standard import Severity


class FindingForm(PlacedForm[Finding]):
    """Facts with offered wordings, severity, place, basis, suggestion of one finding.

    A wording that is taken leads to the volume.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        facts = GrowingText(
            "facts", "事实", "写明发现了什么问题；汉字、拼音首字母都可以找写法，按 Alt+数字 选用", lines=2
        )
        super().__init__("finding_form", "问题", Finding("", Severity.DEFECT), facts, parent)
        self.phrases = PhraseList("phrases", "常见写法")
        self.severity: ChoiceRow[Severity] = ChoiceRow(
            "severity", "程度", [(severity, severity_text(severity)) for severity in Severity]
        )
        self.occurrences = CountField("occurrences", "处数")
        self.basis = GrowingText("basis", "依据")
        self.suggestion = GrowingText("suggestion", "建议", "整改建议，可以不填")
        self.remediable = QCheckBox("可以整改")
        self._lay_out(
            ("事实", self.facts),
            ("", self.phrases),
            ("程度", row_of(self.severity, self.remediable)),
            ("位置", self._place_row(named("处数", self.occurrences))),
            ("依据", self.basis),
            ("建议", self.suggestion),
        )
        QWidget.setTabOrder(self.suggestion, self.remediable)
        self._connect()

    @property
    def texts(self) -> tuple[GrowingText, ...]:
        """Facts, basis, suggestion."""
        return (self.facts, self.basis, self.suggestion)

    def value(self) -> Finding:
        """The finding as it is written now."""
        return replace(
            super().value(),
            severity=self.severity.value() or self._told.severity,
            occurrences=self.occurrences.value(),
            basis=self.basis.text(),
            suggestion=self.suggestion.text(),
            remediable=self.remediable.isChecked(),
        )

    def set_read_only(self, *, is_read_only: bool) -> None:
        """Let it be read and not changed, with nothing to choose and no wording offered."""
        super().set_read_only(is_read_only=is_read_only)
        for choice in (self.severity, self.occurrences, self.remediable):
            choice.setEnabled(not is_read_only)
        if is_read_only:
            self.offer(())

    def offer(self, phrases: Sequence[Wording]) -> None:
        """Offer wordings for the facts."""
        self.phrases.offer(phrases, self.facts.text())

    def _show_rest(self, told: Finding) -> None:
        self.severity.set_value(told.severity)
        self.occurrences.show_count(told.occurrences)
        self.basis.set_text(told.basis)
        self.suggestion.set_text(told.suggestion)
        self.remediable.setChecked(told.remediable)
        self.phrases.narrow(told.facts)

    def _connect(self) -> None:
        super()._connect()
        self.facts.typed.connect(self._narrow)
        self.facts.composed.connect(self._narrow)
        self.facts.went_below.connect(self.phrases.enter)
        self.phrases.taken.connect(self._on_taken)
        self.phrases.left.connect(self.facts.setFocus)
        self.severity.chosen.connect(lambda _severity: self._say())
        self.occurrences.valueChanged.connect(lambda _number: self._on_typed())
        self.occurrences.lineEdit().returnPressed.connect(self._on_went_on)
        self.remediable.clicked.connect(lambda _checked: self._say())
        self._add_number_keys()

    def _add_number_keys(self) -> None:
        for number in range(1, SHOWN + 1):
            text = "选用第 1 条写法（其余为 Alt+2 至 Alt+5）" if number == 1 else f"选用第 {number} 条写法"
            group = "打开的评查项" if number == 1 else ""
            make_action(self, f"take_{number}", text, f"Alt+{number}", partial(self.phrases.take, number), group=group)

    def _narrow(self) -> None:
        self.phrases.narrow(f"{self.facts.text()} {self.facts.composing}")

    def _on_taken(self, phrase: str) -> None:
        # what an input method still holds were only the letters that the wording was looked for with
        self.facts.composition.drop()
        # through the cursor, so that the field's own undo brings back what was typed
        self.facts.setFocus()
        self.facts.selectAll()
        self.facts.insertPlainText(phrase)
        self.flush()
        self.volume.begin()
