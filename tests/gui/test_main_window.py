import threading

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QToolButton, QWidget

from gui.desk import Desk
from gui.dialogs.cheat_sheet import CheatSheet
from gui.dialogs.confirm import ConfirmDialog
from gui.main_window import MainWindow, Surroundings
from gui.pages.page import OFFICE, REVIEWER, Page, PageSpec, Subject
from gui.runners import BackgroundRunner, Job
from models.changes import Changes
from models.errors import UserError


class Notes(Page):
    """A page that notes what it is asked to do."""

    object_name = "notes_page"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.notes: list[object] = []

    def refresh(self, changes: Changes) -> None:
        self.notes.append(changes)

    def reveal(self, subject: Subject) -> None:
        self.notes.append(subject)

    def leave(self) -> None:
        self.notes.append("left")


class Broken(Page):
    def refresh(self, changes: Changes) -> None:
        raise UserError("这个批次已经结束。")


@pytest.fixture
def built() -> list[str]:
    return []


@pytest.fixture
def window(qtbot, desk: Desk, built: list[str]) -> MainWindow:
    def place(id: str, title: str, *roles: str, kind: type[Page] = Notes, is_searchable: bool = False) -> PageSpec:
        def build(desk: Desk) -> Page:
            built.append(id)
            return kind(desk)

        return PageSpec(id, title, "cases", build, frozenset(roles or (OFFICE, REVIEWER)), is_searchable)

    places = (
        place("workbench", "工作台"),
        place("cases", "案件", OFFICE, is_searchable=True),
        place("broken", "批次", kind=Broken),
        place("scoring", "评查", REVIEWER),
    )
    window = MainWindow(places, desk.runner)
    qtbot.addWidget(window)
    window.open_desk(desk, Surroundings(OFFICE, lambda: "示例市云溪区人民法院", lambda: "尚无备份"))
    return window


def rail_of(window: MainWindow) -> list[str]:
    buttons = window.findChild(QWidget, "rail").findChildren(QToolButton)
    return [button.accessibleName() for button in buttons]


def test_the_rail_shows_the_places_of_the_role(window: MainWindow) -> None:
    assert rail_of(window) == ["工作台", "案件", "批次"]


def test_a_page_is_built_at_its_first_visit_and_once(window: MainWindow, built: list[str]) -> None:
    assert built == ["workbench"]
    page = window.go("cases")
    window.go("workbench")
    assert window.go("cases") is page
    assert built == ["workbench", "cases"]


def test_a_place_of_another_role_cannot_be_reached(window: MainWindow) -> None:
    assert window.go("scoring") is None


def test_numbers_and_clicks_lead_to_places(qtbot, window: MainWindow) -> None:
    with qtbot.waitExposed(window):
        window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    qtbot.keyClick(window, Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier)
    assert window.current_page is window.go("cases")
    window.findChild(QToolButton, "rail_workbench").click()
    assert window.current_page is window.go("workbench")


def test_a_page_hears_of_changes_only_while_it_is_shown(window: MainWindow, desk: Desk) -> None:
    page = window.current_page
    assert page.notes == [Changes()]
    desk.announce(Changes(settings=True))
    window.go("cases")
    desk.announce(Changes(backups=True))
    desk.announce(Changes(all_cases=True))
    assert page.notes == [Changes(), Changes(settings=True), "left"]
    window.go("workbench")
    assert page.notes[-1] == Changes(backups=True, all_cases=True)


def test_a_page_leads_to_another_without_knowing_it(window: MainWindow) -> None:
    window.current_page.go_to("cases", text="离婚纠纷")
    assert window.current_page.notes == [Changes(), Subject("cases", text="离婚纠纷")]


def test_a_link_to_a_place_of_another_role_says_whose_it_is(window: MainWindow) -> None:
    page = window.current_page
    page.go_to("scoring")
    assert window.current_page is page
    assert "“评查”由审判管理办公室办理" in page.findChild(QLabel, "banner_message").text()


def test_nothing_stays_of_a_workspace_that_was_closed(qtbot, window: MainWindow, desk: Desk) -> None:
    page = window.current_page
    window.close_desk("正在恢复备份，请稍候…")
    assert page.notes[-1] == "left"
    assert window.current_page is None
    assert window.go("cases") is None
    qtbot.waitUntil(lambda: rail_of(window) == [])
    window.open_desk(desk, Surroundings(OFFICE, lambda: "示例市云溪区人民法院", lambda: "尚无备份"))
    assert window.current_page.notes == [Changes()]


def test_a_page_that_cannot_read_says_so_on_itself(window: MainWindow) -> None:
    page = window.go("broken")
    assert page.findChild(QLabel, "banner_message").text() == "这个批次已经结束。"


def test_the_search_field_leads_to_the_cases(qtbot, window: MainWindow, type_chinese) -> None:
    field = window.findChild(QLineEdit, "global_search")
    type_chinese(field, "民初10号")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert window.current_page.notes[-1] == Subject("cases", text="民初10号")


def test_the_window_says_whose_it_is_and_how_the_backup_stands(window: MainWindow, desk: Desk) -> None:
    assert window.findChild(QLabel, "headline").text() == "示例市云溪区人民法院"
    assert window.findChild(QLabel, "backup_label").text() == "尚无备份"
    assert str(desk.store.folder) in window.findChild(QLabel, "workspace_label").text()


def test_the_key_sheet_lists_the_keys_of_the_window(window: MainWindow) -> None:
    sheet = CheatSheet(window)
    listed = {action.text: action.keys for action in sheet.actions_listed}
    assert listed["转到案件"] == "Ctrl+2"
    assert listed["全部按键"] == "F1"


def test_closing_saves_what_is_being_typed(window: MainWindow) -> None:
    page = window.current_page
    window.close()
    assert page.notes[-1] == "left"


class TestWithWorkUnderWay:
    @pytest.fixture
    def desk(self, store, background: BackgroundRunner) -> Desk:
        return Desk(store, background, "审管办")

    @pytest.fixture
    def gate(self):
        gate = threading.Event()
        yield gate
        gate.set()

    def begin(self, window: MainWindow, desk: Desk, gate: threading.Event) -> Job:
        def work(job: Job) -> None:
            job.progress(3, 12, "导入台账")
            gate.wait()
            job.check_cancelled()

        return desk.run_in_background(window, "导入台账", work)

    def test_the_status_bar_shows_it_and_can_cancel_it(self, qtbot, window, desk, gate) -> None:
        window.show()
        job = self.begin(window, desk, gate)
        strip = window.findChild(QWidget, "progress_strip")
        qtbot.waitUntil(lambda: any("导入台账  3 / 12" in label.text() for label in strip.findChildren(QLabel)))
        strip.findChild(QPushButton, "cancel_job").click()
        assert job.is_cancelled
        gate.set()
        qtbot.waitUntil(lambda: not strip.isVisible())

    def test_closing_asks_before_it_is_broken_off(self, qtbot, window, desk, gate) -> None:
        window.show()
        job = self.begin(window, desk, gate)
        window.close()
        assert window.isVisible()
        dialog = window.findChild(ConfirmDialog)
        dialog.findChild(QPushButton, "confirm_step").click()
        assert job.is_cancelled
        assert not window.isVisible()
