"""The open item: what to look at, the four answers, what its kind asks for, its findings, merits and note."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QTextCursor
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from gui.actions import make_action
from gui.forms.choice_row import ChoiceRow
from gui.forms.editors import ItemEditor
from gui.forms.kinds import new_editor
from gui.forms.phrase_matching import Wording
from gui.pages.scoring.answering import NOTE, is_preset, verdicts_for, with_finding, with_merit, with_note
from gui.pages.scoring.findings_box import FindingsBox, MeritsBox
from gui.pages.scoring.guidance import Guidance
from gui.pages.scoring.item_rows import NUMBER_WIDTH
from gui.pages.scoring.note_box import NoteBox
from gui.pages.scoring.remark_box import RemarkBox
from gui.theme import SPACE, theme_of
from gui.widgets.buttons import quiet_button
from gui.widgets.flow import FlowLayout
from review_forms.answers import Answer, Finding, Merit, Verdict
from review_forms.standard import Item, ItemKind

TYPING = "typing"


class ItemPanel(QWidget):
    """Shows one item after another; it holds no answer but the one it shows.

    `verdict_chosen` comes from the four buttons; `answered` with the answer as it was edited and the name under which
    such changes merge; `went_on` on Enter, `closed` on Enter in the note; the told signals name a finding, a merit or
    the note.
    """

    verdict_chosen = Signal(object)
    answered = Signal(object, str)
    went_on = Signal()
    typing = Signal()
    closed = Signal()
    finding_asked = Signal()
    merit_asked = Signal()
    note_asked = Signal()
    told_opened = Signal(str)
    told_removed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("item_panel")
        self._item = Item("", "", ItemKind.RECORD_ONLY)
        self._answer = Answer("", None)
        self._edited = ""
        self._editors: dict[ItemKind, ItemEditor] = {}
        self._editor: ItemEditor | None = None
        self._guidance = Guidance()
        self.verdicts: ChoiceRow[Verdict] = ChoiceRow(
            "verdict", "评定", [(verdict, f"{key} {verdict.label}") for key, verdict in enumerate(Verdict, start=1)]
        )
        self._gap = QLabel()
        self._gap.setObjectName("item_gap")
        self._gap.setProperty("kind", "gap")
        self._gap.setWordWrap(True)
        self.findings, self.merits, self.note = FindingsBox(), MeritsBox(), NoteBox()
        self.remark = RemarkBox()
        self.add_button = quiet_button("add_finding", "再写一个问题（A）", self.finding_asked.emit, "add")
        self.merit_button = quiet_button("add_merit", "亮点（G）", self.merit_asked.emit, "add")
        self.note_button = quiet_button("add_note", "备注（B）", self.note_asked.emit, "add")
        self._kind_place = QVBoxLayout()
        self._lay_out()
        self._connect()

    @property
    def item_id(self) -> str:
        """The item that is shown, empty before the first."""
        return self._item.id

    @property
    def is_pending(self) -> bool:
        """Whether something typed has not been told yet."""
        return any(part.is_pending for part in (self.findings.form, self.merits.form, self.note))

    @property
    def marked_line(self) -> QWidget | None:
        """The line of the finding or merit that is marked, None where none is."""
        return self.findings.marked_line or self.merits.marked_line

    def show_item(
        self, item: Item, answer: Answer, edited: str, current: str, gaps: Sequence[str], *, is_open: bool
    ) -> None:
        """Show an item and what is said of it; `gaps` is what still lacks.

        `edited` and `current` name a finding, a merit or the note.
        """
        layout = self.layout()
        assert layout is not None
        # each part that shows or hides would lay out the whole panel; once at the end is enough
        layout.setEnabled(False)
        self._show_parts(item, answer, edited, current, gaps, is_open=is_open)
        layout.setEnabled(True)
        layout.invalidate()

    def _show_parts(
        self, item: Item, answer: Answer, edited: str, current: str, gaps: Sequence[str], *, is_open: bool
    ) -> None:
        if item != self._item:
            self._item = item
            self._guidance.show_item(item)
            self._use_editor(item.kind)
        self._answer, self._edited = answer, edited
        self._show_verdict(item, answer, is_open=is_open)
        assert self._editor is not None
        self._editor.set_value(item, answer)
        self._editor.set_read_only(not is_open)
        self.findings.show_all(answer.findings, edited, current, is_open=is_open)
        self.merits.show_all(answer.merits, edited, current, is_open=is_open)
        self.note.show_note(answer.note, is_edited=edited == NOTE, is_current=current == NOTE, is_open=is_open)
        finds_fault = answer.verdict is not None and answer.verdict.finds_fault
        self.add_button.setVisible(is_open and finds_fault and not edited)
        self.merit_button.setVisible(is_open and not edited)
        self.note_button.setVisible(is_open and not edited and not answer.note)
        self._gap.setText("；".join(gaps))
        self._gap.setVisible(bool(gaps) and not edited)

    def offer(self, phrases: Sequence[Wording]) -> None:
        """Offer wordings for the facts of the finding that is edited."""
        self.findings.form.offer(phrases)

    def write(self) -> None:
        """Put the cursor into the text of what is edited, with what is preset in a finding selected."""
        if self._edited == NOTE:
            self.note.field.setFocus()
        elif self._edited == self.merits.form.told_id:
            self.merits.form.facts.setFocus()
        else:
            facts = self.findings.form.facts
            facts.setFocus()
            # what somebody wrote is added to: selected, it would all be gone with the next key
            if is_preset(self._answer, facts.text()):
                facts.selectAll()
            else:
                facts.moveCursor(QTextCursor.MoveOperation.End)

    def ask(self) -> bool:
        """Put the cursor where the kind of the item still asks for something; False when it does not."""
        return self._editor is not None and self._editor.ask()

    def ask_first(self) -> bool:
        """Put the cursor where the kind's own part comes before the facts, which then follow from it."""
        return self._item.kind is ItemKind.PER_MISSING and self.ask()

    def flush(self) -> None:
        """Tell at once what was typed."""
        for part in (self.findings.form, self.merits.form, self.note):
            part.flush()

    def wanted_height(self, width: int) -> int:
        """The height it needs at a width."""
        layout = self.layout()
        assert layout is not None
        return layout.totalHeightForWidth(width) if layout.hasHeightForWidth() else layout.totalSizeHint().height()

    def lay_out_again(self) -> None:
        """Put the parts into their places, also where the panel keeps its size and would not be told."""
        layout = self.layout()
        assert layout is not None
        layout.activate()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002  Qt's signature
        """Paint the ground that belongs to the open row above."""
        painter = QPainter(self)
        theme = theme_of(self.palette())
        painter.fillRect(self.rect(), QColor(theme.accent_wash))
        painter.fillRect(0, 0, 3, self.height(), QColor(theme.accent))
        painter.fillRect(0, self.height() - 1, self.width(), 1, QColor(theme.line))

    def _show_verdict(self, item: Item, answer: Answer, *, is_open: bool) -> None:
        self.verdicts.set_value(answer.verdict)
        allowed = verdicts_for(item)
        for verdict in Verdict:
            self.verdicts.button(verdict).setEnabled(is_open and verdict in allowed)

    def _use_editor(self, kind: ItemKind) -> None:
        editor = self._editors.get(kind)
        if editor is None:
            editor = self._editors[kind] = new_editor(kind)
            editor.edited.connect(self._on_kind_edited)
            editor.went_on.connect(self.went_on)
            self._kind_place.addWidget(editor)
        if self._editor is not None:
            self._editor.hide()
        self._editor = editor
        editor.show()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(NUMBER_WIDTH + 2 * SPACE, 0, 3 * SPACE, 3 * SPACE)
        column.setSpacing(2 * SPACE)
        buttons = FlowLayout()
        buttons.addWidget(self.verdicts)
        for button in (self.add_button, self.merit_button, self.note_button):
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            buttons.addWidget(button)
        column.addWidget(self.remark)
        column.addLayout(buttons)
        column.addLayout(self._kind_place)
        column.addWidget(self._gap)
        for part in (self.findings, self.merits, self.note):
            column.addWidget(part)
        column.addWidget(self._guidance)

    def _connect(self) -> None:
        make_action(
            self, "go_on", "继续：下一处待填，或下一项", "Return, Enter", self.went_on.emit, group="打开的评查项"
        )
        self.verdicts.chosen.connect(self._on_verdict_clicked)
        self.findings.form.edited.connect(self._on_finding_edited)
        self.merits.form.edited.connect(self._on_merit_edited)
        self.note.edited.connect(self._on_note_edited)
        self.note.closed.connect(self.closed)
        for form in (self.findings.form, self.merits.form):
            form.typing.connect(self.typing)
            form.went_on.connect(self.went_on)
        self.note.typing.connect(self.typing)
        for part in (self.findings, self.merits, self.note):
            part.opened.connect(self.told_opened)
            part.removed.connect(self.told_removed)

    def _on_verdict_clicked(self, verdict: Verdict) -> None:
        # the answer decides which button is down, and it may be refused
        self.verdicts.set_value(self._answer.verdict)
        self.verdict_chosen.emit(verdict)

    def _on_finding_edited(self, finding: Finding) -> None:
        self.answered.emit(with_finding(self._answer, finding), f"{TYPING} {finding.id}")

    def _on_merit_edited(self, merit: Merit) -> None:
        self.answered.emit(with_merit(self._answer, merit), f"{TYPING} {merit.id}")

    def _on_note_edited(self, note: str) -> None:
        self.answered.emit(with_note(self._answer, note), f"{TYPING} {NOTE}")

    def _on_kind_edited(self) -> None:
        assert self._editor is not None
        self.answered.emit(self._editor.value(), f"{TYPING} {self._item.id}")
