"""An office and a reviewer who know each other, a folder for a stick, and the exchange page of each."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from uuid import UUID

import pytest
from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QAbstractButton, QLabel, QWidget
from pytestqt.qtbot import QtBot

from exports.packages import cards, own_keys, receiving, sending
from exports.sample import SampleOffice
from gui.desk import Desk
from gui.keys import KeyHolder
from gui.pages.exchange.page import ExchangePage
from gui.runners import InlineRunner, Runner
from gui.sticks import Stick
from models.queries.seats import SeatRow, seat_named
from models.seat import SeatRole
from models.store import Store

OFFICE = "示例审管办"
TODAY = date(2026, 1, 5)


@dataclass
class Side:
    """One workspace with its keys, as the other side's helper in a test."""

    store: Store
    keys: own_keys.OwnKeys

    def seat(self, name: str) -> SeatRow | None:
        with self.store.read() as session:
            return seat_named(session, name)

    @property
    def digits(self) -> str:
        return str(own_keys.own_fingerprint(self.store))


@dataclass
class Town:
    """An office with one assigned batch, one of its reviewers, and a stick between them."""

    office: Side
    reviewer: Side
    name: str
    batch_id: UUID
    stick: Path

    def send(self) -> sending.Exported:
        to = sending.Addressee(self.name, self.office.seat(self.name))
        return sending.send_assignment(self.office.store, self.office.keys, self.batch_id, to, self.stick, actor="甲")

    def give(self) -> None:
        """The office's package is with the reviewer."""
        path = self.send().files[0].path
        receiving.import_package(self.reviewer.store, path, self.reviewer.keys, actor=self.name)
        path.unlink()

    def work(self, count: int = 1, *, start: int = 0) -> None:
        """The reviewer submits some readings."""
        sample = self.sample(self.reviewer)
        for index, row in enumerate(sample.readings()[start : start + count]):
            sample.score(row, index)
            sample.submit(row, index)

    def hand_back(self) -> Path:
        to = sending.Addressee(OFFICE, self.reviewer.seat(OFFICE))
        side = self.reviewer
        return sending.send_results(side.store, side.keys, self.batch_id, to, self.stick, actor=self.name).files[0].path

    def sample(self, side: Side) -> SampleOffice:
        sample = SampleOffice(side.store, TODAY)
        sample.batch_id = self.batch_id
        return sample


def enrol(side: Side, other: Side, folder: Path) -> None:
    path = cards.write_card(other.store, other.keys, folder).path
    cards.enrol_card(side.store, cards.read_card(side.store, path), actor="甲", digits=other.digits)
    path.unlink()


@pytest.fixture(scope="session")
def town_template(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str, UUID]:
    root = tmp_path_factory.mktemp("town")
    with Store.create(root / "office", SeatRole.OFFICE, OFFICE) as store:
        sample = SampleOffice(store, TODAY)
        sample.set_up()
        sample.import_ledger()
        sample.plan()
        name = sample.readings()[0].reviewer
        batch_id = sample.batch_id
        own_keys.make_keys(store)
        office = Side(store, own_keys.unlock_keys(store))
        with Store.create(root / "reviewer", SeatRole.REVIEWER, name) as other:
            own_keys.make_keys(other)
            reviewer = Side(other, own_keys.unlock_keys(other))
            enrol(office, reviewer, root)
            enrol(reviewer, office, root)
    return root, name, batch_id


@pytest.fixture
def town(town_template: tuple[Path, str, UUID], tmp_path: Path) -> Iterator[Town]:
    root, name, batch_id = town_template
    sides = []
    for role in ("office", "reviewer"):
        store = Store.open(Path(shutil.copytree(root / role, tmp_path / role)))
        sides.append(Side(store, own_keys.unlock_keys(store)))
    (tmp_path / "stick").mkdir()
    yield Town(sides[0], sides[1], name, batch_id, tmp_path / "stick")
    for side in sides:
        side.store.close()


@dataclass
class Shown:
    """A page that is shown, and what a person does with it."""

    page: ExchangePage
    desk: Desk
    qtbot: QtBot

    def press(self, name: str) -> None:
        find(self.page, QAbstractButton, name).click()

    def tab(self, name: str) -> None:
        self.page._go_to_tab(name)

    @property
    def words(self) -> str:
        # what a layout was given just now is shown a moment later
        QCoreApplication.processEvents()
        labels = self.page.findChildren(QLabel)
        return "\n".join(label.text() for label in labels if label.isVisibleTo(self.page))

    def dialog(self, name: str) -> QWidget:
        found = [dialog for dialog in self.page.findChildren(QWidget, name) if dialog.isVisible()]
        assert found, name
        return found[-1]


def find(inside: QWidget, kind: type, name: str):
    found = inside.findChild(kind, name)
    assert found is not None, name
    return found


Show = Callable[..., Shown]


@pytest.fixture
def show(qtbot: QtBot, town: Town, qapp: object) -> Iterator[Show]:
    shown: list[Shown] = []

    def show_page(
        side: Side, *, sticks: tuple[Stick, ...] | None = None, today: date = TODAY, runner: Runner | None = None
    ) -> Shown:
        desk = Desk(side.store, runner or InlineRunner(), "甲")
        plugged = (Stick(town.stick, "评查1号", 7 << 30, 8 << 30, False, "vfat"),) if sticks is None else sticks
        page = ExchangePage(desk, KeyHolder(desk), lambda: plugged, lambda: today)
        qtbot.addWidget(page)
        page.resize(1240, 660)
        with qtbot.waitExposed(page):
            page.show()
        page.activate()
        shown.append(Shown(page, desk, qtbot))
        return shown[-1]

    yield show_page
    for each in shown:
        each.page.deactivate()
