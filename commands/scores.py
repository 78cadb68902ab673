"""`scores`: coded score sheets out, filled sheets in: the paper fallback."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from commands.frame import Desk, answer, json_option, pass_desk
from exports.forms.issuing import ALL_FORMATS, SheetFormat, write_batch_sheets
from exports.ledgers.scoring import CONFLICT, Conflicts, ScoredRow, ScoreImport, import_score_sheets
from models.services import batches

_ALL = "all"


@click.group("scores")
def command() -> None:
    """评分表。"""


@command.command("template")
@click.argument("batch")
@click.option("--out", "folder", type=click.Path(path_type=Path), required=True, help="写到这个文件夹。")
@click.option(
    "--format",
    "kind",
    type=click.Choice([*(each.value for each in SheetFormat), _ALL]),
    default=SheetFormat.XLSX.value,
    show_default=True,
    help="电子表格一册（xlsx），或者每件案件一份的打印评分表（docx、pdf），或者全部。",
)
@json_option
@pass_desk
def template(desk: Desk, batch: str, folder: Path, kind: str, as_json: bool) -> None:
    """写出待评查案件的评分表，可打印手写，或用电子表格、文字处理程序填写。"""
    folder.mkdir(parents=True, exist_ok=True)
    formats = ALL_FORMATS if kind == _ALL else {SheetFormat(kind)}
    with desk.store() as store:
        with store.read() as session:
            batch_id = batches.find(session, batch).id
        paths = write_batch_sheets(store, batch_id, folder, formats)
    answer({"path": paths[0], "files": paths}, as_json, [f"已写出评分表：{path}" for path in paths])


@command.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--conflicts",
    type=click.Choice([Conflicts.KEEP.value, Conflicts.TAKE.value]),
    help="与已有评定不一致的：keep 保留已有的，take 采用评分表的；不写则不采用，逐行列出两边的内容。",
)
@json_option
@pass_desk
def import_file(desk: Desk, file: Path, conflicts: str | None, as_json: bool) -> None:
    """读回填好的评分表（.xlsx 或 .docx），逐行登记。"""
    with desk.store() as store:
        decision = Conflicts(conflicts) if conflicts else Conflicts.ASK
        done = import_score_sheets(store, file, desk.actor(store), conflicts=decision)
    answer(_result(done), as_json, _lines(done))


def _result(done: ScoreImport) -> dict[str, Any]:
    return {
        "accepted": done.accepted,
        "rejected": done.rejected,
        "conflicts": done.conflicts,
        "kept": done.kept,
        "blank": done.blank,
        "submitted": list(done.submitted),
        "incomplete": list(done.incomplete),
        "rows": [_row(row) for row in done.rows],
    }


def _row(row: ScoredRow) -> dict[str, Any]:
    told = {
        "row": row.row,
        "case": row.case_number,
        "item": row.item_id,
        "outcome": row.outcome,
        "reason": row.reason,
    }
    return told | ({"standing": row.standing, "sheet": row.coming} if row.standing else {})


def _lines(done: ScoreImport) -> Iterator[str]:
    yield f"已登记 {done.accepted} 项，未登记 {done.rejected} 行，空白 {done.blank} 项，提交 {len(done.submitted)} 件"
    if done.kept:
        yield f"保留原评定 {done.kept} 行"
    yield from (f"  {_place(row)}{row.case_number}：{row.reason}" for row in done.rows if row.reason)
    if any(row.outcome == CONFLICT for row in done.rows):
        yield "不一致的各项没有登记：加上 --conflicts keep 保留已有评定，或者 --conflicts take 采用评分表。"


def _place(row: ScoredRow) -> str:
    return f"第{row.row}行 " if row.row else ""
