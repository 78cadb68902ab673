import json
from collections import Counter
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import resources
from exports.ledgers.faults import ColumnMappingError, NoCaseNumberColumnError, UnknownSheetError
from exports.ledgers.reading import inspect, open_ledger, read_rows
from models.ledger_row import FIELD_LABELS, CaseFacts, LedgerRow

SAMPLES = Path(__file__).parent.parent / "data" / "ledgers"
SENTENCES = {"没有案号": "no number", "不是有效的日期": "impossible date", "早于立案日期": "closed before filed"}


def book(path: Path, *sheets: Sequence[Sequence[Any]], names: Sequence[str] = ()) -> Path:
    with xlsxwriter.Workbook(path, {"strings_to_formulas": False}) as workbook:
        day = workbook.add_format({"num_format": "yyyy-mm-dd"})
        for place, rows in enumerate(sheets):
            sheet = workbook.add_worksheet(names[place] if names else None)
            for number, row in enumerate(rows):
                for column, cell in enumerate(row):
                    if isinstance(cell, date):
                        sheet.write_datetime(number, column, cell, day)
                    elif isinstance(cell, str):
                        sheet.write_string(number, column, cell)
                    elif cell is not None:
                        sheet.write(number, column, cell)
    return path


def facts(rows: Sequence[LedgerRow]) -> list[CaseFacts]:
    return [row.facts for row in rows if row.facts]


def one(path: Path, header: Sequence[str], row: Sequence[Any]) -> LedgerRow:
    (read,) = read_rows(book(path, [header, row]))
    return read


@pytest.mark.parametrize("name", ["民事结案台账.xlsx", "执行案件台账.csv"])
def test_the_samples_give_what_is_expected(name: str) -> None:
    expected = json.loads((SAMPLES / name).with_suffix(".expected.json").read_text("utf-8"))
    rows = list(read_rows(SAMPLES / name))
    accepted = facts(rows)
    first = {case.number: case for case in reversed(accepted)}
    cases = list(reversed(first.values()))
    assert len(cases) == expected["new"]
    assert len(accepted) - len(cases) == expected["duplicate"]
    rejected = [row.rejected for row in rows if row.rejected]
    assert len(rejected) == expected["rejected"]
    found = [next(code for part, code in SENTENCES.items() if part in reason) for reason in rejected]
    assert found == expected.get("why_rejected", [])
    ordered = [case for case in accepted if first[case.number] is case]
    assert ordered[0].number == expected["first"]
    assert ordered[0].filed_on == date.fromisoformat(expected["first_filed"])
    assert ordered[0].handler == expected["first_handler"]
    assert ordered[-1].number == expected["last"]
    assert Counter(case.department for case in ordered) == expected["by_department"]


def test_the_shipped_ledger_shows_every_outcome() -> None:
    rows = list(read_rows(resources.path("samples", "民事结案台账.xlsx")))
    cases = {case.number: case for case in facts(rows)}
    assert (len(cases), len(facts(rows))) == (60, 61)
    assert [row.rejected for row in rows if row.rejected] == ["结案日期“2025-09-31”不是有效的日期"]
    assert {"于𬭎", "韩㛃", "陈𬎆"} <= {case.handler for case in cases.values()}
    assert all(case.court_code == "吉0199" for case in cases.values())


def test_the_older_format_gives_the_same() -> None:
    source = SAMPLES / "民事结案台账.xlsx"
    assert list(read_rows(source.with_suffix(".xls"))) == list(read_rows(source))


def test_what_was_found_is_told() -> None:
    found = inspect(SAMPLES / "民事结案台账.xlsx")
    assert (found.sheet, found.header_row, found.header_height) == ("结案台账", 3, 1)
    assert found.candidates == found.sheets == ("结案台账",)
    assert found.columns[1].header == "案号"
    assert found.mapping[3] == "department"
    assert found.columns[0].field is None
    assert found.preview[0][1] == "（2025）吉0199民初1号"
    assert found.has_number


