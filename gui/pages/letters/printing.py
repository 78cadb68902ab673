"""Papers onto a printer, page by page, at the printer's own size."""

from collections.abc import Callable, Iterable

from PySide6.QtCore import QPointF, QRectF, QSizeF
from PySide6.QtGui import QPageLayout, QPageSize, QPainter
from PySide6.QtPrintSupport import QPrinter

from exports.preview import render_pages
from gui.widgets.page_view import image_of
from models.errors import UserError

_DPI = 300


class PrinterRefusedError(UserError):
    """The printer took nothing."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"打印机“{name or '默认打印机'}”没有接受打印任务：请检查是否开机、联网、有纸，或换一台打印机后再试。"
        )


def a4_printer() -> QPrinter:
    """A printer set to A4 without margins of its own: the papers bring theirs."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    printer.setPageOrientation(QPageLayout.Orientation.Portrait)
    printer.setFullPage(True)
    return printer


def print_papers(printer: QPrinter, papers: Iterable[bytes], count: int, progress: Callable[[int, int], None]) -> int:
    """Print these PDFs one after the other and give the number of sheets; may run on any thread.

    Raises:
        PrinterRefusedError: the printer does not begin.
    """
    painter = QPainter()
    if not painter.begin(printer):
        raise PrinterRefusedError(printer.printerName())
    sheets = 0
    try:
        for done, paper in enumerate(papers, 1):
            for page in render_pages(paper, _DPI):
                if sheets:
                    printer.newPage()
                size = QSizeF(page.width, page.height) * (printer.resolution() / _DPI)
                painter.drawImage(QRectF(QPointF(0, 0), size), image_of(page))
                sheets += 1
            progress(done, count)
    finally:
        painter.end()
    return sheets
