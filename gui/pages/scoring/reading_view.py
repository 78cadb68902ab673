"""One reading on the desk: what the keys do to it."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QVBoxLayout, QWidget

from gui.desk import Desk
from gui.pages.scoring import answering
from gui.pages.scoring.finishing import Finishing
from gui.pages.scoring.item_panel import TYPING
from gui.pages.scoring.reading_form import ReadingForm
from gui.pages.scoring.reading_frame import ReadingFrame
from gui.pages.scoring.recorder import Recorder
from gui.pages.scoring.sieve import Sieve
from gui.scans import open_scan
from models.queries.drafts import ReadingDraft
from models.queries.readings import Reading, phrases
from review_forms.answers import Answer, Verdict
from review_forms.standard import ItemKind


class ReadingView(QWidget):
    """Shows one reading and records what is said of it.

    `answered` comes after each recorded change with the assignment's id, `submitted` after a submission,
    `next_asked` when the person wants another case.
    """

    answered = Signal(object)
    submitted = Signal(object)
    next_asked = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._form: ReadingForm | None = None
        self._edited = ""
        self._current = ""
        self._unsaved: tuple[Answer, str] | None = None
        self.frame = ReadingFrame()
        self.recorder = Recorder(desk, self)
        self.sieve = Sieve(self.frame, self)
        self._finishing = Finishing(self.frame, self.recorder, self)
        self._items, self._panel = self.frame.items, self.frame.items.panel
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.frame)
        self.setFocusProxy(self._items)
        self._connect()

    @property
    def form(self) -> ReadingForm | None:
        """What is worked on, None before the first reading."""
        return self._form

    @property
    def open_item(self) -> str:
        """The item that is open."""
        return self._items.open_item

    def show_reading(self, reading: Reading, draft: ReadingDraft | None, item_id: str = "") -> None:
        """Show a reading with an item open: the one named, else the first blank one, else the first."""
        self._form = form = ReadingForm(reading, draft)
        self._edited = self._current = ""
        self._unsaved = None
        self.frame.show_head(form)
        self.frame.show_counts(form)
        self.frame.show_saved("", is_good=True)
        self._items.show_form(form)
        self._finishing.begin(form)
        self.sieve.begin(form)
        known = {item.id for item in form.items}
        self.open_item_of_form(item_id if item_id in known else form.next_blank("") or form.items[0].id)

    def open_item_of_form(self, item_id: str, finding_id: str = "") -> None:
        """Open an item, with one of its findings marked."""
        self._close_finding()
        if self._form is None:
            return
        self._current = finding_id
        self._show_panel(item_id)
        self._items.open(item_id)

    def flush(self) -> None:
        """Record what is still being typed, text under composition included."""
        QGuiApplication.inputMethod().commit()
        self._panel.flush()
        self._finishing.flush()
        if self._unsaved is not None:
            self._record(*self._unsaved)

    # What the keys do

    def say(self, verdict: Verdict) -> None:
        """Answer the open item; a fault opens its finding, everything else moves on."""
        form, item_id = self._form, self.open_item
        if form is None or not item_id or not form.is_open:
            return
        self._close_finding()
        item, before = form.item(item_id), form.answer(item_id)
        if verdict not in answering.verdicts_for(item):
            return
        answer = answering.with_verdict(item, before, verdict)
        merge = f"{TYPING} {answer.findings[0].id}" if verdict.finds_fault and answer.findings else ""
        following = self._following(1)
        if not self._record(answer, merge):
            return
        if verdict.finds_fault:
            self.edit_finding()
        elif item.kind is ItemKind.BONUS and verdict is Verdict.CLEAR:
            self._panel.ask()
        else:
            self._go_to(following or form.next_blank(item_id))

    def open_neighbour(self, step: int) -> None:
        """Open the item above or below."""
        following = self._following(step)
        if following:
            self.open_item_of_form(following)
            self._items.setFocus()

    def next_blank(self) -> None:
        """Open the next item without an answer; where there is none, offer the end or the next case."""
        form = self._form
        if form is None:
            return
        if not form.is_open:
            self.next_asked.emit()
            return
        self._close_finding()
        item_id = form.next_blank(self.open_item)
        if item_id is None:
            self.frame.show_saved("全部已答，按 Ctrl+回车 提交", is_good=True)
        self._go_to(item_id)

    def next_finding(self) -> None:
        """Mark the next finding, from the top again after the last."""
        if self._form is None:
            return
        self._close_finding()
        following = self._form.next_finding(self.open_item, self._current)
        if following is None:
            self.frame.show_saved("还没有写下问题", is_good=True)
        else:
            self._jump(*following)

    def edit_finding(self, finding_id: str = "") -> None:
        """Open a finding of the open item: the one named, the marked one, or the first."""
        if self._form is None or not self.open_item:
            return
        if self._edited and finding_id != self._edited:
            self._close_finding()
        answer = self._form.answer(self.open_item)
        ids = [finding.id for finding in answer.findings]
        chosen = next((own for own in (finding_id, self._current, *ids) if own in ids), "")
        if not chosen:
            return
        self._edited = self._current = chosen
        self._show_panel(self.open_item)
        self._items.open(self.open_item)
        self._offer_phrases(answer)
        if not (answer.verdict is Verdict.FAULTY and self._panel.ask_first()):
            self._panel.write_facts()

    def add_finding(self) -> None:
        """Begin one more finding under the open item."""
        form, item_id = self._form, self.open_item
        if form is None or not form.is_open or not item_id:
            return
        self._close_finding()
        item = form.item(item_id)
        if Verdict.FAULTY not in answering.verdicts_for(item):
            return
        answer = answering.with_new_finding(item, form.answer(item_id))
        if self._record(answer, f"{TYPING} {answer.findings[-1].id}"):
            self.edit_finding(answer.findings[-1].id)

    def remove_finding(self, finding_id: str = "") -> None:
        """Take a finding of the open item away: the one named, or the marked one."""
        form = self._form
        chosen = finding_id or self._current
        if form is None or not form.is_open or not chosen:
            return
        self._panel.flush()
        self._edited = self._current = ""
        form.end_merging()
        self._record(answering.without_finding(form.answer(self.open_item), chosen))
        self._items.setFocus()

    def mark(self) -> None:
        """Set or take away the reviewer's own mark on the open item."""
        form = self._form
        if form is not None and form.is_open and self.open_item:
            self._panel.flush()
            self._record(answering.with_mark_turned(form.answer(self.open_item)))

    def undo(self) -> None:
        """Record the earlier answer of the last step again."""
        self._take_step(back=True)

    def redo(self) -> None:
        """Record the answer of the step that was taken back."""
        self._take_step(back=False)

    def close_finding(self) -> None:
        """Fold the finding that is edited."""
        self._close_finding()
        self._items.setFocus()

    def enter(self) -> None:
        """Edit the marked finding; in a reading that is finished, go to the next case."""
        if self._form is not None and not self._form.is_open:
            self.next_asked.emit()
        else:
            self.edit_finding()

    def finish(self) -> None:
        """Come one step nearer to the submission."""
        if self._form is not None and self._form.is_open:
            self.flush()
            self._close_finding()
            self._finishing.go_on()

    # What the parts report

    def _connect(self) -> None:
        frame, panel = self.frame, self._panel
        self._items.pressed.connect(self._on_pressed)
        panel.verdict_chosen.connect(self._on_verdict_clicked)
        panel.answered.connect(self._on_answered)
        panel.went_on.connect(self._go_on)
        panel.finding_asked.connect(self.add_finding)
        panel.finding_opened.connect(self.edit_finding)
        panel.finding_removed.connect(self.remove_finding)
        for part in (panel, frame.overview):
            part.typing.connect(lambda: frame.show_saved("正在输入……", is_good=True))
        self.recorder.told.connect(lambda words, is_good: frame.show_saved(words, is_good=is_good))
        self.sieve.found.connect(self._jump)
        frame.overview.item_asked.connect(self._jump)
        frame.overview.submit_asked.connect(self.finish)
        frame.overview.scan_asked.connect(lambda scan: open_scan(self._desk, self, scan))
        frame.gaps.item_asked.connect(self._jump)
        self._finishing.gap_met.connect(self._jump)
        self._finishing.left.connect(self._items.setFocus)
        self._finishing.submitted.connect(self.submitted)
        frame.next_button.clicked.connect(lambda _checked=False: self.next_asked.emit())

    def _on_pressed(self, item_id: str, finding_id: str) -> None:
        self.open_item_of_form(item_id, finding_id)
        self._items.setFocus()
        if finding_id:
            self.edit_finding(finding_id)

    def _on_verdict_clicked(self, verdict: Verdict) -> None:
        self._items.setFocus()
        self.say(verdict)

    def _on_answered(self, answer: Answer, merge: str) -> None:
        assert self._form is not None
        told = answering.with_elements_told(self._form.answer(answer.item_id), answer)
        if not self._record(told, merge):
            self._unsaved = (told, merge)

    def _jump(self, item_id: str, finding_id: str = "") -> None:
        self.open_item_of_form(item_id, finding_id)
        self._items.setFocus()

    # Inner steps

    def _record(self, answer: Answer, merge: str = "") -> bool:
        """Record an answer and show what changed; False when it was refused."""
        form = self._form
        assert form is not None
        if not self.recorder.record(form.reading.assignment_id, answer):
            return False
        self._unsaved = None
        form.accept(answer, merge)
        self._show_change(answer.item_id)
        return True

    def _show_change(self, item_id: str) -> None:
        form = self._form
        assert form is not None
        if item_id == self._panel.item_id:
            self._show_panel(item_id)
        self._items.show_answer(item_id)
        self._finishing.show_change()
        self.sieve.show_change()
        self.answered.emit(form.reading.assignment_id)

    def _show_panel(self, item_id: str) -> None:
        form = self._form
        assert form is not None
        gaps = [fault.message for fault in form.item_faults(item_id)]
        self._panel.show_item(
            form.item(item_id), form.answer(item_id), self._edited, self._current, gaps, is_open=form.is_open
        )

    def _offer_phrases(self, answer: Answer) -> None:
        assert self._form is not None
        item = self._form.item(answer.item_id)
        earlier = self._desk.read(lambda session: phrases(session, item.id))
        self._panel.offer(answering.phrases_for(item, answer, tuple(phrase.text for phrase in earlier)))

    def _close_finding(self) -> None:
        """Record what was typed, fold the finding, and drop it when nothing was written in it."""
        form, item_id = self._form, self.open_item
        self._panel.flush()
        if form is None or not item_id or not self._edited:
            return
        merge = f"{TYPING} {self._edited}"
        self._edited = ""
        written = answering.without_unwritten(form.item(item_id), form.answer(item_id))
        if written != form.answer(item_id) and form.is_open:
            self._record(written, merge)
        form.end_merging()
        self._show_panel(item_id)

    def _go_on(self) -> None:
        """Enter: to what this item still asks for, else to the next item."""
        form = self._form
        if form is None or not form.is_open:
            return
        self._panel.flush()
        if self._panel.ask():
            return
        following = self._following(1)
        self._close_finding()
        if form.item_faults(self.open_item):
            self._items.setFocus()
        else:
            self._go_to(following or form.next_blank(self.open_item))

    def _go_to(self, item_id: str | None) -> None:
        if item_id is not None:
            self.open_item_of_form(item_id)
        self._items.setFocus()

    def _following(self, step: int) -> str | None:
        """The item so many places below the open one among those shown."""
        shown, here = self._items.shown, self.open_item
        if here not in shown:
            return shown[0] if shown else None
        position = shown.index(here) + step
        return shown[position] if 0 <= position < len(shown) else None

    def _take_step(self, *, back: bool) -> None:
        form = self._form
        if form is None or not form.is_open:
            return
        self._close_finding()
        answer = form.earlier() if back else form.later()
        if answer is None:
            self.frame.show_saved("没有可以撤销的了" if back else "没有可以重做的了", is_good=True)
            return
        if not self.recorder.record(form.reading.assignment_id, answer):
            return
        if back:
            form.step_back()
        else:
            form.step_forward()
        self._show_change(answer.item_id)
        self._jump(answer.item_id)
