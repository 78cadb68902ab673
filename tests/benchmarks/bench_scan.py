"""A scanned volume of 500 pages beside one of a single page: opening to the first page, a jump, memory, searching."""

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import statistics
from collections.abc import Callable
from pathlib import Path
from time import perf_counter

from PySide6.QtCore import QCoreApplication, QEventLoop
from PySide6.QtWidgets import QApplication

from exports.scans.scanned_file import ScannedFile
from gui.widgets.pdf_view import PdfView
from tests.benchmarks.measuring import Line, Options, median, options, report, slope
from tests.benchmarks.opened_window import memory
from tests.scan_files import write_scan

GOAL = 1.5
MEMORY_GOAL = 128
TIMES = 15
_TEXT = "\n".join(["经查，本案卷宗未附送达回执，当事人王㛃于二〇二五年三月二日签收"] * 16)


def main(asked: Options) -> None:
    pages = asked.size(500)
    sizes = sorted({1, max(2, pages // 10), pages})
    QApplication([])
    with asked.folder() as folder:
        files = {size: _file(folder, size) for size in sizes}
        view = PdfView("scan", "扫描件")
        view.resize(520, 680)
        view.show()
        opening = {size: statistics.median(_opened(view, files[size]) for _time in range(TIMES)) for size in sizes}
        before = memory()
        bare = median(lambda: _bare(files[1]))
        jumps = [_jumped(view, page) for page in range(pages // 3, pages, max(1, pages // 40))]
        for page in range(1, pages + 1, 2):
            _jumped(view, page)
        grown, kept = memory() - before, view.shelf.bytes_kept / 1_048_576
        search = _searched(view)
        view.close_file()
        view.renderer.wait()
    growth = slope(sizes, list(opening.values()))
    lines = [
        Line(f"opened and first page shown: {pages} pages · 1 page", opening[pages], opening[1], GOAL, slope=growth),
        Line("1 page shown in the view · drawn without one", opening[1], bare),
        Line("a jump to a page, until it is sharp (median)", statistics.median(jumps)),
        Line(f"memory after looking at all {pages} pages, on top", grown, None, MEMORY_GOAL, "MB"),
        Line("of it pictures kept", kept, None, None, "MB"),
        Line(f"a word searched on {pages} pages", search),
    ]
    report(f"a scanned file of {pages} pages", lines)


def _file(folder: Path, pages: int) -> Path:
    path = folder / f"scan-{pages}.pdf"
    return path if path.exists() else write_scan(path, pages, lambda page: f"第{page}页\n{_TEXT}")


def _bare(path: Path) -> None:
    file = ScannedFile(path, path.name)
    file.render(1, 490)
    file.close()


def _until(is_done: Callable[[], bool]) -> float:
    start = perf_counter()
    while not is_done():
        QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 5)
    return perf_counter() - start


def _opened(view: PdfView, path: Path) -> float:
    view.renderer.wait()
    start = perf_counter()
    view.open(lambda: ScannedFile(path, path.name))
    _until(lambda: view.is_drawn(1))
    return perf_counter() - start


def _jumped(view: PdfView, page: int) -> float:
    start = perf_counter()
    view.go_to_page(page)
    _until(lambda: view.is_drawn(page))
    return perf_counter() - start


def _searched(view: PdfView) -> float:
    start = perf_counter()
    view.search("送达回执")
    _until(lambda: view.hits.is_complete)
    return perf_counter() - start


if __name__ == "__main__":
    main(options())
