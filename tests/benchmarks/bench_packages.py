"""A package of scored cases out of one workspace and into another, against plain sqlite3 on the same rows."""

import gc
import json
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any
from uuid import uuid4

import resources
from exports.packages import own_keys
from exports.packages.cards import enrol_card, read_card, write_card
from exports.packages.own_keys import OwnKeys
from exports.packages.receiving import import_package
from exports.packages.sending import Addressee, Exported, send_assignment, send_results
from models.base import new_id
from models.batch import BatchKind
from models.queries.frames import FramePlan
from models.queries.seats import seat_named
from models.queries.settings import reviewers
from models.seat import SeatRole
from models.services import batches
from models.standards import standard_of
from models.store import Store
from models.store.workspace import DATABASE
from review_forms.answers import Answer, Finding, Verdict, answer_to_json
from review_forms.standard import Severity
from tests.benchmarks.measuring import Line, Options, options, report, seconds, slope
from tests.benchmarks.workspaces import _fill

USUAL = 2_000
FINDINGS = 20
GOAL = 3
OFFICE, PERSON = "示例审管办", "评查一"
TABLES = ("answers", "submissions")
MADE_AT = "2026-01-05 01:00:00.000000"


class World:
    """An office and a reviewer who has scored all cases of its batch."""

    def __init__(self, folder: Path, cases: int) -> None:
        shutil.rmtree(folder, ignore_errors=True)
        self.stick = folder / "stick"
        self.stick.mkdir(parents=True)
        self.office, self.reviewer = folder / "office", folder / "reviewer"
        with Store.create(self.office, SeatRole.OFFICE, OFFICE) as store:
            seat = store.workspace.seat_id.hex
        with closing(sqlite3.connect(self.office / DATABASE)) as connection:
            _fill(connection, seat, cases)
        self._meet()
        self._hand_over(cases)

    def _meet(self) -> None:
        with Store.open(self.office) as office, Store.create(self.reviewer, SeatRole.REVIEWER, PERSON) as reviewer:
            for store, other in ((office, reviewer), (reviewer, office)):
                own_keys.make_keys(other)
                card = read_card(store, write_card(other, own_keys.unlock_keys(other), self.stick).path)
                enrol_card(store, card, actor="示例", digits="".join(card.fingerprint.digits))

    def _hand_over(self, cases: int) -> None:
        with Store.open(self.office) as office, Store.open(self.reviewer) as reviewer:
            with office.write("示例") as session:
                plan = batches.BatchPlan(
                    name="示例批次",
                    kind=BatchKind.ROUTINE,
                    standard_text=resources.read_text("standards", "civil-100.toml"),
                    scale_text=resources.read_text("scales", "four_grades.toml"),
                    frame=FramePlan(),
                    reviewers=tuple(row.id for row in reviewers(session)),
                )
                self.batch_id, _ = batches.create(session, plan)
                batches.draw(session, self.batch_id, count=cases, seed="示例")
                batches.assign(session, self.batch_id)
                standard = standard_of(session.get_one(batches.Batch, self.batch_id))
                seat = seat_named(session, PERSON)
            sent = send_assignment(
                office, own_keys.unlock_keys(office), self.batch_id, Addressee(PERSON, seat), self.stick, actor="示例"
            )
            import_package(reviewer, sent.files[0].path, own_keys.unlock_keys(reviewer), actor="示例")
            seat_id = reviewer.workspace.seat_id.hex
        items = [item.id for item in standard.items]
        with closing(sqlite3.connect(self.reviewer / DATABASE)) as connection:
            readings = [row[0] for row in connection.execute("SELECT id FROM assignments")]
            connection.executemany(
                "INSERT INTO answers (id, seat_id, made_at, assignment_id, item_id, revision, content, sealed_at)"
                " VALUES (?, ?, ?, ?, ?, 1, ?, ?)",
                _answers(readings, items, seat_id),
            )
            submission = "INSERT INTO submissions VALUES (?, ?, ?, ?, 1, ?, '', '', '', '92', '', ?)"
            same = (_grade(), _grade())
            submissions = [(new_id().hex, seat_id, MADE_AT, reading, *same) for reading in readings]
            connection.executemany(submission, submissions)
            connection.commit()

    def send(self) -> Exported:
        """Write the results to the stick."""
        with Store.open(self.reviewer) as store:
            with store.read() as session:
                seat = seat_named(session, OFFICE)
            return send_results(store, _keys(store), self.batch_id, Addressee(OFFICE, seat), self.stick, actor="示例")


def _keys(store: Store) -> OwnKeys:
    return own_keys.unlock_keys(store)


def _grade() -> str:
    from review_forms.loader import load_scale

    return load_scale(resources.read_text("scales", "four_grades.toml"), "等次表").grades[0].id


