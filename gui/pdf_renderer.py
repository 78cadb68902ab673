"""Pages of a scanned file as pictures and its text searched, on a thread of its own beside the window's."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from threading import Condition, Thread, main_thread
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QImage

from models.errors import StorageError, UserError

if TYPE_CHECKING:
    # PDFium is loaded with the first scanned file, on the thread that draws.
    from exports.scans.page_text import PageHits
    from exports.scans.scanned_file import ScannedFile

Opener = Callable[[], "ScannedFile"]


@dataclass(frozen=True, slots=True)
class Wanted:
    """A picture that is wanted: a page from 1, its width in pixels, turned clockwise by so many quarters."""

    page: int
    width: int
    turns: int = 0


@dataclass(frozen=True, slots=True)
class Opened:
    """A file is open: how many pages it has, and how many times as high as wide its first one is."""

    page_count: int
    aspect: float


@dataclass(frozen=True, slots=True)
class Picture:
    """A page was drawn; `aspect` is that of the page before it is turned. Without an image, `fault` says why."""

    wanted: Wanted
    aspect: float
    image: QImage | None
    fault: str = ""


class PdfRenderer(QObject):
    """Opens a file, draws the pages that are asked for and searches, all away from the window's thread.

    What is asked last counts: pages no longer wanted are not drawn, and one under way is given up. The signals come on
    the window's thread and never speak of a file that was closed meanwhile. `failed` brings the UserError or
    StorageError that kept a file from being opened; `searched` ends a search that was not given up.
    """

    opened = Signal(object)
    failed = Signal(object)
    drawn = Signal(object)
    found = Signal(object)
    searched = Signal()

    _came = Signal(int, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._came.connect(self._on_came)
        worker = self._worker = _Worker(self._came.emit)
        # without a reference to this object, which is half gone by then
        self.destroyed.connect(lambda: worker.close())

    def open(self, opener: Opener) -> None:
        """Open another file; `opener` runs on the drawing thread."""
        self._worker.open(opener)

    def close(self) -> None:
        """Let go of the file; returns at once, the thread ends by itself."""
        self._worker.close()

    def ask(self, wanted: Sequence[Wanted]) -> None:
        """Draw these pages, the first first, in place of what was asked before."""
        self._worker.ask(wanted)

    def search(self, text: str, from_page: int) -> None:
        """Search the file from a page on, in place of the search before; an empty text only ends that."""
        self._worker.search(text, from_page)

    def wait(self, seconds: float = 10.0) -> bool:
        """Wait until nothing is under way, for whoever needs the file's bytes let go of; whether it came to that."""
        return self._worker.wait(seconds)

    @Slot(int, object)
    def _on_came(self, epoch: int, message: object) -> None:
        if not self._worker.is_current(epoch):
            return
        match message:
            case Opened():
                self.opened.emit(message)
            case Picture():
                self.drawn.emit(message)
            case UserError() | StorageError():
                self.failed.emit(message)
            case Exception():
                raise message
            case _Finds(serial, hits) if self._worker.is_searching(serial):
                if hits is None:
                    self.searched.emit()
                else:
                    self.found.emit(hits)


@dataclass(frozen=True, slots=True)
class _Finds:
    """What the search of a number found on a page, None at its end."""

    serial: int
    hits: PageHits | None


