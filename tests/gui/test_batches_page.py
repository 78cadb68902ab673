"""批次: from the form to the determined grades, through the page."""

from datetime import date, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QToolButton

from gui.desk import Desk
from gui.dialogs.confirm import ConfirmDialog
from gui.dialogs.reason import ReasonDialog
from gui.pages.batches import BatchesPage
from gui.pages.batches.steps import Step, next_step, proposed_name
from gui.pages.page import Subject
from gui.widgets.banner import Banner
from models.batch import Batch, BatchKind
from models.changes import Changes
from models.ledger_row import CaseFacts, LedgerRow
from models.queries.batches import BatchRow, batch_rows
from models.queries.determinations import determination_view
from models.queries.ledgers import preview
from models.queries.readings import Reading, reading, reading_rows
from models.review_state import ReviewState
from models.seat import Seat
from models.services import answers, settings
from models.services.ledgers import import_ledger
from models.store import Store
from review_forms.answers import Answer, Finding, Verdict
from review_forms.office_remarks import with_remark_seen
from review_forms.standard import ItemKind, Severity

CASES = 12


def facts(serial: int) -> CaseFacts:
    return CaseFacts(
        number=f"（2025）吉0199民初{serial}号",
        year=2025,
        court_code="吉0199",
        type_code="民初",
        serial=serial,
        category="civil",
        cause="离婚纠纷",
        department="民事审判第一庭" if serial % 3 else "云溪镇人民法庭",
        handler="程立",
        closed_on=date(2025, 10, 1) + timedelta(days=serial),
    )


@pytest.fixture
def page(desk: Desk, store: Store, qtbot) -> BatchesPage:
    with store.write("审管办") as session:
        found = preview(session, [LedgerRow(n + 1, facts(n)) for n in range(1, CASES + 1)])
        import_ledger(session, found, file_name="台账.xlsx", sha256="0" * 64)
        settings.add_reviewer(session, "评查一")
    page = BatchesPage(desk)
    qtbot.addWidget(page)
    page.resize(1250, 700)
    with qtbot.waitActive(page):
        page.show()
        page.activateWindow()
    page.activate()
    return page


def press(page: BatchesPage, name: str) -> None:
    button = next(each for each in page.findChildren(QPushButton, name) if each.isVisible())
    assert button.isEnabled(), name
    button.click()


def message(page: BatchesPage) -> str:
    return "".join(banner.message for banner in page.findChildren(Banner) if banner.isVisible())


def words(page: BatchesPage) -> str:
    return "\n".join(label.text() for label in page.findChildren(QLabel) if label.isVisible())


def create(page: BatchesPage) -> None:
    page.show_form()
    press(page, "create_batch")


def draw(page: BatchesPage, count: int = 3) -> None:
    page.detail.draw_panel.count.setValue(count)
    page.detail.draw_panel.seed.setText("20260105")
    press(page, "draw_cases")


def score_all(store: Store, *, faulty: bool = False) -> None:
    with store.read() as session:
        readings = [reading(session, row.assignment_id) for row in reading_rows(session)]
    with store.write("评查一") as session:
        for each in readings:
            fixed = next(item for item in each.standard.items if item.kind is ItemKind.FIXED)
            for item in each.standard.items:
                answer = Answer(item.id, Verdict.CLEAR)
                if faulty and item is fixed:
                    finding = Finding(str(uuid4()), Severity.DEFECT, "1", "23", "未附送达回执", item.basis, "补正")
                    answer = Answer(item.id, Verdict.FAULTY, (finding,))
                answers.record_answer(session, each.assignment_id, answer)
            answers.submit(session, each.assignment_id, grade="defective" if faulty else "qualified")


def reading_of(store: Store, reviewed_case_id: UUID) -> Reading:
    with store.read() as session:
        (found,) = (row for row in reading_rows(session) if row.reviewed_case_id == reviewed_case_id)
        return reading(session, found.assignment_id)


