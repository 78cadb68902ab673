"""The memory of the window with 1,000,000 cases listed, against the same window on a workspace without any."""

from tests.benchmarks.measuring import Line, Options, options, report
from tests.benchmarks.windows import run_window
from tests.benchmarks.workspaces import workspace_of

GOAL = 1.5


def main(asked: Options) -> None:
    full = asked.size(1_000_000)
    with asked.folder() as folder:
        none, many = (
            run_window("opened_window.py", folder / "home", "offscreen", str(workspace_of(folder, cases)))
            for cases in (0, full)
        )
    lines = [
        Line(name, many[key], none[key], goal, "MB")
        for name, key, goal in (
            ("first page shown", "memory", None),
            ("list of all cases shown", "memory with cases", GOAL),
            ("highest on the way there", "highest memory", None),
        )
    ]
    lines.append(Line("from the start of the process to the whole list", many["cases"], none["cases"]))
    report(f"memory with {full:,} cases", lines)


if __name__ == "__main__":
    main(options())
