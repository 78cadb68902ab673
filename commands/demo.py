"""`demo`: the whole job on the shipped sample, from the ledger to the closed batch."""

from collections.abc import Callable, Iterator
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
from exports.sample_exchange import ARCHIVE_PASSPHRASE, STICK, SampleExchange, SampleSeat
from models.errors import UserError
from models.queries.exchange import PackageRow
from models.queries.statistics import BatchFigures, batch_figures
from models.seat import SeatRole
from models.services.merging import RowOutcome
from models.store import Store
from models.store.backup import prove

WORKSPACE = "工作区"
LOST = 3
"""How many cases are on the stick that is lost."""


class DemoFolderError(UserError):
    """The folder already holds a demo."""

    def __init__(self, folder: Path) -> None:
        super().__init__(
            f"“{folder}”里已经有演示工作区：请换一个文件夹，或先移走其中的“{WORKSPACE}”和各“评查员”文件夹。"
        )


class ArchiveError(UserError):
    """The archive that was just written is not believed."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"归档包没有通过核验：{reason}")


@dataclass(frozen=True, slots=True)
class Demo:
    """What the demo leaves behind; each package comes with the name of the seat that wrote it."""

    cases: int
    reviewed: int
    figures: BatchFigures
    letters: int
    packages: tuple[tuple[str, PackageRow], ...]
    files: tuple[Path, ...]


@dataclass(frozen=True, slots=True)
class _Stage:
    """Where the demo plays: the exchange with the office in it, the folder of its files, and who is told."""

    exchange: SampleExchange
    folder: Path
    say: Callable[[str], None]

    @property
    def office(self) -> SampleOffice:
        """What the office does."""
        return self.exchange.office.work


@click.command("demo")
@click.option("--out", "folder", type=click.Path(path_type=Path), required=True, help="演示文件写到这个文件夹。")
@json_option
def command(folder: Path, as_json: bool) -> None:
    """用随程序提供的示例把全部工作做一遍，留下全部文件。"""
    if (folder / WORKSPACE).exists() or any(folder.glob("评查员-*")):
        raise DemoFolderError(folder)
    (folder / "反馈意见书").mkdir(parents=True, exist_ok=True)
    say: Callable[[str], None] = (lambda _: None) if as_json else click.echo
    with (
        Store.create(folder / WORKSPACE, SeatRole.OFFICE, "示例审管办") as store,
        SampleExchange(SampleOffice(store, date.today()), folder) as exchange,
    ):
        done = _run(_Stage(exchange, folder, say))
    answer(_result(done), as_json, _lines(done, folder))


def _run(stage: _Stage) -> Demo:
    office, folder, say = stage.office, stage.folder, stage.say
    ledger = folder / LEDGER
    write_atomically(ledger, read_bytes(resources.path("samples", LEDGER), 10_000_000))
    office.set_up()
    stage.exchange.set_up()
    cases = office.import_ledger()
    say(f"1 导入台账：{cases} 件")
    batch = office.plan()
    stage.exchange.start()
    rows = office.readings()
    say(f"2 建立批次“{batch}”，抽取并分派 {len(rows)} 件")
    pages = _review(stage)
    sheets = _score_on_paper(stage)
    office.determine(office.readings())
    say("8 审定等次")
    report = office.issue()
    letters = office.save_letters(folder / "反馈意见书")
    office.serve()
    say(f"9 编号并生成反馈意见书 {len(report.issued)} 份，登记送达")
    remedies = _remedy(stage)
    _recheck(stage)
    _archive(stage)
    backup = prove(office.store.backup("演示结束"))
    with office.store.read() as session:
        figures = batch_figures(session, office.batch_id)
    table = folder / "评查统计.xlsx"
    write_figures(table, batch, figures)
    papers = (ledger, *pages, *sheets, *(letter.path for letter in letters), *remedies, table, backup.path)
    packages = tuple(stage.exchange.register())
    return Demo(cases, len(rows), figures, len(report.issued), packages, (*papers, *stage.exchange.files()))


def _review(stage: _Stage) -> list[Path]:
    """Three reviewers read at their own computers; the stick of one is lost with the computer, and found again."""
    exchange = stage.exchange
    people = [str(name) for name in stage.office.script.office["reviewers"]]
    seats = [exchange.found(name) for name in people]
    pages = [exchange.write_card_page(seat) for seat in (exchange.office, *seats)]
    stage.say(f"3 与 {len(seats)} 名评查员交换登记卡，当面核对指纹")
    for seat in seats:
        exchange.hand_over(seat)
    stage.say("4 写出任务包，评查员导入；余下的案件留在办公室，用评分表评查")
    *others, unlucky = seats
    for seat in others:
        rows = exchange.review(seat)
        exchange.take_in(exchange.bring_back(seat))
        stage.say(f"5 {seat.name}评查并提交 {len(rows)} 件，结果包已导入")
    _lose_a_stick(stage, unlucky, people[-1])
    return pages


def _lose_a_stick(stage: _Stage, seat: SampleSeat, person: str) -> None:
    exchange = stage.exchange
    exchange.review(seat, LOST)
    lost = exchange.bring_back(seat, exchange.lost_stick)
    count = exchange.reassign(seat)
    new = exchange.found(person, "新电脑")
    exchange.hand_over(new)
    exchange.review(new)
    exchange.take_in(exchange.bring_back(new))
    stage.say(f"6 {person}的电脑损坏、U 盘遗失：{count} 件按第2轮重新分派，在新电脑上评查，结果包已导入")
    came = exchange.take_in(lost)
    stale = exchange.stale()
    exchange.reject(stale)
    stage.say(
        f"  遗失的 U 盘找回：{came.count(RowOutcome.QUARANTINED)} 条旧记录隔离，"
        f"{len(stale)} 件旧评查注明理由不采用，内容仍然留存"
    )


def _score_on_paper(stage: _Stage) -> tuple[Path, ...]:
    """The cases that were never handed over come back on filled score sheets, which also submits them."""
    work = stage.exchange.paper_work()
    blank = write_score_template(stage.office.store, stage.office.batch_id, stage.folder)
    filled = stage.folder / "评分表（评查员填写）.xlsx"
    stage.office.score_on_sheets(filled, work)
    stage.say(f"7 评分表填写并读回 {len(work)} 件")
    return blank, filled


def _remedy(stage: _Stage) -> tuple[Path, ...]:
    """The remedy ledger goes out blank and comes back filled."""
    blank, filled = stage.folder / "整改台账（下发）.xlsx", stage.folder / "整改台账（部门填报）.xlsx"
    write_remedy_template(stage.office.store, stage.office.batch_id, blank)
    reported = stage.office.remedy(filled)
    stage.say(f"10 部门填报整改 {reported} 项")
    return blank, filled


def _recheck(stage: _Stage) -> None:
    """The panel looks at half of the cases again in the office; a reviewer does the others, by package and back."""
    exchange, office = stage.exchange, stage.office
    closed = office.recheck(len(office.readings()) // 2)
    reviewer = exchange.seats[0]
    given = exchange.assign_recheck(reviewer)
    exchange.hand_over(reviewer)
    reviewer.work.look_again()
    exchange.take_in(exchange.bring_back(reviewer))
    # whom the reviewer may not look at stays with the office
    closed += office.close_rechecked() + office.recheck()
    office.close()
    stage.say(f"11 回头看：其中 {given} 件由{reviewer.name}随评查包复评；销号办结 {closed} 件，批次办结")


def _archive(stage: _Stage) -> None:
    """The closed batch is archived and verified, and everybody gets receipts for what came in."""
    exchange = stage.exchange
    verdict = exchange.verify(exchange.archive())
    if not verdict.ok:
        raise ArchiveError(verdict.reason)
    for seat in exchange.seats:
        exchange.confirm(seat)
    stage.say(f"12 写出归档包并核验（口令：{ARCHIVE_PASSPHRASE}），向评查员送回执")


def _result(done: Demo) -> dict[str, Any]:
    return {
        "cases": done.cases,
        "reviewed": done.reviewed,
        "grades": dict(done.figures.grades),
        "letters": done.letters,
        "findings": sum(done.figures.findings.values()),
        "cleared": done.figures.cleared,
        "packages": [_package(sender, row) for sender, row in done.packages],
        "files": list(done.files),
    }


def _package(sender: str, row: PackageRow) -> dict[str, Any]:
    return {
        "kind": row.kind,
        "from": sender,
        "to": row.peer,
        "batch": row.batch or None,
        "sequence": row.sequence,
        "epoch": row.epoch,
        "sealed_by": row.sealed_by,
        "file": row.file_name,
        "received": row.received_at is not None,
    }


def _lines(done: Demo, folder: Path) -> Iterator[str]:
    grades = "，".join(f"{done.figures.grade_names[grade]} {count}" for grade, count in done.figures.grades.items())
    yield f"等次：{grades}；问题 {sum(done.figures.findings.values())} 个，已全部销号 {done.figures.cleared} 个"
    yield f"反馈意见书 {done.letters} 份（docx、pdf）：{folder / '反馈意见书'}"
    received = sum(row.received_at is not None for _, row in done.packages)
    yield f"评查包 {len(done.packages)} 个，其中 {received} 个已收到回执：{folder / STICK}"
    yield f"全部文件 {len(done.files)} 个：{folder}"
