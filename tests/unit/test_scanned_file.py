"""Scanned files: opened at once, drawn page by page, searched, and refused with a sentence when they are bad."""

import random
import re
from contextlib import suppress
from pathlib import Path

import pytest

from exports.scans.faults import (
    DamagedPageError,
    DamagedScanError,
    EmptyScanError,
    EncryptedScanError,
    NotAPdfError,
    TooManyPagesError,
)
from exports.scans.page_text import plain
from exports.scans.scanned_file import (
    MOST_PAGES,
    MOST_PIXELS,
    PageSize,
    RenderedScan,
    RenderingCancelledError,
    ScannedFile,
    pixels_of,
)
from models.errors import StorageError, UserError
from tests.scan_files import with_media_box, write_scan

CATALOG = b"1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
NO_PAGES = b"2 0 obj<</Type/Pages/Count 0/Kids[]>>endobj\n"
MANY_PAGES = b"2 0 obj<</Type/Pages/Count %d/Kids[3 0 R]>>endobj\n" % (MOST_PAGES + 1)
ONE_PAGE = b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>endobj\n"


@pytest.fixture
def scan(tmp_path: Path) -> ScannedFile:
    """Three pages, the second on its side."""
    return ScannedFile(write_scan(tmp_path / "正卷一.pdf", wide=(2,)), "正卷一.pdf")


def pdf_of(*objects: bytes) -> bytes:
    """The objects, which are numbered from 1, with the table that tells where they begin."""
    content, places = b"%PDF-1.4\n", []
    for each in objects:
        places.append(len(content))
        content += each
    table = b"xref\n0 %d\n0000000000 65535 f \n" % (len(places) + 1)
    table += b"".join(b"%010d 00000 n \n" % place for place in places)
    end = b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (len(places) + 1, len(content))
    return content + table + end


def dark_share(picture: RenderedScan) -> float:
    """How much of a picture is not white."""
    return sum(blue < 128 for blue in picture.pixels[::4]) / (picture.width * picture.height)


def test_pages_have_their_own_shape_and_are_drawn_in_the_width_asked_for(scan: ScannedFile) -> None:
    assert scan.page_count == 3
    assert [round(scan.size(page).aspect, 2) for page in (1, 2, 3)] == [1.41, 0.71, 1.41]
    upright, lying = scan.render(1, 600), scan.render(2, 600)
    assert (upright.width, upright.height, lying.height) == (600, 849, 424)
    assert len(upright.pixels) == 4 * 600 * 849
    assert 0 < dark_share(upright) < 0.05


def test_a_quarter_turn_makes_a_page_wide(scan: ScannedFile) -> None:
    turned = scan.render(1, 600, turns=1)
    assert (turned.width, turned.height) == (600, 424)
    assert scan.render(1, 600, turns=4) == scan.render(1, 600)
    assert scan.render(1, 600, turns=2).pixels != scan.render(1, 600).pixels


def test_a_page_that_the_file_itself_turns_counts_as_it_is_seen(tmp_path: Path) -> None:
    path = write_scan(tmp_path / "a.pdf", rotation=90)
    path.write_bytes(path.read_bytes().replace(b"0 0 841.8898 595.2756", b"0 0 595.2756 841.8898"))
    scan = ScannedFile(path, "a.pdf")
    assert scan.size(1).aspect < 1
    (area,) = next(scan.search("未附送达回执")).hits[0]
    assert area.height > area.width, "the line runs down the page"


def test_words_are_found_where_they_stand(scan: ScannedFile) -> None:
    found = list(scan.search("未附送达回执"))
    assert [(page.page, len(page.hits), page.has_text) for page in found] == [(1, 1, True), (2, 1, True), (3, 1, True)]
    ((area,),) = found[0].hits
    assert area.left > 60 / 595
    assert area.left + area.width < 1
    assert 1 - 520 / 842 < area.top < 1 - 500 / 842


def test_the_search_begins_at_a_page_and_comes_round(scan: ScannedFile) -> None:
    assert [found.page for found in scan.search("第1页", from_page=2)] == [2, 3, 1]
    assert [found.page for found in scan.search("第1页", from_page=2) if found.hits] == [1]
    assert list(scan.search("  ")) == []


def test_the_search_can_be_given_up(scan: ScannedFile) -> None:
    pages = []
    for found in scan.search("送达", cancelled=lambda: len(pages) == 2):
        pages.append(found.page)
    assert pages == [1, 2]


def test_blanks_line_ends_and_width_do_not_hinder_the_search(tmp_path: Path) -> None:
    scan = ScannedFile(write_scan(tmp_path / "a.pdf", 1, lambda _page: "送 达 回\n证 Ａ1"), "a.pdf")
    (found,) = scan.search("送达回证a１")
    assert len(found.hits[0]) >= 2, "over two lines"
    assert plain("送 达\u3000回证Ａ⼀") == "送达回证a一"


def test_a_page_without_text_says_so(tmp_path: Path) -> None:
    scan = ScannedFile(write_scan(tmp_path / "a.pdf", 1, lambda _page: ""), "a.pdf")
    (found,) = scan.search("送达")
    assert (found.hits, found.has_text) == ((), False)


