"""One scanned file: its pages as pictures, in any order, without reading the others."""

import ctypes
import math
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pypdfium2.raw as pdfium

from exports.files import reading_fault
from exports.scans.faults import (
    DamagedPageError,
    DamagedScanError,
    EmptyScanError,
    EncryptedScanError,
    NotAPdfError,
    TooManyPagesError,
)
from exports.scans.library import PDFIUM
from exports.scans.page_text import PageHits, hits_on, plain
from models.errors import UserError

MOST_PAGES = 20_000
MOST_PIXELS = 16_000_000
MOST_PIXELS_A_SIDE = 16_000
TURNS = 4
_HEAD = 1024
_A4 = (595.0, 842.0)
_WHITE = 0xFFFFFFFF
_BYTES_A_PIXEL = 4
_LONGEST_LABEL = 64
_BYTES_READ = 64 * 1024 * 1024
_LEAST_READ = 16


@dataclass(frozen=True, slots=True)
class PageSize:
    """What a page measures in points (1/72 inch), as it is seen."""

    width: float
    height: float

    @property
    def aspect(self) -> float:
        """How many times as high as wide; within 1/20 and 20, whatever the file says."""
        return min(max(self.height / self.width, 1 / 20), 20.0)


@dataclass(frozen=True, slots=True)
class RenderedScan:
    """One page as pixels: four bytes each (blue, green, red, unused), row after row from the top.

    `size` is what the page measures before it is turned.
    """

    width: int
    height: int
    pixels: bytes
    size: PageSize


class RenderingCancelledError(Exception):
    """The picture was not wanted any more."""


def never() -> bool:
    """The answer of somebody who does not cancel."""
    return False


class ScannedFile:
    """A PDF that stays open; close it when it is no longer needed. Pages count from 1.

    Nothing but the page asked for is read, so that a volume of 500 pages opens as quickly as one page. All calls may
    come from any thread, one at a time goes on.

    Raises:
        UserError: it is no PDF, has a password, is damaged, empty or of absurdly many pages.
        StorageError: it cannot be read.
    """

    def __init__(self, path: Path, name: str) -> None:
        self.name = name
        self._path = path
        self._document: Any = None
        self._pages_read = 0
        _look_at_head(path, name)
        with PDFIUM:
            self._document = _load(path, name)
            self.page_count: int = pdfium.FPDF_GetPageCount(self._document)
            fault = _fault_of_count(self.page_count, name)
            if fault is not None:
                self.close()
                raise fault
            self._most_read = _pages_within(_BYTES_READ, path, self.page_count)

    def close(self) -> None:
        """Let go of the file; a second time does nothing."""
        with PDFIUM:
            document, self._document = self._document, None
            if document is not None:
                pdfium.FPDF_CloseDocument(document)

    def size(self, page: int) -> PageSize:
        """What a page measures; one that says nothing sensible, or cannot be read, counts as A4."""
        size = pdfium.FS_SIZEF()
        with PDFIUM:
            is_known = pdfium.FPDF_GetPageSizeByIndexF(self._document, page - 1, size)
        sides = (size.width, size.height)
        return PageSize(*(sides if is_known and all(math.isfinite(side) and side > 0 for side in sides) else _A4))

    def label(self, page: int) -> str:
        """What the file itself calls a page, such as iv; empty where it says nothing."""
        with PDFIUM:
            length = pdfium.FPDF_GetPageLabel(self._document, page - 1, None, 0)
            if not 0 < length <= 2 * _LONGEST_LABEL:
                return ""
            buffer = ctypes.create_string_buffer(length)
            pdfium.FPDF_GetPageLabel(self._document, page - 1, buffer, length)
        return buffer.raw.decode("utf-16-le", "replace").rstrip("\0")

    def render(self, page: int, width: int, turns: int = 0, cancelled: Callable[[], bool] = never) -> RenderedScan:
        """A page as a picture of that many pixels across, turned clockwise by so many quarters.

        A picture that would grow too large keeps its shape and becomes smaller.

        Raises:
            DamagedPageError: this page cannot be drawn.
            RenderingCancelledError: `cancelled` said so meanwhile.
        """
        size = self.size(page)
        across, down = pixels_of(size, width, turns)
        with PDFIUM:
            loaded = self._load_page(page)
            try:
                buffer = (ctypes.c_ubyte * (across * down * _BYTES_A_PIXEL))()
                _draw(loaded, buffer, (across, down), turns % TURNS, cancelled)
            except ValueError:
                raise DamagedPageError(self.name, page) from None
            finally:
                pdfium.FPDF_ClosePage(loaded)
        return RenderedScan(across, down, bytes(buffer), size)

    def search(self, text: str, from_page: int = 1, cancelled: Callable[[], bool] = never) -> Iterator[PageHits]:
        """Where a text stands, page by page: from a page to the end, then from the first to the one before.

        Every page comes, also without a hit, so that progress can be shown; blanks and line ends do not count, for
        text from a scan has them anywhere. A page that cannot be read has no text.
        """
        wanted = plain(text)
        pages = (*range(from_page, self.page_count + 1), *range(1, from_page))
        for page in pages if wanted else ():
            if cancelled():
                return
            yield self._hits_on(page, wanted)

    def _hits_on(self, page: int, wanted: str) -> PageHits:
        with PDFIUM:
            try:
                loaded = self._load_page(page)
            except DamagedPageError:
                return PageHits(page, (), has_text=False)
            try:
                return hits_on(loaded, page, wanted)
            finally:
                pdfium.FPDF_ClosePage(loaded)

    def _load_page(self, page: int) -> Any:
        self._forget_pages()
        loaded = pdfium.FPDF_LoadPage(self._document, page - 1) if self._document else None
        if not loaded:
            raise DamagedPageError(self.name, page)
        return loaded

    def _forget_pages(self) -> None:
        """Open the file anew now and then.

        PDFium keeps the bytes of every page that it has read until the document is closed: a volume of a gigabyte that
        somebody leafs through would end up in memory. Opening again takes less than a millisecond.
        """
        self._pages_read += 1
        if self._pages_read > self._most_read and self._document is not None:
            with suppress(UserError):
                fresh = _load(self._path, self.name)
                pdfium.FPDF_CloseDocument(self._document)
                self._document, self._pages_read = fresh, 1


