"""What every benchmark shares: its options, how it times, and the table it prints.

Each `bench_*.py` is a script of its own: `python -m tests.benchmarks.bench_list --rows 1000000`. A script calls
`options()` for what was asked and `report(...)` with its lines; nothing is asserted, for machines differ.
"""

import argparse
import gc
import math
import statistics
import tempfile
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

_NUMBERS = {1, 2, 3, 4, 6}


@dataclass(frozen=True, slots=True)
class Options:
    """How large the benchmark's usual size is to be, and where what was made for it is kept, if anywhere.

    `rows` is None where the benchmark shall take its own size.
    """

    rows: int | None
    keep: Path | None

    def size(self, usual: int) -> int:
        """The size asked for, or the usual one."""
        return self.rows or usual

    @contextmanager
    def folder(self) -> Iterator[Path]:
        """A folder for what takes long to make: the kept one, or one that is gone afterwards."""
        if self.keep is None:
            with tempfile.TemporaryDirectory(prefix="pingheng-bench-") as folder:
                yield Path(folder)
        else:
            self.keep.mkdir(parents=True, exist_ok=True)
            yield self.keep


@dataclass(frozen=True, slots=True)
class Line:
    """One measured work, ours and the reference in seconds; `goal` is the highest ratio, or time without a reference.

    `slope` tells how the time grows with the size, see `slope`.
    """

    work: str
    ours: float
    reference: float | None = None
    goal: float | None = None
    unit: str = "s"
    slope: float | None = None

    @property
    def ratio(self) -> float | None:
        """How many times the reference we take."""
        return self.ours / self.reference if self.reference else None

    @property
    def verdict(self) -> str:
        """Whether the goal was reached; nothing where there is none."""
        if self.goal is None:
            return ""
        return "yes" if (self.ratio or self.ours) <= self.goal else "NO"


def parser() -> argparse.ArgumentParser:
    """The options that all benchmarks take."""
    parsed = argparse.ArgumentParser(description=__doc__)
    parsed.add_argument("--rows", type=int, help="the size to measure at, in place of the usual one")
    parsed.add_argument("--keep", type=Path, help="a folder for ledgers and workspaces, so that another run is quick")
    return parsed


def options(arguments: Sequence[str] | None = None) -> Options:
    """What was asked for on the command line."""
    asked = parser().parse_args(arguments)
    return Options(asked.rows, asked.keep)


def seconds(work: Callable[[], object]) -> float:
    """How long the work takes once."""
    gc.collect()
    start = perf_counter()
    work()
    return perf_counter() - start


def median(work: Callable[[], object], times: int = 7) -> float:
    """How long the work usually takes."""
    return statistics.median(seconds(work) for _ in range(times))


def slope(sizes: Sequence[int], times: Sequence[float]) -> float:
    """The exponent of growth between sizes: 1 is linear, 2 quadratic, 0 not at all (least squares in logarithms)."""
    xs, ys = [math.log(size) for size in sizes], [math.log(max(time, 1e-9)) for time in times]
    x, y = statistics.mean(xs), statistics.mean(ys)
    return sum((a - x) * (b - y) for a, b in zip(xs, ys, strict=True)) / sum((a - x) ** 2 for a in xs)


def shown(value: float, unit: str = "s") -> str:
    """A time in the unit that reads best; other units as they are."""
    if unit != "s":
        return f"{value:.1f} {unit}"
    return f"{value:.2f} s" if value >= 1 else f"{value * 1000:.1f} ms"


def report(title: str, lines: Sequence[Line], notes: Sequence[str] = ()) -> None:
    """Print the lines as a table, and the notes below."""
    table = [("work", "ours", "reference", "ratio", "goal", "met", "slope"), *map(_cells, lines)]
    if all(line.slope is None for line in lines):
        table = [row[:-1] for row in table]
    widths = [max(_width(row[column]) for row in table) for column in range(len(table[0]))]
    print(f"\n## {title}\n")
    for at, row in enumerate(table):
        cells = [
            _padded(cell, width, right=i in _NUMBERS) for i, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        print(f"| {' | '.join(cells)} |")
        if at == 0:
            print(f"|{'|'.join('-' * (width + 2) for width in widths)}|")
    for note in notes:
        print(f"\n{note}", end="")
    print(flush=True)


def _cells(line: Line) -> tuple[str, ...]:
    reference = "" if line.reference is None else shown(line.reference, line.unit)
    ratio = "" if line.ratio is None else f"{line.ratio:.2f} x"
    goal = ""
    if line.goal is not None:
        goal = f"<= {shown(line.goal, line.unit)}" if line.reference is None else f"<= {line.goal:g} x"
    grown = "" if line.slope is None else f"{line.slope:.2f}"
    return line.work, shown(line.ours, line.unit), reference, ratio, goal, line.verdict, grown


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)


def _padded(text: str, width: int, right: bool) -> str:
    blanks = " " * (width - _width(text))
    return blanks + text if right else text + blanks
