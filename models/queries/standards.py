"""The shelf: the standards that ship, and those that this office adapted; and the scales that ship."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from functools import cache
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

import resources
from models.batch import Batch
from models.errors import UserError
from models.standard_version import StandardVersion
from review_forms.category import CaseCategory
from review_forms.loader import load_scale, load_standard
from review_forms.sheet_texts import flag
from review_forms.standard import Family
from review_forms.standard_sheet import points_of, sheet_of_toml


class StandardNotFoundError(UserError):
    """No standard on the shelf goes by this name."""

    def __init__(self, key: str) -> None:
        super().__init__(f"没有评查标准“{key}”：请用“standards list”或者“标准”页核对编号。")


class StandardState(StrEnum):
    """Where a standard on the shelf comes from, and whether it may still change."""

    SHIPPED = "shipped"
    PUBLISHED = "published"
    DRAFT = "draft"

    @property
    def label(self) -> str:
        """The Chinese word for it."""
        return {"shipped": "随程序提供", "published": "本院发布", "draft": "草稿"}[self.value]


@dataclass(frozen=True, slots=True)
class ShelfEntry:
    """One standard on the shelf.

    `key` is the id of a shipped one and the text of a UUID for the office's own. `total` is what the items can lose
    together. `batches` counts the batches that are pinned to this id and version. `published_at` is None for what ships
    and for drafts.
    """

    key: str
    state: StandardState
    standard_id: str
    version: str
    title: str
    family: Family | None
    categories: tuple[CaseCategory, ...]
    items: int
    total: Decimal
    batches: int
    based_on: str = ""
    published_at: datetime | None = None
    made_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ScaleEntry:
    """One grade scale that ships."""

    id: str
    title: str


def shelf(session: Session) -> tuple[ShelfEntry, ...]:
    """All standards: drafts, newest first; then published versions, newest first; then what ships, by id."""
    pinned = _pinned(session)
    own = sorted(_own(session), key=lambda row: row.published_at or row.made_at, reverse=True)
    drafts = (row for row in own if row.published_at is None)
    published = (row for row in own if row.published_at is not None)
    return (
        *(_own_entry(row, StandardState.DRAFT, 0) for row in drafts),
        *(_own_entry(row, StandardState.PUBLISHED, pinned.get((row.standard_id, row.version), 0)) for row in published),
        *(_shipped_entry(name, pinned) for name in resources.standard_names()),
    )


def shipped() -> tuple[ShelfEntry, ...]:
    """The standards that ship, where there is no workspace."""
    return tuple(_shipped_head(name) for name in resources.standard_names())


def usable(session: Session) -> tuple[ShelfEntry, ...]:
    """The standards that a new batch can be pinned to: published ones first, then what ships."""
    return tuple(entry for entry in shelf(session) if entry.state is not StandardState.DRAFT)


def standard_text(session: Session, key: str) -> str:
    """The TOML of a standard on the shelf.

    Raises:
        StandardNotFoundError: The shelf has no such standard.
    """
    if key in resources.standard_names():
        return resources.read_text("standards", f"{key}.toml")
    row = _row(session, key)
    if row is None:
        raise StandardNotFoundError(key)
    return row.text


def usable_text(session: Session, name: str) -> str:
    """The TOML that a new batch is pinned to.

    `name` is an id, where a published version comes before what ships, or an id and a version, or a key.

    Raises:
        StandardNotFoundError: No standard that a batch can be pinned to goes by that name.
    """
    for entry in usable(session):
        if name in (entry.key, entry.standard_id, f"{entry.standard_id} {entry.version}"):
            return standard_text(session, entry.key)
    raise StandardNotFoundError(name)


def shelf_entry(session: Session, key: str) -> ShelfEntry:
    """One standard on the shelf, by its key or by its id and version; a fresh copy does not hide what it copied.

    Raises:
        StandardNotFoundError: The shelf has no such standard.
    """
    named = [entry for entry in shelf(session) if key in (entry.key, f"{entry.standard_id} {entry.version}")]
    if not named:
        raise StandardNotFoundError(key)
    return min(named, key=lambda entry: (entry.key != key, entry.state is StandardState.DRAFT))


@cache
def scales() -> tuple[ScaleEntry, ...]:
    """The scales that ship, the usual one first."""
    names = sorted(resources.scale_names(), key=lambda name: name != "four_grades")
    found = (load_scale(resources.read_text("scales", f"{name}.toml"), name) for name in names)
    return tuple(ScaleEntry(scale.id, scale.title) for scale in found)


def _row(session: Session, key: str) -> StandardVersion | None:
    try:
        row = session.get(StandardVersion, UUID(key))
    except ValueError:
        return None
    return None if row is None or row.discarded_at is not None else row


def _own(session: Session) -> Iterator[StandardVersion]:
    query = select(StandardVersion).where(StandardVersion.discarded_at.is_(None)).order_by(StandardVersion.id)
    yield from session.execute(query).scalars()


def _pinned(session: Session) -> dict[tuple[str, str], int]:
    query = select(Batch.standard_id, Batch.standard_version, func.count()).group_by(
        Batch.standard_id, Batch.standard_version
    )
    return {(row[0], row[1]): row[2] for row in session.execute(query)}


def _own_entry(row: StandardVersion, state: StandardState, batches: int) -> ShelfEntry:
    sheet = sheet_of_toml(row.text)
    return ShelfEntry(
        key=str(row.id),
        state=state,
        standard_id=row.standard_id,
        version=row.version,
        title=row.title,
        family=next((family for family in Family if family.label == sheet.head.get("family")), None),
        categories=tuple(one for one in CaseCategory if one.label in sheet.head.get("categories", "").split("、")),
        items=len(sheet.rows),
        total=points_of(row for row in sheet.rows if flag(row.get("absolute", "")) is not True),
        batches=batches,
        based_on=row.based_on,
        published_at=row.published_at,
        made_at=row.made_at,
    )


@cache
def _shipped_head(name: str) -> ShelfEntry:
    standard = load_standard(resources.read_text("standards", f"{name}.toml"), name)
    return ShelfEntry(
        key=standard.id,
        state=StandardState.SHIPPED,
        standard_id=standard.id,
        version=standard.version,
        title=standard.title,
        family=standard.family,
        categories=standard.categories,
        items=len(standard.items),
        total=standard.total,
        batches=0,
    )


def _shipped_entry(name: str, pinned: Mapping[tuple[str, str], int]) -> ShelfEntry:
    head = _shipped_head(name)
    return replace(head, batches=pinned.get((head.standard_id, head.version), 0))
