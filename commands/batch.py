"""`batch`: plan a batch, draw, assign, follow and close it."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

import click

import resources
from commands.frame import Desk, answer, json_option, pass_desk
from commands.people import reviewer_named
from models.batch import BatchKind
from models.queries.batches import batch_view
from models.queries.exchange import custody_rows
from models.queries.frames import FramePlan
from models.queries.settings import reviewers
from models.queries.standards import usable_text
from models.review_state import ReviewState
from models.services import batches, custody, settings
from models.store import Session
from review_forms.loader import load_standard

DAY = click.DateTime(["%Y-%m-%d"])


@click.group("batch")
def command() -> None:
    """评查批次。"""


@command.command("create")
@click.argument("name")
@click.option("--kind", type=click.Choice([kind.value for kind in BatchKind]), default="routine", show_default=True)
@click.option(
    "--standard",
    "standard_id",
    default="civil-100",
    show_default=True,
    help="评查标准的编号（本院发布的优先），或“编号 版本”。",
)
@click.option(
    "--scale",
    "scale_id",
    type=click.Choice(resources.scale_names()),
    default="four_grades",
    show_default=True,
    help="等次表的编号。",
)
@click.option("--reviewer", "names", multiple=True, required=True, help="评查员姓名，可写多次；新名字会加入名单。")
@click.option("--closed-from", type=DAY, default=None, help="结案日期不早于。")
@click.option("--closed-until", type=DAY, default=None, help="结案日期不晚于。")
@click.option("--department", "departments", multiple=True, help="只抽这些承办部门，可写多次。")
@click.option("--due", type=DAY, default=None, help="评查完成期限。")
@click.option("--blind", is_flag=True, help="盲评：评查包中不含承办人等办案人员的姓名。")
@json_option
@pass_desk
def create(
    desk: Desk,
    name: str,
    kind: str,
    standard_id: str,
    scale_id: str,
    names: tuple[str, ...],
    closed_from: datetime | None,
    closed_until: datetime | None,
    departments: tuple[str, ...],
    due: datetime | None,
    blind: bool,
    as_json: bool,
) -> None:
    """建立批次。"""
    with desk.store() as store, store.write(desk.actor(store)) as session:
        text = usable_text(session, standard_id)
        categories = tuple(category.value for category in load_standard(text, standard_id).categories)
        frame = FramePlan(categories, _day(closed_from), _day(closed_until), departments)
        plan = batches.BatchPlan(
            name=name,
            kind=BatchKind(kind),
            standard_text=text,
            scale_text=resources.read_text("scales", f"{scale_id}.toml"),
            frame=frame,
            reviewers=tuple(_reviewer(session, person) for person in names),
            review_due=_day(due),
            is_blind=blind,
        )
        batch_id, _ = batches.create(session, plan)
    result = {"batch": name, "id": batch_id, "standard": standard_id, "blind": blind}
    answer(result, as_json, [f"已建立{'盲评' if blind else ''}批次“{name}”"])


def _day(moment: datetime | None) -> date | None:
    return moment.date() if moment else None


def _reviewer(session: Session, name: str) -> UUID:
    known = {row.name: row.id for row in reviewers(session)}
    if name.strip() not in known:
        settings.add_reviewer(session, name)
        known = {row.name: row.id for row in reviewers(session)}
    return known[name.strip()]


@command.command("draw")
@click.argument("name")
@click.option("--count", type=click.IntRange(1), required=True, help="抽取件数。")
@click.option("--seed", required=True, help="抽签种子，当场商定的一段文字。")
@click.option("--per-handler", type=click.IntRange(0), default=0, help="每位承办人至少抽取的件数。")
@json_option
@pass_desk
def draw(desk: Desk, name: str, count: int, seed: str, per_handler: int, as_json: bool) -> None:
    """抽取案件；同一抽样框、同一种子，结果总是相同。"""
    with desk.store() as store, store.write(desk.actor(store)) as session:
        batch = batches.find(session, name)
        report = batches.draw(session, batch.id, count=count, seed=seed, per_handler=per_handler)
    result = {
        "drawn": [lot.number for lot in report.drawn],
        "frame_size": report.frame_size,
        "frame_hash": report.frame_hash,
        "certificate": None,
    }
    lines = [f"从 {report.frame_size} 件中抽取 {len(report.drawn)} 件，抽样框校验值 {report.frame_hash[:16]}"]
    answer(result, as_json, [*lines, *(f"  {lot.number}" for lot in report.drawn)])


@command.command("assign")
@click.argument("name")
@json_option
@pass_desk
def assign(desk: Desk, name: str, as_json: bool) -> None:
    """把已抽取的案件分派给评查员，参与过办理的人回避。"""
    with desk.store() as store, store.write(desk.actor(store)) as session:
        batch = batches.find(session, name)
        changes = batches.assign(session, batch.id)
        panel = batch_view(session, batch.id).panel
    result = {"assigned": len(changes.assignments), "reviewers": {row.name: row.assigned for row in panel}}
    lines = [f"已分派 {len(changes.assignments)} 件", *(f"  {row.name}\t{row.assigned} 件" for row in panel)]
    answer(result, as_json, lines)


@command.command("reassign")
@click.argument("name")
@click.option("--reviewer", required=True, help="原来的评查员。")
@click.option("--reason", required=True, help="原因，例如 U 盘遗失。")
@click.option("--to", default="", help="改由谁评查，默认仍是原来的人。")
@json_option
@pass_desk
def reassign(desk: Desk, name: str, reviewer: str, reason: str, to: str, as_json: bool) -> None:
    """重新分派已随评查包交出而没有交回的案件；旧包以后交回的内容不计入，也不丢失。"""
    with desk.store() as store, store.write(desk.actor(store)) as session:
        batch = batches.find(session, name)
        old = reviewer_named(session, reviewer)
        new = reviewer_named(session, to) if to else old
        count, _ = custody.reassign(session, batch.id, old, reason, new)
        epoch = max(row.epoch for row in custody_rows(session) if (row.batch_id, row.reviewer_id) == (batch.id, new))
    person = (to or reviewer).strip()
    result = {"batch": name, "reviewer": reviewer.strip(), "to": person, "cases": count, "epoch": epoch}
    answer(result, as_json, [f"已重新分派 {count} 件给{person}，第{epoch}轮：请重新写出评查包"])


@command.command("status")
@click.argument("name")
@json_option
@pass_desk
def status(desk: Desk, name: str, as_json: bool) -> None:
    """批次的进展。"""
    with desk.store() as store, store.read() as session:
        view = batch_view(session, batches.find(session, name).id)
    states = {state.value: view.row.states.get(state, 0) for state in ReviewState}
    panel = [{"name": row.name, "assigned": row.assigned, "submitted": row.submitted} for row in view.panel]
    result: dict[str, Any] = {"batch": name, "closed": view.row.is_closed, "states": states, "reviewers": panel}
    lines = [f"{state.label}\t{view.row.states[state]} 件" for state in ReviewState if state in view.row.states]
    answer(result, as_json, lines or ["尚未抽取案件"])


@command.command("close")
@click.argument("name")
@json_option
@pass_desk
def close(desk: Desk, name: str, as_json: bool) -> None:
    """办结批次；每件案件都须已经办结。"""
    with desk.store() as store, store.write(desk.actor(store)) as session:
        batches.close(session, batches.find(session, name).id)
    answer({"batch": name, "closed": True}, as_json, [f"批次“{name}”已办结"])
