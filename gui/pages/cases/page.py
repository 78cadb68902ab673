"""The page of cases: the list, and the import of ledgers as a page under it."""

from collections.abc import Iterator
from pathlib import Path

from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QStackedWidget

from exports.ledgers.cases import write_case_list
from gui.desk import Desk
from gui.dialogs.files import WORKBOOK, ask_where_to_save
from gui.pages.cases.case_list import CaseList
from gui.pages.cases.import_view import ImportView
from gui.pages.page import Page, Subject
from gui.runners import Job
from gui.widgets.buttons import primary_button, secondary_button
from models.changes import Changes
from models.queries.cases import CaseRow, case_ids, case_rows

IMPORT = "导入台账"
_LIST, _IMPORT = 0, 1
_CHUNK = 500


class CasesPage(Page):
    """Every case of the workspace; ledgers come in by the button or by dropping a file anywhere on the page."""

    title = "案件"
    object_name = "cases_page"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.list = CaseList(desk)
        self.importing = ImportView(desk)
        self._views = QStackedWidget()
        self._views.addWidget(self.list)
        self._views.addWidget(self.importing)
        self.body.addWidget(self._views, 1)
        self._export = secondary_button("export_cases", "导出清单…", self._ask_where_to_export, "export")
        self._import = primary_button("import_ledger", "导入台账…", self.show_import, "import", "Ctrl+I")
        self._back = secondary_button("back_to_cases", "返回案件列表", self.show_list, "back")
        for button in (self._back, self._export, self._import):
            self.add_action_widget(button)
        self._counted = ""
        self._connect()
        self._show(_LIST)
        self.setAcceptDrops(True)

    def refresh(self, changes: Changes) -> None:
        """Read the list and the past imports again."""
        self.list.refresh(changes)
        if not changes or changes.all_cases or changes.batches:
            self.importing.refresh()

    def reveal(self, subject: Subject) -> None:
        """Open one case, or search; the text 导入台账 asks for an import."""
        if subject.text == IMPORT:
            self.show_import()
            return
        self.show_list()
        if subject.id is not None:
            self.list.filters.clear()
            self.list.open_case(subject.id)
        else:
            self.list.search(subject.text)

    def show_list(self) -> None:
        """Show the list."""
        self.clear_error()
        self._show(_LIST)
        self.list.table.setFocus()

    def show_import(self) -> None:
        """Begin an import: choose a file, or see what was imported before."""
        self.clear_error()
        self.importing.begin()
        self._show(_IMPORT)

    def import_file(self, path: Path) -> None:
        """Begin the import of a file."""
        self.show_import()
        self.importing.open_file(path)

    def export_to(self, path: Path) -> None:
        """Write the cases that the list shows, in its order, into a spreadsheet."""
        narrowed, (order, descending) = self.list.narrowed, self.list.order

        def work(job: Job) -> int:
            with self.desk.store.read() as session:
                ids = case_ids(session, narrowed, order=order, descending=descending)
                starts = range(0, len(ids), _CHUNK)

                def rows() -> Iterator[CaseRow]:
                    for start in starts:
                        job.progress(start, len(ids))
                        yield from case_rows(session, ids[start : start + _CHUNK])

                return write_case_list(path, rows())

        self.desk.run_in_background(self, "导出案件清单", work, lambda count: self._say_exported(count, path))

    def _say_exported(self, count: int, path: Path) -> None:
        self.show_done(f"已导出 {count:,} 件案件：{path}")

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take one dragged file."""
        if len(event.mimeData().urls()) == 1 and event.mimeData().urls()[0].isLocalFile():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Begin the import of the file that was dropped."""
        event.acceptProposedAction()
        self.import_file(Path(event.mimeData().urls()[0].toLocalFile()))

    def _connect(self) -> None:
        self.list.counted.connect(self._on_counted)
        self.list.asked_for.connect(self.asked_for)
        self.list.import_asked.connect(self.show_import)
        self.importing.done.connect(self.show_list)

    def _on_counted(self, text: str) -> None:
        self._counted = text
        self._show(self._views.currentIndex())

    def _show(self, view: int) -> None:
        self._views.setCurrentIndex(view)
        is_list = view == _LIST
        # where the keys go when the person comes to the page
        self.setFocusProxy(self.list.table if is_list else self.importing)
        self.set_subtitle(self._counted if is_list else "导入台账")
        self._back.setVisible(not is_list)
        self._export.setVisible(is_list and bool(self.list.ids))
        # an empty list has the button in its middle
        self._import.setVisible(is_list and (bool(self.list.ids) or bool(self._counted)))

    def _ask_where_to_export(self) -> None:
        ask_where_to_save(self, "导出案件清单", "案件一览表.xlsx", WORKBOOK, self.desk.memory, self.export_to)
