"""The draw: tickets from a seed and a case number, so that anyone with the frame and the seed can repeat it."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from operator import itemgetter

from models.errors import UserError

ALGORITHM = "sha256-ticket-1"
_TAG = "pingheng-draw-1"


@dataclass(frozen=True, slots=True)
class Lot:
    """One case in the frame: its canonical number and its handler."""

    number: str
    handler: str


@dataclass(frozen=True, slots=True)
class DrawnLot:
    """A case that was drawn, with its ticket (SHA-256 in hex)."""

    number: str
    ticket: str


class SeedBlankError(UserError):
    """A seed of nothing but blanks."""

    def __init__(self) -> None:
        super().__init__("抽签种子是空的：请当场商定一段文字或数字填入，再抽取。")


class DrawCountError(UserError):
    """Fewer than one case is to be drawn, or more than there are."""

    def __init__(self, count: int, available: int) -> None:
        advice = f"请填1至{available}之间的件数，或放宽抽样范围" if available else "请放宽抽样范围，或先导入台账"
        super().__init__(f"要抽{count}件，抽样框里有{available}件可抽：{advice}。")


class PerHandlerError(UserError):
    """The least number for each handler adds up to more than is to be drawn."""

    def __init__(self, count: int, needed: int) -> None:
        super().__init__(f"每位承办人至少抽取的件数合计{needed}件，多于要抽的{count}件：请减少每人件数或增加总数。")


def ticket(seed: str, number: str) -> str:
    """The ticket of a case: SHA-256 in hex over the tag, the seed and the case number, one to a line."""
    return hashlib.sha256("\n".join((_TAG, seed, number)).encode()).hexdigest()


def frame_hash(numbers: Iterable[str]) -> str:
    """SHA-256 in hex over the sorted case numbers, one to a line."""
    return hashlib.sha256("\n".join(sorted(numbers)).encode()).hexdigest()


def draw(frame: Sequence[Lot], count: int, seed: str, per_handler: int = 0) -> tuple[DrawnLot, ...]:
    """The drawn cases in the order of their tickets.

    Smallest tickets win. With `per_handler`, each handler's smallest tickets come first, as many as asked for or as the
    handler has; the rest is drawn from all.

    Raises:
        SeedBlankError, DrawCountError, PerHandlerError: the draw cannot be made as asked.
    """
    if not seed.strip():
        raise SeedBlankError
    if not 1 <= count <= len(frame):
        raise DrawCountError(count, len(frame))
    tickets = sorted(((ticket(seed, lot.number), lot) for lot in frame), key=itemgetter(0))
    first = _first_of_each(tickets, per_handler)
    if len(first) > count:
        raise PerHandlerError(count, len(first))
    taken = {mark for mark, _ in first}
    rest = [entry for entry in tickets if entry[0] not in taken]
    drawn = sorted([*first, *rest[: count - len(first)]], key=itemgetter(0))
    return tuple(DrawnLot(lot.number, mark) for mark, lot in drawn)


def _first_of_each(tickets: Sequence[tuple[str, Lot]], per_handler: int) -> list[tuple[str, Lot]]:
    taken: dict[str, int] = {}
    first = []
    for mark, lot in tickets:
        if taken.get(lot.handler, 0) < per_handler:
            taken[lot.handler] = taken.get(lot.handler, 0) + 1
            first.append((mark, lot))
    return first
