"""Packages that the program makes: what goes in comes out, and the same goes in gives the same bytes."""

import errno
import io
import json
import os
import subprocess
import sys
import tracemalloc
import zipfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import BinaryIO

import msgspec
import pytest

from exports.packages.faults import (
    LineTooLongError,
    ManifestError,
    MemberTooLargeError,
    TooManyMembersError,
    UnsafeNameError,
    UnusableKeyError,
    WrongRowsError,
)
from exports.packages.opening import open_package
from exports.packages.sealing import FileMember, TextMember, seal_package, sealed_size
from models.errors import StorageError
from tests.unit.packages import second_reader
from tests.unit.packages.forge import (
    ANSWERS,
    FILE,
    FINDINGS,
    OFFICE,
    REVIEWER,
    ROWS,
    card,
    head,
    honest,
    opened,
)

CHINESE = '{"id":"01","text":"未核对送达回证"}\n'.encode()


def row_pieces(count: int) -> Iterator[bytes]:
    """Rows that no compression makes small, one by one."""
    for number in range(count):
        yield b'{"id":"%032x","text":"%d"}\n' % (number, number * 7919**9 % 10**60)


def body_of(content: bytes, folder: Path) -> tuple[str, bytes]:
    """The digest of a package, and its manifest as bytes."""
    path = folder / "x.pingheng"
    path.write_bytes(content)
    with open_package(path, [REVIEWER.sealing], scratch=folder) as package:
        return package.digest, msgspec.json.encode(package.manifest)


def test_rows_and_files_come_out_as_they_went_in(tmp_path: Path) -> None:
    scan = os.urandom(3_000_000)
    members = [
        TextMember("receipts.ndjson", b""),
        TextMember(ANSWERS, CHINESE),
        TextMember(FINDINGS, row_pieces(20_000)),
        FileMember(FILE, lambda: io.BytesIO(scan)),
    ]
    content = honest(tmp_path, members)
    for keys in (OFFICE, REVIEWER):
        manifest, contents = opened(content, tmp_path, [keys.sealing])
        assert contents == {
            "receipts.ndjson": b"",
            ANSWERS: CHINESE,
            FINDINGS: b"".join(row_pieces(20_000)),
            FILE: scan,
        }
        assert [member.rows for member in manifest.members] == [0, 1, 20_000, 0]


def test_an_opened_package_gives_lines_and_files_in_a_stream(tmp_path: Path) -> None:
    path = tmp_path / "a.pingheng"
    path.write_bytes(
        honest(tmp_path, [TextMember(FINDINGS, row_pieces(30_000)), FileMember(FILE, lambda: io.BytesIO(b"scan"))])
    )
    with open_package(path, [REVIEWER.sealing], scratch=tmp_path) as package:
        lines = list(package.lines(FINDINGS))
        target = io.BytesIO()
        told: list[int] = []
        package.copy_file(FILE, target, told.append)
    assert b"".join(line + b"\n" for line in lines) == b"".join(row_pieces(30_000))
    assert (target.getvalue(), told) == (b"scan", [4])


def test_the_same_rows_twice_give_the_same_body(tmp_path: Path) -> None:
    rows = b"".join(row_pieces(30_000))
    whole = honest(tmp_path, [TextMember(ANSWERS, rows), FileMember(FILE, lambda: io.BytesIO(rows))])
    pieces = honest(tmp_path, [TextMember(ANSWERS, row_pieces(30_000)), FileMember(FILE, lambda: Trickle(rows))])
    assert whole != pieces
    assert second_reader.unsealed(whole, REVIEWER.sealing, "") == second_reader.unsealed(pieces, REVIEWER.sealing, "")
    assert body_of(whole, tmp_path) == body_of(pieces, tmp_path)


class Trickle(io.RawIOBase):
    """A file that comes in small pieces."""

    def __init__(self, content: bytes) -> None:
        self._file = io.BytesIO(content)

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1, /) -> bytes:
        return self._file.read(min(size, 10_007))


def test_one_package_can_be_written_twice(tmp_path: Path) -> None:
    first, second = io.BytesIO(), io.BytesIO()
    with seal_package(
        head(), [TextMember(ANSWERS, ROWS)], OFFICE, scratch=tmp_path, recipients=[REVIEWER.public.sealing]
    ) as package:
        package.write(first)
        package.write(second)
        digest, manifest = package.digest, msgspec.json.encode(package.manifest)
        assert len(first.getvalue()) <= package.size_hint
    assert first.getvalue() != second.getvalue()
    for target in (first, second):
        assert body_of(target.getvalue(), tmp_path) == (digest, manifest)
    assert list(tmp_path.glob(".*")) == []


