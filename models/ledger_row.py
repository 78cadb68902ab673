"""One row of a case ledger as the import reads it, before it meets the database."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """What a ledger says of one case; dates are calendar days, the amount is in yuan."""

    number: str
    year: int | None = None
    court_code: str = ""
    type_code: str = ""
    serial: int | None = None
    category: str = "other"
    title: str = ""
    cause: str = ""
    parties: str = ""
    court: str = ""
    department: str = ""
    handler: str = ""
    presiding_judge: str = ""
    panel_members: str = ""
    clerk: str = ""
    procedure: str = ""
    outcome: str = ""
    status: str = ""
    filed_on: date | None = None
    closed_on: date | None = None
    limit_from: date | None = None
    limit_until: date | None = None
    amount: Decimal | None = None
    original_court: str = ""
    original_number: str = ""
    remarks: str = ""


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """One row of the sheet: its facts, or the reason why it is refused.

    `row` is the number that the spreadsheet program shows beside the row. Exactly one of `facts` and `rejected` is set.
    """

    row: int
    facts: CaseFacts | None
    rejected: str = ""
    warnings: tuple[str, ...] = ()
