"""Which rows travel in packages: the tables with their columns, what they hang on, and who may send them.

To let a table travel: 1. its line in `TABLES`, after the tables it points to, 2. the kinds of package that carry it in
`CARRIED`, 3. its columns in docs/format.md, which a test compares.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from types import MappingProxyType
from typing import Any

from sqlalchemy import JSON, Boolean, Date, DateTime, Integer, String, Table, Uuid, inspect
from sqlalchemy.types import TypeEngine

from models.assignment import AnswerRevision, Assignment, Submission, SubmissionReturn
from models.attachment import Attachment
from models.base import Base, ExactDecimal, UtcDateTime, Versioned
from models.batch import Batch, BatchKind, Draw, PanelRole, PanelSeat, ReviewedCase, Reviewer
from models.case import Case, Department
from models.custody import CustodyDecision, RecheckAssignment, Subject, Verdict
from models.determination import Determination, DeterminedFinding
from models.letter import Letter, ServiceReceipt
from models.remedy import Closure, Recheck, RecheckConclusion, RecheckResult, Remedy, RemedyReport, RemedyStatus
from review_forms.category import CaseCategory
from review_forms.standard import Severity


class ValueKind(StrEnum):
    """The form of a value, in a package and in the database alike.

    Ids are 32 hex digits, days `2026-01-05`, moments `2026-01-05 02:03:04.000000` in UTC, decimals digits as text.
    """

    ID = "id"
    TEXT = "text"
    COUNT = "count"
    FLAG = "flag"
    DAY = "day"
    MOMENT = "moment"
    DECIMAL = "decimal"
    JSON = "json"


class PackageContents(StrEnum):
    """The kinds of package that carry rows."""

    ASSIGNMENT = "assignment"
    RESULTS = "results"
    ARCHIVE = "archive"


@dataclass(frozen=True, slots=True)
class TravelColumn:
    """One column: its name, the form of its values, its greatest length in characters (0: none), its allowed words.

    `absent` is what a line without the column means, as the database holds it; our writer leaves it out there. Columns
    that a later version added have one, so that packages of either version can be read by the other.
    """

    name: str
    kind: ValueKind
    is_nullable: bool
    length: int = 0
    words: tuple[str, ...] = ()
    absent: str | None = None


@dataclass(frozen=True, slots=True)
class TravelTable:
    """One table that travels; `parents` maps the columns that point elsewhere to the tables they point to.

    `trunk` is the column that leads towards the batch, empty for what belongs to an office as a whole. Rows of a
    versioned table may be changed by their owner. `local` holds what columns that do not travel begin with. `names` are
    those of the columns in the order of their values, `places` tells where each stands.
    """

    name: str
    columns: tuple[TravelColumn, ...]
    parents: Mapping[str, str] = field(hash=False)
    trunk: str
    is_versioned: bool
    local: Mapping[str, Any] = field(hash=False)
    names: tuple[str, ...] = field(init=False)
    places: Mapping[str, int] = field(init=False, hash=False)

    def __post_init__(self) -> None:
        names = tuple(column.name for column in self.columns)
        object.__setattr__(self, "names", names)
        object.__setattr__(self, "places", MappingProxyType({name: at for at, name in enumerate(names)}))

    def at(self, name: str) -> int:
        """Where a column stands."""
        return self.places[name]


_WORDS: dict[str, type[StrEnum]] = {
    "batches.kind": BatchKind,
    "cases.category": CaseCategory,
    "panel_seats.role": PanelRole,
    "findings.severity": Severity,
    "remedy_reports.status": RemedyStatus,
    "rechecks.result": RecheckResult,
    "custody_decisions.subject": Subject,
    "custody_decisions.verdict": Verdict,
}
_LOCAL: dict[str, dict[str, Any]] = {
    "cases": {"position": None, "import_id": None},
    "reviewed_cases": {"state": "drawn", "grade": ""},
}
_ABSENT = {"submission_returns.item_remarks": "{}"}
# parents before children
_MODELS: tuple[tuple[type[Base], str], ...] = (
    (Department, ""),
    (Reviewer, ""),
    (Case, ""),
    (Attachment, ""),
    (Batch, ""),
    (PanelSeat, "batch_id"),
    (Draw, "batch_id"),
    (ReviewedCase, "batch_id"),
    (Assignment, "reviewed_case_id"),
    (AnswerRevision, "assignment_id"),
    (Submission, "assignment_id"),
    (SubmissionReturn, "submission_id"),
    (CustodyDecision, "assignment_id"),
    (Determination, "reviewed_case_id"),
    (DeterminedFinding, "reviewed_case_id"),
    (Letter, "reviewed_case_id"),
    (ServiceReceipt, "letter_id"),
    (Remedy, "finding_id"),
    (RemedyReport, "remedy_id"),
    (RecheckAssignment, "reviewed_case_id"),
    (Recheck, "finding_id"),
    (RecheckConclusion, "reviewed_case_id"),
    (Closure, "reviewed_case_id"),
)
_FROM_REVIEWERS = frozenset({"answers", "submissions", "findings", "remedies", "rechecks", "recheck_conclusions"})
_TO_REVIEWERS = frozenset(
    {
        "reviewers",
        "cases",
        "attachments",
        "batches",
        "draws",
        "reviewed_cases",
        "assignments",
        "submissions",
        "submission_returns",
        "findings",
        "remedies",
        "remedy_reports",
        "recheck_assignments",
        "rechecks",
        "recheck_conclusions",
    }
)


def _kind_of(column_type: TypeEngine[Any]) -> ValueKind:
    kinds: tuple[tuple[type[TypeEngine[Any]], ValueKind], ...] = (
        (Uuid, ValueKind.ID),
        (ExactDecimal, ValueKind.DECIMAL),
        (UtcDateTime, ValueKind.MOMENT),
        (DateTime, ValueKind.MOMENT),
        (Date, ValueKind.DAY),
        (Boolean, ValueKind.FLAG),
        (Integer, ValueKind.COUNT),
        (JSON, ValueKind.JSON),
        (String, ValueKind.TEXT),
    )
    return next(kind for known, kind in kinds if isinstance(column_type, known))


def _table(model: type[Base], trunk: str) -> TravelTable:
    table = inspect(model).local_table
    assert isinstance(table, Table)
    local = _LOCAL.get(str(table.name), {})
    travelling = [column for column in table.columns if column.name not in local]
    # by name, so that a column added later does not move the others; the key first, since rows are looked up by it
    travelling.sort(key=lambda column: (column.name != "id", column.name))
    columns = []
    for column in travelling:
        full_name = f"{table.name}.{column.name}"
        words = _WORDS.get(full_name)
        kind = _kind_of(column.type)
        length = (column.type.length or 0) if isinstance(column.type, String) else 0
        allowed = tuple(word.value for word in words) if words else ()
        absent = _ABSENT.get(full_name)
        columns.append(TravelColumn(column.name, kind, bool(column.nullable), length, allowed, absent))
    parents = {column.name: key.column.table.name for column in travelling for key in column.foreign_keys}
    return TravelTable(
        str(table.name),
        tuple(columns),
        MappingProxyType(parents),
        trunk,
        issubclass(model, Versioned),
        MappingProxyType(local),
    )


@cache
def travel_tables() -> MappingProxyType[str, TravelTable]:
    """The tables that travel by name, parents before children."""
    tables = [_table(model, trunk) for model, trunk in _MODELS]
    return MappingProxyType({table.name: table for table in tables})


@cache
def carried(contents: PackageContents) -> tuple[TravelTable, ...]:
    """The tables that a package of this kind may carry, parents before children."""
    allowed = {PackageContents.ASSIGNMENT: _TO_REVIEWERS, PackageContents.RESULTS: _FROM_REVIEWERS}.get(contents)
    return tuple(table for table in travel_tables().values() if allowed is None or table.name in allowed)
