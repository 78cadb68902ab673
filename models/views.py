"""Frozen rows that leave a session: what screens, letters and reports are built from."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class LetterFinding:
    """One fault as the letter's table shows it; `severity` is the Chinese word, `place` such as 卷1 页23."""

    position: int
    item: str
    severity: str
    place: str
    facts: str
    basis: str
    suggestion: str
    remediable: bool


@dataclass(frozen=True, slots=True)
class LetterView:
    """Everything that one feedback letter says; the register keeps it as the letter's snapshot.

    `grounds` says why the grade is not the one that the points alone would give; blank where it is.
    """

    court: str
    office: str
    number: str
    department: str
    liaison: str
    case_number: str
    cause: str
    parties: str
    handler: str
    procedure: str
    filed_on: date | None
    closed_on: date | None
    batch: str
    batch_kind: str
    standard: str
    standard_version: str
    grade: str
    points: Decimal | None
    grounds: str
    exemption: str
    findings: tuple[LetterFinding, ...]
    merits: tuple[str, ...]
    objection_days: int
    objection_due: date
    remedy_days: int
    remedy_due: date
    contact: str
    telephone: str
    issued_on: date
    program_version: str
