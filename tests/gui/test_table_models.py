from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from gui.memory import Memory
from gui.table_models.columns import Column
from gui.table_models.rows import RowsModel
from gui.table_models.windowed import WindowedModel
from gui.widgets.table import Table

MILLION = 1_000_000


@dataclass(frozen=True, slots=True)
class Row:
    id: int
    cause: str
    closed_on: date | None = None
    points: int = 0


COLUMNS = (
    Column[Row]("id", "序号", lambda row: row.id, is_number=True),
    Column[Row]("cause", "案由", lambda row: row.cause, stretch=True),
    Column[Row]("closed_on", "结案日期", lambda row: row.closed_on),
    Column[Row]("grade", "等次", lambda row: "◆ 瑕疵", badge=True, is_sortable=False),
)


class Archive:
    """Gives rows by their ids and counts how many it was asked for."""

    def __init__(self) -> None:
        self.fetched: list[int] = []

    def fetch(self, ids: Sequence[int]) -> list[Row]:
        self.fetched += ids
        return [Row(id, f"案由{id}") for id in ids]


@pytest.fixture
def archive() -> Archive:
    return Archive()


@pytest.fixture
def windowed(qapp, archive: Archive) -> WindowedModel[int, Row]:
    model = WindowedModel(COLUMNS, archive.fetch)
    model.set_ids(range(MILLION))
    return model


def test_a_long_list_reads_only_what_is_looked_at(windowed: WindowedModel[int, Row], archive: Archive) -> None:
    assert windowed.rowCount() == MILLION
    assert archive.fetched == []
    assert windowed.index(700_000, 1).data() == "案由700000"
    assert len(archive.fetched) < 500
    assert 700_000 in archive.fetched


def test_a_page_is_read_once_until_it_changed(windowed: WindowedModel[int, Row], archive: Archive) -> None:
    for _ in range(3):
        assert windowed.row_at(5).cause == "案由5"
    once = len(archive.fetched)
    windowed.read_again({900_000})
    windowed.row_at(5)
    assert len(archive.fetched) == once
    windowed.read_again({6})
    windowed.row_at(5)
    assert len(archive.fetched) == 2 * once


def test_a_long_list_holds_few_rows(windowed: WindowedModel[int, Row], archive: Archive) -> None:
    for position in range(0, MILLION, 10_000):
        windowed.row_at(position)
    asked = len(archive.fetched)
    windowed.row_at(0)
    assert len(archive.fetched) > asked, "the first page should have made room for later ones"


def test_roles_without_use_cost_no_reading(windowed: WindowedModel[int, Row], archive: Archive) -> None:
    role = Qt.ItemDataRole
    for unused in (role.DecorationRole, role.FontRole, role.BackgroundRole, role.CheckStateRole, role.SizeHintRole):
        assert windowed.index(0, 0).data(unused) is None
    assert archive.fetched == []


def test_another_order_is_asked_of_the_owner(qtbot, windowed: WindowedModel[int, Row]) -> None:
    with qtbot.waitSignal(windowed.order_asked) as asked:
        windowed.sort(1, Qt.SortOrder.DescendingOrder)
    assert asked.args == ["cause", True]
    with qtbot.assertNotEmitted(windowed.order_asked):
        windowed.sort(3)


def test_the_models_hold_what_qt_expects_of_them(qtmodeltester, windowed: WindowedModel[int, Row]) -> None:
    windowed.set_ids(range(300))
    qtmodeltester.check(windowed)
    short = RowsModel(COLUMNS, identity=lambda row: row.id)
    short.set_rows([Row(1, "离婚纠纷"), Row(2, "借款合同纠纷")])
    qtmodeltester.check(short)


DAYS = st.none() | st.dates()