def test_the_shape_follows_the_header_alone(tmp_path: Path) -> None:
    header = ["案号", "案由", "其它"]
    first = inspect(book(tmp_path / "a.xlsx", [["台账"], header, ["（2025）吉0199民初1号", "离婚纠纷", ""]]))
    second = inspect(book(tmp_path / "b.xlsx", [["案 号", "案\n由", "其它"], ["（2025）吉0199民初9号"]]))
    third = inspect(book(tmp_path / "c.xlsx", [["案号", "案由", "别的"], ["（2025）吉0199民初9号"]]))
    assert first.shape == second.shape != third.shape


def test_names_over_two_merged_rows(tmp_path: Path) -> None:
    rows = [
        ["2025年度结案台账"],
        ["序号", "案件信息", None, "承办", None, "日期", None, "标的额（万元）"],
        [None, "案 号", "案由", "部门", "法官", "立案", "结案", None],
        [1, "（2025）吉0199民初1号", "离婚纠纷", "民一庭", "孙　军", date(2025, 1, 5), "2025.3.1", 3.5],
    ]
    path = book(tmp_path / "a.xlsx", rows)
    found = inspect(path)
    assert (found.header_row, found.header_height) == (2, 2)
    (case,) = facts(list(read_rows(path)))
    assert (case.cause, case.department, case.handler) == ("离婚纠纷", "民一庭", "孙军")
    assert (case.filed_on, case.closed_on) == (date(2025, 1, 5), date(2025, 3, 1))
    assert case.amount == Decimal(35_000)


def test_system_codes_and_synonyms(tmp_path: Path) -> None:
    codes = ["AH", "LARQ", "JARQ", "AY", "CBBM", "CBR", "SPZ", "HYTCY", "SJY", "JAFS", "BDJE", "AJMC", "YSFY", "YSAH"]
    row = one(
        tmp_path / "a.xlsx",
        codes,
        ["（2025）吉01民终1号", "20250105", "20250301", "离婚纠纷", "民一庭", "甲", "乙", "丙", "丁", "维持", 1,
         "甲诉乙", "云溪区院", "(2024)吉0199民初 7号"],
    )  # fmt: skip
    assert row.facts is not None
    assert (row.facts.title, row.facts.original_court) == ("甲诉乙", "云溪区院")
    assert row.facts.original_number == "（2024）吉0199民初7号"


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30, deadline=None)
@given(
    order=st.permutations(list(FIELD_LABELS)),
    titles=st.integers(0, 5),
    blanks=st.sampled_from(["", " ", "\n", "\u3000"]),
)
def test_any_order_of_columns_under_any_titles_is_found(
    tmp_path: Path, order: list[str], titles: int, blanks: str
) -> None:
    header = [blanks.join(FIELD_LABELS[field]) for field in order]
    path = book(tmp_path / "a.xlsx", [*[["示例市云溪区人民法院台账"]] * titles, header, ["x"] * len(order)])
    found = inspect(path)
    assert found.header_row == titles + 1
    assert found.mapping == dict(enumerate(order))


def test_the_likeliest_sheet_is_taken_and_another_can_be_asked_for(tmp_path: Path) -> None:
    cover = [["台账说明"], ["案号", "请核对"]]
    ledger = [["案号", "案由", "承办人"], ["（2025）吉0199民初1号", "离婚纠纷", "孙军"]]
    path = book(tmp_path / "a.xlsx", cover, [], ledger, names=["封面", "空", "1月"])
    assert inspect(path).sheet == "1月"
    assert inspect(path).candidates == ("封面", "1月")
    assert inspect(path, sheet="封面").sheet == "封面"
    with pytest.raises(UnknownSheetError, match=r"没有名为“12月”的工作表"):
        inspect(path, sheet="12月")


