"""Where the pages of a file lie one under the other, and the pictures that are kept of them."""

from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Collection
from itertools import accumulate

from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage

from gui.pdf_renderer import Wanted
from gui.theme import SPACE

GAP = 2 * SPACE
_BYTES_KEPT = 64 * 1024 * 1024


class Sheets:
    """Pages of one width, each as high as its shape makes it; a page not seen yet counts as shaped like the first.

    Positions are pixels of the window from the top of the first page; pages count from 1.
    """

    def __init__(self, count: int, aspect: float) -> None:
        self.count = count
        self.width = 0
        self.turns = 0
        self._aspects = [aspect] * count
        self._tops: list[int] = []
        self.lay_out(1, 0)

    @property
    def height(self) -> int:
        """From the top of the first page to the end of the last."""
        return self._tops[-1] - GAP

    def lay_out(self, width: int, turns: int) -> None:
        """Give the pages a width, turned clockwise by so many quarters."""
        self.width, self.turns = max(1, width), turns
        heights = (self._height(aspect) + GAP for aspect in self._aspects)
        self._tops = list(accumulate(heights, initial=0))

    def learn(self, page: int, aspect: float) -> bool:
        """Know the shape of a page; whether others moved by it."""
        if abs(self._aspects[page - 1] - aspect) < 1e-4:
            return False
        self._aspects[page - 1] = aspect
        self.lay_out(self.width, self.turns)
        return True

    def top(self, page: int) -> int:
        """Where a page begins."""
        return self._tops[page - 1]

    def height_of(self, page: int) -> int:
        """How high a page is."""
        return self._tops[page] - self._tops[page - 1] - GAP

    def page_at(self, position: int) -> int:
        """The page at a position, or in the gap below it."""
        return min(max(bisect_right(self._tops, position), 1), self.count)

    def pages_between(self, top: int, bottom: int) -> range:
        """The pages of which anything lies between two positions."""
        return range(self.page_at(top), self.page_at(bottom) + 1)

    def _height(self, aspect: float) -> int:
        return max(1, round(self.width / aspect if self.turns % 2 else self.width * aspect))


class PictureShelf:
    """Pictures of pages up to a number of bytes; those not looked at for longest go first."""

    def __init__(self, limit: int = _BYTES_KEPT) -> None:
        self._limit = limit
        self._pictures: OrderedDict[Wanted, QImage] = OrderedDict()
        self._bytes = 0

    @property
    def bytes_kept(self) -> int:
        """What the pictures weigh."""
        return self._bytes

    def __contains__(self, wanted: Wanted) -> bool:
        return wanted in self._pictures

    def put(self, wanted: Wanted, image: QImage, needed: Collection[int]) -> None:
        """Keep a picture; pictures of needed pages stay whatever they weigh, in their newest size."""
        for older in [own for own in self._pictures if own.page == wanted.page]:
            self._bytes -= self._pictures.pop(older).sizeInBytes()
        self._pictures[wanted] = image
        self._bytes += image.sizeInBytes()
        for own in list(self._pictures):
            if self._bytes <= self._limit:
                return
            if own.page not in needed:
                self._bytes -= self._pictures.pop(own).sizeInBytes()

    def best(self, wanted: Wanted) -> QImage | None:
        """The picture that is wanted, else one of the same page in another size, else None."""
        for own in (wanted, *self._pictures):
            if own in self._pictures and (own.page, own.turns) == (wanted.page, wanted.turns):
                self._pictures.move_to_end(own)
                return self._pictures[own]
        return None

    def clear(self) -> None:
        """Forget every picture."""
        self._pictures.clear()
        self._bytes = 0


def turned(left: float, top: float, width: float, height: float, turns: int) -> QRectF:
    """An area in parts of a page, on the page turned clockwise by so many quarters."""
    match turns % 4:
        case 1:
            return QRectF(1 - top - height, left, height, width)
        case 2:
            return QRectF(1 - left - width, 1 - top - height, width, height)
        case 3:
            return QRectF(top, 1 - left - width, height, width)
    return QRectF(left, top, width, height)
