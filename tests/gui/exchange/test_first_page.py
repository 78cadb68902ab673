"""What the workbench says of the exchange, and where it leads."""

from datetime import date

from PySide6.QtWidgets import QPushButton

from exports.packages import receiving
from gui.desk import Desk
from gui.pages.page import Subject
from gui.pages.workbench.page import WorkbenchPage
from gui.runners import InlineRunner
from models.queries.exchange import custody_rows
from models.services import custody


def lines(side, qtbot) -> tuple[WorkbenchPage, list[str]]:
    page = WorkbenchPage(Desk(side.store, InlineRunner(), "甲"), today=lambda: date(2026, 1, 5))
    qtbot.addWidget(page)
    page.activate()
    buttons = [button for button in page.findChildren(QPushButton) if button.objectName().startswith("task_")]
    return page, [button.accessibleName() for button in buttons]


def test_work_for_a_known_seat_waits_to_leave(town, qtbot) -> None:
    page, shown = lines(town.office, qtbot)
    assert shown == [
        "写入 U 盘：8 件已分派，待交出 2026年第一季度常规评查",
        "去评查：16 件已分派，待评查 2026年第一季度常规评查",
    ], "the others have no seat and read at this desk"
    asked: list[Subject] = []
    page.asked_for.connect(asked.append)
    page.findChild(QPushButton, "task_0").click()
    assert asked == [Subject("exchange", town.batch_id, "人员")]


def test_what_is_out_waits_no_more(town, qtbot) -> None:
    town.give()
    assert not any("待交出" in line for line in lines(town.office, qtbot)[1])


def test_finished_readings_wait_to_go_back_until_they_have(town, qtbot) -> None:
    town.give()
    town.work(2)
    assert "交回：2 件已评完，待交回审管办 2026年第一季度常规评查" in lines(town.reviewer, qtbot)[1]
    town.hand_back()
    assert not any("交回" in line for line in lines(town.reviewer, qtbot)[1])
    town.work(1, start=2)
    assert "交回：1 件已评完，待交回审管办 2026年第一季度常规评查" in lines(town.reviewer, qtbot)[1]


def test_a_late_reading_waits_for_a_decision(town, qtbot) -> None:
    town.give()
    town.work(1)
    with town.office.store.write("甲") as session:
        row = next(row for row in custody_rows(session) if row.reviewer == town.name)
        custody.reassign(session, town.batch_id, row.reviewer_id, "U 盘遗失")
    receiving.import_package(town.office.store, town.hand_back(), town.office.keys, actor="甲")
    assert "去处理：1 项交回的内容待处理（旧轮次、分叉、待归位）" in lines(town.office, qtbot)[1]


def test_the_page_opens_at_what_was_asked_for(show, town) -> None:
    shown = show(town.office)
    shown.page.reveal(Subject("exchange", town.batch_id, "人员"))
    assert shown.page.people.table.current_row().here == 8
    shown.page.reveal(Subject("exchange", None, "待处理"))
    assert "没有待处理的事项" in shown.words
