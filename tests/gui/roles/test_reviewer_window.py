"""What a reviewer finds in the window before and after the stick, and what the office can only look at meanwhile."""

from collections.abc import Callable
from pathlib import Path
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from exports.packages.attachments import attach
from gui.application import Dresser
from gui.desk import Desk
from gui.main_window import MainWindow
from gui.memory import Memory
from gui.opening import surroundings_of
from gui.pages.remedies.recheck_pane import RecheckPane
from gui.pages.scoring.page import ScoringPage
from gui.places import places
from gui.runners import InlineRunner
from gui.widgets.banner import Banner
from gui.widgets.table import Table
from models.changes import Changes
from models.queries.cases import CaseFilter, case_ids
from models.queries.readings import reading_rows
from models.queries.remedies import recheck_cases
from models.queries.workbench import Task, workbench
from models.store import Store
from tests.gui.roles.conftest import TODAY, Parties
from tests.scan_files import write_scan

Show = Callable[[Store], MainWindow]


@pytest.fixture
def show(qtbot, dresser: Dresser, tmp_path: Path) -> Show:
    """Opens the window over a workspace."""

    def open_window(store: Store) -> MainWindow:
        desk = Desk(store, InlineRunner(), store.workspace.name)
        window = MainWindow(places(dresser, Memory(tmp_path / "user.ini")), desk.runner)
        qtbot.addWidget(window)
        window.open_desk(desk, surroundings_of(desk))
        window.resize(1366, 768)
        window.show()
        return window

    return open_window


def titles_of(window: MainWindow) -> list[str]:
    buttons = window.findChild(QWidget, "rail").findChildren(QToolButton)
    return [button.accessibleName() for button in buttons if button.isVisible()]


def press(window: MainWindow, name: str) -> None:
    window.current_page.findChild(QPushButton, name).click()


def test_the_first_step_of_a_reviewer_is_the_stick(show: Show, parties: Parties) -> None:
    window = show(parties.reviewer)
    empty = window.current_page.findChild(QWidget, "empty_page")
    assert empty.accessibleName() == "插入审管办交来的 U 盘"
    press(window, "first_step")
    assert window.current_page.title == "交换"


def test_the_recheck_appears_with_the_first_case_given(qtbot, show: Show, parties: Parties) -> None:
    window = show(parties.reviewer)
    assert "复评" not in titles_of(window)
    count = parties.give_rechecks()
    window.current_page.desk.announce(Changes(packages=True))
    qtbot.waitUntil(lambda: "复评" in titles_of(window))
    page = window.go("recheck")
    assert len(page.findChild(Table, "recheck_cases").model().rows) == count
    pane = page.findChild(RecheckPane)
    assert "None" not in "".join(label.text() for label in pane.findChildren(QLabel))


def test_a_reviewer_rechecks_and_sees_that_it_is_to_be_returned(
    qtbot, show: Show, parties: Parties, type_chinese
) -> None:
    parties.give_rechecks()
    window = show(parties.reviewer)
    page = window.go("recheck")
    table = page.findChild(Table, "recheck_cases")
    pane = page.findChild(RecheckPane)
    evidence = page.findChild(QLineEdit, "recheck_evidence")
    chosen = table.current_row()
    while any(row.result is None for row in pane._model.rows):
        evidence.setFocus()
        evidence.clear()
        type_chinese(evidence, "卷1第23页已补附")
        qtbot.keyClick(evidence, Qt.Key.Key_Return)
    press(window, "recheck_step")
    table.choose(chosen.reviewed_case_id)
    assert "交回审管办" in pane.findChildren(Banner)[1].message
    assert not page.findChild(QPushButton, "recheck_step").isEnabled()
    with parties.reviewer.read() as session:
        case = next(row for row in recheck_cases(session) if row.reviewed_case_id == chosen.reviewed_case_id)
        assert (case.is_given_here, case.is_done_here, case.concluded_by) == (True, False, parties.name)
        waiting = {one.task: one.count for one in workbench(session, TODAY).waiting}
    assert waiting.get(Task.RECHECK, 0) == len(table.model().rows) - 1


def test_the_office_can_only_look_at_what_it_gave_away(show: Show, parties: Parties) -> None:
    parties.give()
    window = show(parties.office)
    page = window.go("scoring")
    assert isinstance(page, ScoringPage)
    out = next(row for row in page.cases.rows if row.holder)
    page._on_chosen(out.assignment_id)
    assert page.view.frame.notice.message == f"已交给“{parties.name}”的电脑，这里只能查看；结果交回后显示在这里。"
    assert not page.view.form.is_open
    assert not page.view.frame.overview.submit_button.isVisible()
    with parties.office.read() as session:
        here = sum(row.is_waiting for row in reading_rows(session))
        waiting = {one.task: one.count for one in workbench(session, TODAY).waiting}
    assert waiting[Task.SCORE] == here


def test_the_office_can_only_look_at_a_recheck_that_it_gave_away(show: Show, parties: Parties) -> None:
    parties.give_rechecks()
    window = show(parties.office)
    page = window.go("remedies")
    page._recheck.choose(page._cases[0].reviewed_case_id)
    notice = page.findChild(RecheckPane).findChildren(Banner)[1].message
    assert notice == f"复评已交给“{parties.name}”的电脑，这里只能查看；结果交回后再办理。"
    assert not page.findChild(QPushButton, "recheck_step").isEnabled()


def test_a_reviewer_reads_only_what_was_given(show: Show, parties: Parties) -> None:
    parties.give()
    window = show(parties.reviewer)
    with parties.reviewer.read() as session:
        rows = reading_rows(session)
    assert rows
    assert all(row.is_held_here and row.reviewer == parties.name for row in rows)
    page = window.go("scoring")
    assert page.view.form.is_open


def case_of(store: Store, number: str) -> UUID:
    with store.read() as session:
        return case_ids(session, CaseFilter(text=number))[0]


def test_a_scan_travels_and_is_opened(show: Show, parties: Parties, tmp_path: Path, monkeypatch, qtbot: QtBot) -> None:
    scan = write_scan(tmp_path / "卷宗一.pdf", 4)
    with parties.office.read() as session:
        row = next(row for row in reading_rows(session) if row.reviewer == parties.name)
    attach(parties.office, case_of(parties.office, row.number), scan, "审管办")
    parties.give()
    opened: list[str] = []
    monkeypatch.setattr("gui.scans.QDesktopServices.openUrl", lambda url: opened.append(url.toLocalFile()))
    page = show(parties.reviewer).go("scoring")
    page._on_chosen(row.assignment_id)
    overview = page.view.frame.overview
    assert "卷宗一.pdf" in overview.findChild(QLabel, "scans").text()
    pane = page.scans.pane
    with qtbot.waitSignal(pane.view.opened):
        overview.findChild(QLabel, "scans").linkActivated.emit("0")
    assert (pane.volume.number, pane.view.page_count) == ("1", 4)
    page.findChild(QToolButton, "open_outside").click()
    pane.view.close_file()
    assert pane.view.renderer.wait()
    assert Path(opened[0]).name == "卷宗一.pdf"
    assert Path(opened[0]).read_bytes() == scan.read_bytes()
