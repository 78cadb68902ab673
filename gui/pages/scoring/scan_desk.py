"""What joins the scanned file and the reading beside it: the page goes into a finding, the finding back to its page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from gui.desk import Desk
from gui.pages.scoring.reading_view import ReadingView
from gui.pages.scoring.scan_pane import ScanPane
from gui.scans import is_pdf, open_scan
from models.queries.attachments import AttachmentRow, case_of
from review_forms.answers import place_words

_NO_SCAN = "先打开卷宗扫描件（F2），再取当前页"
_NO_FINDING = "先打开或选中一个问题或亮点，再取当前页"
_NO_PLACE = "没有写明卷、页，或者没有附上该卷的扫描件"
_NOTHING_TOLD = "先打开或选中一个问题或亮点，再看原页"


class ScanDesk(QObject):
    """Has the pane and decides when it is shown: whoever opened it once has it with every case that has scans.

    `shown` comes when the pane appears or goes, `offered` with whether the case has scans, when another is opened.
    """

    shown = Signal(bool)
    offered = Signal(bool)

    def __init__(self, desk: Desk, view: ReadingView) -> None:
        super().__init__(view)
        self._desk = desk
        self._view = view
        self._is_wanted = False
        self.pane = ScanPane(desk)
        self.pane.hide()
        self.pane.close_asked.connect(self.fold)
        self.pane.take_asked.connect(self.take_page)
        self.pane.left.connect(view.setFocus)
        self.pane.files_changed.connect(self._on_files_changed)
        view.scan_asked.connect(self.open)
        view.source_asked.connect(self.show_source)

    @property
    def is_shown(self) -> bool:
        """Whether the pane stands beside the items."""
        return not self.pane.isHidden()

    def show_case(self) -> None:
        """Be about the case that the view shows now."""
        form = self._view.form
        if form is None:
            return
        reading = form.reading
        case_id = self._desk.read(lambda session: case_of(session, reading.reviewed_case_id))
        self.pane.show_case(case_id, reading.files)
        self._offer()
        self._show(is_shown=self._is_wanted and bool(self.pane.volumes))

    def turn(self) -> None:
        """Open the pane, or fold it away."""
        if self.is_shown:
            self.fold()
        elif self._view.form is not None:
            self._is_wanted = True
            self._show(is_shown=True)

    def fold(self) -> None:
        """Fold the pane away, with this case and those to come."""
        self._is_wanted = False
        self._show(is_shown=False)
        self._view.setFocus()

    def open(self, scan: AttachmentRow) -> None:
        """Show a file of the case: a PDF in the pane, anything else in the system's program."""
        if is_pdf(scan):
            self._is_wanted = True
            self.pane.show_volume(scan.attachment_id)
            self._show(is_shown=True)
        else:
            open_scan(self._desk, self._view, scan)

    def take_page(self) -> None:
        """Put the page in sight into the finding or merit that is edited or marked."""
        place = self.pane.place if self.is_shown else None
        if place is None:
            self._say(_NO_SCAN, is_good=False)
        elif not self._view.frame.is_reviewing and self._view.writing.put_place(place):
            self._say(f"已取 {place_words(place.volume, place.page)}", is_good=True)
        else:
            self._say(_NO_FINDING, is_good=False)

    def show_source(self, told_id: str = "") -> None:
        """Show the page where a finding or merit stands: the one named, else the one that is edited or marked."""
        told = self._view.writing.told(told_id)
        found = self.pane.locate(told) if told is not None else None
        if found is None:
            self._say(_NO_PLACE if told is not None else _NOTHING_TOLD, is_good=False)
            return
        self._is_wanted = True
        self.pane.show_file(*found)
        self._show(is_shown=True)
        self._say(f"原页在{found[0].file.name}第 {found[1]} 页", is_good=True)

    def when_shown(self, step: Callable[[], object]) -> None:
        """Do something to the pane, unless it is folded away or has nothing to show."""
        if self.is_shown and self.pane.volumes:
            step()

    def _show(self, *, is_shown: bool) -> None:
        if is_shown:
            self.pane.begin()
        if is_shown != self.is_shown:
            self.pane.setVisible(is_shown)
            self.shown.emit(is_shown)

    def _offer(self) -> None:
        has_scans = bool(self.pane.volumes)
        self._view.writing.offer_source(is_offered=has_scans)
        self.offered.emit(has_scans)

    def _on_files_changed(self) -> None:
        form = self._view.form
        if form is not None:
            form.reading = replace(form.reading, files=self.pane.files)
            self._view.frame.overview.show_files(form)
        self._offer()

    def _say(self, words: str, *, is_good: bool) -> None:
        self._view.frame.show_saved(words, is_good=is_good)
