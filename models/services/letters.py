"""Issuing feedback letters: the next number without gaps, the register entry, the remedies it starts; and service."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import audit
from models.batch import ReviewedCase
from models.case import Case
from models.changes import Changes
from models.determination import DeterminedFinding
from models.errors import UserError
from models.letter import Letter, ServiceReceipt
from models.letter_snapshot import letter_to_json
from models.queries.determinations import newest_determination, standing_findings
from models.queries.letters import letter_view
from models.queries.settings import department, office_settings
from models.remedy import Remedy
from models.review_state import Action
from models.services import review_states
from models.views import LetterView

NOT_REMEDIABLE = "不能补正，请说明原因并采取防范措施"


class ServedBeforeIssueError(UserError):
    """A letter cannot have been received before it was issued."""

    def __init__(self, number: str, served_on: date, issued_on: date) -> None:
        super().__init__(f"{number}的送达日期{served_on}早于发文日期{issued_on}：请核对送达日期。")


class ReceiverMissingError(UserError):
    """Nobody is named who received the letter."""

    def __init__(self, number: str) -> None:
        super().__init__(f"{number}没有填写签收人，请填写后再登记送达。")


class LetterNumberTakenError(UserError):
    """The pattern gives a number that an earlier letter already has, as can happen after the pattern was changed."""

    def __init__(self, number: str) -> None:
        super().__init__(f"文号{number}已经用过：请在“设置”中修改文号格式，使它与先前的格式区分开。")


@dataclass(frozen=True, slots=True)
class NumberedLetter:
    """A letter with its number, ready to be written; nothing is kept until `keep` is called."""

    reviewed_case_id: UUID
    year: int
    serial: int
    view: LetterView


@dataclass(frozen=True, slots=True)
class Fingerprints:
    """SHA-256 in hex of what a letter says and of the files it was written to."""

    digest: str
    pdf: str = ""
    docx: str = ""


def number(session: Session, reviewed_case_id: UUID, issued_on: date, ahead: int = 0) -> NumberedLetter:
    """The letter of a case under the next number of its year, or the one that many ahead of it.

    The number is taken only when the same transaction keeps the letter, so that a failure leaves no gap. Who numbers
    several letters before keeping them counts them in `ahead`.

    Raises:
        NotInThisStateError: the grade is not determined yet, or the letter is out already.
        LetterNumberTakenError: the pattern makes a number that was used before.
    """
    review_states.require_action(session, reviewed_case_id, Action.ISSUE_LETTER)
    year, own = issued_on.year, Letter.seat_id == session.info["seat_id"]
    highest = session.execute(select(func.max(Letter.serial)).where(Letter.year == year, own)).scalar_one()
    serial = (highest or 0) + 1 + ahead
    text = office_settings(session).letter_number(year, serial)
    if session.execute(select(Letter.id).where(Letter.number == text, own)).first():
        raise LetterNumberTakenError(text)
    return NumberedLetter(reviewed_case_id, year, serial, letter_view(session, reviewed_case_id, text, issued_on))


def keep(session: Session, letter: NumberedLetter, prints: Fingerprints) -> tuple[UUID, Changes]:
    """Enter the letter in the register and start a remedy for each of its findings."""
    view = letter.view
    reviewed_case = review_states.require_action(session, letter.reviewed_case_id, Action.ISSUE_LETTER)
    decision = newest_determination(session, reviewed_case.id)
    assert decision is not None, "a determined case has a determination"
    row = Letter(
        reviewed_case_id=reviewed_case.id,
        determination_id=decision.id,
        number=view.number,
        year=letter.year,
        serial=letter.serial,
        issued_on=view.issued_on,
        objection_due=view.objection_due,
        remedy_due=view.remedy_due,
        snapshot=letter_to_json(view),
        digest=prints.digest,
        pdf_sha256=prints.pdf,
        docx_sha256=prints.docx,
    )
    session.add(row)
    session.flush()
    remedies = [
        start_remedy(session, finding, view.remedy_due) for finding in standing_findings(session, reviewed_case.id)
    ]
    review_states.refresh(session, reviewed_case)
    after = {"number": row.number, "digest": row.digest, "pdf": row.pdf_sha256, "docx": row.docx_sha256}
    audit.record(session, "letter.issue", "letter", row.id, after=after)
    return row.id, Changes(
        batches=frozenset({reviewed_case.batch_id}),
        reviewed_cases=frozenset({reviewed_case.id}),
        letters=frozenset({row.id}),
        remedies=frozenset(remedies),
    )


def start_remedy(session: Session, finding: DeterminedFinding, due_on: date) -> UUID:
    """Open the ledger row of a finding, with the leader of the department and the handler of the case."""
    query = (
        select(Case.department, Case.handler)
        .join(ReviewedCase, ReviewedCase.case_id == Case.id)
        .where(ReviewedCase.id == finding.reviewed_case_id)
    )
    case = session.execute(query).one()
    known = department(session, case.department)
    row = Remedy(
        finding_id=finding.id,
        content=finding.facts or finding.item,
        measure=finding.suggestion if finding.remediable else finding.suggestion or NOT_REMEDIABLE,
        due_on=due_on,
        leader=known.leader if known else "",
        department=case.department,
        person=case.handler,
    )
    session.add(row)
    session.flush()
    return row.id


def serve(session: Session, letter_id: UUID, served_on: date, received_by: str) -> Changes:
    """Record that the department has received the letter; a newer record replaces an older one.

    Raises:
        ServedBeforeIssueError, ReceiverMissingError: the record cannot be right.
    """
    letter = session.get_one(Letter, letter_id)
    review_states.require_action(session, letter.reviewed_case_id, Action.SERVE)
    if served_on < letter.issued_on:
        raise ServedBeforeIssueError(letter.number, served_on, letter.issued_on)
    if not received_by.strip():
        raise ReceiverMissingError(letter.number)
    session.add(ServiceReceipt(letter_id=letter_id, served_on=served_on, received_by=received_by.strip()))
    session.flush()
    after = {"served_on": served_on.isoformat(), "received_by": received_by.strip()}
    audit.record(session, "letter.serve", "letter", letter_id, after=after)
    return Changes(letters=frozenset({letter_id}), reviewed_cases=frozenset({letter.reviewed_case_id}))
