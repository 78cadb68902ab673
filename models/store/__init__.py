"""The workspace on the disk: its database, the one way to write to it, its migrations and its backups."""

from sqlalchemy.orm import Session

from models.store.store import Store, stamps
from models.store.workspace import WorkspaceInfo

__all__ = ["Session", "Store", "WorkspaceInfo", "stamps"]
