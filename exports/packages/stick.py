"""Onto a stick: the old file or the new one is there whole, whenever the stick is pulled."""

import hashlib
import os
import secrets
import shutil
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, cast
from uuid import UUID

from exports.files import reading_fault, sync_folder, writing_fault
from exports.packages.container import PACKAGE_LIMIT
from exports.packages.faults import megabytes
from exports.packages.manifest import PackageKind
from exports.packages.meter import Meter, Progress
from models.errors import StorageError

SUFFIX = ".pingheng"

_BLOCK = 1024 * 1024
_SPARE = 1024 * 1024  # a folder entry and a cluster or two
_LEFTOVER = ".pingheng-*.part"
_SHORT = 8


class NotEnoughSpaceError(StorageError):
    """The package does not fit on the stick; sizes in bytes."""

    def __init__(self, path: Path, needed: int, free: int) -> None:
        trouble = f"空间不足，需要 {megabytes(needed)}，只剩 {megabytes(free)}，没有写入"
        super().__init__(path, trouble, "请删除 U 盘上不用的文件，或换一个 U 盘后再试。")


class NotAsWrittenError(StorageError):
    """What came back from the stick is not what was written to it."""

    def __init__(self, path: Path) -> None:
        super().__init__(path, "写入后读回核对不一致，U 盘可能已损坏，文件没有写成", "请换一个 U 盘后再试。")


class TooLargeForStickError(StorageError):
    """The file is larger than the file system of a usual stick can hold."""

    def __init__(self, path: Path, size: int) -> None:
        trouble = f"文件有 {megabytes(size)}，超过单个数据包 {megabytes(PACKAGE_LIMIT)}的上限"
        super().__init__(path, trouble, "请减少所选的案件或附件，分几次导出。")


@dataclass(frozen=True)
class Written:
    """A file that is on the stick and was read back: its size in bytes and its SHA-256 in hex."""

    path: Path
    size: int
    sha256: str


class Disk:
    """The calls to the file system that writing needs, each of which may fail; tests put their own in."""

    def free_bytes(self, folder: Path) -> int:
        """How much room there is."""
        return shutil.disk_usage(folder).free

    def open_new(self, path: Path) -> BinaryIO:
        """Make a file that was not there."""
        return open(path, "xb", buffering=0)

    def write(self, file: BinaryIO, content: bytes) -> None:
        """Write all of `content`."""
        left = memoryview(content)
        while left:
            left = left[file.write(left) :]

    def sync(self, file: BinaryIO) -> None:
        """Bring to the device what was written, and let the system forget it, so that it is read from the device."""
        os.fsync(file.fileno())
        if hasattr(os, "posix_fadvise"):
            with suppress(OSError):
                os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)

    def close(self, file: BinaryIO) -> None:
        """Close a file."""
        file.close()

    def open_read(self, path: Path) -> BinaryIO:
        """Open a file for reading."""
        return cast("BinaryIO", open(path, "rb", buffering=0))

    def read(self, file: BinaryIO, size: int) -> bytes:
        """Read up to `size` bytes."""
        return file.read(size)

    def replace(self, source: Path, target: Path) -> None:
        """Give a file the name of another one, which goes."""
        os.replace(source, target)

    def sync_folder(self, folder: Path) -> None:
        """Bring the names in a folder to the device, where the system can; Windows has no handle on a folder."""
        sync_folder(folder)

    def unlink(self, path: Path) -> None:
        """Remove a file, if it is there."""
        path.unlink(missing_ok=True)

    def matching(self, folder: Path, pattern: str) -> list[Path]:
        """The files in a folder with such names, in alphabetical order."""
        return sorted(folder.glob(pattern))


_DISK = Disk()


def write_to_stick(
    folder: Path,
    name: str,
    produce: Callable[[BinaryIO], None],
    size_hint: int,
    disk: Disk = _DISK,
    progress: Progress | None = None,
) -> Written:
    """Write a file that `produce` makes, bring it to the device, read it back, and only then give it its name.

    `size_hint` is its size in bytes, rounded up. What `produce` or `progress` raises passes through. After any failure
    an older file of this name is still there whole, or the new one is.

    Raises:
        StorageError: the stick is full, read-only, pulled, or gives back something else than it was given.
    """
    target = folder / name
    _check_room(target, size_hint, disk)
    temporary = folder / f".pingheng-{secrets.token_hex(6)}.part"
    meter = Meter(progress, size_hint * 2)
    try:
        sink = _write(temporary, target, produce, disk, meter)
        if _read_back(temporary, target, disk, meter) != sink.hasher.digest():
            raise NotAsWrittenError(target)
        meter.finish()  # before the rename, since a listener may still end the work
        _take_place(temporary, target, disk)
    finally:
        with suppress(OSError):
            disk.unlink(temporary)
    return Written(target, sink.size, sink.hasher.hexdigest())


