"""The proof of the newest backup, made while nobody else needs the worker."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal

from gui.desk import Desk
from gui.runners import Job
from models.changes import Changes
from models.errors import StorageError, UserError
from models.store.backup import Backup, ProofStoppedError, list_backups, prove


class BackupProver(QObject):
    """Proves the newest backup once nothing was changed and no work ran for a while.

    It gives way at once to any other work and to every change, and tries again after the next pause. Emits `failed`
    with a sentence when a backup turns out not to be one; that backup is not tried again.
    """

    failed = Signal(str)

    def __init__(self, desk: Desk, idle_ms: int) -> None:
        super().__init__(desk)
        self._desk = desk
        self._job: Job | None = None
        self._is_starting = False
        self._failed: Backup | None = None
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(idle_ms)
        self._pause.timeout.connect(self._begin)
        desk.changed.connect(self._give_way)
        desk.runner.started.connect(self._on_started)
        self._pause.start()

    def stop(self) -> None:
        """Prove nothing any more: the workspace is about to be closed."""
        self._desk.changed.disconnect(self._give_way)
        self._desk.runner.started.disconnect(self._on_started)
        self._pause.stop()
        if self._job is not None:
            self._job.cancel()

    def _on_started(self) -> None:
        if not self._is_starting:
            self._give_way()

    def _give_way(self) -> None:
        if self._job is not None:
            self._job.cancel()
        self._pause.start()

    def _begin(self) -> None:
        if self._desk.runner.running:
            self._pause.start()
            return
        newest = next(iter(list_backups(self._desk.store.folder)), None)
        if newest is None or newest.proven_at or newest == self._failed:
            return
        self._is_starting = True
        # without a title: nobody asked for it, and nobody should be asked before it is broken off
        job = self._desk.runner.run("", _proving(newest), self._on_proven, lambda error: self._on_failed(newest, error))
        self._is_starting = False
        self._job = job if job in self._desk.runner.running else None
        job.ended.connect(self._on_ended)

    def _on_ended(self) -> None:
        self._job = None

    def _on_proven(self, _backup: Backup) -> None:
        self._desk.announce(Changes(backups=True))

    def _on_failed(self, backup: Backup, error: Exception) -> None:
        if not isinstance(error, UserError | StorageError):
            raise error
        self._failed = backup
        if backup.path.exists():  # else it was thinned meanwhile
            self.failed.emit(f"{error}可以在“设置”的“备份”中立即备份并验证。")


def _proving(backup: Backup) -> Callable[[Job], Backup]:
    def work(job: Job) -> Backup:
        try:
            return prove(backup, lambda: job.is_cancelled)
        except ProofStoppedError:
            job.check_cancelled()
            raise

    return work
