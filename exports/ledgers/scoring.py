"""Score sheets of a batch out and in: the paper fallback that window and command share.

A sheet that comes back does two things. Each filled item is recorded for its reviewer, as if it had been typed at the
desk; where the desk already says something else, somebody is asked which of the two holds. And where the office takes
sheets in, a case of which every item is then answered without a fault is submitted, with the grade ticked on the sheet
or the one that the rules propose, for there is no other way to submit from paper; the office can return it. Cases with
open items or open conflicts stay open and keep what was recorded.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from uuid import UUID

from exports.forms.score_form import Conclusion
from exports.ledgers.comparing import ComparedRow, Relation
from exports.ledgers.score_files import Progress, RefusedRow, ScoreComparison, compare_score_file, sheet_of
from exports.ledgers.score_sheets import write_score_sheets
from models.changes import Changes
from models.errors import UserError
from models.queries.batches import batch_view
from models.queries.drafts import ReadingDraft, reading_draft
from models.queries.readings import Reading, answers_of, reading, reading_rows
from models.review_state import Action, is_allowed
from models.services.answers import DepartureNeedsReasonError, record_answer, submit
from models.services.drafts import keep_draft
from models.store import Session, Store
from review_forms.answers import Answer, faults_of
from review_forms.grading import Proposal, propose

ACCEPTED = "accepted"
REJECTED = "rejected"
CONFLICT = "conflict"
KEPT = "kept"
_FORBIDDEN_IN_NAMES = str.maketrans(dict.fromkeys('\\/:*?"<>|\n\r\t', "-"))
_CHANGED_MEANWHILE = "读入之后，这一项的评定又有改动：请重新读入评分表。"

Key = tuple[str, str]


class Conflicts(StrEnum):
    """What happens where a sheet and the desk say different things: asked about, the desk kept, the sheet taken."""

    ASK = "ask"
    KEEP = "keep"
    TAKE = "take"


class NothingToScoreError(UserError):
    """A batch without a case that a reviewer could still score."""

    def __init__(self, batch: str) -> None:
        super().__init__(f"批次“{batch}”没有待评查的案件：请先抽取并分派；已提交的案件须先退回评查员。")


@dataclass(frozen=True, slots=True)
class ScoredRow:
    """What became of one filled row: its number on the sheet, the outcome, and where it conflicts both sides in words.

    `outcome` is accepted, rejected, conflict (somebody must decide) or kept (the desk's word was chosen).
    """

    row: int
    case_number: str
    item_id: str
    outcome: str
    reason: str = ""
    standing: str = ""
    coming: str = ""


@dataclass(frozen=True, slots=True)
class ScoreImport:
    """What came back: answers taken, rows refused, every row with its reason, and the cases submitted with it.

    `rejected` counts every row that was meant to be taken and was not, those in conflict among them.
    """

    accepted: int
    rejected: int
    blank: int
    rows: tuple[ScoredRow, ...]
    submitted: tuple[str, ...]
    incomplete: tuple[str, ...]
    changes: Changes
    conflicts: int = 0
    kept: int = 0


def score_sheet_name(batch: str) -> str:
    """The file name of a batch's score sheets."""
    return f"评分表-{safe_name(batch)}.xlsx"


def safe_name(name: str) -> str:
    """A name without the characters that a file's name cannot have."""
    return name.translate(_FORBIDDEN_IN_NAMES)


def waiting_readings(session: Session, batch_id: UUID) -> list[Reading]:
    """The readings of a batch that wait to be scored.

    Raises:
        NothingToScoreError: there is none.
    """
    rows = [row for row in reading_rows(session, batch_id=batch_id) if is_allowed(row.state, Action.ANSWER)]
    if not rows:
        raise NothingToScoreError(batch_view(session, batch_id).row.name)
    return [reading(session, row.assignment_id) for row in rows]


def write_score_template(store: Store, batch_id: UUID, folder: Path) -> Path:
    """Write the score sheets of all cases of the batch that wait to be scored, with what was said of them so far.

    Raises:
        NothingToScoreError: no case waits.
        StorageError: the folder is missing or read-only, or the disk is full.
    """
    with store.read() as session:
        name = batch_view(session, batch_id).row.name
        readings = waiting_readings(session, batch_id)
    path = folder / score_sheet_name(name)
    write_score_sheets(path, [sheet_of(each) for each in readings], f"{name}评分表")
    return path


def import_score_sheets(
    store: Store,
    path: Path,
    actor: str,
    progress: Progress | None = None,
    conflicts: Conflicts = Conflicts.ASK,
) -> ScoreImport:
    """Take filled score sheets in, .xlsx or .docx; a wrong row is refused with its reason and stops no other.

    Raises:
        StorageError: the file cannot be read, or the workspace not written; then nothing was recorded.
        LedgerError: it is no score sheet, damaged, locked or too large.
    """
    found = compare_score_file(store, path, progress)
    contrary = {row.key for row in found.rows if row.relation is Relation.CONFLICT}
    taken = {row.key for row in found.rows if row.relation is Relation.NEW}
    if conflicts is Conflicts.TAKE:
        taken |= contrary
    kept = contrary if conflicts is Conflicts.KEEP else set()
    return accept(store, found, taken, kept, actor, progress=progress)


def accept(
    store: Store,
    found: ScoreComparison,
    taken: Collection[Key],
    kept: Collection[Key],
    actor: str,
    *,
    submits: bool = True,
    progress: Progress | None = None,
) -> ScoreImport:
    """Record the chosen rows of a compared file in one transaction.

    Args:
        store: the workspace.
        found: what `compare_score_file` gave; a row whose answer was changed since then is refused.
        taken: the keys of the rows to record.
        kept: the keys of the rows where what stands was chosen; a conflict in neither stays open.
        actor: who does it.
        submits: whether whole readings are submitted; else what a sheet says of the case is kept for its reviewer.
        progress: is told rows done and rows in all; what it raises stops the work with nothing recorded.

    Raises:
        StorageError: the workspace cannot be written; then nothing was recorded.
    """
    with store.write(actor) as session:
        desk = _ScoringDesk(session, found, frozenset(taken), frozenset(kept))
        for done, row in enumerate(found.rows, 1):
            desk.take(row)
            if progress:
                progress(done, len(found.rows), "登记评分")
        submitted, incomplete = desk.submit_complete() if submits else desk.keep_conclusions()
    rows = sorted([*desk.rows, *map(_refused, found.refused)], key=lambda row: row.row)
    return ScoreImport(
        accepted=desk.count,
        rejected=sum(row.outcome in (REJECTED, CONFLICT) for row in rows),
        blank=found.blank,
        rows=tuple(rows),
        submitted=submitted,
        incomplete=incomplete,
        changes=desk.changes,
        conflicts=sum(row.outcome == CONFLICT for row in rows),
        kept=sum(row.outcome == KEPT for row in rows),
    )


def _refused(row: RefusedRow) -> ScoredRow:
    return ScoredRow(row.row, row.case_number, row.item_id, REJECTED, row.reason)


class _ScoringDesk:
    """Records answers in one transaction and remembers which readings were touched."""

    def __init__(self, session: Session, found: ScoreComparison, taken: frozenset[Key], kept: frozenset[Key]) -> None:
        self._session = session
        self._found = found
        self._taken, self._kept = taken, kept
        self._undecided: set[str] = set()
        self._standing: dict[str, dict[str, Answer]] = {}
        self.rows: list[ScoredRow] = []
        self.changes = Changes()
        self.count = 0

    def take(self, row: ComparedRow) -> None:
        """Do with one row what was chosen."""
        if row.relation is Relation.SAME:
            self._tell(row, ACCEPTED)
        elif row.relation is Relation.REFUSED:
            self._tell(row, REJECTED, row.reason)
        elif row.key in self._taken:
            reason = self._record(row)
            self._tell(row, REJECTED if reason else ACCEPTED, reason)
        elif row.relation is Relation.NEW or row.key in self._kept:
            self._tell(row, KEPT)
        else:
            self._undecided.add(row.code)
            self._tell(
                row,
                CONFLICT,
                f"与已有评定不一致，未采用。已有：{_flat(row.standing_words)}；评分表：{_flat(row.coming_words)}",
            )

    def _record(self, row: ComparedRow) -> str:
        """Record one answer; gives the reason when it is refused, else nothing."""
        assert row.coming is not None
        if self._answers(row.code).get(row.item_id) != row.standing:
            return _CHANGED_MEANWHILE
        try:
            changes = record_answer(self._session, UUID(row.code), row.coming)
        except UserError as error:
            return str(error)
        self.changes = self.changes | changes
        return ""

    def _answers(self, code: str) -> dict[str, Answer]:
        """What stood before this import."""
        if code not in self._standing:
            self._standing[code] = answers_of(self._session, UUID(code))
        return self._standing[code]

    def _tell(self, row: ComparedRow, outcome: str, reason: str = "") -> None:
        self.count += outcome == ACCEPTED
        both = (row.standing_words, row.coming_words) if row.relation is Relation.CONFLICT else ("", "")
        self.rows += [ScoredRow(at, row.case_number, row.item_id, outcome, reason, *both) for at in row.rows]

    def submit_complete(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Submit the touched readings that are whole; gives their case numbers, and those of the others."""
        submitted: list[str] = []
        incomplete: list[str] = []
        for code, each in self._touched():
            if not is_allowed(each.state, Action.SUBMIT) or each.is_submitted:
                continue
            is_open = code in self._undecided or bool(faults_of(each.standard, each.answers))
            (incomplete if is_open or not self._submit(code, each) else submitted).append(each.case.number)
        return tuple(submitted), tuple(incomplete)

    def _submit(self, code: str, each: Reading) -> bool:
        """Submit one reading; False where its sheet leaves something about the whole case unclear."""
        told = self._found.conclusions.get(code, Conclusion())
        if told is None:
            return False
        exemption, merits = told.exemption or each.exemption, told.merits or each.merits
        proposal = propose(each.standard, each.scale, each.answers, exemption, merits)
        grade, words = _grade_id(each, told, proposal), (told.reason, exemption, merits)
        try:
            self.changes |= submit(
                self._session,
                each.assignment_id,
                grade=grade,
                **dict(zip(("reason", "exemption", "merits"), words, strict=True)),
            )
        except DepartureNeedsReasonError as error:
            self.rows.append(ScoredRow(0, each.case.number, "", REJECTED, str(error)))
            return False
        return True

    def keep_conclusions(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Keep what the sheets say of whole cases as drafts, where nothing is begun yet; nothing is submitted."""
        for code, each in self._touched():
            told = self._found.conclusions.get(code)
            if told is None or each.is_submitted:
                continue
            begun = reading_draft(self._session, each.assignment_id) or ReadingDraft(each.exemption, each.merits)
            grade = next((grade.id for grade in each.scale.grades if grade.name == told.grade), "")
            draft = ReadingDraft(
                begun.exemption or told.exemption,
                begun.merits or told.merits,
                begun.grade or grade,
                begun.reason or told.reason,
            )
            if draft != begun:
                keep_draft(self._session, each.assignment_id, draft)
        return (), ()

    def _touched(self) -> Iterable[tuple[str, Reading]]:
        """The readings with a row that was taken or is the same, as they are now."""
        codes: Sequence[str] = [row.code for row in self._found.rows if row.relation is not Relation.REFUSED]
        return [(code, reading(self._session, UUID(code))) for code in dict.fromkeys(codes)]


def _grade_id(each: Reading, told: Conclusion, proposal: Proposal) -> str:
    """The grade ticked on the sheet, else the one that the rules propose."""
    return next((grade.id for grade in each.scale.grades if grade.name == told.grade), proposal.proposed.id)


def _flat(words: str) -> str:
    return words.replace("\n", " ")
