"""A long row of ids that takes little room."""

from collections.abc import Iterable, Sequence
from typing import Self, overload
from uuid import UUID

_BYTES = 16


class IdList(Sequence[UUID]):
    """Ids in order, sixteen bytes each: a million of them as UUID objects would take eight times as much."""

    def __init__(self, ids: Iterable[UUID] = ()) -> None:
        self._packed = b"".join(each.bytes for each in ids)

    @classmethod
    def from_text(cls, parts: Iterable[Sequence[str]]) -> Self:
        """The ids that are written in hex, with or without hyphens, in one part after the other."""
        made = cls()
        made._packed = b"".join(bytes.fromhex("".join(part).replace("-", "")) for part in parts)
        return made

    def __len__(self) -> int:
        return len(self._packed) // _BYTES

    @overload
    def __getitem__(self, place: int) -> UUID: ...

    @overload
    def __getitem__(self, place: slice) -> list[UUID]: ...

    def __getitem__(self, place: int | slice) -> UUID | list[UUID]:
        if isinstance(place, slice):
            return [self[each] for each in range(*place.indices(len(self)))]
        at = range(len(self))[place] * _BYTES
        return UUID(bytes=self._packed[at : at + _BYTES])

    def index(self, value: object, start: int = 0, stop: int | None = None) -> int:
        """Where an id stands.

        Raises:
            ValueError: it does not occur between `start` and `stop`.
        """
        first, end, _ = slice(start, stop).indices(len(self))
        at = self._find(value, first * _BYTES, end * _BYTES) if isinstance(value, UUID) else -1
        if at < 0:
            raise ValueError(f"{value} is not in the list")
        return at // _BYTES

    def _find(self, value: UUID, start: int, end: int) -> int:
        """Where the bytes of an id begin; those that lie across two others do not count."""
        at = self._packed.find(value.bytes, start, end)
        while at % _BYTES and at > 0:
            at = self._packed.find(value.bytes, at + 1, end)
        return at

    def __contains__(self, value: object) -> bool:
        return isinstance(value, UUID) and self._find(value, 0, len(self._packed)) >= 0

    def __eq__(self, other: object) -> bool:
        return self._packed == other._packed if isinstance(other, IdList) else NotImplemented

    def __hash__(self) -> int:
        return hash(self._packed)

    def __repr__(self) -> str:
        return f"<{len(self):,} ids>"
