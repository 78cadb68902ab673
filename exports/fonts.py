"""The fonts of the papers, each opened when its first character is asked for."""

import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import resources
from exports.document import Typeface
from exports.truetype import OutlineFont, open_font
from review_forms.errors import UserError

SERIF = "NotoSerifSC-Regular.ttf"
SERIF_BOLD = "NotoSerifSC-Bold.ttf"
SANS = "NotoSansSC-Regular.ttf"
KAI = "LXGWWenKai-Regular.ttf"
OFFICE_FANGSONG = "simfang.ttf"

_FACES = {
    Typeface.FANGSONG: (SERIF, KAI, SANS),
    Typeface.SONG: (SERIF, KAI, SANS),
    Typeface.TITLE: (SERIF_BOLD, SERIF, KAI, SANS),
    Typeface.HEI: (SANS, KAI, SERIF),
    Typeface.KAI: (KAI, SERIF, SANS),
}
# WenKai draws these for Western text, a third of an em wide
_NOT_FROM_KAI = frozenset("“”‘’")


class MissingGlyphError(UserError):
    """No font at hand has this character."""

    def __init__(self, character: str) -> None:
        shown = character if character.isprintable() else "不可见字符"
        super().__init__(
            f"字体中没有“{shown}”（U+{ord(character):04X}）这个字，无法排印，请改用其他写法，或者安装含有该字的字体。"
        )
        self.character = character


@dataclass(frozen=True, slots=True)
class Glyph:
    """One character in one font; `advance` is its width in thousandths of the size."""

    character: str
    font: OutlineFont
    advance: float


class FontShelf:
    """Finds the glyph for a character in a typeface; `folders` are looked through for the office's own 仿宋.

    Building a shelf costs nothing; a font is opened when it is first needed, once for all shelves of a process.
    """

    def __init__(self, folders: Sequence[Path] | None = None) -> None:
        self.folders = system_font_folders() if folders is None else tuple(folders)
        self._glyphs: dict[Typeface, dict[str, Glyph | None]] = {typeface: {} for typeface in Typeface}

    @cached_property
    def _office_fangsong(self) -> Path | None:
        return next((found for folder in self.folders for found in _files_named(OFFICE_FANGSONG, folder)), None)

    @property
    def fangsong(self) -> str:
        """Which font stands for 仿宋: the office's own, or the one that ships with the program."""
        return "仿宋（simfang.ttf，本机安装）" if self._office_fangsong else "思源宋体（Noto Serif SC，随程序提供）"

    def has_glyph(self, character: str) -> bool:
        """Whether any font at hand can print a character."""
        return self._known(Typeface.FANGSONG, character) is not None

    def glyph(self, typeface: Typeface, character: str) -> Glyph:
        """The glyph of one character, from the first font of the typeface that has it; raises MissingGlyphError."""
        glyph = self._known(typeface, character)
        if glyph is None:
            raise MissingGlyphError(character)
        return glyph

    def _known(self, typeface: Typeface, character: str) -> Glyph | None:
        known = self._glyphs[typeface]
        if character not in known:
            known[character] = self._found(typeface, character)
        return known[character]

    def _found(self, typeface: Typeface, character: str) -> Glyph | None:
        for path in self._files(typeface):
            if path.name == KAI and character in _NOT_FROM_KAI:
                continue
            font = open_font(path)
            advance = font.advance(character)
            if advance is not None:
                return Glyph(character, font, advance)
        return None

    def _files(self, typeface: Typeface) -> Iterator[Path]:
        if typeface is Typeface.FANGSONG and self._office_fangsong:
            yield self._office_fangsong
        for name in _FACES[typeface]:
            yield resources.path("fonts", name)


def system_font_folders() -> tuple[Path, ...]:
    """Where this machine keeps its fonts."""
    home = Path.home()
    if sys.platform == "win32":
        own = home / "AppData/Local/Microsoft/Windows/Fonts"
        return (Path(os.environ.get("WINDIR", r"C:\Windows")) / "Fonts", own)
    return (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"), home / ".local/share/fonts", home / ".fonts")


def _files_named(name: str, folder: Path) -> Sequence[Path]:
    return sorted(path for path in folder.rglob("*.[tT][tT][fF]") if path.name.lower() == name)
