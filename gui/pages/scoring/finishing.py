"""The end of a reading: the words about the whole case, the check for gaps, the submission."""

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from gui.pages.scoring.reading_form import ReadingForm
from gui.pages.scoring.reading_frame import ReadingFrame
from gui.pages.scoring.recorder import Recorder
from models.queries.drafts import ReadingDraft


class Finishing(QObject):
    """Leads through the right column: overview, then gaps or submission.

    `gap_met` comes with the item and finding of the first gap, `submitted` with the assignment, `left` when the person
    goes back to the items.
    """

    gap_met = Signal(str, str)
    submitted = Signal(object)
    left = Signal()

    def __init__(self, frame: ReadingFrame, recorder: Recorder, parent: QWidget) -> None:
        super().__init__(parent)
        self._frame = frame
        self._recorder = recorder
        self._form: ReadingForm | None = None
        frame.overview.draft_edited.connect(self._on_draft_edited)
        frame.submission.edited.connect(self._on_submission_edited)
        frame.submission.confirmed.connect(self._submit)
        for panel in (frame.gaps, frame.submission):
            panel.closed.connect(self._on_closed)

    def begin(self, form: ReadingForm) -> None:
        """Show the overview of a reading."""
        self._form = form
        self._frame.overview.show_form(form)
        self._show(self._frame.overview)

    def flush(self) -> None:
        """Record what is still being typed."""
        self._frame.overview.flush()
        self._frame.submission.flush()

    def show_change(self) -> None:
        """Show what the answers come to after one of them changed."""
        form, frame = self._form, self._frame
        assert form is not None
        frame.overview.show_score(form)
        frame.show_counts(form)
        shown = frame.right.currentWidget()
        faults = form.faults() if shown is frame.gaps else ()
        if faults:
            frame.gaps.show_faults(form, faults)
        elif shown is not frame.overview:
            self._show(frame.overview)

    def go_on(self) -> None:
        """One step nearer to the submission: show what lacks, else the grade, else submit."""
        form, frame = self._form, self._frame
        assert form is not None
        faults = form.faults()
        if faults:
            frame.gaps.show_faults(form, faults)
            self._show(frame.gaps)
            first = next((fault for fault in faults if fault.item_id), None)
            if first is not None:
                self.gap_met.emit(first.item_id, first.finding_id)
        elif frame.right.currentWidget() is frame.submission:
            self._submit()
        else:
            self._show(frame.submission)
            frame.submission.show_form(form)

    def _show(self, panel: QWidget) -> None:
        self._frame.right.setCurrentWidget(panel)

    def _submit(self) -> None:
        form, panel = self._form, self._frame.submission
        assert form is not None
        panel.flush()
        assignment_id = form.reading.assignment_id
        if self._recorder.submit(assignment_id, panel.grade, form.draft, panel):
            self.submitted.emit(assignment_id)

    def _on_closed(self) -> None:
        self.flush()
        self._show(self._frame.overview)
        self.left.emit()

    def _on_draft_edited(self, draft: ReadingDraft) -> None:
        if self._keep(draft):
            assert self._form is not None
            self._frame.overview.show_score(self._form)

    def _on_submission_edited(self, grade: str, reason: str) -> None:
        assert self._form is not None
        kept = self._form.draft
        self._keep(ReadingDraft(kept.exemption, kept.merits, grade, reason))

    def _keep(self, draft: ReadingDraft) -> bool:
        form = self._form
        assert form is not None
        if not self._recorder.keep_draft(form.reading.assignment_id, draft):
            return False
        form.set_draft(draft)
        return True
