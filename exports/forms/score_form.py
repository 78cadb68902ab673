"""The printable score sheet of one case: what a reviewer without a computer writes on, as a document.

Courts have no common specimen; the columns are those of the .xlsx sheet and of the score tables in published
standards. To change a column: 1. its title and width here, 2. its text and its reading in
exports/forms/cells.py, 3. where exports/forms/filled.py takes it up.
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass

from exports import gbt9704
from exports.document import Align, Block, Column, Document, Form, Paragraph, Run, Spacer, Table, Title
from exports.forms import cells
from exports.ledgers.score_sheets import ScoreSheet
from review_forms.answers import Answer, Finding, answer_to_json
from review_forms.scoring import figure
from review_forms.standard import Item, Section

TITLE = "案件质量评查评分表"
NUMBER, CONTENT = "编号", "评查内容"
CASE, STANDARD, FORM_CODE, STANDARD_CODE = "案号", "评查标准", "表格编码", "标准编码"
CLOSING = "评查结论"
GRADE, REASON, EXEMPTION, MERITS, SIGNED = "建议等次", "等次理由", "免责事由", "办案亮点", "签名、日期"

_NUMERALS = "一二三四五六七八九十"
# most items in two lines, most rules in one
_CONTENT_WIDTH = 10
_ITEM_COLUMNS = (
    (CONTENT, _CONTENT_WIDTH, Align.LEFT),
    (cells.VERDICT, 8, Align.LEFT),
    (cells.EXTENT, 2.5, Align.LEFT),
    (cells.PLACE, 2.5, Align.LEFT),
)
# word processors make one table of two that stand directly below each other
_APART = Spacer(0.1)
_REASON_HINT = "（建议等次与按标准得出的等次不一致的，请写明理由。）"
_INSTRUCTIONS = (
    "一、每项勾一个方框（■或√），空白不等于无问题；缺少的要素，也勾方框。\n"
    "二、有问题的勾程度，写卷、页和事实；几个问题写①②，电子填写的复制该行。\n"
    "三、酌扣的写扣分，处数不写为一处；填好的.docx可读入。勿改编号和编码。"
)


@dataclass(frozen=True, slots=True)
class Conclusion:
    """What a reviewer says of the whole case; `grade` is the grade's name, empty where none is ticked."""

    grade: str = ""
    reason: str = ""
    exemption: str = ""
    merits: str = ""


@dataclass(frozen=True, slots=True)
class ScoreForm:
    """Everything that a printed score sheet says of one assignment.

    In a blind batch `department` and `handler` are empty and left out. `grades` are the names of the scale, best first.
    """

    sheet: ScoreSheet
    court: str
    batch: str
    cause: str
    department: str
    handler: str
    grades: tuple[str, ...]
    conclusion: Conclusion = Conclusion()
    program_version: str = ""


def build_score_sheet(view: ScoreForm) -> Document:
    """The score sheet of one case; the same view gives the same document."""
    return Document(
        title=f"{TITLE} {view.sheet.case_number}",
        blocks=(*_opening(view), _items(view), _APART, _closing(view)),
        digest=_digest(view),
        form=Form.REPORT,
        author=view.court,
        program=f"评衡 {view.program_version}".rstrip(),
    )


def standard_code(sheet: ScoreSheet) -> str:
    """The code that ties the numbers of a sheet to one version of one standard."""
    return f"{sheet.standard.id} {sheet.standard.version}"


