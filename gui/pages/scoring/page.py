"""The page 评查: my cases on the left, the desk of one of them beside it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QPushButton, QSplitter, QStackedWidget, QWidget

from gui.desk import Desk
from gui.pages.page import OFFICE, Page, Subject
from gui.pages.scoring.case_list import CaseList
from gui.pages.scoring.keys import add_keys, add_scan_keys
from gui.pages.scoring.last_place import LastPlace
from gui.pages.scoring.paper import PaperDesk
from gui.pages.scoring.reading_view import ReadingView
from gui.pages.scoring.scan_desk import ScanDesk
from gui.theme import SPACE
from gui.widgets.buttons import secondary_button
from gui.widgets.empty_page import EmptyPage
from models.changes import Changes
from models.queries.drafts import ReadingDraft, reading_draft
from models.queries.readings import Reading, ReadingRow, reading, reading_rows

if TYPE_CHECKING:
    from models.store import Session

LIST_WIDTH = 212
_NARROW = 980
_REVIEWER = "scoring/reviewer"
_SCAN_WIDTH = "scoring/scan_width"
_USUAL_SCAN_WIDTH = 480


class ScoringPage(Page):
    """Chooses the reading and keeps list and desk in step; what is done to a reading is the view's business."""

    title = "评查"
    object_name = "scoring_page"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._rows: tuple[ReadingRow, ...] = ()
        self._assignment: UUID | None = None
        self.cases = CaseList()
        self.view = ReadingView(desk)
        self.scans = ScanDesk(desk, self.view)
        self._place = LastPlace(desk.memory, self)
        self._split = QSplitter(Qt.Orientation.Horizontal)
        self._stack = QStackedWidget()
        self._list_button = self._make_list_button()
        self.paper = PaperDesk(desk, self, self._opened, self.view.flush, self.show_done)
        self._fill_body()
        add_keys(self, self.view)
        add_scan_keys(self, self.scans)
        self.setFocusProxy(self.view)
        self.cases.chosen.connect(self._on_chosen)
        self.cases.narrowed.connect(self._on_narrowed)
        self.view.answered.connect(self._on_answered)
        self.view.item_opened.connect(self._on_item_opened)
        self.view.submitted.connect(self._on_submitted)
        self.view.next_asked.connect(self._open_next)
        self.cases.scans_asked.connect(self.scans.turn)
        self.scans.shown.connect(self._on_scans_shown)
        self.view.frame.self_review.print_asked.connect(self.paper.ask_for_paper)
        self.scans.offered.connect(lambda has_scans: self.cases.offer_scans(has_scans=has_scans))
        self._split.splitterMoved.connect(self._on_split_moved)

    def refresh(self, changes: Changes) -> None:
        """Read the list again, and the open reading when it was touched; what was written here is shown already."""
        if self.view.recorder.is_writing or not _concerns(changes):
            return
        is_first = not self._rows
        self._rows = self.desk.read(reading_rows)
        self._offer_choices(is_first=is_first)
        self._show_rows()
        if self._assignment is not None and (not changes or self._assignment in changes.assignments):
            self._open(self._assignment, self.view.open_item)
        self._open_something()
        self._offer_next()
        # not before: a list that is given the focus opens its first case by itself
        self._stack.setCurrentIndex(1 if self._rows else 0)

    def reveal(self, subject: Subject) -> None:
        """Open the reading of an assignment or of a reviewed case, whoever's it is."""
        wanted = (row for row in self._rows if subject.id in (row.assignment_id, row.reviewed_case_id, row.batch_id))
        by_text = (row for row in self._rows if subject.text and subject.text in row.number)
        row = next((row for row in wanted if row.is_waiting), None) or next(by_text, None)
        row = row or next((row for row in self._rows if subject.id in (row.assignment_id, row.reviewed_case_id)), None)
        if row is None:
            return
        if self.cases.position_of(row.assignment_id) is None:
            self.cases.reviewer.setCurrentIndex(0)
            self.cases.batch.setCurrentIndex(0)
            self._show_rows()
        self._open(row.assignment_id)

    def leave(self) -> None:
        """Record what is being typed, and remember where the work stopped."""
        self.view.flush()
        self._place.keep()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fold the list away where there is no room for it."""
        super().resizeEvent(event)
        self._arrange()

    def _fill_body(self) -> None:
        self.add_action_widget(self._list_button)
        self.add_action_widget(self.cases.reviewer)
        self.add_action_widget(self.cases.batch)
        self.add_action_widget(self.paper.button)
        self.cases.setFixedWidth(LIST_WIDTH)
        work = QWidget()
        row = QHBoxLayout(work)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(3 * SPACE)
        row.addWidget(self.cases)
        row.addWidget(self._split, 1)
        self._split.setHandleWidth(3 * SPACE)
        self._split.setChildrenCollapsible(False)
        self._split.addWidget(self.scans.pane)
        self._split.addWidget(self.view)
        self._split.setStretchFactor(0, 0)
        self._split.setStretchFactor(1, 1)
        self._stack.addWidget(self._empty_page())
        self._stack.addWidget(work)
        self.body.addWidget(self._stack)

    def _make_list_button(self) -> QPushButton:
        button = secondary_button("show_cases", "案件列表", self._turn_list, "cases")
        button.hide()
        return button

    @property
    def _is_crowded(self) -> bool:
        """Whether the list is folded away, for want of room or in favour of the scanned file."""
        return not self._list_button.isHidden()

    def _arrange(self) -> None:
        is_crowded = self.width() < _NARROW or self.scans.is_shown
        if is_crowded != self._is_crowded:
            self._list_button.setVisible(is_crowded)
            self._show_list(is_shown=not is_crowded)

    def _on_scans_shown(self, is_shown: bool) -> None:
        focus = QApplication.focusWidget()
        if is_shown and focus is not None and self.cases.isAncestorOf(focus):
            self.view.setFocus()
        self._arrange()
        if is_shown:
            width = int(self.desk.memory.number(_SCAN_WIDTH, _USUAL_SCAN_WIDTH))
            self._split.setSizes([width, max(1, self._split.width() - width)])

    def _on_split_moved(self, position: int, _index: int) -> None:
        self.desk.memory.keep(_SCAN_WIDTH, position)

    def _turn_list(self) -> None:
        self._show_list(is_shown=self.cases.isHidden())

    def _show_list(self, *, is_shown: bool) -> None:
        """Show the list or fold it away; where there is no room for three columns it takes the place of the score."""
        self.cases.setVisible(is_shown)
        self.view.frame.right.setVisible(not (is_shown and self._is_crowded))

    def _empty_page(self) -> EmptyPage:
        if self.desk.store.workspace.role.value != OFFICE:
            title = "还没有交给您评查的案件"
            words = "案件随审管办的 U 盘交来。请插入 U 盘，在“交换”中读入评查包，然后在这里逐项评查。"
            return EmptyPage("scoring", title, words, "去交换", lambda: self.go_to("exchange"))
        title = "还没有分派给评查员的案件"
        words = "案件抽取并分派之后，在这里逐项评查。请先在“批次”中建立批次、抽案并分派。"
        return EmptyPage("scoring", title, words, "去批次", lambda: self.go_to("batches"))

    def _offer_choices(self, *, is_first: bool) -> None:
        reviewers = dict(sorted({row.reviewer_id: row.reviewer for row in self._rows}.items(), key=lambda one: one[1]))
        batches = {row.batch_id: row.batch for row in self._rows}
        self.cases.offer(list(reviewers.items()), list(batches.items()))
        if is_first:
            remembered = self.desk.memory.text(_REVIEWER)
            mine = (own for own, name in reviewers.items() if str(own) == remembered or name == self.desk.actor)
            self.cases.reviewer.setCurrentIndex(max(0, self.cases.reviewer.findData(next(mine, None))))

    def _show_rows(self) -> None:
        reviewer, batch = self.cases.reviewer.currentData(), self.cases.batch.currentData()
        rows = [
            row
            for row in self._rows
            if (reviewer is None or row.reviewer_id == reviewer) and (batch is None or row.batch_id == batch)
        ]
        self.cases.show_rows(rows, self._assignment)
        self.set_subtitle(f"共 {len(rows)} 件" if self._rows else "")

    def _open_something(self) -> None:
        """Where nothing is open: what was open last time, else the first reading that is not finished."""
        if not self.cases.rows or self.cases.position_of(self._assignment) is not None:
            return
        remembered, item_id = self._place.kept
        ids = [row.assignment_id for row in self.cases.rows]
        kept = next((own for own in ids if str(own) == remembered), None)
        unfinished = (row.assignment_id for row in self.cases.rows if row.is_waiting)
        if kept is not None:
            self._open(kept, item_id)
        else:
            self._open(next(unfinished, ids[0]))

    def _open(self, assignment_id: UUID, item_id: str = "") -> None:
        def read(session: Session) -> tuple[Reading, ReadingDraft | None]:
            return reading(session, assignment_id), reading_draft(session, assignment_id)

        self.view.flush()
        shown, draft = self.desk.read(read)
        self._assignment = assignment_id
        self.cases.select(assignment_id)
        self.view.show_reading(shown, draft, item_id)
        self.scans.show_case()
        self._show_notice(shown)

    def _opened(self) -> tuple[UUID, UUID] | None:
        """The batch and the assignment of the open reading."""
        row = next((row for row in self._rows if row.assignment_id == self._assignment), None)
        return None if row is None else (row.batch_id, row.assignment_id)

    def _show_notice(self, shown: Reading) -> None:
        notice, form = self.view.frame.notice, self.view.form
        assert form is not None
        if not form.is_open:
            notice.show_hint(_closed_words(shown))
        elif shown.remark or shown.remarks:
            notice.show_warning(_returned_words(shown))
        else:
            notice.clear()
        self._offer_next()

    def _offer_next(self) -> None:
        """Offer the next case beside one that is finished."""
        form, current = self.view.form, self._assignment
        is_over = form is not None and not form.is_open
        following = self.cases.next_open(current) if is_over and current is not None else None
        self.view.frame.next_button.setVisible(following is not None)

    def _on_chosen(self, assignment_id: UUID) -> None:
        if assignment_id != self._assignment:
            self._open(assignment_id)
        if self._is_crowded:
            self._show_list(is_shown=False)

    def _on_narrowed(self) -> None:
        self.desk.memory.keep(_REVIEWER, str(self.cases.reviewer.currentData() or ""))
        self._show_rows()
        self._open_something()

    def _on_item_opened(self, item_id: str) -> None:
        if self._assignment is not None:
            self._place.move(self._assignment, item_id)

    def _on_answered(self, assignment_id: UUID) -> None:
        form = self.view.form
        position = self.cases.position_of(assignment_id)
        if form is not None and position is not None:
            self.cases.replace_row(replace(self.cases.rows[position], answered=form.answered))

    def _on_submitted(self, assignment_id: UUID) -> None:
        self._rows = self.desk.read(reading_rows)
        self._show_rows()
        self._open(assignment_id, self.view.open_item)
        self.view.setFocus()

    def _open_next(self) -> None:
        if self._assignment is None:
            return
        following = self.cases.next_open(self._assignment)
        if following is None:
            self.show_done("名下的案件都已提交。")
            return
        self._open(following.assignment_id)
        self.view.setFocus()


def _concerns(changes: Changes) -> bool:
    """Whether the list or a reading may look different now; a new backup, for one, is none of its business."""
    sets = (changes.assignments, changes.reviewed_cases, changes.batches, changes.cases)
    return not changes or changes.all_cases or any(sets)


def _returned_words(shown: Reading) -> str:
    """What the office says to a reading that it gave back."""
    count = len(shown.remarks)
    items = f"对 {count} 个评查项提出意见，按 R 逐条查看" if count else ""
    return f"审管办退回，请补充或修改后再提交：{'。'.join(filter(None, (shown.remark.rstrip('。'), items)))}"


def _closed_words(shown: Reading) -> str:
    """Why a reading can only be looked at."""
    if shown.is_submitted:
        grade = shown.scale.grade(shown.proposed_grade)
        state = "" if shown.state.value in ("scoring", "scored") else f"，本案{shown.state.label}"
        return f"已提交，建议等次“{grade.name}”{state}。只能查看；要修改，请审管办先退回。"
    if not shown.is_held_here:
        return f"已交给“{shown.holder}”的电脑，这里只能查看；结果交回后显示在这里。"
    return f"本案{shown.state.label}，只能查看。"
