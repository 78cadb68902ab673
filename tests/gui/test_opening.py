from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton

from gui.application import Dresser
from gui.dialogs.first_start import FirstStartDialog
from gui.dialogs.open_trouble import OpenTroubleDialog
from gui.main_window import MainWindow
from gui.memory import Memory
from gui.opening import Opening
from gui.pages.page import PageSpec
from gui.pages.settings import SettingsPage
from gui.runners import InlineRunner
from models.queries.settings import audit_rows, office_settings
from models.seat import SeatRole
from models.store import Store
from models.store.shelf import list_backups


class Program:
    """A window and its opening, as the program builds them, on a folder."""

    def __init__(self, qtbot, dresser: Dresser, home: Path, folder: Path) -> None:
        self.memory = Memory(home / "user.ini")
        self.runner = InlineRunner()
        settings = PageSpec("settings", "设置", "settings", lambda desk: SettingsPage(desk, dresser, self.memory))
        self.window = MainWindow([settings], self.runner)
        self.opening = Opening(self.window, self.runner, self.memory, folder, make_sample=self.make_sample)
        qtbot.addWidget(self.window)

    def make_sample(self, folder: Path, progress: Callable[[int, int, str], None]) -> None:
        Store.create(folder, SeatRole.OFFICE, "示例").close()
        progress(1, 1, "示例工作区")

    def start(self, qtbot) -> None:
        with qtbot.waitSignal(self.window.painted):
            self.window.show()
        qtbot.waitUntil(lambda: self.opening.desk is not None or self.dialog() is not None)

    def dialog(self) -> FirstStartDialog | OpenTroubleDialog | None:
        kinds = (FirstStartDialog, OpenTroubleDialog)
        return next((d for kind in kinds for d in self.window.findChildren(kind) if d.isVisible()), None)

    def press(self, name: str) -> None:
        self.dialog().findChild(QPushButton, name).click()

    def fill(self, name: str, text: str) -> QLineEdit:
        field = self.dialog().findChild(QLineEdit, name)
        field.setText(text)
        return field

    def headline(self) -> str:
        return self.window.findChild(QLabel, "headline").text()


@pytest.fixture
def program(qtbot, dresser: Dresser, tmp_path: Path):
    programs: list[Program] = []

    def build(folder: Path) -> Program:
        programs.append(Program(qtbot, dresser, tmp_path, folder))
        programs[-1].start(qtbot)
        return programs[-1]

    yield build
    for each in programs:
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


def test_a_damaged_workspace_says_so(program, workspace: Path) -> None:
    (workspace / "pingheng.db").write_bytes(b"not a database")
    assert "数据库文件" in program(workspace).dialog().message


def test_a_backup_is_put_back_in_the_running_window(program, workspace: Path) -> None:
    opened = program(workspace)
    desk = opened.opening.desk
    backup = desk.store.backup("试验")
    desk.ask_to_restore(backup.path)
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
