"""The remedy ledger in its six columns: out to the departments, and back with what they did."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from uuid import UUID

from exports.ledgers.coded import CodedRow, RejectedRow, read_coded
from exports.ledgers.tables import Column, Kind, Notes, Table, Value, write_workbook
from exports.ledgers.values import CellError, read_date
from models.queries.remedies import RemedyRow
from models.remedy import RemedyStatus

_STATUSES = {status.label: status for status in RemedyStatus}

COLUMNS = (
    Column("编码", 9, Kind.CODE, given=True),
    Column("案号", 23, Kind.CENTRED, given=True),
    Column("问题", 34, given=True),
    Column("内容", 30),
    Column("措施", 30),
    Column("时限", 12, Kind.DATE),
    Column("责任领导", 10, Kind.CENTRED),
    Column("责任部门", 14, Kind.CENTRED),
    Column("责任人员", 10, Kind.CENTRED),
    Column("整改情况", 11, Kind.CENTRED, tuple(_STATUSES)),
    Column("完成日期", 12, Kind.DATE),
    Column("说明", 30),
)
_TITLES = tuple(column.title for column in COLUMNS)
_REQUIRED = ("编码", "内容", "措施", "时限", "整改情况")

_LINES = (
    "一、每一行是反馈意见书列明的一个问题。灰色各列由程序填写，请勿改动；请勿删除“编码”一列。",
    "二、请填写整改的内容、措施、时限、责任领导、责任部门、责任人员。",
    "三、“整改情况”从下拉列表中选择：已整改、部分整改、未整改、不宜整改。未整改和不宜整改的，请在“说明”中写明原因。",
    "四、已整改的，请填写“完成日期”，如 2026-01-05。",
    "五、填好后保存，交审判管理办公室导入。有误的行会逐行列明原因，其他各行不受影响。",
)


class RemedyRowError(CellError):
    """A filled row that cannot be taken."""


@dataclass(frozen=True, slots=True)
class RemedyEntry:
    """One row that came back.

    `status` is None while the department has only planned, `due_on` is None where the deadline stays as it was.
    """

    row: int
    remedy_id: UUID
    case_number: str
    content: str
    measure: str
    due_on: date | None
    leader: str
    department: str
    person: str
    status: RemedyStatus | None
    done_on: date | None
    account: str


@dataclass(frozen=True, slots=True)
class RemedyReading:
    """What came back."""

    accepted: tuple[RemedyEntry, ...]
    rejected: tuple[RejectedRow, ...]


def write_remedy_ledger(path: Path, rows: Iterable[RemedyRow], title: str = "案件质量评查问题整改台账") -> int:
    """Write the remedy ledger and give the number of rows.

    Raises:
        StorageError: the folder or the disk refuses.
    """
    table = Table("整改台账", title, COLUMNS, map(_cells, rows))
    return write_workbook(path, (table, Notes("说明", "填写说明", _LINES)))


def read_remedy_ledger(path: Path) -> RemedyReading:
    """Read a filled remedy ledger; a wrong row is refused with its reason and the others go on.

    Raises:
        StorageError: the file cannot be read.
        LedgerError: it is no spreadsheet, or not a remedy ledger.
    """
    accepted: list[RemedyEntry] = []
    rejected: list[RejectedRow] = []
    seen: dict[UUID, int] = {}
    for row in read_coded(path, "整改台账", _TITLES, _REQUIRED):
        try:
            entry = _entry(row)
            if entry.remedy_id in seen:
                raise RemedyRowError(f"编码与第 {seen[entry.remedy_id]} 行重复，以前一行为准")
        except CellError as error:
            rejected.append(RejectedRow(row.row, str(row.cell("编码"))[:80], str(error)))
        else:
            seen[entry.remedy_id] = row.row
            accepted.append(entry)
    return RemedyReading(tuple(accepted), tuple(rejected))


def _cells(row: RemedyRow) -> Sequence[Value]:
    """Give the cells of one remedy."""
    fault = "：".join(part for part in (row.item, row.finding.facts) if part)
    return (
        str(row.remedy_id), row.case_number, fault, row.content, row.measure, row.due_on, row.leader, row.department,
        row.person, row.status.label if row.status else None, row.done_on, row.account,
    )  # fmt: skip


def _entry(row: CodedRow) -> RemedyEntry:
    """Read one row."""
    status = row.text("整改情况")
    if status and status not in _STATUSES:
        raise RemedyRowError(f"“整改情况”填的是“{status[:20]}”，应为{'、'.join(_STATUSES)}之一")
    return RemedyEntry(
        row.row,
        _remedy_id(row),
        row.text("案号"),
        row.text("内容"),
        row.text("措施"),
        _date(row, "时限"),
        row.text("责任领导"),
        row.text("责任部门"),
        row.text("责任人员"),
        _STATUSES.get(status),
        _date(row, "完成日期"),
        row.text("说明"),
    )


def _remedy_id(row: CodedRow) -> UUID:
    """Read the code."""
    try:
        return UUID(row.text("编码"))
    except ValueError as error:
        raise RemedyRowError("编码缺失或被改动，无法认定是哪一个问题") from error


def _date(row: CodedRow, title: str) -> date | None:
    """Read a day, naming the column when it is none."""
    try:
        return read_date(row.cell(title))
    except CellError as error:
        raise RemedyRowError(f"{title}{error}") from error
