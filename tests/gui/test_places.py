"""What each role finds on its rail, and that what the workbench offers is there."""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtWidgets import QPushButton, QTabWidget, QToolButton, QWidget

from exports.sample import SampleOffice
from gui.application import Dresser
from gui.desk import Desk
from gui.main_window import MainWindow
from gui.memory import Memory
from gui.opening import surroundings_of
from gui.places import places
from gui.runners import InlineRunner
from models.changes import Changes
from models.seat import SeatRole
from models.store import Store

OFFICE_PLACES = ["工作台", "批次", "案件", "评查", "反馈", "整改", "标准", "交换", "设置"]
REVIEWER_PLACES = ["工作台", "评查", "交换", "设置"]
Build = Callable[[SeatRole], tuple[MainWindow, Desk]]


@pytest.fixture
def build(qtbot, dresser: Dresser, tmp_path: Path) -> Iterator[Build]:
    stores: list[Store] = []

    def build_window(role: SeatRole) -> tuple[MainWindow, Desk]:
        stores.append(Store.create(tmp_path / role.value, role, "王㛃"))
        desk = Desk(stores[-1], InlineRunner(), "王㛃")
        window = MainWindow(places(dresser, Memory(tmp_path / "user.ini")), desk.runner)
        qtbot.addWidget(window)
        window.open_desk(desk, surroundings_of(desk))
        window.show()
        return window, desk

    yield build_window
    for store in stores:
        store.close()


def rail_of(window: MainWindow) -> list[QToolButton]:
    return window.findChild(QWidget, "rail").findChildren(QToolButton)


def offered(window: MainWindow) -> list[str]:
    page = window.current_page
    return [button.objectName() for button in page.findChildren(QPushButton) if button.isVisibleTo(page)]


def press(window: MainWindow, name: str) -> None:
    window.current_page.findChild(QPushButton, name).click()


@pytest.mark.parametrize(("role", "titles"), [(SeatRole.OFFICE, OFFICE_PLACES), (SeatRole.REVIEWER, REVIEWER_PLACES)])
def test_every_place_of_a_role_opens(build: Build, role: SeatRole, titles: list[str]) -> None:
    window, _ = build(role)
    assert [button.accessibleName() for button in rail_of(window)] == titles
    for button in rail_of(window):
        button.click()
        assert window.current_page.title == button.accessibleName()


def test_a_reviewer_begins_with_the_stick(build: Build) -> None:
    window, _ = build(SeatRole.REVIEWER)
    press(window, "first_step")
    assert window.current_page.title == "交换"


def test_a_reviewer_finds_what_concerns_the_seat_in_the_settings(build: Build) -> None:
    window, _ = build(SeatRole.REVIEWER)
    tabs = window.go("settings").findChild(QTabWidget, "settings_tabs")
    assert [tabs.tabText(at) for at in range(tabs.count())] == ["密钥", "备份", "外观", "留痕"]


@pytest.mark.parametrize("stage", ["imported", "planned", "read", "determined"])
def test_what_the_workbench_offers_is_there(qtbot, build: Build, stage: str) -> None:
    window, desk = build(SeatRole.OFFICE)
    office = SampleOffice(desk.store, date(2026, 1, 5))
    office.set_up()
    office.import_ledger()
    if stage != "imported":
        office.plan()
    if stage in ("read", "determined"):
        rows = office.readings()
        for index, row in enumerate(rows[:2]):
            office.score(row, index)
            office.submit(row, index)
        if stage == "determined":
            office.determine(rows[:2])
    window.go("workbench").refresh(Changes())
    qtbot.waitUntil(lambda: bool(offered(window)))
    for name in offered(window):
        window.go("workbench")
        press(window, name)
        assert window.current_page.title != "工作台", name
