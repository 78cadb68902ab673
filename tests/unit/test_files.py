import errno
import os
from pathlib import Path

import pytest

from exports.files import read_bytes, reading_fault, replacing, write_atomically
from models.errors import StorageError


def parts(folder: Path) -> list[Path]:
    return list(folder.glob("*.part")) + list(folder.glob(".*.part"))


def test_writes_a_new_file_and_replaces_an_old_one(tmp_path: Path) -> None:
    target = tmp_path / "反馈意见书.pdf"
    write_atomically(target, b"one")
    write_atomically(target, b"two")
    assert target.read_bytes() == b"two"
    assert parts(tmp_path) == []


def test_a_failing_block_keeps_the_old_file(tmp_path: Path) -> None:
    target = tmp_path / "a.xlsx"
    target.write_bytes(b"old")
    with pytest.raises(ZeroDivisionError), replacing(target) as handle:
        handle.write(b"%d" % (1 // 0))
    assert target.read_bytes() == b"old"
    assert parts(tmp_path) == []


def test_a_full_disk_keeps_the_old_file_and_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "a.xlsx"
    target.write_bytes(b"old")

    def full(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(StorageError, match=r"磁盘空间不足.*清出空间"):
        write_atomically(target, b"new")
    assert target.read_bytes() == b"old"
    assert parts(tmp_path) == []


@pytest.mark.skipif(os.name != "posix", reason="resource limits are POSIX")
def test_a_file_that_may_not_grow_is_a_full_disk(tmp_path: Path) -> None:
    import resource

    target = tmp_path / "a.xlsx"
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, hard))
    try:
        with pytest.raises(StorageError, match="磁盘空间不足"):
            write_atomically(target, bytes(5000))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("number", [errno.EROFS, errno.EACCES, errno.EPERM])
def test_a_read_only_folder_has_its_own_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    def refused(*_: object) -> None:
        raise OSError(number, "no")

    monkeypatch.setattr(os, "replace", refused)
    with pytest.raises(StorageError, match="只读的或没有写入权限"):
        write_atomically(tmp_path / "a.xlsx", b"new")
    assert parts(tmp_path) == []


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root writes everywhere")
def test_a_really_read_only_folder(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(StorageError, match="只读的或没有写入权限"):
            write_atomically(tmp_path / "a.xlsx", b"new")
    finally:
        tmp_path.chmod(0o700)


def test_a_file_open_elsewhere_has_its_own_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "a.xlsx"
    target.write_bytes(b"old")

    def locked(*_: object) -> None:
        raise PermissionError(errno.EACCES, "sharing violation")

    monkeypatch.setattr(os, "replace", locked)
    with pytest.raises(StorageError, match="正被 WPS 或 Excel 打开"):
        write_atomically(target, b"new")
    assert target.read_bytes() == b"old"


def test_a_missing_folder_has_its_own_sentence(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="文件夹不存在"):
        write_atomically(tmp_path / "none" / "a.xlsx", b"new")


def test_a_folder_of_the_same_name_has_its_own_sentence(tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").mkdir()
    with pytest.raises(StorageError, match="同名的文件夹"):
        write_atomically(tmp_path / "a.xlsx", b"new")


def test_a_name_that_is_too_long_has_its_own_sentence(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="文件名过长"):
        write_atomically(tmp_path / ("案" * 120), b"new")


def test_reading_says_what_is_wrong(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="找不到文件"):
        read_bytes(tmp_path / "none.csv", 10)
    with pytest.raises(StorageError, match="这是文件夹"):
        read_bytes(tmp_path, 10)
    (tmp_path / "big").write_bytes(bytes(11))
    with pytest.raises(StorageError, match="没有读取"):
        read_bytes(tmp_path / "big", 10)
    assert read_bytes(tmp_path / "big", 11) == bytes(11)
    assert "没有读取权限" in str(reading_fault(tmp_path / "big", PermissionError(errno.EACCES, "no")))
    assert "读写出错" in str(reading_fault(tmp_path / "big", OSError(errno.EIO, "io")))
