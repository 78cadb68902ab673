"""Runs all benchmarks, or those named, each in a process of its own: python -m tests.benchmarks [NAME …] [--rows N]."""

import subprocess
import sys
from pathlib import Path

from tests.benchmarks.measuring import Options, parser

HERE = Path(__file__).parent


def main() -> int:
    known = sorted(path.stem.removeprefix("bench_") for path in HERE.glob("bench_*.py"))
    arguments = parser()
    arguments.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(known)}; all when none is named")
    asked = arguments.parse_args()
    unknown = set(asked.names) - set(known)
    if unknown:
        arguments.error(f"no benchmark named {', '.join(sorted(unknown))}")
    with Options(asked.rows, asked.keep).folder() as folder:  # what one made, the next takes
        passed = [f"--keep={folder.absolute()}", *([f"--rows={asked.rows}"] if asked.rows else [])]
        failed = [name for name in asked.names or known if not _run(name, passed)]
    if failed:
        print(f"\nfailed: {', '.join(failed)}", file=sys.stderr)
    return 1 if failed else 0


def _run(name: str, passed: list[str]) -> bool:
    command = [sys.executable, "-m", f"tests.benchmarks.bench_{name}", *passed]
    return subprocess.run(command, cwd=HERE.parents[1], check=False).returncode == 0


if __name__ == "__main__":
    sys.exit(main())
