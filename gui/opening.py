"""From the empty window to an open workspace: the first start, the usual one, and the one that goes wrong."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from gui.desk import Desk
from gui.main_window import MainWindow, Surroundings
from gui.memory import Memory
from gui.runners import Job, Runner
from models.errors import StorageError, UserError

if TYPE_CHECKING:
    from PySide6.QtWidgets import QDialog

    from gui.dialogs.first_start import FirstStart, FirstStartDialog
    from gui.proof import BackupProver
    from models.store import Store

IDLE_MS = 20_000

SampleMaker = Callable[[Path, Callable[[int, int, str], None]], None]


class Opening(QObject):
    """Opens the workspace once the window is on the screen; `desk` is there from then on.

    Everything that brings the database with it is imported in here, at the first need. `make_sample` fills an empty
    folder with the sample workspace; without it the sample is not offered. After a pause of `idle_ms` the newest backup
    is proven.
    """

    def __init__(
        self,
        window: MainWindow,
        runner: Runner,
        memory: Memory,
        folder: Path,
        *,
        make_sample: SampleMaker | None = None,
        idle_ms: int = IDLE_MS,
    ) -> None:
        super().__init__(window)
        self.desk: Desk | None = None
        self._window = window
        self._runner = runner
        self._memory = memory
        self._folder = folder
        self._sample = folder.with_name("sample")
        self._make_sample = make_sample
        self._first_start: FirstStartDialog | None = None
        self._prover: BackupProver | None = None
        self._idle_ms = idle_ms
        window.painted.connect(self.begin)

    def begin(self) -> None:
        """Open the workspace, or ask the first start's question where there was none so far."""
        from models.store.faults import NotAWorkspaceError, WorkspaceMissingError

        try:
            self._open(self._folder)
        except (NotAWorkspaceError, WorkspaceMissingError) as error:
            if self._memory.text("workspace") == str(self._folder):
                # it was here once: to begin anew without a word would look as if everything were lost
                self._say(self._folder, error)
            else:
                self._ask(self._folder)
        except (UserError, StorageError) as error:
            self._say(self._folder, error)

    def open_folder(self, folder: Path) -> None:
        """Open the workspace in a folder; what stands against it is said in a dialog."""
        try:
            self._open(folder)
        except (UserError, StorageError) as error:
            self._say(folder, error)

    def close(self) -> None:
        """Let go of the workspace, which backs it up.

        Raises:
            StorageError: the backup failed; the workspace is closed all the same.
        """
        desk = self._leave()
        if desk is not None:
            desk.store.close()

    def restore(self, backup: Path) -> None:
        """Put a backup in the place of the open workspace and open it again."""
        desk = self._leave()
        if desk is not None:
            store = desk.store
            self._restore(store.folder, backup, store.close)

    def _leave(self) -> Desk | None:
        desk, self.desk = self.desk, None
        if self._prover is not None:
            self._prover.stop()
            self._prover = None
        return desk

    def _restore(self, folder: Path, backup: Path, close: Callable[[], None] = lambda: None) -> None:
        def work(_job: Job) -> None:
            from models.store.restoring import restore

            close()
            restore(folder, backup)

        words = "正在恢复备份，请稍候…"
        self._window.close_desk(words)
        if self._first_start is not None:
            self._first_start.show_busy(words)
        self._runner.run("恢复备份", work, lambda _none: self.open_folder(folder), lambda e: self._fail(folder, e))

    def _open(self, folder: Path) -> None:
        from models.store import Store

        store = Store.open(folder)
        try:
            self._enter(store)
        except (UserError, StorageError):
            # damage that shows only where it is read
            self._leave()
            self._window.close_desk("")
            with suppress(StorageError):
                store.close()
            raise

    def _ask(self, folder: Path) -> None:
        from gui.dialogs.first_start import FirstStartDialog

        dialog = FirstStartDialog(self._window, folder, has_sample=self._make_sample is not None)
        dialog.answered.connect(self._create)
        dialog.sample_asked.connect(self._open_sample)
        dialog.folder_chosen.connect(self.open_folder)
        dialog.rejected.connect(self._window.close)
        self._first_start = dialog
        dialog.open()

    def _create(self, answer: FirstStart) -> None:
        def work(_job: Job) -> Store:
            return _found(answer)

        if self._first_start is not None:
            self._first_start.show_busy("正在建立工作区并生成密钥…")
        # in the background, for a passphrase takes half a second to become a key
        job = self._runner.run("建立工作区", work, self._enter, lambda e: self._fail(answer.folder, e))
        job.cancelled.connect(self._on_creation_cancelled)

    def _on_creation_cancelled(self) -> None:
        if self._first_start is not None:
            self._first_start.end_busy()

    def _open_sample(self) -> None:
        folder = self._sample
        make = self._make_sample
        if make is None:
            return
        if (folder / "pingheng.db").exists():
            self.open_folder(folder)
            return
        if self._first_start is not None:
            self._first_start.show_busy("正在准备示例工作区，约需几秒…")

        def work(job: Job) -> None:
            make(folder, job.progress)

        job = self._runner.run(
            "准备示例工作区", work, lambda _none: self.open_folder(folder), lambda e: self._fail(folder, e)
        )
        job.cancelled.connect(self._on_sample_cancelled)

    def _on_sample_cancelled(self) -> None:
        if self._first_start is not None:
            self._first_start.show_error("示例工作区没有准备完，可以再按一次“先看示例工作区”。")

    def _fail(self, folder: Path, error: Exception) -> None:
        if not isinstance(error, UserError | StorageError):
            raise error
        self._say(folder, error)

    def _say(self, folder: Path, error: UserError | StorageError) -> None:
        from gui.dialogs.open_trouble import OpenTroubleDialog, Way, ways_on

        first_start = self._first_start
        if first_start is not None and Way.RESTORE not in ways_on(folder, error):
            first_start.show_error(str(error))
            return
        if first_start is None:
            dialog = OpenTroubleDialog(self._window, folder, error, "退出")
            dialog.rejected.connect(self._window.close)
        else:
            first_start.end_busy()
            dialog = OpenTroubleDialog(first_start, folder, error, "返回")
        dialog.retried.connect(lambda: self.open_folder(folder))
        dialog.folder_chosen.connect(self.open_folder)
        dialog.creation_asked.connect(lambda: self._ask(folder))
        dialog.restore_asked.connect(lambda: self._choose_backup(dialog, folder))
        dialog.open()

    def _choose_backup(self, trouble: QDialog, folder: Path) -> None:
        from gui.dialogs.restore_backup import RestoreDialog

        dialog = RestoreDialog(trouble, folder)
        dialog.confirmed.connect(trouble.accept)
        dialog.confirmed.connect(lambda backup: self._restore(folder, backup))
        dialog.open()

    def _enter(self, store: Store) -> None:
        desk = Desk(store, self._runner, store.workspace.name)
        self.desk = desk
        self._window.open_desk(desk, surroundings_of(desk))
        desk.restore_asked.connect(self.restore)
        if store.folder != self._sample.absolute():
            # after a look at the sample the next start asks its question again
            self._memory.keep("workspace", str(store.folder))
        if self._first_start is not None:
            self._first_start.end_busy()
            self._first_start.accept()
            self._first_start = None
        self._prover = self._proving(desk)

    def _proving(self, desk: Desk) -> BackupProver:
        from gui.proof import BackupProver

        prover = BackupProver(desk, self._idle_ms)
        prover.failed.connect(self._window.warn)
        return prover


