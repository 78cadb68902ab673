"""The schema of the database, and the way from an older one to the present one."""

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection

from models.store.engine import migrating_engine


@dataclass(frozen=True, slots=True)
class Schema:
    """A folder of Alembic migrations and the number of the last one.

    To add a migration: 1. `versions/NNNN_purpose.py` with its tables spelled out, 2. the number in `PRESENT`, 3. a
    workspace of the new version in tests/data/workspaces.
    """

    scripts: Path
    version: int


PRESENT = Schema(Path(__file__).with_name("migrations"), 3)


class BrokenReferencesError(Exception):
    """A migration left rows that point to nothing; it was rolled back."""

    def __init__(self, version: int, tables: set[str]) -> None:
        super().__init__(f"migration {version} leaves dangling references in {', '.join(sorted(tables))}")


def migrate(database: Path, schema: Schema) -> None:
    """Bring the file to the schema's version, each migration in a transaction of its own with its version number.

    Raises:
        BrokenReferencesError: a migration is at fault; the file stays at the version before it.
    """
    engine = migrating_engine(database)
    try:
        with engine.connect() as connection:
            upgrade(connection, schema)
    finally:
        engine.dispose()


def upgrade(connection: Connection, schema: Schema) -> None:
    """Run the migrations that this database has not seen."""
    # a quarter of a second of imports that only a new or an older workspace needs
    from alembic import command
    from alembic.config import Config

    config = Config(attributes={"connection": connection, "seal": seal})
    config.set_main_option("script_location", str(schema.scripts).replace("%", "%%"))
    command.upgrade(config, "head")


def seal(connection: Connection, version: int) -> None:
    """End one migration inside its transaction: nothing may dangle, and the file carries the new number.

    Raises:
        BrokenReferencesError: something dangles.
    """
    if connection.dialect.name != "sqlite":
        return
    dangling = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    if dangling:
        raise BrokenReferencesError(version, {row[0] for row in dangling})
    connection.exec_driver_sql(f"PRAGMA user_version = {version:d}")
