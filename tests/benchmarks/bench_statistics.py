"""Figures of a batch and of the workbench, in a workspace of 1,000,000 cases."""

from datetime import date

from models.queries.batches import batch_rows
from models.queries.frames import FramePlan, frame, frame_size
from models.queries.statistics import batch_figures
from models.queries.workbench import workbench
from models.store import Store
from tests.benchmarks.measuring import Line, Options, median, options, report, slope
from tests.benchmarks.workspaces import workspace_of

GOAL = 1.0
TODAY = date(2026, 1, 5)
QUARTER = FramePlan(("civil",), date(2023, 1, 1), date(2023, 3, 31))


def main(asked: Options) -> None:
    full = asked.size(1_000_000)
    sizes = (full // 100, full // 10, full)
    with asked.folder() as folder:
        measured = [_measure(Store.open(workspace_of(folder, size))) for size in sizes]
    lines = [
        Line(work, times[-1], None, GOAL, slope=slope(sizes, times))
        for work, times in ((work, [each[work] for each in measured]) for work in measured[-1])
    ]
    report(f"statistics over {full:,} cases", lines, [f"slope over {', '.join(f'{size:,}' for size in sizes)} cases"])


def _measure(store: Store) -> dict[str, float]:
    with store, store.read() as session:
        batch = batch_rows(session)[0].id
        works = {
            "figures of a batch": lambda: batch_figures(session, batch),
            "workbench": lambda: workbench(session, TODAY),
            "cases that a batch of a quarter may draw from, counted": lambda: frame_size(session, QUARTER),
            "the same, as the list that is drawn from": lambda: frame(session, QUARTER),
        }
        return {work: median(run, 5) for work, run in works.items()}


if __name__ == "__main__":
    main(options())
