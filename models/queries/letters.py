"""Letters: what one would say, what the register holds, and which cases wait for theirs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from importlib.metadata import version
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, defer

from models.assignment import Submission
from models.batch import Batch, BatchKind, ReviewedCase
from models.case import Case
from models.determination import Determination, DeterminedFinding
from models.errors import UserError
from models.letter import Letter, ServiceReceipt
from models.letter_snapshot import letter_from_json
from models.queries.determinations import newest_determination, standing_findings
from models.queries.findings import finding_of
from models.queries.merits import item_merits
from models.queries.settings import department, office_settings
from models.review_state import ReviewState
from models.standards import scale_of, standard_of
from models.views import LetterFinding, LetterView
from models.working_days import add_working_days
from review_forms.grading import Grade
from review_forms.standard import Standard


class NotDeterminedError(UserError):
    """A letter is asked for before there is a grade to tell."""

    def __init__(self, number: str) -> None:
        super().__init__(f"{number}还没有审定等次，不能生成反馈意见书：请先审定。")


@dataclass(frozen=True, slots=True)
class LetterRow:
    """One case that has its letter or waits for it; the letter's fields are empty while it waits."""

    reviewed_case_id: UUID
    case_number: str
    department: str
    handler: str
    grade: Grade
    findings: int
    state: ReviewState
    letter_id: UUID | None
    number: str
    issued_on: date | None
    remedy_due: date | None
    served_on: date | None
    received_by: str
    digest: str


def letter_view(session: Session, reviewed_case_id: UUID, number: str, issued_on: date) -> LetterView:
    """What the letter of this case says when it is issued on that day under that number.

    Raises:
        NotDeterminedError: there is no grade yet.
    """
    reviewed_case = session.get_one(ReviewedCase, reviewed_case_id)
    case = session.get_one(Case, reviewed_case.case_id)
    batch = session.get_one(Batch, reviewed_case.batch_id)
    decision = newest_determination(session, reviewed_case_id)
    if decision is None:
        raise NotDeterminedError(case.number)
    office, standard = office_settings(session), standard_of(batch)
    known = department(session, case.department)
    return LetterView(
        court=office.court,
        office=office.office,
        number=number,
        department=case.department,
        liaison=known.liaison if known else "",
        case_number=case.number,
        cause=case.cause,
        parties=case.parties,
        handler=case.handler,
        procedure=case.procedure,
        filed_on=case.filed_on,
        closed_on=case.closed_on,
        batch=batch.name,
        batch_kind=BatchKind(batch.kind).label,
        standard=standard.title,
        standard_version=standard.version,
        grade=scale_of(batch).grade(decision.grade).name,
        points=decision.points,
        grounds=_grounds(decision),
        exemption=decision.exemption,
        findings=tuple(letter_finding(row) for row in standing_findings(session, reviewed_case_id)),
        merits=_merits(session, standard, decision.submission_id),
        objection_days=office.objection_days,
        objection_due=add_working_days(issued_on, office.objection_days),
        remedy_days=office.remedy_days,
        remedy_due=add_working_days(issued_on, office.remedy_days),
        contact=office.contact,
        telephone=office.telephone,
        issued_on=issued_on,
        program_version=version("pingheng"),
    )


def _grounds(decision: Determination) -> str:
    """Why the grade is not what the points would give: a reader must not wonder at 差错 beside a high score."""
    if decision.points is None or decision.grade == decision.by_points:
        return ""
    return "等次按其中最重的问题认定" if decision.grade == decision.by_absorption else "等次经综合评定"


def letter_finding(row: DeterminedFinding) -> LetterFinding:
    """The stored finding as the letter's table shows it."""
    finding = finding_of(row)
    facts = finding.facts if finding.occurrences == 1 else f"{finding.facts}（共{finding.occurrences}处）"
    return LetterFinding(
        row.position,
        row.item,
        finding.severity.label,
        finding.place,
        facts,
        finding.basis,
        finding.suggestion,
        finding.remediable,
    )


def _merits(session: Session, standard: Standard, submission_id: UUID) -> tuple[str, ...]:
    """What was done well in the whole case, a line for each, then what was done well in single items."""
    submission = session.get_one(Submission, submission_id)
    whole = (line.strip() for line in submission.merits.splitlines() if line.strip())
    return (*whole, *(told.sentence for told in item_merits(session, standard, submission.assignment_id)))


def letter_rows(session: Session, batch_id: UUID) -> tuple[LetterRow, ...]:
    """The determined cases of a batch: those that wait for their letter first, then the register by number."""
    scale = scale_of(session.get_one(Batch, batch_id))
    query = (
        select(ReviewedCase, Case, Letter)
        .join(Case, Case.id == ReviewedCase.case_id)
        .outerjoin(Letter, Letter.reviewed_case_id == ReviewedCase.id)
        .where(ReviewedCase.batch_id == batch_id, ReviewedCase.grade != "")
        .order_by(Letter.serial.is_not(None), Letter.year, Letter.serial, Case.year, Case.serial, Case.number)
        .options(defer(Letter.snapshot))
    )
    rows = session.execute(query).all()
    served = receipts(session, [letter.id for _, _, letter in rows if letter])
    counts = _finding_counts(session, batch_id)
    return tuple(
        _letter_row(reviewed_case, case, letter, scale.grade(reviewed_case.grade), served, counts)
        for reviewed_case, case, letter in rows
    )


