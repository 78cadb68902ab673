"""Makes workspaces of any number of cases, with plain sqlite3, for the import would take minutes."""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any

import resources
from models.base import new_id
from models.batch import BatchKind
from models.queries.frames import FramePlan
from models.queries.settings import reviewers
from models.seat import SeatRole
from models.services import batches, settings
from models.store import Store
from models.store.search import SEARCHED, _pairs
from models.store.workspace import DATABASE
from tests.benchmarks.ledger_files import ledger_rows

ACTOR = "示例"
CHUNK = 10_000
REVIEWED = 300
CATEGORIES = {"民初": "civil", "刑初": "criminal", "行初": "administrative", "执": "enforcement", "民特": "civil"}
MADE_AT = "2026-01-05 01:00:00.000000"


def workspace_of(folder: Path, cases: int) -> Path:
    """The folder of a workspace with so many cases and one batch drawn from them; one that is there is taken."""
    workspace = folder / f"workspace-{cases}"
    if (workspace / "finished").exists():
        return workspace
    shutil.rmtree(workspace, ignore_errors=True)
    with Store.create(workspace, SeatRole.OFFICE, "示例市云溪区人民法院审管办") as store:
        seat = store.workspace.seat_id.hex
    with closing(sqlite3.connect(workspace / DATABASE)) as connection:
        _fill(connection, seat, cases)
    if cases:
        with Store.open(workspace) as store:
            _draw(store, min(REVIEWED, cases))
    (workspace / "finished").touch()
    return workspace


def _fill(connection: sqlite3.Connection, seat: str, cases: int) -> None:
    import_id = new_id().hex
    entry = (import_id, seat, MADE_AT, "台账.xlsx", "0" * 64, cases, 0, 0, 0, 0, None)
    connection.execute(f"INSERT INTO ledger_imports VALUES ({', '.join('?' * len(entry))})", entry)
    rows = _cases(cases, seat, import_id)
    while part := list(islice(rows, CHUNK)):
        columns = tuple(part[0])
        places = ", ".join("?" * len(columns))
        statement = f"INSERT INTO cases ({', '.join(columns)}) VALUES ({places})"
        connection.executemany(statement, [tuple(row.values()) for row in part])
        pairs = [(row["position"], _pairs("\n".join(row[name] for name in SEARCHED))) for row in part]
        connection.executemany("INSERT INTO case_search (rowid, grams) VALUES (?, ?)", pairs)
    connection.commit()


def _cases(count: int, seat: str, import_id: str) -> Iterator[dict[str, Any]]:
    same = {"seat_id": seat, "made_at": MADE_AT, "import_id": import_id, "court": "示例市云溪区人民法院", "version": 1}
    blank = dict.fromkeys(("panel_members", "original_court", "original_number", "remarks"), "")
    names = ("title", "cause", "parties", "department", "handler", "presiding_judge", "clerk", "procedure", "outcome")
    for position, row in enumerate(ledger_rows(count), 1):
        filed, closed = row[11], row[12]
        assert isinstance(filed, date)
        assert isinstance(closed, date)
        kind = str(row[0]).partition("吉0199")[2].rstrip("号0123456789")
        yield {
            "id": new_id().hex,
            **same,
            "position": position,
            "number": row[0],
            "year": filed.year,
            "court_code": "吉0199",
            "type_code": kind,
            "serial": position,
            "category": CATEGORIES[kind],
            **dict(zip(names, row[1:10], strict=True)),
            "status": row[10],
            "filed_on": filed.isoformat(),
            "closed_on": closed.isoformat(),
            "amount": str(row[13]),
            **blank,
            "warnings": "[]",
        }


def _draw(store: Store, count: int) -> None:
    """One civil batch of so many cases, so that states and batches can be filtered."""
    with store.write(ACTOR) as session:
        settings.add_reviewer(session, "评查一")
        plan = batches.BatchPlan(
            name="2026年第一季度常规评查",
            kind=BatchKind.ROUTINE,
            standard_text=resources.read_text("standards", "civil-100.toml"),
            scale_text=resources.read_text("scales", "four_grades.toml"),
            frame=FramePlan(categories=("civil",)),
            reviewers=tuple(row.id for row in reviewers(session)),
        )
        batch_id, _ = batches.create(session, plan)
        batches.draw(session, batch_id, count=count, seed="示例")
