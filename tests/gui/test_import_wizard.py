"""导入台账 through the window: columns, outcomes, report, and taking it back."""

import json
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QPushButton

from gui.desk import Desk
from gui.dialogs.confirm import ConfirmDialog
from gui.pages.cases import CasesPage
from gui.widgets.banner import Banner
from models.queries.cases import CaseFilter, case_count, case_ids, case_rows
from models.queries.ledgers import imports
from models.store import Store

LEDGERS = Path(__file__).parent.parent / "data" / "ledgers"


@pytest.fixture
def page(desk: Desk, qtbot) -> CasesPage:
    page = CasesPage(desk)
    qtbot.addWidget(page)
    page.resize(1250, 700)
    page.show()
    page.activate()
    return page


def press(page: CasesPage, name: str) -> None:
    button = next(each for each in page.findChildren(QPushButton, name) if each.isVisible())
    assert button.isEnabled(), name
    button.click()


def import_through(page: CasesPage, path: Path) -> None:
    page.import_file(path)
    press(page, "check_rows")
    press(page, "import_rows")


def message(page: CasesPage) -> str:
    return "".join(banner.message for banner in page.findChildren(Banner) if banner.isVisible())


def count(store: Store) -> int:
    with store.read() as session:
        return case_count(session, CaseFilter())


@pytest.mark.parametrize("name", ["民事结案台账.xlsx", "执行案件台账.csv"])
def test_samples_give_exactly_what_is_expected(page: CasesPage, store: Store, name: str) -> None:
    expected = json.loads((LEDGERS / name).with_suffix(".expected.json").read_text(encoding="utf-8"))
    import_through(page, LEDGERS / name)
    with store.read() as session:
        (entry,) = imports(session)
        rows = case_rows(session, case_ids(session, CaseFilter(), descending=False))
    assert (entry.new, entry.duplicate, entry.rejected) == tuple(expected[k] for k in ("new", "duplicate", "rejected"))
    assert (rows[0].number, rows[-1].number) == (expected["first"], expected["last"])
    assert (rows[0].filed_on.isoformat(), rows[0].handler) == (expected["first_filed"], expected["first_handler"])
    departments = {name: sum(row.department == name for row in rows) for name in expected["by_department"]}
    assert departments == expected["by_department"]
    assert "导入完成" in message(page)
    press(page, "show_cases")
    assert len(page.list.ids) == expected["new"]


def test_the_import_button_keeps_its_key(page: CasesPage) -> None:
    page.import_file(LEDGERS / "执行案件台账.csv")
    press(page, "check_rows")
    button = page.findChild(QPushButton, "import_rows")
    assert button.text() == "导入：新增 60 件"
    assert button.shortcut().toString() == "Ctrl+Return"


def test_rejected_rows_can_be_looked_at_with_their_reasons(page: CasesPage) -> None:
    page.import_file(LEDGERS / "民事结案台账.xlsx")
    press(page, "check_rows")
    press(page, "outcome_filter_rejected")
    model = page.importing.outcomes.table.model()
    assert model.rowCount() == 3
    assert all(model.index(row, 3).data() for row in range(3))


def test_the_same_file_again_has_nothing_to_import(page: CasesPage) -> None:
    import_through(page, LEDGERS / "执行案件台账.csv")
    page.import_file(LEDGERS / "执行案件台账.csv")
    press(page, "check_rows")
    button = page.findChild(QPushButton, "import_rows")
    assert not button.isEnabled()
    assert button.text() == "没有可导入的内容"


def ledger(path: Path, handlers: list[str]) -> Path:
    lines = [f"（2025）吉0199民初{n}号,{handler}" for n, handler in enumerate(handlers, 1)]
    path.write_text("案号,承办人\n" + "\n".join(lines) + "\n", encoding="utf-8")
    return path