class _Worker:
    """The tasks and the thread that does them; the thread lives as long as there is something to do.

    Only the thread touches the file. All else is guarded by the condition; `_epoch` counts the files and lets what an
    earlier one still says fall to the ground.
    """

    def __init__(self, tell: Callable[[int, object], None]) -> None:
        self._tell = tell
        self._condition = Condition()
        self._thread: Thread | None = None
        self._epoch = 0
        self._opener: Opener | None = None
        self._is_closing = False
        self._wanted: list[Wanted] = []
        self._current: Wanted | None = None
        self._serial = 0
        self._search: Callable[[ScannedFile], Iterator[PageHits]] | Iterator[PageHits] | None = None
        self._file: ScannedFile | None = None

    def open(self, opener: Opener) -> None:
        with self._condition:
            self._forget()
            self._opener = opener
            self._wake()

    def close(self) -> None:
        with self._condition:
            self._forget()
            self._is_closing = True
            self._wake()

    def ask(self, wanted: Sequence[Wanted]) -> None:
        with self._condition:
            self._wanted = [one for one in wanted if one != self._current]
            if self._current not in wanted:
                self._current = None
            self._wake()

    def search(self, text: str, from_page: int) -> None:
        with self._condition:
            self._serial += 1
            serial = self._serial

            def begin(file: ScannedFile) -> Iterator[PageHits]:
                return file.search(text, from_page, lambda: not self.is_searching(serial))

            self._search = begin if text else None
            self._wake()

    def is_current(self, epoch: int) -> bool:
        with self._condition:
            return epoch == self._epoch

    def is_searching(self, serial: int) -> bool:
        with self._condition:
            return serial == self._serial

    def wait(self, seconds: float) -> bool:
        with self._condition:
            return self._condition.wait_for(lambda: self._thread is None, seconds)

    def _forget(self) -> None:
        self._epoch += 1
        self._serial += 1
        self._opener, self._search, self._current = None, None, None
        self._wanted = []

    def _wake(self) -> None:
        # at the end of the program the system closes the file; PDFium is gone by then, and no thread may begin
        if self._thread is None and self._has_work() and main_thread().is_alive():
            self._thread = Thread(target=self._work, name="scan")
            self._thread.start()

    def _has_work(self) -> bool:
        has_file = self._file is not None
        return bool(self._opener or (has_file and (self._is_closing or self._wanted or self._search)))

    def _work(self) -> None:
        while True:
            with self._condition:
                task = self._next_task()
                if task is None:
                    self._thread = None
                    self._condition.notify_all()
                    return
                epoch = self._epoch
            try:
                message = task()
            except Exception as error:  # noqa: BLE001  the worker's border: the window's thread sorts errors by blame
                message = error
            self._say(epoch, message)

    def _next_task(self) -> Callable[[], object] | None:
        if self._is_closing or self._opener:
            opener, self._opener, self._is_closing = self._opener, None, False
            return partial(self._replace_file, opener)
        if self._file is None:
            return None
        if self._wanted:
            self._current = self._wanted.pop(0)
            return partial(self._draw, self._file, self._current)
        if self._search is not None:
            return partial(self._search_on, self._file, self._serial)
        return None

    def _say(self, epoch: int, message: object) -> None:
        with self._condition:
            # nobody listens to an earlier file, and the listener may be gone with it
            if message is None or epoch != self._epoch:
                return
            # PySide6 6.8 takes an object's signals away before it says that the object is destroyed
            with suppress(RuntimeError):
                self._tell(epoch, message)

    def _replace_file(self, opener: Opener | None) -> Opened | None:
        file, self._file = self._file, None
        if file is not None:
            file.close()
        if opener is None:
            return None
        self._file = opener()
        return Opened(self._file.page_count, self._file.size(1).aspect)

    def _draw(self, file: ScannedFile, wanted: Wanted) -> Picture | None:
        from exports.scans.scanned_file import RenderingCancelledError

        try:
            page = file.render(wanted.page, wanted.width, wanted.turns, lambda: self._current is not wanted)
        except RenderingCancelledError:
            return None
        except UserError as error:
            return Picture(wanted, file.size(wanted.page).aspect, None, str(error))
        finally:
            self._put_down(wanted)
        stride = 4 * page.width
        image = QImage(page.pixels, page.width, page.height, stride, QImage.Format.Format_RGB32).copy()
        return Picture(wanted, page.size.aspect, image)

    def _put_down(self, wanted: Wanted) -> None:
        with self._condition:
            if self._current is wanted:
                self._current = None

    def _search_on(self, file: ScannedFile, serial: int) -> _Finds | None:
        """Search one more page."""
        with self._condition:
            search = self._search
            if search is None or serial != self._serial:
                return None
            if not isinstance(search, Iterator):
                search = self._search = search(file)
        hits = next(search, None)
        with self._condition:
            if hits is None and serial == self._serial:
                self._search = None
        return _Finds(serial, hits)
