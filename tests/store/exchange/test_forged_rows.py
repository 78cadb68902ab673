"""Rows of the right form and any content, from a seat that is trusted: taken, held or refused, and never a crash."""

import os
import shutil
import tempfile
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, note, settings
from hypothesis import strategies as st

from exports.packages.manifest import PackageKind
from models.queries.custody import open_forks, stale_readings, waiting_rows
from models.queries.exchange import custody_rows, return_rows
from models.queries.readings import reading_rows
from models.queries.remedies import recheck_cases, remedy_rows
from models.travelling import TravelColumn, ValueKind, travel_tables
from tests.store.exchange.forging import Row, forge, rows_of
from tests.store.exchange.world import Side, World, fault, without_backups

PEOPLE = ("评查一", "评查二")
EXAMPLES = int(os.environ.get("PINGHENG_EXAMPLES", "20"))
KINDS = (PackageKind.ASSIGNMENT, PackageKind.RESULTS, PackageKind.ARCHIVE)
ODD: dict[ValueKind, list[Any]] = {
    ValueKind.COUNT: [0, 1, 2, 3, 2**53],
    ValueKind.FLAG: [True, False],
    ValueKind.TEXT: ["", "qualified", "record", "〔隐〕", "x" * 20],
    ValueKind.DAY: ["2026-01-05", "0001-01-01", "9999-12-31"],
    ValueKind.MOMENT: ["2026-01-05 01:02:03.000000", "0001-01-01 00:00:00.000000", "9999-12-31 23:59:59.999999"],
    ValueKind.DECIMAL: ["0", "-1.5", "9" * 20],
    ValueKind.ID: ["0" * 32, "f" * 32],
}


@pytest.fixture(scope="module")
def busy(planned: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folders of a world in which the work has gone out, and some of it has come back."""
    folder = Path(shutil.copytree(planned, tmp_path_factory.mktemp("busy") / "world"))
    with World(folder, PEOPLE) as world:
        world.use(UUID(world.office.rows("SELECT id FROM batches")[0][0]))
        for reviewer in world.reviewers:
            world.give(reviewer)
            reviewer.score(reviewer.readings()[0], (fault(),))
            world.bring(reviewer)
    return folder


def known_rows(world: World) -> dict[str, list[Row]]:
    """The rows of all tables that some side has."""
    sides = (world.office, *world.reviewers)
    return {name: [row for side in sides for row in rows_of(side, name)] for name in travel_tables()}


def values(column: TravelColumn, rows: list[Row], ids: list[str]) -> list[Any]:
    """What a forger may put into a column."""
    if column.words:
        return list(column.words)
    odd = [*ODD.get(column.kind, []), *(row[column.name] for row in rows)]
    odd += ids if column.kind is ValueKind.ID else []
    odd += [None] if column.is_nullable else []
    fitting = [value for value in odd if not column.length or value is None or len(value) <= column.length]
    return fitting or [None]


@st.composite
def forged(draw: st.DrawFn, known: dict[str, list[Row]]) -> dict[str, list[Row]]:
    """Some rows of some tables, each with some columns changed."""
    ids = sorted({row[name] for rows in known.values() for row in rows for name in ("id", "seat_id")})
    filled = [name for name, rows in known.items() if rows]
    tables: dict[str, list[Row]] = {}
    for name in draw(st.lists(st.sampled_from(filled), min_size=1, max_size=4)):
        row = dict(draw(st.sampled_from(known[name])))
        shape = travel_tables()[name]
        for column in draw(st.lists(st.sampled_from(shape.columns), max_size=3)):
            row[column.name] = draw(st.sampled_from(values(column, known[name], ids)))
        tables.setdefault(name, []).append(row)
    return tables


def look_around(side: Side) -> None:
    """What the pages ask for."""
    for query in (open_forks, stale_readings, waiting_rows, custody_rows, return_rows, reading_rows, remedy_rows):
        side.ask(query)
    side.ask(recheck_cases)


@settings(max_examples=EXAMPLES)
@given(data=st.data())
def test_no_row_of_the_right_form_does_harm(busy: Path, data: st.DataObject) -> None:
    with (
        tempfile.TemporaryDirectory() as folder,
        World(Path(shutil.copytree(busy, Path(folder) / "world")), PEOPLE) as world,
    ):
        world.use(UUID(world.office.rows("SELECT id FROM batches")[0][0]))
        known = known_rows(world)
        for _ in range(3):
            kind = data.draw(st.sampled_from(KINDS))
            reviewer = data.draw(st.sampled_from(world.reviewers))
            writer, reader = (reviewer, world.office) if kind is PackageKind.RESULTS else (world.office, reviewer)
            reader = world.office if data.draw(st.integers(0, 3)) == 0 else reader  # its own package, too
            tables = data.draw(forged(known))
            note(f"{kind} from {writer.name} to {reader.name}: {tables}")
            _see_no_harm(reader, forge(writer, reader, tables, kind))


def _see_no_harm(reader: Side, path: Path) -> None:
    without_backups(reader).read(path)
    found = reader.hash()
    look_around(reader)
    reader.change("DELETE FROM packages")  # or the package would not be looked at again
    reader.read(path)
    assert reader.hash() == found
