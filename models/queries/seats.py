"""The seats that this workspace knows, and how far it trusts them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.batch import Reviewer
from models.queries.settings import setting
from models.seat import Seat, SeatKey, SeatRole

OWN_KEYS = "own_keys"


@dataclass(frozen=True, slots=True)
class SeatRow:
    """A seat as the pages list it; `signing_key` is that of its newest keys, blank where only its name is known.

    Trusted is a seat whose newest keys are confirmed and not revoked.
    """

    seat_id: UUID
    role: SeatRole
    name: str
    reviewer_id: UUID | None
    reviewer: str
    signing_key: str
    sealing_key: str
    known_since: datetime | None
    confirmed_at: datetime | None
    revoked_at: datetime | None
    revoked_reason: str

    @property
    def is_trusted(self) -> bool:
        """Whether packages may be sealed to it and believed."""
        return self.confirmed_at is not None and self.revoked_at is None


@dataclass(frozen=True, slots=True)
class KnownKey:
    """A key that signed something: whose it is, and what this workspace thinks of it."""

    seat_id: UUID
    name: str
    is_own: bool
    is_confirmed: bool
    is_revoked: bool
    revoked_reason: str


def own_key_records(session: Session) -> list[dict[str, Any]]:
    """This seat's locked keys, the present ones first; empty before any were made."""
    return list(setting(session, OWN_KEYS, []))


def key_known_as(session: Session, seat_id: UUID, signing_key: str, sealing_key: str) -> SeatKey | None:
    """The keys of a seat, if they are known."""
    query = select(SeatKey).where(
        SeatKey.seat_id == seat_id, SeatKey.signing_key == signing_key, SeatKey.sealing_key == sealing_key
    )
    return session.execute(query).scalar()


def key_by_signing(session: Session, signing_key: str) -> KnownKey | None:
    """Whose signing key this is, if anybody's that is known."""
    query = select(SeatKey, Seat).join(Seat, Seat.id == SeatKey.seat_id).where(SeatKey.signing_key == signing_key)
    row = session.execute(query).first()
    if row is None:
        return None
    key, seat = row
    return KnownKey(
        seat.id, seat.name, seat.is_own, key.confirmed_at is not None, key.revoked_at is not None, key.revoked_reason
    )


def seat_rows(session: Session) -> tuple[SeatRow, ...]:
    """All seats but one's own, offices first, by name."""
    query = select(Seat).where(Seat.is_own.is_(False)).order_by(Seat.role, Seat.name, Seat.id)
    return tuple(_seat_row(session, seat) for seat in session.execute(query).scalars())


def seat_row(session: Session, seat_id: UUID) -> SeatRow | None:
    """One seat."""
    seat = session.get(Seat, seat_id)
    return None if seat is None else _seat_row(session, seat)


def seat_named(session: Session, name: str) -> SeatRow | None:
    """The trusted seat of that name, person or id; else one that is at least known."""
    name = name.strip()
    rows = [row for row in seat_rows(session) if name in (row.name, row.reviewer, row.seat_id.hex, str(row.seat_id))]
    return next((row for row in rows if row.is_trusted), rows[0] if rows else None)


def _seat_row(session: Session, seat: Seat) -> SeatRow:
    keys = session.execute(select(SeatKey).where(SeatKey.seat_id == seat.id)).scalars().all()
    ranked = sorted(keys, key=lambda key: (key.revoked_at is None, key.confirmed_at is not None, key.known_since))
    key = ranked[-1] if ranked else None
    person = session.get(Reviewer, seat.reviewer_id) if seat.reviewer_id else None
    return SeatRow(
        seat.id,
        SeatRole(seat.role),
        seat.name,
        seat.reviewer_id,
        person.name if person else "",
        key.signing_key if key else "",
        key.sealing_key if key else "",
        key.known_since if key else None,
        key.confirmed_at if key else None,
        key.revoked_at if key else None,
        key.revoked_reason if key else "",
    )
