"""The end of a reading: the words about the whole case, the check for gaps, the submission."""

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from gui.pages.scoring.reading_form import ReadingForm
from gui.pages.scoring.reading_frame import ReadingFrame
from gui.pages.scoring.recorder import Recorder
from models.queries.drafts import ReadingDraft


class Finishing(QObject):
    """Leads through the right column: overview, then gaps, or the submission beside the whole form.

    `gap_met` comes with the item and finding of the first gap, `item_asked` with those of a link in the whole form,
    `submitted` with the assignment, `left` when the person goes back to the items.
    """

    gap_met = Signal(str, str)
    item_asked = Signal(str, str)
    submitted = Signal(object)
    left = Signal()

    def __init__(self, frame: ReadingFrame, recorder: Recorder, parent: QWidget) -> None:
        super().__init__(parent)
        self._frame = frame
        self._recorder = recorder
        self._form: ReadingForm | None = None
        self._was_reviewing = False
        frame.overview.draft_edited.connect(self._on_draft_edited)
        frame.submission.edited.connect(self._on_submission_edited)
        frame.submission.confirmed.connect(self._submit)
        for closed in (frame.gaps.closed, frame.submission.closed, frame.self_review.left):
            closed.connect(self._on_closed)
        frame.self_review.item_asked.connect(self._on_item_asked)

    def begin(self, form: ReadingForm) -> None:
        """Show the overview of a reading."""
        self._form = form
        self._was_reviewing = False
        self._frame.show_review(is_shown=False)
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
            self._review(form)
            frame.submission.confirm_button.setFocus()

    def read_through(self) -> None:
        """Show the whole form as one text, or go back to the items from it."""
        assert self._form is not None
        if self._frame.is_reviewing:
            self._on_closed()
        else:
            self._review(self._form)

    def return_to_review(self) -> bool:
        """Go back to the whole form, if an item was opened from there; False where it was not."""
        if self._was_reviewing and self._form is not None:
            self._review(self._form)
            return True
        return False

    def leave_review(self) -> None:
        """Show the items again, with what they come to beside them."""
        frame = self._frame
        if frame.is_reviewing:
            self.flush()
            frame.show_review(is_shown=False)
            if frame.right.currentWidget() is frame.submission:
                self._show(frame.overview)

    def _review(self, form: ReadingForm) -> None:
        """Show the whole form, and where nothing lacks the submission beside it."""
        frame = self._frame
        self._was_reviewing = False
        is_ready = form.is_open and not form.faults()
        self._show(frame.submission if is_ready else frame.overview)
        if is_ready:
            frame.submission.show_form(form)
        frame.self_review.show_form(form, frame.submission.grade if is_ready else "")
        frame.show_review(is_shown=True)
        frame.self_review.setFocus()

    def _show(self, panel: QWidget) -> None:
        self._frame.right.setCurrentWidget(panel)

    def _submit(self) -> None:
        form, panel = self._form, self._frame.submission
        assert form is not None
        panel.flush()
        assignment_id = form.reading.assignment_id
        if self._recorder.submit(assignment_id, panel.grade, form.draft, panel):
            self.submitted.emit(assignment_id)

    def _on_item_asked(self, item_id: str, finding_id: str) -> None:
        self.item_asked.emit(item_id, finding_id)
        self._was_reviewing = True

    def _on_closed(self) -> None:
        self.flush()
        self._was_reviewing = False
        self._frame.show_review(is_shown=False)
        self._show(self._frame.overview)
        self.left.emit()

    def _on_draft_edited(self, draft: ReadingDraft) -> None:
        if self._keep(draft):
            assert self._form is not None
            self._frame.overview.show_score(self._form)
            if self._frame.is_reviewing:
                self._frame.self_review.show_form(self._form)

    def _on_submission_edited(self, grade: str, reason: str) -> None:
        assert self._form is not None
        kept = self._form.draft
        if self._keep(ReadingDraft(kept.exemption, kept.merits, grade, reason)) and self._frame.is_reviewing:
            self._frame.self_review.show_form(self._form, grade)

    def _keep(self, draft: ReadingDraft) -> bool:
        form = self._form
        assert form is not None
        if not self._recorder.keep_draft(form.reading.assignment_id, draft):
            return False
        form.set_draft(draft)
        return True
