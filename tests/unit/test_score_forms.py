"""Printed score sheets: what they say, and what is read back from a Word file that somebody filled in."""

import io
import zipfile
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from uuid import uuid4

import docx
import pytest
from docx.document import Document as WordDocument
from docx.table import _Cell
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import resources
from exports import pdf, word
from exports.document import Table, plain_text
from exports.fonts import FontShelf
from exports.forms import cells, word_tables
from exports.forms.faults import (
    DamagedFormError,
    ForeignFormError,
    OversizedFormError,
    UnclearCellError,
    UnreadableKindError,
)
from exports.forms.filled import answers_of_form, carried_by_form, conclusion_of, read_forms
from exports.forms.score_form import Conclusion, ScoreForm, build_score_sheet
from exports.ledgers.comparing import Relation, compare_with_standing
from exports.ledgers.score_sheets import (
    ScoredAnswer,
    ScoreSheet,
    ScoreSheetReading,
    carried_by_workbook,
    read_score_sheet,
    write_score_sheets,
)
from exports.preview import render_pages
from models.errors import StorageError
from review_forms.answers import Answer, Answers, Finding, Merit, Verdict
from review_forms.loader import load_scale, load_standard
from review_forms.standard import Item, ItemKind, Severity, Standard

NOTHING = Conclusion()
CODE = "01234567-89ab-7def-8123-456789abcdef"
NAMES = sorted(path.name for path in (Path(resources.__file__).parent / "standards").glob("*.toml"))
STANDARDS = {name: load_standard(resources.read_text("standards", name), name) for name in NAMES}
CIVIL = STANDARDS["civil-100.toml"]
SCALE = load_scale(resources.read_text("scales", "four_grades.toml"), "four_grades.toml")


def form_of(standard: Standard, answers: Answers, conclusion: Conclusion = NOTHING) -> ScoreForm:
    sheet = ScoreSheet(CODE, "（2025）吉0199民初1号", "罗𬭎", standard, answers)
    grades = tuple(grade.name for grade in SCALE.grades)
    return ScoreForm(sheet, "示云市法院", "一季度", "离婚纠纷", "民一庭", "程立", grades, conclusion, "1")


def written(path: Path, form: ScoreForm) -> Path:
    path.write_bytes(word.write(build_score_sheet(form)))
    return path


def read(path: Path, standard: Standard = CIVIL) -> ScoreSheetReading:
    (form,) = read_forms(path)
    return answers_of_form(form, standard)


def edited(path: Path, change: Callable[[WordDocument], None]) -> Path:
    """Open the sheet in a word processor's library, change it and save it."""
    paper = docx.Document(str(path))
    change(paper)
    paper.save(str(path))
    return path


def row_of(paper: WordDocument, position: int) -> list[_Cell]:
    """The cells of an item."""
    for table in paper.tables:
        if table.rows[0].cells[0].text == "编号":
            for row in table.rows[1:]:
                if row.cells[0].text == str(position):
                    return list(row.cells)
    raise LookupError(position)


facts_texts = (
    st.text("卷宗送达回证未载明日期核对，。；（）ab12 ", min_size=1, max_size=30)
    .map(lambda text: " ".join(text.split()))
    .filter(lambda text: bool(text) and text[0] not in "。，；")
)


@st.composite
def finding_for(draw: st.DrawFn, item: Item) -> Finding:
    return Finding(
        str(uuid4()),
        draw(st.sampled_from(Severity)),
        draw(st.sampled_from(["", "1", "2", "正", "副1"])),
        draw(st.sampled_from(["", "3", "12-15", "7、9"])),
        draw(facts_texts),
        item.basis,
        remediable=item.remediable,
        occurrences=draw(st.integers(1, 30)),
    )


@st.composite
def answer_for(draw: st.DrawFn, item: Item) -> Answer:
    verdict = draw(st.sampled_from(cells.verdicts_for(item)))
    findings = tuple(draw(st.lists(finding_for(item), min_size=1, max_size=3))) if verdict.finds_fault else ()
    is_faulty = verdict is Verdict.FAULTY
    points = st.decimals("0.25", "9", places=2)
    return Answer(
        item.id,
        verdict,
        findings,
        draw(points) if item.kind is ItemKind.RANGE and is_faulty else None,
        tuple(each for each in item.elements if draw(st.booleans())) if is_faulty else (),
        draw(points) if item.kind is ItemKind.BONUS and verdict is Verdict.CLEAR else None,
    )


