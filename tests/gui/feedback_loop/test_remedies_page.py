"""The remedies' page: the ledger and its panel, the wall board, the recheck by keyboard, the spreadsheet and back."""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QListView,
    QPlainTextEdit,
    QPushButton,
    QTabBar,
    QTableView,
    QWidget,
)
from pytestqt.qtbot import QtBot

from gui.desk import Desk
from gui.dialogs.confirm import ConfirmDialog
from gui.pages.page import Subject
from gui.pages.remedies.exchange import Exchange, RemedyImportDialog
from gui.pages.remedies.filters import RemedyFilters
from gui.pages.remedies.new_finding import NewFindingDialog
from gui.pages.remedies.page import RemediesPage
from gui.pages.remedies.panel import RemedyPanel
from gui.pages.remedies.recheck_pane import RecheckPane
from gui.widgets.banner import Banner
from models.queries.remedies import recheck_cases, remedy_rows
from models.remedy import RecheckResult, RemedyStatus
from models.review_state import ReviewState
from models.services import remedies

ISSUED_ON = date(2026, 1, 5)
LATE = date(2026, 2, 10)


@pytest.fixture
def open_page(desk: Desk, qtbot: QtBot) -> Callable[..., RemediesPage]:
    def open_it(today: date = ISSUED_ON) -> RemediesPage:
        page = RemediesPage(desk, today=lambda: today)
        qtbot.addWidget(page)
        page.resize(1240, 660)
        with qtbot.waitActive(page):
            page.show()
        page.activate()
        return page

    return open_it


def button(page: QWidget, name: str) -> QPushButton:
    found = page.findChild(QPushButton, name)
    assert found is not None
    return found


def table(page: QWidget, name: str) -> QTableView:
    found = page.findChild(QTableView, name)
    assert found is not None
    return found


def column(view: QTableView, number: int) -> list[str]:
    model = view.model()
    return [str(model.index(row, number).data()) for row in range(model.rowCount())]


def rows_of(scene):
    with scene.store.read() as session:
        return remedy_rows(session)


def states_of(scene) -> list[ReviewState]:
    with scene.store.read() as session:
        return [case.state for case in recheck_cases(session)]


def test_before_the_first_letter_the_page_says_where_remedies_come_from(make_scene, open_page) -> None:
    make_scene(cases=1)
    page = open_page()
    asked: list[Subject] = []
    page.asked_for.connect(asked.append)
    button(page, "first_step").click()
    assert asked == [Subject("letters")]


def test_late_remedies_come_first_and_can_be_singled_out(make_scene, open_page) -> None:
    scene = make_scene(cases=2, faulty=2)
    scene.issue(2)
    rows = rows_of(scene)
    with scene.store.write("张主任") as session:
        remedies.report(session, rows[0].remedy_id, status=RemedyStatus.DONE)
    days = (LATE - rows[1].due_on).days
    page = open_page(LATE)
    assert column(table(page, "remedies_table"), 9) == [f"▲ 逾期{days}天"] * 2 + ["○ 待复评"]
    assert button(page, "only_late").text() == "逾期 2 ▲"
    button(page, "only_late").click()
    assert len(column(table(page, "remedies_table"), 0)) == 2


def test_departments_narrow_the_ledger(make_scene, open_page) -> None:
    scene = make_scene(cases=3, faulty=3)
    scene.issue(3)
    page = open_page()
    departments = sorted({row.department for row in rows_of(scene)})
    combo = page.findChild(QComboBox, "remedy_department")
    combo.setCurrentIndex(combo.findData(departments[0]))
    combo.activated.emit(combo.currentIndex())
    assert set(column(table(page, "remedies_table"), 7)) == {departments[0]}


