"""What lies on a stick: each package file with what it is and whether it can be taken in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING

from gui.pages.exchange.words import KINDS
from models.errors import StorageError
from models.queries.parcels import arrived_digests
from models.queries.seats import key_by_signing
from models.seat import SeatRole

if TYPE_CHECKING:
    from exports.packages.manifest import Manifest
    from exports.packages.own_keys import OwnKeys
    from exports.packages.receiving import Verdict
    from models.store import Store

PATTERN = "*.pingheng"
_ANOTHER_REVIEWER = "是另一名评查员的登记卡，评查员之间不收发评查包"
Progress = Callable[[int, int], None]
Stamp = tuple[Path, int, int, bool]


class Standing(Enum):
    """How a package on the stick stands; the value is its badge, what asks for attention first."""

    READY = "○ 可导入"
    CARD = "○ 可登记"
    PASSPHRASE = "◆ 需要口令"
    LOCKED = "◆ 解锁后查看"
    UNTRUSTED = "▲ 席位未核对"
    DAMAGED = "■ 不能导入"
    OTHERS = "○ 不是给本机的"
    TAKEN = "● 已导入"
    KNOWN = "● 已登记"
    OWN = "○ 本机写出"

    @property
    def is_waiting(self) -> bool:
        """Whether something can be done with it now."""
        return self in (Standing.READY, Standing.CARD, Standing.PASSPHRASE, Standing.LOCKED)


@dataclass(frozen=True, slots=True)
class Parcel:
    """One file on the stick; what cannot be known without opening it is blank. `size` is in bytes."""

    path: Path
    size: int
    standing: Standing
    kind: str = ""
    sender: str = ""
    batch: str = ""
    sequence: int = 0
    sentence: str = ""

    @property
    def number(self) -> str:
        """Its number in its chain, as read."""
        return f"第{self.sequence}号" if self.sequence else ""


class ParcelReader:
    """Looks into the packages of a folder, into each only once; may run on the background worker."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._known: dict[Stamp, Verdict] = {}

    def forget_refused(self) -> None:
        """Look anew into what was not believed: a seat may have been confirmed meanwhile."""
        self._known = {stamp: verdict for stamp, verdict in self._known.items() if verdict.ok}

    def read(self, folder: Path, keys: OwnKeys | None, progress: Progress) -> tuple[Parcel, ...]:
        """The packages of a folder, what can be taken in first; a folder that is gone has none.

        Whatever `progress` raises passes through.
        """
        with self._store.read() as session:
            arrived = arrived_digests(session)
        parcels = []
        for path, size, changed_at in _files(folder):
            progress(0, 1)
            stamp = (path, size, changed_at, keys is not None)
            parcels.append(self._parcel(stamp, keys, arrived, progress))
        order = list(Standing)
        return tuple(sorted(parcels, key=lambda parcel: (order.index(parcel.standing), parcel.path.name)))

    def _parcel(self, stamp: Stamp, keys: OwnKeys | None, arrived: frozenset[str], progress: Progress) -> Parcel:
        from exports.packages.receiving import verify_package

        path, size = stamp[:2]
        if stamp not in self._known:
            if keys is None and not _is_card(path):
                return Parcel(path, size, Standing.LOCKED, _kind_by_name(path))
            try:
                self._known[stamp] = verify_package(self._store, path, keys, progress=progress)
            except StorageError as error:
                return Parcel(path, size, Standing.DAMAGED, _kind_by_name(path), sentence=str(error))
        verdict = self._known[stamp]
        manifest = verdict.manifest
        if manifest is None:
            return Parcel(path, size, _fault_standing(verdict), _kind_by_name(path), sentence=_sentence(verdict))
        standing = self._standing(verdict, manifest, arrived)
        return Parcel(
            path,
            size,
            standing,
            manifest.kind.label,
            manifest.sender.name,
            manifest.batch.name if manifest.batch else "",
            manifest.sequence,
            _told(standing, verdict),
        )

    def _standing(self, verdict: Verdict, manifest: Manifest, arrived: frozenset[str]) -> Standing:
        from exports.packages.manifest import PackageKind

        if manifest.sender.seat == self._store.workspace.seat_id:
            return Standing.OWN
        if not verdict.ok:
            return _fault_standing(verdict)
        if self._is_useless_card(manifest):
            return Standing.OTHERS
        if manifest.kind is PackageKind.ENROLMENT:
            with self._store.read() as session:
                key = key_by_signing(session, manifest.sender.signing_key)
            return Standing.KNOWN if key is not None and key.is_confirmed else Standing.CARD
        return Standing.TAKEN if verdict.digest in arrived else Standing.READY

    def _is_useless_card(self, manifest: Manifest) -> bool:
        """Whether it is another reviewer's card at a reviewer: they have nothing to send each other."""
        both = {manifest.sender.role, self._store.workspace.role.value}
        return manifest.kind.value == "enrolment" and both == {SeatRole.REVIEWER.value}


def _told(standing: Standing, verdict: Verdict) -> str:
    """What is said of a package that could be read."""
    if standing is Standing.TAKEN:
        return "已经导入过，不必再导入"
    return _sentence(verdict) or (_ANOTHER_REVIEWER if standing is Standing.OTHERS else "")


def _sentence(verdict: Verdict) -> str:
    """What is wrong or worth knowing; the file's name stands beside it anyway."""
    from exports.packages.faults import PackageError

    if isinstance(verdict.fault, PackageError):
        return f"{verdict.fault.trouble}。{verdict.fault.advice}"
    return verdict.reason or " ".join(verdict.warnings)


def _files(folder: Path) -> list[tuple[Path, int, int]]:
    """The package files with their sizes and times; a folder that is gone has none."""
    found = []
    try:
        for path in sorted(folder.glob(PATTERN)):
            status = path.stat()
            found.append((path, status.st_size, status.st_mtime_ns))
    except OSError:
        return []
    return found


def _fault_standing(verdict: Verdict) -> Standing:
    from exports.packages.faults import OtherRecipientError, PassphraseNeededError
    from exports.packages.trust import NotForThisSeatError, UnconfirmedSenderError, UnknownSenderError

    if isinstance(verdict.fault, OtherRecipientError | NotForThisSeatError):
        return Standing.OTHERS
    if isinstance(verdict.fault, PassphraseNeededError):
        return Standing.PASSPHRASE
    if isinstance(verdict.fault, UnknownSenderError | UnconfirmedSenderError):
        return Standing.UNTRUSTED
    return Standing.DAMAGED


def _is_card(path: Path) -> bool:
    """Whether the file says by its name that it is a card, which needs no keys."""
    return path.name.startswith("pingheng-enrolment-")


def _kind_by_name(path: Path) -> str:
    """The kind as the file's name has it; anybody can give it another name."""
    return next((word for kind, word in KINDS.items() if path.name.startswith(f"pingheng-{kind}-")), "")
