"""Paper score sheets from the window: printed or exported, and read back beside what is there."""

from __future__ import annotations

from collections.abc import Callable, Collection
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QDialog, QMenu, QPushButton, QWidget

from gui.dialogs.files import ask_for_file, ask_for_folder
from gui.pages.scoring.paper_dialog import Key, PaperDialog
from gui.widgets.buttons import secondary_button

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter

    from exports.ledgers.score_files import ScoreComparison
    from exports.ledgers.scoring import ScoreImport
    from gui.desk import Desk
    from gui.runners import Job

SHEETS = "评分表 (*.xlsx *.docx *.xls *.csv);;所有文件 (*)"
FORMATS = (("pdf", "打印手写用（PDF）…"), ("docx", "文字处理程序填写用（Word）…"), ("xlsx", "电子表格填写用（Excel）…"))

Said = Callable[[str], object]


class PaperDesk:
    """The button 纸质评分表 of the scoring desk, for the reading that is open.

    `opened` gives its batch and assignment, None where none is open; `flush` records what is still being typed before a
    sheet is written or compared, and `said` tells what was done.
    """

    def __init__(
        self,
        desk: Desk,
        owner: QWidget,
        opened: Callable[[], tuple[UUID, UUID] | None],
        flush: Callable[[], object],
        said: Said,
    ) -> None:
        self._desk = desk
        self._owner = owner
        self._opened = opened
        self._flush = flush
        self._said = said
        self.button: QPushButton = secondary_button("paper_sheets", "纸质评分表…", self._open_menu, "print")

    def menu(self) -> QMenu:
        """What can be done with the sheet of the open reading."""
        menu = QMenu(self._owner)
        menu.setObjectName("paper_menu")
        is_open = self._opened() is not None
        out = menu.addMenu("打印或导出评分表")
        for kind, words in FORMATS:
            out.addAction(words, partial(self._ask_where, kind))
        out.setEnabled(is_open)
        menu.addAction("读入已填的评分表…", self._ask_for_sheet).setEnabled(is_open)
        return menu

    def print_menu(self) -> QMenu:
        """The ways to have the open reading on paper as it stands."""
        menu = QMenu(self._owner)
        menu.setObjectName("print_menu")
        menu.addAction("打印…", self._ask_printer)
        menu.addAction("存为 PDF…", partial(self._ask_where, "pdf"))
        menu.setEnabled(self._opened() is not None)
        return menu

    def ask_for_paper(self) -> None:
        """Let the person choose between the printer and a file; Enter takes the printer."""
        menu = self.print_menu()
        menu.aboutToHide.connect(menu.deleteLater)
        menu.setActiveAction(menu.actions()[0])
        menu.popup(self.button.mapToGlobal(QPoint(0, self.button.height())))

    def print_on(self, printer: QPrinter) -> None:
        """Print the sheet of the open reading, with what is answered so far."""
        opened = self._opened()
        if opened is None:
            return
        self._flush()
        store = self._desk.store

        def work(job: Job) -> int:
            from exports.forms.issuing import case_sheet_pdf
            from gui.pages.letters.printing import print_papers

            return print_papers(printer, [case_sheet_pdf(store, *opened)], 1, job.progress)

        def done(sheets: int) -> None:
            self._said(f"已把评分表（{sheets} 页）交给打印机。")

        self._desk.run_in_background(self._owner, "打印评分表", work, done)

    def export(self, kind: str, folder: Path) -> None:
        """Write the sheet of the open reading as this kind of file."""
        opened = self._opened()
        if opened is None:
            return
        self._flush()
        store = self._desk.store

        def work(job: Job) -> list[Path]:
            # it brings the writers with it, which a desk without paper can do without
            from exports.forms.issuing import SheetFormat, write_case_sheets

            return write_case_sheets(store, *opened, folder, {SheetFormat(kind)}, job.progress)

        self._desk.run_in_background(self._owner, "导出评分表", work, self._tell_exported)

    def read(self, path: Path) -> None:
        """Compare a filled sheet with the open reading and show both sides."""
        opened = self._opened()
        if opened is None:
            return
        self._flush()
        compare(self._desk, self._owner, path, self._review, only=opened[1])

    def _review(self, found: ScoreComparison) -> None:
        def apply(taken: Collection[Key], kept: Collection[Key]) -> None:
            record(self._desk, self._owner, found, taken, kept, self._tell, submits=False)

        PaperDialog(self._owner, found, apply).open()

    def _tell_exported(self, paths: list[Path]) -> None:
        self._said(f"评分表已导出：{paths[0]}")

    def _tell(self, report: ScoreImport) -> None:
        kept = f"，保留原评定 {report.kept} 项" if report.kept else ""
        open_ones = f"，待定 {report.conflicts} 项" if report.conflicts else ""
        rejected = report.rejected - report.conflicts
        refused = f"，不能采用 {rejected} 行" if rejected else ""
        self._said(f"评分表已读入：登记 {report.accepted} 项{kept}{open_ones}{refused}。请核对后提交。")

    def _open_menu(self) -> None:
        menu = self.menu()
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.button.mapToGlobal(QPoint(0, self.button.height())))

    def _ask_printer(self) -> None:
        from PySide6.QtPrintSupport import QPrintDialog

        from gui.pages.letters.printing import a4_printer

        printer = a4_printer()
        dialog = QPrintDialog(printer, self._owner)
        dialog.setObjectName("print_dialog")
        dialog.setWindowTitle("打印评分表")
        dialog.accepted.connect(lambda: self.print_on(printer))
        QDialog.open(dialog)

    def _ask_where(self, kind: str) -> None:
        ask_for_folder(self._owner, "评分表存到哪个文件夹", self._desk.memory, lambda folder: self.export(kind, folder))

    def _ask_for_sheet(self) -> None:
        ask_for_file(self._owner, "选择已填的评分表", SHEETS, self._desk.memory, self.read)


def compare(
    desk: Desk, owner: QWidget, path: Path, done: Callable[[ScoreComparison], None], only: UUID | None = None
) -> None:
    """Set a filled sheet beside the workspace on the background worker."""
    store = desk.store

    def work(job: Job) -> ScoreComparison:
        from exports.ledgers.score_files import compare_score_file

        return compare_score_file(store, path, job.progress, only)

    desk.run_in_background(owner, "核对评分表", work, done)


def record(
    desk: Desk,
    owner: QWidget,
    found: ScoreComparison,
    taken: Collection[Key],
    kept: Collection[Key],
    done: Callable[[ScoreImport], None],
    *,
    submits: bool,
) -> None:
    """Record what was chosen on the background worker; a cancelled one leaves everything as it was."""
    store, actor = desk.store, desk.actor

    def work(job: Job) -> ScoreImport:
        from exports.ledgers.scoring import accept

        return accept(store, found, taken, kept, actor, submits=submits, progress=job.progress)

    desk.carry_out_in_background(owner, "登记评分", work, done)
