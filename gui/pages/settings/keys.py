"""This seat's keys: how they are locked, the fingerprint that others compare, and what can be done to them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from exports.packages import own_keys
from gui.desk import Desk
from gui.dialogs.confirm import ask_before
from gui.dialogs.passphrase import PassphraseDialog, ask_new_passphrase
from gui.dialogs.recovery import RecoveryDialog
from gui.pages.page import OFFICE
from gui.pages.settings.tab import SettingsTab
from gui.runners import Job
from gui.theme import SPACE
from gui.widgets.buttons import primary_button, quiet_button, secondary_button
from gui.widgets.labels import SectionHeader, heading, muted, paragraph
from models.changes import Changes
from models.errors import StorageError, UserError
from models.queries.settings import office_settings

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter

_LOCKED = "密钥由口令锁住：写出和读入评查包时输入一次。别人拿到这台电脑，没有口令也用不了密钥。"
_OPEN = "密钥没有口令，只靠本机的文件权限保护：能登录这台电脑、打开工作区文件夹的人都能使用。建议设定口令。"
_NONE = "本机还没有密钥。生成之后才能写出和读入评查包。"
_NEW_HINT = "至少 8 个字符。忘记口令无法找回，只能用事先打印的恢复单恢复密钥。"
_COMPARE = "每个交换对方都须重新导入本机的登记卡，并当面再核对一次指纹；在此之前，对方不认本机写出的评查包。"


@dataclass(frozen=True, slots=True)
class KeysChanged:
    """The keys or their lock changed."""

    changes: Changes


class KeysTab(SettingsTab):
    """How the keys are locked at the top, the fingerprint below, and last the recovery sheet.

    What takes a passphrase asks for it first and works in the background, for a passphrase is slow on purpose.
    """

    title = "密钥"
    object_name = "keys_tab"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._store = desk.store
        self._is_locked = False
        self._standing = paragraph("")
        self._standing.setObjectName("keys_standing")
        self._make = primary_button("make_keys", "生成密钥…", self._on_make)
        self._change = primary_button("change_passphrase", "", self._on_change_passphrase)
        self._replace = secondary_button("replace_keys", "更换密钥…", self._on_replace, "refresh")
        self._forgotten = quiet_button("forgotten_passphrase", "忘记口令…", self._on_forgotten)
        self._digits, self._words = heading(""), paragraph("")
        self._print = secondary_button("print_recovery_sheet", "打印恢复单…", self._on_print, "print")
        self._recover = secondary_button("recover_keys", "用恢复单找回…", self._on_recover)
        self._mark = QWidget()
        self._lay_out()

    def refresh(self, changes: Changes) -> None:
        """Read again how the keys stand."""
        if not changes or changes.settings or changes.packages:
            self._show(has_keys=own_keys.has_keys(self._store))

    def print_on(self, printer: QPrinter, passphrase: str) -> None:
        """Print the recovery sheet; nothing of it is written to the disk."""
        from exports.fonts import FontShelf
        from exports.packages.papers import recovery_document
        from exports.pdf import write
        from gui.pages.letters.printing import print_papers

        court = self.desk.read(office_settings).court

        def work(job: Job) -> int:
            lines = own_keys.recovery_sheet(self._store, passphrase)
            mark = own_keys.own_fingerprint(self._store)
            paper = write(recovery_document(lines, self._store.workspace, mark, court=court), FontShelf())
            return print_papers(printer, [paper], 1, job.progress)

        self.desk.run_in_background(self, "打印恢复单", work, lambda _sheets: self.banner.show_done(_PRINTED))

    def _show(self, *, has_keys: bool) -> None:
        self._is_locked = has_keys and own_keys.are_locked(self._store)
        self._standing.setText((_LOCKED if self._is_locked else _OPEN) if has_keys else _NONE)
        self._change.setText("修改口令…" if self._is_locked else "设定口令…")
        self._change.setAccessibleName(self._change.text())
        self._make.setVisible(not has_keys)
        for widget in (self._change, self._replace, self._mark):
            widget.setVisible(has_keys)
        self._forgotten.setVisible(self._is_locked)
        self._print.setEnabled(has_keys)
        if has_keys:
            mark = own_keys.own_fingerprint(self._store)
            self._digits.setText("　".join(mark.digits))
            self._words.setText("　".join(mark.words))

    def _on_make(self) -> None:
        ask_new_passphrase(self, "给密钥设一个口令", _NEW_HINT, "生成密钥", lambda new: self._replace_by(new, "生成"))

    def _on_change_passphrase(self) -> None:
        title, step = ("换成新的口令", "修改口令") if self._is_locked else ("给密钥设一个口令", "设定口令")

        def ask(old: str) -> None:
            ask_new_passphrase(self, title, _NEW_HINT, step, lambda new: lock(old, new))

        def lock(old: str, new: str) -> None:
            def work() -> None:
                own_keys.change_passphrase(self._store, old, new, actor=self.desk.actor)

            self._carry_out(step, work, "口令已经生效。密钥和指纹没有变，对方不必重新登记。")

        self._with_passphrase(ask)

    def _on_replace(self) -> None:
        consequences = [
            _COMPARE,
            "已经收到的和正在路上的旧评查包仍然打得开。",
            "新密钥沿用现在的口令；以前打印的恢复单作废，须重新打印。"
            if self._is_locked
            else "新密钥同样没有口令；以前打印的恢复单作废，须重新打印。",
        ]
        ask_before(
            self,
            "更换本机的密钥？",
            consequences,
            "更换密钥",
            lambda: self._with_passphrase(lambda passphrase: self._replace_by(passphrase, "更换")),
            "密钥可能被人看过、电脑经手他人之后才需要更换。",
        )

    def _on_forgotten(self) -> None:
        consequences = [
            "有恢复单的请按“返回”，改用“用恢复单找回”，什么都不会丢失。",
            "没有恢复单的只能换成新密钥：已经封给旧密钥、还没有读入的评查包再也打不开，须请对方重新写出。",
            _COMPARE,
        ]
        new = "给新密钥设一个口令"
        ask_before(
            self,
            "忘记口令，换成新密钥？",
            consequences,
            "换成新密钥…",
            lambda: ask_new_passphrase(self, new, _NEW_HINT, "更换密钥", lambda word: self._replace_by(word, "更换")),
        )

    def _replace_by(self, passphrase: str, what: str) -> None:
        def work() -> None:
            own_keys.make_keys(self._store, passphrase, actor=self.desk.actor)

        self._carry_out(f"{what}密钥", work, f"密钥已经{what}。请在“交换”中导出登记卡交给对方，并核对指纹。")

    def _on_print(self) -> None:
        from PySide6.QtPrintSupport import QPrintDialog

        from gui.pages.letters.printing import a4_printer

        def choose(passphrase: str) -> None:
            printer = a4_printer()
            dialog = QPrintDialog(printer, self)
            dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            dialog.setWindowTitle("打印恢复单")
            dialog.accepted.connect(lambda: self.print_on(printer, passphrase))
            QDialog.open(dialog)

        self._with_passphrase(choose)

    def _on_recover(self) -> None:
        dialog = RecoveryDialog(self)

        def recover(lines: Sequence[str], passphrase: str) -> None:
            def work(_job: Job) -> KeysChanged:
                own_keys.recover_keys(self._store, lines, passphrase, actor=self.desk.actor)
                return _CHANGED

            def done(_report: KeysChanged) -> None:
                dialog.accept()
                self.banner.show_done("密钥已经找回。请对照下面的指纹与恢复单上的是否相同。")

            self.desk.carry_out_in_background(dialog, "找回密钥", work, done)

        dialog.given.connect(recover)
        dialog.open()

    def _with_passphrase(self, slot: Callable[[str], object]) -> None:
        """Hand the passphrase of the present keys to `slot`, after it has been proven; empty where there is none."""
        if not self._is_locked:
            slot("")
            return
        dialog = PassphraseDialog(self, "输入现在的口令", "本机密钥由口令锁住，先要解锁。", "继续")

        def attempt(passphrase: str) -> None:
            def done(_keys: own_keys.OwnKeys) -> None:
                dialog.accept()
                slot(passphrase)

            self.desk.runner.run(
                "", lambda _job: own_keys.unlock_keys(self._store, passphrase), done, lambda e: _tell(dialog, e)
            )

        dialog.given.connect(attempt)
        dialog.open()

    def _carry_out(self, title: str, work: Callable[[], None], said: str) -> None:
        def carry_out(_job: Job) -> KeysChanged:
            work()
            return _CHANGED

        self.desk.carry_out_in_background(self, title, carry_out, lambda _report: self.banner.show_done(said))

    def _lay_out(self) -> None:
        for name, label in (("fingerprint_digits", self._digits), ("fingerprint_words", self._words)):
            label.setObjectName(name)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.body.addWidget(SectionHeader("口令"))
        self.body.addWidget(self._standing)
        self.body.addLayout(_row(self._make, self._change, self._replace, self._forgotten))
        mark = QVBoxLayout(self._mark)
        mark.setContentsMargins(0, 0, 0, 0)
        mark.setSpacing(2 * SPACE)
        for widget in (
            SectionHeader("指纹", "交换登记卡之后，双方当面或在电话里逐组核对，完全相同才能确认"),
            self._digits,
            self._words,
        ):
            mark.addWidget(widget)
        self.body.addWidget(self._mark)
        self.body.addWidget(SectionHeader("恢复单"))
        is_office = self._store.workspace.role.value == OFFICE
        self.body.addWidget(muted(_SHEET if is_office else _NO_SHEET))
        self._print.setVisible(is_office)
        self.body.addLayout(_row(*([self._print] if is_office else []), self._recover))
        self.body.addStretch(1)


_CHANGED = KeysChanged(Changes(settings=True, packages=True))
_PRINTED = "恢复单已送去打印。请核对纸面清楚后密封，锁进保险柜。"
_SHEET = "恢复单上是密钥本身：口令遗忘或电脑损坏时，凭它把密钥找回来。打印后密封，锁进保险柜。"
_NO_SHEET = "有恢复单的，可以凭它把密钥找回来；没有的，更换密钥并请审管办重新登记即可。"


def _row(*widgets: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(2 * SPACE)
    for widget in widgets:
        row.addWidget(widget)
    row.addStretch(1)
    return row


def _tell(dialog: PassphraseDialog, error: Exception) -> None:
    if not isinstance(error, UserError | StorageError):
        raise error
    dialog.show_error(str(error))
