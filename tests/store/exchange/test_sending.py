"""What leaves: kept only when the stick has it, the same twice, with its scanned files in as many parts as needed."""

import errno
import hashlib
import io
from collections.abc import Callable
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any, BinaryIO
from uuid import UUID

import pytest

from exports.packages.attachments import AttachmentMissingError, attach, path_of
from exports.packages.opening import open_package
from exports.packages.sealing import FileMember
from exports.packages.sending import (
    AddresseeUnknownError,
    Exported,
    NothingToReturnError,
    NothingToSendError,
    SeatRevokedError,
)
from exports.packages.stick import Disk, NotEnoughSpaceError
from exports.packages.suites import DEFAULT
from models.errors import StorageError
from models.queries.attachments import attachments
from models.services import seats
from tests.store.exchange.forging import ASSIGNMENT, head, member, rows_of, write
from tests.store.exchange.test_receiving import CancelledError, cancelling, files_in
from tests.store.exchange.world import Side, World


class FailingDisk(Disk):
    """A stick that is pulled, or full, at its nth call."""

    def __init__(self, after: int, number: int) -> None:
        self._left = after
        self._number = number

    def _step(self) -> None:
        self._left -= 1
        if self._left < 0:
            raise OSError(self._number, "test")

    def open_new(self, path: Path) -> BinaryIO:
        self._step()
        return super().open_new(path)

    def write(self, file: BinaryIO, content: bytes) -> None:
        self._step()
        super().write(file, content)

    def sync(self, file: BinaryIO) -> None:
        self._step()
        super().sync(file)

    def open_read(self, path: Path) -> BinaryIO:
        self._step()
        return super().open_read(path)

    def read(self, file: BinaryIO, size: int) -> bytes:
        self._step()
        return super().read(file, size)

    def replace(self, source: Path, target: Path) -> None:
        self._step()
        super().replace(source, target)


def facts(side: Side) -> tuple[Any, ...]:
    """What an export must leave alone where it fails."""
    register, trail = side.rows("SELECT * FROM packages"), side.rows("SELECT count(*) FROM audit_entries")
    return side.hash(), register, trail, files_in(side.folder)


def fails_until_it_works(side: Side, stick: Path, export: Callable[[Disk], Exported], number: int) -> Exported:
    """Let the stick fail at its first call, its second and so on: nothing is changed until all of them work."""
    before = facts(side), sorted(stick.iterdir())
    for after in count():
        try:
            exported = export(FailingDisk(after, number))
        except StorageError:
            assert (facts(side), sorted(stick.iterdir())) == before
        else:
            assert after >= 6
            return exported
    raise AssertionError


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EIO, errno.ENODEV, errno.EROFS])
def test_a_failing_stick_leaves_the_office_as_it_was(world: World, number: int) -> None:
    reviewer = world.reviewers[0]
    exported = fails_until_it_works(world.office, world.stick, lambda disk: world.assign(reviewer, disk=disk), number)
    assert exported.sequences == (1,)
    assert world.office.rows("SELECT holder_seat_id FROM assignments WHERE holder_seat_id IS NOT NULL") == [
        (reviewer.seat_id.hex,)
    ]


def test_a_failing_stick_leaves_the_reviewer_as_they_were(world: World) -> None:
    reviewer = world.reviewers[0]
    world.give(reviewer)
    reviewer.answer(reviewer.readings()[0])
    fails_until_it_works(reviewer, world.stick, lambda disk: world.results(reviewer, disk=disk), errno.EIO)
    assert reviewer.rows("SELECT count(*) FROM answers WHERE sealed_at IS NULL") == [(0,)]


def test_a_full_stick_is_seen_before_anything_is_written(world: World) -> None:
    class FullDisk(Disk):
        def free_bytes(self, folder: Path) -> int:
            return 1000

    before = facts(world.office)
    with pytest.raises(NotEnoughSpaceError):
        world.assign(world.reviewers[0], disk=FullDisk())
    assert facts(world.office) == before


def test_an_export_can_be_cancelled_without_a_trace(world: World) -> None:
    before = facts(world.office), sorted(world.stick.iterdir())
    for after in range(2):
        with pytest.raises(CancelledError):
            world.assign(world.reviewers[0], progress=cancelling(after))
        assert (facts(world.office), sorted(world.stick.iterdir())) == before


def test_a_folder_that_is_gone_changes_nothing(world: World) -> None:
    before = facts(world.office)
    world.stick.rmdir()
    with pytest.raises(StorageError):
        world.assign(world.reviewers[0])
    assert facts(world.office) == before


def inner(side: Side, path: Path) -> tuple[str, bytes]:
    """The digest of a package, and what lies below the envelope."""
    body = io.BytesIO()
    with open(path, "rb") as file:
        DEFAULT.unseal(file, body, side.keys.identities)
    with open_package(path, side.keys.identities, scratch=side.folder) as opened:
        return opened.digest, body.getvalue()


