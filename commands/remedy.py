"""`remedy`: the remedy ledger out to the departments and back."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import click

from commands.frame import Desk, answer, json_option, pass_desk
from exports.ledgers.remedying import RemedyImport, RemedyOutcome, import_remedies, write_remedy_template
from models.queries.remedies import RemedyRow, remedy_rows
from models.services import batches


@click.group("remedy")
def command() -> None:
    """整改。"""


@command.command("template")
@click.argument("batch")
@click.option("--out", "path", type=click.Path(path_type=Path), required=True, help="写成的 .xlsx 文件。")
@click.option("--department", default="", help="只写这个责任部门的。")
@json_option
@pass_desk
def template(desk: Desk, batch: str, path: Path, department: str, as_json: bool) -> None:
    """写出六栏整改台账，供部门填写整改情况。"""
    with desk.store() as store:
        with store.read() as session:
            batch_id = batches.find(session, batch).id
        rows = write_remedy_template(store, batch_id, path, department=department)
    answer({"rows": rows, "path": path}, as_json, [f"已写出 {rows} 行：{path}"])


@command.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@json_option
@pass_desk
def import_file(desk: Desk, file: Path, as_json: bool) -> None:
    """读回部门填好的整改台账，逐行登记。"""
    with desk.store() as store:
        done = import_remedies(store, file, desk.actor(store))
    answer(_result(done), as_json, _lines(done))


def _result(done: RemedyImport) -> dict[str, Any]:
    counts = {outcome.value: done.count(outcome) for outcome in RemedyOutcome}
    rows = [
        {"row": row.row, "case": row.case_number, "outcome": row.outcome.value, "reason": row.reason}
        for row in done.rows
    ]
    return {**counts, "rows": rows}


def _lines(done: RemedyImport) -> Iterator[str]:
    yield "，".join(f"{outcome.label} {done.count(outcome)} 行" for outcome in RemedyOutcome)
    yield from (f"  第{row.row}行 {row.case_number}：{row.reason}" for row in done.rows if row.reason)


@command.command("list")
@click.argument("batch")
@click.option("--department", default="", help="只看这个责任部门的。")
@click.option("--open", "only_open", is_flag=True, help="只看未销号的。")
@json_option
@pass_desk
def list_remedies(desk: Desk, batch: str, department: str, only_open: bool, as_json: bool) -> None:
    """列出整改台账。"""
    today = date.today()
    with desk.store() as store, store.read() as session:
        batch_id = batches.find(session, batch).id
        rows = remedy_rows(session, batch_id=batch_id, department=department, only_open=only_open)
    lines = (f"{row.case_number}\t{row.content}\t{row.due_on}\t{row.stage.label}{_late(row, today)}" for row in rows)
    answer({"remedies": [_remedy(row, today) for row in rows]}, as_json, lines)


def _late(row: RemedyRow, today: date) -> str:
    days = row.days_over(today)
    return f"，逾期 {days} 天" if days else ""


def _remedy(row: RemedyRow, today: date) -> dict[str, Any]:
    return {
        "case": row.case_number,
        "letter": row.letter_number,
        "content": row.content,
        "measure": row.measure,
        "due_on": row.due_on,
        "leader": row.leader,
        "department": row.department,
        "person": row.person,
        "status": row.status.value if row.status else None,
        "stage": row.stage.value,
        "days_over": row.days_over(today),
    }
