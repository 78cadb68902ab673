"""`demo`: the whole job on the shipped sample, from the ledger to the closed batch."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import click

import resources
from commands.frame import answer, json_option
from exports.files import read_bytes, write_atomically
from exports.ledgers.figures import write_figures
from exports.ledgers.remedying import write_remedy_template
from exports.ledgers.scoring import write_score_template
from exports.sample import LEDGER, SampleOffice
from models.errors import UserError
from models.queries.statistics import BatchFigures, batch_figures
from models.seat import SeatRole
from models.store import Store
from models.store.backup import prove

WORKSPACE = "工作区"


class DemoFolderError(UserError):
    """The folder already holds a demo."""

    def __init__(self, folder: Path) -> None:
        super().__init__(f"“{folder}”里已经有演示工作区：请换一个文件夹，或先移走其中的“{WORKSPACE}”。")


@dataclass(frozen=True, slots=True)
class Demo:
    """What the demo leaves behind."""

    cases: int
    reviewed: int
    figures: BatchFigures
    letters: int
    files: tuple[Path, ...]


@click.command("demo")
@click.option("--out", "folder", type=click.Path(path_type=Path), required=True, help="演示文件写到这个文件夹。")
@json_option
def command(folder: Path, as_json: bool) -> None:
    """用随程序提供的示例把全部工作做一遍，留下全部文件。"""
    if (folder / WORKSPACE).exists():
        raise DemoFolderError(folder)
    (folder / "反馈意见书").mkdir(parents=True, exist_ok=True)
    say = (lambda _: None) if as_json else click.echo
    with Store.create(folder / WORKSPACE, SeatRole.OFFICE, "示例审管办") as store:
        done = _run(SampleOffice(store, date.today()), folder, say)
    answer(_result(done), as_json, _lines(done, folder))


def _run(office: SampleOffice, folder: Path, say: Any) -> Demo:
    ledger = folder / LEDGER
    write_atomically(ledger, read_bytes(resources.path("samples", LEDGER), 10_000_000))
    office.set_up()
    cases = office.import_ledger()
    say(f"1 导入台账：{cases} 件")
    batch = office.plan()
    rows = office.readings()
    say(f"2 建立批次“{batch}”，抽取并分派 {len(rows)} 件")
    sheets = _score(office, folder)
    say(f"3 评查并提交 {len(rows)} 件")
    office.determine(rows)
    say("4 审定等次")
    report = office.issue()
    letters = office.save_letters(folder / "反馈意见书")
    office.serve()
    say(f"5 编号并生成反馈意见书 {len(report.issued)} 份，登记送达")
    remedies = folder / "整改台账（部门填报）.xlsx"
    blank = folder / "整改台账（下发）.xlsx"
    write_remedy_template(office.store, office.batch_id, blank)
    reported = office.remedy(remedies)
    say(f"6 部门填报整改 {reported} 项")
    closed = office.recheck()
    office.close()
    say(f"7 回头看：复评销号，办结 {closed} 件，批次办结")
    backup = prove(office.store.backup("演示结束"))
    with office.store.read() as session:
        figures = batch_figures(session, office.batch_id)
    table = folder / "评查统计.xlsx"
    write_figures(table, batch, figures)
    files = (ledger, *sheets, *(letter.path for letter in letters), blank, remedies, table, backup.path)
    return Demo(cases, len(rows), figures, len(report.issued), files)


def _score(office: SampleOffice, folder: Path) -> tuple[Path, ...]:
    """Most cases are scored at the desk; the last six come back on filled score sheets, which also submits them."""
    rows = list(enumerate(office.readings()))
    at_the_desk, on_paper = rows[:-6], rows[-6:]
    for index, row in at_the_desk:
        office.score(row, index)
        office.submit(row, index)
    blank = write_score_template(office.store, office.batch_id, folder)
    filled = folder / "评分表（评查员填写）.xlsx"
    office.score_on_sheets(filled, on_paper)
    return blank, filled


def _result(done: Demo) -> dict[str, Any]:
    return {
        "cases": done.cases,
        "reviewed": done.reviewed,
        "grades": dict(done.figures.grades),
        "letters": done.letters,
        "findings": sum(done.figures.findings.values()),
        "cleared": done.figures.cleared,
        "files": list(done.files),
    }


def _lines(done: Demo, folder: Path) -> Iterator[str]:
    grades = "，".join(f"{done.figures.grade_names[grade]} {count}" for grade, count in done.figures.grades.items())
    yield f"等次：{grades}；问题 {sum(done.figures.findings.values())} 个，已全部销号 {done.figures.cleared} 个"
    yield f"反馈意见书 {done.letters} 份（docx、pdf）：{folder / '反馈意见书'}"
    yield f"全部文件 {len(done.files)} 个：{folder}"
