"""Where words stand on one page of a scanned file."""

import ctypes
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pypdfium2.raw as pdfium

_GRID = 100_000
_MOST_HITS = 500
_MOST_SIGNS = 200_000


@dataclass(frozen=True, slots=True)
class Area:
    """A rectangle on a page in parts of its width and height, from the top left corner of the page as it is seen."""

    left: float
    top: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class PageHits:
    """What a search found on one page: each hit is the areas that it covers, more than one when it goes over lines.

    `has_text` tells a page without the word from a page that is only a picture.
    """

    page: int
    hits: tuple[tuple[Area, ...], ...]
    has_text: bool = True


def plain(text: str) -> str:
    """A text as the search compares it: without blanks, in one width, one case and one form of each character."""
    return "".join(folded for sign in text for folded in _folded(sign))


def hits_on(page: Any, number: int, wanted: str) -> PageHits:
    """Where a plain text stands on a page that PDFium has loaded; the caller holds the library."""
    layer = pdfium.FPDFText_LoadPage(page)
    if not layer:
        return PageHits(number, (), has_text=False)
    try:
        signs, places = _read(layer)
        ranges = _ranges("".join(signs), places, wanted)
        return PageHits(number, tuple(_areas(page, layer, *one) for one in ranges), has_text=bool(signs))
    finally:
        pdfium.FPDFText_ClosePage(layer)


def _folded(sign: str) -> str:
    # a text layer writes 一 as the radical ⼀ or １ as a wide figure as it likes; NFKC knows them all
    return "".join(one for one in unicodedata.normalize("NFKC", sign).casefold() if one.isprintable() and one != " ")


def _read(layer: Any) -> tuple[list[str], list[int]]:
    """The page's plain signs, and for each the place of the character that it comes from."""
    signs: list[str] = []
    places: list[int] = []
    for place in range(min(pdfium.FPDFText_CountChars(layer), _MOST_SIGNS)):
        code = pdfium.FPDFText_GetUnicode(layer, place)
        folded = _folded(chr(code)) if code < 0x110000 else ""
        signs.extend(folded)
        places.extend([place] * len(folded))
    return signs, places


def _ranges(text: str, places: list[int], wanted: str) -> Iterator[tuple[int, int]]:
    """First character and number of characters of each hit."""
    at, found = text.find(wanted), 0
    while at >= 0 and found < _MOST_HITS:
        end = at + len(wanted)
        yield places[at], places[end - 1] - places[at] + 1
        at, found = text.find(wanted, end), found + 1


def _areas(page: Any, layer: Any, start: int, count: int) -> tuple[Area, ...]:
    rectangles = range(pdfium.FPDFText_CountRects(layer, start, count))
    return tuple(_area(page, layer, rectangle) for rectangle in rectangles)


def _area(page: Any, layer: Any, rectangle: int) -> Area:
    left, top, right, bottom = (ctypes.c_double() for _side in range(4))
    pdfium.FPDFText_GetRect(layer, rectangle, left, top, right, bottom)
    # the page may be turned and cropped: PDFium knows where a point comes to lie
    corners = [_on_grid(page, x.value, y.value) for x, y in ((left, top), (right, bottom))]
    (x1, x2), (y1, y2) = (sorted(sides) for sides in zip(*corners, strict=True))
    return Area(x1, y1, x2 - x1, y2 - y1)


def _on_grid(page: Any, x: float, y: float) -> tuple[float, float]:
    across, down = ctypes.c_int(), ctypes.c_int()
    pdfium.FPDF_PageToDevice(page, 0, 0, _GRID, _GRID, 0, x, y, across, down)
    return across.value / _GRID, down.value / _GRID
