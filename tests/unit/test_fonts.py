"""The shelf of fonts: what ships, what the office's own font changes, and files that are no fonts."""

import shutil
from pathlib import Path

import pytest

import resources
from exports.document import Typeface
from exports.fonts import SERIF, FontShelf
from exports.truetype import TrueTypeFile
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


def test_a_font_is_opened_once() -> None:
    shelf = FontShelf(folders=())

    assert shelf.glyph(Typeface.FANGSONG, "评").font is shelf.glyph(Typeface.SONG, "查").font


@pytest.mark.parametrize("content", [b"", b"not a font at all, but long enough to look like one" * 9])
def test_a_broken_font_file_is_told_with_its_path(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "simfang.ttf"
    file.write_bytes(content)

    with pytest.raises(StorageError, match=r"字体文件无法读取.*simfang\.ttf"):
        FontShelf(folders=(tmp_path,)).glyph(Typeface.FANGSONG, "评")


def test_a_subset_holds_the_chosen_outlines_and_their_parts(tmp_path: Path) -> None:
    font = TrueTypeFile(resources.path("fonts", SERIF))
    chosen = [0, *(font.glyphs[ord(character)] for character in "评查é")]
    part = tmp_path / "part.ttf"
    part.write_bytes(font.subset(chosen))

    assert part.stat().st_size < 20_000
    subset = TrueTypeFile(part)
    assert subset.outline(1) == font.outline(chosen[1]).ljust(len(subset.outline(1)), b"\0")
    assert [subset.advance(number) for number in range(4)] == [font.advance(glyph) for glyph in chosen]