def scored(page: BatchesPage, store: Store, *, faulty: bool = False) -> None:
    create(page)
    draw(page)
    press(page, "next_step")
    score_all(store, faulty=faulty)
    page.detail.refresh()


def test_the_form_proposes_name_and_frame_and_makes_the_batch(page: BatchesPage) -> None:
    press(page, "first_step")
    form = page.form
    assert form.name.text() == proposed_name("常规评查", date.today())
    assert f"{CASES} 件" in words(page)
    form.departments.set_ticked("云溪镇人民法庭")
    assert "4 件" in words(page)
    form.kind.setCurrentIndex(2)
    assert form.name.text().endswith("专项评查")
    press(page, "create_batch")
    assert page.detail.draw_panel.isVisible()
    assert "抽样框内 4 件" in words(page)


def test_a_reviewer_is_added_in_the_form(page: BatchesPage, qtbot, type_chinese) -> None:
    page.show_form()
    type_chinese(page.form.new_person, "王㛃")
    qtbot.keyClick(page.form.new_person, Qt.Key.Key_Return)
    assert len(page.form.people.ticked()) == 2
    press(page, "create_batch")
    assert "王㛃 0/0" in words(page)


def test_a_name_that_is_taken_is_refused_in_the_form(page: BatchesPage) -> None:
    create(page)
    page.show_form()
    press(page, "create_batch")
    assert "请换一个名称" in message(page)
    assert page.form.isVisible()


def test_draw_and_assign(page: BatchesPage) -> None:
    create(page)
    panel = page.detail.draw_panel
    assert not page.findChild(QPushButton, "draw_cases").isEnabled()
    draw(page, 5)
    assert panel.isHidden()
    assert "从 12 件中抽取了 5 件" in message(page)
    press(page, "next_step")
    assert "已分派 5 件" in message(page)
    assert "评查一 0/5" in words(page)


def test_every_case_is_determined_by_keys_one_after_the_other(page: BatchesPage, store: Store, qtbot) -> None:
    scored(page, store)
    press(page, "next_step")
    panel = page.detail.case_panel
    first = panel.reviewed_case_id
    qtbot.keyClick(page.detail.table, Qt.Key.Key_4)
    assert panel.form.grade().id == "wrong"
    qtbot.keyClick(page.detail.table, Qt.Key.Key_1)
    assert panel.form.decided_by.text() == "评查组长"
    for _ in range(3):
        press(page, "determine")
    assert panel.isHidden()
    assert "没有待审定的案件了" in message(page)
    with store.read() as session:
        view = determination_view(session, first)
    assert view.determined.id == "qualified"


def test_departing_needs_a_reason_beside_the_form(page: BatchesPage, store: Store, qtbot) -> None:
    scored(page, store, faulty=True)
    press(page, "next_step")
    panel = page.detail.case_panel
    qtbot.waitUntil(lambda: "未附送达回执" in words(page))
    press(page, "grade_wrong")
    assert panel.form.decided_by.text() == "审判委员会"
    assert "必填" in words(page)
    press(page, "determine")
    assert "请写明理由" in message(page)
    panel.form.reason.set_text("影响裁判结果")
    press(page, "determine")
    assert "请写明理由" not in message(page)
    assert page.detail.table.current_row().determined is None, "the next case is open"
    assert [row.determined.id for row in page.detail._rows if row.determined] == ["wrong"]


def test_a_reading_is_given_back_with_a_remark(page: BatchesPage, store: Store) -> None:
    scored(page, store)
    press(page, "next_step")
    press(page, "give_back")
    dialog = page.findChild(ReasonDialog)
    dialog._reason.setPlainText("第3项请再核对")
    dialog._step.click()
    assert "已退回评查员" in message(page)
    page.detail.chips.choose("scoring")
    page.detail.chips.chosen.emit("scoring")
    assert page.detail.table.model().rowCount() == 1


def remark(page: BatchesPage, qtbot, type_chinese, number: int, text: str) -> None:
    """By keys alone, from the list of cases."""
    page.detail.table.setFocus()
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_R, Qt.KeyboardModifier.ControlModifier)
    assert QApplication.focusWidget() is page.detail.case_panel.remarks.number
    qtbot.keyClicks(QApplication.focusWidget(), str(number))
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    type_chinese(QApplication.focusWidget(), text)