@given(st.lists(DAYS, max_size=30), st.sampled_from(Qt.SortOrder))
def test_a_short_list_is_ordered_and_nothing_stands_last(days: list[date | None], order: Qt.SortOrder) -> None:
    model = RowsModel(COLUMNS, identity=lambda row: row.id)
    model.set_rows([Row(id, "", day) for id, day in enumerate(days)])
    model.sort(2, order)
    shown = [row.closed_on for row in model.rows]
    known = sorted((day for day in days if day), reverse=order == Qt.SortOrder.DescendingOrder)
    assert shown == known + [None] * (len(days) - len(known))


def test_a_refresh_keeps_the_chosen_order() -> None:
    model = RowsModel(COLUMNS, identity=lambda row: row.id)
    model.sort(0, Qt.SortOrder.DescendingOrder)
    model.set_rows([Row(1, ""), Row(3, ""), Row(2, "")])
    assert [row.id for row in model.rows] == [3, 2, 1]


class TestTable:
    @pytest.fixture
    def memory(self, tmp_path: Path) -> Memory:
        return Memory(tmp_path / "window.ini")

    @pytest.fixture
    def model(self, qapp) -> RowsModel[Row]:
        model = RowsModel(COLUMNS, identity=lambda row: row.id)
        model.set_rows([Row(1, "离婚纠纷", date(2026, 1, 5)), Row(2, "借款合同纠纷"), Row(3, "物业服务合同纠纷")])
        return model

    @pytest.fixture
    def table(self, qtbot, model: RowsModel[Row], memory: Memory) -> Table[Row]:
        table = Table("cases_table", "案件", model, memory)
        qtbot.addWidget(table)
        table.resize(700, 300)
        table.show()
        return table

    def test_the_selection_survives_another_order_and_a_refresh(self, table: Table[Row], model: RowsModel[Row]) -> None:
        assert table.choose(2)
        table.sortByColumn(0, Qt.SortOrder.DescendingOrder)
        assert [row.id for row in table.selected_rows()] == [2]
        model.set_rows([Row(0, "继承纠纷"), Row(2, "民间借贷纠纷")])
        assert [row.cause for row in table.selected_rows()] == ["民间借贷纠纷"]
        assert table.current_row() == Row(2, "民间借贷纠纷")

    def test_a_row_that_is_gone_is_not_selected(self, table: Table[Row], model: RowsModel[Row]) -> None:
        table.choose(3)
        model.set_rows([Row(1, "离婚纠纷")])
        assert table.selected_rows() == ()
        assert not table.choose(3)

    def test_rows_are_chosen_and_opened_by_keyboard(self, qtbot, table: Table[Row]) -> None:
        table.setFocus()
        qtbot.waitUntil(table.hasFocus)
        with qtbot.waitSignal(table.row_chosen) as chosen:
            table.selectRow(0)
        assert chosen.args[0].id == 1
        with qtbot.waitSignal(table.row_opened) as opened:
            qtbot.keyClick(table, Qt.Key.Key_Return)
        assert opened.args[0].id == 1

    def test_taking_the_focus_chooses_nothing(self, qtbot, table: Table[Row]) -> None:
        with qtbot.assertNotEmitted(table.row_chosen):
            table.setFocus()
            qtbot.waitUntil(table.hasFocus)
        assert table.selected_rows() == ()

    def test_selected_rows_are_copied_as_a_spreadsheet_takes_them(self, table: Table[Row]) -> None:
        table.selectAll()
        table.copy_selection()
        first = QGuiApplication.clipboard().text().splitlines()[0]
        assert first.split("\t") == ["1", "离婚纠纷", "2026-01-05", "◆ 瑕疵"]

    def test_column_widths_are_remembered(self, qtbot, table, model: RowsModel[Row], memory: Memory) -> None:
        table.horizontalHeader().resizeSection(0, 173)
        again = Table("cases_table", "案件", model, memory)
        qtbot.addWidget(again)
        assert again.columnWidth(0) == 173

    def test_the_stretching_column_takes_what_is_left_and_keeps_its_width(self, table: Table[Row]) -> None:
        assert table.columnWidth(1) > 200
        table.resize(200, 300)
        assert table.columnWidth(1) == 100
