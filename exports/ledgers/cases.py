"""The case list as a spreadsheet."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from exports.ledgers.tables import Column, Kind, Table, Value, write_workbook
from models.queries.cases import CaseRow
from review_forms.category import CaseCategory

COLUMNS = (
    Column("案号", 24, Kind.CENTRED),
    Column("案件性质", 10, Kind.CENTRED),
    Column("案由", 26),
    Column("承办部门", 18),
    Column("承办人", 10, Kind.CENTRED),
    Column("适用程序", 14, Kind.CENTRED),
    Column("结案方式", 14, Kind.CENTRED),
    Column("立案日期", 12, Kind.DATE),
    Column("结案日期", 12, Kind.DATE),
    Column("批次", 22),
    Column("评查进度", 10, Kind.CENTRED),
    Column("等次", 12, Kind.CENTRED),
)


def write_case_list(path: Path, rows: Iterable[CaseRow], title: str = "案件一览表") -> int:
    """Write the case list and give the number of rows.

    Raises:
        StorageError: the folder or the disk refuses.
    """
    return write_workbook(path, (Table("案件", title, COLUMNS, map(_cells, rows)),))


def _cells(row: CaseRow) -> Sequence[Value]:
    """Give the cells of one case; the grade keeps its shape, so that it is told in black and white too."""
    return (
        row.number, CaseCategory(row.category).label, row.cause, row.department, row.handler, row.procedure,
        row.outcome, row.filed_on, row.closed_on, row.batch, row.state.label if row.state else None,
        f"{row.grade.shape} {row.grade.name}" if row.grade else None,
    )  # fmt: skip
