"""`ledger`: case ledgers in."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from commands.frame import Desk, answer, json_option, pass_desk
from exports.ledgers import importing
from models.queries.ledgers import ImportPreview, Outcome, RowOutcome
from models.services import batches
from models.store import Store


@click.group("ledger")
def command() -> None:
    """案件台账。"""


@command.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--batch", "batch_name", default="", help="把表中案件全部列入这个批次。")
@click.option("--dry-run", is_flag=True, help="只看每行会怎样，不写入。")
@click.option("--accept-changes", is_flag=True, help="与已有内容不同的行，以台账为准。")
@json_option
@pass_desk
def import_file(desk: Desk, file: Path, batch_name: str, dry_run: bool, accept_changes: bool, as_json: bool) -> None:
    """导入 .xlsx .xls .csv 台账。"""
    with desk.store() as store:
        prepared = importing.prepare(store, file)
        preview = prepared.preview
        if not dry_run:
            accept = [row.row for row in preview.of(Outcome.CHANGED)] if accept_changes else []
            importing.carry_out(store, prepared, accept, desk.actor(store))
            if batch_name:
                _put_into_batch(store, batch_name, preview, desk.actor(store))
    answer(_result(preview), as_json, _lines(preview, dry_run))


def _put_into_batch(store: Store, name: str, preview: ImportPreview, actor: str) -> None:
    numbers = [row.number for row in preview.rows if row.facts is not None]
    with store.write(actor) as session:
        batches.take_all(session, batches.find(session, name).id, numbers)


def _result(preview: ImportPreview) -> dict[str, Any]:
    counts = {outcome.value: preview.counts.get(outcome, 0) for outcome in Outcome}
    return {**counts, "rows": [_row(row) for row in preview.rows]}


def _row(row: RowOutcome) -> dict[str, Any]:
    changes = [{"field": change.label, "old": change.old, "new": change.new} for change in row.changes]
    return {
        "row": row.row,
        "outcome": row.outcome.value,
        "number": row.number,
        "reason": row.reason,
        "warnings": list(row.warnings),
        "changes": changes,
    }


def _lines(preview: ImportPreview, dry_run: bool) -> Iterator[str]:
    counts = "，".join(f"{outcome.label} {preview.counts.get(outcome, 0)}" for outcome in Outcome)
    yield f"{'预览（未写入）' if dry_run else '导入完成'}：{counts}"
    for row in preview.rows:
        if row.reason:
            yield f"  第{row.row}行 {row.outcome.label}：{row.reason}"
