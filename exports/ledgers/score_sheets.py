"""Score sheets on paper's behalf: a coded workbook per batch goes out, is filled in, and comes back as answers.

One row is one item of one case. Several findings under one item are several rows with the same code: whoever fills the
sheet in copies the row.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TypeVar
from uuid import NAMESPACE_URL, uuid5

from exports.ledgers.coded import CodedRow, RejectedRow, read_coded
from exports.ledgers.tables import Column, Kind, Notes, Table, Value, write_workbook
from exports.ledgers.values import CellError
from exports.ledgers.workbook import Cell
from review_forms.answers import Answer, Answers, Finding, Verdict
from review_forms.standard import Item, ItemKind, Section, Severity, Standard

_VERDICTS = {verdict.label: verdict for verdict in Verdict}
_SEVERITIES = {severity.label: severity for severity in Severity}
_Chosen = TypeVar("_Chosen", Verdict, Severity)
_YES, _NO = "是", "否"
_MARK = "|"  # between the assignment and the item in a code

COLUMNS = (
    Column("编码", 9, Kind.CODE, given=True),
    Column("案号", 23, Kind.CENTRED, given=True),
    Column("评查员", 9, Kind.CENTRED, given=True),
    Column("类别", 12, given=True),
    Column("评查项", 40, given=True),
    Column("评定", 9, Kind.CENTRED, tuple(_VERDICTS)),
    Column("程度", 10, Kind.CENTRED, tuple(_SEVERITIES)),
    Column("卷", 6, Kind.CENTRED),
    Column("页", 6, Kind.CENTRED),
    Column("事实", 34),
    Column("依据", 24),
    Column("建议", 24),
    Column("可整改", 8, Kind.CENTRED, (_YES, _NO)),
    Column("扣分", 7, Kind.NUMBER),
    Column("处数", 7, Kind.NUMBER),
    Column("缺项", 16),
    Column("加分", 7, Kind.NUMBER),
    Column("备注", 18),
)
_TITLES = tuple(column.title for column in COLUMNS)
_REQUIRED = ("编码", "评定", "程度", "事实")
_OF_A_FINDING = ("程度", "卷", "页", "事实")

_LINES = (
    "一、每一行是一件案件的一个评查项。灰色各列由程序填写，请勿改动；请勿删除“编码”一列。",
    "二、“评定”从下拉列表中选择：无问题、有问题、不涉及、缺失。每一项都要评定，空白不等于无问题。",
    "三、评为“有问题”或“缺失”的，请选择“程度”（提示、瑕疵、重大瑕疵、差错），写明卷、页、事实、依据和建议。",
    "四、同一评查项有几个问题的，请复制该行，每个问题一行，编码保持不变。",
    "五、“扣分”只在酌定扣分的评查项填写；“处数”不填视为一处；“缺项”填写所缺要素，用分号隔开；“加分”只在加分项填写。",
    "六、填好后保存，由审判管理办公室导入。有误的行会逐行列明原因，其他各行不受影响。",
)


class ScoreRowError(CellError):
    """A filled row that cannot be taken as an answer."""


@dataclass(frozen=True, slots=True)
class ScoreSheet:
    """One case given to one reviewer; `code` is the assignment's id, `answers` what has been said so far."""

    code: str
    case_number: str
    reviewer: str
    standard: Standard
    answers: Answers


@dataclass(frozen=True, slots=True)
class ScoredAnswer:
    """One answer that came back: the assignment's id, what was said, and the rows that say it."""

    code: str
    case_number: str
    answer: Answer
    rows: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ScoreSheetReading:
    """What came back; rows of items that nobody answered are only counted."""

    accepted: tuple[ScoredAnswer, ...]
    rejected: tuple[RejectedRow, ...]
    blank: int


def write_score_sheets(path: Path, sheets: Sequence[ScoreSheet], title: str = "案件质量评查评分表") -> int:
    """Write the score sheets of a batch into one workbook and give the number of rows.

    Raises:
        StorageError: the folder or the disk refuses.
    """
    rows = (row for sheet in sheets for row in _rows_of(sheet))
    return write_workbook(path, (Table("评分", title, COLUMNS, rows), Notes("说明", "填写说明", _LINES)))


