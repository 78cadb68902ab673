"""The backups of a workspace as they lie on the disk, and which of them may go."""

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

FOLDER = "backups"
KEPT_DAYS = 30


@dataclass(frozen=True, slots=True)
class Backup:
    """One backup: the file, when and why it was made, when it was proven by a restoration, and what it holds.

    `size` is in bytes; `content_hash` is over the meaning of the workspace; `audit_sequence` is the number of the last
    entry of its audit trail.
    """

    path: Path
    made_at: datetime
    reason: str
    size: int
    content_hash: str
    audit_sequence: int
    proven_at: datetime | None = None

    @property
    def record(self) -> Path:
        """The small file beside the backup that says what it is."""
        return self.path.with_suffix(".json")

    def to_json(self) -> str:
        """The content of the record."""
        value = {
            "made_at": self.made_at.isoformat(),
            "reason": self.reason,
            "size": self.size,
            "content_hash": self.content_hash,
            "audit_sequence": self.audit_sequence,
            "proven_at": self.proven_at.isoformat() if self.proven_at else None,
        }
        return json.dumps(value, ensure_ascii=False, indent=1)


def list_backups(folder: Path) -> tuple[Backup, ...]:
    """The backups of the workspace in `folder`, newest first; a file without a readable record is none."""
    found = [_read(path) for path in (folder / FOLDER).glob("*.db")]
    return tuple(sorted((backup for backup in found if backup), key=lambda backup: backup.made_at, reverse=True))


def newest_proven(folder: Path) -> Backup | None:
    """The newest backup that was restored on trial and found whole."""
    return next((backup for backup in list_backups(folder) if backup.proven_at), None)


def read_backup(path: Path) -> Backup | None:
    """The backup in the file `path`, if a record beside it says what it is."""
    return _read(path)


def _read(path: Path) -> Backup | None:
    try:
        value: dict[str, Any] = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
        proven_at = value["proven_at"]
        return Backup(
            path=path,
            made_at=datetime.fromisoformat(value["made_at"]),
            reason=str(value["reason"]),
            size=int(value["size"]),
            content_hash=str(value["content_hash"]),
            audit_sequence=int(value["audit_sequence"]),
            proven_at=datetime.fromisoformat(proven_at) if proven_at else None,
        )
    except (OSError, ValueError, KeyError, TypeError):
        return None


def to_thin(times: Iterable[datetime], now: datetime, keep: Collection[datetime] = ()) -> frozenset[datetime]:
    """Which backups may go: all of today stay, of a month the last of each day, before that the last of each month.

    Days are those of the zone of `now`. The newest backup and those in `keep` always stay.
    """
    ordered = sorted(set(times))
    today = now.date()
    last_of: dict[tuple[str, date], datetime] = {}
    for time in ordered:
        last_of[_period(time.astimezone(now.tzinfo).date(), today)] = time
    staying = {*last_of.values(), *keep, *ordered[-1:]}
    staying |= {time for time in ordered if time.astimezone(now.tzinfo).date() >= today}
    return frozenset(ordered) - staying


def _period(day: date, today: date) -> tuple[str, date]:
    if day > today - timedelta(days=KEPT_DAYS):
        return "day", day
    return "month", day.replace(day=1)