def test_the_same_rows_twice_give_the_same_inner_bytes(world: World) -> None:
    first = world.assign(world.reviewers[0])
    before = inner(world.office, first.files[0].path)
    again = world.assign(world.reviewers[0])
    assert (again.is_repeat, again.digests, again.sequences) == (True, first.digests, first.sequences)
    assert inner(world.reviewers[0], again.files[0].path) == before
    assert world.office.rows("SELECT count(*) FROM packages") == [(1,)]


def test_what_changed_since_goes_out_under_the_next_number(world: World) -> None:
    reviewer = world.reviewers[0]
    world.give(reviewer)
    reviewer.answer(reviewer.readings()[0])
    first = world.results(reviewer)
    assert world.results(reviewer).is_repeat
    reviewer.answer(reviewer.readings()[0], note="改")
    second = world.results(reviewer)
    assert (second.is_repeat, second.sequences) == (False, (2,))
    with open_package(second.files[0].path, reviewer.keys.identities, scratch=reviewer.folder) as opened:
        assert opened.manifest.previous == first.digests[0]


def test_nobody_is_sent_nothing(world: World) -> None:
    world.give(world.reviewers[0])
    with pytest.raises(NothingToReturnError):
        world.results(world.reviewers[0])
    world.office.change("UPDATE assignments SET cancelled_at = made_at")
    with pytest.raises(NothingToSendError):
        world.assign(world.reviewers[1])


def test_only_a_trusted_seat_is_sent_anything(world: World) -> None:
    reviewer = world.reviewers[0]
    world.office.change("UPDATE seat_keys SET confirmed_at = NULL")
    before = facts(world.office)
    with pytest.raises(AddresseeUnknownError):
        world.assign(reviewer)
    world.office.do(seats.revoke, reviewer.seat_id, "遗失")
    with pytest.raises(SeatRevokedError):
        world.assign(reviewer)
    assert facts(world.office)[:2] == before[:2]


@pytest.fixture
def scans(world: World) -> dict[str, bytes]:
    """Scanned files of the first reviewer's case, by their hash."""
    case = world.office.rows(
        "SELECT c.case_id FROM reviewed_cases AS c JOIN assignments AS a ON a.reviewed_case_id = c.id"
        " JOIN reviewers AS r ON r.id = a.reviewer_id WHERE r.name = ?",
        world.reviewers[0].name,
    )[0][0]
    found: dict[str, bytes] = {}
    for number, size in enumerate((0, 10, 250, 1234)):
        content = bytes(number + at % 7 for at in range(size))
        source = world.folder / f"卷{number}.pdf"
        source.write_bytes(content)
        attach(world.office.store, UUID(case), source, "张主任")
        found[hashlib.sha256(content).hexdigest()] = content
    return found


def arrived_scans(side: Side) -> dict[str, bytes]:
    """The scanned files that are whole in a workspace."""
    paths = {row.sha256: path_of(side.folder, row.sha256) for row in side.ask(attachments)}
    return {sha256: path.read_bytes() for sha256, path in paths.items() if path.exists()}


def parted(world: World) -> list[Path]:
    """The packages of one export with at most 300 bytes of scanned files in each."""
    exported = world.assign(world.reviewers[0], with_attachments=True, part_bytes=300)
    assert len(exported.files) == len(exported.digests) == len(exported.sequences) >= 5
    assert exported.sequences == tuple(range(1, len(exported.files) + 1))
    return [written.path for written in exported.files]


def test_scanned_files_travel_in_one_package_where_they_fit(world: World, scans: dict[str, bytes]) -> None:
    exported = world.assign(world.reviewers[0], with_attachments=True)
    assert len(exported.files) == 1
    arrived = world.reviewers[0].read(exported.files[0].path)
    assert arrived.files == len(scans)
    assert arrived_scans(world.reviewers[0]) == scans
    assert not list((world.reviewers[0].folder / "files" / "parts").iterdir())


@pytest.mark.parametrize("turn", [0, 1, 2, 3])
def test_parts_may_come_in_any_order(world: World, scans: dict[str, bytes], turn: int) -> None:
    reviewer, paths = world.reviewers[0], parted(world)
    order = [paths, paths[::-1], paths[2:] + paths[:2], paths[1::2] + paths[::2]][turn]
    files = sum(reviewer.read(path).files for path in order)
    assert files == len(scans)
    assert arrived_scans(reviewer) == scans
    assert not list((reviewer.folder / "files" / "parts").iterdir())
    for path in order:
        assert reviewer.read(path).files == 0
    assert not list((reviewer.folder / "files" / "parts").iterdir())