def pixels_of(size: PageSize, width: int, turns: int) -> tuple[int, int]:
    """How many pixels across and down a page takes at a width, as far as the limits let it."""
    aspect = 1 / size.aspect if turns % 2 else size.aspect
    most = min(math.sqrt(MOST_PIXELS / aspect), MOST_PIXELS_A_SIDE, MOST_PIXELS_A_SIDE / aspect)
    across = max(1, min(width, int(most)))
    return across, max(1, round(across * aspect))


def check_readable(path: Path) -> None:
    """Open a file to see whether it can be shown, if it calls itself a PDF; anything else is left to other programs.

    Raises:
        UserError: it is no PDF, has a password, is damaged, empty or of absurdly many pages.
        StorageError: it cannot be read.
    """
    if path.suffix.lower() == ".pdf":
        ScannedFile(path, path.name).close()


def _look_at_head(path: Path, name: str) -> None:
    try:
        with open(path, "rb") as file:
            head = file.read(_HEAD)
    except OSError as error:
        raise reading_fault(path, error) from error
    if b"%PDF-" not in head:
        raise NotAPdfError(name)


def _pages_within(room: int, path: Path, pages: int) -> int:
    """How many pages of usual weight come to so many bytes, at least a few."""
    return max(_LEAST_READ, room * pages // max(1, path.stat().st_size))


def _load(path: Path, name: str) -> Any:
    document = pdfium.FPDF_LoadDocument(f"{path}\0".encode(errors="surrogatepass"), None)
    if document:
        return document
    if pdfium.FPDF_GetLastError() in (pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY):
        raise EncryptedScanError(name)
    raise DamagedScanError(name)


def _fault_of_count(pages: int, name: str) -> EmptyScanError | TooManyPagesError | None:
    if pages < 1:
        return EmptyScanError(name)
    return TooManyPagesError(name, MOST_PAGES) if pages > MOST_PAGES else None


def _draw(page: Any, buffer: Any, size: tuple[int, int], turns: int, cancelled: Callable[[], bool]) -> None:
    """Draw a page into the buffer, asking between its parts whether to go on; ValueError when it cannot be drawn."""
    across, down = size
    bitmap = pdfium.FPDFBitmap_CreateEx(across, down, pdfium.FPDFBitmap_BGRx, buffer, across * _BYTES_A_PIXEL)
    if not bitmap:
        raise ValueError(size)
    # the structure keeps its callback alive
    asked = dict(pdfium.IFSDK_PAUSE._fields_)["NeedToPauseNow"](lambda _pause: cancelled())
    pause = pdfium.IFSDK_PAUSE(version=1, NeedToPauseNow=asked)
    try:
        pdfium.FPDFBitmap_FillRect(bitmap, 0, 0, across, down, _WHITE)
        place = (0, 0, across, down, turns, pdfium.FPDF_ANNOT)
        state = pdfium.FPDF_RenderPageBitmap_Start(bitmap, page, *place, pause)
        while state == pdfium.FPDF_RENDER_TOBECONTINUED and not cancelled():
            state = pdfium.FPDF_RenderPage_Continue(page, pause)
        pdfium.FPDF_RenderPage_Close(page)
    finally:
        pdfium.FPDFBitmap_Destroy(bitmap)
    if state == pdfium.FPDF_RENDER_TOBECONTINUED:
        raise RenderingCancelledError
    if state == pdfium.FPDF_RENDER_FAILED:
        raise ValueError(state)
