"""The page of batches: the list, the form of a new one, and one batch."""

from uuid import UUID

from PySide6.QtWidgets import QStackedWidget

from gui.desk import Desk
from gui.pages.batches.batch_list import BatchList
from gui.pages.batches.batch_view import BatchDetail
from gui.pages.batches.create_form import CreateForm
from gui.pages.page import Page, Subject
from gui.widgets.buttons import primary_button, secondary_button
from models.changes import Changes
from models.queries.batches import BatchRow, batch_rows
from models.queries.determinations import batch_of_reviewed_case

CREATE = "建立批次"
_LIST, _CREATE, _DETAIL = 0, 1, 2


class BatchesPage(Page):
    """Batches from the plan to the end."""

    title = "批次"
    object_name = "batches_page"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.list = BatchList(desk)
        self.form = CreateForm(desk)
        self.detail = BatchDetail(desk)
        self._views = QStackedWidget()
        for view in (self.list, self.form, self.detail):
            self._views.addWidget(view)
        self.body.addWidget(self._views, 1)
        self._rows: tuple[BatchRow, ...] = ()
        self._back = secondary_button("back_to_batches", "返回批次列表", self.show_list, "back", "Alt+Left")
        self._create = primary_button("new_batch", "新建批次…", self.show_form, "add", "Ctrl+N")
        self.add_action_widget(self._back)
        self.add_action_widget(self._create)
        self._connect()
        self._show(_LIST)

    def refresh(self, changes: Changes) -> None:
        """Read the list again, and the batch that is open."""
        if changes.settings and self._views.currentIndex() == _CREATE:
            self.form.refresh_people()
        if changes and not (changes.batches or changes.reviewed_cases or changes.settings):
            return
        self._rows = self.desk.read(batch_rows)
        self.list.set_rows(self._rows)
        if self._views.currentIndex() == _DETAIL:
            self.detail.refresh()
        self._show(self._views.currentIndex())

    def reveal(self, subject: Subject) -> None:
        """Open a batch, or a case in its batch; the text 建立批次 asks for a new one."""
        if subject.text == CREATE:
            self.show_form()
            return
        subject_id = subject.id
        if subject_id is None:
            return
        if any(row.id == subject_id for row in self._rows):
            self.open_batch(subject_id)
            return
        batch_id = self.desk.read(lambda session: batch_of_reviewed_case(session, subject_id))
        if batch_id is not None:
            self.open_batch(batch_id)
            self.detail.open_case(subject_id)

    def show_list(self) -> None:
        """Show all batches."""
        self.clear_error()
        self._show(_LIST)
        self.list.table.setFocus()

    def show_form(self) -> None:
        """Begin a new batch."""
        self.clear_error()
        self.form.begin()
        self._show(_CREATE)

    def open_batch(self, batch_id: UUID) -> None:
        """Show one batch."""
        self.clear_error()
        self.detail.show_batch(batch_id)
        self._show(_DETAIL)
        self.detail.take_focus()

    def _on_created(self, batch_id: UUID) -> None:
        self.open_batch(batch_id)
        self.detail.show_draw()

    def _connect(self) -> None:
        self.list.opened.connect(lambda row: self.open_batch(row.id))
        self.list.create_asked.connect(self.show_form)
        self.form.created.connect(self._on_created)
        self.form.cancelled.connect(self.show_list)
        self.detail.asked_for.connect(self.asked_for)
        self.detail.said.connect(self._say)

    def _say(self, message: str) -> None:
        if message:
            self.show_done(message)
        else:
            self.clear_error()

    def _show(self, view: int) -> None:
        self._views.setCurrentIndex(view)
        # where the keys go when the person comes to the page
        self.setFocusProxy((self.list.table, self.form.name, self.detail.table)[view])
        open_batches = sum(not row.is_closed for row in self._rows)
        counted = f"进行中 {open_batches} 个，共 {len(self._rows)} 个" if self._rows else ""
        self.set_subtitle({_LIST: counted, _CREATE: "新建批次", _DETAIL: ""}[view])
        self._back.setVisible(view == _DETAIL)
        # an empty list has the button in its middle
        self._create.setVisible(view == _LIST and bool(self._rows))
