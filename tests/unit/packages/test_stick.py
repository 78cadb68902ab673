"""Writing to a stick that is pulled, full, read-only or lying, at every single call."""

import errno
import hashlib
import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO
from uuid import uuid4

import pytest

from exports.packages.manifest import PackageKind
from exports.packages.stick import (
    Disk,
    NotAsWrittenError,
    NotEnoughSpaceError,
    TooLargeForStickError,
    Written,
    leftovers,
    package_name,
    write_to_stick,
)
from models.errors import StorageError
from tests.unit.packages.forge import REVIEWER_SEAT

NAME = "pingheng-results-3f2a9c01-0001.pingheng"
OLD = b"the old package" * 100
NEW = bytes(range(256)) * 12_000  # three blocks


def produce(target: BinaryIO) -> None:
    """Write the new package in pieces, as sealing does."""
    for start in range(0, len(NEW), 65_552):
        target.write(NEW[start : start + 65_552])


class Stick(Disk):
    """A disk that fails at its n-th call; when it is pulled, at all later ones too."""

    def __init__(self, fails_at: int, fault: OSError, is_pulled: bool = True, writes_half: bool = False) -> None:
        self.calls: list[str] = []
        self._fails_at = fails_at
        self._fault = fault
        self._is_pulled = is_pulled
        self._writes_half = writes_half

    def _call(self, name: str, operation: Callable[..., Any], *arguments: Any) -> Any:
        self.calls.append(name)
        number = len(self.calls) - 1
        if number == self._fails_at and name == "write" and self._writes_half:
            operation(arguments[0], arguments[1][: len(arguments[1]) // 2])
        if number == self._fails_at or (self._is_pulled and number > self._fails_at):
            if name == "close":
                operation(*arguments)
            raise self._fault
        return operation(*arguments)

    def free_bytes(self, folder: Path) -> int:
        return int(self._call("free_bytes", super().free_bytes, folder))

    def open_new(self, path: Path) -> BinaryIO:
        file: BinaryIO = self._call("open_new", super().open_new, path)
        return file

    def write(self, file: BinaryIO, content: bytes) -> None:
        self._call("write", super().write, file, content)

    def sync(self, file: BinaryIO) -> None:
        self._call("sync", super().sync, file)

    def close(self, file: BinaryIO) -> None:
        self._call("close", super().close, file)

    def open_read(self, path: Path) -> BinaryIO:
        file: BinaryIO = self._call("open_read", super().open_read, path)
        return file

    def read(self, file: BinaryIO, size: int) -> bytes:
        return bytes(self._call("read", super().read, file, size))

    def replace(self, source: Path, target: Path) -> None:
        self._call("replace", super().replace, source, target)

    def sync_folder(self, folder: Path) -> None:
        self._call("sync_folder", super().sync_folder, folder)

    def unlink(self, path: Path) -> None:
        self._call("unlink", super().unlink, path)


NEVER = 10**9
GONE = OSError(errno.EIO, "Input/output error")


def write(folder: Path, disk: Disk, **options: Any) -> Written:
    """Write the new package."""
    return write_to_stick(folder, NAME, produce, len(NEW), disk, **options)


def calls_of_a_good_write(folder: Path) -> list[str]:
    """Every call that a write which succeeds makes, in order."""
    disk = Stick(NEVER, GONE)
    write(folder, disk)
    return disk.calls


def test_a_good_write(tmp_path: Path) -> None:
    written = write(tmp_path, Disk())
    assert written == Written(tmp_path / NAME, len(NEW), hashlib.sha256(NEW).hexdigest())
    assert written.path.read_bytes() == NEW
    assert [path.name for path in tmp_path.iterdir()] == [NAME]


def test_the_order_of_the_calls(tmp_path: Path) -> None:
    calls = calls_of_a_good_write(tmp_path)
    assert list(dict.fromkeys(calls)) == [
        "free_bytes",
        "open_new",
        "write",
        "sync",
        "close",
        "open_read",
        "read",
        "replace",
        "sync_folder",
        "unlink",
    ]
    assert calls.count("write") > 2


@pytest.mark.parametrize("had_old", [True, False])
@pytest.mark.parametrize("writes_half", [True, False])
@pytest.mark.parametrize("is_pulled", [True, False])
@pytest.mark.parametrize("number", [errno.EIO, errno.ENOSPC, errno.EROFS, errno.ENODEV, errno.EACCES, errno.EINVAL])
def test_a_failure_at_any_call_leaves_the_old_file_or_the_new_one(
    tmp_path: Path, number: int, is_pulled: bool, writes_half: bool, had_old: bool
) -> None:
    good = tmp_path / "good"
    good.mkdir()
    calls = calls_of_a_good_write(good)
    for at, name in enumerate(calls):
        folder = tmp_path / str(at)
        folder.mkdir()
        target = folder / NAME
        if had_old:
            target.write_bytes(OLD)
        disk = Stick(at, OSError(number, os.strerror(number)), is_pulled, writes_half)
        if name == "unlink":
            write(folder, disk)
        else:
            with pytest.raises(StorageError) as caught:
                write(folder, disk)
            assert str(target) in str(caught.value)
        after_rename = at > calls.index("replace")
        expected = NEW if after_rename else OLD
        assert (target.read_bytes() if target.exists() else None) == (expected if had_old or after_rename else None)
        left = leftovers(folder)
        assert left == [] or is_pulled
        assert {path.name for path in folder.iterdir()} - {path.name for path in left} <= {NAME}


@pytest.mark.skipif(os.name != "posix", reason="resource limits are POSIX")
@pytest.mark.parametrize("had_old", [True, False])
def test_a_stick_that_is_full_at_any_byte(tmp_path: Path, had_old: bool) -> None:
    import resource

    target = tmp_path / NAME
    if had_old:
        target.write_bytes(OLD)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    limits = [0, 1, 4095, 65_552, len(NEW) // 2, len(NEW) - 1]
    try:
        for limit in [*limits, *range(100_003, len(NEW), 299_993)]:
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, hard))
            with pytest.raises(StorageError, match="磁盘空间不足"):
                write(tmp_path, Disk())
            assert [path.read_bytes() for path in tmp_path.iterdir()] == ([OLD] if had_old else [])
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    write(tmp_path, Disk())


class Small(Disk):
    """A disk with little room."""

    def free_bytes(self, folder: Path) -> int:
        return 1_500_000


def test_too_little_space_is_seen_before_anything_is_written(tmp_path: Path) -> None:
    with pytest.raises(NotEnoughSpaceError, match=r"需要 4\.2 兆字节，只剩 1\.5 兆字节.*换一个 U 盘"):
        write(tmp_path, Small())
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_no_stick_can_hold(tmp_path: Path) -> None:
    with pytest.raises(TooLargeForStickError, match=r"4000\.0 兆字节的上限"):
        write_to_stick(tmp_path, NAME, produce, 4_000_000_001)


def test_a_hint_that_was_too_small_does_not_matter(tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    write_to_stick(tmp_path, NAME, produce, 1000, progress=lambda *figures: told.append(figures))
    assert (tmp_path / NAME).read_bytes() == NEW
    assert told[-1] == (2000, 2000)


class Forgetful(Disk):
    """A stick that gives back something else than it was given."""

    def __init__(self, position: int) -> None:
        self._position = position

    def read(self, file: BinaryIO, size: int) -> bytes:
        start = file.tell()
        content = bytearray(super().read(file, size))
        if start <= self._position < start + len(content):
            content[self._position - start] ^= 1
        return bytes(content)


@pytest.mark.parametrize("position", [0, 1_500_000, len(NEW) - 1])
def test_a_stick_that_forgets_is_found_out(tmp_path: Path, position: int) -> None:
    (tmp_path / NAME).write_bytes(OLD)
    with pytest.raises(NotAsWrittenError, match=r"读回核对不一致.*换一个 U 盘"):
        write(tmp_path, Forgetful(position))
    assert [path.read_bytes() for path in tmp_path.iterdir()] == [OLD]


class Shrinking(Disk):
    """A stick that claims to be larger than it is and loses the end."""

    def read(self, file: BinaryIO, size: int) -> bytes:
        return super().read(file, size)[: max(0, 1_000_000 - file.tell())]


def test_a_stick_that_is_smaller_than_it_says(tmp_path: Path) -> None:
    with pytest.raises(NotAsWrittenError):
        write(tmp_path, Shrinking())
    assert list(tmp_path.iterdir()) == []


class _StoppedError(BaseException):
    """What a cancelled work raises."""


def test_cancelling_at_any_step_leaves_the_old_file(tmp_path: Path) -> None:
    target = tmp_path / NAME
    target.write_bytes(OLD)
    steps: list[int] = []
    write(tmp_path, Disk(), progress=lambda done, total: steps.append(done))
    assert steps == sorted(steps)
    assert steps[-1] == 2 * len(NEW)
    target.write_bytes(OLD)

    def stopping_at(call: int) -> Callable[[int, int], None]:
        left = iter(range(call, -1, -1))

        def progress(done: int, total: int) -> None:
            if next(left) == 0:
                raise _StoppedError

        return progress

    for call in range(len(steps)):
        with pytest.raises(_StoppedError):
            write(tmp_path, Disk(), progress=stopping_at(call))
        assert [path.read_bytes() for path in tmp_path.iterdir()] == [OLD]


def test_a_fault_of_what_is_written_passes_through(tmp_path: Path) -> None:
    fault = ValueError("mine")

    def broken(target: BinaryIO) -> None:
        target.write(b"something")
        raise fault

    with pytest.raises(ValueError, match="mine") as caught:
        write_to_stick(tmp_path, NAME, broken, 100)
    assert caught.value is fault
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match=r"文件夹不存在"):
        write(tmp_path / "none", Disk())


def test_leftovers_of_a_pulled_stick_are_found(tmp_path: Path) -> None:
    assert leftovers(tmp_path) == []
    with pytest.raises(StorageError):
        write(tmp_path, Stick(3, GONE))
    (tmp_path / "mine.part").write_bytes(b"")
    assert len(leftovers(tmp_path)) == 1


@pytest.mark.parametrize("kind", list(PackageKind))
def test_names_are_safe_on_every_stick(kind: PackageKind) -> None:
    for peer in (REVIEWER_SEAT, uuid4()):
        for name in (package_name(kind, peer, 3), package_name(kind, peer, 123_456, 12, 40)):
            assert re.fullmatch(r"pingheng-[a-z]+-[0-9a-f]{8}-\d{4,}(-p\d+)?\.pingheng", name)
            assert len(name) <= 80
            assert name.isascii()
    assert package_name(PackageKind.ASSIGNMENT, REVIEWER_SEAT, 3) == "pingheng-assignment-3f2a9c01-0003.pingheng"
    assert package_name(PackageKind.ARCHIVE, REVIEWER_SEAT, 3, 2, 2) == "pingheng-archive-3f2a9c01-0003-p2.pingheng"
