"""`stats`: the figures of a batch."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from commands.frame import Desk, answer, json_option, pass_desk
from exports.ledgers.figures import write_figures
from models.queries.statistics import BatchFigures, batch_figures
from models.services import batches


@click.command("stats")
@click.argument("batch")
@click.option("--xlsx", type=click.Path(path_type=Path), default=None, help="另存为电子表格。")
@json_option
@pass_desk
def command(desk: Desk, batch: str, xlsx: Path | None, as_json: bool) -> None:
    """一个批次的统计：等次、问题、部门、整改；只列数量和占比，不排名。"""
    with desk.store() as store, store.read() as session:
        figures = batch_figures(session, batches.find(session, batch).id)
    if xlsx is not None:
        write_figures(xlsx, batch, figures)
    answer(_result(figures), as_json, _lines(figures))


def _result(figures: BatchFigures) -> dict[str, Any]:
    return {
        "cases": figures.cases,
        "graded": figures.graded,
        "grades": dict(figures.grades),
        "findings": {severity.value: count for severity, count in figures.findings.items()},
        "by_department": [
            {
                "department": row.department,
                "cases": row.cases,
                "with_findings": row.with_findings,
                "findings": row.findings,
                "grades": dict(row.grades),
            }
            for row in figures.by_department
        ],
        "remedied": figures.remedied,
        "cleared": figures.cleared,
        "open": figures.open,
    }


def _lines(figures: BatchFigures) -> Iterator[str]:
    yield f"抽取 {figures.cases} 件，已审定 {figures.graded} 件"
    yield from (f"  {figures.grade_names[grade]}\t{count} 件" for grade, count in figures.grades.items())
    yield "问题：" + "，".join(f"{severity.label} {count}" for severity, count in figures.findings.items())
    yield f"整改：已整改 {figures.remedied}，已销号 {figures.cleared}，未销号 {figures.open}"
    yield from (f"  {row.department}\t{row.cases} 件\t问题 {row.findings}" for row in figures.by_department)
