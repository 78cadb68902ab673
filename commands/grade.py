"""`grade`: proposals and why, and the decision."""

from collections.abc import Iterator
from typing import Any

import click

from commands.frame import Desk, answer, json_option, pass_desk
from models.queries.determinations import DeterminationView, determination_view, reviewed_case_named
from models.services import determinations
from review_forms.grading import Grade, GradeScale


@click.group("grade")
def command() -> None:
    """等次。"""


@command.command("show")
@click.argument("case")
@click.option("--batch", "batch_name", required=True, help="评查批次。")
@json_option
@pass_desk
def show(desk: Desk, case: str, batch_name: str, as_json: bool) -> None:
    """一件案件的建议等次及理由、审定等次。"""
    with desk.store() as store, store.read() as session:
        view = determination_view(session, reviewed_case_named(session, batch_name, case))
    answer(_result(view), as_json, _lines(view))


@command.command("determine")
@click.argument("case")
@click.option("--batch", "batch_name", required=True, help="评查批次。")
@click.option("--grade", "grade_name", required=True, help="等次的编号或名称，例如 qualified 或 合格。")
@click.option("--by", "decided_by", required=True, help="审定的机构或人员。")
@click.option("--reason", default="", help="与建议等次不一致时的理由。")
@json_option
@pass_desk
def determine(
    desk: Desk, case: str, batch_name: str, grade_name: str, decided_by: str, reason: str, as_json: bool
) -> None:
    """审定一件案件的等次。"""
    with desk.store() as store, store.write(desk.actor(store)) as session:
        reviewed_case_id = reviewed_case_named(session, batch_name, case)
        scale = determination_view(session, reviewed_case_id).scale
        grade_id = _grade_id(scale, grade_name)
        determinations.determine(session, reviewed_case_id, grade=grade_id, decided_by=decided_by, reason=reason)
        view = determination_view(session, reviewed_case_id)
    answer(_result(view), as_json, _lines(view))


def _grade_id(scale: GradeScale, name: str) -> str:
    """The id of a grade given by its id or by its Chinese name."""
    by_name = {grade.name: grade.id for grade in scale.grades}
    return scale.grade(by_name.get(name, name)).id


def _result(view: DeterminationView) -> dict[str, Any]:
    proposal = view.proposal
    proposed: dict[str, Any] = {"by_points": None, "by_absorption": None}
    if proposal is not None:
        proposed = {"by_points": _id(proposal.by_points), "by_absorption": proposal.by_absorption.id}
    return {
        "case": view.number,
        "state": view.state.value,
        "points": proposal.points if proposal else None,
        "proposal": proposed,
        "because": [reason.text for reason in proposal.because] if proposal else [],
        "reviewer": _id(view.reviewer_grade),
        "determined": _id(view.determined),
        "decided_by": view.decided_by,
        "reason": view.reason,
        "merits": [*_whole_merits(view), *_item_merits(view)],
    }


def _whole_merits(view: DeterminationView) -> list[dict[str, Any]]:
    return [{"item": None, "prompt": "", "place": "", "facts": view.merits}] if view.merits else []


def _item_merits(view: DeterminationView) -> list[dict[str, Any]]:
    return [
        {"item": told.item_id, "prompt": told.item, "place": told.merit.place, "facts": told.merit.facts}
        for told in view.item_merits
    ]


def _id(grade: Grade | None) -> str | None:
    return grade.id if grade else None


def _lines(view: DeterminationView) -> Iterator[str]:
    yield f"{view.number}\t{view.state.label}"
    if view.proposal is not None:
        proposal = view.proposal
        if proposal.by_points is not None:
            yield f"按分数\t{proposal.by_points.name}（{proposal.points} 分）"
        yield f"按最重问题\t{proposal.by_absorption.name}"
        yield from (f"  {reason.text}" for reason in proposal.because)
    if view.merits:
        yield f"亮点\t全案　{view.merits}"
    yield from (f"亮点\t{told.sentence}" for told in view.item_merits)
    if view.determined is not None:
        yield f"审定\t{view.determined.name}（{view.decided_by}）"
