"""The seats that this workspace knows: enrolled by card, confirmed in person, revoked when lost; and its own keys."""

from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import audit
from models.base import now
from models.batch import Reviewer
from models.changes import Changes
from models.errors import UserError
from models.queries.seats import OWN_KEYS, key_known_as, own_key_records
from models.seat import Seat, SeatKey, SeatRole
from models.services.settings import save_value


class OwnCardError(UserError):
    """A seat was to be enrolled with itself."""

    def __init__(self) -> None:
        super().__init__("这是本机自己的登记卡，不必导入：请把它交给对方，并导入对方的登记卡。")


class SeatUnknownError(UserError):
    """No seat of that name or id is enrolled."""

    def __init__(self, name: str) -> None:
        super().__init__(f"没有登记过席位“{name}”：请先导入对方的登记卡并核对指纹。")


class RevocationReasonError(UserError):
    """A seat is to be revoked without a reason."""

    def __init__(self) -> None:
        super().__init__("作废席位须写明原因，例如“电脑遗失”。请填写后再作废。")


class RevokedKeyError(UserError):
    """The keys on the card were revoked before."""

    def __init__(self, name: str) -> None:
        super().__init__(f"席位“{name}”的这副密钥已经作废，不能再登记：请让对方在“设置”中更换密钥后重新交卡。")


def keep_own_keys(session: Session, record: dict[str, Any], *earlier: dict[str, Any], replacing: bool) -> Changes:
    """Keep this seat's locked keys in front of older ones, which still open what was sealed to them.

    `replacing` is False where the same keys are only locked anew under another passphrase, and the `earlier` ones too.
    """
    older = own_key_records(session)
    kept = [record, *older] if replacing else [record, *(earlier or older[1:])]
    save_value(session, OWN_KEYS, kept)
    action = "keys.replace" if replacing and older else "keys.make" if replacing else "keys.lock"
    audit.record(session, action, "seat", session.info["seat_id"])
    return Changes(settings=True, packages=True)


def enrol(session: Session, *, seat_id: UUID, role: SeatRole, name: str, signing_key: str, sealing_key: str) -> Changes:
    """Take note of a seat and its keys, not trusted until somebody has compared the digits.

    Raises:
        OwnCardError, RevokedKeyError: the card is this seat's own, or of keys that were revoked.
    """
    if seat_id == session.info["seat_id"]:
        raise OwnCardError
    seat = session.get(Seat, seat_id)
    if seat is None:
        seat = Seat(id=seat_id, role=role.value, name=name, is_own=False)
        session.add(seat)
    seat.role, seat.name = role.value, name
    session.flush()
    known = key_known_as(session, seat_id, signing_key, sealing_key)
    if known is not None and known.revoked_at is not None:
        raise RevokedKeyError(name)
    if known is None:
        known = SeatKey(seat_id=seat_id, signing_key=signing_key, sealing_key=sealing_key, known_since=now())
        session.add(known)
        session.flush()
        audit.record(session, "seat.enrol", "seat", seat_id, after={"name": name, "role": role.value})
    return Changes(packages=True)


def confirm(session: Session, seat_id: UUID, signing_key: str, reviewer_id: UUID | None = None) -> Changes:
    """Trust the keys of a seat from now on; its earlier keys are worth nothing any more.

    `reviewer_id` is the person who sits there. At the office a reviewer's seat without one is joined with the reviewer
    of the same name, who is put on the list where missing.
    """
    seat = session.get_one(Seat, seat_id)
    for key in session.execute(select(SeatKey).where(SeatKey.seat_id == seat_id)).scalars():
        if key.signing_key == signing_key and key.revoked_at is None:
            key.confirmed_at = key.confirmed_at or now()
        elif key.revoked_at is None:
            key.revoked_at, key.revoked_reason = now(), "已更换为新的密钥"
    if seat.role == SeatRole.REVIEWER.value:
        seat.reviewer_id = reviewer_id or seat.reviewer_id or _reviewer_named(session, seat.name)
    session.flush()
    audit.record(session, "seat.confirm", "seat", seat_id, after={"name": seat.name})
    return Changes(packages=True, settings=True)


def _reviewer_named(session: Session, name: str) -> UUID | None:
    own = session.execute(select(Seat.role).where(Seat.id == session.info["seat_id"])).scalar()
    if own != SeatRole.OFFICE.value:
        return None
    query = select(Reviewer).where(Reviewer.name == name, Reviewer.seat_id == session.info["seat_id"])
    person = session.execute(query).scalar()
    if person is None:
        person = Reviewer(name=name)
        session.add(person)
        session.flush()
        audit.record(session, "reviewer.add", "reviewer", person.id, after={"name": name, "department": ""})
    return person.id


def revoke(session: Session, seat_id: UUID, reason: str) -> Changes:
    """Trust no key of a seat any more, as when its computer is lost.

    Raises:
        RevocationReasonError: no reason is given.
    """
    if not reason.strip():
        raise RevocationReasonError
    seat = session.get_one(Seat, seat_id)
    query = select(SeatKey).where(SeatKey.seat_id == seat_id, SeatKey.revoked_at.is_(None))
    for key in session.execute(query).scalars():
        key.revoked_at, key.revoked_reason = now(), reason.strip()
    session.flush()
    audit.record(session, "seat.revoke", "seat", seat_id, before={"name": seat.name}, reason=reason.strip())
    return Changes(packages=True, settings=True)
