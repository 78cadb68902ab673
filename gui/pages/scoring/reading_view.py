"""One reading on the desk: what the keys do to it."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QVBoxLayout, QWidget

from gui.desk import Desk
from gui.pages.scoring import answering
from gui.pages.scoring.finishing import Finishing
from gui.pages.scoring.item_panel import TYPING
from gui.pages.scoring.pinyin_loading import PinyinLoading
from gui.pages.scoring.reading_form import ReadingForm
from gui.pages.scoring.reading_frame import ReadingFrame
from gui.pages.scoring.recorder import Recorder
from gui.pages.scoring.sieve import Sieve
from gui.pages.scoring.writing import Writing
from models.queries.drafts import ReadingDraft
from models.queries.readings import Reading
from review_forms.answers import Answer, Verdict
from review_forms.office_remarks import Response, with_remark_seen
from review_forms.standard import ItemKind


class ReadingView(QWidget):
    """Shows one reading and records what is said of it.

    `answered` comes after each recorded change with the assignment's id, `submitted` after a submission,
    `next_asked` when the person wants another case, `scan_asked` with a file of the case, `source_asked` with the
    finding or merit whose page is to be shown, `item_opened` with the item that is open now.
    """

    answered = Signal(object)
    submitted = Signal(object)
    next_asked = Signal()
    scan_asked = Signal(object)
    source_asked = Signal(str)
    item_opened = Signal(str)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._form: ReadingForm | None = None
        self._unsaved: tuple[Answer, str] | None = None
        self.frame = ReadingFrame()
        self.recorder = Recorder(desk, self)
        self.sieve = Sieve(self.frame, self)
        self.writing = Writing(desk, self.frame, self._record, self)
        self._finishing = Finishing(self.frame, self.recorder, self)
        self._items, self._panel = self.frame.items, self.frame.items.panel
        PinyinLoading(desk, self, self._panel.findings.form.phrases.use_readings)
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
        """Show a reading with an item open: the one named, else the first that is blank or remarked, else the first."""
        self._form = form = ReadingForm(reading, draft)
        self.writing.begin(form)
        self._unsaved = None
        self.frame.show_head(form)
        self.frame.show_counts(form)
        self.frame.show_saved("", is_good=True)
        self._items.show_form(form)
        self._finishing.begin(form)
        self.sieve.begin(form)
        known = {item.id for item in form.items}
        first = form.next_blank("") or form.next_open_remark("") or form.items[0].id
        self.open_item_of_form(item_id if item_id in known else first)

    def open_item_of_form(self, item_id: str, told_id: str = "") -> None:
        """Open an item, with one of its findings or merits marked."""
        self._finishing.leave_review()
        self.writing.close()
        if self._form is None:
            return
        self.writing.current = told_id
        self.writing.show_panel(item_id)
        self._items.open(item_id)
        self.item_opened.emit(item_id)

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
        if form is None or not item_id or not form.is_open or self.frame.is_reviewing:
            return
        self.writing.close()
        item, before = form.item(item_id), form.answer(item_id)
        if verdict not in answering.verdicts_for(item):
            return
        answer = answering.with_verdict(item, before, verdict)
        merge = f"{TYPING} {answer.findings[0].id}" if verdict.finds_fault and answer.findings else ""
        following = self._following(1)
        if not self._record(answer, merge):
            return
        lost = len(before.findings) - len(answer.findings)
        if lost > 0:
            self.frame.show_saved(f"已去掉 {lost} 个问题，按 Ctrl+Z 恢复", is_good=True)
        if verdict.finds_fault:
            self.writing.edit(answer.findings[0].id if answer.findings else "")
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
        self.writing.close()
        item_id = form.next_blank(self.open_item)
        if item_id is None:
            self.frame.show_saved("全部已答，按 Ctrl+回车 提交", is_good=True)
        self._go_to(item_id)

    def next_told(self) -> None:
        """Mark the next finding or merit, from the top again after the last."""
        if self._form is None:
            return
        self.writing.close()
        following = self._form.next_told(self.open_item, self.writing.current)
        if following is None:
            self.frame.show_saved("还没有写下问题和亮点", is_good=True)
        else:
            self._jump(*following)

    def next_remark(self) -> None:
        """Open the next item with a remark of the office that nothing was done about yet."""
        form = self._form
        if form is None:
            return
        self.writing.close()
        item_id = form.next_open_remark(self.open_item)
        if item_id is None:
            self.frame.show_saved("没有未处理的审管办意见", is_good=True)
        else:
            self._jump(item_id)

    def settle_remark(self) -> None:
        """Say of the open item that the office's remark was looked at and nothing is changed."""
        form, item_id = self._form, self.open_item
        if form is None or not form.is_open or not item_id or self.frame.is_reviewing:
            return
        self.writing.close()
        if form.response(item_id) is Response.OPEN and self._record(with_remark_seen(form.answer(item_id))):
            self.frame.show_saved("已记“意见已核，不改”，按 B 补写理由", is_good=True)
            self._items.setFocus()

    def mark(self) -> None:
        """Set or take away the reviewer's own mark on the open item."""
        form = self._form
        if form is not None and form.is_open and self.open_item and not self.frame.is_reviewing:
            self._panel.flush()
            self._record(answering.with_mark_turned(form.answer(self.open_item)))

    def undo(self) -> None:
        """Record the earlier answer of the last step again."""
        self._take_step(back=True)

    def redo(self) -> None:
        """Record the answer of the step that was taken back."""
        self._take_step(back=False)

    def close_told(self) -> None:
        """Fold what is edited; where nothing is, go back to the whole form if the item was opened from it."""
        if self.writing.close() or not self._finishing.return_to_review():
            self._items.setFocus()

    def enter(self) -> None:
        """Edit what is marked; in a reading that is finished, go to the next case."""
        if self._form is not None and not self._form.is_open:
            self.next_asked.emit()
        else:
            self.writing.edit()

    def finish(self) -> None:
        """Come one step nearer to the submission."""
        if self._form is not None and self._form.is_open:
            self.flush()
            self.writing.close()
            self._finishing.go_on()

    def find_item(self) -> None:
        """Go to the search field above the items."""
        self._finishing.leave_review()
        self.sieve.begin_search()

    def read_through(self) -> None:
        """Show the whole form in the place of the items, or the items again."""
        if self._form is not None:
            self.flush()
            self.writing.close()
            self._finishing.read_through()

    # What the parts report

    def _connect(self) -> None:
        frame, panel = self.frame, self._panel
        self._items.pressed.connect(self._on_pressed)
        panel.verdict_chosen.connect(self._on_verdict_clicked)
        panel.answered.connect(self._on_answered)
        panel.went_on.connect(self._go_on)
        panel.closed.connect(self.close_told)
        panel.finding_asked.connect(self.writing.add_finding)
        panel.merit_asked.connect(self.writing.add_merit)
        panel.note_asked.connect(self.writing.write_note)
        panel.remark.seen_asked.connect(self.settle_remark)
        panel.told_opened.connect(self.writing.edit)
        panel.told_removed.connect(self.writing.remove)
        for part in (panel, frame.overview):
            part.typing.connect(lambda: frame.show_saved("正在输入……", is_good=True))
        self.recorder.told.connect(lambda words, is_good: frame.show_saved(words, is_good=is_good))
        self.sieve.found.connect(self._jump)
        frame.overview.item_asked.connect(self._jump)
        frame.overview.submit_asked.connect(self.finish)
        frame.overview.scan_asked.connect(self.scan_asked)
        for box in (panel.findings, panel.merits):
            box.source_asked.connect(self.source_asked)
        frame.gaps.item_asked.connect(self._jump)
        self._finishing.gap_met.connect(self._jump)
        self._finishing.item_asked.connect(self._jump)
        self._finishing.left.connect(self._items.setFocus)
        frame.review_button.clicked.connect(lambda _checked=False: self.read_through())
        self._finishing.submitted.connect(self.submitted)
        frame.next_button.clicked.connect(lambda _checked=False: self.next_asked.emit())

    def _on_pressed(self, item_id: str, told_id: str) -> None:
        self.open_item_of_form(item_id, told_id)
        self._items.setFocus()
        if told_id:
            self.writing.edit(told_id)

    def _on_verdict_clicked(self, verdict: Verdict) -> None:
        self._items.setFocus()
        self.say(verdict)

    def _on_answered(self, answer: Answer, merge: str) -> None:
        assert self._form is not None
        told = answering.with_elements_told(self._form.answer(answer.item_id), answer)
        if not self._record(told, merge):
            self._unsaved = (told, merge)

    def _jump(self, item_id: str, told_id: str = "") -> None:
        self.open_item_of_form(item_id, told_id)
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
            self.writing.show_panel(item_id)
        self._items.show_answer(item_id)
        self._finishing.show_change()
        self.sieve.show_change()
        self.answered.emit(form.reading.assignment_id)

    def _go_on(self) -> None:
        """Enter: to what this item still asks for, else to the next item; a blank one waits for its verdict."""
        form = self._form
        if form is None or not form.is_open:
            return
        self._panel.flush()
        if self._panel.ask():
            return
        following = self._following(1)
        self.writing.close()
        if form.answer(self.open_item).verdict is None or form.item_faults(self.open_item):
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
        self.writing.close()
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