@st.composite
def scored(draw: st.DrawFn) -> tuple[Standard, dict[str, Answer]]:
    standard = STANDARDS[draw(st.sampled_from(NAMES))]
    chosen = draw(st.lists(st.sampled_from(standard.items), unique_by=lambda item: item.id, max_size=12))
    return standard, {item.id: draw(answer_for(item)) for item in chosen}


def without_ids(answer: Answer) -> Answer:
    return replace(answer, findings=tuple(replace(finding, id="") for finding in answer.findings))


@given(scored())
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_random_answers_go_out_and_come_back(tmp_path: Path, case: tuple[Standard, dict[str, Answer]]) -> None:
    standard, answers = case
    form = form_of(standard, answers)
    reading = read(written(tmp_path / "a.docx", form), standard)
    assert (reading.rejected, reading.blank) == ((), len(standard.items) - len(answers))
    assert {each.answer.item_id: without_ids(each.answer) for each in reading.accepted} == {
        key: without_ids(answer) for key, answer in answers.items()
    }
    rows = compare_with_standing(form.sheet, reading.accepted, carried_by_form)
    assert {row.relation for row in rows} <= {Relation.SAME}

    write_score_sheets(tmp_path / "a.xlsx", [form.sheet])
    book = read_score_sheet(tmp_path / "a.xlsx")
    assert book.rejected == ()
    rows = compare_with_standing(form.sheet, book.accepted, carried_by_workbook)
    assert {row.relation for row in rows} <= {Relation.SAME}
    fresh = compare_with_standing(replace(form.sheet, answers={}), book.accepted, carried_by_workbook)
    assert {row.item_id: without_ids(row.coming or Answer("", None)) for row in fresh} == {
        key: without_ids(answer) for key, answer in answers.items()
    }
    assert b"%PDF" in pdf.write(build_score_sheet(form), FontShelf([]))[:8]


LABELS = [verdict.label for verdict in Verdict]


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("□无问题\n□有问题\n□不涉及\n□缺失", ""),
        ("□无问题\n☑有问题\n□不涉及\n□缺失", "有问题"),
        ("□无问题\n■ 有 问题\n□不涉及\n□缺失", "有问题"),
        ("□无问题 √\n□有问题\n□不涉及\n□缺失", "无问题"),
        ("□无问题□有问题✓□不涉及□缺失", "有问题"),
        ("□无问题√有问题□不涉及□缺失", "有问题"),
        ("□无问题\n□有问题\n□不涉及\n□缺失√", "缺失"),
        ("□无问题\n□有问题\n V不涉及\n□缺失", "不涉及"),
        ("□无问题\n有问题\n□不涉及\n□缺失", "有问题"),
        ("□无问题\n□有问题\n□不涉及\n□缺失\n\n无问题", "无问题"),
        ("有问题", "有问题"),
        ("  有问题。\n", "有问题"),
        ("", ""),
    ],
)
def test_a_box_is_ticked_as_people_do(text: str, verdict: str) -> None:
    assert cells.read_choice("评定", text, LABELS) == verdict


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("☑无问题\n☑有问题\n□不涉及\n□缺失", "勾了2项：无问题、有问题"),
        ("无问题\n有问题\n不涉及\n缺失", "勾了4项"),
        ("没有问题", "填的是“没有问题”"),
        ("大概没问题", "应勾选"),
        ("√", "只有一个勾"),
    ],
)
def test_what_could_mean_two_things_is_refused(text: str, fault: str) -> None:
    with pytest.raises(UnclearCellError, match=fault):
        cells.read_choice("评定", text, LABELS)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("卷\n页", ("", "")),
        ("卷１\n页２３", ("1", "23")),
        ("卷 1\n\n页 23-25", ("1", "23-25")),
        ("1卷23页", ("1", "23")),
        ("第1卷第23页", ("1", "23")),
        ("2·31", ("2", "31")),
        ("23、25", ("", "23、25")),
        ("第23页", ("", "23")),
    ],
)
def test_volume_and_page_are_read(text: str, place: tuple[str, str]) -> None:
    assert cells.read_place(text) == place


def of_kind(kind: ItemKind) -> Item:
    return next(item for standard in STANDARDS.values() for item in standard.items if item.kind is kind)


