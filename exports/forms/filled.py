"""Filled score sheets read back from Word files as answers; a wrong row is refused with its place and reason."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5

from exports.forms import cells, score_form
from exports.forms.faults import ForeignFormError, UnclearCellError
from exports.forms.score_form import Conclusion, item_rows, without_hint
from exports.forms.word_tables import WordTable, read_tables
from exports.ledgers.coded import RejectedRow
from exports.ledgers.score_sheets import ScoredAnswer, ScoreSheet, ScoreSheetReading
from exports.ledgers.values import CellError, OverlongTextError
from review_forms.answers import Answer, Finding, Verdict, draft_finding, missing_words
from review_forms.grading import GradeScale
from review_forms.standard import Item, Standard

_UUID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_REQUIRED = (score_form.NUMBER, cells.VERDICT, cells.FACTS)
_FIRST_TITLES = ([score_form.CASE], [score_form.CLOSING], ["项目"])
_LONGEST_TEXT = 10_000
_VERDICTS = {verdict.label: verdict for verdict in Verdict}


@dataclass(frozen=True, slots=True)
class FormRow:
    """One row as somebody left it: its number on the sheet, 0 where that is no number, and its cells by title."""

    position: int
    number: str
    texts: Mapping[str, str]

    def text(self, title: str) -> str:
        """The text of a cell; raises OverlongTextError where it holds more than a form can take."""
        text = self.texts.get(title, "")
        if len(text) > _LONGEST_TEXT:
            raise OverlongTextError(len(text), _LONGEST_TEXT)
        return text


@dataclass(frozen=True, slots=True)
class FilledForm:
    """The sheet of one case in a file: the assignment's id, which standard its numbers belong to, and its rows."""

    code: str
    standard_code: str
    case_number: str
    rows: tuple[FormRow, ...]
    conclusion: Mapping[str, str]


def read_forms(path: Path) -> tuple[FilledForm, ...]:
    """The filled score sheets in a Word file, mostly one.

    Raises:
        StorageError: the file is missing or unreadable.
        LedgerError: it is no .docx, damaged, too large, or no score sheet.
    """
    forms: list[FilledForm] = []
    case_number = ""
    for table in (part for each in read_tables(path) for part in _parts(each)):
        case_number = _under(table, score_form.CASE) or case_number
        code = _UUID.search(_under(table, score_form.FORM_CODE))
        if code is not None:
            standard = _under(table, score_form.STANDARD_CODE)
            forms.append(FilledForm(code.group().lower(), standard, case_number, (), {}))
        elif forms:
            forms[-1] = _with_table(forms[-1], table)
    if not any(form.rows for form in forms):
        raise ForeignFormError(path.name)
    return tuple(forms)


def _parts(table: WordTable) -> Iterator[WordTable]:
    """The tables of the sheet within one of the file: word processors join those with nothing between them."""
    part: WordTable = []
    for row in table:
        if part and _is_head(row) and row != part[0]:
            yield part
            part = []
        part.append(row)
    yield part


def _is_head(row: Sequence[str]) -> bool:
    titles = [_squeezed(text) for text in row]
    groups = ((score_form.FORM_CODE, score_form.STANDARD_CODE), _REQUIRED)
    return titles[:1] in _FIRST_TITLES or any(all(title in titles for title in group) for group in groups)


def _under(table: WordTable, title: str) -> str:
    """The text below a title in a table of one row of facts."""
    if len(table) < 2:
        return ""
    titles = [_squeezed(text) for text in table[0]]
    at = titles.index(title) if title in titles else -1
    return cells.cleaned(table[1][at]).replace("\n", "") if 0 <= at < len(table[1]) else ""


def _with_table(form: FilledForm, table: WordTable) -> FilledForm:
    """The form with the rows of one more table, or with the conclusion, or as it is."""
    titles = [_squeezed(text) for text in table[0]] if table else []
    rows, said = form.rows, dict(form.conclusion)
    if all(title in titles for title in _REQUIRED):
        rows += tuple(_rows(table[1:], titles))
    elif any(_squeezed(row[0]) == score_form.GRADE for row in table if row):
        said |= {_squeezed(row[0]): row[1] for row in table if len(row) > 1}
    return FilledForm(form.code, form.standard_code, form.case_number, rows, said)


def _rows(table: WordTable, titles: Sequence[str]) -> Iterator[FormRow]:
    """The rows; one without a number that says something goes on with the item above."""
    position = 0
    for row in table:
        texts = dict(zip(titles, row, strict=False))
        number = _squeezed(cells.cleaned(texts.get(score_form.NUMBER, "")))
        if number == score_form.NUMBER:
            continue
        if number or not position:
            position = int(number) if number.isascii() and number.isdigit() and len(number) < 5 else 0
        if any(text.strip() for text in texts.values()):
            yield FormRow(position, number, texts)


def _squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


