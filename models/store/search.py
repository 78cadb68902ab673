"""Finding cases by any part of a word, two Chinese characters included, among a million of them.

SQLite's own trigram index finds nothing for two characters, and most Chinese names have two or three. So the index
holds every pair of neighbouring characters, and a character that stands alone or last by itself; the pairs of a word
narrow the cases down, and a comparison with the case decides.
"""

import re
import sys
from array import array
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Integer, Select, and_, column, func, or_, select, table, true
from sqlalchemy.orm import Session

from models.case import Case

SEARCHED = ("number", "cause", "title", "parties", "department", "handler")
WORTHWHILE = 50_000
_INDEX = table("case_search", column("rowid", Integer), column("case_search"))
# pairs are put together as numbers, one a character: twice as fast as with strings, and it is much of an import
_UTF_32 = f"utf-32-{'le' if sys.byteorder == 'little' else 'be'}"
_BLANK = array("I", [ord(" ")])
_INSERT = "INSERT INTO case_search (rowid, grams) VALUES (?, ?)"
# what FTS5's ascii tokenizer takes into words; all else parts them (sqlite.org/fts5.html, 4.3.2)
_RUN = re.compile(r"[0-9A-Za-z\x80-\U0010ffff]+")


def index_cases(session: Session, columns: Mapping[str, Sequence[Any]]) -> None:
    """Take new or changed cases into the search; `columns` has their values of `position` and of `SEARCHED`.

    The index only grows: where it still knows what a case no longer says, the comparison with the case drops it. So a
    change costs one more entry, and a withdrawal none.
    """
    connection = session.connection()
    if connection.dialect.name != "sqlite":
        return
    texts = map("\n".join, zip(*(columns[name] for name in SEARCHED), strict=True))
    values = list(zip(columns["position"], map(_pairs, texts), strict=True))
    if values:
        connection.exec_driver_sql(_INSERT, values)


def _pairs(text: str) -> str:
    """Every character with the one behind it, parted by blanks; the last has a line break behind it."""
    characters = array("I", f"{text}\n".encode(_UTF_32))
    pairs = _BLANK * (3 * len(text))
    pairs[0::3], pairs[1::3] = characters[:-1], characters[1:]
    return pairs.tobytes().decode(_UTF_32)


def contains(session: Session, searched: str) -> ColumnElement[bool]:
    """The condition that a case has every word of `searched` somewhere in the columns of `SEARCHED`."""
    words = searched.split()
    candidates = _candidates(session, words)
    narrowing = true() if candidates is None else Case.position.in_(candidates)
    return and_(narrowing, *(_has_word(word) for word in words))


def _candidates(session: Session, words: Iterable[str]) -> Select[int] | None:
    """The positions that the index gives; None where it cannot help, or would give too many to be worth it."""
    expression = _match_expression(words)
    if not expression or session.get_bind().dialect.name != "sqlite":
        return None
    found = select(_INDEX.c.rowid).where(_INDEX.c.case_search.op("MATCH")(expression))
    probe = select(func.count()).select_from(found.limit(WORTHWHILE).subquery())
    return found if session.execute(probe).scalar_one() < WORTHWHILE else None


def _has_word(word: str) -> ColumnElement[bool]:
    return or_(*(getattr(Case, name).contains(word, autoescape=True) for name in SEARCHED))


def _match_expression(words: Iterable[str]) -> str:
    """The pairs of all words in FTS5's language; a run of one character asks for everything that begins with it."""
    runs = [run for word in words for run in _RUN.findall(word)]
    terms = {run[i : i + 2] for run in runs for i in range(len(run) - 1)}
    single = {run for run in runs if len(run) == 1}
    return " AND ".join([*(f'"{pair}"' for pair in sorted(terms)), *(f'"{run}" *' for run in sorted(single))])
