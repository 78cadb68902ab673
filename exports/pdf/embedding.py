"""Fonts within a PDF: one composite font per file used, with the characters used and their text for readers."""

import hashlib

from exports.fonts import Glyph
from exports.pdf.file import PdfFile
from exports.truetype import TrueTypeFile

_CHARACTERS_PER_BLOCK = 100
_SYMBOLIC = 4
_STEM = 80


class EmbeddedFont:
    """The part of one font file that a document uses; glyph 0 is the empty one."""

    def __init__(self, file: TrueTypeFile, resource: str) -> None:
        self.file = file
        self.resource = resource
        self.codes: dict[str, str] = {}
        self._glyphs: list[Glyph] = []

    def code(self, glyph: Glyph) -> str:
        """The two bytes, in hexadecimal, that show a glyph."""
        known = self.codes.get(glyph.character)
        if known is None:
            self._glyphs.append(glyph)
            known = self.codes[glyph.character] = f"{len(self._glyphs):04X}"
        return known

    def write(self, pdf: PdfFile) -> int:
        """Adds the font's objects; gives the number of the font."""
        outlines = self.file.subset([0, *(glyph.number for glyph in self._glyphs)])
        # six letters before the name say that this is a subset, ISO 32000-1, 9.6.4
        digits = hashlib.sha256(outlines).digest()[:6]
        name = "".join(chr(ord("A") + digit % 26) for digit in digits) + "+" + self.file.name
        program = pdf.add_stream(outlines, f"/Length1 {len(outlines)}")
        descriptor = pdf.add(self._descriptor(name, program))
        widths = " ".join(f"{glyph.advance:g}" for glyph in self._glyphs)
        cid_font = pdf.add(
            f"<</Type/Font/Subtype/CIDFontType2/BaseFont/{name}/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)"
            f"/Supplement 0>>/FontDescriptor {descriptor} 0 R/CIDToGIDMap/Identity/DW 1000/W[1[{widths}]]>>"
        )
        readable = pdf.add_stream(self._to_unicode().encode("ascii"))
        return pdf.add(
            f"<</Type/Font/Subtype/Type0/BaseFont/{name}/Encoding/Identity-H/DescendantFonts[{cid_font} 0 R]"
            f"/ToUnicode {readable} 0 R>>"
        )

    def _descriptor(self, name: str, program: int) -> str:
        scale = 1000 / self.file.units
        box = " ".join(f"{edge * scale:.0f}" for edge in self.file.box)
        ascent, descent = (f"{value * scale:.0f}" for value in (self.file.ascent, self.file.descent))
        return (
            f"<</Type/FontDescriptor/FontName/{name}/Flags {_SYMBOLIC}/FontBBox[{box}]/ItalicAngle 0"
            f"/Ascent {ascent}/Descent {descent}/CapHeight {ascent}/StemV {_STEM}/FontFile2 {program} 0 R>>"
        )

    def _to_unicode(self) -> str:
        pairs = [f"<{code}><{character.encode('utf-16-be').hex().upper()}>" for character, code in self.codes.items()]
        blocks = []
        for start in range(0, len(pairs), _CHARACTERS_PER_BLOCK):
            block = pairs[start : start + _CHARACTERS_PER_BLOCK]
            blocks.append(f"{len(block)} beginbfchar\n" + "\n".join(block) + "\nendbfchar\n")
        return (
            "/CIDInit/ProcSet findresource begin 12 dict begin begincmap\n"
            "/CIDSystemInfo<</Registry(Adobe)/Ordering(UCS)/Supplement 0>>def\n"
            "/CMapName/Adobe-Identity-UCS def/CMapType 2 def\n"
            f"1 begincodespacerange\n<0000><FFFF>\nendcodespacerange\n{''.join(blocks)}"
            "endcmap CMapName currentdict/CMap defineresource pop end end\n"
        )


class EmbeddedFonts:
    """The fonts of one document, in the order of their first use."""

    def __init__(self) -> None:
        self._fonts: dict[TrueTypeFile, EmbeddedFont] = {}

    def of(self, file: TrueTypeFile) -> EmbeddedFont:
        """The embedded part of a font file."""
        font = self._fonts.get(file)
        if font is None:
            font = self._fonts[file] = EmbeddedFont(file, f"F{len(self._fonts) + 1}")
        return font

    def write(self, pdf: PdfFile) -> str:
        """Adds all fonts; gives the dictionary that names them."""
        return "".join(f"/{font.resource} {font.write(pdf)} 0 R" for font in self._fonts.values())
