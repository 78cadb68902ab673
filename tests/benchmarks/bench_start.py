"""Cold start, from the process to the window shown and the first page filled, against an empty PySide6 window."""

import shutil
import statistics
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from tests.benchmarks.measuring import Line, Options, parser, report
from tests.benchmarks.windows import run_window
from tests.benchmarks.workspaces import workspace_of

ROUNDS = 7
CASES = 1_000
SHOWN_GOAL, FILLED_GOAL = 1.5, 3.5


def main(asked: Options, platform: str) -> None:
    with asked.folder() as folder:
        workspace = workspace_of(folder, asked.size(CASES))
        home = folder / "home"
        opened = ("opened_window.py", home, platform, str(workspace))
        run_window(*opened)  # the first run compiles what later ones load
        empty, ours = [], []
        for _ in range(ROUNDS):  # in turns, so that a busy minute hits both
            empty.append(run_window("empty_window.py", home, platform)["shown"])
            ours.append(run_window(*opened))
    reference = statistics.median(empty)
    lines = [
        Line("window shown", _median(ours, "shown"), reference, SHOWN_GOAL),
        Line("first page filled", _median(ours, "filled"), reference, FILLED_GOAL),
        Line("and then the list of cases", _median(ours, "cases"), reference),
    ]
    report(f"cold start on {platform}, median of {ROUNDS}", lines)


def _median(runs: Sequence[dict[str, float]], moment: str) -> float:
    return statistics.median(run[moment] for run in runs)


def _again_under_xvfb(arguments: Sequence[str]) -> None:
    command = [sys.executable, "-m", f"tests.benchmarks.{Path(__file__).stem}", *arguments, "--platform=xcb"]
    subprocess.run(["xvfb-run", "-a", "-s", "-screen 0 1366x768x24", *command], check=True)


if __name__ == "__main__":
    known = parser()
    known.add_argument("--platform", help="Qt's platform; by default offscreen, and then xcb where there is xvfb-run")
    given = known.parse_args()
    main(Options(given.rows, given.keep), given.platform or "offscreen")
    if given.platform is None and shutil.which("xvfb-run"):
        _again_under_xvfb(sys.argv[1:])