def _letter_row(
    reviewed_case: ReviewedCase,
    case: Case,
    letter: Letter | None,
    grade: Grade,
    served: Mapping[UUID, ServiceReceipt],
    counts: Mapping[UUID, int],
) -> LetterRow:
    receipt = served.get(letter.id) if letter else None
    return LetterRow(
        reviewed_case_id=reviewed_case.id,
        case_number=case.number,
        department=case.department,
        handler=case.handler,
        grade=grade,
        findings=counts.get(reviewed_case.id, 0),
        state=ReviewState(reviewed_case.state),
        letter_id=letter.id if letter else None,
        number=letter.number if letter else "",
        issued_on=letter.issued_on if letter else None,
        remedy_due=letter.remedy_due if letter else None,
        served_on=receipt.served_on if receipt else None,
        received_by=receipt.received_by if receipt else "",
        digest=letter.digest if letter else "",
    )


def receipts(session: Session, letter_ids: Sequence[UUID]) -> dict[UUID, ServiceReceipt]:
    """The newest service receipt of each letter."""
    found: dict[UUID, ServiceReceipt] = {}
    for start in range(0, len(letter_ids), 500):
        query = select(ServiceReceipt).where(ServiceReceipt.letter_id.in_(letter_ids[start : start + 500]))
        rows = session.execute(query.order_by(ServiceReceipt.id)).scalars()
        found.update((row.letter_id, row) for row in rows)
    return found


def _finding_counts(session: Session, batch_id: UUID) -> dict[UUID, int]:
    query = (
        select(DeterminedFinding.reviewed_case_id)
        .join(ReviewedCase, ReviewedCase.id == DeterminedFinding.reviewed_case_id)
        .where(ReviewedCase.batch_id == batch_id, DeterminedFinding.withdrawn.is_(False))
    )
    counts: dict[UUID, int] = {}
    for reviewed_case_id in session.execute(query).scalars():
        counts[reviewed_case_id] = counts.get(reviewed_case_id, 0) + 1
    return counts


@dataclass(frozen=True, slots=True)
class KeptLetter:
    """A letter of the register: what it said, and the hashes of what was written."""

    id: UUID
    view: LetterView
    digest: str
    pdf_sha256: str
    docx_sha256: str


def kept_letter(session: Session, letter_id: UUID) -> KeptLetter:
    """The letter exactly as it was issued."""
    row = session.get_one(Letter, letter_id)
    return KeptLetter(row.id, letter_from_json(row.snapshot), row.digest, row.pdf_sha256, row.docx_sha256)


def waiting_for_letters(session: Session, batch_id: UUID) -> tuple[UUID, ...]:
    """The cases of a batch whose grade is determined and whose letter is not out, by case number."""
    query = (
        select(ReviewedCase.id)
        .join(Case, Case.id == ReviewedCase.case_id)
        .where(ReviewedCase.batch_id == batch_id, ReviewedCase.state == ReviewState.DETERMINED.value)
        .order_by(Case.year, Case.serial, Case.number)
    )
    return tuple(session.execute(query).scalars())


def batch_case_numbers(session: Session, reviewed_case_ids: Sequence[UUID]) -> dict[UUID, str]:
    """The numbers of all cases in the batches of these cases, by reviewed case.

    A letter is checked against them: no other case's number may stand in it.
    """
    batches: set[UUID] = set()
    for start in range(0, len(reviewed_case_ids), 500):
        chunk = reviewed_case_ids[start : start + 500]
        batches.update(session.execute(select(ReviewedCase.batch_id).where(ReviewedCase.id.in_(chunk))).scalars())
    query = (
        select(ReviewedCase.id, Case.number)
        .join(Case, Case.id == ReviewedCase.case_id)
        .where(ReviewedCase.batch_id.in_(batches))
    )
    return {row[0]: row[1] for row in session.execute(query)}


def letter_ids(session: Session, batch_id: UUID) -> tuple[UUID, ...]:
    """The registered letters of a batch, by number."""
    query = (
        select(Letter.id)
        .join(ReviewedCase, ReviewedCase.id == Letter.reviewed_case_id)
        .where(ReviewedCase.batch_id == batch_id)
        .order_by(Letter.year, Letter.serial)
    )
    return tuple(session.execute(query).scalars())


def case_of_letter(session: Session, subject_id: UUID) -> tuple[UUID, UUID] | None:
    """The batch and the reviewed case that an id of a letter or of a reviewed case stands for, if it is one."""
    letter = session.get(Letter, subject_id)
    reviewed_case = session.get(ReviewedCase, letter.reviewed_case_id if letter else subject_id)
    return None if reviewed_case is None else (reviewed_case.batch_id, reviewed_case.id)
