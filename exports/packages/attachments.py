"""Scanned files beside the database, under their hash; in packages they travel in parts and come together again."""

import hashlib
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from functools import partial
from io import RawIOBase
from pathlib import Path
from typing import BinaryIO, cast
from uuid import UUID

from exports.files import reading_fault, replacing, writing_fault
from exports.packages.manifest import PART_LIMIT
from exports.packages.sealing import FileMember
from models.changes import Changes
from models.errors import UserError
from models.services.attachments import add_attachment
from models.store import Store

FOLDER = "files"
_BLOCK = 1024 * 1024
KINDS = {".pdf", ".jpg", ".jpeg", ".png", ".tif", ".tiff", ".ofd"}


Progress = Callable[[int, int, str], None]


def _say_nothing(_done: int, _total: int, _what: str) -> None:
    """Hear of progress and keep it to oneself."""


class AttachmentKindError(UserError):
    """A file that is no scan."""

    def __init__(self, name: str) -> None:
        super().__init__(f"“{name}”不是扫描件：只能附 PDF、OFD 或图片（jpg、png、tif），请转换后再附。")


class AttachmentMissingError(UserError):
    """The bytes of an attached file are gone."""

    def __init__(self, sha256: str) -> None:
        super().__init__(f"附件 {sha256[:8]} 的文件不在工作区里，评查包没有写出：请恢复 files 文件夹，或去掉附件再写。")


def path_of(workspace: Path, sha256: str) -> Path:
    """Where the bytes of a file lie."""
    return workspace / FOLDER / sha256[:2] / sha256


def attach(store: Store, case_id: UUID, source: Path, actor: str, progress: Progress = _say_nothing) -> Changes:
    """Take a scanned file into the workspace and join it to a case; the same file twice is one.

    `progress` hears the bytes read so far and in all: the file is read twice. What it raises ends the work, with
    nothing kept.

    Raises:
        AttachmentKindError: it is no scan.
        StorageError: it cannot be read, or the disk is full.
    """
    if source.suffix.lower() not in KINDS:
        raise AttachmentKindError(source.name)
    digest, size = _hash(source, progress)
    target = path_of(store.folder, digest)
    if not target.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        with replacing(target) as out, open(source, "rb") as file:
            for done, block in _blocks(file):
                out.write(block)
                progress(size + done, 2 * size, f"复制{source.name}")
    with store.write(actor) as session:
        return add_attachment(session, case_id, source.name, size, digest)


def _hash(source: Path, progress: Progress) -> tuple[str, int]:
    hasher, size = hashlib.sha256(), 0
    try:
        whole = source.stat().st_size
        with open(source, "rb") as file:
            for size, block in _blocks(file):
                hasher.update(block)
                progress(size, 2 * max(size, whole), f"读取{source.name}")
    except OSError as error:
        raise reading_fault(source, error) from error
    return hasher.hexdigest(), size


def _blocks(file: BinaryIO) -> Iterator[tuple[int, bytes]]:
    """The blocks of a file, each with the bytes read up to its end."""
    done = 0
    while block := file.read(_BLOCK):
        done += len(block)
        yield done, block


def attachment_parts(workspace: Path, wanted: Iterable[tuple[str, int]], limit: int) -> list[list[FileMember]]:
    """The parts of these files (SHA-256 and size) as members, put into packages of at most `limit` bytes each.

    Raises:
        AttachmentMissingError: a file is not in the workspace.
    """
    packages: list[list[FileMember]] = [[]]
    room = limit
    step = min(PART_LIMIT, limit)
    for sha256, size in wanted:
        path = path_of(workspace, sha256)
        if not path.is_file() or path.stat().st_size != size:
            raise AttachmentMissingError(sha256)
        for number, start in enumerate(range(0, max(size, 1), step)):
            length = min(step, size - start)
            if length > room:
                packages.append([])
                room = limit
            packages[-1].append(FileMember(f"files/{sha256}.{number:04d}", partial(_open_part, path, start, length)))
            room -= length
    return packages


class _Part(RawIOBase):
    """A stretch of a file, read as if it were one."""

    def __init__(self, path: Path, start: int, length: int) -> None:
        super().__init__()
        self.name = str(path)
        self._file = open(path, "rb")  # noqa: SIM115  closed with the part
        self._file.seek(start)
        self._left = length

    def readable(self) -> bool:
        """It is there to be read."""
        return True

    def read(self, size: int = -1) -> bytes:
        """The next bytes of the stretch."""
        wanted = self._left if size < 0 else min(size, self._left)
        content = self._file.read(wanted)
        self._left -= len(content)
        return content

    def close(self) -> None:
        """Close the file."""
        self._file.close()
        super().close()


def _open_part(path: Path, start: int, length: int) -> BinaryIO:
    return cast("BinaryIO", _Part(path, start, length))


def take_parts(
    workspace: Path, names: Sequence[str], copy: Callable[[str, BinaryIO], None], known: Iterable[tuple[str, int]]
) -> tuple[str, ...]:
    """Keep the parts that a package brought, and put files together of which all parts are there.

    `copy` writes the content of a member; `known` are the files that cases speak of. Gives the hashes of the files that
    are whole now. Parts that came earlier, in another package, count too.

    Raises:
        StorageError: the disk is full or refuses.
    """
    parts = workspace / FOLDER / "parts"
    written: list[Path] = []
    try:
        for name in names:
            part = parts / name.removeprefix("files/")
            if path_of(workspace, part.stem).exists():
                continue
            parts.mkdir(parents=True, exist_ok=True)
            written += [] if part.exists() else [part]
            with replacing(part) as out:
                copy(name, out)
        return tuple(sha256 for sha256, size in known if _put_together(workspace, parts, sha256, size))
    except BaseException:
        _remove(written)
        raise


def _put_together(workspace: Path, parts: Path, sha256: str, size: int) -> bool:
    """Join the parts of a file when all are there; of parts that are not the file's none is kept."""
    target = path_of(workspace, sha256)
    pieces = sorted(parts.glob(f"{sha256}.[0-9]*"))
    if target.exists() or not pieces or sum(piece.stat().st_size for piece in pieces) != size:
        return False
    draft = parts / f"{sha256}.whole"
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        if _joined(pieces, draft) == sha256:
            os.replace(draft, target)
    except OSError as error:
        raise writing_fault(target, error) from error
    finally:
        _remove([draft])
    _remove(pieces)
    return target.exists()


def _joined(pieces: Sequence[Path], draft: Path) -> str:
    """Write the pieces one after the other; the SHA-256 of them all in hex."""
    hasher = hashlib.sha256()
    with open(draft, "wb") as out:
        for piece in pieces:
            with open(piece, "rb") as file:
                while block := file.read(_BLOCK):
                    hasher.update(block)
                    out.write(block)
        out.flush()
        os.fsync(out.fileno())
    return hasher.hexdigest()


def _remove(files: Iterable[Path]) -> None:
    for file in files:
        with suppress(OSError):
            file.unlink(missing_ok=True)
