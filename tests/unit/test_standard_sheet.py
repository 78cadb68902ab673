"""A standard as rows of texts and back, and what is said of faults in them."""

from dataclasses import replace
from decimal import Decimal
from functools import cache
from pathlib import Path
from types import MappingProxyType

import pytest
from hypothesis import given
from hypothesis import strategies as st

import resources
from exports.ledgers.coded import ForeignTableError
from exports.ledgers.faults import LedgerError
from exports.ledgers.standard_workbooks import read_standard, write_standard
from exports.ledgers.tables import Column, Table, write_workbook
from review_forms.category import CaseCategory
from review_forms.loader import StandardFaultsError, load_standard
from review_forms.standard import Family, Item, ItemKind, Section, Severity, Standard
from review_forms.standard_columns import COLUMNS, HEAD
from review_forms.standard_sheet import SheetFault, StandardSheet, check_sheet, sheet_of, sheet_of_toml, takes, to_toml

DATA = Path(__file__).parent.parent / "data" / "standards"
DOCS = Path(__file__).parent.parent.parent / "docs" / "standards.md"
FOREIGN = sorted(path.stem for path in DATA.glob("*.toml"))


@cache
def known(name: str) -> Standard:
    if name in FOREIGN:
        return load_standard((DATA / f"{name}.toml").read_text(encoding="utf-8"), name)
    return load_standard(resources.read_text("standards", f"{name}.toml"), name)


def plain(sheet: StandardSheet) -> tuple[dict[str, str], list[dict[str, str]]]:
    """The texts that say something, whatever mapping holds them."""
    return (
        {key: text for key, text in sheet.head.items() if text},
        [{key: text for key, text in row.items() if text} for row in sheet.rows],
    )


ALL = [*resources.standard_names(), *FOREIGN]


@pytest.mark.parametrize("name", ALL)
def test_every_standard_comes_back_whole(name: str, tmp_path: Path) -> None:
    standard = known(name)
    sheet = sheet_of(standard)
    text = to_toml(sheet)
    assert load_standard(text, name) == standard
    assert plain(sheet_of_toml(text)) == plain(sheet)
    assert check_sheet(sheet) == ()
    write_standard(tmp_path / "标准.xlsx", sheet)
    assert load_standard(to_toml(read_standard(tmp_path / "标准.xlsx")), name) == standard


texts = st.text("的一是在人民法院abc“”《》=#\\\"'、。 ", min_size=1, max_size=12).map(
    lambda text: " ".join(text.split()) or "字"
)
hundredths = st.integers(1, 500).map(lambda number: Decimal(number) / 100)


@st.composite
def made_items(draw: st.DrawFn, item_id: str) -> Item:
    kind = draw(st.sampled_from(ItemKind))
    deducts, missing = kind.deducts, kind is ItemKind.PER_MISSING
    points = draw(hundredths) + 1 if deducts or kind is ItemKind.BONUS else Decimal(0)
    elements = tuple(draw(st.lists(texts, min_size=2, max_size=2, unique=True))) if missing else ()
    weighs = missing and draw(st.booleans())
    repeats = kind is ItemKind.PER_OCCURRENCE or (missing and not weighs)
    return Item(
        item_id,
        draw(texts),
        kind,
        points,
        deduction=Decimal("0.5") if repeats else None,
        minimum=Decimal("0.25") if kind is ItemKind.RANGE and draw(st.booleans()) else None,
        cap=points if deducts and kind is not ItemKind.FIXED and draw(st.booleans()) else None,
        severity=draw(st.sampled_from(Severity)),
        rule=draw(texts) + "\n" + draw(texts),
        common_errors=tuple(draw(st.lists(texts, max_size=3, unique=True))),
        not_a_fault=draw(texts),
        basis=draw(texts),
        remediable=draw(st.booleans()),
        elements=elements,
        element_points=(Decimal(1), points - 1) if weighs else (),
        outcome=kind in (ItemKind.SEVERITY_ONLY, ItemKind.VETO) and draw(st.booleans()),
        source=draw(texts),
    )


@st.composite
def made_standards(draw: st.DrawFn) -> Standard:
    items = [draw(made_items(f"i{number}")) for number in range(draw(st.integers(1, 6)))]
    items.append(Item("rest", "其余", ItemKind.FIXED, Decimal(1), rule="其余", severity=Severity.NOTE))
    total = sum((item.points for item in items if item.kind.deducts), Decimal(0))
    return Standard(
        "made",
        "1",
        draw(texts),
        tuple(draw(st.lists(st.sampled_from(CaseCategory), min_size=1, unique=True))),
        Family.POINTS,
        (Section("s", draw(texts), total, tuple(items)),),
        MappingProxyType({"old": "rest"}),
        draw(texts),
        tuple(draw(st.lists(texts, max_size=2, unique=True))),
        bonus_cap=Decimal(5),
        full_marks=total,
    )


