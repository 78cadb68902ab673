"""Opening the scanned files of a case in whatever program shows them."""

from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QWidget

from gui.desk import Desk
from gui.runners import Job
from models.queries.attachments import AttachmentRow

SCANS = "扫描件 (*.pdf *.ofd *.jpg *.jpeg *.png *.tif *.tiff);;所有文件 (*)"


def open_scan(desk: Desk, widget: QWidget, scan: AttachmentRow) -> Job:
    """Show a copy of the file; a large one takes a moment to copy."""
    folder = desk.store.folder

    def work(_job: Job) -> Path:
        from exports.packages.attachment_copies import copy_to_open

        return copy_to_open(folder, scan.name, scan.sha256)

    return desk.run_in_background(widget, "打开扫描件", work, show_file)


def show_file(path: Path) -> None:
    """Hand a file to the program that the system has for it."""
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))


def size_words(size: int) -> str:
    """A size in bytes as a person reads it, such as 1.2 MB."""
    return f"{size / 1_000_000:.1f} MB" if size >= 100_000 else f"{max(1, round(size / 1000))} KB"


def is_pdf(scan: AttachmentRow) -> bool:
    """Whether the window can show the file itself; the others are opened with the system's program."""
    return scan.name.lower().endswith(".pdf")