@pytest.mark.parametrize(
    ("kind", "text", "extent"),
    [
        (ItemKind.RANGE, "扣分\n", cells.Extent()),
        (ItemKind.RANGE, "扣分\n１．５分\n处数 2", cells.Extent(Decimal("1.5"), 2)),
        (ItemKind.RANGE, "2", cells.Extent(Decimal(2))),
        (ItemKind.RANGE, "扣2分", cells.Extent(Decimal(2))),
        (ItemKind.PER_OCCURRENCE, "处数\n3处", cells.Extent(occurrences=3)),
        (ItemKind.PER_OCCURRENCE, "3", cells.Extent(occurrences=3)),
        (ItemKind.BONUS, "加分：1", cells.Extent(award=Decimal(1))),
    ],
)
def test_numbers_are_read(kind: ItemKind, text: str, extent: cells.Extent) -> None:
    assert cells.read_extent(of_kind(kind), text) == extent


@pytest.mark.parametrize("text", ["两分", "处数 0", "处数 1.5", "扣1分扣2分", "-1", "扣" + "9" * 40])
def test_numbers_that_are_none_are_refused(text: str) -> None:
    with pytest.raises(UnclearCellError):
        cells.read_extent(of_kind(ItemKind.RANGE), text)


def test_people_fill_it_in_word(tmp_path: Path) -> None:
    path = written(tmp_path / "a.docx", form_of(CIVIL, {}))

    def fill(paper: WordDocument) -> None:
        row = row_of(paper, 1)
        row[2].paragraphs[0].runs[0].text = "□无问题\n☑有问题\n□不涉及\n□缺失"
        row[4].text = "卷 １\n页 ２３"
        row[5].text = "□提示□瑕疵\n☑重大瑕疵□差错"
        row[5].add_paragraph("瑕疵在于未附送达回证")
        row[5].add_paragraph("")
        other = row_of(paper, 2)
        other[1].text = other[1].text.replace("□应诉通知书", "√应诉通知书")
        other[2].text = "有问题"
        other[5].text = "未发应诉通知书"
        paper.tables[0].rows[0].cells[0].add_paragraph("")
        paper.add_paragraph("另附说明")

    reading = read(edited(path, fill))
    first, second = [each.answer for each in reading.accepted]
    assert reading.rejected == ()
    assert (first.verdict, first.findings[0].severity) == (Verdict.FAULTY, Severity.MAJOR_DEFECT)
    assert (first.findings[0].facts, first.findings[0].place) == ("瑕疵在于未附送达回证", "卷1 页23")
    assert second.missing_elements == ("应诉通知书",)
    assert second.findings[0].severity is CIVIL.items[1].default_severity


def test_ticked_elements_say_by_themselves_what_is_wrong(tmp_path: Path) -> None:
    path = written(tmp_path / "a.docx", form_of(CIVIL, {}))

    def fill(paper: WordDocument) -> None:
        row = row_of(paper, 2)
        row[1].text = row[1].text.replace("□应诉通知书", "■应诉通知书")
        row[2].text = "有问题"

    (only,) = read(edited(path, fill)).accepted
    assert [finding.facts for finding in only.answer.findings] == ["缺少应诉通知书"]
    assert only.answer.findings[0].severity is CIVIL.items[1].default_severity


def test_a_wrong_row_is_refused_with_its_place(tmp_path: Path) -> None:
    path = written(tmp_path / "a.docx", form_of(CIVIL, {}))

    def fill(paper: WordDocument) -> None:
        row_of(paper, 1)[2].text = "☑无问题\n☑有问题"
        row_of(paper, 3)[5].text = "漏记"
        row_of(paper, 4)[2].text = "无问题"
        row_of(paper, 5)[0].text = "五"

    reading = read(edited(path, fill))
    assert [each.answer.item_id for each in reading.accepted] == [CIVIL.items[3].id]
    assert sorted(each.reason for each in reading.rejected) == [
        "第 1 项：“评定”勾了2项：无问题、有问题，应只勾一项",
        "第 3 项：“评定”没有勾选，却填写了其他内容",
        "编号填的是“五”，应为 1 至 36 的整数，无法认定是哪一项",
    ]


def test_the_conclusion_comes_back(tmp_path: Path) -> None:
    said = Conclusion("重大瑕疵", "多处漏记", "二审新证据", "庭审规范\n说理充分")
    (form,) = read_forms(written(tmp_path / "a.docx", form_of(CIVIL, {}, said)))
    assert conclusion_of(form, SCALE) == said
    (form,) = read_forms(written(tmp_path / "b.docx", form_of(CIVIL, {})))
    assert conclusion_of(form, SCALE) == Conclusion()


