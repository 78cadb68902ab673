"""What is being written under the open item: a finding, a merit, or the note."""

from collections.abc import Callable

from PySide6.QtCore import QObject

from gui.desk import Desk
from gui.forms.phrase_matching import Wording
from gui.pages.scoring import answering
from gui.pages.scoring.answering import NOTE
from gui.pages.scoring.item_panel import TYPING
from gui.pages.scoring.reading_form import ReadingForm
from gui.pages.scoring.reading_frame import ReadingFrame
from gui.pages.scoring.scan_volumes import ScanPlace
from models.queries.phrases import own_phrases
from review_forms.answers import Answer, Finding, Merit, Verdict
from review_forms.standard import Item


class Writing(QObject):
    """Opens, folds and takes away what is told of the open item; `record` keeps an answer or says False.

    `edited` names what is open in its form, `current` what is marked: the id of a finding or merit, or `NOTE`; empty
    when nothing is.
    """

    def __init__(self, desk: Desk, frame: ReadingFrame, record: Callable[[Answer, str], bool], parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self._frame = frame
        self._record = record
        self._form: ReadingForm | None = None
        self._items, self._panel = frame.items, frame.items.panel
        self.edited, self.current = "", ""

    def begin(self, form: ReadingForm) -> None:
        """Another reading is shown, with nothing open."""
        self._form = form
        self.edited = self.current = ""

    def show_panel(self, item_id: str) -> None:
        """Show an item in the panel, with what is edited and marked."""
        form = self._form
        assert form is not None
        gaps = [fault.message for fault in form.item_faults(item_id)]
        answer = form.answer(item_id)
        remark = form.reading.office_remarks.get(item_id)
        self._panel.remark.show_remark(remark, form.response(item_id), is_open=form.is_open)
        self._panel.show_item(form.item(item_id), answer, self.edited, self.current, gaps, is_open=form.is_open)

    def edit(self, told_id: str = "") -> None:
        """Open something told of the open item: what is named, what is marked, or the first."""
        form, item_id = self._form, self._items.open_item
        if form is None or not item_id:
            return
        if self.edited and told_id != self.edited:
            self.close()
        answer = form.answer(item_id)
        ids = [*(told.id for told in answering.told_in(answer)), NOTE]
        chosen = next((own for own in (told_id, self.current) if own in ids), ids[0])
        if chosen == NOTE and NOTE not in (told_id, self.current):
            return
        self.edited = self.current = chosen
        self.show_panel(item_id)
        self._items.open(item_id)
        self._put_cursor(answer)

    def add_finding(self) -> None:
        """Begin one more finding under the open item."""
        item = self._begin_adding()
        if item is None or Verdict.FAULTY not in answering.verdicts_for(item):
            return
        answer = answering.with_new_finding(item, self._answer())
        if self._record(answer, f"{TYPING} {answer.findings[-1].id}"):
            self.edit(answer.findings[-1].id)

    def add_merit(self) -> None:
        """Begin one more merit under the open item, whatever its verdict."""
        if self._begin_adding() is None:
            return
        answer = answering.with_new_merit(self._answer())
        if self._record(answer, f"{TYPING} {answer.merits[-1].id}"):
            self.edit(answer.merits[-1].id)

    def write_note(self) -> None:
        """Open the note of the open item."""
        if self._begin_adding() is not None:
            self.edit(NOTE)

    def remove(self, told_id: str = "") -> None:
        """Take away what is named, or what is marked."""
        form, chosen = self._form, told_id or self.current
        if form is None or not form.is_open or not self._items.open_item or not self._is_told(chosen):
            return
        self._panel.flush()
        self.edited = self.current = ""
        form.end_merging()
        self._record(answering.without_told(self._answer(), chosen), "")
        self._items.setFocus()

    def close(self) -> bool:
        """Record what was typed and fold it; what holds nothing vanishes. False when nothing was open."""
        form, item_id = self._form, self._items.open_item
        self._panel.flush()
        if form is None or not item_id or not self.edited:
            return False
        merge = f"{TYPING} {self.edited}"
        self.edited = ""
        written = answering.without_unwritten(form.item(item_id), form.answer(item_id))
        if written != form.answer(item_id) and form.is_open:
            self._record(written, merge)
        form.end_merging()
        self.show_panel(item_id)
        return True

    def told(self, told_id: str = "") -> Finding | Merit | None:
        """A finding or merit of the open item: the one named, the one edited or marked, or the only one."""
        if self._form is None or not self._items.open_item:
            return None
        self._panel.flush()
        by_id = {told.id: told for told in answering.told_in(self._answer())}
        only = next(iter(by_id)) if len(by_id) == 1 else ""
        return by_id.get(next((own for own in (told_id, self.edited, self.current, only) if own in by_id), ""))

    def put_place(self, place: ScanPlace) -> bool:
        """Put a page of the scanned file into that finding or merit; False where there is none."""
        told, form = self.told(), self._form
        if told is None or form is None or not form.is_open:
            return False
        where = (place.volume, place.page, place.scan, place.scan_page)
        for part in (self._panel.findings.form, self._panel.merits.form):
            if part.told_id == self.edited == told.id:
                part.set_place(*where)
                return True
        return self._record(answering.with_place(self._answer(), told.id, *where), "")

    def offer_source(self, *, is_offered: bool) -> None:
        """Let the pages of findings and merits be looked up, or not."""
        for part in (self._panel.findings, self._panel.merits):
            part.offer_source(is_offered=is_offered)
        if self._form is not None and self._items.open_item:
            self.show_panel(self._items.open_item)

    def _begin_adding(self) -> Item | None:
        """Fold what is open and give the item to write under; None where nothing may be written."""
        form, item_id = self._form, self._items.open_item
        if form is None or not form.is_open or not item_id or self._frame.is_reviewing:
            return None
        self.close()
        return form.item(item_id)

    def _is_told(self, told_id: str) -> bool:
        answer = self._answer()
        return told_id in (*(told.id for told in answering.told_in(answer)), NOTE)

    def _answer(self) -> Answer:
        assert self._form is not None
        return self._form.answer(self._items.open_item)

    def _put_cursor(self, answer: Answer) -> None:
        if any(finding.id == self.edited for finding in answer.findings):
            self._offer_phrases(answer)
            if answer.verdict is Verdict.FAULTY and self._panel.ask_first():
                return
        self._panel.write()

    def _offer_phrases(self, answer: Answer) -> None:
        assert self._form is not None
        if not self._form.is_open:
            return
        item = self._form.item(answer.item_id)
        reading, edited = self._form.reading.assignment_id, self.edited
        used = self._desk.read(lambda session: own_phrases(session, reading, item.id, without_finding=edited))
        self._panel.offer(answering.phrases_for(item, answer, [Wording(own.text, own.uses) for own in used]))
