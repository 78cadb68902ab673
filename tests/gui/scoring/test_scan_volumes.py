"""Which file is which volume, and where in it a finding stands."""

from uuid import UUID

import pytest

from gui.pages.scoring.scan_volumes import Volume, locate, told_number, volumes_of
from models.queries.attachments import AttachmentRow
from review_forms.answers import Finding, Merit
from review_forms.standard import Severity


def file(number: int, name: str) -> AttachmentRow:
    return AttachmentRow(UUID(int=number), UUID(int=0), name, 1, "0" * 64)


def told(volume: str = "", page: str = "", scan: str = "", scan_page: int = 0) -> Finding:
    return Finding("f", Severity.DEFECT, volume=volume, page=page, scan=scan, scan_page=scan_page)


@pytest.mark.parametrize(
    ("name", "number"),
    [
        ("正卷二.pdf", 2),
        ("卷宗1.pdf", 1),
        ("第十二卷.pdf", 12),
        ("卷宗 三.PDF", 3),
        ("2册.pdf", 2),
        ("副卷３.pdf", 3),
        ("第二十一册.pdf", 21),
        ("卷01.pdf", 1),
        ("2025年卷.pdf", 0),
        ("一审卷.pdf", 0),
        ("20250302.pdf", 0),
    ],
)
def test_a_name_may_tell_the_volume(name: str, number: int) -> None:
    assert told_number(name) == number


def test_files_without_a_number_take_those_that_are_left_as_they_were_attached() -> None:
    files = [file(4, "补充.pdf"), file(2, "扫描件.pdf"), file(3, "正卷2.pdf"), file(1, "照片.jpg")]
    assert [(volume.number, volume.file.name) for volume in volumes_of(files)] == [
        ("1", "扫描件.pdf"),
        ("2", "正卷2.pdf"),
        ("3", "补充.pdf"),
    ]
    assert volumes_of([]) == ()


FIRST, SECOND = Volume(file(1, "a.pdf"), "1"), Volume(file(2, "b.pdf"), "2")


@pytest.mark.parametrize(
    ("finding", "place"),
    [
        (told("1", "9", UUID(int=2).hex, 14), (SECOND, 14)),
        (told("2", "9"), (SECOND, 12)),
        (told("二", "9-11"), (SECOND, 12)),
        (told("卷02", "第９页"), (SECOND, 12)),
        (told("1", "1"), (FIRST, 1)),
        (told("2", "9", UUID(int=7).hex, 5), (SECOND, 12)),
        (told("3", "9"), None),
        (told("", "9"), None),
        (told("2", ""), None),
        (told("2", "封面"), None),
        (Merit("m", "好", "2", "1"), (SECOND, 4)),
    ],
)
def test_a_finding_is_located_by_its_scan_or_else_reckoned(
    finding: Finding | Merit, place: tuple[Volume, int] | None
) -> None:
    offsets = {UUID(int=1): 5, UUID(int=2): -3}
    assert locate(finding, (FIRST, SECOND), offsets.__getitem__) == place


def test_a_lone_file_needs_no_volume() -> None:
    assert locate(told("", "9"), (FIRST,), lambda _own: 0) == (FIRST, 9)
    assert locate(told("2", "9"), (FIRST,), lambda _own: 0) is None
