"""What a person writes into a cell, read as a number, a word of a fixed set, yes or no, or lines."""

import re
import unicodedata
from decimal import Decimal, InvalidOperation
from enum import StrEnum

_YES = frozenset({"是", "对", "√", "✓", "y", "yes", "true", "1"})
_NO = frozenset({"否", "不", "×", "n", "no", "false", "0"})


def amount(text: str) -> Decimal | str:
    """The number of points that a cell says, full-width digits and a 分 behind it included; else the text."""
    bare = unicodedata.normalize("NFKC", text).strip().removesuffix("分").strip()
    if not re.fullmatch(r"-?\d{1,9}(\.\d{1,9})?", bare, re.ASCII):
        return text
    try:
        return Decimal(bare)
    except InvalidOperation:
        return text


def flag(text: str) -> bool | str:
    """Yes or no; a text that is neither stays as it is."""
    bare = unicodedata.normalize("NFKC", text).strip().lower()
    if bare in _YES:
        return True
    return False if bare in _NO else text


def lines(text: str) -> list[str]:
    """The lines that are not blank."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def word(words: type[StrEnum], text: str) -> str:
    """The word of a set whose Chinese label or own spelling the text is; else the text."""
    bare = text.strip()
    return next((one.value for one in words if bare in (one.value, getattr(one, "label", ""))), bare)


def word_label(words: type[StrEnum], value: str) -> str:
    """The Chinese label of a word, or the value where the set does not have it."""
    return str(getattr(words(value), "label", value)) if value in set(words) else value
