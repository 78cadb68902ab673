"""The workbench: one line for each thing to do, in order, each leading to its place."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton, QTableView
from pytestqt.qtbot import QtBot

from gui.desk import Desk
from gui.pages.page import Subject
from gui.pages.workbench.deadlines import DeadlineList
from gui.pages.workbench.page import WorkbenchPage
from gui.pages.workbench.words import STEPS
from models.changes import Changes
from models.ledger_row import CaseFacts, LedgerRow
from models.queries.ledgers import preview
from models.queries.remedies import remedy_rows
from models.queries.workbench import Task
from models.remedy import RemedyStatus
from models.services import batches, remedies
from models.services.ledgers import import_ledger
from models.store import Session

ISSUED_ON = date(2026, 1, 5)


@pytest.fixture
def open_page(desk: Desk, qtbot: QtBot) -> Callable[..., tuple[WorkbenchPage, list[Subject]]]:
    def open_it(today: date = ISSUED_ON) -> tuple[WorkbenchPage, list[Subject]]:
        page = WorkbenchPage(desk, today=lambda: today)
        asked: list[Subject] = []
        page.asked_for.connect(asked.append)
        qtbot.addWidget(page)
        page.resize(1240, 660)
        with qtbot.waitActive(page):
            page.show()
        page.activate()
        return page, asked

    return open_it


def tasks(page: WorkbenchPage) -> list[str]:
    buttons = [button for button in page.findChildren(QPushButton) if button.objectName().startswith("task_")]
    return [button.accessibleName() for button in buttons]


def click(page: WorkbenchPage, name: str) -> None:
    found = page.findChild(QPushButton, name)
    assert found is not None
    found.click()


def words(page: WorkbenchPage) -> str:
    return "\n".join(label.text() for label in page.findChildren(QLabel) if label.isVisibleTo(page))


def test_every_task_has_its_line() -> None:
    assert set(STEPS) == set(Task)


def test_a_fresh_workspace_offers_the_ledger(open_page) -> None:
    page, asked = open_page()
    assert "从一份结案台账开始" in words(page)
    click(page, "first_step")
    assert asked == [Subject("cases", text="导入台账")]


def test_the_day_stands_with_its_weekday(make_scene, open_page) -> None:
    make_scene(cases=1)
    page, _ = open_page()
    assert "今天 2026-01-05 星期一" in words(page)


def test_letters_that_wait_lead_to_their_batch(make_scene, open_page) -> None:
    scene = make_scene(cases=3)
    page, asked = open_page()
    assert tasks(page) == ["预览并编号：3 件已审定，待发反馈意见书 2026年第一季度常规评查"]
    click(page, "task_0")
    click(page, "batch_step_0")
    assert asked == [Subject("letters", scene.batch_id)] * 2


def test_the_page_follows_what_happens_elsewhere(make_scene, open_page, desk: Desk) -> None:
    scene = make_scene(cases=2, faulty=1)
    page, asked = open_page()
    issued = scene.issue(2)
    desk.announce(batches.Changes(letters=frozenset(issued)))
    assert tasks(page) == ["复评：1 件部门已报送或没有问题，待复评 2026年第一季度常规评查"]
    click(page, "task_0")
    assert asked == [Subject("remedies", scene.batch_id, "复评")]


def test_late_ones_come_first_and_open_in_the_ledger(make_scene, open_page, qtbot: QtBot) -> None:
    scene = make_scene(cases=2, faulty=2)
    scene.issue(2)
    with scene.store.read() as session:
        rows = remedy_rows(session)
    with scene.store.write("张主任") as session:
        remedies.report(session, rows[0].remedy_id, status=RemedyStatus.DONE)
    late = rows[1].due_on + timedelta(days=3)
    page, asked = open_page(late)
    deadlines = page.findChild(DeadlineList)
    assert deadlines.summary == "逾期 2 项 ▲　今天 0 项　一周内 0 项", "what was reported is not late"
    table = page.findChild(QTableView, "deadline_table")
    assert table.model().index(0, 0).data() == "▲ 逾期3天"
    table.selectRow(0)
    table.setFocus()
    qtbot.keyClick(table, Qt.Key.Key_Return)
    assert asked == [Subject("remedies", rows[1].remedy_id)]


def test_with_nothing_to_do_the_next_batch_is_offered_from_cases_that_nobody_has_read(
    make_scene, open_page, desk: Desk, qtbot: QtBot
) -> None:
    scene = make_scene(cases=1, faulty=0)
    scene.issue(1)
    with scene.store.write("张主任") as session:
        remedies.conclude_recheck(session, scene.reviewed_case_ids[0], recommendation="", concluded_by="评查一")
        remedies.close_case(session, scene.reviewed_case_ids[0], "张主任")
        batches.close(session, scene.batch_id)
    page, asked = open_page()
    qtbot.waitUntil(lambda: "没有等您处理的事项。没有可供抽取的案件了" in words(page))
    desk.perform(page, import_one_more)
    assert tasks(page) == []
    qtbot.waitUntil(lambda: "没有等您处理的事项。可以建立下一个批次。" in words(page))
    click(page, "next_batch")
    assert asked == [Subject("batches", text="建立批次")]


def import_one_more(session: Session) -> Changes:
    facts = CaseFacts(
        number="（2025）吉0199民初900号",
        year=2025,
        court_code="吉0199",
        type_code="民初",
        serial=900,
        category="civil",
        closed_on=date(2025, 11, 2),
    )
    found = preview(session, [LedgerRow(2, facts)])
    return import_ledger(session, found, file_name="台账.xlsx", sha256="1" * 64).changes
