"""Which offered wordings fit what is being typed: Chinese anywhere in them, or the letters of their pinyin.

Letters fit when each syllable of a run of characters is begun in turn: wfhz, weifu and weifhz all fit 未附回执. Of a
character with several readings every one fits. Several words, separated by blanks, must all fit.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

Readings = Callable[[str], tuple[str, ...]]
"""What a character may be read as, in letters without tones; nothing for what has no reading."""

_LONGEST = 40
_ANY_READING = r"(?:[a-z0-9]+\|)*"
_NEXT_CHARACTER = rf"(?:[a-z0-9|]* {_ANY_READING})?"


@dataclass(frozen=True, slots=True)
class Wording:
    """A wording that is offered, and how often the reviewer has used it; 0 for one that the standard lists."""

    text: str
    uses: int = 0


def load_readings() -> Readings:
    """The readings of all characters; loading them takes some tens of milliseconds and is none of the window's work."""
    import os

    # phrases are for choosing one of several readings, which is not wanted here, and cost five times as much
    for option in ("PYPINYIN_NO_PHRASES", "PYPINYIN_NO_DICT_COPY"):
        os.environ.setdefault(option, "true")
    from functools import lru_cache

    from pypinyin import Style, pinyin

    @lru_cache(maxsize=4096)
    def readings(character: str) -> tuple[str, ...]:
        found = pinyin(character, style=Style.NORMAL, heteronym=True, errors="ignore")
        return tuple(found[0]) if found else ()

    return readings


class PhraseIndex:
    """Wordings made ready for being searched with every key; without readings only what is written fits."""

    def __init__(self, wordings: Iterable[Wording], readings: Readings | None = None) -> None:
        self._entries: list[tuple[Wording, str, str]] = []
        known: set[str] = set()
        for wording in wordings:
            if wording.text not in known:
                known.add(wording.text)
                syllables = "" if readings is None else _syllables(wording.text, readings)
                self._entries.append((wording, wording.text.casefold(), syllables))

    @property
    def wordings(self) -> tuple[Wording, ...]:
        """All wordings, each once, in the order in which they were given."""
        return tuple(entry[0] for entry in self._entries)

    def matching(self, typed: str, most: int) -> tuple[Wording, ...]:
        """The first few wordings that fit what is typed and are not all of it."""
        whole = typed.strip()
        words = [_Word(word) for word in whole.casefold().split()]
        found: list[Wording] = []
        for wording, text, syllables in self._entries:
            if len(found) == most:
                break
            if wording.text != whole and all(word.fits(text, syllables) for word in words):
                found.append(wording)
        return tuple(found)


class _Word:
    """One typed word, ready for being looked for."""

    def __init__(self, word: str) -> None:
        self._word = word
        # what an input method puts between syllables is none of the letters
        letters = word.replace("'", "").replace("ü", "v")
        is_pinyin = letters.isascii() and letters.isalnum() and len(letters) <= _LONGEST
        self._pattern = _pattern(letters) if is_pinyin else None

    def fits(self, text: str, syllables: str) -> bool:
        """Whether it stands in a text, or begins the syllables of a part of it."""
        if self._word in text:
            return True
        return self._pattern is not None and self._pattern.search(syllables) is not None


def _pattern(letters: str) -> re.Pattern[str]:
    """A letter belongs to the syllable begun, or begins the next character's, in any of its readings."""
    return re.compile(f" {_ANY_READING}{letters[0]}" + "".join(_NEXT_CHARACTER + letter for letter in letters[1:]))


def _syllables(text: str, readings: Readings) -> str:
    """The readings of a text's characters: a blank before each character, a stroke between its readings."""
    return "".join(f" {'|'.join(said)}" for said in _spoken(text, readings))


def _spoken(text: str, readings: Readings) -> Sequence[tuple[str, ...]]:
    """Each character that can be said; letters and digits say themselves, marks are passed over."""
    own = ((character.casefold(),) if character.isascii() else readings(character) for character in text)
    return [said for said in own if said and all(part.isascii() and part.isalnum() for part in said)]
