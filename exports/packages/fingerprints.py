"""The fingerprint of a seat's public keys, for two people to compare by eye or by ear."""

import hashlib
import unicodedata
from dataclasses import dataclass
from functools import cache
from uuid import UUID

import resources
from exports.packages.suites import PublicKeys

_LABEL = "pingheng-fingerprint-1"
_DIGITS = 30
_GROUP = 5
_WORDS = 8
_IGNORED = {"Pd", "Zs", "Cc", "Cf"}  # hyphens, blanks, line ends, marks


@dataclass(frozen=True)
class Fingerprint:
    """A short name for keys that nobody can make fit other keys: 30 digits, or eight words.

    The digits are 99 bits of the hash and are what is confirmed; the words are 64 others, for reading aloud.
    """

    digits: tuple[str, ...]
    words: tuple[str, ...]

    def __str__(self) -> str:
        return " ".join(self.digits)

    def matches(self, typed: str) -> bool:
        """Whether a person typed all the digits, with whatever blanks, hyphens or full-width digits."""
        plain = unicodedata.normalize("NFKC", typed)
        return "".join(char for char in plain if unicodedata.category(char) not in _IGNORED) == "".join(self.digits)


def fingerprint(public: PublicKeys, seat: UUID, role: str) -> Fingerprint:
    """The fingerprint of a seat's keys; `role` is `office` or `reviewer`.

    It is made of the SHA-256 over five lines: a label, the seat in hex, the role and both keys.
    """
    lines = "\n".join((_LABEL, seat.hex, role, public.signing, public.sealing))
    content = hashlib.sha256(lines.encode()).digest()
    digits = f"{int.from_bytes(content, 'big') % 10**_DIGITS:0{_DIGITS}d}"
    groups = tuple(digits[start : start + _GROUP] for start in range(0, _DIGITS, _GROUP))
    return Fingerprint(groups, tuple(_words()[number] for number in content[:_WORDS]))


@cache
def _words() -> tuple[str, ...]:
    """The 256 words that ship with the program."""
    return tuple(resources.read_text("words", "fingerprint.txt").split())
