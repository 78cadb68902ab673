"""Standards from files and into files: Excel in the documented layout, or TOML; always on the background worker."""

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QDialog, QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from exports.ledgers.standard_files import export_standard, read_standard_text
from gui.desk import Desk
from gui.dialogs.files import ask_for_file, ask_where_to_save
from gui.pages.standards.faults_list import FaultsList, ListedFault, listed
from gui.pages.standards.shelf_list import entry_title, entry_words
from gui.pages.standards.soundness import load_sound
from gui.runners import Job
from gui.theme import SPACE
from gui.widgets.buttons import primary_button, secondary_button
from gui.widgets.labels import lead, paragraph
from models.queries.standards import ShelfEntry, standard_text
from review_forms.loader import check_standard
from review_forms.standard_sheet import SheetFault, StandardSheet, check_sheet, sheet_of_toml

READABLE = "评查标准 (*.xlsx *.toml);;所有文件 (*)"
WRITABLE = "Excel 工作簿 (*.xlsx);;TOML 文本 (*.toml);;PDF 文件 (*.pdf);;Word 文档 (*.docx)"
_TOML = ".toml"
_PAPERS = (".pdf", ".docx")


@dataclass(frozen=True, slots=True)
class CheckedFile:
    """A file as a sheet, what is wrong with the sheet, and what with the file itself.

    A text may say what a sheet has no place for; such faults are gone once it was taken in.
    """

    name: str
    sheet: StandardSheet
    faults: tuple[SheetFault, ...]
    listed: tuple[ListedFault, ...]


def read_file(path: Path) -> CheckedFile:
    """The standard in a file, by its ending.

    Raises:
        StorageError: The file cannot be read.
        UserError: It is no workbook of the layout, no text, or no TOML.
    """
    text = read_standard_text(path)
    sheet = sheet_of_toml(text, path.name)
    faults = check_sheet(sheet)
    if path.suffix.lower() != _TOML:
        return CheckedFile(path.name, sheet, faults, listed(sheet, faults))
    found = (ListedFault(f"第 {fault.line} 行" if fault.line else "", fault.message) for fault in check_standard(text))
    return CheckedFile(path.name, sheet, faults, tuple(found))


def _follow_kind(picker: QFileDialog, kind: str) -> None:
    """Let the name that is proposed end as the kind that was chosen."""
    ending = kind.partition("(*")[2].removesuffix(")")
    picker.setDefaultSuffix(ending.removeprefix("."))
    chosen = picker.selectedFiles()
    if chosen:
        picker.selectFile(Path(chosen[0]).stem + ending)


class StandardFiles(QObject):
    """Asks for the file and does the work; `imported` comes with what was read, `said` with what was done."""

    imported = Signal(object)
    said = Signal(str)

    def __init__(self, page: QWidget, desk: Desk) -> None:
        super().__init__(page)
        self._page = page
        self._desk = desk

    def ask_to_import(self) -> None:
        """Let a file be chosen and read it for a draft."""
        ask_for_file(self._page, "选择要导入的评查标准", READABLE, self._desk.memory, self.import_file)

    def ask_to_check(self) -> None:
        """Let a file be chosen and say what is wrong with it; nothing is taken in."""
        ask_for_file(self._page, "选择要检查的评查标准文件", READABLE, self._desk.memory, self.check_file)

    def ask_where_to_export(self, entry: ShelfEntry) -> None:
        """Let a place be chosen and write a standard there."""
        name = f"{entry_title(entry)} {entry.version or '草稿'}.xlsx"
        memory = self._desk.memory
        picker = ask_where_to_save(
            self._page, "导出评查标准", name, WRITABLE, memory, lambda path: self.export_to(path, entry)
        )
        picker.filterSelected.connect(lambda kind: _follow_kind(picker, kind))

    def import_file(self, path: Path) -> None:
        """Read a file and hand it on."""
        self._desk.run_in_background(self._page, "读取评查标准", lambda _job: read_file(path), self.imported.emit)

    def check_file(self, path: Path) -> None:
        """Read a file and show what is wrong with it."""
        self._desk.run_in_background(self._page, "检查评查标准", lambda _job: read_file(path), self._show_check)

    def export_to(self, path: Path, entry: ShelfEntry) -> None:
        """Write a standard of the shelf into a file: as a sheet, as text, or as a paper, by the ending."""
        store, key, title = self._desk.store, entry.key, entry_words(entry)

        def work(_job: Job) -> None:
            # the fonts and the layout come with it, and few standards are put on paper
            from exports.standard_paper import write_standard_paper

            with store.read() as session:
                text = standard_text(session, key)
            if path.suffix.lower() in _PAPERS:
                write_standard_paper(path, load_sound(text, title), text)
            else:
                export_standard(path, text)

        self._desk.run_in_background(self._page, "导出评查标准", work, lambda _none: self.said.emit(f"已导出：{path}"))

    def _show_check(self, checked: CheckedFile) -> None:
        dialog = CheckDialog(self._page, checked)
        dialog.accepted.connect(lambda: self.imported.emit(checked))
        dialog.open()


class CheckDialog(QDialog):
    """What is wrong with a file, row by row; accepted when it is to become a draft."""

    def __init__(self, parent: QWidget, checked: CheckedFile) -> None:
        super().__init__(parent)
        self.setObjectName("check_dialog")
        self.setWindowTitle("评衡")
        self.resize(760, 420)
        column = QVBoxLayout(self)
        column.setContentsMargins(5 * SPACE, 5 * SPACE, 5 * SPACE, 4 * SPACE)
        column.setSpacing(2 * SPACE)
        head = checked.sheet.head
        column.addWidget(lead(f"检查文件：{checked.name}"))
        named = f"《{head.get('title', '')}》{head.get('version', '')}，{len(checked.sheet.rows)} 个评查项"
        found = f"发现 {len(checked.listed)} 处错误。" if checked.listed else "没有发现错误。"
        column.addWidget(paragraph(f"{named}。{found}"))
        self.faults = FaultsList("file_faults", "文件中的错误")
        self.faults.show_faults(checked.listed)
        self.faults.setVisible(bool(checked.listed))
        column.addWidget(self.faults, 1)
        if not checked.listed:
            column.addStretch(1)
            self.resize(480, 180)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(secondary_button("check_close", "关闭", self.reject))
        row.addWidget(primary_button("check_import", "导入为草稿", self.accept))
        column.addLayout(row)