def _found(answer: FirstStart) -> Store:
    """The new workspace, with its settings and the keys of its seat."""
    from exports.packages.own_keys import make_keys
    from models.office import OfficeSettings
    from models.seat import SeatRole
    from models.services.settings import save_office
    from models.store import Store

    store = Store.create(answer.folder, SeatRole(answer.role), answer.name)
    try:
        with store.write(answer.name) as session:
            save_office(session, OfficeSettings(court=answer.court, office=answer.office))
        make_keys(store, answer.passphrase, actor=answer.name)
    except BaseException:
        with suppress(StorageError):
            store.close()
        raise
    return store


def surroundings_of(desk: Desk) -> Surroundings:
    """What the window says around the pages of this workspace."""
    from models.queries.settings import office_settings
    from models.seat import SeatRole
    from models.store.shelf import list_backups, newest_proven

    def headline() -> str:
        settings, who = desk.read(office_settings), desk.store.workspace
        office = settings.office if who.role is SeatRole.OFFICE else ""
        return "　".join(filter(None, (settings.court, office or who.name)))

    def backup() -> str:
        proven = newest_proven(desk.store.folder)
        newest = proven or next(iter(list_backups(desk.store.folder)), None)
        if newest is None:
            return "尚无备份"
        return f"备份 {newest.made_at.astimezone():%m-%d %H:%M}，{'已验证可恢复' if proven else '尚未验证'}"

    return Surroundings(desk.store.workspace.role.value, headline, backup)
