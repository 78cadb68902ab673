"""A letter as bytes in both formats; a press for many of them uses every core."""

import hashlib
import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from multiprocessing import get_context
from pathlib import Path
from types import TracebackType
from typing import Self

from exports import pdf, word
from exports.fonts import FontShelf
from exports.letters.feedback import build_feedback_letter
from exports.letters.hashing import content_digest
from models.views import LetterView

# below this the start of further processes costs more than they save
FEW = 40


class LetterFormat(StrEnum):
    """The kinds of file that a letter is written to."""

    PDF = "pdf"
    DOCX = "docx"


BOTH = frozenset(LetterFormat)


@dataclass(frozen=True, slots=True)
class RenderedLetter:
    """A letter as bytes in both formats, with the digest of what it says."""

    view: LetterView
    digest: str
    files: dict[LetterFormat, bytes]

    def sha256(self, file_format: LetterFormat) -> str:
        """SHA-256 in hex of one of the files."""
        return hashlib.sha256(self.files[file_format]).hexdigest()


def render(view: LetterView, fonts: FontShelf) -> RenderedLetter:
    """The letter in both formats; the same view gives the same bytes."""
    digest = content_digest(view)
    document = build_feedback_letter(view, digest)
    files = {LetterFormat.PDF: pdf.write(document, fonts), LetterFormat.DOCX: word.write(document)}
    return RenderedLetter(view, digest, files)


class Press:
    """Renders letters one after the other, or on every core when `expected` is more than a few.

    The processes are started when the first letters come, and end with the `with` block.
    """

    def __init__(self, fonts: FontShelf, expected: int) -> None:
        self._fonts = fonts
        self._workers = min(os.cpu_count() or 1, 8) if expected > FEW else 1
        self._pool: ProcessPoolExecutor | None = None

    @property
    def batch_size(self) -> int:
        """How many letters are best rendered together."""
        return 1 if self._workers == 1 else 12 * self._workers

    def render(self, views: Sequence[LetterView]) -> Iterator[RenderedLetter]:
        """The letters in the order of their views."""
        if self._workers == 1 or len(views) == 1:
            return (render(view, self._fonts) for view in views)
        if self._pool is None:
            # a forked copy of a program with a window and threads may hang
            self._pool = ProcessPoolExecutor(self._workers, mp_context=get_context("spawn"))
        folders = [self._fonts.folders] * len(views)
        return self._pool.map(_render_there, views, folders, chunksize=3)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)


def _render_there(view: LetterView, folders: tuple[Path, ...]) -> RenderedLetter:
    return render(view, _shelf(folders))


@cache
def _shelf(folders: tuple[Path, ...]) -> FontShelf:
    """The fonts of a process of the press, opened once."""
    return FontShelf(folders)
