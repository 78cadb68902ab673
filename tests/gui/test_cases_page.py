"""案件: the list, its search and filters, and one case's story."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QCheckBox, QComboBox, QLabel, QPushButton
from python_calamine import CalamineWorkbook

from gui.desk import Desk
from gui.pages.cases import CasesPage
from gui.pages.page import Subject
from gui.widgets.banner import Banner
from models.ledger_row import CaseFacts, LedgerRow
from models.queries.attachments import attachments
from models.queries.ledgers import preview
from models.services.ledgers import import_ledger
from models.store import Store


def facts(serial: int) -> CaseFacts:
    return CaseFacts(
        number=f"（2025）吉0199民初{serial}号",
        year=2025,
        court_code="吉0199",
        type_code="民初",
        serial=serial,
        category="civil",
        cause="离婚纠纷" if serial % 2 else "买卖合同纠纷",
        department="民事审判第一庭" if serial % 3 else "云溪镇人民法庭",
        handler="程立" if serial % 5 else "欧阳㛃",
        closed_on=date(2025, 1, 1) + timedelta(days=serial),
    )


def fill(store: Store, count: int) -> None:
    with store.write("审管办") as session:
        found = preview(session, [LedgerRow(n + 1, facts(n)) for n in range(1, count + 1)])
        import_ledger(session, found, file_name="台账.xlsx", sha256="0" * 64)


@pytest.fixture
def page(desk: Desk, qtbot) -> CasesPage:
    page = CasesPage(desk)
    qtbot.addWidget(page)
    page.resize(1250, 700)
    page.show()
    return page


def numbers(page: CasesPage) -> list[str]:
    model = page.list.table.model()
    return [model.index(row, 0).data() for row in range(model.rowCount())]


def texts(page: CasesPage) -> str:
    return "\n".join(label.text() for label in page.list.panel.findChildren(QLabel))


def press_first_step(page: CasesPage) -> None:
    (button,) = [each for each in page.list.findChildren(QPushButton, "first_step") if each.isVisible()]
    button.click()


def test_an_empty_workspace_offers_the_import(page: CasesPage) -> None:
    page.activate()
    press_first_step(page)
    assert page.importing.isVisible()


def test_a_long_list_is_shown_whole_and_in_order(page: CasesPage, store: Store) -> None:
    fill(store, 600)
    page.activate()
    assert len(page.list.ids) == 600
    assert numbers(page)[0] == "（2025）吉0199民初600号"
    page.list.table.sortByColumn(0, Qt.SortOrder.AscendingOrder)
    assert numbers(page)[:2] == ["（2025）吉0199民初1号", "（2025）吉0199民初2号"]


def test_typing_searches_and_filters_narrow(page: CasesPage, store: Store, qtbot, type_chinese) -> None:
    fill(store, 60)
    page.activate()
    type_chinese(page.list.filters.search, "欧阳")
    qtbot.waitUntil(lambda: len(page.list.ids) == 12)
    departments = page.findChild(QComboBox, "department_filter")
    departments.setCurrentIndex(departments.findData("云溪镇人民法庭"))
    assert len(page.list.ids) == 4
    assert any("筛选出 4 件" in label.text() for label in page.findChildren(QLabel))
    page.list.filters.clear()
    assert len(page.list.ids) == 60


def test_cases_over_their_limit_are_narrowed_to_by_the_keyboard(page: CasesPage, store: Store, qtbot) -> None:
    late = facts(1)._replace(procedure="普通程序", filed_on=date(2024, 3, 2), closed_on=date(2024, 11, 2))
    with store.write("审管办") as session:
        found = preview(session, [LedgerRow(2, late), LedgerRow(3, facts(2))])
        import_ledger(session, found, file_name="台账.xlsx", sha256="0" * 64)
    page.activate()
    box = page.findChild(QCheckBox, "overdue_filter")
    assert "提示，不是问题" in box.accessibleName()
    assert box.focusPolicy() & Qt.FocusPolicy.TabFocus
    box.setFocus()
    qtbot.keyClick(box, Qt.Key.Key_Space)
    assert numbers(page) == [late.number]
    model = page.list.table.model()
    at = [model.headerData(column, Qt.Orientation.Horizontal) for column in range(model.columnCount())].index("审限")
    assert model.index(0, at).data() == "超 61 天"
    assert "提示，不是问题" in model.index(0, at).data(Qt.ItemDataRole.ToolTipRole)
    page.list.filters.clear()
    assert not box.isChecked()
    assert [model.index(row, at).data() for row in range(2)] == ["", "超 61 天"]


def test_a_search_without_a_find_says_so_and_can_be_cleared(page: CasesPage, store: Store) -> None:
    fill(store, 3)
    page.activate()
    page.reveal(Subject("cases", text="没有这样的人"))
    press_first_step(page)
    assert len(page.list.ids) == 3


def test_a_single_find_opens_its_story(page: CasesPage, store: Store) -> None:
    fill(store, 12)
    page.activate()
    page.reveal(Subject("cases", text="民初11号"))
    assert page.list.panel.isVisible()
    assert "导入台账" in texts(page)
    assert "尚未抽入评查批次" in texts(page)
    assert "离婚纠纷" in texts(page)


def test_enter_opens_and_escape_closes(page: CasesPage, store: Store, qtbot) -> None:
    fill(store, 5)
    page.activate()
    table = page.list.table
    table.setFocus()
    table.selectRow(1)
    qtbot.keyClick(table, Qt.Key.Key_Return)
    assert page.list.panel.isVisible()
    qtbot.keyClick(table, Qt.Key.Key_Down)
    assert page.list.panel.case_id == page.list.ids[2]
    qtbot.keyClick(table, Qt.Key.Key_Escape)
    assert not page.list.panel.isVisible()


def test_revealing_a_case_chooses_its_row(page: CasesPage, store: Store) -> None:
    fill(store, 600)
    page.activate()
    wanted = page.list.ids[500]
    page.reveal(Subject("cases", wanted))
    assert page.list.table.current_row().id == wanted


def test_the_list_is_exported_as_it_is_narrowed(page: CasesPage, store: Store, tmp_path: Path) -> None:
    fill(store, 30)
    page.activate()
    page.list.search("云溪镇")
    page.export_to(tmp_path / "清单.xlsx")
    rows = CalamineWorkbook.from_path(tmp_path / "清单.xlsx").get_sheet_by_index(0).to_python()
    assert sum("云溪镇人民法庭" in row for row in rows) == 10


def test_a_file_that_is_dropped_begins_an_import(page: CasesPage, tmp_path: Path) -> None:
    page.activate()
    path = tmp_path / "台账.csv"
    path.write_text("案号,案由\n（2025）吉0199民初1号,离婚纠纷\n", encoding="utf-8")
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path))])
    buttons, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    page.dropEvent(QDropEvent(QPointF(9, 9), Qt.DropAction.CopyAction, mime, buttons, keys))
    assert page.importing.columns.isVisible()
    assert page.importing.columns.mapping() == {0: "number", 1: "cause"}


def test_a_scan_is_attached_and_opened(
    page: CasesPage, store: Store, desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(store, 2)
    page.activate()
    desk.changed.connect(page.refresh)
    page.list.open_case(page.list.ids[0])
    assert "没有附加" in texts(page)
    (tmp_path / "正卷 一.PDF").write_bytes(b"%PDF-1.4")
    page.list.panel.attach(tmp_path / "正卷 一.PDF")
    (scan,) = desk.read(attachments)
    assert (scan.case_id, scan.name) == (page.list.ids[0], "正卷 一.PDF")
    opened: list[str] = []
    monkeypatch.setattr("gui.scans.QDesktopServices.openUrl", lambda url: opened.append(url.toLocalFile()))
    page.list.panel.findChild(QPushButton, "open_scan_0").click()
    assert Path(opened[0]).read_bytes() == b"%PDF-1.4"
    (tmp_path / "正卷.docx").write_bytes(b"PK")
    page.list.panel.attach(tmp_path / "正卷.docx")
    assert "不是扫描件" in page.list.panel.findChild(Banner).message


def test_the_keys_reach_the_cases_when_the_page_is_come_to(page: CasesPage, store: Store, qtbot) -> None:
    fill(store, 2)
    with qtbot.waitActive(page):
        page.activateWindow()
    page.activate()
    page.setFocus()
    assert page.focusWidget() is page.list.table
