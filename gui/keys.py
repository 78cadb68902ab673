"""This seat's own keys in the window: asked for once, made where there are none, let go of after a while."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from gui.desk import Desk
from gui.dialogs.passphrase import PassphraseDialog
from gui.runners import Job
from models.changes import Changes
from models.errors import StorageError, UserError

if TYPE_CHECKING:
    # Ciphers are loaded when the first package is written or read.
    from exports.packages.own_keys import OwnKeys

IDLE_MS = 30 * 60 * 1000
Slot = Callable[["OwnKeys"], object]


@dataclass(frozen=True, slots=True)
class MadeKeys:
    """Keys that were made just now, and what that changed."""

    keys: OwnKeys
    changes: Changes


class KeyHolder(QObject):
    """Gives the unlocked keys of one workspace to whoever asks; one instance for each desk.

    They are kept until the window closes or nobody has asked for half an hour. `made` tells that keys were made
    without a passphrase because there were none.
    """

    made = Signal()

    def __init__(self, desk: Desk, idle_ms: int = IDLE_MS) -> None:
        super().__init__(desk)
        self._desk = desk
        self._keys: OwnKeys | None = None
        self._record: object = None
        self._idle = QTimer(self)
        self._idle.setSingleShot(True)
        self._idle.setInterval(idle_ms)
        self._idle.timeout.connect(self.forget)

    @property
    def held(self) -> OwnKeys | None:
        """The keys if they are at hand without a question, else None."""
        from exports.packages import own_keys

        store = self._desk.store
        if self._keys is not None and self._record != self._present_record():
            # they were replaced, or locked under another passphrase
            self.forget()
        if self._keys is None and own_keys.has_keys(store) and not own_keys.are_locked(store):
            self._keep(own_keys.unlock_keys(store))
        return self._keys

    def ask(self, widget: QWidget, slot: Slot) -> None:
        """Hand the keys to `slot`: at once where they are at hand, else after they were made or unlocked."""
        from exports.packages import own_keys

        keys = self.held
        if keys is not None:
            self._keep(keys)
            slot(keys)
        elif own_keys.has_keys(self._desk.store):
            self._unlock(widget, slot)
        else:
            self._make(widget, slot)

    def forget(self) -> None:
        """Let go of the keys."""
        self._keys = None
        self._idle.stop()

    def _keep(self, keys: OwnKeys) -> None:
        self._keys, self._record = keys, self._present_record()
        self._idle.start()

    def _present_record(self) -> object:
        from models.queries.seats import own_key_records

        return next(iter(self._desk.read(own_key_records)), None)

    def _make(self, widget: QWidget, slot: Slot) -> None:
        store, actor = self._desk.store, self._desk.actor

        def work(_job: Job) -> MadeKeys:
            from exports.packages import own_keys

            own_keys.make_keys(store, actor=actor)
            return MadeKeys(own_keys.unlock_keys(store), Changes(settings=True, packages=True))

        def done(report: MadeKeys) -> None:
            self._keep(report.keys)
            self.made.emit()
            slot(report.keys)

        self._desk.carry_out_in_background(widget, "生成本机密钥", work, done)

    def _unlock(self, widget: QWidget, slot: Slot) -> None:
        store, runner = self._desk.store, self._desk.runner
        hint = "本机密钥由口令保护。输入一次即可，半小时不用或关闭窗口后须再次输入。"
        dialog = PassphraseDialog(widget, "输入本机密钥的口令", hint, "解锁")

        def attempt(passphrase: str) -> None:
            def work(_job: Job) -> OwnKeys:
                from exports.packages import own_keys

                return own_keys.unlock_keys(store, passphrase)

            runner.run("", work, done, failed)

        def done(keys: OwnKeys) -> None:
            self._keep(keys)
            if isValid(dialog):
                dialog.accept()
                slot(keys)

        def failed(error: Exception) -> None:
            if not isinstance(error, UserError | StorageError):
                raise error
            if isValid(dialog):
                dialog.show_error(str(error))

        dialog.given.connect(attempt)
        dialog.open()