def test_a_package_tells_its_size_before_it_is_written(tmp_path: Path) -> None:
    for size in (0, 1, 65_000, 65_536, 200_000):
        members = [FileMember(FILE, lambda size=size: io.BytesIO(bytes(size)))]
        recipients = [REVIEWER.public.sealing, OFFICE.public.sealing]
        target = io.BytesIO()
        with seal_package(head(), members, OFFICE, scratch=tmp_path, recipients=recipients) as package:
            package.write(target)
            assert len(target.getvalue()) <= package.size_hint <= len(target.getvalue()) + 5000
    assert sealed_size(0) > 200


def test_rows_that_shrink_to_nothing_are_no_bomb(tmp_path: Path) -> None:
    rows = b'{"text":"%s"}\n' % (b" " * 3_000_000)
    _, contents = opened(honest(tmp_path, [TextMember(ANSWERS, rows)]), tmp_path)
    assert contents == {ANSWERS: rows}


def test_any_other_zip_reader_reads_the_inside(tmp_path: Path) -> None:
    content = honest(tmp_path, [TextMember(ANSWERS, ROWS), FileMember(FILE, lambda: io.BytesIO(b"scan"))])
    with second_reader.zip_of(second_reader.unsealed(content, REVIEWER.sealing, "")) as archive:
        assert archive.testzip() is None
        assert archive.namelist() == ["manifest.json", ANSWERS, FILE]
        assert archive.read(ANSWERS) == ROWS
        infos = archive.infolist()
    assert {info.date_time for info in infos} == {(1980, 1, 1, 0, 0, 0)}
    assert {(info.create_system, info.extra, info.comment, info.flag_bits) for info in infos} == {(3, b"", b"", 0)}
    assert [info.compress_type for info in infos] == [zipfile.ZIP_DEFLATED, zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED]


@pytest.mark.parametrize("way", ["--identity", "--passphrase"])
def test_a_second_reader_reads_it(tmp_path: Path, way: str) -> None:
    passphrase = "一句长口令 correct" if way == "--passphrase" else ""
    members = [TextMember(ANSWERS, CHINESE), FileMember(FILE, lambda: io.BytesIO(b"scan"))]
    package, key = tmp_path / "a.pingheng", tmp_path / "key.txt"
    package.write_bytes(honest(tmp_path, members, passphrase=passphrase))
    key.write_text(REVIEWER.sealing + "\n", encoding="ascii")
    command = [sys.executable, second_reader.__file__, package, way, passphrase or key]
    answer = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
    assert answer["rows"] == {ANSWERS: [{"id": "01", "text": "未核对送达回证"}]}
    assert answer["files"] == {FILE: 4}
    assert answer["manifest"]["sender"]["seat"] == "0197e000000070008000000000000001"
    assert answer["manifest"]["made_at"] == "2026-01-05T02:03:04Z"


def test_a_second_reader_reads_a_card_and_is_short(tmp_path: Path) -> None:
    assert second_reader.read(card(tmp_path))["manifest"]["sender"]["sealing_key"] == OFFICE.public.sealing
    assert len(Path(second_reader.__file__).read_text(encoding="utf-8").splitlines()) < 150


def test_attachments_never_lie_in_memory(tmp_path: Path) -> None:
    scan = tmp_path / "scan.pdf"
    with open(scan, "wb") as file:
        file.truncate(40_000_000)
    path = tmp_path / "a.pingheng"
    tracemalloc.start()
    try:
        with (
            seal_package(
                head(),
                [FileMember(FILE, partial(open, scan, "rb"))],
                OFFICE,
                scratch=tmp_path,
                recipients=[REVIEWER.public.sealing],
            ) as made,
            open(path, "wb") as target,
        ):
            made.write(target)
        with open_package(path, [REVIEWER.sealing], scratch=tmp_path) as package, open(os.devnull, "wb") as sink:
            package.copy_file(FILE, sink)
        assert tracemalloc.get_traced_memory()[1] < 10_000_000
    finally:
        tracemalloc.stop()


