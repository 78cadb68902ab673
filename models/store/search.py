"""Finding cases by any part of a word, also by two Chinese characters, among a million of them."""

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, and_, func, literal_column, or_, select, text
from sqlalchemy.orm import Session

from models.case import Case

SEARCHED = ("number", "cause", "title", "parties", "department", "handler")
_INSERT = "INSERT INTO case_search (rowid, grams) VALUES (?, ?)"


def index_cases(session: Session, rows: Iterable[Mapping[str, Any]]) -> None:
    """Take new or changed cases into the search index; each row gives `position` and the columns in `SEARCHED`.

    The index only ever grows: what a case no longer says is still found there and then dropped by the comparison with
    the case itself, so a change costs one more entry and a withdrawal none.
    """
    connection = session.connection()
    if connection.dialect.name != "sqlite":
        return
    values = [(row["position"], " ".join(_grams(row))) for row in rows]
    if values:
        connection.exec_driver_sql(_INSERT, values)


def contains(session: Session, searched: str) -> ColumnElement[bool]:
    """The condition that a case has `searched` somewhere in the columns of `SEARCHED`; blanks separate several words."""
    words = searched.split()
    return and_(True, *(_contains_word(session, word) for word in words))