def package_name(kind: PackageKind, owner: UUID, sequence: int, part: int = 1, parts: int = 1) -> str:
    """A file name that every stick and system takes, such as `pingheng-assignment-3f2a9c01-0003-p2.pingheng`.

    `owner` is the id of the package, or the seat of a card; its last eight digits stand in the name, since the first
    ones are the hour in which it was made.
    """
    tail = f"-p{part}" if parts > 1 else ""
    return f"pingheng-{kind.value}-{owner.hex[-_SHORT:]}-{sequence:04d}{tail}{SUFFIX}"


def leftovers(folder: Path, disk: Disk = _DISK) -> list[Path]:
    """The temporary files of writes that were broken off; raises StorageError."""
    try:
        return disk.matching(folder, _LEFTOVER)
    except OSError as error:
        raise reading_fault(folder, error) from error


class _Sink:
    """What `produce` writes to: goes to the disk, is hashed and counted on the way."""

    def __init__(self, file: BinaryIO, target: Path, disk: Disk, meter: Meter) -> None:
        self._file = file
        self._target = target
        self._disk = disk
        self._meter = meter
        self._waiting = bytearray()
        self.hasher = hashlib.sha256()
        self.size = 0

    def write(self, content: bytes) -> int:
        """Write all of `content`."""
        self._waiting += content
        if len(self._waiting) >= _BLOCK:
            self.flush()
        return len(content)

    def flush(self) -> None:
        """Write what is still waiting."""
        if not self._waiting:
            return
        block = bytes(self._waiting)
        self._waiting.clear()
        self.size += len(block)
        if self.size > PACKAGE_LIMIT:
            raise TooLargeForStickError(self._target, self.size)
        self.hasher.update(block)
        try:
            self._disk.write(self._file, block)
        except OSError as error:
            raise writing_fault(self._target, error) from error
        self._meter.advance(len(block))


def _check_room(target: Path, size: int, disk: Disk) -> None:
    """See that the file will fit beside the old one, before anything is written."""
    if size > PACKAGE_LIMIT:
        raise TooLargeForStickError(target, size)
    try:
        free = disk.free_bytes(target.parent)
    except OSError as error:
        raise writing_fault(target, error) from error
    if free < size + _SPARE:
        raise NotEnoughSpaceError(target.parent, size + _SPARE, free)


def _write(temporary: Path, target: Path, produce: Callable[[BinaryIO], None], disk: Disk, meter: Meter) -> _Sink:
    """Write the temporary file and bring it to the device."""
    try:
        file = disk.open_new(temporary)
    except OSError as error:
        raise writing_fault(target, error) from error
    sink = _Sink(file, target, disk, meter)
    try:
        produce(cast("BinaryIO", sink))
        sink.flush()
    except BaseException:
        with suppress(OSError):
            disk.close(file)
        raise
    _close_safely(file, target, disk)
    return sink


def _close_safely(file: BinaryIO, target: Path, disk: Disk) -> None:
    """Bring a file to the device and close it, the latter also when the former fails."""
    try:
        try:
            disk.sync(file)
        finally:
            disk.close(file)
    except OSError as error:
        raise writing_fault(target, error) from error


def _read_back(temporary: Path, target: Path, disk: Disk, meter: Meter) -> bytes:
    """Hash what is on the device."""
    hasher = hashlib.sha256()
    try:
        file = disk.open_read(temporary)
        try:
            while block := disk.read(file, _BLOCK):
                hasher.update(block)
                meter.advance(len(block))
        finally:
            disk.close(file)
    except OSError as error:
        raise writing_fault(target, error) from error
    return hasher.digest()


def _take_place(temporary: Path, target: Path, disk: Disk) -> None:
    """Give the file its name, for good."""
    try:
        disk.replace(temporary, target)
        disk.sync_folder(target.parent)
    except OSError as error:
        raise writing_fault(target, error) from error