def test_remarks_on_items_go_back_with_the_reading(page: BatchesPage, store: Store, qtbot, type_chinese) -> None:
    scored(page, store)
    press(page, "next_step")
    remark(page, qtbot, type_chinese, 5, "请核对")
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    remark(page, qtbot, type_chinese, 3, "请写明送达日期")
    case_id = page.detail.case_panel.reviewed_case_id
    press(page, "give_back")
    assert "第 3 项：请写明送达日期" in words(page)
    assert words(page).index("第 3 项：请写明送达日期") < words(page).index("第 5 项：请核对")
    page.findChild(ReasonDialog)._step.click()
    assert "已退回评查员" in message(page)
    shown = reading_of(store, case_id)
    ids = [item.id for item in shown.standard.items]
    assert (shown.remark, dict(shown.remarks)) == ("", {ids[2]: "请写明送达日期", ids[4]: "请核对"})
    assert page.detail.case_panel.remarks.remarks() == {}


def test_a_remark_is_written_beside_its_finding(page: BatchesPage, store: Store, qtbot, type_chinese) -> None:
    scored(page, store, faulty=True)
    press(page, "next_step")
    qtbot.waitUntil(lambda: "未附送达回执" in words(page))
    press(page, "remark_on_finding")
    type_chinese(QApplication.focusWidget(), "请补页码")
    form = page.detail.case_panel.remarks
    (item_id,) = form.remarks()
    press(page, "remark_on_finding")
    assert form.remarks() == {item_id: "请补页码"}, "the same remark again, to be changed"
    press(page, "grade_wrong")
    press(page, "determine")
    assert "还没有退回" in message(page)
    page.findChild(QToolButton, f"remove_remark_{item_id}").click()
    assert form.remarks() == {}


def test_what_is_written_for_a_return_stays_with_its_case(page: BatchesPage, store: Store, qtbot, type_chinese) -> None:
    scored(page, store)
    press(page, "next_step")
    panel = page.detail.case_panel
    first, second = (row.id for row in page.detail._rows[:2])
    page.detail.open_case(first)
    remark(page, qtbot, type_chinese, 2, "甲")
    press(page, "give_back")
    page.findChild(ReasonDialog)._reason.setPlainText("总的意见")
    page.findChild(ReasonDialog).reject()
    page.detail.open_case(second)
    assert panel.remarks.remarks() == {}
    remark(page, qtbot, type_chinese, 1, "乙")
    page.detail.open_case(first)
    assert list(panel.remarks.remarks().values()) == ["甲"]
    page.detail.refresh()
    assert list(panel.remarks.remarks().values()) == ["甲"]
    panel._ask_to_return()
    dialogs = [dialog for dialog in page.findChildren(ReasonDialog) if dialog.isVisible()]
    assert [dialog._reason.toPlainText() for dialog in dialogs] == ["总的意见"]


def test_what_became_of_the_remarks_is_told(page: BatchesPage, store: Store, qtbot) -> None:
    scored(page, store)
    case_id = page.detail._rows[0].id
    before = reading_of(store, case_id)
    changed, seen, left = before.standard.items[:3]
    with store.write("审管办") as session:
        answers.give_back(session, case_id, "", {changed.id: "甲意见", seen.id: "乙意见", left.id: "丙意见"})
    with store.write("评查一") as session:
        answers.record_answer(session, before.assignment_id, Answer(changed.id, Verdict.NOT_APPLICABLE))
        answers.record_answer(session, before.assignment_id, with_remark_seen(before.answers[seen.id]))
        answers.submit(session, before.assignment_id, grade="qualified")
    page.detail.refresh()
    page.detail.open_case(case_id)
    qtbot.waitUntil(lambda: "未处理 1　已核，未改 1　已修改 1" in words(page))
    shown = words(page)
    assert shown.index("▲ 未处理") < shown.index("丙意见") < shown.index("○ 已核，未改") < shown.index("乙意见")
    assert shown.index("乙意见") < shown.index("意见已核，不改") < shown.index("● 已修改") < shown.index("甲意见")


