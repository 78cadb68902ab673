"""The note of the open item: a quiet line, or a field that grows while it is written."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from gui.forms.growing_text import GrowingText
from gui.forms.typing_pause import TypingPause
from gui.pages.scoring.told_box import ToldLine
from gui.pages.scoring.told_painting import Note
from gui.theme import SPACE
from gui.widgets.labels import muted


class NoteBox(QWidget):
    """A word of the reviewer to themselves.

    `edited` comes with the text soon after the typing stops, `closed` on Enter; `opened` and `removed` when the person
    wants to change the note or take it away.
    """

    edited = Signal(str)
    closed = Signal()
    typing = Signal()
    opened = Signal(str)
    removed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("note_box")
        self._known = ""
        self._pause = TypingPause(self)
        self.field = GrowingText("note", "备注", "自用备注，不进入反馈；回车或 Esc 收起")
        self._line = ToldLine("note")
        self._writing = QWidget()
        row = QHBoxLayout(self._writing)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2 * SPACE)
        row.addWidget(muted("备注"))
        row.addWidget(self.field, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._line)
        column.addWidget(self._writing)
        self._connect()

    @property
    def is_pending(self) -> bool:
        """Whether something was typed that has not been said yet."""
        return self._pause.is_pending

    def show_note(self, note: str, *, is_edited: bool, is_current: bool, is_open: bool) -> None:
        """Show the note of an item, as a field where it is edited."""
        if note != self.field.text():
            self._pause.drop()
            self.field.set_text(note)
        self._known = note
        self._line.show_told(Note(note), is_current=is_current, is_open=is_open)
        self._line.setVisible(bool(note) and not is_edited)
        self.field.setReadOnly(not is_open)
        self._writing.setVisible(is_edited)
        self.setVisible(bool(note) or is_edited)

    def flush(self) -> None:
        """Say at once what was typed, what an input method still holds included."""
        self.field.composition.take()
        self._pause.flush()

    def _connect(self) -> None:
        self._pause.ended.connect(self._say)
        self.field.typed.connect(self._on_typed)
        self.field.left.connect(self.flush)
        self.field.went_on.connect(self.closed)
        self._line.opened.connect(self.opened)
        self._line.removed.connect(self.removed)

    def _on_typed(self) -> None:
        self._pause.begin()
        self.typing.emit()

    def _say(self) -> None:
        if self.field.text() != self._known:
            self._known = self.field.text()
            self.edited.emit(self._known)