def read_score_sheet(path: Path) -> ScoreSheetReading:
    """Read filled score sheets; a wrong row is refused with its reason together with the rows of the same item.

    Raises:
        StorageError: the file cannot be read.
        LedgerError: it is no spreadsheet, or not a score sheet.
    """
    groups: dict[str, list[CodedRow]] = {}
    rejected: list[RejectedRow] = []
    for row in read_coded(path, "评分表", _TITLES, _REQUIRED):
        code = str(row.cell("编码")).strip()
        if code.count(_MARK) == 1 and all(code.split(_MARK)):
            groups.setdefault(code, []).append(row)
        else:
            rejected.append(RejectedRow(row.row, code[:80], "编码缺失或被改动，无法认定是哪一件案件的哪一项"))
    accepted, blank = [], 0
    for code, rows in groups.items():
        filled = [row for row in rows if _is_filled(row)]
        blank += not filled
        faults = [fault for row in filled for fault in _faults(row, code)]
        if not faults and filled:
            assignment, item_id = code.split(_MARK)
            try:
                answer = _answer(item_id, code, filled)
                number = filled[0].text("案号")
                accepted.append(ScoredAnswer(assignment, number, answer, tuple(row.row for row in filled)))
            except ScoreRowError as error:
                faults = [RejectedRow(filled[0].row, code, str(error))]
        rejected.extend(_with_companions(faults, filled, code))
    return ScoreSheetReading(tuple(accepted), tuple(sorted(rejected, key=lambda each: each.row)), blank)


def carried_by_workbook(sheet: ScoreSheet, item: Item) -> Answer:
    """What a workbook tells of the answer that stands: as if it were written and read back at once."""
    section = next(section for section in sheet.standard.sections if item in section.items)
    code = f"{sheet.code}{_MARK}{item.id}"
    rows = [
        CodedRow(0, {title: _as_read(value) for title, value in zip(_TITLES, row, strict=True)})
        for row in _rows_of_item(sheet, section, item)
    ]
    try:
        filled = [row for row in rows if _is_filled(row)]
        return _answer(item.id, code, filled) if filled else Answer(item.id, None)
    except CellError:
        # findings without a verdict, say: what stands is then shown as it is
        return sheet.answers.get(item.id) or Answer(item.id, None)


def _as_read(value: Value) -> Cell:
    """A value as a spreadsheet gives it back."""
    if value is None:
        return ""
    return float(value) if isinstance(value, Decimal) else value


def _rows_of(sheet: ScoreSheet) -> Iterator[Sequence[Value]]:
    """Give the rows of one case."""
    for section in sheet.standard.sections:
        for item in section.items:
            yield from _rows_of_item(sheet, section, item)


def _rows_of_item(sheet: ScoreSheet, section: Section, item: Item) -> Iterator[Sequence[Value]]:
    """Give the row of one item, or one row for each finding said so far."""
    answer = sheet.answers.get(item.id) or Answer(item.id, None)
    given = (f"{sheet.code}{_MARK}{item.id}", sheet.case_number, sheet.reviewer, section.title, _described(item))
    verdict = answer.verdict.label if answer.verdict else None
    extent = (answer.deduction, None, "；".join(answer.missing_elements), answer.award, answer.note)
    if not answer.findings:
        empty = (None, None, None, None, item.basis or None, None, _YES if item.remediable else _NO)
        yield (*given, verdict, *empty, *extent)
    for finding in answer.findings:
        yield (*given, verdict, *_finding_cells(finding), extent[0], finding.occurrences, *extent[2:])


def _finding_cells(finding: Finding) -> Sequence[Value]:
    """Give the cells from 程度 to 可整改."""
    return (
        finding.severity.label,
        finding.volume,
        finding.page,
        finding.facts,
        finding.basis,
        finding.suggestion,
        _YES if finding.remediable else _NO,
    )


def _described(item: Item) -> str:
    """Give the item's prompt with how it scores."""
    if item.kind is ItemKind.RANGE:
        return f"{item.prompt}（酌定扣分，{item.least:f} 至 {item.most:f} 分）"
    if item.kind is ItemKind.BONUS:
        return f"{item.prompt}（加分，至多 {item.points:f} 分）"
    if item.elements:
        return f"{item.prompt}（要素：{'、'.join(item.elements)}）"
    return f"{item.prompt}（{item.kind.label}）"


def _is_filled(row: CodedRow) -> bool:
    """Tell whether a person wrote anything into a row; 依据 and 可整改 come filled in."""
    return any(
        row.cell(title) != "" for title in ("评定", *_OF_A_FINDING, "建议", "扣分", "处数", "缺项", "加分", "备注")
    )


