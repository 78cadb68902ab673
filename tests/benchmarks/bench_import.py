"""A ledger of 100,000 rows to saved cases, against reading it with calamine and inserting it with sqlite3."""

import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path
from time import perf_counter

from python_calamine import CalamineWorkbook

from exports.ledgers import importing
from models.seat import SeatRole
from models.store import Store
from tests.benchmarks.ledger_files import HEADER, write_ledger
from tests.benchmarks.measuring import Line, Options, growth, options, report

ROUNDS = 3
GOAL = 2


def main(asked: Options) -> None:
    full = asked.size(100_000)
    sizes = (full // 10, full // 3, full)
    with asked.folder() as kept:
        ledgers = [write_ledger(kept / f"ledger-{size}.xlsx", size) for size in sizes]
        references = [min(_reference(ledgers[-1]) for _ in range(ROUNDS))]
        steps = [_best(ledger) for ledger in ledgers]
        references.append(min(_reference(ledgers[-1]) for _ in range(ROUNDS)))
    reference = min(references)
    prepared, carried, again = steps[-1]
    lines = [
        Line(f"ledger of {full:,} rows to saved cases", prepared + carried, reference, GOAL),
        Line("  read and compare (prepare)", prepared, reference),
        Line("  write and index (carry_out)", carried, reference),
        Line("the same ledger once more: all identical", again, reference),
    ]
    note = growth("the import", sizes, [first + second for first, second, _ in steps])
    report("import", lines, [note])


def _best(ledger: Path) -> tuple[float, float, float]:
    """The best times of prepare, of carry_out, and of both for the same file again."""
    return tuple(map(min, zip(*(_ours(ledger) for _ in range(ROUNDS)), strict=True)))


def _ours(ledger: Path) -> tuple[float, float, float]:
    with tempfile.TemporaryDirectory() as folder, Store.create(Path(folder) / "w", SeatRole.OFFICE, "审管办") as store:
        start = perf_counter()
        prepared = importing.prepare(store, ledger)
        middle = perf_counter()
        importing.carry_out(store, prepared, (), "审管办")
        end = perf_counter()
        again = importing.prepare(store, ledger)
        importing.carry_out(store, again, (), "审管办")
        return middle - start, end - middle, perf_counter() - end


def _reference(ledger: Path) -> float:
    """The same rows, read and inserted as they are, in one durable transaction."""
    with tempfile.TemporaryDirectory() as folder:
        start = perf_counter()
        rows = CalamineWorkbook.from_path(str(ledger)).get_sheet_by_index(0).to_python()
        with closing(sqlite3.connect(Path(folder) / "plain.db")) as connection:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute(f"CREATE TABLE ledger ({', '.join(HEADER)})")
            places = ", ".join("?" * len(HEADER))
            connection.executemany(f"INSERT INTO ledger VALUES ({places})", rows[1:])
            connection.commit()
        return perf_counter() - start


if __name__ == "__main__":
    main(options())
