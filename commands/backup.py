"""`backup`: make, prove and restore backups of the workspace."""

from pathlib import Path
from typing import Any

import click

from commands.frame import Desk, answer, json_option, pass_desk
from models.errors import UserError
from models.store.backup import Backup, list_backups, prove, read_backup
from models.store.restoring import restore


class NoBackupError(UserError):
    """There is no backup to prove or to restore."""

    def __init__(self, folder: Path) -> None:
        super().__init__(f"工作区还没有备份：{folder}。请先运行 backup create，或用 --file 指定备份文件。")


@click.group("backup")
def command() -> None:
    """备份。"""


_FILE = click.option("--file", "path", type=click.Path(path_type=Path), default=None, help="备份文件，默认最新一份。")


@command.command("create")
@json_option
@pass_desk
def create(desk: Desk, as_json: bool) -> None:
    """立即备份一次并验证可以恢复。"""
    with desk.store() as store:
        made = prove(store.backup("手动备份"))
    answer(_backup(made), as_json, [f"已备份并验证可恢复：{made.path}"])


@command.command("prove")
@_FILE
@json_option
@pass_desk
def prove_one(desk: Desk, path: Path | None, as_json: bool) -> None:
    """把备份恢复到临时位置检查一遍。"""
    proven = prove(_chosen(desk, path))
    answer(_backup(proven), as_json, [f"验证通过，可以恢复：{proven.path}"])


@command.command("restore")
@_FILE
@json_option
@pass_desk
def restore_one(desk: Desk, path: Path | None, as_json: bool) -> None:
    """用备份替换当前数据库；被替换的另存在工作区内，不删除。"""
    chosen = path or _chosen(desk, None).path
    kept = restore(desk.folder, chosen, desk.by or "命令行")
    told = [f"已恢复：{chosen}", *([f"原数据库另存为：{kept}"] if kept else [])]
    answer({"restored": chosen, "kept": kept}, as_json, told)


@command.command("list")
@json_option
@pass_desk
def list_all(desk: Desk, as_json: bool) -> None:
    """列出备份，新的在前。"""
    backups = list_backups(desk.folder)
    lines = (f"{one.made_at.astimezone():%Y-%m-%d %H:%M}\t{one.reason}\t{one.path.name}" for one in backups)
    answer({"backups": [_backup(one) for one in backups]}, as_json, lines)


def _chosen(desk: Desk, path: Path | None) -> Backup:
    found = read_backup(path) if path else next(iter(list_backups(desk.folder)), None)
    if found is None:
        raise NoBackupError(desk.folder)
    return found


def _backup(backup: Backup) -> dict[str, Any]:
    return {
        "path": backup.path,
        "made_at": backup.made_at,
        "reason": backup.reason,
        "size": backup.size,
        "content_hash": backup.content_hash,
        "proven_at": backup.proven_at,
    }
