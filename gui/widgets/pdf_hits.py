"""What a search found in a scanned file, while more comes in."""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from exports.scans.page_text import Area, PageHits

Place = tuple[int, int]


class Hits:
    """The hits of one search in the order of the pages; one of them is the current one.

    A place is a page from 1 and the number of the hit on it from 0.
    """

    def __init__(self, text: str = "") -> None:
        self.text = text
        self.is_complete = not text
        self.has_text = False
        self._areas: dict[Place, tuple[Area, ...]] = {}
        self._places: list[Place] = []
        self._current: Place | None = None

    @property
    def count(self) -> int:
        """How many there are so far."""
        return len(self._places)

    @property
    def current(self) -> Place | None:
        """The one that is looked at."""
        return self._current

    @property
    def number(self) -> int:
        """Which one that is, from 1; 0 when none is."""
        return bisect_left(self._places, self._current) + 1 if self._current is not None else 0

    def add(self, found: PageHits) -> None:
        """Take in what was found on a page."""
        self.has_text = self.has_text or found.has_text
        for at, areas in enumerate(found.hits):
            self._areas[found.page, at] = areas
            insort(self._places, (found.page, at))

    def on_page(self, page: int) -> list[tuple[Place, tuple[Area, ...]]]:
        """The hits on a page."""
        start = bisect_left(self._places, (page, 0))
        end = bisect_left(self._places, (page + 1, 0))
        return [(place, self._areas[place]) for place in self._places[start:end]]

    def areas(self, place: Place) -> tuple[Area, ...]:
        """What a hit covers."""
        return self._areas[place]

    def step(self, step: int, from_page: int) -> Place | None:
        """Go to the next hit (1) or the one before (-1), around the end; at first to the first from a page on."""
        if not self._places:
            return None
        if self._current is None:
            at = bisect_left(self._places, (from_page, 0))
        elif step > 0:
            at = bisect_right(self._places, self._current)
        else:
            at = bisect_left(self._places, self._current) - 1
        self._current = self._places[at % len(self._places)]
        return self._current
