"""Slow work off the window's thread: one worker, jobs with progress and cancel, results by signal."""

from collections.abc import Callable
from time import monotonic
from typing import TYPE_CHECKING, Any, TypeVar

from PySide6.QtCore import QObject, Signal, Slot

if TYPE_CHECKING:
    from concurrent.futures import ThreadPoolExecutor

T = TypeVar("T")
_REPORT_EVERY = 0.05


class JobCancelledError(Exception):
    """Raised inside the work when its job was cancelled; the work cleans up and lets it pass."""


class Job(QObject):
    """One piece of work under way, as the window sees it and as the work reports to it.

    The signals always come on the window's thread, whichever thread the work runs on. `ended` comes last, once,
    after exactly one of the other three.
    """

    progressed = Signal(int, int, str)
    finished = Signal(object)
    failed = Signal(object)
    cancelled = Signal()
    ended = Signal()

    _reported = Signal(int, int, str)
    _returned = Signal(object)
    _raised = Signal(object)

    def __init__(self, title: str) -> None:
        super().__init__()
        self.title = title
        self._is_cancelled = False
        self._reported_at = 0.0
        self._reported.connect(self._on_reported)
        self._returned.connect(self._on_returned)
        self._raised.connect(self._on_raised)

    def progress(self, done: int, total: int, text: str = "") -> None:
        """Say from inside the work how far it is; raises JobCancelledError when it was cancelled.

        Its shape lets it be handed down as a plain callback. Calls may be as frequent as the work likes: the window
        hears at most twenty a second.
        """
        self.check_cancelled()
        now = monotonic()
        if done >= total or now - self._reported_at >= _REPORT_EVERY:
            self._reported_at = now
            self._reported.emit(done, total, text)

    def check_cancelled(self) -> None:
        """Stop the work here when its job was cancelled."""
        if self._is_cancelled:
            raise JobCancelledError(self.title)

    def cancel(self) -> None:
        """Ask the work to stop at its next report."""
        self._is_cancelled = True

    @property
    def is_cancelled(self) -> bool:
        """Whether somebody asked the work to stop."""
        return self._is_cancelled

    def carry_out(self, work: Callable[["Job"], Any]) -> None:
        """Do the work on the calling thread and report its outcome by signal."""
        try:
            self.check_cancelled()
            result = work(self)
        except Exception as error:  # noqa: BLE001  the worker's border: the window's thread sorts errors by blame
            self._raised.emit(error)
        else:
            self._returned.emit(result)

    @Slot(int, int, str)
    def _on_reported(self, done: int, total: int, text: str) -> None:
        self.progressed.emit(done, total, text)

    @Slot(object)
    def _on_returned(self, result: object) -> None:
        self.finished.emit(result)
        self.ended.emit()

    @Slot(object)
    def _on_raised(self, error: Exception) -> None:
        if isinstance(error, JobCancelledError):
            self.cancelled.emit()
        else:
            self.failed.emit(error)
        self.ended.emit()


class Runner(QObject):
    """What runs slow work; `running` are the jobs that began and have not ended, oldest first."""

    started = Signal(object)
    ended = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._running: list[Job] = []

    @property
    def running(self) -> tuple[Job, ...]:
        """The jobs under way or waiting their turn, oldest first."""
        return tuple(self._running)

    def run(
        self,
        title: str,
        work: Callable[[Job], T],
        done: Callable[[T], None] | None = None,
        failed: Callable[[Exception], None] | None = None,
    ) -> Job:
        """Start the work; `title` is what the status bar says while it runs, empty for reads too short to be named.

        `done` gets the result and `failed` the error, both on the window's thread; a cancelled job calls neither.
        """
        job = Job(title)
        if done is not None:
            job.finished.connect(done)
        if failed is not None:
            job.failed.connect(failed)
        job.ended.connect(lambda: self._forget(job))
        self._running.append(job)
        self.started.emit(job)
        self._start(job, work)
        return job

    def cancel_all(self) -> None:
        """Ask every job to stop."""
        for job in self._running:
            job.cancel()

    def close(self) -> None:
        """Cancel what runs and wait for it to stop."""
        self.cancel_all()

    def _start(self, job: Job, work: Callable[[Job], Any]) -> None:
        raise NotImplementedError

    def _forget(self, job: Job) -> None:
        self._running.remove(job)
        self.ended.emit(job)


class BackgroundRunner(Runner):
    """Runs jobs one after another on a single background thread, so that two of them never write at once."""

    def __init__(self) -> None:
        super().__init__()
        self._worker: ThreadPoolExecutor | None = None

    def close(self) -> None:
        """Cancel what runs, wait for it to stop, and take no more work."""
        super().close()
        if self._worker is not None:
            self._worker.shutdown(wait=True, cancel_futures=True)

    def _start(self, job: Job, work: Callable[[Job], Any]) -> None:
        if self._worker is None:
            # it brings logging with it, which an empty window can do without
            from concurrent.futures import ThreadPoolExecutor

            self._worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="work")
        self._worker.submit(job.carry_out, work)


class InlineRunner(Runner):
    """Runs each job at once on the calling thread: for tests, and for commands that wait anyway."""

    def _start(self, job: Job, work: Callable[[Job], Any]) -> None:
        job.carry_out(work)
