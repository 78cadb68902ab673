"""Whom a command names: a reviewer on the list, a seat that is known."""

from uuid import UUID

from models.errors import UserError
from models.queries.seats import SeatRow, seat_rows
from models.queries.settings import reviewers
from models.services.seats import SeatUnknownError
from models.store import Session


class ReviewerUnknownError(UserError):
    """No reviewer of that name is on the list."""

    def __init__(self, name: str) -> None:
        super().__init__(f"评查员名单上没有“{name}”：请核对姓名，或先在“设置”中加入名单。")


class SeatNotUniqueError(UserError):
    """Two seats go by the name."""

    def __init__(self, name: str, seats: tuple[SeatRow, ...]) -> None:
        told = "、".join(row.seat_id.hex for row in seats)
        super().__init__(f"“{name}”有{len(seats)}个可用的席位：请改写席位编号（{told}），不再使用的席位请作废。")


def reviewer_named(session: Session, name: str) -> UUID:
    """The reviewer of that name, also one who was taken off the list; raises ReviewerUnknownError."""
    known = {row.name: row.id for row in reviewers(session, with_retired=True)}
    if name.strip() not in known:
        raise ReviewerUnknownError(name.strip())
    return known[name.strip()]


def find_seat(session: Session, name: str) -> SeatRow | None:
    """The seat of that name, person or id: the trusted one, else one that is at least known, else None.

    Raises:
        SeatNotUniqueError: several trusted seats go by it.
    """
    name = name.strip()
    rows = [row for row in seat_rows(session) if name in (row.name, row.reviewer, row.seat_id.hex, str(row.seat_id))]
    trusted = tuple(row for row in rows if row.is_trusted)
    if len(trusted) > 1:
        raise SeatNotUniqueError(name, trusted)
    return next(iter(trusted), rows[0] if rows else None)


def seat_named(session: Session, name: str) -> SeatRow:
    """The seat of that name, person or id.

    Raises:
        SeatUnknownError, SeatNotUniqueError: none, or several trusted ones.
    """
    seat = find_seat(session, name)
    if seat is None:
        raise SeatUnknownError(name.strip())
    return seat
