"""Temporary files for what is opened or about to be sealed; they leave no trace, whatever happens."""

import io
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from exports.files import writing_fault
from exports.packages.streams import BLOCK
from models.errors import StorageError

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer, WriteableBuffer


@contextmanager
def scratch_file(folder: Path, prefix: str) -> Iterator[BinaryIO]:
    """Give an empty file that only this user may read and that is gone at the end, also of a killed process.

    Raises:
        StorageError: the folder is missing, full or read-only; the stream itself raises it too.
    """
    name = folder / "临时文件"
    try:
        file = tempfile.TemporaryFile(buffering=0, dir=folder, prefix=prefix)  # noqa: SIM115
    except OSError as error:
        raise writing_fault(name, error) from error
    stream = io.BufferedRandom(_Scratch(file, name), BLOCK)
    try:
        yield stream
    finally:
        with suppress(StorageError):  # a full disk refuses what was still in the buffer; nobody needs it any more
            stream.close()


class _Scratch(io.RawIOBase):
    """A temporary file whose disk may fail."""

    def __init__(self, file: io.FileIO, name: Path) -> None:
        self._file = file
        self._name = name

    def readable(self) -> bool:
        """It is for both."""
        return True

    def writable(self) -> bool:
        """It is for both."""
        return True

    def seekable(self) -> bool:
        """It is."""
        return True

    def readinto(self, buffer: "WriteableBuffer", /) -> int | None:
        """Read what fits."""
        try:
            return self._file.readinto(buffer)
        except OSError as error:
            raise writing_fault(self._name, error) from error

    def write(self, content: "ReadableBuffer", /) -> int | None:
        """Write what the disk takes of it."""
        try:
            return self._file.write(content)
        except OSError as error:
            raise writing_fault(self._name, error) from error

    def seek(self, offset: int, whence: int = 0, /) -> int:
        """Go to a place."""
        return self._file.seek(offset, whence)

    def tell(self) -> int:
        """The place."""
        return self._file.tell()

    def close(self) -> None:
        """Close the file too, which removes it."""
        self._file.close()
        super().close()