def test_drawing_stops_when_the_picture_is_not_wanted_any_more(tmp_path: Path) -> None:
    scan = ScannedFile(write_scan(tmp_path / "a.pdf", 1, lambda _page: "长\n" * 16), "a.pdf")
    with pytest.raises(RenderingCancelledError):
        scan.render(1, 400, cancelled=lambda: True)
    assert dark_share(scan.render(1, 400)) > 0


def test_a_page_label_is_only_what_the_file_says(scan: ScannedFile) -> None:
    assert scan.label(1) == ""


def test_a_closed_file_draws_nothing(scan: ScannedFile) -> None:
    scan.close()
    scan.close()
    with pytest.raises(DamagedPageError, match="第 1 页"):
        scan.render(1, 100)


def test_a_password_is_said_to_be_one(tmp_path: Path) -> None:
    path = write_scan(tmp_path / "密.pdf", password="secret")
    with pytest.raises(EncryptedScanError, match=r"密\.pdf.*密码"):
        ScannedFile(path, "密.pdf")


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (b"", NotAPdfError),
        (b"\xff\xd8\xff\xe0 a picture", NotAPdfError),
        (b"PK\x03\x04 a workbook", NotAPdfError),
        (b"%PDF-1.4\n", DamagedScanError),
        (b"%PDF-1.7\n" + bytes(5000), DamagedScanError),
        (pdf_of(CATALOG, NO_PAGES), EmptyScanError),
        (pdf_of(CATALOG, MANY_PAGES, ONE_PAGE), TooManyPagesError),
    ],
)
def test_what_is_no_sound_pdf_is_refused_with_a_sentence(
    tmp_path: Path, content: bytes, error: type[UserError]
) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(content)
    with pytest.raises(error, match=r"“a\.pdf”"):
        ScannedFile(path, "a.pdf")


def test_a_missing_file_is_the_disks_fault(tmp_path: Path) -> None:
    with pytest.raises(StorageError):
        ScannedFile(tmp_path / "gone.pdf", "gone.pdf")


@pytest.mark.parametrize(
    "box", [b"0 0 1e9 1e9", b"0 0 200000 1", b"0 0 1 200000", b"0 0 0 0", b"0 0 -5 nan", b"9 9 9 9"]
)
def test_no_page_size_asks_for_more_memory_than_there_may_be(tmp_path: Path, box: bytes) -> None:
    path = with_media_box(write_scan(tmp_path / "a.pdf", 1), box)
    picture = ScannedFile(path, "a.pdf").render(1, 50_000)
    assert picture.width * picture.height <= 1.01 * MOST_PIXELS


def test_a_picture_too_large_keeps_its_shape() -> None:
    across, down = pixels_of(PageSize(595, 842), 100_000, 0)
    assert across * down <= 1.01 * MOST_PIXELS
    assert round(down / across, 2) == 1.42
    assert pixels_of(PageSize(595, 842), 600, 1) == (600, 424)


def test_a_huge_volume_opens_without_its_pages_being_read(tmp_path: Path) -> None:
    """Every page but the last lost its content; whoever opens the file, or the last page, does not meet the damage."""
    path = write_scan(tmp_path / "a.pdf", 500)
    content = bytearray(path.read_bytes())
    # of the streams that are no pages, a font tells its own length, and its map of characters is referred to as such
    maps = set(re.findall(rb"/ToUnicode (\d+) 0 R", content))
    streams = re.finditer(rb"(\d+) 0 obj\s*<<[^<>]*/FlateDecode[^<>]*>>\s*stream", content)
    pages = [match for match in streams if b"/Length1" not in match.group() and match[1] not in maps]
    assert len(pages) == 500
    for match in pages[:-1]:
        at = content.index(b"/FlateDecode", match.start())
        content[at : at + 12] = b"/FlateDec0de"
    path.write_bytes(content)
    scan = ScannedFile(path, "a.pdf")
    assert scan.page_count == 500
    assert dark_share(scan.render(500, 300)) > 0
    scan.close()


@pytest.mark.parametrize("seed", range(40))
def test_a_mutated_file_gives_pictures_or_a_sentence(tmp_path: Path, seed: int) -> None:
    dice = random.Random(seed)
    path = write_scan(tmp_path / "a.pdf", 4, wide=(2,))
    content = bytearray(path.read_bytes())
    for _change in range(dice.choice((1, 20, 400))):
        content[dice.randrange(len(content))] = dice.randrange(256)
    if seed % 3 == 0:
        del content[dice.randrange(len(content)) :]
    path.write_bytes(content)
    try:
        scan = ScannedFile(path, "a.pdf")
    except UserError:
        return
    for page in range(1, min(scan.page_count, 6) + 1):
        with suppress(DamagedPageError):
            scan.render(page, 200)
    for _found in scan.search("送达"):
        pass
    scan.close()


def test_a_heavy_volume_is_opened_anew_while_somebody_leafs_through_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("exports.scans.scanned_file._BYTES_READ", 0)
    path = write_scan(tmp_path / "a.pdf", 60)
    scan = ScannedFile(path, "a.pdf")
    assert all(dark_share(scan.render(page, 100)) > 0 for page in range(1, 30))
    assert sum(len(found.hits) for found in scan.search("送达")) == 60
    path.rename(tmp_path / "elsewhere.pdf")
    assert all(dark_share(scan.render(page, 100)) > 0 for page in range(30, 61)), "what is open stays open"
    scan.close()
