"""Whatever people did and in whatever order the packages come: workspaces that have seen the same ones agree."""

import os
import shutil
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from random import Random
from uuid import UUID

import pytest
from hypothesis import Phase, example, given, note, settings
from hypothesis import strategies as st

from tests.store.exchange.histories import STEPS, History, Step
from tests.store.exchange.world import Side, World, copy_workspace, raw_hash, seat_of, without_backups

EXAMPLES = int(os.environ.get("PINGHENG_EXAMPLES", "12"))
Segment = tuple[str, ...]
# what leads somewhere; the same numbers go to every step of a segment
SEGMENTS: tuple[Segment, ...] = (
    ("hand_out", "fetch"),
    ("answer", "hand_back", "take_in"),
    ("answer", "answer_more", "hand_back"),
    ("finish", "hand_back", "take_in"),
    ("finish", "hand_back", "take_in"),
    ("give_back", "hand_out", "fetch", "answer", "hand_back"),
    ("give_anew", "hand_out", "fetch", "answer"),
    ("copy_laptop", "answer", "answer_more", "hand_back", "hand_back_other"),
    ("copy_laptop", "finish", "finish_other", "hand_back", "hand_back_other", "take_in", "take_older"),
    ("save_office", "give_anew", "hand_out", "restore_office"),
    ("save_office", "hand_out_other", "finish", "hand_back", "restore_office"),
    ("decide",),
    ("finish", "hand_back", "take_in", "determine", "notify", "hand_out", "fetch", "look_again", "hand_back"),
    ("correct_ledger", "hand_out", "fetch"),
    ("notify", "hand_out", "fetch", "look_again", "hand_back", "take_in", "take_back"),
)


def story(text: str) -> list[Step]:
    """Steps as they are easily read: `name who which; …`."""
    return [(name, int(who), int(which)) for name, who, which in (part.split() for part in text.split(";"))]


READ = "hand_out 0 0; fetch 0 0; answer 0 1; finish 0 0; hand_back 0 0; take_in 0 0; "
RECHECK = READ + (
    "determine 0 1; notify 0 0; hand_out 0 0; fetch 0 0; look_again 0 3; hand_back 0 0; take_in 0 0;"
    "correct_ledger 0 1; notify 1 0; hand_out 1 0; fetch 1 0; look_again 1 2; hand_back 1 0"
)
LOSS = (
    "hand_out 0 0; fetch 0 0; copy_laptop 0 0; finish 0 0; finish 0 1; hand_back 0 0; hand_back 0 1; save_office 0 0;"
    "give_anew 0 2; hand_out 0 0; fetch 0 0; finish 0 0; hand_back 0 0; take_in 0 0; take_older 0 1; decide 0 1;"
    "hand_out 0 0; restore_office 0 0; give_anew 0 3; hand_out 1 0; fetch 1 0; finish 1 4; hand_back 1 0"
)
RETURN = READ + (
    "give_back 0 3; hand_out 0 0; fetch 0 0; correct_ledger 0 3; hand_out 0 0; answer 0 5; hand_back 0 0; finish 0 7;"
    "hand_back 0 0; save_office 0 0; take_in 0 0; give_back 0 4; hand_out 0 0; restore_office 0 0;"
    "give_back 0 5; hand_out 0 0"
)


@st.composite
def histories(draw: st.DrawFn) -> list[Step]:
    """What the segments say, by one person each, and single steps in between."""
    steps: list[Step] = []
    who, which = st.integers(0, 1), st.integers(0, 11)
    for segment in [("hand_out", "fetch"), *draw(st.lists(st.sampled_from(SEGMENTS), min_size=3, max_size=8))]:
        person = draw(who)
        steps += [(name, person, draw(which)) for name in segment]
        if draw(st.booleans()):
            steps.append((draw(st.sampled_from(sorted(STEPS))), draw(who), draw(which)))
    return steps


@pytest.fixture(scope="module")
def memory() -> Path:
    """Where the many small workspaces lie: in memory, where there is such a place."""
    shared = Path("/dev/shm")
    return shared if os.access(shared, os.W_OK) else Path(tempfile.gettempdir())


@settings(max_examples=EXAMPLES, phases=(Phase.explicit, Phase.reuse, Phase.generate, Phase.shrink))
@example(steps=story(RECHECK), seed=1, is_blind=False)
@example(steps=story(RECHECK), seed=2, is_blind=True)
@example(steps=story(LOSS), seed=3, is_blind=False)
@example(steps=story(RETURN), seed=4, is_blind=True)
@given(steps=histories(), seed=st.integers(0, 2**32), is_blind=st.booleans())
def test_all_who_saw_the_same_packages_agree(
    planned: Path, planned_blind: Path, memory: Path, steps: list[Step], seed: int, is_blind: bool
) -> None:
    start = planned_blind if is_blind else planned
    with tempfile.TemporaryDirectory(dir=memory) as folder, ExitStack() as stack:
        world = World(Path(shutil.copytree(start, Path(folder) / "world")), ("评查一", "评查二"))
        stack.enter_context(world)
        world.use(UUID(world.office.rows("SELECT id FROM batches")[0][0]))
        history = History(world, stack)
        history.take(steps)
        note(f"taken: {history.done}")
        random = Random(seed)
        is_told = seed < 10  # by one of the stories above
        bases = history.bases(start)
        for name in random.sample(sorted(bases), 3 if is_told else 2):
            note(f"base: {name}")
            _see_that_copies_agree(history, bases[name], random)


def _see_that_copies_agree(history: History, base: Path, random: Random) -> None:
    packages = history.for_seat(seat_of(base))
    hashes = [_after(history, base, _shuffled(packages, random), is_thorough=copy == 0) for copy in range(3)]
    assert len(set(hashes)) == 1


def _shuffled(packages: Sequence[Path], random: Random) -> list[Path]:
    """Some of them first, with repetitions, then all."""
    some = random.choices(packages, k=random.randint(0, len(packages))) if packages else []
    every = list(packages)
    random.shuffle(every)
    return [*some, *every]


def _after(history: History, base: Path, order: Sequence[Path], *, is_thorough: bool) -> str:
    """The hash of a copy that read the packages in this order."""
    folder = history.place()
    copy_workspace(base, folder)
    side = without_backups(Side(folder))
    try:
        _read_all(side, order)
        found = raw_hash(folder)
        if is_thorough:
            assert side.hash() == found
            side.change("DELETE FROM packages WHERE direction = 'in'")  # or it would know them, and not look again
            _read_all(side, order)
            assert side.hash() == found
    finally:
        side.close()
    shutil.rmtree(folder)
    return found


def _read_all(side: Side, order: Sequence[Path]) -> None:
    for path in order:
        side.read(path)
