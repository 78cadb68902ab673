"""Files that appear whole or not at all, and the sentences for a disk that refuses."""

import errno
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from models.errors import StorageError

_OPEN_ELSEWHERE = 32  # ERROR_SHARING_VIOLATION on Windows
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_FORBIDDEN = {errno.EACCES, errno.EPERM, errno.EROFS}
_GONE = {errno.EIO, errno.ENODEV, errno.ENXIO}


@contextmanager
def replacing(path: Path) -> Iterator[BinaryIO]:
    """Open a binary file that takes the place of `path` when the block ends well.

    The bytes go to a temporary name in the same folder, are flushed to the disk and then renamed: a reader sees the old
    file or the new one, never half of one. When the block raises, the old file stays and the temporary one goes.

    Raises:
        StorageError: the folder is missing or read-only, the disk is full, the target is open elsewhere.
    """
    temporary = path.parent / f".pingheng-{secrets.token_hex(6)}.part"
    try:
        with open(temporary, "xb") as handle:
            yield handle
            handle.flush()
            os.fsync(handle.fileno())
        os.replace(temporary, path)
        sync_folder(path.parent)
    except OSError as error:
        raise writing_fault(path, error) from error
    finally:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)


def write_atomically(path: Path, content: bytes) -> None:
    """Write `content` to `path` whole or not at all; see `replacing` for the errors."""
    with replacing(path) as handle:
        handle.write(content)


def read_bytes(path: Path, limit: int) -> bytes:
    """Give the content of a file of at most `limit` bytes.

    Raises:
        StorageError: the file is missing, unreadable or larger than the limit.
    """
    try:
        with open(path, "rb") as handle:
            content = handle.read(limit + 1)
    except OSError as error:
        raise reading_fault(path, error) from error
    if len(content) > limit:
        raise StorageError(path, f"文件超过 {limit // 1_000_000} 兆字节，没有读取", "请拆分或精简文件后再试。")
    return content


def writing_fault(path: Path, error: OSError) -> StorageError:
    """Say in one sentence why `path` could not be written, and what to try."""
    trouble, advice = _writing_words(path, error)
    return StorageError(path, trouble, advice)


def reading_fault(path: Path, error: OSError) -> StorageError:
    """Say in one sentence why `path` could not be read, and what to try."""
    trouble, advice = _reading_words(path, error)
    return StorageError(path, trouble, advice)


def _writing_words(path: Path, error: OSError) -> tuple[str, str]:
    """Choose the trouble and the advice for a failed write."""
    number = error.errno
    if number in _FULL:
        return "磁盘空间不足，文件没有写成", "请清出空间或换一个位置后再试，原有文件未受影响。"
    if getattr(error, "winerror", None) == _OPEN_ELSEWHERE or (number == errno.EACCES and os.path.isfile(path)):
        return "文件没有写成，可能正被 WPS 或 Excel 打开，或者不允许改写", "请关闭打开它的程序，或换一个文件名后再试。"
    if os.path.isdir(path):
        return "同名的文件夹已经存在，文件没有写成", "请换一个文件名后再试。"
    if number in _FORBIDDEN:
        return "文件夹是只读的或没有写入权限，文件没有写成", "请换一个可以写入的文件夹，或检查 U 盘的写保护开关后再试。"
    if not os.path.isdir(path.parent):
        return "文件夹不存在，文件没有写成", "请先建立该文件夹，或换一个位置后再试。"
    if number == errno.ENAMETOOLONG:
        return "文件名过长，文件没有写成", "请缩短文件名后再试。"
    if number in _GONE:
        return "磁盘或 U 盘读写出错，文件没有写成", "请检查 U 盘是否插好，或换一个位置后再试。"
    return f"文件没有写成（{error.strerror or error}）", "请换一个位置后再试。"


def _reading_words(path: Path, error: OSError) -> tuple[str, str]:
    """Choose the trouble and the advice for a failed read."""
    number = error.errno
    if os.path.isdir(path):
        return "这是文件夹，不是文件", "请选择其中的一个文件。"
    if getattr(error, "winerror", None) == _OPEN_ELSEWHERE:
        return "文件正被其他程序占用，无法读取", "请关闭打开它的程序后再试。"
    if number in (errno.ENOENT, errno.ENOTDIR, errno.EINVAL):
        return "找不到文件", "请检查文件是否已被移走，或 U 盘是否插好。"
    if number in _FORBIDDEN:
        return "没有读取权限", "请检查文件的权限，或把它复制到自己的文件夹后再试。"
    if number == errno.ENAMETOOLONG:
        return "文件名过长，无法读取", "请缩短文件名后再试。"
    if number in _GONE:
        return "磁盘或 U 盘读写出错，无法读取", "请检查 U 盘是否插好，或换一份拷贝后再试。"
    return f"文件无法读取（{error.strerror or error}）", "请换一份拷贝后再试。"


def sync_folder(folder: Path) -> None:
    """Make the rename itself durable where the system can; Windows has no handle on a folder."""
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        with suppress(OSError):  # some file systems of sticks refuse to sync a folder
            os.fsync(descriptor)
    finally:
        os.close(descriptor)
