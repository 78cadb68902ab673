"""A ledger of 100,000 rows to saved cases, against reading it with calamine and inserting it with sqlite3.

Two references: the rows as they stand into a bare table without key or index, which is the goal; and the finished
cases into our own table with its indexes, which is what any program had to pay that keeps them as we do.
"""

import sqlite3
import tempfile
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from time import perf_counter

from python_calamine import CalamineWorkbook

from exports.ledgers import importing
from models.seat import SeatRole
from models.store import Store
from models.store.workspace import DATABASE
from tests.benchmarks.ledger_files import HEADER, write_ledger
from tests.benchmarks.measuring import Line, Options, options, report, slope

ROUNDS = 3
Steps = tuple[float, float, float]
GOAL = 2


def main(asked: Options) -> None:
    full = asked.size(100_000)
    sizes = (full // 10, full // 3, full)
    with asked.folder() as kept:
        ledgers = [write_ledger(kept / f"ledger-{size}.xlsx", size) for size in sizes]
        rounds = [_round(ledgers) for _ in range(ROUNDS)]
    bare, indexed = (min(each[place] for each in rounds) for place in (0, 1))
    steps = [_best([each[2][place] for each in rounds]) for place in range(len(sizes))]
    prepared, carried, again = steps[-1]
    grown = slope(sizes, [first + second for first, second, _ in steps])
    lines = [
        Line(f"ledger of {full:,} rows to saved cases", prepared + carried, bare, GOAL, slope=grown),
        Line("  against the same cases in the same indexed table", prepared + carried, indexed),
        Line("  read and compare (prepare)", prepared, bare),
        Line("  write and index (carry_out)", carried, bare),
        Line("the same ledger once more: all identical", again, bare),
    ]
    report("import", lines, [f"slope over {', '.join(f'{size:,}' for size in sizes)} rows"])


def _round(ledgers: Sequence[Path]) -> tuple[float, float, list[Steps]]:
    """Both references and ours once, in turns, so that a busy minute hits all of them."""
    bare = _bare(ledgers[-1])
    ours = [_ours(ledger) for ledger in ledgers]
    return bare, _read(ledgers[-1])[1] + _indexed(ledgers[-1]), ours


def _best(rounds: Sequence[Steps]) -> Steps:
    prepared, carried, again = map(min, zip(*rounds, strict=True))
    return prepared, carried, again


def _ours(ledger: Path) -> Steps:
    """The times of prepare, of carry_out, and of both for the same file again."""
    with tempfile.TemporaryDirectory() as folder, Store.create(Path(folder) / "w", SeatRole.OFFICE, "审管办") as store:
        start = perf_counter()
        prepared = importing.prepare(store, ledger)
        middle = perf_counter()
        importing.carry_out(store, prepared, (), "审管办")
        end = perf_counter()
        again = importing.prepare(store, ledger)
        importing.carry_out(store, again, (), "审管办")
        return middle - start, end - middle, perf_counter() - end


def _read(ledger: Path) -> tuple[list[list[object]], float]:
    """The rows below the header, and how long calamine took."""
    start = perf_counter()
    rows = CalamineWorkbook.from_path(str(ledger)).get_sheet_by_index(0).to_python()
    return rows[1:], perf_counter() - start


def _bare(ledger: Path) -> float:
    """The same rows, read and inserted as they are, in one durable transaction."""
    rows, reading = _read(ledger)
    with tempfile.TemporaryDirectory() as folder, closing(sqlite3.connect(Path(folder) / "plain.db")) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute(f"CREATE TABLE ledger ({', '.join(HEADER)})")
        return reading + _inserting(connection, "ledger", rows)


def _indexed(ledger: Path) -> float:
    """The finished cases, inserted into an empty workspace; the search is not filled."""
    with tempfile.TemporaryDirectory() as folder:
        with Store.create(Path(folder) / "from", SeatRole.OFFICE, "审管办") as store:
            importing.carry_out(store, importing.prepare(store, ledger), (), "审管办")
        Store.create(Path(folder) / "to", SeatRole.OFFICE, "审管办").close()
        with closing(sqlite3.connect(Path(folder) / "from" / DATABASE)) as connection:
            cases = connection.execute("SELECT * FROM cases").fetchall()
        with closing(sqlite3.connect(Path(folder) / "to" / DATABASE)) as connection:
            return _inserting(connection, "cases", cases)


def _inserting(connection: sqlite3.Connection, table: str, rows: Sequence[Sequence[object]]) -> float:
    start = perf_counter()
    connection.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * len(rows[0]))})", rows)
    connection.commit()
    return perf_counter() - start


if __name__ == "__main__":
    main(options())
