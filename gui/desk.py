"""The one door between screens and facts: screens read, write and run slow work through the desk."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TypeVar

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from gui.memory import Memory
from gui.runners import Job, Runner
from gui.troubles import clear_trouble, show_trouble
from models.changes import Changes
from models.errors import StorageError, UserError

if TYPE_CHECKING:
    # The database is a second's worth of imports; the window is shown before anybody needs it.
    from models.store import Session, Store

T = TypeVar("T")


class Report(Protocol):
    """What work that opens its own transactions comes back with."""

    @property
    def changes(self) -> Changes:
        """What it changed."""


R = TypeVar("R", bound=Report)


class WritingInBackgroundError(UserError):
    """A change was asked for while background work holds the workspace."""

    def __init__(self, title: str) -> None:
        super().__init__(f"正在{title}，完成之前不能修改。请稍候，或在窗口底部取消这项工作。")


class Desk(QObject):
    """Opens transactions for the screens and tells every view what changed.

    A service or query is handed over as a function of the session::

        desk.perform(self, lambda session: remedies.strike_off(session, remedy_id))
        rows = desk.read(lambda session: open_remedies(session, department))

    Faults that the user can mend appear in the nearest `ErrorPlace` around the widget, the disk's in a dialog; both
    give None. Everything else is a bug and goes to the exception hook.
    """

    changed = Signal(object)
    restore_asked = Signal(object)

    def __init__(self, store: Store, runner: Runner, actor: str) -> None:
        super().__init__()
        self.store = store
        self.runner = runner
        self.actor = actor
        self.memory = Memory(store.folder / "window.ini")
        self._writing = ""

    def perform(
        self,
        widget: QWidget,
        operation: Callable[[Session], Changes],
        done: Callable[[Changes], None] | None = None,
    ) -> Changes | None:
        """Run one short operation in a transaction of its own; None when it was refused, with nothing changed."""
        clear_trouble(widget)
        try:
            if self._writing:
                raise WritingInBackgroundError(self._writing)
            with self.store.write(self.actor) as session:
                changes = operation(session)
        except (UserError, StorageError) as error:
            show_trouble(widget, error)
            return None
        self.announce(changes)
        if done is not None:
            done(changes)
        return changes

    def read(self, query: Callable[[Session], T]) -> T:
        """What a query of at most some tens of milliseconds gives."""
        with self.store.read() as session:
            return query(session)

    def perform_in_background(
        self,
        widget: QWidget,
        title: str,
        operation: Callable[[Session, Job], Changes],
        done: Callable[[Changes], None] | None = None,
    ) -> Job:
        """Run one long operation in a transaction of its own on the background worker.

        `title` is the work in the office's words after 正在, such as 导入台账. `job.progress` may be handed to the
        service as its progress callback; a cancelled operation is rolled back whole.
        """

        def work(job: Job) -> Changes:
            self._writing = title
            try:
                with self.store.write(self.actor) as session:
                    return operation(session, job)
            finally:
                self._writing = ""

        def finish(changes: Changes) -> None:
            self.announce(changes)
            if done is not None and isValid(widget):
                done(changes)

        return self.runner.run(title, work, finish, lambda error: self._on_failed(widget, error))

    def read_in_background(
        self, widget: QWidget, query: Callable[[Session], T], done: Callable[[T], None], title: str = ""
    ) -> Job:
        """Run a slower query on the background worker and hand its result to `done`, unless the widget is gone."""

        def work(_job: Job) -> T:
            return self.read(query)

        return self.run_in_background(widget, title, work, done)

    def run_in_background(
        self, widget: QWidget, title: str, work: Callable[[Job], T], done: Callable[[T], None] | None = None
    ) -> Job:
        """Run work that opens no transaction of its own, such as writing files from a view read before.

        Work with a title was asked for by somebody: what an earlier attempt left to read goes away.
        """
        if title:
            clear_trouble(widget)

        def finish(result: T) -> None:
            if done is not None and isValid(widget):
                done(result)

        return self.runner.run(title, work, finish, lambda error: self._on_failed(widget, error))

    def carry_out_in_background(
        self, widget: QWidget, title: str, work: Callable[[Job], R], done: Callable[[R], None] | None = None
    ) -> Job:
        """Run long work that opens its own transactions, such as an import; its report says what it changed.

        Meanwhile no other change is taken, as with `perform_in_background`.
        """
        clear_trouble(widget)

        def write(job: Job) -> R:
            self._writing = title
            try:
                return work(job)
            finally:
                self._writing = ""

        def finish(report: R) -> None:
            self.announce(report.changes)
            if done is not None and isValid(widget):
                done(report)

        return self.runner.run(title, write, finish, lambda error: self._on_failed(widget, error))

    def announce(self, changes: Changes) -> None:
        """Tell every view of changes that no transaction of the desk made, such as a new backup."""
        if changes:
            self.changed.emit(changes)

    def ask_to_restore(self, backup: Path) -> None:
        """Ask whoever opened the workspace to close it, put the backup in its place, and open it again."""
        self.restore_asked.emit(backup)

    def _on_failed(self, widget: QWidget, error: Exception) -> None:
        if not isinstance(error, UserError | StorageError):
            raise error
        show_trouble(widget if isValid(widget) else None, error)