def _answers(readings: list[str], items: list[str], seat: str) -> Iterator[tuple[Any, ...]]:
    for reading in readings:
        for at, item in enumerate(items):
            content = json.dumps(answer_to_json(_answer(item, at)), ensure_ascii=False)
            yield new_id().hex, seat, MADE_AT, reading, item, content, MADE_AT


def _answer(item: str, at: int) -> Answer:
    if at >= FINDINGS:
        return Answer(item, Verdict.CLEAR)
    facts = f"卷内第{at + 3}页送达回证未填写签收日期，也没有见证人签名，与笔录所记送达经过不一致"
    basis = "《中华人民共和国民事诉讼法》第八十七条"
    return Answer(
        item, Verdict.FAULTY, (Finding(str(uuid4()), Severity.DEFECT, "1", str(at + 3), facts, basis, "补正后归档"),)
    )


def main(asked: Options) -> None:
    full = asked.size(USUAL)
    sizes = (full // 10, full // 3, full)
    with asked.folder() as folder:
        measured = [_measure(World(folder / f"packages-{size}", size)) for size in sizes]
        notes = [_memory(folder / f"packages-{full}", measured[-1][4])]
    out, into, written, read, size = measured[-1]
    grown = slope(sizes, [one[0] + one[1] for one in measured])
    lines = [
        Line("a package out and in", out + into, written + read, GOAL, slope=grown),
        Line("out, against reading the rows", out, read),
        Line("in, against writing the rows", into, written),
    ]
    notes.insert(0, f"the package has {size / 1e6:.1f} MB; sqlite3 writes to tables with the same keys and indexes")
    report(f"{full:,} scored cases with {FINDINGS} findings each", lines, notes)


def _measure(world: World) -> tuple[float, float, float, float, int]:
    """Seconds out and in, seconds that sqlite3 takes to write and to read, and the package's size in bytes."""
    sent: list[Exported] = []
    with Store.open(world.reviewer) as store:
        keys = _keys(store)
        with store.read() as session:
            to = Addressee(OFFICE, seat_named(session, OFFICE))
        out = seconds(lambda: sent.append(send_results(store, keys, world.batch_id, to, world.stick, actor="示例")))
    shutil.copytree(world.office, world.office.with_name("office-before"))
    with Store.open(world.office) as store:
        keys = _keys(store)
        into = seconds(lambda: import_package(store, sent[0].files[0].path, keys, actor="示例"))
    written, read = _plain(world)
    return out, into, written, read, sent[0].files[0].size


def _plain(world: World) -> tuple[float, float]:
    """What sqlite3 alone takes to read these rows from the one workspace and to write them into another."""
    rows: dict[str, list[Any]] = {}
    with closing(sqlite3.connect(world.reviewer / DATABASE)) as connection:
        read = seconds(
            lambda: rows.update({name: connection.execute(f"SELECT * FROM {name}").fetchall() for name in TABLES})
        )
    target = world.office.with_name("office-before") / DATABASE
    with closing(sqlite3.connect(target, isolation_level=None)) as connection:
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA foreign_keys = ON")

        def write() -> None:
            connection.execute("BEGIN IMMEDIATE")
            for name, part in rows.items():
                connection.executemany(f"INSERT INTO {name} VALUES ({', '.join('?' * len(part[0]))})", part)
            connection.execute("COMMIT")

        return seconds(write), read


def _memory(folder: Path, size: int) -> str:
    """By how much the import lets a process grow, in one of its own."""
    shutil.rmtree(folder / "office")
    before = folder / "office-before"
    with closing(sqlite3.connect(before / DATABASE)) as connection:
        for name in reversed(TABLES):
            connection.execute(f"DELETE FROM {name}")
        connection.commit()
    command = [sys.executable, "-m", "tests.benchmarks.bench_packages", "--keep", str(folder), "--rows", "-1"]
    grown = int(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    return f"memory of the import grows by {grown / 1e6:.1f} MB, the package has {size / 1e6:.1f} MB sealed"


def _grow(folder: Path) -> None:
    """Print by how many bytes the import lets this process grow."""
    path = next((folder / "stick").glob("pingheng-results-*"))
    with Store.open(folder / "office-before") as store:
        keys = _keys(store)
        store.backup("示例")
        gc.collect()
        Path("/proc/self/clear_refs").write_text("5")  # the peak begins anew
        before = _peak()
        import_package(store, path, keys, actor="示例")
        print(_peak() - before)


def _peak() -> int:
    """The greatest resident size so far, in bytes."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM"))


if __name__ == "__main__":
    asked = options()
    if asked.rows == -1 and asked.keep is not None:
        _grow(asked.keep)
    else:
        main(asked)