def test_a_blind_sheet_tells_nothing_of_who_handled_the_case() -> None:
    form = form_of(CIVIL, {})
    assert {"程立", "民一庭"} <= set(plain_text(build_score_sheet(form)).replace("\t", "\n").split("\n"))
    blind = plain_text(build_score_sheet(replace(form, department="", handler="")))
    assert "承办" not in blind.partition("填写说明")[0]


def test_the_same_view_gives_the_same_bytes_and_every_item_its_row() -> None:
    first, again = build_score_sheet(form_of(CIVIL, {})), build_score_sheet(form_of(CIVIL, {}))
    assert word.write(first) == word.write(again)
    (items,) = [each for each in first.blocks if isinstance(each, Table) and each.columns[0].title == "编号"]
    assert [row[0] for row in items.rows] == [str(number) for number in range(1, len(CIVIL.items) + 1)]
    opening = [row[1] for row in items.rows if row[1].startswith(("一、", "二、"))]
    assert opening[0] == "一、立案程序（5分）\n受理案件是否符合法定条件\n（1分，有问题即全扣）"
    assert len(opening) == 2


@pytest.mark.parametrize(("name", "pages"), [("civil-100", 6), ("criminal-100", 7), ("severity-catalogue", 8)])
def test_a_sheet_keeps_to_its_pages(name: str, pages: int) -> None:
    paper = pdf.write(build_score_sheet(form_of(STANDARDS[f"{name}.toml"], {})), FontShelf([]))
    assert len(list(render_pages(paper, 20))) <= pages


ELEMENTS = ("立卷人", "立卷人签名", "备考表")


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ("□立卷人□立卷人签名\n□备考表", ()),
        ("■立卷人□立卷人签名\n□备考表", ("立卷人",)),
        ("□立卷人√立卷人签名\n□备考表", ("立卷人签名",)),
        ("□立卷人√□立卷人签名\n□备考表√", ("立卷人", "备考表")),
        ("□立卷人（0.5分）√ □立卷人签名（1分）√", ("立卷人", "立卷人签名")),
        ("√立卷人☑立卷人签名\nV备考表（与立卷人签名不一致）", ELEMENTS),
        ("有没有备考表√\n（1分，每缺一项扣0.5分）缺少的要素：□立卷人■备考表", ("备考表",)),
        ("立卷人√\n备考表", ("立卷人",)),
    ],
)
def test_missing_elements_are_ticked_as_people_do(text: str, missing: tuple[str, ...]) -> None:
    assert cells.read_elements(text, ELEMENTS) == missing


def test_ticks_without_boxes_are_refused_where_two_share_a_line() -> None:
    with pytest.raises(UnclearCellError, match="看不出勾的是哪一项"):
        cells.read_elements("立卷人签名√备考表√", ELEMENTS)


def test_short_boxes_share_a_line() -> None:
    item = next(item for item in CIVIL.items if "备考表" in item.elements)
    lines = cells.content_cell(item, ("备考表",), 10).split("\n")
    assert lines[1:] == ["（1分，每缺一项扣0.5分）缺少的要素：", "□卷宗封面■备考表", "□立卷人签名", "□检查人签名"]
    assert cells.verdict_cell(item, Verdict.FAULTY) == "□无问题■有问题\n□不涉及□缺失"


def test_tables_that_a_word_processor_joined_are_told_apart(tmp_path: Path) -> None:
    said = Conclusion("重大瑕疵", "多处漏记")
    path = written(
        tmp_path / "a.docx", form_of(CIVIL, {CIVIL.items[0].id: Answer(CIVIL.items[0].id, Verdict.CLEAR)}, said)
    )

    def join(paper: WordDocument) -> None:
        first, *others = paper.tables
        for table in others:
            for row in table.rows:
                first._tbl.append(row._tr)
            table._tbl.getparent().remove(table._tbl)

    (form,) = read_forms(edited(path, join))
    assert (form.code, form.case_number) == (CODE, "（2025）吉0199民初1号")
    assert [each.answer.verdict for each in answers_of_form(form, CIVIL).accepted] == [Verdict.CLEAR]
    assert conclusion_of(form, SCALE) == said


