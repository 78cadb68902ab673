"""The hash that stands for a letter's content, short in its footer and whole in the register."""

import hashlib

from models.letter_snapshot import letter_to_json
from models.views import LetterView


def content_digest(view: LetterView) -> str:
    """SHA-256, in hexadecimal, of the canonical JSON of a view."""
    return hashlib.sha256(letter_to_json(view).encode("utf-8")).hexdigest()