def test_progress_counts_and_cancels(tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    rows = b"".join(row_pieces(30_000))

    def made(progress: object) -> None:
        with seal_package(
            head(),
            [TextMember(ANSWERS, rows)],
            OFFICE,
            scratch=tmp_path,
            passphrase="不要紧的口令",
            progress=progress,  # type: ignore[arg-type]
            expected=len(rows),
        ):
            pass

    made(lambda *figures: told.append(figures))
    assert told == sorted(told)
    assert told[-1] == (2 * len(rows), 2 * len(rows))

    def stop(done: int, total: int) -> None:
        raise InterruptedError

    with pytest.raises(InterruptedError):
        made(stop)


def seal(tmp_path: Path, *members: TextMember | FileMember, **changes: object) -> None:
    """Make a package that is not to be made."""
    recipients = [REVIEWER.public.sealing]
    with seal_package(head(**changes), members, OFFICE, scratch=tmp_path, recipients=recipients):
        pass


def test_what_no_reader_would_take_is_not_written(tmp_path: Path) -> None:
    for member, fault in (
        (TextMember(ANSWERS, b"{}"), WrongRowsError),
        (TextMember(ANSWERS, b"x" * 2**22 + b"\n"), LineTooLongError),
        (TextMember("rows/../a.ndjson", b""), UnsafeNameError),
    ):
        with pytest.raises(fault):
            seal(tmp_path, member)
    for changes in ({"sequence": 2}, {"program": ""}, {"batch": None, "part": 2}):
        with pytest.raises(ManifestError):
            seal(tmp_path, **changes)
    with pytest.raises(TooManyMembersError):
        seal(tmp_path, *(FileMember(f"files/{number:064x}.0001", lambda: io.BytesIO()) for number in range(4097)))


def test_a_part_beyond_the_limit_is_not_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("exports.packages.container.PART_LIMIT", 1_000_000)
    with pytest.raises(MemberTooLargeError):
        seal(tmp_path, FileMember(FILE, lambda: io.BytesIO(bytes(1_000_001))))


def test_a_recipient_that_is_no_key(tmp_path: Path) -> None:
    with (
        pytest.raises(UnusableKeyError, match="登记卡"),
        seal_package(head(), [], OFFICE, scratch=tmp_path, recipients=["age1nonsense"]),
    ):
        pass


def test_an_attachment_that_is_gone(tmp_path: Path) -> None:
    member = FileMember(FILE, partial(open, tmp_path / "scan.pdf", "rb"))
    with pytest.raises(StorageError, match=r"找不到文件.*scan\.pdf"):
        seal(tmp_path, member)


def test_an_attachment_whose_disk_fails(tmp_path: Path) -> None:
    class Broken(io.RawIOBase):
        name = "/media/scan.pdf"

        def readable(self) -> bool:
            return True

        def read(self, size: int = -1, /) -> bytes:
            raise OSError(errno.EIO, "Input/output error")

    with pytest.raises(StorageError, match=r"读写出错，无法读取：/media/scan\.pdf"):
        seal(tmp_path, FileMember(FILE, lambda: Broken()))


@pytest.mark.skipif(os.name != "posix", reason="resource limits are POSIX")
def test_a_scratch_folder_that_is_full(tmp_path: Path) -> None:
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, hard))
    try:
        with pytest.raises(StorageError, match="磁盘空间不足"):
            seal(tmp_path, FileMember(FILE, lambda: io.BytesIO(bytes(5_000_000))))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert list(tmp_path.iterdir()) == []


def test_secrets_are_in_no_repr(tmp_path: Path) -> None:
    with seal_package(head(), [], OFFICE, scratch=tmp_path, passphrase="绝不出现") as package:
        assert "绝不出现" not in repr(package)
    assert OFFICE.sealing not in repr(OFFICE)
    assert OFFICE.signing not in repr(OFFICE)


def test_a_target_that_fails_fails_as_it_is(tmp_path: Path) -> None:
    class PulledError(OSError):
        """The stick is gone."""

    class Stick(io.RawIOBase):
        def writable(self) -> bool:
            return True

        def write(self, content: object, /) -> int:
            raise fault

    fault = PulledError(errno.EIO, "gone")
    target: BinaryIO = Stick()  # type: ignore[assignment]
    for way in ({"recipients": [REVIEWER.public.sealing]}, {"passphrase": "随便一个口令"}):
        with seal_package(head(), [TextMember(ANSWERS, ROWS)], OFFICE, scratch=tmp_path, **way) as package:  # type: ignore[arg-type]
            with pytest.raises(PulledError) as caught:
                package.write(target)
            assert caught.value is fault
