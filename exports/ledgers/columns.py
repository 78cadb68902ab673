"""The columns of a case ledger: which names offices and case systems give to each field.

The names stand in resources/ledger_columns.toml, the more telling ones first. To add one, write it there; where a
ledger has two names of one field, the earlier wins.
"""

import re
import tomllib
import unicodedata
from collections.abc import Mapping, Sequence
from enum import Enum
from functools import cache

import resources
from models.ledger_row import FIELD_LABELS


class Content(Enum):
    """How the cells of a field are read."""

    NUMBER = "number"
    CATEGORY = "category"
    DATE = "date"
    AMOUNT = "amount"
    NAME = "name"
    LIST = "list"
    TEXT = "text"


CONTENTS: Mapping[str, Content] = {
    **dict.fromkeys(FIELD_LABELS, Content.NAME),
    **dict.fromkeys(("filed_on", "closed_on", "limit_from", "limit_until"), Content.DATE),
    **dict.fromkeys(("parties", "panel_members"), Content.LIST),
    **dict.fromkeys(("title", "remarks"), Content.TEXT),
    "number": Content.NUMBER,
    "original_number": Content.NUMBER,
    "category": Content.CATEGORY,
    "amount": Content.AMOUNT,
}

LIMITS: Mapping[str, int] = {
    **dict.fromkeys(FIELD_LABELS, 100),
    "title": 500,
    "cause": 200,
    "panel_members": 500,
    "status": 50,
    "parties": 32_767,
    "remarks": 32_767,
}

# several columns may name parties (原告, 被告 …); every other field has one column
SHARED_FIELD = "parties"

_BLANKS = re.compile(r"[\s\u200b\ufeff*:：、_]+")
_BRACKETED = re.compile(r"[(（\[【〔].*?[)）\]】〕]")


def spell_header(name: object) -> str:
    """Give the one spelling of a column's name: no blanks, line breaks or stars, half width, capitals."""
    return _BLANKS.sub("", unicodedata.normalize("NFKC", str(name))).upper()


def field_of(name: str) -> tuple[str, int] | None:
    """Find the field that a spelt name stands for, with its rank among the aliases; a unit in brackets is left out."""
    known = _fields_by_alias()
    return known.get(name) or known.get(_BRACKETED.sub("", name))


def match_fields(names: Sequence[str]) -> tuple[str | None, ...]:
    """Give the field of each column, each field but the parties at most once: the more telling name wins."""
    matches = [field_of(name) for name in names]
    best: dict[str, tuple[int, int]] = {}
    for index, match in enumerate(matches):
        if match:
            field, rank = match
            best[field] = min(best.get(field, (rank, index)), (rank, index))
    return tuple(
        match[0] if match and (match[0] == SHARED_FIELD or best[match[0]][1] == index) else None
        for index, match in enumerate(matches)
    )


@cache
def _fields_by_alias() -> Mapping[str, tuple[str, int]]:
    """Turn the aliases around: a spelt name leads to its field and its rank there."""
    table: dict[str, list[str]] = tomllib.loads(resources.read_text("ledger_columns.toml"))
    return {
        spell_header(alias): (field, rank) for field, aliases in table.items() for rank, alias in enumerate(aliases)
    }
