"""`cases`: the case list."""

from typing import Any

import click

from commands.frame import Desk, answer, json_option, pass_desk
from models.queries.cases import CaseFilter, CaseRow, case_count, case_ids, case_rows
from models.services import batches


@click.group("cases")
def command() -> None:
    """案件。"""


@command.command("list")
@click.option("--search", default="", help="案号、案由、当事人、承办人或部门中的任意几个字。")
@click.option("--department", default="", help="只看这个承办部门。")
@click.option("--batch", "batch_name", default="", help="只看这个批次。")
@click.option("--limit", type=click.IntRange(1), default=50, show_default=True, help="最多列出多少件。")
@json_option
@pass_desk
def list_cases(desk: Desk, search: str, department: str, batch_name: str, limit: int, as_json: bool) -> None:
    """列出案件，新导入的在前。"""
    with desk.store() as store, store.read() as session:
        batch_id = batches.find(session, batch_name).id if batch_name else None
        narrowed = CaseFilter(text=search, department=department, batch_id=batch_id)
        total = case_count(session, narrowed)
        rows = case_rows(session, case_ids(session, narrowed, limit=limit))
    lines = [f"共 {total} 件", *(f"{row.number}\t{row.cause}\t{row.department}\t{row.handler}" for row in rows)]
    answer({"total": total, "cases": [_case(row) for row in rows]}, as_json, lines)


def _case(row: CaseRow) -> dict[str, Any]:
    return {
        "number": row.number,
        "cause": row.cause,
        "category": row.category,
        "department": row.department,
        "handler": row.handler,
        "procedure": row.procedure,
        "filed_on": row.filed_on,
        "closed_on": row.closed_on,
        "state": row.state.value if row.state else None,
        "grade": row.grade.id if row.grade else None,
    }