def test_closing_too_early_is_refused(page: BatchesPage, store: Store) -> None:
    scored(page, store)
    next(action for action in page.detail.more_menu().actions() if "办结" in action.text()).trigger()
    page.findChild(ConfirmDialog).accept()
    assert "还有3件没有办结" in message(page)


def test_score_sheets_go_out_and_come_back(page: BatchesPage, tmp_path: Path) -> None:
    create(page)
    draw(page, 2)
    press(page, "next_step")
    page.detail.export_score_sheets(tmp_path)
    (sheet,) = tmp_path.glob("*.xlsx")
    assert sheet.name in message(page)
    page.detail.import_score_sheets(sheet)
    assert page.detail.report.isVisible()


def test_a_reviewed_case_is_revealed_in_its_batch(page: BatchesPage, store: Store) -> None:
    scored(page, store)
    case_id = page.detail._rows[2].id
    page.show_list()
    page.reveal(Subject("batches", case_id))
    assert page.detail.case_panel.reviewed_case_id == case_id


S = ReviewState


@pytest.mark.parametrize(
    ("states", "step"),
    [
        ({}, Step.DRAW),
        ({S.DRAWN: 1, S.SCORED: 2}, Step.ASSIGN),
        ({S.SCORED: 1, S.ASSIGNED: 5}, Step.DETERMINE),
        ({S.DETERMINED: 1, S.SCORING: 5}, Step.LETTERS),
        ({S.SCORING: 5, S.REMEDYING: 1}, Step.WAIT),
        ({S.REMEDYING: 1, S.CLOSED: 1}, Step.REMEDIES),
        ({S.RECHECKED: 1}, Step.REMEDIES),
        ({S.CLOSED: 3}, Step.CLOSE),
    ],
)
def test_the_next_step_is_what_the_office_can_do_itself(states: dict[ReviewState, int], step: Step) -> None:
    row = BatchRow(uuid4(), "一", BatchKind.ROUTINE, "标准", "1", date(2026, 1, 1), False, states)
    assert next_step(row, date(2026, 1, 5)).step is step


def test_a_late_batch_says_how_late() -> None:
    row = BatchRow(uuid4(), "一", BatchKind.ROUTINE, "标准", "1", date(2026, 1, 1), False, {S.SCORING: 2})
    assert "已超过期限 4 天" in next_step(row, date(2026, 1, 5)).sentence


def test_a_blind_batch_is_planned_and_says_so(page: BatchesPage, desk: Desk) -> None:
    page.show_form()
    page.form.name.setText("盲评一批")
    page.form.blind.setChecked(True)
    press(page, "create_batch")
    (row,) = desk.read(batch_rows)
    assert row.is_blind
    assert "　·　盲评　·　" in words(page)
    page.show_form()
    assert not page.form.blind.isChecked()


def test_another_offices_batch_can_only_be_read(page: BatchesPage, store: Store, desk: Desk) -> None:
    create(page)
    other = uuid4()
    with store.write("审管办") as session:
        session.add(Seat(id=other, role="office", name="中院审管办", is_own=False))
        session.get_one(Batch, desk.read(batch_rows)[0].id).seat_id = other
    page.refresh(Changes())
    assert "这是“中院审管办”移交来的批次，在这里只能查看。" in words(page)
    buttons = [each.objectName() for each in page.detail.findChildren(QPushButton) if each.isVisibleTo(page.detail)]
    assert not {"more_steps", "next_step"} & set(buttons)
    page.show_list()
    (row,) = page._rows
    assert row.owner == "中院审管办"


def test_the_keys_reach_the_batches_when_the_page_is_come_to(page: BatchesPage) -> None:
    page.show_form()
    page.setFocus()
    assert QApplication.focusWidget() is page.form.name
    page.show_list()
    assert page.focusProxy() is page.list.table
