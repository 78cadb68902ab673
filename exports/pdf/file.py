"""A PDF file, object by object (ISO 32000-1); it carries no time and no chance, so equal content gives equal bytes."""

import hashlib
import zlib

# a letter is mostly outlines: level 6 would take a third longer for all of it and save 3 %
_COMPRESSION = 3


class PdfFile:
    """Collects numbered objects and writes them with their table of places."""

    def __init__(self) -> None:
        self._objects: list[bytes] = []

    def reserve(self) -> int:
        """A number for an object that is set later."""
        self._objects.append(b"")
        return len(self._objects)

    def set(self, number: int, content: str) -> None:
        """Gives a reserved object its content."""
        self._objects[number - 1] = content.encode("latin-1")

    def add(self, content: str) -> int:
        """A new object; gives its number."""
        number = self.reserve()
        self.set(number, content)
        return number

    def add_stream(self, data: bytes, entries: str = "") -> int:
        """A new compressed stream with further dictionary entries; gives its number."""
        packed = zlib.compress(data, _COMPRESSION)
        head = f"<</Filter/FlateDecode/Length {len(packed)}{entries}>>stream\n".encode("latin-1")
        number = self.reserve()
        self._objects[number - 1] = head + packed + b"\nendstream"
        return number

    def finish(self, catalogue: int, information: int) -> bytes:
        """The whole file."""
        parts, places, place = [b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"], [], 0
        for number, content in enumerate(self._objects, start=1):
            place += len(parts[-1])
            places.append(place)
            parts.append(b"%d 0 obj\n%b\nendobj\n" % (number, content))
        place += len(parts[-1])
        body = b"".join(parts)
        identity = hashlib.sha256(body).hexdigest()[:32]
        table = "".join(f"{at:010d} 00000 n \n" for at in places)
        size = len(places) + 1
        tail = (
            f"xref\n0 {size}\n0000000000 65535 f \n{table}trailer\n<</Size {size}/Root {catalogue} 0 R"
            f"/Info {information} 0 R/ID[<{identity}><{identity}>]>>\nstartxref\n{place}\n%%EOF\n"
        )
        return body + tail.encode("latin-1")


def text_string(text: str) -> str:
    """A text for a dictionary, in UTF-16 with its byte order mark."""
    return f"<FEFF{text.encode('utf-16-be').hex().upper()}>"