def test_a_report_takes_a_key_and_some_words(make_scene, open_page, qtbot: QtBot, type_chinese) -> None:
    scene = make_scene(cases=1, faulty=1)
    scene.issue(1)
    page = open_page()
    view = table(page, "remedies_table")
    view.setFocus()
    qtbot.keyClick(view, Qt.Key.Key_Return)
    panel = page.findChild(RemedyPanel)
    qtbot.keyClick(panel, Qt.Key.Key_2)
    account = page.findChild(QPlainTextEdit, "remedy_account")
    assert account.hasFocus()
    button(page, "report_remedy").click()
    assert "部分整改" in panel.findChild(Banner).message, "less than everything needs a reason"
    type_chinese(account, "正在公告送达")
    qtbot.keyClick(account, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    (row,) = rows_of(scene)
    assert (row.status, row.account, row.done_on, row.reported_by) == (
        RemedyStatus.PARTLY,
        "正在公告送达",
        ISSUED_ON,
        row.person,
    )


def test_the_plan_is_kept_when_a_field_is_left(make_scene, open_page, qtbot: QtBot) -> None:
    scene = make_scene(cases=1, faulty=1)
    scene.issue(1)
    page = open_page()
    page.reveal(Subject("remedies", rows_of(scene)[0].remedy_id))
    leader = page.findChild(QWidget, "plan_leader")
    leader.setText("李庭长")
    qtbot.keyClick(leader, Qt.Key.Key_Return)
    due_on = page.findChild(QWidget, "plan_due_on_field")
    due_on.setText("2026年3月2日")
    page.deactivate()
    (row,) = rows_of(scene)
    assert (row.leader, row.due_on) == ("李庭长", date(2026, 3, 2))


def test_cards_hang_by_stage(make_scene, open_page, qtbot: QtBot) -> None:
    scene = make_scene(cases=2, faulty=2)
    scene.issue(2)
    rows = rows_of(scene)
    with scene.store.write("张主任") as session:
        remedies.report(session, rows[0].remedy_id, status=RemedyStatus.DONE)
        remedies.recheck(
            session, rows[1].finding_id, result=RecheckResult.CLEARED, evidence="已补附", rechecked_by="评查一"
        )
    page = open_page()
    page.findChild(QTabBar, "remedy_tabs").setCurrentIndex(1)
    hanging = {
        stage: page.findChild(QListView, f"cards_{stage}").model().rowCount()
        for stage in ("waiting", "under_way", "to_recheck", "cleared")
    }
    assert hanging == {"waiting": 1, "under_way": 0, "to_recheck": 1, "cleared": 1}
    cards = page.findChild(QListView, "cards_to_recheck")
    cards.setCurrentIndex(cards.model().index(0, 0))
    qtbot.keyClick(cards, Qt.Key.Key_Return)
    assert page.findChild(QTabBar, "remedy_tabs").currentIndex() == 0
    assert page.findChild(RemedyPanel).isVisible()


def test_a_case_is_rechecked_and_closed_by_keyboard(make_scene, open_page, qtbot: QtBot, type_chinese) -> None:
    scene = make_scene(cases=2, faulty=1)
    scene.issue(2)
    page = open_page()
    page.findChild(QComboBox, "rechecked_by").setCurrentText("评查二")
    page.reveal(Subject("remedies", rows_of(scene)[0].reviewed_case_id))
    cases = table(page, "recheck_cases")
    pane = page.findChild(RecheckPane)
    cases.setFocus()
    qtbot.keyClick(cases, Qt.Key.Key_Return)
    qtbot.keyClick(table(page, "recheck_findings"), Qt.Key.Key_1)
    evidence = page.findChild(QWidget, "recheck_evidence")
    assert evidence.hasFocus()
    qtbot.keyClick(evidence, Qt.Key.Key_Return)
    assert "依据" in pane.findChild(Banner).message, "nothing is struck off on no evidence"
    type_chinese(evidence, "卷1第23页已补附")
    qtbot.keyClick(evidence, Qt.Key.Key_Return)
    (row,) = rows_of(scene)
    assert (row.result, row.evidence, row.rechecked_by) == (RecheckResult.CLEARED, "卷1第23页已补附", "评查二")
    step = button(page, "recheck_step")
    assert step.hasFocus()
    qtbot.keyClick(step, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert step.text() == "办结本案"
    qtbot.keyClick(step, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    page.findChild(ConfirmDialog).accept()
    assert sorted(states_of(scene)) == [ReviewState.CLOSED, ReviewState.NOTIFIED]


def test_an_open_finding_needs_a_recommendation(make_scene, open_page, qtbot: QtBot, type_chinese) -> None:
    scene = make_scene(cases=1, faulty=1)
    scene.issue(1)
    page = open_page()
    page.findChild(QComboBox, "rechecked_by").setCurrentText("评查二")
    page.reveal(Subject("remedies", scene.batch_id, "复评"))
    page.setFocus()
    qtbot.keyClick(table(page, "recheck_cases"), Qt.Key.Key_2)
    words = page.findChild(QPlainTextEdit, "recommendation")
    assert words.hasFocus()
    button(page, "recheck_step").click()
    assert "下一步工作建议" in page.findChild(RecheckPane).findChild(Banner).message
    type_chinese(words, "一个月内补正")
    button(page, "recheck_step").click()
    assert states_of(scene) == [ReviewState.REMEDYING]
    with scene.store.read() as session:
        assert recheck_cases(session)[0].recommendation == "一个月内补正"


def test_a_recheck_can_find_something_new(make_scene, open_page, qtbot: QtBot, type_chinese) -> None:
    scene = make_scene(cases=1, faulty=0)
    scene.issue(1)
    page = open_page()
    page.findChild(QComboBox, "rechecked_by").setCurrentText("评查二")
    page.reveal(Subject("remedies", scene.batch_id, "复评"))
    button(page, "add_finding").click()
    dialog = page.findChild(NewFindingDialog)
    button(dialog, "new_finding_keep").click()
    assert "事实" in dialog.findChild(Banner).message
    type_chinese(dialog.findChild(QPlainTextEdit, "new_facts"), "缺送达回证")
    button(dialog, "new_finding_keep").click()
    (row,) = rows_of(scene)
    assert (row.content, row.result, row.due_on) == ("缺送达回证", RecheckResult.NEW, date(2026, 1, 26))
    assert column(table(page, "recheck_findings"), 4) == ["○ 新增"]


def test_cases_without_a_finding_are_ended_and_closed_together(make_scene, open_page) -> None:
    scene = make_scene(cases=3, faulty=0)
    scene.issue(3)
    page = open_page()
    page.findChild(QComboBox, "rechecked_by").setCurrentText("评查二")
    page.findChild(QTabBar, "remedy_tabs").setCurrentIndex(2)
    cases, step = table(page, "recheck_cases"), button(page, "recheck_step")
    cases.selectAll()
    assert step.text() == "结束复评 3 件"
    step.click()
    cases.selectAll()
    assert step.text() == "办结 3 件"
    step.click()
    page.findChild(ConfirmDialog).accept()
    assert states_of(scene) == [ReviewState.CLOSED] * 3


def test_the_ledger_goes_out_and_comes_back(make_scene, open_page, desk: Desk, tmp_path: Path) -> None:
    scene = make_scene(cases=2, faulty=2)
    scene.issue(2)
    page = open_page()
    exchange = Exchange(page, desk, page.findChild(RemedyFilters))
    exchange.write(tmp_path / "整改台账.xlsx")
    exchange.read(tmp_path / "整改台账.xlsx")
    dialog = page.findChild(RemedyImportDialog)
    assert column(table(dialog, "remedy_import_rows"), 2) == ["相同"] * 3
    assert dialog.isVisible()
    QApplication.processEvents()
    assert rows_of(scene)[0].due_on >= ISSUED_ON + timedelta(days=15)
