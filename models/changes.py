"""What a write changed, so that every view can refresh itself."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    # it looks the platform up, and the window is shown before anybody has an id
    from uuid import UUID

_NONE: frozenset[UUID] = frozenset()


@dataclass(frozen=True, slots=True)
class Changes:
    """The ids of the rows that one operation touched, by kind.

    A set holds ids of the kind it is named for; `all_cases` stands for more cases than are worth naming.
    """

    cases: frozenset[UUID] = _NONE
    batches: frozenset[UUID] = _NONE
    reviewed_cases: frozenset[UUID] = _NONE
    assignments: frozenset[UUID] = _NONE
    letters: frozenset[UUID] = _NONE
    remedies: frozenset[UUID] = _NONE
    all_cases: bool = False
    settings: bool = False
    standards: bool = False
    packages: bool = False
    backups: bool = False

    def __or__(self, other: Changes) -> Changes:
        """Both changes as one."""
        merged = {field.name: getattr(self, field.name) | getattr(other, field.name) for field in fields(self)}
        return Changes(**merged)

    def __bool__(self) -> bool:
        """Whether anything changed at all."""
        return self != Changes()
