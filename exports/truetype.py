"""TrueType files: which glyph a character has, how wide it is, and a file of chosen glyphs only.

Reads what the PDF writer needs and nothing else, because opening a 15 MB font must not cost a tenth of a second.
Tables as in the OpenType specification 1.9: head, hhea, maxp, hmtx, loca, glyf, cmap formats 4 and 12, name, post.
"""

import mmap
import struct
import sys
from array import array
from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path

from models.errors import StorageError

_TABLES_OF_A_SUBSET = ("cvt ", "fpgm", "prep")
_COMPOSITE_WORDS, _COMPOSITE_MORE = 0x0001, 0x0020
_SCALE_BYTES = ((0x0008, 2), (0x0040, 4), (0x0080, 8))
_UNICODE_ENCODINGS = {(3, 10): 2, (0, 4): 2, (0, 6): 2, (3, 1): 1, (0, 3): 1}


class TrueTypeFile:
    """One font file, read on demand; `units` is the size of the em square."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            with path.open("rb") as file:
                self._data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
            self._tables = self._directory()
            self._read_metrics()
        except (OSError, ValueError, struct.error, KeyError) as error:
            raise StorageError(path, "字体文件无法读取", "请重新安装本程序，或者更换这个字体文件") from error

    def _directory(self) -> dict[str, tuple[int, int]]:
        count = struct.unpack_from(">H", self._data, 4)[0]
        records = (struct.unpack_from(">4sLLL", self._data, 12 + 16 * index) for index in range(count))
        return {tag.decode("latin-1"): (offset, length) for tag, _, offset, length in records}

    def _read_metrics(self) -> None:
        head, hhea = self._table("head"), self._table("hhea")
        self.units: int = struct.unpack_from(">H", head, 18)[0]
        self.box: tuple[int, int, int, int] = struct.unpack_from(">4h", head, 36)
        self.ascent, self.descent = struct.unpack_from(">2h", hhea, 4)
        self._long_offsets = bool(struct.unpack_from(">h", head, 50)[0])
        self._metric_count: int = struct.unpack_from(">H", hhea, 34)[0]
        self._glyf = self._tables["glyf"][0]

    def _table(self, tag: str) -> bytes:
        offset, length = self._tables[tag]
        return self._data[offset : offset + length]

    @cached_property
    def glyphs(self) -> dict[int, int]:
        """The number of the glyph for each code point that the font has."""
        offset = self._tables["cmap"][0]
        count = struct.unpack_from(">H", self._data, offset + 2)[0]
        best, start = 0, 0
        for index in range(count):
            platform, encoding, place = struct.unpack_from(">HHL", self._data, offset + 4 + 8 * index)
            rank = _UNICODE_ENCODINGS.get((platform, encoding), 0)
            if rank > best:
                best, start = rank, offset + place
        return dict(_characters(self._data, start)) if best else {}

    @cached_property
    def name(self) -> str:
        """The PostScript name."""
        table = self._table("name")
        count, strings = struct.unpack_from(">2H", table, 2)
        for index in range(count):
            platform, _, _, kind, length, place = struct.unpack_from(">6H", table, 6 + 12 * index)
            if kind == 6 and platform == 3:
                return table[strings + place : strings + place + length].decode("utf-16-be").replace(" ", "")
        return self.path.stem

    @cached_property
    def _advances(self) -> "array[int]":
        return _words("H", self._table("hmtx")[: 4 * self._metric_count])[::2]

    @cached_property
    def _offsets(self) -> "array[int]":
        if self._long_offsets:
            return _words("I", self._table("loca"))
        return array("I", (2 * offset for offset in _words("H", self._table("loca"))))

    def advance(self, glyph: int) -> float:
        """The width of a glyph in thousandths of its size."""
        units = self._advances[min(glyph, self._metric_count - 1)]
        return units * 1000 / self.units

    def outline(self, glyph: int) -> bytes:
        """The outline as it stands in the file; empty for a blank."""
        return self._data[self._glyf + self._offsets[glyph] : self._glyf + self._offsets[glyph + 1]]

    def subset(self, glyphs: Sequence[int]) -> bytes:
        """A font file with the given glyphs as numbers 0, 1, 2 …, and after them the parts they are composed of."""
        chosen, numbers, outlines = list(glyphs), {glyph: number for number, glyph in enumerate(glyphs)}, []
        for glyph in chosen:
            outline = self.outline(glyph)
            if outline[:1] >= b"\x80":
                outline = _renumbered(outline, chosen, numbers)
            outlines.append(outline + b"\0" * (-len(outline) % 4))
        return self._assembled(chosen, outlines)

    def _assembled(self, glyphs: Sequence[int], outlines: Sequence[bytes]) -> bytes:
        ends = [0]
        for outline in outlines:
            ends.append(ends[-1] + len(outline))
        head, hhea, maxp = (bytearray(self._table(tag)) for tag in ("head", "hhea", "maxp"))
        struct.pack_into(">h", head, 50, 1)
        struct.pack_into(">H", hhea, 34, len(glyphs))
        struct.pack_into(">H", maxp, 4, len(glyphs))
        tables = {tag: self._table(tag) for tag in _TABLES_OF_A_SUBSET if tag in self._tables}
        tables |= {"head": bytes(head), "hhea": bytes(hhea), "maxp": bytes(maxp), "glyf": b"".join(outlines)}
        tables["loca"] = struct.pack(f">{len(ends)}L", *ends)
        tables["hmtx"] = b"".join(self._metric(glyph) for glyph in glyphs)
        return _font_file(tables)

    def _metric(self, glyph: int) -> bytes:
        start, bearings = self._tables["hmtx"][0], 4 * self._metric_count
        if glyph < self._metric_count:
            return self._data[start + 4 * glyph : start + 4 * glyph + 4]
        place = start + bearings + 2 * (glyph - self._metric_count)
        return self._data[start + bearings - 4 : start + bearings - 2] + self._data[place : place + 2]


def _words(kind: str, data: bytes) -> "array[int]":
    words = array(kind)
    words.frombytes(data)
    if sys.byteorder == "little":
        words.byteswap()
    return words


def _characters(data: mmap.mmap, start: int) -> Iterator[tuple[int, int]]:
    match struct.unpack_from(">H", data, start)[0]:
        case 12:
            count = struct.unpack_from(">L", data, start + 12)[0]
            groups = _words("I", data[start + 16 : start + 16 + 12 * count])
            for first, last, glyph in zip(groups[::3], groups[1::3], groups[2::3], strict=True):
                yield from zip(range(first, last + 1), range(glyph, glyph + last - first + 1), strict=True)
        case 4:
            yield from _segments(data, start)


def _segments(data: mmap.mmap, start: int) -> Iterator[tuple[int, int]]:
    length, _, double = struct.unpack_from(">3H", data, start + 2)
    words = _words("H", data[start + 14 : start + length - length % 2])
    count = double // 2
    ends, starts = words[:count], words[count + 1 : 2 * count + 1]
    deltas, ranges = words[2 * count + 1 : 3 * count + 1], words[3 * count + 1 : 4 * count + 1]
    for index in range(count):
        for code in range(starts[index], min(ends[index], 0xFFFE) + 1):
            if ranges[index]:
                glyph = words[3 * count + 1 + index + ranges[index] // 2 + code - starts[index]]
                glyph = glyph and (glyph + deltas[index]) & 0xFFFF
            else:
                glyph = (code + deltas[index]) & 0xFFFF
            if glyph:
                yield code, glyph


def _renumbered(outline: bytes, chosen: list[int], numbers: dict[int, int]) -> bytes:
    """A composite outline whose parts carry their new numbers; parts not yet chosen are added to `chosen`."""
    result, place, flags = bytearray(outline), 10, _COMPOSITE_MORE
    while flags & _COMPOSITE_MORE:
        flags, part = struct.unpack_from(">2H", result, place)
        if part not in numbers:
            numbers[part] = len(chosen)
            chosen.append(part)
        struct.pack_into(">H", result, place + 2, numbers[part])
        place += 8 if flags & _COMPOSITE_WORDS else 6
        place += next((size for flag, size in _SCALE_BYTES if flags & flag), 0)
    return bytes(result)


def _font_file(tables: dict[str, bytes]) -> bytes:
    count = len(tables)
    power = count.bit_length() - 1
    header = struct.pack(">L4H", 0x00010000, count, 16 << power, power, 16 * count - (16 << power))
    records, body, place = [], [], 12 + 16 * count
    for tag, data in sorted(tables.items()):
        # PDF readers do not look at table checksums, and 0 keeps the file quick to build
        records.append(struct.pack(">4s3L", tag.encode("latin-1"), 0, place, len(data)))
        padded = data + b"\0" * (-len(data) % 4)
        body.append(padded)
        place += len(padded)
    return header + b"".join(records) + b"".join(body)
