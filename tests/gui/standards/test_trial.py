"""标准: a draft tried on a batch that was read."""

from pathlib import Path

from PySide6.QtWidgets import QComboBox, QFileDialog, QLabel, QPushButton
from python_calamine import CalamineWorkbook

from models.queries.determinations import reviewed_case_rows
from tests.gui.standards.conftest import Shown


def begin(shown: Shown) -> None:
    """A draft in which every fault of two points costs all points is tried on the batch."""
    shown.adapt()
    draft = shown.page.drafting.draft
    for row, cells in enumerate(draft.sheet.rows):
        if cells.get("kind") in ("按处扣分", "酌定扣分"):
            draft.set_text(row, "kind", "全得或不得")
            for key in ("deduction", "minimum", "cap"):
                draft.set_text(row, key, "")
            draft.set_text(row, "severity", "差错")
    shown.press("back_to_standards")
    shown.press("try_standard")


def words(shown: Shown) -> str:
    labels = shown.page.trial.findChildren(QLabel)
    return "\n".join(label.text() for label in labels if label.isVisible())


def test_without_a_batch_the_page_says_so(shown: Shown) -> None:
    shown.press("try_standard")
    assert "还没有可以试算的批次" in words(shown)
    assert not shown.page.trial.findChild(QPushButton, "run_trial").isEnabled()


def test_cases_appear_with_both_grades_and_why(shown: Shown, read_batch) -> None:
    read_batch(12)
    begin(shown)
    shown.press("run_trial")
    trial = shown.page.trial
    assert trial.result is not None
    assert len(trial.result.cases) == 12
    changed = len(trial.result.changed)
    assert trial.findChild(QPushButton, "trial_chips_changed").text() == f"只看变化 {changed}"
    assert "试算 12 件" in words(shown)
    assert "没有提交，未参加试算" in words(shown)
    shown.press("trial_chips_all")
    assert trial.table.model().rowCount() == 12
    case = next(iter(trial.result.changed or trial.result.cases))
    trial.table.choose(case.reviewed_case_id)
    assert trial.panel.isVisible()
    for reason in (*case.gained, *case.lost):
        assert reason.text in words(shown)


def test_nothing_is_written(shown: Shown, read_batch) -> None:
    office = read_batch(3)
    begin(shown)
    before = shown.desk.read(lambda session: reviewed_case_rows(session, office.batch_id))
    shown.press("run_trial")
    assert shown.desk.read(lambda session: reviewed_case_rows(session, office.batch_id)) == before


def test_another_scale_can_be_tried(shown: Shown, read_batch) -> None:
    read_batch(4)
    shown.page.show_shelf()
    shown.page.shelf.choose("civil-100")
    shown.press("try_standard")
    scale = shown.page.trial.findChild(QComboBox, "trial_scale")
    scale.setCurrentIndex(scale.findData("excellent_four"))
    shown.press("run_trial")
    assert shown.page.trial.result.new_scale.id == "excellent_four"


def test_a_faulty_draft_is_refused(shown: Shown, read_batch) -> None:
    read_batch(1)
    shown.adapt()
    shown.page.drafting.draft.set_text(0, "points", "三")
    shown.press("back_to_standards")
    shown.press("try_standard")
    shown.press("run_trial")
    assert "处错误" in shown.message
    assert shown.page.trial.result is None


def test_items_that_nobody_answered_are_counted(shown: Shown, read_batch) -> None:
    read_batch(2)
    shown.page.show_shelf()
    shown.page.shelf.choose("hearing")
    shown.press("try_standard")
    shown.press("run_trial")
    assert "没有评过，按无扣分计" in words(shown)


def test_the_trial_is_written_into_a_spreadsheet(shown: Shown, read_batch, tmp_path: Path) -> None:
    read_batch(5)
    begin(shown)
    shown.press("run_trial")
    path = tmp_path / "试算.xlsx"
    shown.page.trial.export_to(path)
    assert "已导出" in shown.message
    rows = CalamineWorkbook.from_path(str(path)).get_sheet_by_name("试算").to_python()
    numbers = {case.number for case in shown.page.trial.result.cases}
    assert {row[0] for row in rows} >= numbers
    shown.press("export_trial")
    shown.page.findChild(QFileDialog).reject()