def _digest(view: ScoreForm) -> str:
    told = {
        "code": view.sheet.code,
        "case": [view.sheet.case_number, view.court, view.batch, view.cause, view.department, view.handler],
        "reviewer": view.sheet.reviewer,
        "standard": standard_code(view.sheet),
        "answers": [answer_to_json(view.sheet.answers[key]) for key in sorted(view.sheet.answers)],
        "conclusion": [getattr(view.conclusion, name) for name in ("grade", "reason", "exemption", "merits")],
    }
    return hashlib.sha256(json.dumps(told, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def _opening(view: ScoreForm) -> Iterator[Block]:
    if view.court:
        yield Paragraph((Run(view.court),), Align.CENTRE, first_indent=0, keeps_with_next=True)
    yield Title(TITLE)
    yield Spacer(0.25)
    sheet = view.sheet
    yield _line(
        (CASE, 13.5, sheet.case_number),
        ("案由", 0, view.cause),
        ("评查员", 3, sheet.reviewer),
        *_handled_by(view),
        ("批次", 5, view.batch),
    )
    yield _APART
    standard = f"{sheet.standard.title}（{sheet.standard.version}版）"
    yield _line((STANDARD, 0, standard), (FORM_CODE, 18, sheet.code), (STANDARD_CODE, 5.5, standard_code(sheet)))
    yield _APART
    yield Table((Column("填写说明", gbt9704.TEXT_WIDTH_MM, Align.LEFT),), ((_INSTRUCTIONS,),), is_small=True)
    yield _APART


def _handled_by(view: ScoreForm) -> tuple[tuple[str, float, str], ...]:
    """Who handled the case, nothing where that is not told."""
    if not (view.department or view.handler):
        return ()
    return ("承办部门", 5, view.department), ("承办人", 3, view.handler)


def _line(*told: tuple[str, float, str]) -> Table:
    """Facts as a table of one row, each with title, width in characters and text; width 0 takes what is left."""
    widths = [_column_width(characters) if characters else 0 for _, characters, _ in told]
    rest = gbt9704.TEXT_WIDTH_MM - sum(widths)
    columns = (Column(title, width or rest, Align.CENTRE) for (title, _, _), width in zip(told, widths, strict=True))
    return Table(tuple(columns), (tuple(text for _, _, text in told),), is_small=True)


def _items(view: ScoreForm) -> Table:
    """All items; a section's title stands above its first one, for a header to each section would cost a page."""
    rows: list[tuple[str, ...]] = []
    position = 0
    for at, section in enumerate(view.sheet.standard.sections, 1):
        title = f"{_numeral(at)}、{section.title}{_worth(section)}"
        for item in section.items:
            position += 1
            rows += item_rows(view.sheet, item, position, title)
            title = ""
    return Table(_columns(position), tuple(rows), is_small=True)


def _numeral(number: int) -> str:
    """A number below a hundred as headings count: 一, 十, 十一, 二十."""
    tens, ones = divmod(number, 10)
    front = "" if tens == 0 else "十" if tens == 1 else f"{_NUMERALS[tens - 1]}十"
    return front + (_NUMERALS[ones - 1] if ones else "")


def _worth(section: Section) -> str:
    return f"（{figure(section.points)}分）" if section.points else ""


def _columns(count: int) -> tuple[Column, ...]:
    """The columns of so many items; what is wrong takes the width that the others leave."""
    number = 0.2 + max(1, len(str(count)) / 2)
    widths = ((NUMBER, number, Align.CENTRE), *_ITEM_COLUMNS)
    columns = [Column(title, _column_width(characters), align) for title, characters, align in widths]
    rest = gbt9704.TEXT_WIDTH_MM - sum(column.width for column in columns)
    return (*columns, Column(cells.FACTS, rest, Align.LEFT))


def _column_width(characters: float) -> float:
    """The width in millimetres of a column with lines of so many characters, halves for Western ones."""
    return gbt9704.column_width(0) + characters * gbt9704.SMALL_CELL_SIZE / gbt9704.MM


def item_rows(sheet: ScoreSheet, item: Item, position: int, section: str = "") -> Iterator[tuple[str, ...]]:
    """The row of one item, or one row for each finding said so far; `section` stands above the first."""
    answer = sheet.answers.get(item.id) or Answer(item.id, None)
    findings: tuple[Finding | None, ...] = answer.findings or (None,)
    for at, finding in enumerate(findings):
        content = cells.content_cell(item, answer.missing_elements, _CONTENT_WIDTH)
        yield (
            str(position),
            f"{section}\n{content}" if section and at == 0 else content,
            cells.verdict_cell(item, answer.verdict),
            cells.extent_cell(item, answer, finding),
            cells.place_cell(finding),
            cells.facts_cell(item, finding),
        )


def _closing(view: ScoreForm) -> Table:
    said = view.conclusion
    grades = "　".join(cells.box(name, is_ticked=name == said.grade) for name in view.grades)
    rows = (
        (GRADE, grades),
        (REASON, _words(said.reason, _REASON_HINT)),
        (EXEMPTION, _words(said.exemption)),
        (MERITS, _words(said.merits)),
        (SIGNED, "\n\n　　　　　　　　　　　　　　年　　月　　日"),
    )
    first = gbt9704.column_width(5)
    return Table(
        (Column(CLOSING, first, Align.CENTRE), Column("内容", gbt9704.TEXT_WIDTH_MM - first, Align.LEFT)), rows
    )


def _words(text: str, hint: str = "") -> str:
    """What is said already, or room to write below a hint."""
    return text or f"{hint}\n\n"


def without_hint(text: str) -> str:
    """What somebody wrote into a cell of the conclusion, without the printed hint."""
    return cells.cleaned(text.replace(_REASON_HINT, ""))
