from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import xlsxwriter
from python_calamine import load_workbook

import resources
from exports.ledgers.coded import ForeignTableError
from exports.ledgers.score_sheets import COLUMNS, ScoreSheet, read_score_sheet, write_score_sheets
from models.errors import StorageError
from review_forms.answers import Answer, Finding, Verdict, answer_to_json
from review_forms.loader import load_standard
from review_forms.standard import ItemKind, Severity, Standard

TITLES = [column.title for column in COLUMNS]
CODE = str(uuid4())


@pytest.fixture(scope="module")
def standard() -> Standard:
    return load_standard(resources.read_text("standards", "civil-100.toml"), "civil-100.toml")


def filled(path: Path, *rows: dict[str, Any]) -> Path:
    with xlsxwriter.Workbook(path) as workbook:
        sheet = workbook.add_worksheet("评分")
        sheet.write_row(1, 0, TITLES)
        for number, row in enumerate(rows, 2):
            for title, value in row.items():
                sheet.write(number, TITLES.index(title), value)
    return path


def test_what_goes_out_comes_back(tmp_path: Path, standard: Standard) -> None:
    first, second, third = standard.items[:3]
    finding = Finding(str(uuid4()), Severity.DEFECT, "1", "23", "=1+1 未记载㛃", "民事诉讼法", "补正", False, 2)
    answers = {
        first.id: Answer(first.id, Verdict.CLEAR),
        second.id: Answer(second.id, Verdict.FAULTY, (finding, replace(finding, facts="另一处")), note="见副卷"),
        third.id: Answer(third.id, Verdict.FAULTY, (finding,), Decimal("1.5"), ("甲", "乙"), Decimal(2)),
    }
    path = tmp_path / "评分表.xlsx"
    count = write_score_sheets(path, [ScoreSheet(CODE, "（2025）吉0199民初1号", "𬭎某", standard, answers)])
    assert count == len(standard.items) + 1
    reading = read_score_sheet(path)
    assert (reading.rejected, reading.blank) == ((), len(standard.items) - 3)
    back = {each.answer.item_id: each.answer for each in reading.accepted}
    assert {each.code for each in reading.accepted} == {CODE}
    for item_id, answer in answers.items():
        said, came = answer_to_json(answer), answer_to_json(back[item_id])
        for each in (*said.pop("findings"), *came.pop("findings")):  # type: ignore[attr-defined]
            each.pop("id")
        assert came == said
        same = [replace(each, id="") for each in answer.findings]
        assert [replace(each, id="") for each in back[item_id].findings] == same


def test_the_same_sheet_gives_the_same_findings(tmp_path: Path) -> None:
    row = {"编码": f"{CODE}|a", "评定": "有问题", "程度": "瑕疵", "事实": "漏记"}
    path = filled(tmp_path / "a.xlsx", row, row)
    first, again = read_score_sheet(path), read_score_sheet(path)
    assert first == again
    ids = [finding.id for finding in first.accepted[0].answer.findings]
    assert len(set(ids)) == 2


def test_the_sheet_opens_as_an_office_expects(tmp_path: Path, standard: Standard) -> None:
    path = tmp_path / "评分表.xlsx"
    write_score_sheets(path, [ScoreSheet(CODE, "（2025）吉0199民初1号", "甲", standard, {})])
    book = load_workbook(path)
    assert book.sheet_names == ["评分", "说明"]
    rows = book.get_sheet_by_index(0).to_python()
    assert rows[1] == TITLES
    assert rows[2][0] == f"{CODE}|{standard.items[0].id}"
    ranged = next(n for n, item in enumerate(standard.items) if item.kind is ItemKind.RANGE)
    assert "酌定扣分" in str(rows[2 + ranged][4])
    assert [each.name for each in tmp_path.iterdir()] == ["评分表.xlsx"]


GOOD = {"编码": f"{CODE}|good", "评定": "无问题"}


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ({"编码": "", "评定": "无问题"}, "编码缺失或被改动"),
        ({"编码": "改过了", "评定": "无问题"}, "编码缺失或被改动"),
        ({"评定": "没问题"}, "“评定”填的是“没问题”，应为无问题、有问题、不涉及、缺失之一"),
        ({"评定": "有问题", "程度": "严重", "事实": "漏记"}, "“程度”填的是“严重”"),
        ({"评定": "有问题", "事实": "漏记"}, "没有选择“程度”"),
        ({"评定": "无问题", "程度": "瑕疵", "事实": "漏记"}, "评为“无问题”，却填写了问题"),
        ({"程度": "瑕疵", "事实": "漏记"}, "没有选择“评定”"),
        ({"评定": "有问题", "扣分": "两分"}, "“扣分”填的是“两分”，应为数字"),
        ({"评定": "有问题", "扣分": -1}, "不小于零"),
        ({"评定": "有问题", "程度": "瑕疵", "事实": "漏", "处数": 1.5}, "“处数”应为不小于 1 的整数"),
        ({"评定": "有问题", "程度": "瑕疵", "事实": "字" * 10_001}, "一格有 10001 个字"),
    ],
)
def test_a_wrong_row_is_refused_and_the_others_go_on(tmp_path: Path, row: dict[str, Any], reason: str) -> None:
    path = filled(tmp_path / "a.xlsx", {"编码": f"{CODE}|bad", **row}, GOOD)
    reading = read_score_sheet(path)
    assert [each.answer.item_id for each in reading.accepted] == ["good"]
    (rejected,) = reading.rejected
    assert rejected.row == 3
    assert reason in rejected.reason


def test_the_rows_of_one_item_stand_or_fall_together(tmp_path: Path) -> None:
    good = {"编码": f"{CODE}|a", "评定": "有问题", "程度": "瑕疵", "事实": "漏记"}
    reading = read_score_sheet(filled(tmp_path / "a.xlsx", good, {**good, "程度": "严重"}, GOOD))
    assert [each.row for each in reading.rejected] == [3, 4]
    assert "第 4 行有误" in reading.rejected[0].reason
    reading = read_score_sheet(filled(tmp_path / "b.xlsx", good, {**good, "评定": "缺失"}))
    assert "评定不一致" in reading.rejected[0].reason
    assert reading.accepted == ()


def test_another_spreadsheet_is_no_score_sheet(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as workbook:
        workbook.add_worksheet().write_row(0, 0, ["案号", "评定"])
    with pytest.raises(ForeignTableError, match=r"不是本程序导出的评分表：没有找到“编码”、“程度”、“事实”列"):
        read_score_sheet(tmp_path / "a.xlsx")


def test_a_missing_folder_is_told(tmp_path: Path, standard: Standard) -> None:
    with pytest.raises(StorageError, match="文件夹不存在"):
        write_score_sheets(tmp_path / "none" / "a.xlsx", [ScoreSheet(CODE, "a", "b", standard, {})])


def test_a_full_disk_leaves_the_old_file(tmp_path: Path, standard: Standard) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"old")
    with full_disk(), pytest.raises(StorageError, match="磁盘空间不足"):
        write_score_sheets(path, [ScoreSheet(CODE, "a", "b", standard, {})])
    assert path.read_bytes() == b"old"
    assert [each.name for each in tmp_path.iterdir()] == ["a.xlsx"]


@contextmanager
def full_disk() -> Iterator[None]:
    """No file grows beyond 1,500 bytes within the block; the test's own report must not be written in it."""
    resource = pytest.importorskip("resource")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1500, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
