"""The form of one case: heads and items as painted lines, the open item in place under its own."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QFrame, QScrollArea, QWidget

from gui.pages.scoring.item_panel import ItemPanel
from gui.pages.scoring.item_rows import ItemRow, SectionHead
from gui.pages.scoring.reading_form import ReadingForm
from gui.theme import SPACE, theme_of


class _Ground(QWidget):
    """What the lines stand on."""

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(event.rect(), QColor(theme_of(self.palette()).surface))


class ItemsView(QScrollArea):
    """All items of a form that pass a filter, one of them open.

    The lines are plain painted widgets, and this view puts them into their places itself: a change costs one line and
    no layout of the others. `pressed` names the item that was clicked, and the finding if it was on one.
    """

    pressed = Signal(str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("items")
        self.setAccessibleName("评查项")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setMinimumHeight(25 * SPACE)
        self.panel = ItemPanel()
        self._ground = _Ground()
        self.setWidget(self._ground)
        self.panel.setParent(self._ground)
        self.panel.installEventFilter(self)
        self.panel.hide()
        self._form: ReadingForm | None = None
        self._heads: dict[str, SectionHead] = {}
        self._rows: dict[str, ItemRow] = {}
        self._open = ""
        self._shown: tuple[str, ...] = ()

    @property
    def open_item(self) -> str:
        """The item that is open, empty when none is."""
        return self._open

    @property
    def shown(self) -> tuple[str, ...]:
        """The items that pass the filter, in the order of the form."""
        return self._shown

    def show_form(self, form: ReadingForm) -> None:
        """Show another form, with nothing open."""
        is_same = self._form is not None and self._form.standard == form.standard
        self._form, self._open = form, ""
        self.panel.hide()
        if not is_same:
            self._build(form)
        for row in self._rows.values():
            row.set_current(False)
        self.show_answers()
        self.filter_items(lambda _item_id: True)
        self.verticalScrollBar().setValue(0)

    def show_answers(self) -> None:
        """Show every answer and section anew."""
        for item_id in self._rows:
            self._show_row(item_id)
        self._show_heads()

    def show_answer(self, item_id: str) -> None:
        """Show one answer anew, and how its section stands."""
        assert self._form is not None
        if self._show_row(item_id):
            self._place()
        section = self._form.section_of(item_id)
        self._heads[section.id].set_score(self._form.section_score(section), has_points=self._form.has_points)

    def filter_items(self, is_shown: Callable[[str], bool]) -> None:
        """Leave only the items for which the claim holds."""
        self._shown = tuple(item_id for item_id in self._rows if is_shown(item_id))
        self._place()

    def open(self, item_id: str) -> None:
        """Open an item in its place; the panel must show it already."""
        if item_id != self._open:
            for changed in (self._open, item_id):
                if changed:
                    self._rows[changed].set_current(changed == item_id)
            self._open = item_id
        self._place()
        self.show_open()

    def show_open(self) -> None:
        """Bring the open item into sight, its head rather than its end, and whatever is typed in or marked."""
        if not self._open:
            return
        row = self._rows[self._open]
        top, bottom = row.y(), row.y() + row.height() + self.panel.height()
        bar, height = self.verticalScrollBar(), self.viewport().height()
        if bottom - bar.value() > height:
            bar.setValue(bottom - height + SPACE)
        if top < bar.value():
            bar.setValue(max(0, top - 8 * SPACE))
        field = QApplication.focusWidget()
        wanted = field if field is not None and self.panel.isAncestorOf(field) else self.panel.marked_line
        if wanted is not None:
            self.ensureWidgetVisible(wanted, 0, 4 * SPACE)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the lines their new width."""
        super().resizeEvent(event)
        self._place()
        self.show_open()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Make room when the open item grows."""
        if watched is self.panel and event.type() == QEvent.Type.LayoutRequest and self._has_outgrown():
            self._place()
            self.show_open()
        return super().eventFilter(watched, event)

    def _has_outgrown(self) -> bool:
        """Whether the open item needs another height; most requests come from what `open` has placed already."""
        return bool(self._open) and self.panel.wanted_height(self.viewport().width()) != self.panel.height()

    def _build(self, form: ReadingForm) -> None:
        for widget in (*self._heads.values(), *self._rows.values()):
            widget.hide()
            widget.deleteLater()
        self._heads = {section.id: SectionHead(section, self._ground) for section in form.standard.sections}
        self._rows = {item.id: ItemRow(item, number, self._ground) for number, item in enumerate(form.items, start=1)}
        for row in self._rows.values():
            row.pressed.connect(self.pressed)

    def _show_row(self, item_id: str) -> bool:
        form = self._form
        assert form is not None
        return self._rows[item_id].set_answer(form.answer(item_id), form.line(item_id), form.response(item_id))

    def _show_heads(self) -> None:
        assert self._form is not None
        for section in self._form.standard.sections:
            self._heads[section.id].set_score(self._form.section_score(section), has_points=self._form.has_points)

    def _place(self) -> None:
        """Put every line where it belongs."""
        if self._form is None:
            return
        width, top = self.viewport().width(), 0
        shown = {*self._shown, self._open}
        for section in self._form.standard.sections:
            rows = [self._rows[item.id] for item in section.items if item.id in shown]
            head = self._heads[section.id]
            head.setVisible(bool(rows))
            if rows:
                top = _put(head, top, width, head.wanted_height(width))
            for row in rows:
                top = _put(row, top, width, row.wanted_height(width))
                if row.item.id == self._open:
                    top = _put(self.panel, top, width, self.panel.wanted_height(width))
                    self.panel.lay_out_again()
        for item_id, row in self._rows.items():
            row.setVisible(item_id in shown)
        self.panel.setVisible(bool(self._open))
        self._ground.resize(width, max(top, self.viewport().height()))


def _put(widget: QWidget, top: int, width: int, height: int) -> int:
    """Give a widget its place; returns where the next one begins."""
    widget.setGeometry(0, top, width, height)
    return top + height
