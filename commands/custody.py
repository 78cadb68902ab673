"""The part of `package` that is about custody: who holds what, and what came back and waits for a decision."""

from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID

import click

from commands.frame import Desk, answer, json_option, pass_desk
from models.changes import Changes
from models.custody import Subject
from models.errors import UserError
from models.queries.custody import (
    Fork,
    StaleReading,
    WaitingRow,
    open_forks,
    stale_readings,
    waiting_rows,
)
from models.queries.exchange import CustodyRow, ReturnRow, custody_rows, return_rows
from models.seat import SeatRole
from models.services import batches
from models.services import custody as services
from models.services.merging import Reason
from models.store import Session

CHOICES = (Subject.ANSWER, Subject.SUBMISSION)


class NotWaitingError(UserError):
    """Nothing of that id or number waits for a decision."""

    def __init__(self, word: str) -> None:
        super().__init__(f"没有等待决定的“{word}”：请用 package held 查看待处理的评查和它们的编号。")


class SeveralWaitError(UserError):
    """Several readings of one case wait."""

    def __init__(self, number: str, count: int) -> None:
        super().__init__(f"{number}有{count}份评查等待决定：请改写 package held 列出的编号。")


_REASON = click.option("--reason", required=True, help="理由。")
_BY = click.option("--decided-by", required=True, help="决定人。")


@click.command("status")
@click.argument("batch", default="")
@json_option
@pass_desk
def status(desk: Desk, batch: str, as_json: bool) -> None:
    """每位评查员交出、交回的情况；在评查员的工作区则是待交回的批次。"""
    with desk.store() as store, store.read() as session:
        batch_id = batches.find(session, batch).id if batch else None
        if store.workspace.role is SeatRole.REVIEWER:
            returns = [row for row in return_rows(session) if batch_id in (None, row.batch_id)]
            lines = map(_return_line, returns) if returns else ["没有交给本机的批次"]
            answer({"batches": [_return(row) for row in returns]}, as_json, lines)
            return
        rows = [row for row in custody_rows(session) if batch_id in (None, row.batch_id)]
    lines = map(_person_line, rows) if rows else ["没有进行中的分派"]
    answer({"people": [_person(row) for row in rows]}, as_json, lines)


def _person(row: CustodyRow) -> dict[str, Any]:
    return {
        "batch": row.batch,
        "reviewer": row.reviewer,
        "assigned": row.assigned,
        "here": row.here,
        "out": row.out,
        "back": row.back,
        "recheck_out": row.recheck_out,
        "recheck_back": row.recheck_back,
        "due": row.review_due,
        "holder": row.holder or None,
        "epoch": row.epoch,
        "last_out": row.last_out,
        "received": row.is_received,
        "received_at": row.received_at,
        "last_in": row.last_in,
        "missing": list(row.missing),
    }


def _person_line(row: CustodyRow) -> str:
    receipt = "，对方已收到" if row.is_received else ""
    out = f"，交出第{row.last_out}号{receipt}" if row.last_out else ""
    came = f"，收到第{row.last_in}号" if row.last_in else ""
    missing = f"，缺第{'、'.join(map(str, row.missing))}号" if row.missing else ""
    again = f"，复评交出 {row.recheck_out} 件、交回 {row.recheck_back} 件" if row.recheck_out else ""
    counts = f"分派 {row.assigned} 件，在办公室 {row.here} 件，交出 {row.out} 件，交回 {row.back} 件"
    return f"{row.batch}\t{row.reviewer}\t{counts}{again}{out}{came}{missing}"


def _return(row: ReturnRow) -> dict[str, Any]:
    return {
        "batch": row.batch,
        "office": row.office,
        "cases": row.cases,
        "submitted": row.submitted,
        "rechecks": row.rechecks,
        "last_out": row.last_out,
        "received": row.is_received,
    }


def _return_line(row: ReturnRow) -> str:
    sent = f"，交回第{row.last_out}号{'，对方已收到' if row.is_received else ''}" if row.last_out else "，尚未交回"
    again = f"，复评 {row.rechecks} 件" if row.rechecks else ""
    return f"{row.batch}\t{row.office}\t{row.cases} 件，已提交 {row.submitted} 件{again}{sent}"


@click.command("held")
@json_option
@pass_desk
def held(desk: Desk, as_json: bool) -> None:
    """列出待处理的：旧轮次交回的评查、两种内容的同一条记录、还没有归位的记录。"""
    with desk.store() as store, store.read() as session:
        stale, forks, waiting = stale_readings(session), open_forks(session), waiting_rows(session)
    result = {
        "stale": [_stale(row) for row in stale],
        "forks": [_fork(row) for row in forks],
        "waiting": [_waiting(row) for row in waiting],
    }
    answer(result, as_json, _held_lines(stale, forks, waiting))


def _stale(row: StaleReading) -> dict[str, Any]:
    return {
        "assignment": row.assignment_id,
        "batch": row.batch,
        "case": row.number,
        "reviewer": row.reviewer,
        "epoch": row.epoch,
        "answers": row.answers,
        "grade": row.grade or None,
        "cancelled_reason": row.cancelled_reason,
        "current": row.current or None,
    }


