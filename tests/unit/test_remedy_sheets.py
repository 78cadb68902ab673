from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
import xlsxwriter
from python_calamine import load_workbook

from exports.ledgers.cases import write_case_list
from exports.ledgers.coded import ForeignTableError
from exports.ledgers.remedies import COLUMNS, read_remedy_ledger, write_remedy_ledger
from models.queries.cases import CaseRow
from models.queries.remedies import RemedyRow
from models.remedy import RemedyStatus
from models.review_state import ReviewState
from review_forms.answers import Finding
from review_forms.standard import Severity

TITLES = [column.title for column in COLUMNS]
STATE = next(iter(ReviewState))


def remedy(status: RemedyStatus | None = None, measure: str = "") -> RemedyRow:
    return RemedyRow(
        remedy_id=uuid4(), finding_id=uuid4(), reviewed_case_id=uuid4(), batch="批次",
        case_number="（2025）吉0199民初1号", letter_number="云评〔2026〕1号", item="送达",
        finding=Finding("f", Severity.DEFECT, facts="=漏送"), origin="",
        content="补送达", measure=measure, due_on=date(2026, 2, 1), leader="甲", department="民一庭", person="于𬭎",
        status=status, account="", done_on=None, reported_by="", result=None, evidence="", rechecked_by="", state=STATE,
    )  # fmt: skip


def filled(path: Path, *rows: dict[str, Any]) -> Path:
    with xlsxwriter.Workbook(path) as workbook:
        sheet = workbook.add_worksheet()
        sheet.write_row(0, 0, TITLES)
        for number, row in enumerate(rows, 1):
            for title, value in row.items():
                sheet.write(number, TITLES.index(title), value)
    return path


def test_what_goes_out_comes_back(tmp_path: Path) -> None:
    rows = [remedy(), remedy(RemedyStatus.PARTLY, "约谈\n培训")]
    path = tmp_path / "整改台账.xlsx"
    assert write_remedy_ledger(path, rows) == 2
    reading = read_remedy_ledger(path)
    assert reading.rejected == ()
    for row, entry in zip(rows, reading.accepted, strict=True):
        assert (entry.remedy_id, entry.content, entry.measure) == (row.remedy_id, row.content, row.measure)
        assert (entry.due_on, entry.leader, entry.person) == (row.due_on, "甲", "于𬭎")
        assert (entry.status, entry.done_on) == (row.status, None)
    assert load_workbook(path).get_sheet_by_index(0).to_python()[2][2] == "送达：=漏送"


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ({"编码": "改过了"}, "编码缺失或被改动"),
        ({"编码": None}, "编码缺失或被改动"),
        ({"整改情况": "完成"}, "“整改情况”填的是“完成”，应为已整改、部分整改、未整改、不宜整改之一"),
        ({"完成日期": "2026-02-30"}, "完成日期“2026-02-30”不是有效的日期"),
        ({"编码": "01900000-0000-7000-8000-000000000001"}, "编码与第 2 行重复"),
    ],
)
def test_a_wrong_row_is_refused_and_the_others_go_on(tmp_path: Path, row: dict[str, Any], reason: str) -> None:
    first, last = (f"01900000-0000-7000-8000-00000000000{number}" for number in (1, 2))
    path = filled(
        tmp_path / "a.xlsx",
        {"编码": first, "内容": "补送达", "整改情况": "已整改", "完成日期": "2026.1.5"},
        {"编码": str(uuid4()), "内容": "补送达", **row},
        {"编码": last, "内容": "补送达"},
    )
    reading = read_remedy_ledger(path)
    assert [entry.remedy_id for entry in reading.accepted] == [UUID(first), UUID(last)]
    assert reading.accepted[0].done_on == date(2026, 1, 5)
    (rejected,) = reading.rejected
    assert rejected.row == 3
    assert reason in rejected.reason


def test_another_spreadsheet_is_no_remedy_ledger(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as workbook:
        workbook.add_worksheet().write_row(0, 0, ["编码", "内容", "措施", "时限"])
    with pytest.raises(ForeignTableError, match="不是本程序导出的整改台账：没有找到“整改情况”列"):
        read_remedy_ledger(tmp_path / "a.xlsx")


def test_the_case_list(tmp_path: Path) -> None:
    row = CaseRow(
        id=uuid4(), number="（2025）吉0199民初1号", cause="=cmd()", category="civil", department="民一庭",
        handler="韩㛃", procedure="简易程序", outcome="调解", filed_on=date(2025, 1, 5), closed_on=None, state=STATE,
        grade=None, batch="批次", warnings=(),
    )  # fmt: skip
    path = tmp_path / "案件.xlsx"
    assert write_case_list(path, [row] * 3) == 3
    rows = load_workbook(path).get_sheet_by_index(0).to_python()
    assert rows[2][:5] == ["（2025）吉0199民初1号", "民事", "=cmd()", "民一庭", "韩㛃"]
    assert rows[2][7:9] == [date(2025, 1, 5), ""]
    assert rows[2][10] == STATE.label
    assert write_case_list(path, []) == 0
