"""What is told of the open item: one line each, the one that is edited as a form."""

from collections.abc import Sequence
from typing import Generic

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from gui.forms.placed_form import PlacedForm, ToldT
from gui.pages.scoring.told_painting import Note, Told, paint_told, place_of, words_of
from gui.theme import SPACE, theme_of
from gui.widgets.buttons import icon_button, quiet_button


class ToldLine(QWidget):
    """One finding, merit or note in a line, with 改 and ✕ behind it."""

    opened = Signal(str)
    removed = Signal(str)
    source_asked = Signal(str)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(f"{name}_line")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._told: Told = Note("")
        self._is_current = False
        self._source = quiet_button("see_source", "看原页", self._look_up)
        self._change = quiet_button(f"change_{name}", "改", self._open)
        self._remove = icon_button(f"remove_{name}", "删去（Delete）", self._take_away, "close")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addStretch(1)
        for button in (self._source, self._change, self._remove):
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            row.addWidget(button)

    @property
    def told_id(self) -> str:
        """The finding or merit that is shown, or what names the note."""
        return self._told.id

    @property
    def is_marked(self) -> bool:
        """Whether it is shown as the one that keys such as Enter and Delete mean."""
        return self._is_current and not self.isHidden()

    def show_told(self, told: Told, *, is_current: bool, is_open: bool, has_source: bool = False) -> None:
        """Show it; `is_open` says whether it may be changed, `has_source` whether the case has scanned files."""
        self._told, self._is_current = told, is_current
        self._source.setVisible(has_source and bool(told.scan or told.page))
        self._change.setText("改" if is_open else "看")
        self._remove.setVisible(is_open)
        self.setAccessibleName(" ".join(filter(None, (words_of(told), place_of(told), told.facts))))
        self.update()

    def sizeHint(self) -> QSize:
        """One line."""
        return QSize(100, 7 * SPACE)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: ARG002  Qt's signature
        """Open it."""
        self._open()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002  Qt's signature
        """Paint the line up to the buttons."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme = theme_of(self.palette())
        if self._is_current:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(theme.selection))
            painter.drawRoundedRect(self.rect(), SPACE, SPACE)
        first = self._change if self._source.isHidden() else self._source
        area = self.rect().adjusted(SPACE, 0, first.x() - self.width() - SPACE, 0)
        paint_told(painter, area, self._told, theme)

    def _open(self) -> None:
        self.opened.emit(self._told.id)

    def _look_up(self) -> None:
        self.source_asked.emit(self._told.id)

    def _take_away(self) -> None:
        self.removed.emit(self._told.id)


class ToldBox(QWidget, Generic[ToldT]):
    """All findings of an item, or all its merits.

    `opened` and `removed` name the one that the person wants to change or take away, `source_asked` the one whose
    page in the scanned file is to be shown.
    """

    opened = Signal(str)
    removed = Signal(str)
    source_asked = Signal(str)

    def __init__(self, name: str, form: PlacedForm[ToldT], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = name
        self._form: PlacedForm[ToldT] = form
        form.hide()
        form.source_asked.connect(lambda: self.source_asked.emit(form.told_id))
        self._has_source = False
        self._lines: list[ToldLine] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(SPACE)
        self._column.addWidget(form)

    def show_all(self, all_told: Sequence[ToldT], edited: str, current: str, *, is_open: bool) -> None:
        """Show them, the edited one as a form in its place among the lines, the current one marked."""
        self._have_lines(len(all_told))
        place = next((position for position, told in enumerate(all_told) if told.id == edited), -1)
        for position, (line, told) in enumerate(zip(self._lines, all_told, strict=False)):
            line.show_told(told, is_current=told.id == current, is_open=is_open, has_source=self._has_source)
            line.setVisible(position != place)
        for line in self._lines[len(all_told) :]:
            line.hide()
        if place >= 0:
            self._move_form(place)
            self._form.set_value(all_told[place])
        self._form.set_read_only(is_read_only=not is_open)
        self._form.setVisible(place >= 0)
        self.setVisible(bool(all_told))

    @property
    def marked_line(self) -> ToldLine | None:
        """The line of the one that is marked, None where none is."""
        return next((line for line in self._lines if line.is_marked), None)

    def offer_source(self, *, is_offered: bool) -> None:
        """Let the pages be looked up from the next time on that something is shown."""
        self._has_source = is_offered
        self._form.offer_source(is_offered=is_offered)

    def _have_lines(self, count: int) -> None:
        while len(self._lines) < count:
            line = ToldLine(self._name)
            line.opened.connect(self.opened)
            line.removed.connect(self.removed)
            line.source_asked.connect(self.source_asked)
            self._lines.append(line)
            self._column.addWidget(line)

    def _move_form(self, place: int) -> None:
        # the hidden line of what is edited stands at `place` or after the form
        if self._column.indexOf(self._form) != place:
            self._column.removeWidget(self._form)
            self._column.insertWidget(place, self._form)
