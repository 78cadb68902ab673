"""What every block becomes before it is placed on pages."""

from abc import ABC, abstractmethod

from exports.pdf.pages import Pages


class Laid(ABC):
    """A block that knows its lines; `follows` is the height that must begin on the page of its end."""

    follows = 0.0

    @abstractmethod
    def opening(self) -> float:
        """The least height in which the block may begin."""

    @abstractmethod
    def place(self, pages: Pages) -> None:
        """Puts the block on the pages."""
