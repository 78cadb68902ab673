"""Whether a package is believed: who signed it, whom it is for, and where it stands in its chain."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from exports.packages.faults import shown
from exports.packages.keyring import public_of
from exports.packages.manifest import Manifest, PackageKind, SealedBy
from exports.packages.opening import OpenedPackage
from models.errors import UserError
from models.package import Direction, PackageEntry
from models.queries.seats import key_by_signing, own_key_records, seat_row
from models.seat import SeatRole
from models.services.packages import Chain, entries
from models.store import Session


class UnknownSenderError(UserError):
    """Nobody here knows the key that signed the package."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"发件席位“{shown(name)}”没有登记，评查包没有导入：请先导入对方的登记卡，当面核对指纹后再导入。"
        )


class UnconfirmedSenderError(UserError):
    """The card of the sender is here, but nobody has compared its digits."""

    def __init__(self, name: str) -> None:
        super().__init__(f"发件席位“{shown(name)}”的指纹还没有核对，评查包没有导入：请在“交换”中当面核对指纹后再导入。")


class ForgedSenderError(UserError):
    """The sender's seat is known under another key."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"评查包自称来自“{shown(name)}”，但签名的密钥与登记的不符，可能是冒用，没有导入："
            "请向对方当面核实；对方换过密钥的，请重新导入登记卡并核对指纹。"
        )


class RevokedSenderError(UserError):
    """The key that signed the package was revoked."""

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(
            f"评查包由席位“{shown(name)}”已作废的密钥签名（{shown(reason)}），没有导入：请对方用现在的密钥重新导出。"
        )


class NotForThisSeatError(UserError):
    """The package is addressed to somebody else."""

    def __init__(self, name: str) -> None:
        super().__init__(f"这个评查包是写给“{shown(name)}”的，不是给本机的，没有导入：请把它交给收件人。")


class WrongRoleError(UserError):
    """A kind of package that this sender has no business to write."""

    def __init__(self, kind: PackageKind, name: str) -> None:
        super().__init__(f"“{shown(name)}”不是有权发出{kind.label}的席位，没有导入：请核对是谁写的这个评查包。")


@dataclass(frozen=True, slots=True)
class Trust:
    """Who sent a package; `warning` is for the reader where only a passphrase vouches for it."""

    seat_id: UUID
    name: str
    is_own: bool
    warning: str = ""


def require_trust(session: Session, opened: OpenedPackage) -> Trust:
    """Say who sent the package, or refuse it.

    Raises:
        UserError: unknown, unconfirmed, forged, revoked, for somebody else, or of a wrong role; each has its sentence.
    """
    manifest, own = opened.manifest, session.info["seat_id"]
    trust = _sender(session, opened, own)
    recipient = manifest.recipient
    if recipient.seat not in (None, own) and not trust.is_own:
        raise NotForThisSeatError(recipient.name)
    if manifest.kind in (PackageKind.ASSIGNMENT, PackageKind.ARCHIVE) and manifest.sender.role != SeatRole.OFFICE.value:
        raise WrongRoleError(manifest.kind, manifest.sender.name)
    if manifest.kind is PackageKind.RESULTS and manifest.sender.role != SeatRole.REVIEWER.value:
        raise WrongRoleError(manifest.kind, manifest.sender.name)
    return trust


def _sender(session: Session, opened: OpenedPackage, own: UUID) -> Trust:
    manifest = opened.manifest
    sender = manifest.sender
    if sender.seat == own:
        if any(public_of(record).signing == opened.signing_key for record in own_key_records(session)):
            return Trust(own, sender.name, True)
        raise ForgedSenderError(sender.name)
    key = key_by_signing(session, opened.signing_key)
    if key is not None:
        return _known_sender(session, key.seat_id, key.is_confirmed, key.is_revoked, key.revoked_reason, manifest)
    seat = seat_row(session, sender.seat)
    if seat is not None and seat.is_trusted:
        raise ForgedSenderError(sender.name)
    if seat is not None and seat.revoked_at is not None:
        raise RevokedSenderError(sender.name, seat.revoked_reason)
    return _vouched_by_passphrase(manifest, UnknownSenderError(sender.name))


def _known_sender(
    session: Session, seat_id: UUID, is_confirmed: bool, is_revoked: bool, reason: str, manifest: Manifest
) -> Trust:
    sender = manifest.sender
    if seat_id != sender.seat:
        raise ForgedSenderError(sender.name)
    if is_revoked:
        raise RevokedSenderError(sender.name, reason)
    if not is_confirmed:
        return _vouched_by_passphrase(manifest, UnconfirmedSenderError(sender.name))
    seat = seat_row(session, seat_id)
    if seat is None or seat.role.value != sender.role:
        raise WrongRoleError(manifest.kind, sender.name)
    return Trust(seat_id, seat.name, False)


def _vouched_by_passphrase(manifest: Manifest, refusal: UserError) -> Trust:
    if manifest.sealed_by is not SealedBy.PASSPHRASE:
        raise refusal
    warning = f"发件席位“{manifest.sender.name}”没有登记并核对指纹，只凭口令相信它；请尽快交换登记卡。"
    return Trust(manifest.sender.seat, manifest.sender.name, False, warning)


class Standing(StrEnum):
    """Where a package stands in its chain."""

    IN_ORDER = "in_order"
    REPLAYED = "replayed"
    MISSING = "missing"
    LATE = "late"
    REPLACED = "replaced"


@dataclass(frozen=True, slots=True)
class ChainNote:
    """Where a package stands, and what the reader should know of it; blank when all is in order."""

    standing: Standing
    sentence: str = ""


def chain_of(manifest: Manifest, trust: Trust, direction: Direction = Direction.IN) -> Chain:
    """The chain that a package which came in belongs to."""
    batch = manifest.batch.id if manifest.batch else None
    return Chain(direction, trust.seat_id, trust.name, batch)


def chain_note(session: Session, opened: OpenedPackage, trust: Trust) -> ChainNote:
    """Compare a package with those that came before it from the same seat about the same batch."""
    known = [entry for entry in entries(session, chain_of(opened.manifest, trust)) if entry.handled_at is not None]
    return _note(opened.digest, opened.manifest.sequence, opened.manifest.previous, known)


def _note(digest: str, sequence: int, previous: str, known: list[PackageEntry]) -> ChainNote:
    again = next((entry for entry in known if entry.digest == digest), None)
    if again is not None and again.handled_at is not None:
        when = f"{again.handled_at.astimezone():%Y-%m-%d %H:%M}"
        return ChainNote(Standing.REPLAYED, f"这个评查包已于{when}导入过，再次导入不会有任何变化。")
    by_number = {entry.sequence: entry for entry in known}
    before, after = by_number.get(sequence - 1), by_number.get(sequence + 1)
    if sequence in by_number or (before and previous != before.digest) or (after and after.previous != digest):
        return ChainNote(
            Standing.REPLACED,
            f"同一序列的第{sequence}号评查包有两个不同的版本：对方可能恢复过旧备份或复制过工作区，"
            "两个版本的内容都会保留，请与对方核实。",
        )
    highest = max(by_number, default=0)
    if sequence <= highest:
        return ChainNote(Standing.LATE, f"这是补到的第{sequence}号评查包，本机已收到第{highest}号；内容照常并入。")
    if sequence > highest + 1:
        numbers = f"第{highest + 1}号" if sequence == highest + 2 else f"第{highest + 1}至{sequence - 1}号"
        return ChainNote(Standing.MISSING, f"在它之前还缺{numbers}评查包；内容照常并入，请向对方补要。")
    return ChainNote(Standing.IN_ORDER)
