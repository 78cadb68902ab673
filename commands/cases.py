"""`cases`: the case list, and the scanned files of a case."""

from pathlib import Path
from typing import Any
from uuid import UUID

import click

from commands.frame import Desk, answer, json_option, pass_desk
from exports.packages.attachments import attach
from models.case_number import normalise
from models.errors import UserError
from models.queries.attachments import attachments
from models.queries.cases import CaseFilter, CaseRow, case_count, case_ids, case_rows
from models.services import batches
from models.store import Session


class CaseNotFoundError(UserError):
    """No case has that number."""

    def __init__(self, number: str) -> None:
        super().__init__(f"案件清单中没有{number}：请核对案号，或先导入台账。")


@click.group("cases")
def command() -> None:
    """案件。"""


@command.command("list")
@click.option("--search", default="", help="案号、案由、当事人、承办人或部门中的任意几个字。")
@click.option("--department", default="", help="只看这个承办部门。")
@click.option("--batch", "batch_name", default="", help="只看这个批次。")
@click.option("--overdue", is_flag=True, help="只看按台账推算超过审限的案件（提示，不是问题）。")
@click.option("--limit", type=click.IntRange(1), default=50, show_default=True, help="最多列出多少件。")
@json_option
@pass_desk
def list_cases(
    desk: Desk, search: str, department: str, batch_name: str, overdue: bool, limit: int, as_json: bool
) -> None:
    """列出案件，新导入的在前。"""
    with desk.store() as store, store.read() as session:
        batch_id = batches.find(session, batch_name).id if batch_name else None
        narrowed = CaseFilter(text=search, department=department, batch_id=batch_id, overdue=overdue)
        total = case_count(session, narrowed)
        rows = case_rows(session, case_ids(session, narrowed, limit=limit))
    hint = "（超审限按台账的程序和日期推算：提示，不是问题）" if any(row.days_over for row in rows) else ""
    lines = [f"共 {total} 件{hint}", *map(_line, rows)]
    answer({"total": total, "cases": [_case(row) for row in rows]}, as_json, lines)


def _line(row: CaseRow) -> str:
    over = f"\t超 {row.days_over} 天" if row.days_over else ""
    return f"{row.number}\t{row.cause}\t{row.department}\t{row.handler}{over}"


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
        "days_over": row.days_over,
    }


@command.command("attach")
@click.argument("number")
@click.argument("file", type=click.Path(path_type=Path))
@json_option
@pass_desk
def attach_file(desk: Desk, number: str, file: Path, as_json: bool) -> None:
    """给案件附上一个扫描件；同一个文件附两次仍是一个。"""
    with desk.store() as store:
        with store.read() as session:
            case_id = _case_named(session, number)
        attach(store, case_id, file, desk.actor(store))
        with store.read() as session:
            rows = attachments(session, case_id)
    files = [{"name": row.name, "size": row.size, "sha256": row.sha256} for row in rows]
    result = {"case": normalise(number), "attachments": files}
    answer(result, as_json, [f"{result['case']}的扫描件 {len(rows)} 个", *(f"  {row.name}" for row in rows)])


def _case_named(session: Session, number: str) -> UUID:
    """The case of that number, in any spelling; one of this workspace comes first in the list."""
    wanted = normalise(number)
    found = case_rows(session, case_ids(session, CaseFilter(text=wanted), limit=100))
    for row in found:
        if row.number == wanted:
            return row.id
    raise CaseNotFoundError(wanted)
