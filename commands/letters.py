"""`letters`: number the letters of a batch, write them, list the register."""

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import click

from commands.frame import Desk, answer, json_option, pass_desk
from exports.fonts import FontShelf
from exports.letters import issuing
from exports.letters.issuing import IssueReport, LetterFile
from exports.letters.rendering import LetterFormat
from models.queries.letters import LetterRow, letter_ids, letter_rows, waiting_for_letters
from models.services import batches
from models.working_days import calendar_warning

FORMATS = {"docx": {LetterFormat.DOCX}, "pdf": {LetterFormat.PDF}, "both": set(LetterFormat)}


@click.group("letters")
def command() -> None:
    """反馈意见书。"""


@command.command("issue")
@click.argument("batch")
@click.option("--out", "folder", type=click.Path(path_type=Path), required=True, help="文件写到这个文件夹。")
@click.option("--format", "kind", type=click.Choice(list(FORMATS)), default="both", show_default=True)
@click.option("--date", "issued_on", type=click.DateTime(["%Y-%m-%d"]), default=None, help="发文日期，默认今天。")
@json_option
@pass_desk
def issue(desk: Desk, batch: str, folder: Path, kind: str, issued_on: datetime | None, as_json: bool) -> None:
    """给已审定的案件编号并生成反馈意见书；本批次已编号的一并写出。"""
    day = issued_on.date() if issued_on else date.today()
    fonts = FontShelf()
    folder.mkdir(parents=True, exist_ok=True)
    with desk.store() as store:
        with store.read() as session:
            batch_id = batches.find(session, batch).id
            waiting = waiting_for_letters(session, batch_id)
        report = issuing.issue(store, waiting, issued_on=day, actor=desk.actor(store), fonts=fonts)
        with store.read() as session:
            registered = letter_ids(session, batch_id)
        files = issuing.save(store, registered, folder, formats=FORMATS[kind], fonts=fonts)
        with store.read() as session:
            dues = [row.remedy_due for row in letter_rows(session, batch_id) if row.remedy_due]
    warning = calendar_warning(*dues)
    lines = [*_lines(report, files, folder), *([warning] if warning else [])]
    answer({**_result(report, files), "warning": warning}, as_json, lines)


def _result(report: IssueReport, files: tuple[LetterFile, ...]) -> dict[str, Any]:
    return {
        "issued": len(report.issued),
        "failed": [{"case": failed.case_number, "reason": failed.reason} for failed in report.failed],
        "files": [
            {"case": file.case_number, "number": file.number, "path": file.path, "sha256": file.sha256}
            for file in files
        ],
    }


def _lines(report: IssueReport, files: tuple[LetterFile, ...], folder: Path) -> Iterator[str]:
    yield f"新编号 {len(report.issued)} 份，写出 {len(files)} 个文件：{folder}"
    yield from (f"  未生成 {failed.case_number}：{failed.reason}" for failed in report.failed)


@command.command("list")
@click.argument("batch")
@json_option
@pass_desk
def list_letters(desk: Desk, batch: str, as_json: bool) -> None:
    """反馈意见书登记簿。"""
    with desk.store() as store, store.read() as session:
        rows = letter_rows(session, batches.find(session, batch).id)
    lines = (f"{row.number or '（待编号）'}\t{row.case_number}\t{row.department}\t{row.grade.name}" for row in rows)
    answer({"letters": [_letter(row) for row in rows]}, as_json, lines)


def _letter(row: LetterRow) -> dict[str, Any]:
    return {
        "case": row.case_number,
        "number": row.number or None,
        "department": row.department,
        "grade": row.grade.id,
        "findings": row.findings,
        "issued_on": row.issued_on,
        "remedy_due": row.remedy_due,
        "served_on": row.served_on,
        "received_by": row.received_by or None,
        "digest": row.digest or None,
    }
