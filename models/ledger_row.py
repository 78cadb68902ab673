"""One row of a case ledger as the import reads it, before it meets the database.

These values are named tuples and no dataclasses: a ledger makes a hundred thousand of them, at a fifth of the cost.
"""

from datetime import date
from decimal import Decimal
from typing import NamedTuple


class CaseFacts(NamedTuple):
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


class LedgerRow(NamedTuple):
    """One row of the sheet: its facts, or the reason why it is refused.

    `row` is the number that the spreadsheet program shows beside the row. Exactly one of `facts` and `rejected` is set.
    `number` is the case number of a refused row where it could be read.
    """

    row: int
    facts: CaseFacts | None
    rejected: str = ""
    warnings: tuple[str, ...] = ()
    number: str = ""


FIELD_LABELS = {
    "number": "案号",
    "category": "案件性质",
    "title": "案件名称",
    "cause": "案由",
    "parties": "当事人",
    "court": "法院",
    "department": "承办部门",
    "handler": "承办人",
    "presiding_judge": "审判长",
    "panel_members": "合议庭成员",
    "clerk": "书记员",
    "procedure": "适用程序",
    "outcome": "结案方式",
    "status": "案件状态",
    "filed_on": "立案日期",
    "closed_on": "结案日期",
    "limit_from": "审限起算",
    "limit_until": "审限届满",
    "amount": "标的额",
    "original_court": "原审法院",
    "original_number": "原审案号",
    "remarks": "备注",
}