def handlers(store: Store) -> list[str]:
    with store.read() as session:
        return [row.handler for row in case_rows(session, case_ids(session, CaseFilter(), descending=False))]


def test_changes_are_taken_one_by_one_or_all(page: CasesPage, store: Store, tmp_path: Path, qtbot) -> None:
    import_through(page, ledger(tmp_path / "一.csv", ["程立", "何平", "孙军"]))
    page.import_file(ledger(tmp_path / "二.csv", ["程立", "何安", "孙健"]))
    press(page, "check_rows")
    outcomes = page.importing.outcomes
    assert outcomes.table.model().index(1, 3).data() == "承办人：何平 → 何安"
    assert not page.findChild(QPushButton, "import_rows").isEnabled()
    outcomes.table.selectRow(1)
    qtbot.keyClick(outcomes.table, Qt.Key.Key_Space)
    assert page.findChild(QPushButton, "import_rows").text() == "导入：更新 1 件"
    press(page, "import_rows")
    assert handlers(store) == ["程立", "何安", "孙军"]
    page.import_file(tmp_path / "二.csv")
    press(page, "check_rows")
    outcomes._all_changes.click()
    press(page, "import_rows")
    assert handlers(store) == ["程立", "何安", "孙健"]


def test_a_column_is_corrected_and_remembered(page: CasesPage, store: Store, tmp_path: Path) -> None:
    path = tmp_path / "台账.csv"
    path.write_text("案号,经办\n（2025）吉0199民初1号,程立\n", encoding="utf-8")
    page.import_file(path)
    chooser = page.findChild(QComboBox, "field_of_1")
    assert chooser.currentData() == ""
    chooser.setCurrentIndex(chooser.findData("handler"))
    chooser.activated.emit(chooser.currentIndex())
    press(page, "check_rows")
    press(page, "import_rows")
    assert handlers(store) == ["程立"]
    page.import_file(path)
    assert page.importing.columns.mapping() == {0: "number", 1: "handler"}


def test_without_a_case_number_the_step_is_closed_and_says_why(page: CasesPage, tmp_path: Path) -> None:
    path = tmp_path / "台账.csv"
    path.write_text("编码甲,承办人\n（2025）吉0199民初1号,程立\n", encoding="utf-8")
    page.import_file(path)
    assert "没有哪一列是案号" in message(page)
    assert not page.findChild(QPushButton, "check_rows").isEnabled()
    page.importing.columns.choose_field(0, "number")
    assert message(page) == ""
    assert page.findChild(QPushButton, "check_rows").isEnabled()


def test_a_picture_is_refused_with_one_sentence(page: CasesPage, store: Store, tmp_path: Path) -> None:
    path = tmp_path / "台账.xlsx"
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + b"0" * 200)
    page.import_file(path)
    assert "一张图片" in message(page)
    assert page.importing.start.isVisible()
    assert count(store) == 0
    page.importing.open_file(ledger(tmp_path / "好.csv", ["程立"]))
    assert page.importing.columns.isVisible()
    assert message(page) == ""


def test_an_import_is_undone_from_its_report(page: CasesPage, store: Store, tmp_path: Path) -> None:
    import_through(page, ledger(tmp_path / "一.csv", ["程立"]))
    press(page, "undo_this_import")
    page.findChild(ConfirmDialog).accept()
    assert count(store) == 0
    page.importing.start.past.selectRow(0)
    assert page.importing.start.past.current_row().is_undone
    assert not page.findChild(QPushButton, "undo_import").isEnabled()


def test_the_header_row_can_be_corrected(page: CasesPage, tmp_path: Path) -> None:
    path = tmp_path / "台账.csv"
    path.write_text("案号,承办人\n案号,经办人\n（2025）吉0199民初1号,程立\n", encoding="utf-8")
    page.import_file(path)
    columns = page.importing.columns
    columns._header_row.setValue(2)
    columns._header_row.editingFinished.emit()
    assert columns.place()[1][0] == 2
