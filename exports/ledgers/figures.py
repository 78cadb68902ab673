"""The figures of a batch as a spreadsheet: grades, findings by severity and item, departments, remedies."""

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

from exports.ledgers.tables import Column, Kind, Table, Value, write_workbook
from models.queries.statistics import BatchFigures

_NAME = Column("项目", 40)
_COUNT = Column("数量", 10, Kind.NUMBER)
_SHARE = Column("占比（%）", 12, Kind.NUMBER)


def write_figures(path: Path, batch: str, figures: BatchFigures) -> int:
    """Write the figures of one batch and give the number of rows.

    Raises:
        StorageError: the folder or the disk refuses.
    """
    return write_workbook(path, (_grades(batch, figures), _findings(batch, figures), _departments(batch, figures)))


def _grades(batch: str, figures: BatchFigures) -> Table:
    rows: list[Sequence[Value]] = [
        (figures.grade_names[grade], count, share(count, figures.graded)) for grade, count in figures.grades.items()
    ]
    rows += [("已审定合计", figures.graded, None), ("抽取合计", figures.cases, None)]
    return Table("等次", f"{batch} 等次分布", (_NAME, _COUNT, _SHARE), rows)


def _findings(batch: str, figures: BatchFigures) -> Table:
    total = sum(figures.findings.values())
    rows: list[Sequence[Value]] = [
        (severity.label, count, share(count, total)) for severity, count in figures.findings.items()
    ]
    rows += [(f"评查项：{item}", count, share(count, total)) for item, count in figures.by_item]
    rows += [("问题合计", total, None), ("已整改", figures.remedied, share(figures.remedied, total))]
    rows += [("已销号", figures.cleared, share(figures.cleared, total)), ("未销号", figures.open, None)]
    return Table("问题", f"{batch} 问题分布", (_NAME, _COUNT, _SHARE), rows)


def _departments(batch: str, figures: BatchFigures) -> Table:
    grades = tuple(Column(name, 12, Kind.NUMBER) for name in figures.grade_names.values())
    columns = (
        Column("承办部门", 24),
        Column("评查件数", 12, Kind.NUMBER),
        Column("有问题件数", 12, Kind.NUMBER),
        Column("问题数", 10, Kind.NUMBER),
        *grades,
    )
    rows: list[Sequence[Value]] = [
        (row.department, row.cases, row.with_findings, row.findings, *(row.grades.get(g, 0) for g in figures.grades))
        for row in figures.by_department
    ]
    return Table("部门", f"{batch} 承办部门情况", columns, rows)


def share(part: int, whole: int) -> Decimal | None:
    """A part in per cent of the whole, to one place; None where there is nothing to take a share of."""
    return round(Decimal(part * 100) / whole, 1) if whole else None
