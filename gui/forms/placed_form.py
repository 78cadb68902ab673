"""What the editors of a finding and of a merit have in common: the facts, and where in the file they stand."""

from dataclasses import replace
from typing import Generic, TypeVar

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QWidget

from gui.forms.growing_text import GrowingText
from gui.forms.place_fields import PlaceField, both_in
from gui.forms.typing_pause import TypingPause
from gui.theme import SPACE
from gui.widgets.buttons import quiet_button
from gui.widgets.flow import FlowLayout
from gui.widgets.labels import muted
from review_forms.answers import Finding, Merit

_HINTS = "回车 继续　Esc 收起"
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)

ToldT = TypeVar("ToldT", Finding, Merit)


class PlacedForm(QFrame, Generic[ToldT]):
    """Facts, volume and page.

    `edited` comes with what is told at once when something is chosen, and soon after the typing stops; `went_on` on
    Enter in any field but the volume, where it leads to the page. The single keys of the window rest inside, so that a
    number typed beside its field does no harm.
    """

    edited = Signal(object)
    went_on = Signal()
    typing = Signal()
    source_asked = Signal()

    def __init__(self, name: str, what: str, nothing: ToldT, facts: GrowingText, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(what)
        self._told: ToldT = nothing
        self._pause = TypingPause(self)
        self._pause.ended.connect(self._say)
        self.facts = facts
        self.volume = PlaceField("volume", "卷", 3)
        self.page = PlaceField("page", "页", 7)
        self.source = quiet_button("see_source", "看原页", self.source_asked.emit)
        self.source.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._has_source = self._is_read_only = False

    @property
    def told_id(self) -> str:
        """The finding or merit that is shown, empty before the first."""
        return self._told.id

    @property
    def is_pending(self) -> bool:
        """Whether something was typed that has not been said yet."""
        return self._pause.is_pending

    @property
    def texts(self) -> tuple[GrowingText, ...]:
        """The fields for text, from top to bottom."""
        return (self.facts,)

    def value(self) -> ToldT:
        """What is told as it is written now; a place written otherwise is not the page of the scan any more."""
        before = self._told
        is_there = (self.volume.number(), self.page.number()) == (before.volume, before.page)
        return replace(
            before,
            scan=before.scan if is_there else "",
            scan_page=before.scan_page if is_there else 0,
            facts=self.facts.text(),
            volume=self.volume.number(),
            page=self.page.number(),
        )

    def set_value(self, told: ToldT) -> None:
        """Show a finding or merit; where the fields say the same already, nobody's typing is disturbed."""
        if told == self.value():
            self._told = told
            return
        self._pause.drop()
        self._told = told
        self.facts.set_text(told.facts)
        self.volume.show_number(told.volume)
        self.page.show_number(told.page)
        self._show_rest(told)
        self._offer_source()

    def set_read_only(self, *, is_read_only: bool) -> None:
        """Let it be read and not changed: the texts in their whole length, the single keys of the page at work."""
        self._is_read_only = is_read_only
        for text in self.texts:
            text.setReadOnly(is_read_only)
        for field in (self.volume, self.page):
            field.setReadOnly(is_read_only)

    def set_place(self, volume: str, page: str, scan: str = "", scan_page: int = 0) -> None:
        """Write where it stands, with the page of the scanned file that shows it, and say so at once."""
        self.flush()
        self.volume.show_number(volume)
        self.page.show_number(page)
        self._told = replace(self._told, volume=volume, page=page, scan=scan, scan_page=scan_page)
        self._offer_source()
        self.edited.emit(self.value())

    def offer_source(self, *, is_offered: bool) -> None:
        """Let the person look the page up in a scanned file, or not, as long as the case has none."""
        self._has_source = is_offered
        self._offer_source()

    def flush(self) -> None:
        """Say at once what was typed, what an input method still holds included."""
        for composition in (*(text.composition for text in self.texts), self.volume.composition, self.page.composition):
            composition.take()
        self._pause.flush()

    def event(self, event: QEvent) -> bool:
        """Keep characters from the page's actions, and Enter in the volume, which only leads to the page."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride and self._keeps(event):
            event.accept()
            return True
        return super().event(event)

    def _show_rest(self, told: ToldT) -> None:
        """Show what only this form has."""

    def _keeps(self, event: QKeyEvent) -> bool:
        if self._is_read_only:
            return False
        return is_character(event) or (event.key() in _ENTER and self.volume.hasFocus())

    def _say(self) -> None:
        told = self.value()
        if told != self._told:
            self._told = told
            self._offer_source()
            self.edited.emit(told)

    def _lay_out(self, *rows: tuple[str, QWidget | FlowLayout]) -> None:
        grid = QGridLayout(self)
        grid.setContentsMargins(3 * SPACE, 2 * SPACE, 3 * SPACE, 2 * SPACE)
        grid.setHorizontalSpacing(2 * SPACE)
        grid.setVerticalSpacing(int(1.5 * SPACE))
        grid.setColumnStretch(1, 1)
        for line, (word, content) in enumerate(rows):
            if word:
                label = muted(word)
                label.setContentsMargins(0, int(1.5 * SPACE), 0, 0)
                grid.addWidget(label, line, 0, Qt.AlignmentFlag.AlignTop)
            if isinstance(content, QWidget):
                grid.addWidget(content, line, 1)
            else:
                grid.addLayout(content, line, 1)

    def _place_row(self, *more: QWidget) -> FlowLayout:
        return row_of(named("卷", self.volume), named("页", self.page), *more, self.source, muted(_HINTS))

    def _connect(self) -> None:
        for text in self.texts:
            text.typed.connect(self._on_typed)
            text.left.connect(self.flush)
            text.went_on.connect(self._on_went_on)
        for field in (self.volume, self.page):
            field.textEdited.connect(self._on_typed)
            field.editingFinished.connect(self.flush)
        self.volume.textEdited.connect(self._on_volume_edited)
        self.volume.returnPressed.connect(self._on_volume_entered)
        self.page.returnPressed.connect(self._on_went_on)

    def _offer_source(self) -> None:
        self.source.setVisible(self._has_source and bool(self._told.scan or self._told.page))

    def _on_typed(self) -> None:
        self._pause.begin()
        self.typing.emit()

    def _on_volume_edited(self, text: str) -> None:
        both = both_in(text)
        if both is not None:
            self.volume.setText(both[0])
            if both[1]:
                self.page.setText(both[1])
                self.page.setFocus()
            else:
                self.page.begin()

    def _on_volume_entered(self) -> None:
        self.flush()
        self.page.begin()

    def _on_went_on(self) -> None:
        self.flush()
        self.went_on.emit()


def is_character(event: QKeyEvent) -> bool:
    """Whether a key stands for a character and not for a command."""
    commands = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
    return bool(event.text()) and event.text().isprintable() and not event.modifiers() & commands


def row_of(*widgets: QWidget) -> FlowLayout:
    """A row that goes on in the next line where the form is narrow, as beside a scanned file."""
    row = FlowLayout(spacing=int(1.5 * SPACE))
    for widget in widgets:
        row.addWidget(widget)
    return row


def named(word: str, field: QWidget) -> QWidget:
    """A field with its word before it, which stay together."""
    both = QWidget()
    row = QHBoxLayout(both)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(int(1.5 * SPACE))
    row.addWidget(muted(word))
    row.addWidget(field)
    return both
