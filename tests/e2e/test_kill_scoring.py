"""A reviewer's program killed at any moment loses no answer that it has acknowledged."""

import random
import subprocess
import sys
from datetime import date
from pathlib import Path
from uuid import UUID

import pytest

import resources
from models.batch import BatchKind
from models.ledger_row import CaseFacts, LedgerRow
from models.queries import ledgers as ledger_queries
from models.queries import readings, settings
from models.queries.frames import FramePlan
from models.services import batches, ledgers
from models.services.settings import add_reviewer
from models.store import Store

KILLS = 6
LONGEST_WAIT = 0.4

# scores the items round and round; a line on stdout is the acknowledgement, written after the commit
SCORER = """
import itertools, sys
from pathlib import Path
from uuid import UUID
from models.queries.readings import reading
from models.services.answers import record_answer
from models.store import Store
from review_forms.answers import Answer, Verdict

assignment = UUID(sys.argv[2])
with Store.open(Path(sys.argv[1])) as store:
    with store.read() as session:
        items = reading(session, assignment).standard.items
    for number in itertools.count(int(sys.argv[3])):
        item = items[number % len(items)]
        with store.write("评查一") as session:
            record_answer(session, assignment, Answer(item.id, Verdict.CLEAR, note=str(number)))
        print(number, item.id, flush=True)
"""


def facts() -> CaseFacts:
    return CaseFacts(
        number="（2025）吉0199民初1号",
        year=2025,
        court_code="吉0199",
        type_code="民初",
        serial=1,
        category="civil",
        cause="离婚纠纷",
        department="民事审判第一庭",
        handler="程立",
        procedure="普通程序",
        filed_on=date(2025, 3, 2),
        closed_on=date(2025, 11, 2),
    )


@pytest.fixture
def assignment(store: Store) -> UUID:
    with store.write("审管办") as session:
        preview = ledger_queries.preview(session, [LedgerRow(2, facts())])
        ledgers.import_ledger(session, preview, file_name="台账.xlsx", sha256="0" * 64)
        add_reviewer(session, "评查一")
        plan = batches.BatchPlan(
            "第一批",
            BatchKind.ROUTINE,
            resources.read_text("standards", "civil-100.toml"),
            resources.read_text("scales", "four_grades.toml"),
            FramePlan(categories=("civil",)),
            tuple(row.id for row in settings.reviewers(session)),
        )
        batch_id, _ = batches.create(session, plan)
        batches.draw(session, batch_id, count=1, seed="种子")
        batches.assign(session, batch_id)
        (row,) = readings.reading_rows(session)
    return row.assignment_id


def score_until_killed(folder: Path, assignment: UUID, start: int, chance: random.Random) -> list[tuple[int, str]]:
    """What a scorer acknowledged before it was killed, as numbers with their items."""
    command = [sys.executable, "-c", SCORER, str(folder), str(assignment), str(start)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, encoding="utf-8") as scorer:
        assert scorer.stdout is not None
        first = scorer.stdout.readline()
        try:
            scorer.wait(chance.uniform(0, LONGEST_WAIT))
        except subprocess.TimeoutExpired:
            scorer.kill()
        lines = [first, *scorer.stdout.read().splitlines()]
    assert scorer.returncode != 0
    told = [line.split() for line in lines if len(line.split()) == 2]
    return [(int(number), item_id) for number, item_id in told]


def test_nothing_acknowledged_is_lost(store: Store, workspace: Path, assignment: UUID) -> None:
    store.close()
    chance, acknowledged, start = random.Random(2026), dict[str, int](), 0
    for _ in range(KILLS):
        told = score_until_killed(workspace, assignment, start, chance)
        acknowledged |= {item_id: number for number, item_id in told}
        start = max(acknowledged.values()) + 1
        with Store.open(workspace) as opened, opened.read() as session:
            kept = readings.answers_of(session, assignment)
        for item_id, number in acknowledged.items():
            # the one after the last acknowledged may have been committed and not told any more
            assert int(kept[item_id].note) in (number, start)