def test_a_missing_part_leaves_the_file_missing_and_the_others_whole(world: World, scans: dict[str, bytes]) -> None:
    reviewer, paths = world.reviewers[0], parted(world)
    for path in paths[:-1]:
        reviewer.read(path)
    missing = len(scans) - len(arrived_scans(reviewer))
    assert missing > 0
    assert reviewer.read(paths[-1]).files == missing
    assert arrived_scans(reviewer) == scans


def test_a_lost_scan_comes_back_with_the_same_package(world: World, scans: dict[str, bytes]) -> None:
    reviewer = world.reviewers[0]
    path = world.assign(reviewer, with_attachments=True).files[0].path
    reviewer.read(path)
    for sha256 in scans:
        path_of(reviewer.folder, sha256).unlink()
    before = reviewer.hash()
    arrived = reviewer.read(path)
    assert (arrived.is_replay, arrived.files) == (True, len(scans))
    assert arrived_scans(reviewer) == scans
    assert reviewer.hash() == before


def test_a_part_of_other_content_is_not_believed(world: World, scans: dict[str, bytes]) -> None:
    reviewer = world.reviewers[0]
    sha256, content = max(scans.items(), key=lambda item: len(item[1]))
    rows = {table: rows_of(world.office, table) for table in ("reviewers", "cases", "attachments")}

    def package(name: str, parts: list[bytes]) -> Path:
        texts = [member(table, rows[table]) for table in rows]
        files = [
            FileMember(f"files/{sha256}.{at:04d}", partial(opened, world.folder, part)) for at, part in enumerate(parts)
        ]
        manifest, recipients = head(world.office, reviewer, ASSIGNMENT), [reviewer.keys.secret.public.sealing]
        return write(world.stick / name, manifest, world.office.keys, [*texts, *files], recipients)

    wrong = bytes(len(content))
    assert reviewer.read(package("wrong.pingheng", [wrong])).files == 0
    assert arrived_scans(reviewer) == {}
    assert not list((reviewer.folder / "files" / "parts").iterdir())
    assert reviewer.read(package("right.pingheng", [content[:100], content[100:]])).files == 1
    assert arrived_scans(reviewer) == {sha256: content}


def opened(folder: Path, content: bytes) -> BinaryIO:
    path = folder / f"part-{hashlib.sha256(content).hexdigest()[:8]}"
    path.write_bytes(content)
    return open(path, "rb")


def test_a_cancelled_import_leaves_no_scan_behind(world: World, scans: dict[str, bytes]) -> None:
    reviewer = world.reviewers[0]
    path = world.assign(reviewer, with_attachments=True).files[0].path
    before = reviewer.hash(), files_in(reviewer.folder)
    reviewer.store.backup = lambda reason: None  # type: ignore[method-assign,assignment,return-value]
    for after in count():
        try:
            reviewer.read(path, progress=cancelling(after))
        except CancelledError:
            assert (reviewer.hash(), files_in(reviewer.folder)) == before
        else:
            break
    assert arrived_scans(reviewer) == scans


def test_a_disk_that_fills_up_keeps_the_parts_that_came_before(
    world: World, scans: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    reviewer, paths = world.reviewers[0], parted(world)
    for path in paths[:-1]:
        reviewer.read(path)

    def full(*_: object) -> str:
        raise OSError(errno.ENOSPC, "test")

    before = reviewer.hash(), files_in(reviewer.folder)
    with monkeypatch.context() as patched:
        patched.setattr("exports.packages.attachments._joined", full)
        with pytest.raises(StorageError):
            reviewer.read(paths[-1])
    backups = {name for name in files_in(reviewer.folder) if name.startswith("backups/")}
    assert (reviewer.hash(), files_in(reviewer.folder) - backups) == (before[0], before[1] - backups)
    assert reviewer.read(paths[-1]).files > 0
    assert arrived_scans(reviewer) == scans


def test_a_scan_that_is_gone_or_cut_short_stops_the_export(world: World, scans: dict[str, bytes]) -> None:
    sha256 = max(scans, key=lambda key: len(scans[key]))
    before = facts(world.office)[:3]
    path = path_of(world.office.folder, sha256)
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(AttachmentMissingError):
        world.assign(world.reviewers[0], with_attachments=True)
    path.unlink()
    with pytest.raises(AttachmentMissingError):
        world.assign(world.reviewers[0], with_attachments=True)
    assert facts(world.office)[:3] == before


def test_a_stick_that_fails_at_a_later_part_keeps_none(world: World, scans: dict[str, bytes]) -> None:
    def export(disk: Disk) -> Exported:
        return world.assign(world.reviewers[0], with_attachments=True, part_bytes=600, disk=disk)

    exported = fails_until_it_works(world.office, world.stick, export, errno.EIO)
    assert len(exported.files) > 1
