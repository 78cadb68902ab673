"""`recheck`: the look back (回头看), finding by finding, and the end of a case."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import click

from commands.frame import Desk, answer, json_option, pass_desk
from commands.people import reviewer_named
from models.errors import UserError
from models.queries.determinations import reviewed_case_named
from models.queries.remedies import RemedyRow, remedy_rows
from models.remedy import RecheckResult
from models.review_state import ReviewState
from models.services import batches, custody, remedies
from models.services.review_states import state_from_facts
from models.store import Session
from review_forms.standard import Severity

RESULTS = {"cleared": RecheckResult.CLEARED, "open": RecheckResult.OPEN}


class NoSuchFindingError(UserError):
    """The case has no finding of that number."""

    def __init__(self, number: str, finding: int, count: int) -> None:
        super().__init__(f"{number}没有第{finding}个问题：整改台账中共{count}个。")


@click.group("recheck")
def command() -> None:
    """复评（回头看）。"""


_BATCH = click.option("--batch", "batch_name", required=True, help="评查批次。")
_BY = click.option("--by", "rechecked_by", required=True, help="复评人。")


@command.command("record")
@click.argument("case")
@_BATCH
@click.option("--finding", type=click.IntRange(1), required=True, help="第几个问题，按整改台账的顺序。")
@click.option("--result", type=click.Choice(list(RESULTS)), required=True, help="cleared 销号，open 未销号。")
@click.option("--evidence", default="", help="销号依据。")
@_BY
@json_option
@pass_desk
def record(
    desk: Desk, case: str, batch_name: str, finding: int, result: str, evidence: str, rechecked_by: str, as_json: bool
) -> None:
    """记录一个问题的复评结果：销号或未销号。"""
    with _case(desk, batch_name, case) as (session, reviewed_case_id):
        row = _row(session, case, reviewed_case_id, finding)
        remedies.recheck(session, row.finding_id, result=RESULTS[result], evidence=evidence, rechecked_by=rechecked_by)
        told = _told(session, case, reviewed_case_id)
    answer(told.result, as_json, told.lines)


@command.command("add")
@click.argument("case")
@_BATCH
@click.option("--facts", required=True, help="新增问题的事实。")
@click.option("--item", default="其他", show_default=True, help="所属的评查项。")
@click.option("--severity", type=click.Choice([one.value for one in Severity]), default="defect", show_default=True)
@click.option("--due", type=click.DateTime(["%Y-%m-%d"]), required=True, help="整改期限。")
@_BY
@json_option
@pass_desk
def add(
    desk: Desk,
    case: str,
    batch_name: str,
    facts: str,
    item: str,
    severity: str,
    due: datetime,
    rechecked_by: str,
    as_json: bool,
) -> None:
    """登记复评中新发现的问题。"""
    with _case(desk, batch_name, case) as (session, reviewed_case_id):
        new = remedies.NewFinding(item, Severity(severity), facts)
        remedies.add_finding(session, reviewed_case_id, new, due_on=due.date(), rechecked_by=rechecked_by)
        told = _told(session, case, reviewed_case_id)
    answer(told.result, as_json, told.lines)


@command.command("conclude")
@click.argument("case")
@_BATCH
@click.option("--recommendation", default="", help="下一步工作建议。")
@_BY
@json_option
@pass_desk
def conclude(desk: Desk, case: str, batch_name: str, recommendation: str, rechecked_by: str, as_json: bool) -> None:
    """结束一件案件的复评。"""
    with _case(desk, batch_name, case) as (session, reviewed_case_id):
        remedies.conclude_recheck(session, reviewed_case_id, recommendation=recommendation, concluded_by=rechecked_by)
        told = _told(session, case, reviewed_case_id)
    answer(told.result, as_json, told.lines)


@command.command("close")
@click.argument("case")
@_BATCH
@_BY
@json_option
@pass_desk
def close(desk: Desk, case: str, batch_name: str, rechecked_by: str, as_json: bool) -> None:
    """办结一件没有未销号问题的案件。"""
    with _case(desk, batch_name, case) as (session, reviewed_case_id):
        remedies.close_case(session, reviewed_case_id, rechecked_by)
        told = _told(session, case, reviewed_case_id)
    answer(told.result, as_json, told.lines)


@command.command("assign")
@click.argument("batch")
@click.option("--reviewer", required=True, help="由谁复评。")
@json_option
@pass_desk
def assign(desk: Desk, batch: str, reviewer: str, as_json: bool) -> None:
    """把等待复评的案件交给一名评查员，再用 package export 写出评查包。"""
    with desk.store() as store, store.write(desk.actor(store)) as session:
        person = reviewer_named(session, reviewer)
        count, _ = custody.assign_recheck(session, batches.find(session, batch).id, person)
    result = {"batch": batch, "reviewer": reviewer.strip(), "cases": count}
    answer(result, as_json, [f"已分派复评 {count} 件给{reviewer.strip()}"])


@command.command("take-back")
@click.argument("batch")
@click.option("--reviewer", required=True, help="从谁收回。")
@click.option("--reason", required=True, help="原因，例如 U 盘遗失。")
@json_option
@pass_desk
def take_back(desk: Desk, batch: str, reviewer: str, reason: str, as_json: bool) -> None:
    """收回已交给一名评查员而没有结束的复评。"""
    with desk.store() as store, store.write(desk.actor(store)) as session:
        person = reviewer_named(session, reviewer)
        count, _ = custody.take_back_recheck(session, batches.find(session, batch).id, person, reason)
    result = {"batch": batch, "reviewer": reviewer.strip(), "cases": count, "reason": reason.strip()}
    answer(result, as_json, [f"已从{reviewer.strip()}收回复评 {count} 件"])


@contextmanager
def _case(desk: Desk, batch_name: str, case: str) -> Iterator[tuple[Session, UUID]]:
    """A writing session, and the case that a command is about."""
    with desk.store() as store, store.write(desk.actor(store)) as session:
        yield session, reviewed_case_named(session, batch_name, case)


@dataclass(frozen=True, slots=True)
class _Told:
    result: dict[str, Any]
    lines: tuple[str, ...]


def _told(session: Session, case: str, reviewed_case_id: UUID) -> _Told:
    rows = remedy_rows(session, reviewed_case_id=reviewed_case_id)
    state = state_from_facts(session, reviewed_case_id)
    result = {"case": case, "state": state.value, "findings": [_finding(row) for row in rows]}
    return _Told(result, tuple(_lines(case, state, rows)))


def _row(session: Session, case: str, reviewed_case_id: UUID, number: int) -> RemedyRow:
    rows = remedy_rows(session, reviewed_case_id=reviewed_case_id)
    if number > len(rows):
        raise NoSuchFindingError(case, number, len(rows))
    return rows[number - 1]


def _finding(row: RemedyRow) -> dict[str, Any]:
    return {
        "content": row.content,
        "severity": row.finding.severity.value,
        "due_on": row.due_on,
        "stage": row.stage.value,
        "result": row.result.value if row.result else None,
    }


def _lines(case: str, state: ReviewState, rows: tuple[RemedyRow, ...]) -> Iterator[str]:
    yield f"{case}\t{state.label}"
    yield from (f"  {number}. {row.content}\t{row.stage.label}" for number, row in enumerate(rows, 1))
