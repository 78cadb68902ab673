"""Copies of scanned files for a viewer: under their own name, apart from the bytes that the workspace keeps."""

import hashlib
import os
import re
import shutil
import time
from contextlib import suppress
from pathlib import Path

from exports.files import replacing
from exports.packages.attachments import KINDS, AttachmentKindError, path_of
from models.errors import UserError

FOLDER = "opened"
_KEPT_SECONDS = 24 * 60 * 60
_LONGEST = 80


class ScanMissingError(UserError):
    """The bytes of an attached file have not come or are gone."""

    def __init__(self, name: str) -> None:
        super().__init__(f"“{name}”的内容不在这个工作区里：可能没有随包交来。请向对方索取，或恢复 files 文件夹。")


def copy_to_open(workspace: Path, name: str, sha256: str) -> Path:
    """A copy of a file that may be opened; copies of another day are removed.

    The name may come from a package: it is only believed as far as the kind of the file, and no program is opened.

    Raises:
        ScanMissingError: the bytes are not there.
        AttachmentKindError: it is no scan.
        StorageError: the disk is full or refuses.
    """
    folder = workspace / FOLDER
    _tidy(folder)
    source = path_of(workspace, sha256)
    if not source.is_file():
        raise ScanMissingError(name)
    target = folder / sha256[:16] / _safe(name)
    if _is_same(target, sha256):
        return target
    target.parent.mkdir(parents=True, exist_ok=True)
    with replacing(target) as out, open(source, "rb") as file:
        shutil.copyfileobj(file, out, 1024 * 1024)
    return target


def _is_same(copy: Path, sha256: str) -> bool:
    """Whether a copy is there and still as it was; one that a viewer holds open could not be made anew."""
    if not copy.is_file():
        return False
    with open(copy, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest() == sha256


def _safe(name: str) -> str:
    """The name without what means something to a file system."""
    stem, suffix = os.path.splitext(name)
    if suffix.lower() not in KINDS:
        raise AttachmentKindError(name)
    plain = re.sub(r'[\x00-\x1f<>:"/\\|?*\u202a-\u202e\u2066-\u2069]', "_", stem).strip(" .")
    return f"{plain[:_LONGEST] or '扫描件'}{suffix.lower()}"


def _tidy(folder: Path) -> None:
    """Remove the copies that nobody reads any more; one that is open stays."""
    if not folder.is_dir():
        return
    for old in folder.iterdir():
        with suppress(OSError):
            if time.time() - old.stat().st_mtime > _KEPT_SECONDS:
                shutil.rmtree(old)
