"""Killed at any moment, a workspace holds everything that was acknowledged."""

import random
import subprocess
import sys
from pathlib import Path

from sqlalchemy import select

from models.batch import Reviewer
from models.store import Store
from models.store.check import check

WRITE = """
import sys
from itertools import count
from pathlib import Path
from models.batch import Reviewer
from models import audit
from models.store import Store

run = sys.argv[2]
with Store.open(Path(sys.argv[1])) as store:
    for number in count():
        with store.write("test") as session:
            row = Reviewer(name=f"{run} {number}", department="x" * 3000)
            session.add(row)
            session.flush()
            audit.record(session, "reviewer.add", "reviewer", row.id)
        print(f"{run} {number}", flush=True)
"""
KILLS = 8
MOST_ACKNOWLEDGEMENTS = 120


def run_until_killed(workspace: Path, run: int, acknowledgements: int) -> list[str]:
    """Start a writer, kill it with SIGKILL after it acknowledged so many rows; answers with all it acknowledged."""
    command = [sys.executable, "-c", WRITE, str(workspace), str(run)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout is not None
        lines = [writer.stdout.readline() for _ in range(acknowledgements)]
        writer.kill()
        lines += writer.stdout.readlines()
    # a line without its end was cut off by the kill
    return [line.strip() for line in lines if line.endswith("\n")]


def test_every_acknowledged_row_is_there_after_a_kill(workspace: Path) -> None:
    moments = random.Random(20260105)
    acknowledged: set[str] = set()
    for run in range(KILLS):
        acknowledged |= set(run_until_killed(workspace, run, moments.randrange(1, MOST_ACKNOWLEDGEMENTS)))
    with Store.open(workspace) as store:
        with store.read() as session:
            kept = set(session.execute(select(Reviewer.name)).scalars())
        report = check(store)
    assert acknowledged <= kept
    assert len(kept - acknowledged) <= KILLS
    assert report.ok, report.problems
