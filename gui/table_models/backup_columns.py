"""How backups are listed, in the settings and where one is chosen to be restored."""

from datetime import datetime

from gui.table_models.columns import Column
from models.store.shelf import Backup


def backup_columns() -> list[Column[Backup]]:
    """When and why each was made, how large it is, and whether it was proven."""
    return [
        Column[Backup]("made_at", "备份时间", lambda row: moment(row.made_at), 180),
        Column[Backup]("reason", "缘由", lambda row: row.reason, 200, stretch=True),
        Column[Backup]("size", "大小", _size, 110, is_number=True, sort_key=lambda row: row.size),
        Column[Backup]("proven_at", "验证", _proof, 220),
    ]


def moment(at: datetime) -> str:
    """A time as a reader here knows it, to the minute."""
    return f"{at.astimezone():%Y-%m-%d %H:%M}"


def _size(row: Backup) -> str:
    return f"{row.size / 1_000_000:.1f} MB"


def _proof(row: Backup) -> str:
    return f"{moment(row.proven_at)} 验证可恢复" if row.proven_at else "尚未验证"
