"""From the empty window to an open workspace: the first start, the usual one, and the one that goes wrong."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from gui.desk import Desk
from gui.dialogs.first_start import FirstStart, FirstStartDialog
from gui.dialogs.open_trouble import OpenTroubleDialog
from gui.main_window import MainWindow, Surroundings
from gui.memory import Memory
from gui.runners import Job, Runner
from models.errors import StorageError, UserError

if TYPE_CHECKING:
    from models.store import Store

SampleMaker = Callable[[Path, Callable[[int, int, str], None]], None]


class Opening(QObject):
    """Opens the workspace once the window is on the screen; `desk` is there from then on.

    Everything that brings the database with it is imported in here, at the first need. `make_sample` fills an empty
    folder with the sample workspace; without it the sample is not offered.
    """

    def __init__(
        self,
        window: MainWindow,
        runner: Runner,
        memory: Memory,
        folder: Path,
        *,
        make_sample: SampleMaker | None = None,
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
        window.painted.connect(self.begin)

    def begin(self) -> None:
        """Open the workspace, or ask the first start's question where there is none."""
        self.open_folder(self._folder)

    def open_folder(self, folder: Path) -> None:
        """Open the workspace in a folder; what stands against it is said in a dialog."""
        from models.store import Store
        from models.store.faults import NotAWorkspaceError, WorkspaceMissingError

        try:
            store = Store.open(folder)
        except (NotAWorkspaceError, WorkspaceMissingError) as error:
            if folder != self._folder:
                self._say(folder, error)
            else:
                self._ask()
        except (UserError, StorageError) as error:
            self._say(folder, error)
        else:
            self._enter(store)

    def close(self) -> None:
        """Let go of the workspace, which backs it up.

        Raises:
            StorageError: the backup failed; the workspace is closed all the same.
        """
        desk, self.desk = self.desk, None
        if desk is not None:
            desk.store.close()

    def restore(self, backup: Path) -> None:
        """Put a backup in the place of the open workspace and open it again."""
        from models.store.restoring import restore

        if self.desk is None:
            return
        folder, actor = self.desk.store.folder, self.desk.actor
        try:
            self.close()
            restore(folder, backup, actor)
        except (UserError, StorageError) as error:
            self._say(folder, error)
        else:
            self.open_folder(folder)

    def _ask(self) -> None:
        dialog = FirstStartDialog(self._window, self._folder, has_sample=self._make_sample is not None)
        dialog.answered.connect(self._create)
        dialog.sample_asked.connect(self._open_sample)
        dialog.folder_chosen.connect(self.open_folder)
        dialog.rejected.connect(self._window.close)
        self._first_start = dialog
        dialog.open()

    def _create(self, answer: FirstStart) -> None:
        from models.office import OfficeSettings
        from models.seat import SeatRole
        from models.services.settings import save_office
        from models.store import Store

        try:
            store = Store.create(answer.folder, SeatRole(answer.role), answer.name)
        except (UserError, StorageError) as error:
            self._say(answer.folder, error)
            return
        settings = OfficeSettings(court=answer.court, office=answer.office)
        with store.write(answer.name) as session:
            save_office(session, settings)
        self._enter(store)

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
        if self._first_start is not None:
            self._first_start.show_error(str(error))
            return
        dialog = OpenTroubleDialog(self._window, folder, error)
        dialog.retried.connect(lambda: self.open_folder(folder))
        dialog.folder_chosen.connect(self.open_folder)
        dialog.rejected.connect(self._window.close)
        dialog.open()

    def _enter(self, store: Store) -> None:
        desk = Desk(store, self._runner, store.workspace.name)
        self.desk = desk
        if store.folder != self._sample.absolute():
            # after a look at the sample the next start asks its question again
            self._memory.keep("workspace", str(store.folder))
        if self._first_start is not None:
            self._first_start.done(FirstStartDialog.DialogCode.Accepted)
            self._first_start = None
        desk.restore_asked.connect(self.restore)
        self._window.open_desk(desk, surroundings_of(desk))


def surroundings_of(desk: Desk) -> Surroundings:
    """What the window says around the pages of this workspace."""
    from models.queries.settings import office_settings
    from models.store.shelf import list_backups, newest_proven

    def headline() -> str:
        settings = desk.read(office_settings)
        return "　".join(filter(None, (settings.court, settings.office or desk.store.workspace.name)))

    def backup() -> str:
        proven = newest_proven(desk.store.folder)
        if proven is not None:
            return f"备份 {proven.made_at.astimezone():%m-%d %H:%M}，已验证可恢复"
        return "备份尚未验证" if list_backups(desk.store.folder) else "尚无备份"

    return Surroundings(desk.store.workspace.role.value, headline, backup)
