"""The case that is read, as the scoring desk shows it."""

from dataclasses import dataclass
from datetime import date

from models.case import Case
from review_forms.category import CaseCategory


@dataclass(frozen=True, slots=True)
class ReadingCase:
    """What the desk shows of the case that is read."""

    number: str
    category: CaseCategory
    cause: str
    parties: str
    department: str
    handler: str
    procedure: str
    outcome: str
    filed_on: date | None
    closed_on: date | None
    limit_from: date | None
    limit_until: date | None
    remarks: str


def reading_case(case: Case) -> ReadingCase:
    """The case as the desk shows it."""
    return ReadingCase(
        case.number,
        CaseCategory(case.category),
        case.cause,
        case.parties,
        case.department,
        case.handler,
        case.procedure,
        case.outcome,
        case.filed_on,
        case.closed_on,
        case.limit_from,
        case.limit_until,
        case.remarks,
    )
