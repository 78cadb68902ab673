"""The editor of one finding."""

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCheckBox, QFrame, QGridLayout, QHBoxLayout, QLineEdit, QSpinBox, QWidget

from gui.forms.choice_row import ChoiceRow
from gui.forms.growing_text import GrowingText
from gui.forms.phrase_list import PhraseList
from gui.forms.typing_pause import TypingPause
from gui.theme import SPACE
from gui.widgets.badges import severity_text
from gui.widgets.labels import muted
from review_forms.answers import Finding
from review_forms.standard import Severity

_HINTS = "回车 继续　Esc 收起"


class FindingForm(QFrame):
    """Facts with offered wordings, severity, place, basis, suggestion of one finding.

    `edited` comes with the finding at once when something is chosen, and soon after the typing stops; `went_on` on
    Enter in any field. The single keys of the page rest inside, so that a number typed beside its field does no harm.
    """

    edited = Signal(object)
    went_on = Signal()
    typing = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("finding_form")
        self.setAccessibleName("问题")
        self._finding = Finding("", Severity.DEFECT)
        self._pause = TypingPause(self)
        self._pause.ended.connect(self._say)
        self.facts = GrowingText("facts", "事实", "写明发现了什么问题；按 ↓ 选用下面的写法，Shift+回车 换行", lines=2)
        self.phrases = PhraseList("phrases", "常见写法")
        self.severity: ChoiceRow[Severity] = ChoiceRow(
            "severity", "程度", [(severity, severity_text(severity)) for severity in Severity]
        )
        self.volume = _short_field("volume", "卷", 3)
        self.page = _short_field("page", "页", 7)
        self.occurrences = QSpinBox()
        self.basis = GrowingText("basis", "依据")
        self.suggestion = GrowingText("suggestion", "建议", "整改建议，可以不填")
        self.remediable = QCheckBox("可以整改")
        self._lay_out()
        self._connect()

    @property
    def finding_id(self) -> str:
        """The finding that is shown, empty before the first."""
        return self._finding.id

    @property
    def is_pending(self) -> bool:
        """Whether something was typed that has not been said yet."""
        return self._pause.is_pending

    def value(self) -> Finding:
        """The finding as it is written now."""
        return replace(
            self._finding,
            facts=self.facts.text(),
            severity=self.severity.value() or self._finding.severity,
            volume=_bare(self.volume.text()),
            page=_bare(self.page.text()),
            occurrences=self.occurrences.value(),
            basis=self.basis.text(),
            suggestion=self.suggestion.text(),
            remediable=self.remediable.isChecked(),
        )

    def set_value(self, finding: Finding) -> None:
        """Show a finding; fields that already say the same are left alone, so that nobody's typing is disturbed."""
        if finding == self.value():
            self._finding = finding
            return
        self._pause.drop()
        self._finding = finding
        self.facts.set_text(finding.facts)
        self.severity.set_value(finding.severity)
        _show(self.volume, finding.volume)
        _show(self.page, finding.page)
        self.occurrences.blockSignals(True)
        self.occurrences.setValue(finding.occurrences)
        self.occurrences.blockSignals(False)
        self.basis.set_text(finding.basis)
        self.suggestion.set_text(finding.suggestion)
        self.remediable.setChecked(finding.remediable)
        self.phrases.narrow(finding.facts)

    def offer(self, phrases: Sequence[str]) -> None:
        """Offer wordings for the facts."""
        self.phrases.offer(phrases, self.facts.text())

    def flush(self) -> None:
        """Say at once what was typed."""
        self._pause.flush()

    def event(self, event: QEvent) -> bool:
        """Keep characters from the page's actions."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride and _is_character(event):
            event.accept()
            return True
        return super().event(event)

    def _say(self) -> None:
        finding = self.value()
        if finding != self._finding:
            self._finding = finding
            self.edited.emit(finding)

    def _lay_out(self) -> None:
        grid = QGridLayout(self)
        grid.setContentsMargins(3 * SPACE, 2 * SPACE, 3 * SPACE, 2 * SPACE)
        grid.setHorizontalSpacing(2 * SPACE)
        grid.setVerticalSpacing(int(1.5 * SPACE))
        grid.setColumnStretch(1, 1)
        rows: tuple[tuple[str, QWidget | QHBoxLayout], ...] = (
            ("事实", self.facts),
            ("", self.phrases),
            ("程度", _row((self.severity,), self.remediable)),
            ("位置", self._place_row()),
            ("依据", self.basis),
            ("建议", self.suggestion),
        )
        for line, (word, content) in enumerate(rows):
            if word:
                label = muted(word)
                label.setContentsMargins(0, int(1.5 * SPACE), 0, 0)
                grid.addWidget(label, line, 0, Qt.AlignmentFlag.AlignTop)
            if isinstance(content, QWidget):
                grid.addWidget(content, line, 1)
            else:
                grid.addLayout(content, line, 1)
        QWidget.setTabOrder(self.suggestion, self.remediable)

    def _place_row(self) -> QHBoxLayout:
        self.occurrences.setObjectName("occurrences")
        self.occurrences.setAccessibleName("处数")
        self.occurrences.setRange(1, 999)
        places = (("卷", self.volume), ("页", self.page), ("处数", self.occurrences))
        parts = [part for word, field in places for part in (muted(word), field)]
        return _row(parts, muted(_HINTS))

    def _connect(self) -> None:
        for text in (self.facts, self.basis, self.suggestion):
            text.typed.connect(self._on_typed)
            text.left.connect(self.flush)
            text.went_on.connect(self._on_went_on)
        for field in (self.volume, self.page):
            field.textEdited.connect(self._on_typed)
            field.editingFinished.connect(self.flush)
            field.returnPressed.connect(self._on_went_on)
        self.facts.typed.connect(lambda: self.phrases.narrow(self.facts.text()))
        self.facts.went_below.connect(self.phrases.enter)
        self.phrases.taken.connect(self._on_taken)
        self.phrases.left.connect(self.facts.setFocus)
        self.severity.chosen.connect(lambda _severity: self._say())
        self.occurrences.valueChanged.connect(lambda _number: self._on_typed())
        self.occurrences.lineEdit().returnPressed.connect(self._on_went_on)
        self.remediable.clicked.connect(lambda _checked: self._say())

    def _on_typed(self) -> None:
        self._pause.begin()
        self.typing.emit()

    def _on_taken(self, phrase: str) -> None:
        # through the cursor, so that the field's own undo brings back what was typed
        self.facts.setFocus()
        self.facts.selectAll()
        self.facts.insertPlainText(phrase)
        self.flush()

    def _on_went_on(self) -> None:
        self.flush()
        self.went_on.emit()


def _is_character(event: QKeyEvent) -> bool:
    commands = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
    return bool(event.text()) and event.text().isprintable() and not event.modifiers() & commands


def _row(left: Sequence[QWidget], right: QWidget) -> QHBoxLayout:
    """A row with some widgets at the left end and one at the right."""
    row = QHBoxLayout()
    row.setSpacing(int(1.5 * SPACE))
    for widget in left:
        row.addWidget(widget)
    row.addStretch(1)
    row.addWidget(right)
    return row


def _short_field(name: str, what: str, characters: int) -> QLineEdit:
    field = QLineEdit()
    field.setObjectName(name)
    field.setAccessibleName(what)
    field.setFixedWidth(field.fontMetrics().horizontalAdvance("0" * characters) + 20)
    return field


def _show(field: QLineEdit, text: str) -> None:
    if _bare(field.text()) != text:
        field.setText(text)


def _bare(text: str) -> str:
    """A volume or page without the words that the letter puts around it: 第23页 is 23."""
    return text.strip().strip("第卷页册").strip()
