"""Enrolment cards: a seat's public keys as a file, and what the other side reads from it."""

from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from exports.packages.faults import OtherRecipientError, PassphraseNeededError
from exports.packages.fingerprints import Fingerprint, fingerprint
from exports.packages.manifest import Manifest, PackageKind, Recipient, Sender
from exports.packages.opening import open_package
from exports.packages.own_keys import OwnKeys
from exports.packages.sealing import seal_package
from exports.packages.sending import PROGRAM
from exports.packages.stick import Disk, Written, package_name, write_to_stick
from exports.packages.suites import PublicKeys
from models.base import new_id, now
from models.changes import Changes
from models.errors import UserError
from models.seat import SeatRole
from models.services import seats
from models.store import Store


class NotACardError(UserError):
    """A package was given where a card is expected."""

    def __init__(self, name: str) -> None:
        super().__init__(f"“{name}”不是登记卡：请选择对方交来的登记卡文件（文件名以 pingheng-enrolment 开头）。")


class FingerprintDiffersError(UserError):
    """The digits that were read out are not those of the card."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"所填指纹与“{name}”登记卡上的不一致，没有确认：请当面重新核对；确实不同的，不要使用这张卡，并让对方重新导出。"
        )


@dataclass(frozen=True, slots=True)
class Card:
    """What a card says: whose seat, which keys."""

    seat_id: UUID
    role: SeatRole
    name: str
    public: PublicKeys

    @property
    def fingerprint(self) -> Fingerprint:
        """What both sides compare."""
        return fingerprint(self.public, self.seat_id, self.role.value)


def write_card(store: Store, keys: OwnKeys, folder: Path, *, disk: Disk | None = None) -> Written:
    """Write this seat's card into a folder or onto a stick.

    Raises:
        StorageError: the place is full or refuses.
    """
    who = store.workspace
    head = Manifest(
        kind=PackageKind.ENROLMENT,
        id=new_id(),
        made_at=now().replace(microsecond=0),
        program=PROGRAM,
        sender=Sender(who.seat_id, who.role.value, who.name),
        recipient=Recipient(None, ""),
        batch=None,
        epoch=0,
        is_blind=False,
        sequence=0,
        previous="",
    )
    name = package_name(PackageKind.ENROLMENT, who.seat_id, 0)
    with seal_package(head, (), keys.secret, scratch=store.folder) as package:
        return write_to_stick(folder, name, package.write, package.size_hint, disk=disk or Disk())


def read_card(store: Store, path: Path) -> Card:
    """What a card file says; it is as it was signed, but whose it is only a comparison of digits can tell.

    Raises:
        NotACardError, PackageError: no card, or a damaged one.
        StorageError: it cannot be read.
    """
    try:
        with open_package(path, (), scratch=store.folder) as opened:
            manifest = opened.manifest
    except (OtherRecipientError, PassphraseNeededError) as fault:  # a card is never sealed
        raise NotACardError(path.name) from fault
    if manifest.kind is not PackageKind.ENROLMENT:
        raise NotACardError(path.name)
    sender = manifest.sender
    return Card(sender.seat, SeatRole(sender.role), sender.name, PublicKeys(sender.signing_key, sender.sealing_key))


def enrol_card(store: Store, card: Card, *, actor: str, digits: str = "", reviewer_id: UUID | None = None) -> Changes:
    """Take note of the seat on a card; with the digits that its owner read out, trust it.

    Raises:
        FingerprintDiffersError: the digits are others; nothing is changed.
        OwnCardError, RevokedKeyError: the card is this seat's own, or of revoked keys.
    """
    if digits and not card.fingerprint.matches(digits):
        raise FingerprintDiffersError(card.name)
    with store.write(actor) as session:
        changes = seats.enrol(
            session,
            seat_id=card.seat_id,
            role=card.role,
            name=card.name,
            signing_key=card.public.signing,
            sealing_key=card.public.sealing,
        )
        if digits:
            changes |= seats.confirm(session, card.seat_id, card.public.signing, reviewer_id)
    return changes
