import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QLabel, QLineEdit, QPushButton

from exports.packages import own_keys
from gui.application import Dresser
from gui.dialogs.first_start import FirstStart, FirstStartDialog
from gui.main_window import MainWindow
from gui.memory import Memory
from gui.opening import Opening
from gui.pages.page import PageSpec
from gui.pages.settings import SettingsPage
from gui.runners import InlineRunner, Runner
from gui.widgets.table import Table
from models.changes import Changes
from models.office import OfficeSettings
from models.queries.settings import audit_rows, office_settings
from models.seat import SeatRole
from models.services.settings import save_office
from models.store import Store
from models.store.backup import prove
from models.store.shelf import list_backups


class Program:
    """A window and its opening, as the program builds them, on a folder."""

    def __init__(self, qtbot, dresser: Dresser, home: Path, folder: Path, **wishes: Any) -> None:
        self.memory = Memory(home / "user.ini")
        self.runner: Runner = wishes.pop("runner", None) or InlineRunner()
        settings = PageSpec("settings", "设置", "settings", lambda desk: SettingsPage(desk, dresser, self.memory))
        self.window = MainWindow([settings], self.runner)
        self.opening = Opening(self.window, self.runner, self.memory, folder, make_sample=self.make_sample, **wishes)
        qtbot.addWidget(self.window)

    def make_sample(self, folder: Path, progress: Callable[[int, int, str], None]) -> None:
        Store.create(folder, SeatRole.OFFICE, "示例").close()
        progress(1, 1, "示例工作区")

    def start(self, qtbot) -> None:
        with qtbot.waitSignal(self.window.painted):
            self.window.show()
        qtbot.waitUntil(lambda: self.opening.desk is not None or self.dialog() is not None)

    def dialog(self) -> QDialog | None:
        """The dialog on top."""
        shown = [dialog for dialog in self.window.findChildren(QDialog) if dialog.isVisible()]
        return shown[-1] if shown else None

    def press(self, name: str) -> None:
        self.dialog().findChild(QPushButton, name).click()

    def ways(self) -> list[str]:
        """The buttons of the dialog from left to right; the last is the primary one."""
        buttons = self.dialog().findChildren(QPushButton)
        return [button.text() for button in sorted(buttons, key=lambda button: button.x())]

    def backup_words(self) -> str:
        return self.window.findChild(QLabel, "backup_label").text()

    def fill(self, name: str, text: str) -> QLineEdit:
        field = self.dialog().findChild(QLineEdit, name)
        field.setText(text)
        return field

    def headline(self) -> str:
        return self.window.findChild(QLabel, "headline").text()


@pytest.fixture
def program(qtbot, dresser: Dresser, tmp_path: Path):
    programs: list[Program] = []

    def build(folder: Path, **wishes: Any) -> Program:
        programs.append(Program(qtbot, dresser, tmp_path, folder, **wishes))
        programs[-1].start(qtbot)
        return programs[-1]

    yield build
    for each in programs:
        each.runner.close()
        each.opening.close()


def test_a_known_workspace_opens_on_its_first_place(program, workspace: Path) -> None:
    opened = program(workspace)
    assert opened.dialog() is None
    assert opened.window.current_page is not None
    assert opened.memory.text("workspace") == str(workspace)


def test_the_first_start_makes_a_workspace_for_the_office(qtbot, program, tmp_path: Path) -> None:
    opened = program(tmp_path / "new")
    opened.press("choose_office")
    opened.fill("name", "李某")
    court = opened.fill("court", "示例市云溪区人民法院")
    qtbot.keyClick(court, Qt.Key.Key_Return)
    assert opened.dialog() is None
    assert opened.opening.desk.store.workspace.role is SeatRole.OFFICE
    settings = opened.opening.desk.read(office_settings)
    assert (settings.court, settings.office) == ("示例市云溪区人民法院", "审判管理办公室")
    assert opened.opening.desk.read(audit_rows)[0].actor == "李某"
    assert "示例市云溪区人民法院" in opened.headline()