def _fork(row: Fork) -> dict[str, Any]:
    return {
        "subject": row.subject.value,
        "assignment": row.assignment_id,
        "batch": row.batch,
        "case": row.number,
        "reviewer": row.reviewer,
        "what": row.what,
        "revision": row.revision,
        "sides": [{"row": side.row_id, "says": side.says} for side in row.sides],
    }


def _waiting(row: WaitingRow) -> dict[str, Any]:
    return {
        "table": row.table,
        "row": row.row_id,
        "reason": row.reason,
        "sentence": Reason(row.reason).sentence,
        "arrived_at": row.arrived_at,
    }


def _held_lines(
    stale: tuple[StaleReading, ...], forks: tuple[Fork, ...], waiting: tuple[WaitingRow, ...]
) -> Iterator[str]:
    if not (stale or forks or waiting):
        yield "没有待处理的记录"
    for row in stale:
        grade = f"，建议{row.grade}" if row.grade else "，未提交"
        yield f"旧轮次\t{row.number}\t{row.reviewer}第{row.epoch}轮，{row.answers} 项{grade}\t{row.assignment_id.hex}"
    for fork in forks:
        yield f"两种内容\t{fork.number}\t{fork.reviewer}：{fork.what}"
        yield from (f"  {side.says}\t{side.row_id.hex}" for side in fork.sides)
    for one in waiting:
        yield f"未归位\t{one.table}\t{one.row_id.hex}\t{Reason(one.reason).sentence}"


@click.command("adopt")
@click.argument("assignment")
@_REASON
@_BY
@json_option
@pass_desk
def adopt(desk: Desk, assignment: str, reason: str, decided_by: str, as_json: bool) -> None:
    """采用旧轮次交回的评查（写编号或案号），替换它的那份随之取消而保留。"""
    _decide(desk, assignment, services.adopt, "采用", reason, decided_by, as_json)


@click.command("reject")
@click.argument("assignment")
@_REASON
@_BY
@json_option
@pass_desk
def reject(desk: Desk, assignment: str, reason: str, decided_by: str, as_json: bool) -> None:
    """不采用旧轮次交回的评查（写编号或案号），内容仍然留存。"""
    _decide(desk, assignment, services.reject, "不采用", reason, decided_by, as_json)


def _decide(
    desk: Desk, word: str, decide: Callable[..., Changes], verdict: str, reason: str, decided_by: str, as_json: bool
) -> None:
    with desk.store() as store, store.write(desk.actor(store)) as session:
        row = _stale_named(session, word.strip())
        decide(session, row.assignment_id, reason=reason, decided_by=decided_by)
    result = {"assignment": row.assignment_id, "case": row.number, "verdict": verdict, "reason": reason.strip()}
    answer(result, as_json, [f"{row.number}：{row.reviewer}第{row.epoch}轮的评查{verdict}，理由：{reason.strip()}"])


def _stale_named(session: Session, word: str) -> StaleReading:
    found = [row for row in stale_readings(session) if word in (*_spellings(row.assignment_id), row.number)]
    if not found:
        raise NotWaitingError(word)
    if len(found) > 1:
        raise SeveralWaitError(word, len(found))
    return found[0]


def _spellings(row_id: UUID) -> tuple[str, str]:
    return row_id.hex, str(row_id)


@click.command("choose")
@click.argument("subject", type=click.Choice([subject.value for subject in CHOICES]))
@click.argument("row")
@_REASON
@_BY
@json_option
@pass_desk
def choose(desk: Desk, subject: str, row: str, reason: str, decided_by: str, as_json: bool) -> None:
    """同一条记录有两种内容时，选定其中一种，另一种仍然留存。"""
    with desk.store() as store, store.write(desk.actor(store)) as session:
        fork, row_id = _side_named(session, Subject(subject), row.strip())
        services.choose(session, fork.subject, row_id, reason=reason, decided_by=decided_by)
    result = {"row": row_id, "case": fork.number, "subject": subject, "verdict": "选定", "reason": reason.strip()}
    answer(result, as_json, [f"{fork.number}：{fork.what}已选定，理由：{reason.strip()}"])


def _side_named(session: Session, subject: Subject, word: str) -> tuple[Fork, UUID]:
    for fork in open_forks(session):
        for side in fork.sides:
            if fork.subject is subject and word in _spellings(side.row_id):
                return fork, side.row_id
    raise NotWaitingError(word)


@click.command("dismiss")
@click.argument("row")
@click.option("--reason", required=True, help="原因。")
@json_option
@pass_desk
def dismiss(desk: Desk, row: str, reason: str, as_json: bool) -> None:
    """不再列出一条没有归位的记录（写编号）；它仍然留存，能归位时照样归位。"""
    with desk.store() as store, store.write(desk.actor(store)) as session:
        found = [one for one in waiting_rows(session) if row.strip() in _spellings(one.row_id)]
        if not found:
            raise NotWaitingError(row.strip())
        for one in found:
            services.dismiss(session, one.table, one.row_id, reason)
    answer({"row": found[0].row_id, "reason": reason.strip()}, as_json, [f"不再列出：{found[0].row_id.hex}"])
