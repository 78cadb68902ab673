"""The tab 密钥: how keys are locked, replaced, printed and brought back."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QDialog, QLabel, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from exports.packages import own_keys
from gui.desk import Desk
from gui.pages.letters.printing import a4_printer
from gui.pages.settings.keys import KeysTab
from gui.runners import InlineRunner
from gui.widgets.banner import Banner
from models.changes import Changes
from models.seat import SeatRole
from models.store import Store

OLD, NEW = "correct horse", "battery staple"


class Keys:
    """The tab over a workspace, and a person's hands on it."""

    def __init__(self, qtbot: QtBot, store: Store) -> None:
        self.store = store
        self.desk = Desk(store, InlineRunner(), store.workspace.name)
        self.tab = KeysTab(self.desk)
        self.desk.changed.connect(self.tab.refresh)
        qtbot.addWidget(self.tab)
        self.tab.refresh(Changes())
        self.tab.show()

    def press(self, name: str) -> None:
        where = self.dialog() or self.tab
        where.findChild(QPushButton, name).click()

    def dialog(self) -> QDialog | None:
        shown = [dialog for dialog in self.tab.findChildren(QDialog) if dialog.isVisible()]
        return shown[-1] if shown else None

    def fill(self, **fields: str) -> None:
        for name, text in fields.items():
            self.dialog().findChild(QLineEdit, name).setText(text)

    def give(self, passphrase: str, again: str | None = None) -> None:
        """Answer the question for a passphrase; a new one is typed twice."""
        self.fill(passphrase=passphrase)
        if again is not None:
            self.fill(passphrase_again=again)
        self.press("give_passphrase")

    def said(self) -> str:
        return (self.dialog() or self.tab).findChild(Banner).message

    def words(self, name: str) -> str:
        return self.tab.findChild(QLabel, name).text()

    def shown(self) -> list[str]:
        return [each.objectName() for each in self.tab.findChildren(QPushButton) if each.isVisible()]


@pytest.fixture(params=list(SeatRole))
def role(request: pytest.FixtureRequest) -> SeatRole:
    return request.param


@pytest.fixture
def keys(qtbot: QtBot, tmp_path: Path, role: SeatRole) -> Iterator[Keys]:
    """A workspace whose keys have no passphrase."""
    with Store.create(tmp_path / "workspace", role, "王㛃") as store:
        own_keys.make_keys(store)
        yield Keys(qtbot, store)


office_only = pytest.mark.parametrize("role", [SeatRole.OFFICE], indirect=True)


def test_what_protects_the_keys_is_said(keys: Keys) -> None:
    assert "只靠本机的文件权限" in keys.words("keys_standing")
    mark = own_keys.own_fingerprint(keys.store)
    assert keys.words("fingerprint_digits").split() == list(mark.digits)
    assert keys.words("fingerprint_words").split() == list(mark.words)
    assert "forgotten_passphrase" not in keys.shown()


def test_only_the_office_prints_a_recovery_sheet(keys: Keys, role: SeatRole) -> None:
    assert ("print_recovery_sheet" in keys.shown()) is (role is SeatRole.OFFICE)
    assert "recover_keys" in keys.shown()


@office_only
def test_a_passphrase_is_set_and_changed(keys: Keys) -> None:
    mark = own_keys.own_fingerprint(keys.store)
    keys.press("change_passphrase")
    keys.give(OLD, "another one")
    assert "不一样" in keys.said()
    keys.give(OLD, OLD)
    assert keys.dialog() is None
    assert "由口令锁住" in keys.words("keys_standing")
    keys.press("change_passphrase")
    keys.give("wrong passphrase")
    assert "口令不正确" in keys.said()
    keys.give(OLD)
    keys.give(NEW, NEW)
    assert own_keys.unlock_keys(keys.store, NEW)
    assert own_keys.own_fingerprint(keys.store) == mark, "the keys are the same"
    assert "对方不必重新登记" in keys.said()


@office_only
def test_replaced_keys_leave_the_old_ones_readable(keys: Keys) -> None:
    old = own_keys.unlock_keys(keys.store).secret
    own_keys.change_passphrase(keys.store, "", OLD)
    keys.tab.refresh(Changes())
    keys.press("replace_keys")
    assert "核对一次指纹" in "".join(label.text() for label in keys.dialog().findChildren(QLabel))
    keys.press("confirm_step")
    keys.give(OLD)
    held = own_keys.unlock_keys(keys.store, OLD)
    assert held.secret.public != old.public
    assert old.sealing in held.identities
    own_keys.change_passphrase(keys.store, OLD, NEW)
    assert old.sealing in own_keys.unlock_keys(keys.store, NEW).identities, "they are locked anew too"


@office_only
def test_who_forgot_the_passphrase_gets_new_keys(keys: Keys) -> None:
    own_keys.change_passphrase(keys.store, "", OLD)
    keys.tab.refresh(Changes())
    keys.press("forgotten_passphrase")
    keys.press("confirm_step")
    keys.give(NEW, NEW)
    assert own_keys.unlock_keys(keys.store, NEW)


@office_only
def test_keys_come_back_from_their_sheet(keys: Keys) -> None:
    lines = own_keys.recovery_sheet(keys.store)
    mark = own_keys.own_fingerprint(keys.store)
    own_keys.make_keys(keys.store, OLD)
    keys.tab.refresh(Changes())
    keys.press("recover_keys")
    keys.fill(**{f"recovery_line_{number}": line for number, line in enumerate(lines, 1)})
    keys.fill(recovery_line_3=lines[3])
    keys.press("recover")
    assert "第 3 行有误" in keys.said()
    assert keys.dialog().focusWidget().objectName() == "recovery_line_3"
    keys.fill(recovery_line_3=lines[2], new_passphrase=NEW, new_passphrase_again=NEW)
    keys.press("recover")
    assert keys.dialog() is None
    assert own_keys.own_fingerprint(keys.store) == mark
    assert own_keys.unlock_keys(keys.store, NEW)


@office_only
def test_the_recovery_sheet_is_printed_and_leaves_no_file(keys: Keys, tmp_path: Path) -> None:
    printer = a4_printer()
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "paper.pdf"))
    before = {path for path in keys.store.folder.rglob("*") if path.is_file()}
    keys.tab.print_on(printer, "")
    assert (tmp_path / "paper.pdf").stat().st_size > 10_000
    assert {path for path in keys.store.folder.rglob("*") if path.is_file()} == before
    assert "锁进保险柜" in keys.said()


def test_a_workspace_without_keys_makes_them_here(qtbot: QtBot, tmp_path: Path) -> None:
    with Store.create(tmp_path / "old", SeatRole.OFFICE, "审管办") as store:
        keys = Keys(qtbot, store)
        assert "还没有密钥" in keys.words("keys_standing")
        assert not keys.tab.findChild(QPushButton, "print_recovery_sheet").isEnabled()
        keys.press("make_keys")
        keys.give(NEW, NEW)
        assert own_keys.unlock_keys(store, NEW)
        assert "change_passphrase" in keys.shown()
        assert "make_keys" not in keys.shown()
