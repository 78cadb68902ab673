"""Which items of the form are listed: a choice such as 未答, and a text."""

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from gui.pages.scoring.reading_form import ReadingForm, Show
from gui.pages.scoring.reading_frame import ReadingFrame


class Sieve(QObject):
    """Filters the list by the choice above it and the search field; `found` comes with the item to open, if any."""

    found = Signal(str)

    def __init__(self, frame: ReadingFrame, parent: QWidget) -> None:
        super().__init__(parent)
        self._frame = frame
        self._form: ReadingForm | None = None
        frame.filters.chosen.connect(lambda _show: self.apply())
        frame.search.searched.connect(lambda _text: self.apply())
        frame.search.submitted.connect(self._on_submitted)

    def begin(self, form: ReadingForm) -> None:
        """Let every item of a form through."""
        self._form = form
        self._frame.filters.set_value(Show.ALL)
        self._frame.search.set_text_quietly("")

    def apply(self) -> None:
        """Filter anew."""
        form = self._form
        if form is not None:
            show, text = self._show(), self._frame.search.text().strip()
            self._frame.items.filter_items(lambda item: form.is_shown(item, show) and form.speaks_of(item, text))
            if not self._frame.items.shown:
                self._frame.show_saved("没有符合的评查项", is_good=True)

    def show_change(self) -> None:
        """Filter anew after an answer, where answers decide what is listed."""
        if self._show() is not Show.ALL:
            self.apply()

    def begin_search(self) -> None:
        """Go to the search field."""
        self._frame.search.setFocus()
        self._frame.search.selectAll()

    def end_search(self) -> None:
        """Leave the search field and list again what the choice lets through."""
        # the field writes down what was being composed as it is left; that is over, too
        self._frame.items.setFocus()
        self._frame.search.set_text_quietly("")
        self.apply()

    def _show(self) -> Show:
        return self._frame.filters.value() or Show.ALL

    def _on_submitted(self, text: str) -> None:
        self.apply()
        first = next(iter(self._frame.items.shown), "")
        if text.strip() and not first:
            # the open item stays in sight: whoever took it for what was looked for would answer the wrong one
            self._frame.search.selectAll()
            return
        self.end_search()
        if text and first:
            self.found.emit(first)
