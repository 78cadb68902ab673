"""The register of packages: numbers and hashes of each chain, what was written, what came in, what was received."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from models import audit
from models.base import now
from models.changes import Changes
from models.package import Direction, PackageEntry, PackageReceipt


@dataclass(frozen=True, slots=True)
class Chain:
    """One direction between two seats about one batch; a side without a seat is told by its name."""

    direction: Direction
    peer_seat_id: UUID | None
    peer_name: str
    batch_id: UUID | None


@dataclass(frozen=True, slots=True)
class PackageFacts:
    """What the register keeps of a package besides its chain; `head` is its manifest as JSON, without members."""

    kind: str
    batch_name: str
    epoch: int
    sequence: int
    previous: str
    digest: str
    content_digest: str
    sealed_by: str
    file_name: str
    head: Mapping[str, Any]


def _in_chain(chain: Chain) -> list[ColumnElement[bool]]:
    peer = (
        PackageEntry.peer_seat_id == chain.peer_seat_id
        if chain.peer_seat_id is not None
        else PackageEntry.peer_seat_id.is_(None) & (PackageEntry.peer_name == chain.peer_name)
    )
    batch = PackageEntry.batch_id == chain.batch_id if chain.batch_id is not None else PackageEntry.batch_id.is_(None)
    return [PackageEntry.direction == chain.direction.value, peer, batch]


def entries(session: Session, chain: Chain) -> list[PackageEntry]:
    """The packages of a chain by number."""
    query = select(PackageEntry).where(*_in_chain(chain)).order_by(PackageEntry.sequence, PackageEntry.id)
    return list(session.execute(query).scalars())


def enter(session: Session, chain: Chain, facts: PackageFacts) -> PackageEntry:
    """Enter a package that was made, or that came in; it is `handled` later."""
    entry = PackageEntry(
        direction=chain.direction.value,
        peer_seat_id=chain.peer_seat_id,
        peer_name=chain.peer_name,
        batch_id=chain.batch_id,
        made_at=now(),
        head=dict(facts.head),
        counts={},
        **{name: getattr(facts, name) for name in PackageFacts.__slots__ if name != "head"},
    )
    session.add(entry)
    session.flush()
    return entry


def mark_written(session: Session, digest: str, file_name: str) -> Changes:
    """A package that was made is on a stick now; written twice, it is still one package."""
    query = select(PackageEntry).where(PackageEntry.direction == Direction.OUT.value, PackageEntry.digest == digest)
    for entry in session.execute(query).scalars():
        entry.handled_at, entry.file_name = now(), file_name
        after = {"kind": entry.kind, "to": entry.peer_name, "sequence": entry.sequence, "digest": digest}
        audit.record(session, "package.export", "package", entry.id, after=after)
    session.flush()
    return Changes(packages=True)


def mark_read(session: Session, entry: PackageEntry, counts: Mapping[str, int]) -> None:
    """A package has come in, and this became of its rows."""
    entry.handled_at, entry.counts = now(), dict(counts)
    session.flush()
    after = {
        "kind": entry.kind,
        "from": entry.peer_name,
        "sequence": entry.sequence,
        "digest": entry.digest,
        **dict(counts),
    }
    audit.record(session, "package.import", "package", entry.id, after=after)


def receive_receipts(session: Session, seat_id: UUID, receipts: Iterable[tuple[str, datetime]]) -> int:
    """Note what the other side says has arrived; the number of receipts that were new."""
    fresh = 0
    for digest, received_at in receipts:
        if session.get(PackageReceipt, (digest, seat_id)) is None:
            session.add(PackageReceipt(digest=digest, seat_id=seat_id, received_at=received_at))
            fresh += 1
    session.flush()
    return fresh
