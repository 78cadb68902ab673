"""The page of standards over a fresh office, and over one whose first batch was read."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import pytest
from PySide6.QtWidgets import QAbstractButton, QDialog, QWidget
from pytestqt.qtbot import QtBot

from exports.sample import SampleOffice
from gui.desk import Desk
from gui.pages.standards.page import StandardsPage
from gui.widgets.banner import Banner
from models.queries.standards import ShelfEntry, shelf
from models.store import Store

TODAY = date(2026, 1, 5)


@dataclass
class Shown:
    """The page, and what a person does with it."""

    page: StandardsPage
    desk: Desk
    qtbot: QtBot

    def press(self, name: str, inside: QWidget | None = None) -> None:
        found = (inside or self.page).findChildren(QAbstractButton, name)
        button = next(each for each in found if each.isVisible())
        assert button.isEnabled(), name
        button.click()

    @property
    def message(self) -> str:
        return "".join(banner.message for banner in self.page.findChildren(Banner) if banner.isVisible())

    def dialog(self, name: str) -> QDialog:
        found = [dialog for dialog in self.page.findChildren(QDialog, name) if dialog.isVisible()]
        assert found, name
        return found[-1]

    def entries(self) -> tuple[ShelfEntry, ...]:
        return self.desk.read(shelf)

    def adapt(self, key: str = "civil-100") -> None:
        self.page.shelf.choose(key)
        self.press("adapt_standard")


@pytest.fixture
def shown(desk: Desk, qtbot: QtBot) -> Shown:
    page = StandardsPage(desk)
    qtbot.addWidget(page)
    page.resize(1250, 700)
    with qtbot.waitActive(page):
        page.show()
        page.activateWindow()
    page.activate()
    return Shown(page, desk, qtbot)


@pytest.fixture
def read_batch(store: Store) -> Callable[[int], SampleOffice]:
    """Makes the sample batch, with its first readings submitted."""

    def make(count: int) -> SampleOffice:
        office = SampleOffice(store, TODAY)
        office.set_up()
        office.import_ledger()
        office.plan()
        for index, row in enumerate(office.readings()[:count]):
            office.score(row, index)
            office.submit(row, index)
        return office

    return make
