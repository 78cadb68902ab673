"""The shelf of fonts: what ships, what the office's own font changes, and files that are no fonts."""

import shutil
from pathlib import Path

import pytest

import resources
from exports import pdf
from exports.document import Document, Paragraph, Typeface
from exports.fonts import KAI, SERIF, FontShelf
from models.errors import StorageError

SIXTY_MEGABYTES = 60_000_000


def test_the_shipped_fonts_carry_their_licences_and_stay_small() -> None:
    files = list(resources.path("fonts").iterdir())
    licences = [file for file in files if file.name.endswith("-OFL.txt")]

    assert sum(file.stat().st_size for file in files) < SIXTY_MEGABYTES
    assert {file.stem.removesuffix("-OFL") for file in licences} == {
        file.stem.split("-")[0] for file in files if file.suffix == ".ttf"
    }
    assert all("SIL OPEN FONT LICENSE" in file.read_text(encoding="utf-8") for file in licences)


def test_every_character_of_gbk_and_rare_name_characters_can_be_printed() -> None:
    shelf = FontShelf(folders=())
    ideographs = [chr(code) for code in (*range(0x4E00, 0xA000), *range(0x3400, 0x4DC0))]

    assert all(map(shelf.has_glyph, [*ideographs, *"𬎆𬭎㛃䶮〇①ⅣⅫ℃㎡±×÷≤≥"]))


def test_the_offices_own_font_is_taken_for_fangsong_alone(tmp_path: Path) -> None:
    shutil.copy(resources.path("fonts", SERIF), tmp_path / "SIMFANG.TTF")
    shelf = FontShelf(folders=(tmp_path,))

    assert shelf.glyph(Typeface.FANGSONG, "评").font.path == tmp_path / "SIMFANG.TTF"
    assert shelf.glyph(Typeface.SONG, "评").font.path.name == SERIF
    assert "simfang" in shelf.fangsong
    assert "simfang" not in FontShelf(folders=()).fangsong


def test_a_font_is_opened_once_for_all_shelves() -> None:
    one, other = FontShelf(folders=()), FontShelf(folders=())

    assert one.glyph(Typeface.FANGSONG, "评").font is other.glyph(Typeface.SONG, "查").font


def test_files_of_one_name_are_kept_apart(tmp_path: Path) -> None:
    for folder, shipped in (("a", SERIF), ("b", KAI)):
        (tmp_path / folder).mkdir()
        shutil.copy(resources.path("fonts", shipped), tmp_path / folder / "simfang.ttf")
    document = Document(title="题", blocks=(Paragraph.of("评"),), digest="0" * 64)
    written = {folder: pdf.write(document, FontShelf(folders=(tmp_path / folder,))) for folder in "ab"}

    assert all(b"+simfang" in one for one in written.values())
    assert written["a"] != written["b"]


@pytest.mark.parametrize("content", [b"", b"not a font at all, but long enough to look like one" * 9])
def test_a_broken_font_file_is_told_with_its_path(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "simfang.ttf"
    file.write_bytes(content)

    with pytest.raises(StorageError, match=r"字体文件无法读取.*simfang\.ttf"):
        FontShelf(folders=(tmp_path,)).glyph(Typeface.FANGSONG, "评")