def test_the_first_start_makes_a_workspace_for_a_reviewer(program, tmp_path: Path) -> None:
    opened = program(tmp_path / "new")
    opened.press("choose_reviewer")
    opened.fill("name", "王㛃")
    opened.press("create_workspace")
    assert opened.opening.desk.store.workspace.role is SeatRole.REVIEWER
    assert opened.headline() == "王㛃"


@pytest.mark.parametrize("role", ["choose_office", "choose_reviewer"])
def test_a_passphrase_locks_the_keys_of_the_new_workspace(program, tmp_path: Path, role: str) -> None:
    opened = program(tmp_path / "new")
    opened.press(role)
    words = "".join(label.text() for label in opened.dialog().findChildren(QLabel))
    assert "只靠本机的文件权限保护" in words
    assert "忘记口令无法找回" in words
    opened.fill("name", "王㛃")
    opened.fill("court", "示例市云溪区人民法院")
    for first, again, fault in (("secret", "secret", "至少要 8 个字符"), ("secret words", "secret word", "不一样")):
        opened.fill("passphrase", first)
        opened.fill("passphrase_again", again)
        opened.press("create_workspace")
        assert fault in opened.dialog().findChild(QLabel, "passphrase_fault").text()
        assert not (tmp_path / "new").exists()
    opened.fill("passphrase_again", "secret words")
    assert opened.dialog().findChild(QLabel, "passphrase_fault").text() == ""
    opened.press("create_workspace")
    store = opened.opening.desk.store
    assert own_keys.are_locked(store)
    assert own_keys.unlock_keys(store, "secret words")


def test_without_a_passphrase_the_keys_are_there_all_the_same(program, tmp_path: Path) -> None:
    opened = program(tmp_path / "new")
    opened.press("choose_reviewer")
    opened.fill("name", "王㛃")
    opened.press("create_workspace")
    assert own_keys.unlock_keys(opened.opening.desk.store)


def test_a_passphrase_is_in_no_words_about_the_answer(tmp_path: Path) -> None:
    answer = FirstStart("office", "李某", "法院", "审管办", tmp_path, "secret words")
    assert "secret" not in f"{answer} {answer!r}"


def test_an_answer_left_out_is_asked_for(program, tmp_path: Path) -> None:
    opened = program(tmp_path / "new")
    opened.press("choose_office")
    opened.fill("name", "李某")
    opened.press("create_workspace")
    assert opened.dialog().findChild(QLabel, "banner_message").text() == "法院全称没有填写，请填写后再开始。"
    assert not (tmp_path / "new").exists()


