"""`scores`: coded score sheets out, filled sheets in: the paper fallback."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from commands.frame import Desk, answer, json_option, pass_desk
from exports.ledgers.scoring import ScoreImport, import_score_sheets, write_score_template
from models.services import batches


@click.group("scores")
def command() -> None:
    """评分表。"""


@command.command("template")
@click.argument("batch")
@click.option("--out", "folder", type=click.Path(path_type=Path), required=True, help="写到这个文件夹。")
@json_option
@pass_desk
def template(desk: Desk, batch: str, folder: Path, as_json: bool) -> None:
    """写出待评查案件的评分表，可打印或用电子表格填写。"""
    folder.mkdir(parents=True, exist_ok=True)
    with desk.store() as store:
        with store.read() as session:
            batch_id = batches.find(session, batch).id
        path = write_score_template(store, batch_id, folder)
    answer({"path": path}, as_json, [f"已写出评分表：{path}"])


@command.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@json_option
@pass_desk
def import_file(desk: Desk, file: Path, as_json: bool) -> None:
    """读回填好的评分表，逐行登记。"""
    with desk.store() as store:
        done = import_score_sheets(store, file, desk.actor(store))
    answer(_result(done), as_json, _lines(done))


def _result(done: ScoreImport) -> dict[str, Any]:
    rows = [
        {"row": row.row, "case": row.case_number, "item": row.item_id, "outcome": row.outcome, "reason": row.reason}
        for row in done.rows
    ]
    return {
        "accepted": done.accepted,
        "rejected": done.rejected,
        "blank": done.blank,
        "submitted": list(done.submitted),
        "incomplete": list(done.incomplete),
        "rows": rows,
    }


def _lines(done: ScoreImport) -> Iterator[str]:
    yield f"已登记 {done.accepted} 项，未登记 {done.rejected} 行，空白 {done.blank} 项，提交 {len(done.submitted)} 件"
    yield from (f"  第{row.row}行 {row.case_number}：{row.reason}" for row in done.rows if row.reason)
