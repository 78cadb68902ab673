import threading
from collections.abc import Callable

import pytest
from PySide6.QtCore import QThread

from gui.runners import BackgroundRunner, InlineRunner, Job, JobCancelledError, Runner


@pytest.fixture(params=["inline", "background"])
def runner(request: pytest.FixtureRequest, background: BackgroundRunner) -> Runner:
    return InlineRunner() if request.param == "inline" else background


def finish(qtbot, runner: Runner) -> None:
    qtbot.waitUntil(lambda: not runner.running)


def counting(job: Job) -> str:
    for number in range(1, 4):
        job.progress(number, 3, f"第{number}步")
    return "完成"


def test_a_result_arrives_on_the_window_thread(qtbot, runner: Runner) -> None:
    results: list[tuple[str, bool]] = []
    runner.run("计数", counting, lambda result: results.append((result, QThread.isMainThread())))
    finish(qtbot, runner)
    assert results == [("完成", True)]


def test_an_error_arrives_as_it_was_raised(qtbot, runner: Runner) -> None:
    error = ValueError("broken")

    def work(_job: Job) -> None:
        raise error

    errors: list[Exception] = []
    runner.run("计数", work, None, errors.append)
    finish(qtbot, runner)
    assert errors == [error]


def test_the_window_hears_of_the_last_step(qtbot, background: BackgroundRunner) -> None:
    steps: list[tuple[int, int, str]] = []
    job = background.run("计数", counting)
    job.progressed.connect(lambda *step: steps.append(step))
    finish(qtbot, background)
    assert steps[-1] == (3, 3, "第3步")


def test_frequent_reports_are_thinned(qtbot, background: BackgroundRunner) -> None:
    steps: list[int] = []

    def work(job: Job) -> None:
        for number in range(20_000):
            job.progress(number, 20_000)

    job = background.run("计数", work)
    job.progressed.connect(lambda done, _total, _text: steps.append(done))
    finish(qtbot, background)
    assert len(steps) < 200


def test_a_cancelled_job_stops_at_its_next_report_and_calls_nobody(qtbot, background: BackgroundRunner) -> None:
    has_begun, may_go_on = threading.Event(), threading.Event()
    heard: list[object] = []

    def work(job: Job) -> None:
        has_begun.set()
        may_go_on.wait()
        job.progress(1, 2)
        heard.append("went on")

    job = background.run("计数", work, heard.append, heard.append)
    job.cancelled.connect(lambda: heard.append("cancelled"))
    assert has_begun.wait(5)
    job.cancel()
    may_go_on.set()
    finish(qtbot, background)
    assert heard == ["cancelled"]


def test_a_job_cancelled_in_the_queue_never_begins(qtbot, background: BackgroundRunner) -> None:
    may_go_on = threading.Event()
    heard: list[str] = []
    background.run("第一项", lambda _job: may_go_on.wait())
    background.run("第二项", lambda _job: heard.append("began")).cancel()
    may_go_on.set()
    finish(qtbot, background)
    assert heard == []


def test_jobs_run_one_after_another_in_their_order(qtbot, background: BackgroundRunner) -> None:
    order: list[int] = []

    def adding(number: int) -> Callable[[Job], None]:
        return lambda _job: order.append(number)

    for number in range(20):
        background.run("计数", adding(number))
    finish(qtbot, background)
    assert order == list(range(20))


def test_the_running_work_can_be_listed(qtbot, background: BackgroundRunner) -> None:
    may_go_on = threading.Event()
    titles: list[list[str]] = []
    background.started.connect(lambda _job: titles.append([job.title for job in background.running]))
    background.ended.connect(lambda _job: titles.append([job.title for job in background.running]))
    background.run("第一项", lambda _job: may_go_on.wait())
    background.run("第二项", lambda _job: None)
    may_go_on.set()
    finish(qtbot, background)
    assert titles == [["第一项"], ["第一项", "第二项"], ["第二项"], []]


def test_cancelling_is_an_error_of_its_own() -> None:
    job = Job("导入台账")
    job.check_cancelled()
    job.cancel()
    with pytest.raises(JobCancelledError):
        job.progress(1, 2)