@given(made_standards())
def test_any_standard_comes_back_whole(standard: Standard) -> None:
    text = to_toml(sheet_of(standard))
    assert load_standard(text, "made") == standard
    assert plain(sheet_of_toml(text)) == plain(sheet_of(standard))


def edited(name: str, row: int, **cells: str) -> StandardSheet:
    sheet = sheet_of(known(name))
    rows = list(sheet.rows)
    rows[row] = {**rows[row], **cells}
    return replace(sheet, rows=tuple(rows))


@pytest.mark.parametrize(
    ("cells", "column", "message"),
    [
        ({"points": "五"}, "points", "“分值”应为数字"),
        ({"points": "2"}, "", "各类别合计 101 分，应为 100 分"),
        ({"kind": "扣一点"}, "kind", "“类型”的值“扣一点”不认识，只能是全得或不得、酌定扣分"),
        ({"severity": "小毛病"}, "severity", "只能是提示、瑕疵、重大瑕疵、差错"),
        ({"prompt": ""}, "prompt", "缺少“评查内容”"),
        ({"remediable": "大概"}, "remediable", "“可以整改”只能是"),
        ({"id": "立案"}, "id", "“编号”的值“立案”不合规定"),
        ({"id": "filing-notice"}, "id", "前面已经用过"),
        ({"cap": "3"}, "cap", "类评查项不设“扣分上限”"),
        ({"section": ""}, "section", "不能为空"),
    ],
)
def test_a_fault_is_said_at_its_cell(cells: dict[str, str], column: str, message: str) -> None:
    faults = check_sheet(edited("civil-100", 0, **cells))
    assert any(message in fault.message and column in ("", fault.column) for fault in faults), faults
    if "id" not in cells and column:
        assert any(fault.row == 0 for fault in faults), faults


def test_full_width_digits_and_words_are_understood() -> None:
    sheet = edited("civil-100", 0, points="１ 分", kind="fixed", remediable="×")
    assert check_sheet(sheet) == ()
    item = load_standard(to_toml(sheet), "x").items[0]
    assert (item.points, item.kind, item.remediable) == (Decimal(1), ItemKind.FIXED, False)


def test_a_fault_of_the_head_has_no_row() -> None:
    sheet = sheet_of(known("civil-100"))
    assert check_sheet(replace(sheet, head={**sheet.head, "title": ""})) == (SheetFault(None, "title", "缺少“名称”"),)
    assert check_sheet(replace(sheet, head={**sheet.head, "categories": "海事"}))[0].column == "categories"


def test_rows_of_one_section_that_are_torn_apart_are_a_fault() -> None:
    sheet = sheet_of(known("civil-100"))
    rows = (*sheet.rows[1:], sheet.rows[0])
    faults = check_sheet(replace(sheet, rows=rows))
    assert any(fault.row == len(rows) - 1 and fault.column == "section_id" for fault in faults), faults


def test_an_empty_sheet_says_what_it_lacks() -> None:
    assert check_sheet(StandardSheet({}, ()))
    assert sheet_of_toml(to_toml(StandardSheet({}, ()))).rows == ()


def test_what_is_no_toml_is_refused() -> None:
    with pytest.raises(StandardFaultsError):
        sheet_of_toml('id = "a')


def test_a_foreign_workbook_is_refused_with_one_sentence(tmp_path: Path) -> None:
    path = tmp_path / "别的.xlsx"
    write_workbook(
        path, (Table("表", "别的表", (Column("案号", 20), Column("案由", 20)), [("（2025）吉0199民初1号", "离婚")]),)
    )
    with pytest.raises(ForeignTableError, match="不是本程序导出的评查标准"):
        read_standard(path)
    path.write_bytes(b"%PDF-1.7")
    with pytest.raises(LedgerError, match="不是电子表格"):
        read_standard(path)


def test_the_document_names_every_column() -> None:
    told = DOCS.read_text(encoding="utf-8")
    for column in (*HEAD, *COLUMNS):
        assert f"| `{column.key}` | {column.title} |" in told, column.key


@pytest.mark.parametrize("number", ["1e999999999999", "1e-99999999", "nan", "-inf", "9" * 900])
def test_a_monstrous_number_is_a_fault_and_no_burden(number: str) -> None:
    sheet = sheet_of_toml(f"{to_toml(sheet_of(known('civil-100'))).partition('[[sections]]')[0]}base = {number}\n")
    faults = check_sheet(sheet)
    assert len(to_toml(sheet)) < 20_000
    assert any(fault.column == "base" for fault in faults), faults


@pytest.mark.parametrize("word", ["一票否决", "veto", " 一票否决 "])
def test_a_row_takes_what_its_kind_takes(word: str) -> None:
    row = {"kind": word}
    assert [key for key in ("points", "deduction", "outcome", "rule", "severity") if takes(row, key)] == [
        "outcome",
        "rule",
        "severity",
    ]


def test_a_row_of_no_known_kind_takes_anything() -> None:
    assert all(takes(row, column.key) for row in ({}, {"kind": "随便扣"}) for column in (*HEAD, *COLUMNS))
