"""Letters of the register on their way out of the program: into a folder and onto paper."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtWidgets import QDialog

from gui.desk import Desk
from gui.dialogs.files import ask_for_folder
from gui.pages.page import Page
from gui.runners import Job

if TYPE_CHECKING:
    # The writers and the printers are loaded when a letter first goes out.
    from PySide6.QtPrintSupport import QPrinter

    from exports.fonts import FontShelf
    from exports.letters.issuing import LetterFile

FORMATS = (("both", "PDF 和 Word", ("pdf", "docx")), ("pdf", "只要 PDF", ("pdf",)), ("docx", "只要 Word", ("docx",)))


class Outlets:
    """Asks for the folder or the printer, then works in the background; `follow` is given every job."""

    def __init__(self, page: Page, desk: Desk, fonts: FontShelf, follow: Callable[[Job], None]) -> None:
        self._page, self._desk, self._fonts, self._follow = page, desk, fonts, follow

    def save(self, letter_ids: Sequence[UUID], formats: Collection[str]) -> None:
        """Ask for a folder and write the letters into it, as pdf, as docx, or as both."""
        title = f"选择文件夹，存放 {len(letter_ids)} 份反馈意见书"
        ask_for_folder(self._page, title, self._desk.memory, lambda folder: self.save_into(folder, letter_ids, formats))

    def save_into(self, folder: Path, letter_ids: Sequence[UUID], formats: Collection[str]) -> None:
        """Write the letters into this folder."""

        def work(job: Job) -> tuple[LetterFile, ...]:
            from exports.letters.issuing import save
            from exports.letters.rendering import LetterFormat

            wanted = frozenset(LetterFormat(name) for name in formats)
            store, fonts = self._desk.store, self._fonts
            return save(store, letter_ids, folder, formats=wanted, fonts=fonts, progress=job.progress)

        def done(files: tuple[LetterFile, ...]) -> None:
            self._say_saved(files, len(letter_ids), folder)

        self._follow(self._desk.run_in_background(self._page, "另存反馈意见书", work, done))

    def print(self, letter_ids: Sequence[UUID]) -> None:
        """Ask for the printer and print the letters."""
        from PySide6.QtPrintSupport import QPrintDialog

        from gui.pages.letters.printing import a4_printer

        printer = a4_printer()
        dialog = QPrintDialog(printer, self._page)
        dialog.setObjectName("print_dialog")
        dialog.setWindowTitle(f"打印 {len(letter_ids)} 份反馈意见书")
        dialog.accepted.connect(lambda: self.print_on(printer, letter_ids))
        QDialog.open(dialog)

    def print_on(self, printer: QPrinter, letter_ids: Sequence[UUID]) -> None:
        """Print the letters on this printer."""
        from exports.letters.proofs import proof_of_registered
        from gui.pages.letters.printing import print_papers

        def papers() -> Iterator[bytes]:
            for letter_id in letter_ids:
                with self._desk.store.read() as session:
                    yield proof_of_registered(session, letter_id, self._fonts).pdf

        def work(job: Job) -> int:
            return print_papers(printer, papers(), len(letter_ids), job.progress)

        def done(sheets: int) -> None:
            self._page.show_done(f"已把 {len(letter_ids)} 份反馈意见书（{sheets} 页）交给打印机。")

        self._follow(self._desk.run_in_background(self._page, "打印反馈意见书", work, done))

    def _say_saved(self, files: Sequence[LetterFile], count: int, folder: Path) -> None:
        other = [file.path.name for file in files if not file.as_registered]
        saved = f"已另存 {count} 份（{len(files)} 个文件）到 {folder}"
        if not other:
            self._page.show_done(f"{saved}，与登记簿的校验值一致。")
        else:
            self._page.show_error(
                f"{saved}。其中 {len(other)} 个文件与登记簿的校验值不一致（内容相同，排版可能因程序版本或字体而不同）："
                f"{other[0]}{' 等' if len(other) > 1 else ''}。"
            )