FINDING = Finding("f", Severity.DEFECT, "1", "23", "漏记", "民诉法", "补正", True, 1, "ab", 23)


@pytest.mark.parametrize(
    ("change", "scan"), [({"facts": "漏记日期"}, "ab"), ({"page": "24"}, ""), ({"severity": Severity.ERROR}, "ab")]
)
def test_what_a_sheet_does_not_carry_stays(change: dict[str, object], scan: str) -> None:
    item = CIVIL.items[0]
    merit = Merit("m", "庭审规范")
    standing = Answer(item.id, Verdict.FAULTY, (FINDING,), note="见副卷", marked=True, merits=(merit,))
    sheet = ScoreSheet(CODE, "案", "甲", CIVIL, {item.id: standing})
    told = carried_by_form(sheet, item)
    coming = replace(told, findings=(replace(told.findings[0], **change),))  # type: ignore[arg-type]
    (row,) = compare_with_standing(sheet, [ScoredAnswer(CODE, "案", coming, (1,))], carried_by_form)
    assert row.relation is Relation.CONFLICT
    assert row.coming is not None
    (finding,) = row.coming.findings
    assert (finding.id, finding.basis, finding.suggestion, finding.scan) == ("f", "民诉法", "补正", scan)
    assert (row.coming.note, row.coming.marked, row.coming.merits) == ("见副卷", True, (merit,))
    assert "漏记" in row.standing_words
    assert row.standing_words != row.coming_words


def test_a_bookmark_alone_is_no_conflict() -> None:
    item = CIVIL.items[0]
    sheet = ScoreSheet(CODE, "案", "甲", CIVIL, {item.id: Answer(item.id, None, note="再看", marked=True)})
    coming = ScoredAnswer(CODE, "案", Answer(item.id, Verdict.CLEAR), (1,))
    (row,) = compare_with_standing(sheet, [coming], carried_by_workbook)
    assert (row.relation, row.standing_words) == (Relation.NEW, "未评定")
    assert row.coming == Answer(item.id, Verdict.CLEAR, note="再看", marked=True)


def archive(**members: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in members.items():
            made.writestr(name.replace("__", "/").replace("_xml", ".xml"), content)
    return file.getvalue()


W = b'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
BOMB = b'<!DOCTYPE d [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><w:document ' + W + b">&b;</w:document>"
OUTSIDE = b'<!DOCTYPE d [<!ENTITY a SYSTEM "file:///etc/passwd">]><w:document ' + W + b">&a;</w:document>"


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (archive(word__document_xml=BOMB), DamagedFormError),
        (archive(word__document_xml=OUTSIDE), DamagedFormError),
        (archive(word__document_xml=b"<w:document " + W + b"><w:body>"), DamagedFormError),
        (archive(word__document_xml=b"<w:document " + W + b"/>"), ForeignFormError),
        (archive(xl__workbook_xml=b"<a/>"), ForeignFormError),
        (archive(word__document_xml=b"<a>" + b" " * 5_000_000 + b"</a>"), OversizedFormError),
        (archive(**{f"m{n}": b"" for n in range(word_tables.MAX_MEMBERS + 1)}), OversizedFormError),
        (b"%PDF-1.7", UnreadableKindError),
        (bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600), UnreadableKindError),
        (b"", DamagedFormError),
        ("评分表".encode(), DamagedFormError),
    ],
)
def test_a_file_that_is_none_of_ours_costs_one_sentence(tmp_path: Path, content: bytes, error: type[Exception]) -> None:
    path = tmp_path / "a.docx"
    path.write_bytes(content)
    with pytest.raises(error, match=r"《a\.docx》"):
        read_forms(path)


def test_a_file_cut_short_anywhere_costs_one_sentence(tmp_path: Path) -> None:
    content = word.write(build_score_sheet(form_of(CIVIL, {})))
    path = tmp_path / "a.docx"
    for length in range(4, len(content), max(1, len(content) // 40)):
        path.write_bytes(content[:length])
        with pytest.raises(DamagedFormError):
            read_forms(path)
    with pytest.raises(StorageError):
        read_forms(tmp_path / "none.docx")


def test_too_many_rows_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = written(tmp_path / "a.docx", form_of(CIVIL, {}))
    monkeypatch.setattr(word_tables, "MAX_ROWS", 10)
    with pytest.raises(OversizedFormError):
        read_forms(path)