def test_a_header_can_be_pointed_at(tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", [["案号", "案由"], ["文号", "事由"], ["（2025）吉0199民初1号", "离婚纠纷"]])
    found = inspect(path, header=(2, 1))
    assert [column.header for column in found.columns] == ["文号", "事由"]
    rows = list(read_rows(path, {0: "number", 1: "cause"}, header=(2, 1)))
    assert [row.row for row in rows] == [3]


def test_a_corrected_mapping_is_followed(tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", [["编号甲", "承办人"], ["（2025）吉0199民初1号", "离婚纠纷"]])
    ledger = open_ledger(path)
    assert not ledger.inspection.has_number
    (case,) = facts(list(ledger.rows({0: "number", 1: "cause"})))
    assert (case.cause, case.handler) == ("离婚纠纷", "")


@pytest.mark.parametrize(
    ("mapping", "sentence"),
    [
        ({0: "number", 1: "colour"}, "没有名为“colour”的项目"),
        ({0: "number", 7: "cause"}, "没有第 8 列"),
        ({0: "number", 1: "number"}, "有两列都指定为“案号”"),
    ],
)
def test_a_wrong_mapping_is_refused(tmp_path: Path, mapping: dict[int, str], sentence: str) -> None:
    path = book(tmp_path / "a.xlsx", [["案号", "案由"], ["（2025）吉0199民初1号", "离婚纠纷"]])
    with pytest.raises(ColumnMappingError, match=sentence):
        read_rows(path, mapping)


def test_a_ledger_without_a_number_column(tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", [["案由", "承办人", "立案日期"], ["离婚纠纷", "孙军", "2025-01-05"]])
    assert not inspect(path).has_number
    with pytest.raises(NoCaseNumberColumnError, match=r"没有找到“案号”一列.*请指定"):
        read_rows(path)


def test_footers_repeated_headers_and_empty_rows_are_no_cases(tmp_path: Path) -> None:
    header = ["序号", "案号", "案由", "标的额"]
    rows = [
        ["台账"], header, [1, 2, 3, 4], [1, "（2025）吉0199民初1号", "离婚纠纷", 5], [2, "", "", ""],
        [None, " ", "\u3000"], header, [3, "（2025）吉0199民初3号", "离婚纠纷", 5], ["小　计", "", "", 10],
        ["", "合计：2件"], ["审核人：", "", "填表日期：2026年1月5日"], ["制表人", "孙军"], ["备注：以上"], ["第 1 页"],
        ["", "", "", ""], ["统计员", "", "", ""],
    ]  # fmt: skip
    read = list(read_rows(book(tmp_path / "a.xlsx", rows)))
    assert [(row.row, row.rejected) for row in read] == [(4, ""), (8, "")]


@pytest.mark.parametrize(
    ("number", "filed", "closed", "reason"),
    [
        ("", "2025-01-05", "", "没有案号"),
        ("民初123", "2025-01-05", "", "没有案号：“民初123”不是案号"),
        (123, "2025-01-05", "", "没有案号：“123”不是案号"),
        ("（2025）吉0199民初1号", "2025-02-30", "", "立案日期“2025-02-30”不是有效的日期"),
        ("（2025）吉0199民初1号", "", "二月", "结案日期“二月”不是有效的日期"),
        ("（2025）吉0199民初1号", "2025-03-01", "2025-02-28", "结案日期 2025-02-28 早于立案日期 2025-03-01"),
    ],
)
def test_a_rejected_row_says_why(tmp_path: Path, number: str | int, filed: str, closed: str, reason: str) -> None:
    row = one(tmp_path / "a.xlsx", ["案号", "立案日期", "结案日期", "案由"], [number, filed, closed, "离婚纠纷"])
    assert (row.facts, row.rejected) == (None, reason)


def test_what_looks_like_a_number_is_kept_with_a_warning(tmp_path: Path) -> None:
    row = one(tmp_path / "a.xlsx", ["案号", "案由"], ["2025吉0199 民初 10 号", "离婚纠纷"])
    assert row.facts is not None
    assert (row.facts.number, row.facts.category, row.facts.serial) == ("2025吉0199民初10号", "civil", None)
    assert "照原样保留" in row.warnings[0]


def test_an_amount_that_cannot_be_read_is_a_warning(tmp_path: Path) -> None:
    header, cells = ["标的额", "案号", "当事人", "备注"], ["详见判决", "（2025）吉0199民初1号", "张三", "信访"]
    row = one(tmp_path / "a.xlsx", header, cells)
    assert row.facts is not None
    assert (row.facts.amount, row.facts.parties, row.facts.remarks) == (None, "张三", "信访")
    assert row.warnings == ("标的额“详见判决”不是金额，没有读入",)


@pytest.mark.parametrize(
    ("number", "written", "category"),
    [
        ("（2025）吉0199刑初1号", "", "criminal"),
        ("（2025）吉0199荒1号", "民事一审案件", "civil"),
        ("（2025）吉0199荒1号", "", "other"),
        ("（2025）吉0199执恢1号", "民事", "enforcement"),
        ("（2015）云民商初字第1号", "", "civil"),
        ("吉0199调10号", "执行案件", "enforcement"),
    ],
)
def test_the_category_comes_from_the_number_and_else_from_the_column(
    tmp_path: Path, number: str, written: str, category: str
) -> None:
    row = one(tmp_path / "a.xlsx", ["案号", "案件性质"], [number, written])
    assert row.facts is not None
    assert row.facts.category == category


def test_several_columns_of_parties_are_put_together(tmp_path: Path) -> None:
    row = one(
        tmp_path / "a.xlsx", ["案号", "原告", "被告", "第三人"], ["（2025）吉0199民初1号", "张三\n李四", "王五", ""]
    )
    assert row.facts is not None
    assert row.facts.parties == "原告：张三、李四；被告：王五"


def test_a_cell_of_a_million_characters_rejects_its_row_alone(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    long = "字" * 1_000_000
    lines = ["案号,案由,备注", f"（2025）吉0199民初1号,{long},", f"（2025）吉0199民初2号,离婚,{long}", f"{long},离婚,"]
    path.write_text("\n".join([*lines, "（2025）吉0199民初4号,离婚纠纷,"]), "utf-8")
    rows = list(read_rows(path))
    assert [bool(row.facts) for row in rows] == [False, False, False, True]
    assert rows[0].rejected == "案由一格有 1000000 个字，超过 200 个字的上限"
    assert rows[1].rejected == "备注一格有 1000000 个字，超过 32767 个字的上限"
    assert rows[2].rejected == "案号一格有 1000000 个字，超过 100 个字的上限"


def test_two_hundred_columns_do_not_matter(tmp_path: Path) -> None:
    header = [f"附加{number}" for number in range(198)]
    header[120:120] = ["案号", "案由"]
    cells = ["x"] * 198
    cells[120:120] = ["（2025）吉0199民初1号", "离婚纠纷"]
    (case,) = facts(list(read_rows(book(tmp_path / "a.xlsx", [header, cells]))))
    assert (case.number, case.cause) == ("（2025）吉0199民初1号", "离婚纠纷")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_text_in_any_encoding_and_separator(tmp_path: Path, encoding: str, delimiter: str) -> None:
    rows = [
        ["案号", "承办人", "备注"],
        ["（2025）吉0199民初1号", "韩㛃", '"含""查封""\n见表"'],
        ["（2025）吉0199民初2号", "于𬭎𬎆"],
    ]
    path = tmp_path / "a.csv"
    path.write_bytes("\r\n".join(delimiter.join(row) for row in rows).encode(encoding) + b"\r\n".decode().encode(
        "utf-16-le" if encoding == "utf-16" else encoding.removesuffix("-sig")))  # fmt: skip
    first, second = facts(list(read_rows(path)))
    assert (first.handler, first.remarks) == ("韩㛃", "含“查封”\n见表".replace("“", '"').replace("”", '"'))
    assert second.handler == "于𬭎𬎆"


def test_progress_is_told_and_can_stop_the_reading(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("案号\n" + "\n".join(f"（2025）吉0199民初{n}号" for n in range(1, 2500)), "utf-8")
    told: list[tuple[int, int]] = []
    assert len(list(read_rows(path, progress=lambda done, total: told.append((done, total))))) == 2499
    assert told == [(1000, 2500), (2000, 2500), (2500, 2500)]

    def stop(done: int, total: int) -> None:
        raise InterruptedError

    with pytest.raises(InterruptedError):
        list(read_rows(path, progress=stop))
