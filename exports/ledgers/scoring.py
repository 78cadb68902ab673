"""Score sheets of a batch out and in: the paper fallback that window and command share.

A sheet that comes back does two things. Each filled item is recorded for its reviewer, as if it had been typed at the
desk. And a case of which every item is then answered without a fault is submitted with the grade that the rules
propose, for there is no other way to submit from paper; whoever means another grade opens the case at the desk, and the
office can return it. Cases with open items stay open and keep what was recorded.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from uuid import UUID

from exports.ledgers.score_sheets import ScoredAnswer, ScoreSheet, read_score_sheet, write_score_sheets
from models.changes import Changes
from models.errors import UserError
from models.queries.batches import batch_view
from models.queries.readings import Reading, answers_of, reading, reading_rows
from models.review_state import Action, ReviewState, is_allowed
from models.services.answers import record_answer, submit
from models.store import Session, Store
from review_forms.answers import Answer, faults_of
from review_forms.grading import propose

Progress = Callable[[int, int, str], None]

ACCEPTED = "accepted"
REJECTED = "rejected"
_FORBIDDEN_IN_NAMES = str.maketrans(dict.fromkeys('\\/:*?"<>|\n\r\t', "-"))


class NothingToScoreError(UserError):
    """A batch without a case that a reviewer could still score."""

    def __init__(self, batch: str) -> None:
        super().__init__(f"批次“{batch}”没有待评查的案件：请先抽取并分派；已提交的案件须先退回评查员。")


@dataclass(frozen=True, slots=True)
class ScoredRow:
    """What became of one filled row; `row` is its number in the spreadsheet, `outcome` accepted or rejected."""

    row: int
    case_number: str
    item_id: str
    outcome: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class ScoreImport:
    """What came back: answers taken, rows refused, every row with its reason, and the cases submitted with it."""

    accepted: int
    rejected: int
    blank: int
    rows: tuple[ScoredRow, ...]
    submitted: tuple[str, ...]
    incomplete: tuple[str, ...]
    changes: Changes


def score_sheet_name(batch: str) -> str:
    """The file name of a batch's score sheets."""
    return f"评分表-{batch.translate(_FORBIDDEN_IN_NAMES)}.xlsx"


def write_score_template(store: Store, batch_id: UUID, folder: Path) -> Path:
    """Write the score sheets of all cases of the batch that wait to be scored, with what was said of them so far.

    Raises:
        NothingToScoreError: no case waits.
        StorageError: the folder is missing or read-only, or the disk is full.
    """
    with store.read() as session:
        name = batch_view(session, batch_id).row.name
        waiting = [row for row in reading_rows(session, batch_id=batch_id) if is_allowed(row.state, Action.ANSWER)]
        readings = [reading(session, row.assignment_id) for row in waiting]
    if not readings:
        raise NothingToScoreError(name)
    path = folder / score_sheet_name(name)
    write_score_sheets(path, [_sheet(each) for each in readings], f"{name}评分表")
    return path


def _sheet(each: Reading) -> ScoreSheet:
    return ScoreSheet(str(each.assignment_id), each.case.number, each.reviewer, each.standard, each.answers)


def import_score_sheets(store: Store, path: Path, actor: str, progress: Progress | None = None) -> ScoreImport:
    """Take filled score sheets in; a wrong row is refused with its reason and stops no other.

    Raises:
        StorageError: the file cannot be read, or the workspace not written; then nothing was recorded.
        LedgerError: it is no spreadsheet, or not a score sheet.
    """
    found = read_score_sheet(path)
    refused = [ScoredRow(row.row, "", row.code.partition("|")[2], REJECTED, row.reason) for row in found.rejected]
    rows: list[ScoredRow] = []
    with store.write(actor) as session:
        desk = _ScoringDesk(session)
        for done, scored in enumerate(found.accepted, 1):
            reason = desk.take(scored)
            rows.extend(_outcomes(scored, reason))
            if progress:
                progress(done, len(found.accepted), "登记评分")
        submitted, incomplete = desk.submit_complete()
    outcomes = sorted([*rows, *refused], key=lambda row: row.row)
    return ScoreImport(
        accepted=desk.taken,
        rejected=sum(row.outcome == REJECTED for row in outcomes),
        blank=found.blank,
        rows=tuple(outcomes),
        submitted=submitted,
        incomplete=incomplete,
        changes=desk.changes,
    )


def _outcomes(scored: ScoredAnswer, reason: str) -> list[ScoredRow]:
    outcome = REJECTED if reason else ACCEPTED
    item_id = scored.answer.item_id
    return [ScoredRow(row, scored.case_number, item_id, outcome, reason) for row in scored.rows]


class _ScoringDesk:
    """Records answers in one transaction and remembers which readings were touched."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._known = {str(row.assignment_id): row for row in reading_rows(session)}
        self._readings: dict[str, Reading] = {}
        self.changes = Changes()
        self.taken = 0

    def take(self, scored: ScoredAnswer) -> str:
        """Record one answer; gives the reason when it is refused, else nothing."""
        each = self._reading(scored.code)
        if each is None:
            return "编码不属于本工作区正在评查的案件：可能是别处的评分表，或分派已经取消。"
        answer = _with_known_findings(scored.answer, each.answers)
        if answer == each.answers.get(answer.item_id):
            self.taken += 1
            return ""
        fault = _fault(each, answer)
        if fault:
            return fault
        try:
            changes = record_answer(self._session, each.assignment_id, answer)
        except UserError as error:
            return str(error)
        self.taken += 1
        self.changes = self.changes | changes
        return ""

    def submit_complete(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Submit the touched readings that are whole; gives their case numbers, and those of the others."""
        submitted, incomplete = [], []
        for each in self._readings.values():
            if not is_allowed(self._state(each), Action.SUBMIT):
                continue
            answers = answers_of(self._session, each.assignment_id)
            if faults_of(each.standard, answers):
                incomplete.append(each.case.number)
                continue
            grade = propose(each.standard, each.scale, answers, each.exemption).proposed
            words = {"exemption": each.exemption, "merits": each.merits}
            self.changes = self.changes | submit(self._session, each.assignment_id, grade=grade.id, **words)
            submitted.append(each.case.number)
        return tuple(submitted), tuple(incomplete)

    def _state(self, each: Reading) -> ReviewState:
        return self._known[str(each.assignment_id)].state

    def _reading(self, code: str) -> Reading | None:
        if code not in self._known:
            return None
        if code not in self._readings:
            self._readings[code] = reading(self._session, self._known[code].assignment_id)
        return self._readings[code]


def _fault(each: Reading, answer: Answer) -> str:
    """What keeps this answer from standing, in one sentence."""
    known = {item.id for item in each.standard.items}
    if answer.item_id not in known:
        return f"《{each.standard.title}》没有编号为“{answer.item_id}”的评查项：编码可能被改动。"
    faults = faults_of(each.standard, {answer.item_id: answer})
    return next((fault.message for fault in faults if fault.item_id == answer.item_id), "")


def _with_known_findings(answer: Answer, kept: Mapping[str, Answer]) -> Answer:
    """Keep the ids of findings that say the same as before, so that the sheet that went out changes nothing."""
    before = kept.get(answer.item_id)
    if before is None:
        return answer
    ids = {replace(finding, id=""): finding.id for finding in before.findings}
    findings = tuple(replace(finding, id=ids.pop(replace(finding, id=""), finding.id)) for finding in answer.findings)
    return replace(answer, findings=findings, marked=before.marked)