def test_a_folder_that_cannot_be_used_is_said_in_the_dialog(program, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("a file where a folder should be")
    opened = program(tmp_path / "new")
    opened.press("choose_reviewer")
    opened.fill("name", "王㛃")
    opened.fill("folder", str(tmp_path / "file" / "workspace"))
    opened.press("create_workspace")
    assert str(tmp_path / "file") in opened.dialog().findChild(QLabel, "banner_message").text()


def test_the_sample_workspace_opens_at_a_press_and_is_made_only_once(program, tmp_path: Path) -> None:
    opened = program(tmp_path / "new")
    opened.press("open_sample")
    assert opened.opening.desk.store.folder == tmp_path / "sample"
    assert opened.memory.text("workspace") == "", "the next start should ask again"
    opened.opening.close()
    again = program(tmp_path / "new")
    again.press("open_sample")
    assert again.opening.desk.store.folder == tmp_path / "sample"


def test_giving_up_the_first_start_closes_the_window(program, tmp_path: Path) -> None:
    opened = program(tmp_path / "new")
    opened.dialog().reject()
    assert not opened.window.isVisible()


def test_a_workspace_that_is_open_elsewhere_says_so_and_opens_later(program, workspace: Path) -> None:
    with Store.open(workspace):
        opened = program(workspace)
        assert "已被另一个评衡窗口或命令打开" in opened.dialog().message
    opened.press("retry")
    assert opened.opening.desk is not None


def cut_in_half(database: Path) -> None:
    with database.open("rb+") as file:
        file.truncate(database.stat().st_size // 2)


def no_database(database: Path) -> None:
    database.write_bytes(b"not a database")


def scratch_a_page(database: Path) -> None:
    """Leave the beginning and the length as they are: only reading shows the damage."""
    size = database.stat().st_size
    with database.open("rb+") as file:
        file.seek(4096)
        file.write(b"\xff" * (size - 4096))


@pytest.fixture
def backed_up(workspace: Path) -> Path:
    """A workspace with a proven backup, then one that was not proven."""
    with Store.open(workspace) as store:
        prove(store.backup("手动备份"))
        with store.write("王某") as session:
            save_office(session, OfficeSettings(court="示例市云溪区人民法院"))
    return workspace


@pytest.mark.parametrize("damage", [cut_in_half, no_database, scratch_a_page, Path.unlink])
def test_a_damaged_workspace_gets_its_backup_back(qtbot, program, backed_up: Path, damage, background) -> None:
    damage(backed_up / "pingheng.db")
    opened = program(backed_up, runner=background)
    assert opened.ways() == ["退出", "再试一次", "打开其他工作区…", "恢复备份…"]
    assert "备份" in opened.dialog().message
    opened.press("restore_backup")
    choice = opened.dialog().findChild(Table, "backup_choice")
    assert choice.current_row().proven_at is not None, "the newest proven one is proposed"
    choice.choose(list_backups(backed_up)[0].path)
    opened.press("restore_chosen")
    told = " ".join(label.text() for label in opened.dialog().findChildren(QLabel))
    assert "改名" in told
    assert "还没有验证过" in told
    opened.press("confirm_step")
    assert "正在恢复备份" in " ".join(label.text() for label in opened.window.findChildren(QLabel))
    qtbot.waitUntil(lambda: opened.opening.desk is not None)
    assert opened.opening.desk.read(audit_rows)[0].action == "workspace.restore"
    assert opened.opening.desk.read(office_settings).court == "示例市云溪区人民法院"
    assert opened.window.current_page is not None
    qtbot.waitUntil(lambda: opened.dialog() is None)
    if damage is not Path.unlink:
        assert list(backed_up.glob("*-replaced.db")), "the damaged file stays"


def test_a_broken_backup_replaces_nothing_and_another_can_be_taken(program, backed_up: Path) -> None:
    newest, proven = list_backups(backed_up)
    cut_in_half(backed_up / "pingheng.db")
    cut_in_half(newest.path)
    size = (backed_up / "pingheng.db").stat().st_size
    opened = program(backed_up)
    opened.press("restore_backup")
    opened.dialog().findChild(Table, "backup_choice").choose(newest.path)
    opened.press("restore_chosen")
    opened.press("confirm_step")
    assert "备份不可用" in opened.dialog().message
    assert (backed_up / "pingheng.db").stat().st_size == size
    opened.press("restore_backup")
    assert opened.dialog().findChild(Table, "backup_choice").current_row() == proven
    opened.press("restore_chosen")
    opened.press("confirm_step")
    assert opened.opening.desk is not None


def test_a_damaged_workspace_without_a_backup_offers_none(program, workspace: Path) -> None:
    cut_in_half(workspace / "pingheng.db")
    opened = program(workspace)
    assert "没有备份" in opened.dialog().message
    assert opened.ways() == ["退出", "再试一次", "打开其他工作区…"]


def test_a_damaged_workspace_can_be_restored_from_the_first_start(qtbot, program, backed_up: Path) -> None:
    cut_in_half(backed_up / "pingheng.db")
    opened = program(backed_up.with_name("new"))
    opened.opening.open_folder(backed_up)
    assert opened.ways()[0] == "返回"
    opened.press("restore_backup")
    opened.press("restore_chosen")
    opened.press("confirm_step")
    assert opened.opening.desk.store.folder == backed_up
    qtbot.waitUntil(lambda: opened.dialog() is None)


def test_a_workspace_of_a_newer_version_says_so(program, workspace: Path) -> None:
    with closing(sqlite3.connect(workspace / "pingheng.db")) as connection:
        connection.execute("PRAGMA user_version = 9999")
    opened = program(workspace)
    assert "请安装新版本的评衡后再打开" in opened.dialog().message
    assert opened.ways() == ["退出", "打开其他工作区…"]


def test_a_database_of_another_program_says_so(program, workspace: Path) -> None:
    with closing(sqlite3.connect(workspace / "pingheng.db")) as connection:
        connection.execute("PRAGMA application_id = 1")
    opened = program(workspace)
    assert "别的程序的数据库" in opened.dialog().message
    assert opened.ways() == ["退出", "打开其他工作区…"]


def test_a_workspace_that_was_moved_away_is_missed_not_forgotten(qtbot, program, workspace: Path) -> None:
    program(workspace).opening.close()
    moved = workspace.rename(workspace.with_name("moved"))
    opened = program(workspace)
    assert "找不到工作区文件夹" in opened.dialog().message
    assert opened.ways() == ["退出", "新建工作区…", "打开其他工作区…", "再试一次"]
    opened.dialog().folder_chosen.emit(moved)
    assert opened.opening.desk.store.folder == moved


def test_in_the_place_of_a_missing_workspace_a_new_one_can_be_made(qtbot, program, workspace: Path) -> None:
    program(workspace).opening.close()
    (workspace / "pingheng.db").unlink()
    opened = program(workspace)
    assert "不是评衡的工作区" in opened.dialog().message
    opened.press("create_new")
    qtbot.waitUntil(lambda: isinstance(opened.dialog(), FirstStartDialog))
    opened.press("choose_reviewer")
    opened.fill("name", "王㛃")
    opened.press("create_workspace")
    assert opened.opening.desk.store.folder == workspace


def test_the_newest_backup_is_proven_while_nobody_works(qtbot, program, backed_up: Path, background) -> None:
    opened = program(backed_up, runner=background, idle_ms=0)
    newest = list_backups(backed_up)[0]
    words = f"备份 {newest.made_at.astimezone():%m-%d %H:%M}，已验证可恢复"
    qtbot.waitUntil(lambda: list_backups(backed_up)[0].proven_at is not None)
    qtbot.waitUntil(lambda: opened.backup_words() == words)


def test_a_backup_that_is_none_is_said_on_the_page_and_tried_once(qtbot, program, backed_up: Path) -> None:
    cut_in_half(list_backups(backed_up)[0].path)
    opened = program(backed_up, idle_ms=0)
    page = opened.window.current_page
    qtbot.waitUntil(lambda: "备份不可用" in page.findChild(QLabel, "banner_message").text())
    assert "立即备份并验证" in page.findChild(QLabel, "banner_message").text()
    page.clear_error()
    opened.opening.desk.announce(Changes(settings=True))
    with qtbot.assertNotEmitted(opened.runner.started, wait=50):
        pass
    assert opened.dialog() is None


def test_a_backup_is_put_back_in_the_running_window(qtbot, program, workspace: Path, background) -> None:
    opened = program(workspace, runner=background)
    desk = opened.opening.desk
    backup = desk.store.backup("试验")
    desk.ask_to_restore(backup.path)
    assert opened.window.current_page is None, "nothing can be changed meanwhile"
    qtbot.waitUntil(lambda: opened.opening.desk is not None)
    assert opened.opening.desk is not desk
    assert opened.window.current_page.desk is opened.opening.desk
    assert opened.opening.desk.read(audit_rows)[0].action == "workspace.restore"


def test_closing_backs_up_what_changed(program, tmp_path: Path) -> None:
    opened = program(tmp_path / "new")
    opened.press("choose_reviewer")
    opened.fill("name", "王㛃")
    opened.press("create_workspace")
    opened.opening.close()
    assert list_backups(tmp_path / "new")
