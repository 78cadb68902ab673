"""Streams to read from: several pieces as one, and a file whose disk may fail."""

import io
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from exports.files import reading_fault

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

BLOCK = 1024 * 1024


def joined(pieces: Sequence[bytes | BinaryIO]) -> BinaryIO:
    """Give several pieces as one stream, each from its beginning; it does not seek."""
    return io.BufferedReader(_Joined(pieces), BLOCK)


def watched(path: Path, file: BinaryIO, advance: Callable[[int], None]) -> BinaryIO:
    """Give `file` as a stream that tells `advance` how much was read, and a StorageError about `path` when it fails."""
    return io.BufferedReader(_Watched(path, file, advance), BLOCK)


class _Joined(io.RawIOBase):
    """Several pieces read as one."""

    def __init__(self, pieces: Sequence[bytes | BinaryIO]) -> None:
        self._left = [io.BytesIO(piece) if isinstance(piece, bytes) else piece for piece in pieces]
        for piece in self._left:
            piece.seek(0)

    def readable(self) -> bool:
        """It is for reading only."""
        return True

    def readinto(self, buffer: "WriteableBuffer", /) -> int:
        """Read from the first piece that has something left."""
        room = memoryview(buffer)
        while self._left:
            content = self._left[0].read(len(room))
            if content:
                room[: len(content)] = content
                return len(content)
            self._left.pop(0)
        return 0


class _Watched(io.RawIOBase):
    """A file that is counted while it is read."""

    def __init__(self, path: Path, file: BinaryIO, advance: Callable[[int], None]) -> None:
        self._path = path
        self._file = file
        self._advance = advance

    def readable(self) -> bool:
        """It is for reading only."""
        return True

    def seekable(self) -> bool:
        """Whether the file is."""
        return self._file.seekable()

    def readinto(self, buffer: "WriteableBuffer", /) -> int:
        """Read what fits."""
        room = memoryview(buffer)
        try:
            content = self._file.read(len(room))
        except OSError as error:
            raise reading_fault(self._path, error) from error
        room[: len(content)] = content
        self._advance(len(content))
        return len(content)

    def seek(self, offset: int, whence: int = 0, /) -> int:
        """Go to a place."""
        return self._file.seek(offset, whence)

    def tell(self) -> int:
        """The place."""
        return self._file.tell()

    def close(self) -> None:
        """Close the file too."""
        self._file.close()
        super().close()
