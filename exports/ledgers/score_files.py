"""A file of filled score sheets set beside the workspace: what is new, the same, in conflict or wrong.

Nothing is written here; `exports.ledgers.scoring.accept` records what was chosen.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

from exports.forms.faults import UnclearCellError
from exports.forms.filled import FilledForm, answers_of_form, carried_by_form, conclusion_of, read_forms
from exports.forms.score_form import CLOSING, Conclusion, standard_code
from exports.ledgers.coded import RejectedRow
from exports.ledgers.comparing import Carried, ComparedRow, Relation, compare_with_standing
from exports.ledgers.score_sheets import ScoredAnswer, ScoreSheet, carried_by_workbook, read_score_sheet
from models.errors import UserError
from models.queries.readings import Reading, ReadingRow, reading, reading_rows
from models.review_state import Action
from models.services.review_states import require_action
from models.store import Session, Store

Progress = Callable[[int, int, str], None]

_WORD_NAMES = (".docx", ".doc", ".wps", ".pdf")
UNKNOWN_CODE = "编码不属于本工作区正在评查的案件：可能是别处的评分表，或分派已经取消。"
_OTHER_CASE = "这一行属于其他案件，不是正在评查的这一件：请在“批次”中读入，或打开那一件再读入。"
_TWICE = "同一份评分表在文件中出现两次：只读入第一份，请删去多余的后再读入。"
_HELD_ELSEWHERE = "这件案件已交给“{holder}”的电脑，要在那里读入。"


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """A row that could not be read or belongs to no reading here; `item` is the item's prompt where it is known."""

    row: int
    case_number: str
    item_id: str
    reason: str
    item: str = ""


@dataclass(frozen=True, slots=True)
class ScoreComparison:
    """A file beside the workspace; conflicts stand first, then what is new, the same and refused.

    `conclusions` has what printed sheets say of whole cases by the assignment's id, None where it cannot be read.
    """

    file_name: str
    rows: tuple[ComparedRow, ...]
    refused: tuple[RefusedRow, ...]
    blank: int
    conclusions: Mapping[str, Conclusion | None] = field(default_factory=dict)

    def count(self, relation: Relation) -> int:
        """How many items stand so to what is recorded."""
        return sum(row.relation is relation for row in self.rows)


def compare_score_file(
    store: Store, path: Path, progress: Progress | None = None, only: UUID | None = None
) -> ScoreComparison:
    """Read a filled sheet, .xlsx or .docx, and set it beside what is recorded.

    Args:
        store: the workspace; it is only read.
        path: the file; its name tells a Word paper from a spreadsheet.
        progress: is told cases done and cases in all; what it raises stops the reading.
        only: the one assignment whose rows are wanted; the rows of others are refused.

    Raises:
        StorageError: the file cannot be read.
        LedgerError: it is no score sheet, damaged, locked or too large.
    """
    is_word = path.suffix.lower() in _WORD_NAMES
    with store.read() as session:
        table = _ComparingTable(session, None if only is None else str(only))
        if is_word:
            table.add_forms(read_forms(path), progress)
        else:
            table.add_workbook(path, progress)
    order = list(Relation)
    rows = sorted(table.rows, key=lambda row: order.index(row.relation))
    return ScoreComparison(path.name, tuple(rows), tuple(table.refused), table.blank, table.conclusions)


def sheet_of(each: Reading) -> ScoreSheet:
    """The score sheet of a reading, with what is said so far."""
    return ScoreSheet(str(each.assignment_id), each.case.number, each.reviewer, each.standard, each.answers)


