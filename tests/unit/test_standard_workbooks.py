"""A standard as a workbook: what Excel makes of its cells, and files that are none."""

from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

import resources
from exports.ledgers.coded import ForeignTableError
from exports.ledgers.standard_workbooks import (
    HEAD_SHEET,
    ITEM_SHEET,
    OverlongCellError,
    OverlongFieldError,
    TooManyItemsError,
    read_standard,
    write_standard,
)
from exports.ledgers.tables import Column, Kind, Table, write_workbook
from review_forms.loader import load_standard
from review_forms.standard_columns import COLUMNS
from review_forms.standard_sheet import StandardSheet, sheet_of

TITLES = tuple(Column(column.title, 12) for column in COLUMNS)
HEAD_TITLES = (Column("项目", 12), Column("内容", 12))
ROW = {"section_id": "s", "section": "类别", "id": "i", "prompt": "题目", "kind": "全得或不得", "rule": "规则"}


@cache
def civil() -> StandardSheet:
    return sheet_of(load_standard(resources.read_text("standards", "civil-100.toml"), "civil-100"))


def with_first(**cells: str) -> StandardSheet:
    return replace(civil(), rows=({**civil().rows[0], **cells}, *civil().rows[1:]))


def by_hand(path: Path, head: list[tuple[str, ...]], rows: list[dict[str, str]]) -> Path:
    items = [tuple(row.get(column.key, "") for column in COLUMNS) for row in rows]
    write_workbook(path, (Table(HEAD_SHEET, "标准", HEAD_TITLES, head), Table(ITEM_SHEET, "评查项", TITLES, items)))
    return path


@pytest.mark.parametrize(
    "cells",
    [
        {"rule": "=1+1", "basis": "@甲", "not_a_fault": "+3", "source": "-2"},
        {"prompt": "'带引号", "section": "001", "source": "1e5"},
        {"rule": "第一行\n\n第三行", "prompt": "https://example.invalid"},
    ],
)
def test_cells_stay_the_texts_that_they_were(cells: dict[str, str], tmp_path: Path) -> None:
    sheet = with_first(**cells)
    write_standard(tmp_path / "标准.xlsx", sheet)
    assert {key: read_standard(tmp_path / "标准.xlsx").rows[0][key] for key in cells} == cells


def test_a_version_that_looks_like_a_number_keeps_its_zero(tmp_path: Path) -> None:
    sheet = civil()
    write_standard(tmp_path / "标准.xlsx", replace(sheet, head={**sheet.head, "version": "2026.10"}))
    assert read_standard(tmp_path / "标准.xlsx").head["version"] == "2026.10"


def test_rows_that_nobody_knows_and_blanks_in_names_do_no_harm(tmp_path: Path) -> None:
    path = by_hand(tmp_path / "标准.xlsx", [("满 分", "100"), ("经办人", "某人"), ("名称", "新标准")], [ROW])
    sheet = read_standard(path)
    assert (sheet.head["full_marks"], sheet.head["title"], sheet.rows[0]["prompt"]) == ("100", "新标准", "题目")


def test_numbers_are_numbers_in_the_file(tmp_path: Path) -> None:
    columns = tuple(
        Column(column.title, 12, Kind.NUMBER if column.key == "points" else Kind.TEXT) for column in COLUMNS
    )
    path = tmp_path / "标准.xlsx"
    head = Table(HEAD_SHEET, "标准", HEAD_TITLES, [("名称", "新标准")])
    write_workbook(path, (head, Table(ITEM_SHEET, "评查项", columns, [[
        5 if column.key == "points" else ROW.get(column.key, "") for column in COLUMNS
    ]])))  # fmt: skip
    assert read_standard(path).rows[0]["points"] == "5"


def test_a_text_that_no_cell_can_hold_is_not_cut_off(tmp_path: Path) -> None:
    path = tmp_path / "标准.xlsx"
    with pytest.raises(OverlongFieldError, match="评查项“filing-conditions”的“规则”有 10001 个字"):
        write_standard(path, with_first(rule="字" * 10_001))
    assert not path.exists()


def test_an_overlong_cell_is_named(tmp_path: Path) -> None:
    path = by_hand(tmp_path / "标准.xlsx", [("名称", "新标准")], [{**ROW, "rule": "字" * 10_001}])
    with pytest.raises(OverlongCellError, match=r"《标准\.xlsx》第 \d+ 行“规则”一格有 10001 个字.*请精简"):
        read_standard(path)
    path = by_hand(tmp_path / "标准.xlsx", [("说明", "字" * 10_001)], [ROW])
    with pytest.raises(OverlongCellError, match="“内容”"):
        read_standard(path)


def test_a_ledger_with_thousands_of_rows_is_no_standard(tmp_path: Path) -> None:
    path = by_hand(tmp_path / "标准.xlsx", [("名称", "新标准")], [ROW] * 2_001)
    with pytest.raises(TooManyItemsError, match="超过 2000 行"):
        read_standard(path)


def test_a_workbook_without_items_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "标准.xlsx"
    write_workbook(path, (Table(HEAD_SHEET, "标准", HEAD_TITLES, [("名称", "新标准")]),))
    with pytest.raises(ForeignTableError, match=r"没有找到.*“评查内容”"):
        read_standard(path)
