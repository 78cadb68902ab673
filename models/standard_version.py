"""The standards that an office writes itself: drafts that change, and published versions that never do again."""

from datetime import datetime

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Owned


class StandardVersion(Owned, Base):
    """One version of one standard as TOML: a draft until `published_at` is set, and then for ever the same.

    `based_on` says in words what it was copied from. A draft that was given up stays, with `discarded_at` set.
    Standards do not travel by themselves: every batch carries the text that it is pinned to.
    """

    __tablename__ = "standard_versions"

    standard_id: Mapped[str] = mapped_column(String(64), index=True)
    version: Mapped[str] = mapped_column(String(64))
    title: Mapped[str] = mapped_column(String(200), default="")
    text: Mapped[str] = mapped_column(Text)
    based_on: Mapped[str] = mapped_column(String(200), default="")
    published_at: Mapped[datetime | None]
    discarded_at: Mapped[datetime | None]
