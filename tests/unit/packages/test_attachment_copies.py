import hashlib
import os
import time
from pathlib import Path

import pytest

from exports.packages.attachment_copies import FOLDER, ScanMissingError, copy_to_open
from exports.packages.attachments import AttachmentKindError, path_of


def keep(workspace: Path, content: bytes) -> str:
    sha256 = hashlib.sha256(content).hexdigest()
    path = path_of(workspace, sha256)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return sha256


def test_a_copy_has_the_name_and_the_bytes(tmp_path: Path) -> None:
    sha256 = keep(tmp_path, b"scan")
    copy = copy_to_open(tmp_path, "正卷一.PDF", sha256)
    assert (copy.name, copy.read_bytes()) == ("正卷一.pdf", b"scan")
    copy.write_bytes(b"note")
    assert path_of(tmp_path, sha256).read_bytes() == b"scan"
    assert copy_to_open(tmp_path, "正卷一.PDF", sha256).read_bytes() == b"scan", "a changed copy is made anew"


@pytest.mark.parametrize(
    "name", ["../../x.pdf", "/etc/x.pdf", "C:\\x.pdf", "a\u202efdp.pdf", "..pdf.pdf", ". .pdf", "x" * 300 + ".pdf"]
)
def test_a_name_from_elsewhere_stays_in_its_folder(tmp_path: Path, name: str) -> None:
    copy = copy_to_open(tmp_path, name, keep(tmp_path, b"scan"))
    assert copy.parent.parent == tmp_path / FOLDER
    assert copy.suffix == ".pdf"
    assert not set(copy.name) & set("/\\:\u202e")


@pytest.mark.parametrize("name", ["x.exe", "x.pdf.lnk", "x", "x.html"])
def test_nothing_but_a_scan_is_opened(tmp_path: Path, name: str) -> None:
    with pytest.raises(AttachmentKindError):
        copy_to_open(tmp_path, name, keep(tmp_path, b"program"))


def test_a_scan_that_has_not_come_is_said(tmp_path: Path) -> None:
    with pytest.raises(ScanMissingError, match=r"正卷\.pdf"):
        copy_to_open(tmp_path, "正卷.pdf", "0" * 64)


def test_copies_of_another_day_are_removed(tmp_path: Path) -> None:
    old = copy_to_open(tmp_path, "旧.pdf", keep(tmp_path, b"old"))
    yesterday = time.time() - 2 * 24 * 60 * 60
    os.utime(old.parent, (yesterday, yesterday))
    new = copy_to_open(tmp_path, "新.pdf", keep(tmp_path, b"new"))
    assert new.exists()
    assert not old.exists()
