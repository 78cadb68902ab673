"""Which drives are sticks, and how they are called."""

from pathlib import Path

import pytest

from gui.sticks import Stick, StickWatch, _is_removable_device, size_words, sticks


@pytest.mark.parametrize(
    ("size", "words"),
    [(0, "0 KB"), (1, "1 KB"), (1025, "2 KB"), (3 << 20, "3.0 MB"), (640 << 20, "640 MB"), (7730941133, "7.2 GB")],
)
def test_sizes_are_short(size: int, words: str) -> None:
    assert size_words(size) == words


def test_a_stick_is_named_by_its_volume_and_place() -> None:
    assert Stick(Path("/media/li/E1"), "评查1号", 0, 0, False, "vfat").name == "评查1号（E1）"
    assert Stick(Path("/media/li/评查1号"), "评查1号", 0, 0, False, "vfat").name == "评查1号"
    assert Stick(Path("/media/li/E1"), "", 0, 0, False, "vfat").name == "E1"


def test_partitions_of_removable_and_usb_disks_are_sticks(tmp_path: Path) -> None:
    blocks = tmp_path / "block"
    blocks.mkdir()
    for name, bus, flag in (("sda", "ata1", "0"), ("sdb", "ata2", "1"), ("sdc", "usb2/2-1", "0")):
        disk = tmp_path / "devices" / bus / name
        (disk / f"{name}1").mkdir(parents=True)
        (disk / "removable").write_text(f"{flag}\n")
        (blocks / f"{name}1").symlink_to(disk / f"{name}1")
    assert [_is_removable_device(name, blocks) for name in ("sda1", "sdb1", "sdc1", "sdd1", "")] == [
        False,
        True,
        True,
        False,
        False,
    ]


def test_the_system_disk_is_no_stick() -> None:
    assert Path("/") not in [stick.path for stick in sticks()]


def test_the_watch_tells_changes_only(qtbot) -> None:
    seen = [()]
    watch = StickWatch(lambda: seen[0])
    with qtbot.assertNotEmitted(watch.changed):
        watch.start()
    seen[0] = (Stick(Path("/media/E1"), "", 1, 2, False, "vfat"),)
    with qtbot.waitSignal(watch.changed):
        watch.look()
    with qtbot.assertNotEmitted(watch.changed):
        watch.look()
    watch.stop()
