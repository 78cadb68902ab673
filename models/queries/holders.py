"""In whose hands work is that left this workspace."""

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.assignment import Assignment
from models.custody import BEARER, RecheckAssignment, is_held_by
from models.seat import Seat

UNKNOWN = "其他席位"


def seat_names(session: Session) -> Mapping[UUID, str]:
    """The names of all seats that are known here."""
    return {row[0]: row[1] for row in session.execute(select(Seat.id, Seat.name))}


def holder_of(work: Assignment | RecheckAssignment, person: str, seat_id: UUID, names: Mapping[UUID, str]) -> str:
    """Whose computer has the work, seen from a seat; blank where it is done there.

    Work that left under a passphrase is with `person`, whom it was given to.
    """
    if is_held_by(work, seat_id):
        return ""
    holder = work.holder_seat_id or work.seat_id
    return person if holder == BEARER else names.get(holder, UNKNOWN)