class _ComparingTable:
    """Gathers the rows of a file, one reading after the other."""

    def __init__(self, session: Session, only: str | None) -> None:
        self._session = session
        self._known: dict[str, ReadingRow] = {str(row.assignment_id): row for row in reading_rows(session)}
        self._readings: dict[str, Reading] = {}
        self._only = only
        self.rows: list[ComparedRow] = []
        self.refused: list[RefusedRow] = []
        self.blank = 0
        self.conclusions: dict[str, Conclusion | None] = {}

    def add_workbook(self, path: Path, progress: Progress | None) -> None:
        """Take the rows of an .xlsx."""
        found = read_score_sheet(path)
        self.blank = found.blank
        self._refuse_unread(found.rejected)
        groups: dict[str, list[ScoredAnswer]] = {}
        for scored in found.accepted:
            groups.setdefault(scored.code, []).append(scored)
        for done, (code, group) in enumerate(groups.items(), 1):
            reason = self._why_not(code)
            if reason:
                self._refuse(group, reason)
            else:
                self._compare(self._reading(code), group, carried_by_workbook)
            if progress:
                progress(done, len(groups), "核对评分")

    def add_forms(self, forms: Iterable[FilledForm], progress: Progress | None) -> None:
        """Take the sheets of a .docx."""
        forms = tuple(forms)
        for done, form in enumerate(forms, 1):
            self._add_form(form)
            if progress:
                progress(done, len(forms), "核对评分")

    def _add_form(self, form: FilledForm) -> None:
        reason = _TWICE if form.code in self.conclusions else self._why_not(form.code)
        if reason:
            self.refused.append(RefusedRow(0, form.case_number, "", reason))
            return
        each = self._reading(form.code)
        sheet = sheet_of(each)
        if form.standard_code != standard_code(sheet):
            reason = f"评分表用的标准是“{form.standard_code[:40]}”，本案用的是“{standard_code(sheet)}”，编号对不上。"
            self.refused.append(RefusedRow(0, form.case_number, "", reason))
            return
        found = answers_of_form(form, each.standard)
        self.blank += found.blank
        self._refuse_unread(found.rejected)
        self._compare(each, found.accepted, carried_by_form)
        self._conclude(form, each)

    def _conclude(self, form: FilledForm, each: Reading) -> None:
        try:
            self.conclusions[form.code] = conclusion_of(form, each.scale)
        except UnclearCellError as error:
            self.conclusions[form.code] = None
            self.refused.append(RefusedRow(0, each.case.number, "", f"{CLOSING}：{error}"))

    def _compare(self, each: Reading, scored: Iterable[ScoredAnswer], carried: Carried) -> None:
        closed = self._why_closed(each)
        for row in compare_with_standing(sheet_of(each), tuple(scored), carried):
            if closed and row.relation in (Relation.NEW, Relation.CONFLICT):
                self.refused += [RefusedRow(at, row.case_number, row.item_id, closed, row.item) for at in row.rows]
            else:
                self.rows.append(row)

    def _why_not(self, code: str) -> str:
        if self._only is not None and code != self._only and code in self._known:
            return _OTHER_CASE
        return "" if code in self._known else UNKNOWN_CODE

    def _why_closed(self, each: Reading) -> str:
        """Why a reading takes no answers now: submitted, determined, or elsewhere."""
        if each.holder:
            return _HELD_ELSEWHERE.format(holder=each.holder)
        try:
            require_action(self._session, each.reviewed_case_id, Action.ANSWER)
        except UserError as error:
            return str(error)
        return ""

    def _reading(self, code: str) -> Reading:
        if code not in self._readings:
            self._readings[code] = reading(self._session, self._known[code].assignment_id)
        return self._readings[code]

    def _refuse(self, group: Iterable[ScoredAnswer], reason: str) -> None:
        for scored in group:
            self.refused += [RefusedRow(row, scored.case_number, scored.answer.item_id, reason) for row in scored.rows]

    def _refuse_unread(self, rejected: Iterable[RejectedRow]) -> None:
        for row in rejected:
            code, _, item_id = row.code.partition("|")
            known = self._known.get(code)
            number, item = (known.number, self._prompt(code, item_id)) if known else ("", "")
            self.refused.append(RefusedRow(row.row, number, item_id, row.reason, item))

    def _prompt(self, code: str, item_id: str) -> str:
        """What an item of a known reading asks."""
        return next((item.prompt for item in self._reading(code).standard.items if item.id == item_id), item_id)