def answers_of_form(form: FilledForm, standard: Standard) -> ScoreSheetReading:
    """What the rows of a form say of the items of its standard; wrong rows are refused item by item."""
    items = standard.items
    groups: dict[int, list[FormRow]] = {}
    for row in form.rows:
        groups.setdefault(row.position if 0 < row.position <= len(items) else 0, []).append(row)
    rejected = [_unknown(form, row, len(items)) for row in groups.pop(0, [])]
    accepted, blank = [], 0
    for position, rows in groups.items():
        item = items[position - 1]
        try:
            answer = _answer(item, form.code, rows)
        except CellError as error:
            rejected.append(RejectedRow(position, f"{form.code}|{item.id}", f"第 {position} 项：{error}"))
            continue
        if answer is None:
            blank += 1
        else:
            accepted.append(ScoredAnswer(form.code, form.case_number, answer, (position,)))
    return ScoreSheetReading(tuple(accepted), tuple(sorted(rejected, key=lambda each: each.row)), blank)


def _unknown(form: FilledForm, row: FormRow, count: int) -> RejectedRow:
    reason = f"编号填的是“{row.number[:20]}”，应为 1 至 {count} 的整数，无法认定是哪一项"
    return RejectedRow(row.position, form.code, reason)


def carried_by_form(sheet: ScoreSheet, item: Item) -> Answer:
    """What a printed sheet tells of the answer that stands: as if it were printed and read back at once."""
    standing = sheet.answers.get(item.id) or Answer(item.id, None)
    titles = (score_form.NUMBER, score_form.CONTENT, *_READ_TITLES)
    rows = [FormRow(1, "1", dict(zip(titles, row, strict=True))) for row in item_rows(sheet, item, 1)]
    try:
        return _answer(item, sheet.code, rows) or Answer(item.id, None)
    except CellError:
        # text that reads as if it were part of the form: what stands is then shown as it is
        return standing


_READ_TITLES = (cells.VERDICT, cells.EXTENT, cells.PLACE, cells.FACTS)


def _answer(item: Item, code: str, rows: Sequence[FormRow]) -> Answer | None:
    """Put the rows of one item together; None where nobody wrote anything."""
    labels = [verdict.label for verdict in cells.verdicts_for(item)]
    verdicts = dict.fromkeys(cells.read_choice(cells.VERDICT, row.text(cells.VERDICT), labels) for row in rows)
    verdicts.pop("", None)
    extents = [cells.read_extent(item, row.text(cells.EXTENT)) for row in rows]
    missing = dict.fromkeys(
        element for row in rows for element in cells.read_elements(row.text(score_form.CONTENT), item.elements)
    )
    found = [_finding(item, code, at, row, extent) for at, (row, extent) in enumerate(zip(rows, extents, strict=True))]
    findings = tuple(finding for finding in found if finding is not None)
    if missing and not findings and Verdict.FAULTY.label in verdicts:
        # the ticks say what is wrong, as they do at the desk
        facts = missing_words([element for element in item.elements if element in missing])
        findings = (replace(draft_finding(item, _finding_id(code, item, 0)), facts=facts),)
    answer = Answer(
        item.id,
        _VERDICTS[next(iter(verdicts))] if verdicts else None,
        findings,
        _only([extent.deduction for extent in extents], "扣分"),
        tuple(element for element in item.elements if element in missing),
        _only([extent.award for extent in extents], "加分"),
    )
    if len(verdicts) > 1:
        raise UnclearCellError(cells.VERDICT, f"在同一项的几行中不一致：{'、'.join(verdicts)}")
    if answer == Answer(item.id, None) and not any(extent.occurrences for extent in extents):
        return None
    if not verdicts:
        raise UnclearCellError(cells.VERDICT, "没有勾选，却填写了其他内容")
    return answer


def _finding(item: Item, code: str, at: int, row: FormRow, extent: cells.Extent) -> Finding | None:
    """Read one finding; its id follows from code, item and place, so that the same sheet gives the same findings."""
    severity, facts = cells.read_facts(row.text(cells.FACTS))
    volume, page = cells.read_place(row.text(cells.PLACE))
    if severity is None and not (facts or volume or page):
        return None
    return Finding(
        _finding_id(code, item, at),
        severity or item.default_severity,
        volume,
        page,
        facts,
        item.basis,
        remediable=item.remediable,
        occurrences=extent.occurrences or 1,
    )


def _finding_id(code: str, item: Item, at: int) -> str:
    return str(uuid5(NAMESPACE_URL, f"pingheng:{code}|{item.id}|{at}"))


def _only(numbers: Sequence[Decimal | None], title: str) -> Decimal | None:
    said = {number for number in numbers if number is not None}
    if len(said) > 1:
        raise UnclearCellError(title, "在同一项的几行中不一致")
    return next(iter(said), None)


def conclusion_of(form: FilledForm, scale: GradeScale) -> Conclusion:
    """What the form says of the whole case.

    Raises:
        UnclearCellError: several grades are ticked.
    """
    said = form.conclusion
    names = [grade.name for grade in scale.grades]
    texts = (without_hint(said.get(title, "")) for title in _TEXTS)
    return Conclusion(cells.read_choice(score_form.GRADE, said.get(score_form.GRADE, ""), names), *texts)


_TEXTS = (score_form.REASON, score_form.EXEMPTION, score_form.MERITS)