def _faults(row: CodedRow, code: str) -> Iterator[RejectedRow]:
    """Try one row by itself."""
    try:
        verdict = _choice(row, "评定", _VERDICTS)
        for title in ("扣分", "加分"):
            _number(row, title)
        _occurrences(row)
        for title in _TITLES:
            row.text(title)
        if _has_finding(row):
            _finding(row, code, 0)
            if verdict and not verdict.finds_fault:
                raise ScoreRowError(f"评为“{verdict.label}”，却填写了问题")
    except CellError as error:
        yield RejectedRow(row.row, code, str(error))


def _with_companions(faults: Sequence[RejectedRow], rows: Iterable[CodedRow], code: str) -> Iterator[RejectedRow]:
    """Refuse the other rows of an item with the wrong one, so that no half answer is taken."""
    yield from faults
    wrong = {fault.row for fault in faults}
    for row in rows:
        if wrong and row.row not in wrong:
            yield RejectedRow(row.row, code, f"同一评查项的第 {min(wrong)} 行有误，未单独采用")


def _answer(item_id: str, code: str, rows: Sequence[CodedRow]) -> Answer:
    """Put the rows of one item together."""
    verdicts = {row.text("评定") for row in rows if row.text("评定")}
    if len(verdicts) > 1:
        raise ScoreRowError(f"同一评查项的几行评定不一致：{'、'.join(sorted(verdicts))}")
    if not verdicts:
        raise ScoreRowError("没有选择“评定”")
    findings = tuple(_finding(row, code, place) for place, row in enumerate(filter(_has_finding, rows)))
    missing = dict.fromkeys(part for row in rows for part in _elements(row.text("缺项")))
    return Answer(
        item_id,
        _VERDICTS[verdicts.pop()],
        findings,
        _only([_number(row, "扣分") for row in rows], "扣分"),
        tuple(missing),
        _only([_number(row, "加分") for row in rows], "加分"),
        "\n".join(dict.fromkeys(row.text("备注") for row in rows if row.text("备注"))),
    )


def _elements(text: str) -> list[str]:
    """The missing elements of a cell, parted by semicolons if there are any: an element may itself hold 、."""
    text = text.replace(";", "；").replace("\n", "；")
    if "；" not in text:
        text = text.replace("，", "、").replace(",", "、").replace("、", "；")
    return [part.strip() for part in text.split("；") if part.strip()]


def _finding(row: CodedRow, code: str, place: int) -> Finding:
    """Read one finding; its id follows from the code and the place, so that the same sheet gives the same findings."""
    severity = _choice(row, "程度", _SEVERITIES)
    if severity is None:
        raise ScoreRowError("填写了问题，但没有选择“程度”")
    return Finding(
        str(uuid5(NAMESPACE_URL, f"pingheng:{code}{_MARK}{place}")),
        severity,
        row.text("卷"),
        row.text("页"),
        row.text("事实"),
        row.text("依据"),
        row.text("建议"),
        row.text("可整改") != _NO,
        _occurrences(row),
    )


def _has_finding(row: CodedRow) -> bool:
    """Tell whether a row tells of a fault."""
    return any(row.cell(title) != "" for title in _OF_A_FINDING)


def _choice(row: CodedRow, title: str, choices: Mapping[str, _Chosen]) -> _Chosen | None:
    """Read a drop-down."""
    text = row.text(title)
    if text and text not in choices:
        raise ScoreRowError(f"“{title}”填的是“{text[:20]}”，应为{'、'.join(choices)}之一")
    return choices.get(text)


def _number(row: CodedRow, title: str) -> Decimal | None:
    """Read points."""
    text = row.text(title)
    if not text:
        return None
    try:
        number = Decimal(text.removesuffix("分").strip())
    except InvalidOperation as error:
        raise ScoreRowError(f"“{title}”填的是“{text[:20]}”，应为数字") from error
    if not number.is_finite() or not 0 <= number <= 1000:
        raise ScoreRowError(f"“{title}”填的是“{text[:20]}”，应为不小于零的分数")
    return number


def _occurrences(row: CodedRow) -> int:
    """Read the number of places, one where nothing is said."""
    number = _number(row, "处数")
    if number is None:
        return 1
    if number < 1 or number != int(number):
        raise ScoreRowError("“处数”应为不小于 1 的整数")
    return int(number)


def _only(numbers: Sequence[Decimal | None], title: str) -> Decimal | None:
    """Give the one number that the rows of an item say."""
    said = {number for number in numbers if number is not None}
    if len(said) > 1:
        raise ScoreRowError(f"同一评查项的几行“{title}”不一致")
    return next(iter(said), None)
