"""Fields for the texts of a sheet: one for each kind of column, each with its title and its fault under it."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence, QTextCursor
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QVBoxLayout, QWidget

from gui.forms.growing_text import GrowingText
from gui.theme import SPACE
from gui.widgets.labels import muted
from review_forms.standard import Family, ItemKind, Severity
from review_forms.standard_columns import Column, ColumnKind

_CHOICES: dict[ColumnKind, tuple[str, ...]] = {
    ColumnKind.KIND: tuple(kind.label for kind in ItemKind),
    ColumnKind.SEVERITY: ("", *(severity.label for severity in Severity)),
    ColumnKind.FAMILY: tuple(family.label for family in Family),
    ColumnKind.FLAG: ("", "是", "否"),
}
_LONG = (ColumnKind.LONG, ColumnKind.LINES, ColumnKind.NUMBERS, ColumnKind.PAIRS)


def choices_of(kind: ColumnKind) -> tuple[str, ...]:
    """The words that a column of this kind takes; empty where it takes any text."""
    return _CHOICES.get(kind, ())


_ONLY_FOR_NOW = (Qt.FocusReason.ActiveWindowFocusReason, Qt.FocusReason.PopupFocusReason)


class _InputWatcher(QObject):
    """Leaves undo and redo to the draft, for a field knows only of itself; `left` comes when the cursor went away."""

    left = Signal()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let the keys through to the shortcuts of the view."""
        if event.type() == QEvent.Type.FocusOut and isinstance(event, QFocusEvent):
            if event.reason() not in _ONLY_FOR_NOW:
                self.left.emit()
            return super().eventFilter(watched, event)
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            keys = QKeySequence.StandardKey
            if event.matches(keys.Undo) or event.matches(keys.Redo):
                event.ignore()
                return True
        return super().eventFilter(watched, event)


class SheetField(QWidget):
    """One text with its title.

    `edited` comes with the key and the text at every keystroke, `left` when the cursor went elsewhere.
    """

    edited = Signal(str, str)
    left = Signal()

    def __init__(self, prefix: str, column: Column, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.column = column
        self._fault = QLabel("")
        self._fault.setProperty("kind", "gap")
        self._fault.setWordWrap(True)
        self._fault.setObjectName(f"{prefix}_{column.key}_fault")
        self.input, self._show, self._said = self._make(f"{prefix}_{column.key}")
        self.input.setToolTip(column.help)
        self.input.setAccessibleDescription(column.help)
        watcher = _InputWatcher(self)
        watcher.left.connect(self.left)
        self.input.installEventFilter(watcher)
        self.setFocusProxy(self.input)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(SPACE // 2)
        title = muted(column.title)
        title.setBuddy(self.input)
        for widget in (title, self.input, self._fault):
            rows.addWidget(widget)
        self.show_fault("")

    def show_text(self, text: str) -> None:
        """Show another text; the one that is already there leaves the cursor alone."""
        if text != self._said():
            self._show(text)

    def show_fault(self, message: str) -> None:
        """Say under the field what is wrong with it, or nothing."""
        self._fault.setText(f"▲ {message}" if message else "")
        self._fault.setVisible(bool(message))
        if self.input.property("wrong") != bool(message):
            self.input.setProperty("wrong", bool(message))
            self.input.style().unpolish(self.input)
            self.input.style().polish(self.input)

    def _make(self, name: str) -> tuple[QWidget, Callable[[str], object], Callable[[], str]]:
        choices = choices_of(self.column.kind)
        if choices:
            return self._make_choice(name, choices)
        if self.column.kind in _LONG:
            return self._make_long(name)
        field = QLineEdit()
        field.setObjectName(name)
        field.setAccessibleName(self.column.title)
        if self.column.kind is not ColumnKind.NUMBER:  # it would not fit
            field.setPlaceholderText(self.column.help)
        field.textEdited.connect(self._say)
        return field, field.setText, field.text

    def _make_long(self, name: str) -> tuple[QWidget, Callable[[str], object], Callable[[], str]]:
        long = GrowingText(name, self.column.title, self.column.help, 2)
        long.typed.connect(lambda: self._say(long.text()))
        # lines are what these texts are made of
        long.went_on.connect(lambda: long.insertPlainText("\n"))

        def show(text: str) -> None:
            long.set_text(text)
            long.moveCursor(QTextCursor.MoveOperation.Start)  # a long text is read from its beginning

        return long, show, long.text

    def _make_choice(
        self, name: str, choices: Sequence[str]
    ) -> tuple[QWidget, Callable[[str], object], Callable[[], str]]:
        box = QComboBox()
        box.setObjectName(name)
        box.setAccessibleName(self.column.title)
        box.addItems(list(choices))
        box.activated.connect(lambda _index: self._say(box.currentText()))

        def show(text: str) -> None:
            if text and box.findText(text) < 0:
                box.addItem(text)  # what a file said that is no word of the set
            box.setCurrentIndex(box.findText(text))

        return box, show, box.currentText

    def _say(self, text: str) -> None:
        self.edited.emit(self.column.key, text)
