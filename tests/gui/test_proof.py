from collections.abc import Callable
from threading import Event

import pytest

from gui.desk import Desk
from gui.proof import BackupProver
from gui.runners import BackgroundRunner, Job
from models.changes import Changes
from models.store import Store
from models.store.shelf import list_backups


@pytest.fixture
def busy_desk(store: Store, background: BackgroundRunner) -> Desk:
    """A desk with a real worker over a workspace that has a backup without a proof."""
    store.backup("试验")
    return Desk(store, background, "审管办")


def is_proven(desk: Desk) -> bool:
    return list_backups(desk.store.folder)[0].proven_at is not None


def test_other_work_goes_first(qtbot, busy_desk: Desk) -> None:
    go_on = Event()
    work: Callable[[Job], bool] = lambda _job: go_on.wait(10)  # noqa: E731
    job = busy_desk.runner.run("导入台账", work)
    BackupProver(busy_desk, idle_ms=1)
    with qtbot.assertNotEmitted(busy_desk.runner.started, wait=60):
        pass
    with qtbot.waitSignal(job.ended):
        go_on.set()
    qtbot.waitUntil(lambda: is_proven(busy_desk))


def test_a_change_puts_the_proof_off(qtbot, busy_desk: Desk) -> None:
    BackupProver(busy_desk, idle_ms=100)
    for _ in range(6):
        with qtbot.assertNotEmitted(busy_desk.runner.started, wait=40):
            busy_desk.announce(Changes(settings=True))
    qtbot.waitUntil(lambda: is_proven(busy_desk))


def test_a_proof_under_way_gives_way_and_is_made_up_for(qtbot, busy_desk: Desk) -> None:
    BackupProver(busy_desk, idle_ms=1)
    with qtbot.waitSignal(busy_desk.runner.started):
        pass
    proof = busy_desk.runner.running[0]
    other = busy_desk.runner.run("导出", lambda _job: None)
    assert proof.is_cancelled
    qtbot.waitUntil(lambda: not busy_desk.runner.running or other not in busy_desk.runner.running)
    qtbot.waitUntil(lambda: is_proven(busy_desk))


def test_nothing_is_proven_once_it_was_stopped(qtbot, busy_desk: Desk) -> None:
    prover = BackupProver(busy_desk, idle_ms=1)
    prover.stop()
    with qtbot.assertNotEmitted(busy_desk.runner.started, wait=60):
        pass
    assert not is_proven(busy_desk)
