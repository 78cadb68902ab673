"""Packages with a right signature and rows of a test's own choice."""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec

from exports.packages.manifest import BatchName, Manifest, PackageKind, Recipient, Sender
from exports.packages.own_keys import OwnKeys
from exports.packages.sealing import FileMember, TextMember, seal_package
from exports.packages.suites import AgeSuite
from models.base import new_id, now
from models.travelling import ValueKind, travel_tables
from tests.store.exchange.world import Side

Row = dict[str, Any]
# a passphrase that costs a thousandth of the usual
CHEAP = AgeSuite(work=8)
ASSIGNMENT = PackageKind.ASSIGNMENT


def rows_of(side: Side, table: str, condition: str = "1") -> list[Row]:
    """The rows of a table as a package carries them."""
    shape = travel_tables()[table]
    names = ", ".join(f'"{name}"' for name in shape.names)
    found = side.rows(f'SELECT {names} FROM "{table}" WHERE {condition} ORDER BY id')
    forms = {ValueKind.FLAG: bool, ValueKind.JSON: json.loads}
    return [
        {
            column.name: value if value is None else forms.get(column.kind, lambda same: same)(value)
            for column, value in zip(shape.columns, row, strict=True)
        }
        for row in found
    ]


def fresh(row: Row, **changes: Any) -> Row:
    """The same row under a key of its own."""
    return {**row, "id": new_id().hex, **changes}


def line(row: Row) -> bytes:
    """A row as a line."""
    return json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def member(table: str, rows: Iterable[Row | bytes]) -> TextMember:
    """The member of a table."""
    lines = b"".join(row if isinstance(row, bytes) else line(row) for row in rows)
    return TextMember(f"rows/{table}.ndjson", lines)


def head(writer: Side, reader: Side | None, kind: PackageKind, /, **changes: Any) -> Manifest:
    """The head of a package."""
    who = writer.store.workspace
    manifest = Manifest(
        kind=kind,
        id=new_id(),
        made_at=now().replace(microsecond=0),
        program="0.1.0",
        sender=Sender(who.seat_id, who.role.value, who.name),
        recipient=Recipient(reader.seat_id if reader else None, reader.name if reader else "某人"),
        batch=BatchName(writer.batch_id, "第1批"),
        epoch=1,
        is_blind=False,
        sequence=1,
        previous="",
    )
    return msgspec.structs.replace(manifest, **changes)


def write(
    target: Path,
    manifest: Manifest,
    keys: OwnKeys,
    members: Iterable[TextMember | FileMember],
    recipients: Iterable[str] = (),
    passphrase: str = "",
) -> Path:
    """Seal a package into a file."""
    sealed = seal_package(
        manifest,
        list(members),
        keys.secret,
        scratch=target.parent,
        recipients=tuple(recipients),
        passphrase=passphrase,
        suite=CHEAP,
    )
    with sealed as package, open(target, "wb") as file:
        package.write(file)
    return target


def forge(
    writer: Side,
    reader: Side,
    tables: Mapping[str, Iterable[Row | bytes]],
    kind: PackageKind = PackageKind.RESULTS,
    **changes: Any,
) -> Path:
    """A package from one seat to another with these rows by table."""
    strangers = sorted(set(tables) - set(travel_tables()))
    ordered = [member(name, tables[name]) for name in (*travel_tables(), *strangers) if name in tables]
    keys = writer.keys
    target = reader.folder.parent / "stick" / f"forged-{new_id().hex}.pingheng"
    recipients = (reader.keys.secret.public.sealing, keys.secret.public.sealing)
    return write(target, head(writer, reader, kind, **changes), keys, ordered, recipients)


def key() -> UUID:
    """A key that nobody has."""
    return new_id()
