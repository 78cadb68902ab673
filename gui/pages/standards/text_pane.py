"""A pane of rich text with lines of readable length, and a search that marks every hit."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QColor, QResizeEvent, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QTextBrowser, QTextEdit, QWidget

from gui.theme import SPACE, Theme, theme_of

Writer = Callable[[Theme, float], str]


class TextPane(QTextBrowser):
    """Shows what a writer gives, anew when the look changes; `found` tells how many hits there are and which is shown.

    `most` is the greatest width of the text in characters of the font; None lets it take all the room.
    """

    found = Signal(int, int)

    def __init__(self, name: str, what: str, most: int | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(what)
        self.setOpenLinks(False)
        self.setTabChangesFocus(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.document().setDocumentMargin(2 * SPACE)
        self._most = most
        self._writer: Writer | None = None
        self._worn: tuple[bool, float] | None = None
        self._wanted = ""
        self._hits: list[QTextCursor] = []
        self._at = -1

    def write(self, writer: Writer) -> None:
        """Show another text from its beginning; what is searched for stays."""
        self._writer = writer
        self._at = -1
        self._write()
        self.verticalScrollBar().setValue(0)
        self.found.emit(len(self._hits), self._at)

    def search(self, text: str) -> None:
        """Mark all places where the text occurs, and show the first at or below what is in sight."""
        self._wanted = text
        self._collect()
        top = self.cursorForPosition(self.viewport().rect().topLeft()).position()
        self._at = next((at for at, hit in enumerate(self._hits) if hit.position() >= top), 0 if self._hits else -1)
        self._show_hit()

    def step(self, by: int) -> None:
        """Show the next hit (1) or the one before (-1), round and round."""
        if self._hits:
            self._at = (self._at + by) % len(self._hits)
        self._show_hit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the lines at a length that can be read."""
        super().resizeEvent(event)
        self._set_margins()

    def changeEvent(self, event: QEvent) -> None:
        """Write the text anew in other colours and sizes."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange, QEvent.Type.StyleChange):
            look = (theme_of(self.palette()).is_dark, self.font().pointSizeF())
            if self._writer is not None and look != self._worn:
                place = self.verticalScrollBar().value()
                self._write()
                self.verticalScrollBar().setValue(place)
            self._set_margins()

    def _write(self) -> None:
        assert self._writer is not None
        theme, size = theme_of(self.palette()), self.font().pointSizeF()
        self._worn = (theme.is_dark, size)
        self.setHtml(self._writer(theme, size))
        at = self._at
        self._collect()
        self._at = min(at, len(self._hits) - 1)
        self._mark()

    def _collect(self) -> None:
        self._hits = []
        if not self._wanted:
            return
        hit = self.document().find(self._wanted)
        while not hit.isNull():
            self._hits.append(hit)
            hit = self.document().find(self._wanted, hit)

    def _show_hit(self) -> None:
        self._mark()
        if 0 <= self._at < len(self._hits):
            hit = QTextCursor(self._hits[self._at])
            hit.clearSelection()
            self.setTextCursor(hit)
            self._bring_into_middle()
        self.found.emit(len(self._hits), self._at)

    def _bring_into_middle(self) -> None:
        bar, place = self.verticalScrollBar(), self.cursorRect().center().y()
        if not self.viewport().height() / 6 < place < self.viewport().height() * 5 / 6:
            bar.setValue(bar.value() + place - self.viewport().height() // 3)

    def _mark(self) -> None:
        theme = theme_of(self.palette())
        marks = []
        for at, hit in enumerate(self._hits):
            look = QTextCharFormat()
            look.setBackground(QColor(theme.accent if at == self._at else theme.caution.wash))
            look.setForeground(QColor(theme.on_accent if at == self._at else theme.caution.ink))
            if at != self._at:
                look.setFontUnderline(True)
            mark = QTextEdit.ExtraSelection()
            mark.cursor, mark.format = hit, look
            marks.append(mark)
        self.setExtraSelections(marks)

    def _set_margins(self) -> None:
        room = self.width() - self.verticalScrollBar().sizeHint().width()
        most = room if self._most is None else self.fontMetrics().horizontalAdvance("字") * self._most
        side = max((room - most) // 2, 3 * SPACE)
        self.setViewportMargins(side, 0, side, 0)
