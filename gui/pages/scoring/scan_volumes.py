"""Which scanned file is which volume, and where in it a finding stands."""

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from uuid import UUID

from gui.scans import is_pdf
from models.queries.attachments import AttachmentRow
from review_forms.answers import Finding, Merit

_FIGURES = {figure: value for value, figure in enumerate("〇一二三四五六七八九")}
_NUMBER = r"(?<!\d)\d{1,3}(?!\d)|[一二三四五六七八九十]{1,3}"
_BEHIND = re.compile(rf"({_NUMBER})\s*[卷册]")
_BEFORE = re.compile(rf"[卷册]宗?\s*({_NUMBER})")


@dataclass(frozen=True, slots=True)
class Volume:
    """A scanned file that can be shown beside the items, and the volume that it is."""

    file: AttachmentRow
    number: str

    @property
    def title(self) -> str:
        """What the person chooses by."""
        return f"卷{self.number}　{self.file.name}"


@dataclass(frozen=True, slots=True)
class ScanPlace:
    """A page of a scan as a finding keeps it: volume and printed page as written, file id in hex, its page from 1."""

    volume: str
    page: str
    scan: str
    scan_page: int


def volumes_of(files: Sequence[AttachmentRow]) -> tuple[Volume, ...]:
    """The PDF files of a case by volume.

    A name such as 正卷二 or 第3册 tells the volume; the other files take the numbers that are left, in the order in
    which they were attached, which is the order of their ids.
    """
    files = sorted((file for file in files if is_pdf(file)), key=lambda file: file.attachment_id)
    told = {file.attachment_id: told_number(file.name) for file in files}
    free = (number for number in range(1, len(files) + 1000) if number not in told.values())
    volumes = [(told[file.attachment_id] or next(free), file) for file in files]
    return tuple(Volume(file, str(number)) for number, file in sorted(volumes, key=lambda one: one[0]))


def told_number(name: str) -> int:
    """The volume that a file's name tells, 0 where it tells none."""
    plain = unicodedata.normalize("NFKC", name.rsplit(".", 1)[0])
    found = _BEHIND.search(plain) or _BEFORE.search(plain)
    return _value(found.group(1)) if found else 0


def _value(number: str) -> int:
    """What a number in figures or in Chinese up to 99 comes to."""
    if number.isdecimal():
        return int(number)
    tens, ten, ones = number.rpartition("十")
    return (_FIGURES.get(tens, 1) * 10 if ten else 0) + _FIGURES.get(ones, 0)


def locate(
    told: Finding | Merit, volumes: Sequence[Volume], offset_of: Callable[[UUID], int]
) -> tuple[Volume, int] | None:
    """The file and the page in it, from 1, where something written stands; None when that is not known.

    The page that it was taken from goes before what can be reckoned: the first page that is written, in the volume that
    is written (or the only one), `offset_of` a file being how much more its printed pages say than its scanned ones.
    """
    taken_from = next((volume for volume in volumes if volume.file.attachment_id.hex == told.scan), None)
    if taken_from is not None and told.scan_page > 0:
        return taken_from, told.scan_page
    first = re.search(r"\d+", unicodedata.normalize("NFKC", told.page))
    is_only = len(volumes) == 1 and not told.volume
    written = next((volume for volume in volumes if is_only or volume.number == _plain(told.volume)), None)
    if written is None or first is None:
        return None
    return written, max(1, int(first.group()) - offset_of(written.file.attachment_id))


def _plain(volume: str) -> str:
    """A volume as people write it, such as 二 or 02, as a plain number."""
    found = re.fullmatch(rf"[卷第]?\s*0*({_NUMBER})\s*[卷册]?", unicodedata.normalize("NFKC", volume.strip()))
    return str(_value(found.group(1))) if found else volume
