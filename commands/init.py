"""`init`: a new workspace, with keys of its own."""

from pathlib import Path

import click

from commands.fingerprints import key_lines, told_keys
from commands.frame import Desk, answer, json_option, pass_desk
from commands.passphrases import passphrase_option, read_passphrase
from exports.packages.keyring import check_passphrase
from exports.packages.own_keys import make_keys
from models.seat import SeatRole
from models.store import Store


@click.command("init")
@click.option("--role", type=click.Choice([role.value for role in SeatRole]), required=True, help="审管办或评查员。")
@click.option("--name", required=True, help="本工作区的名称，例如法院和部门，或评查员姓名。")
@passphrase_option(told="口令文件：本机密钥用它保护；不写则密钥只靠文件权限保护。")
@json_option
@pass_desk
def command(desk: Desk, role: str, name: str, passphrase_file: Path | None, as_json: bool) -> None:
    """建立新的工作区，并生成本机密钥。"""
    passphrase = read_passphrase(passphrase_file)
    if passphrase:
        check_passphrase(passphrase)  # before there is a workspace without keys
    with Store.create(desk.folder, SeatRole(role), name) as store:
        make_keys(store, passphrase)
        told, folder = told_keys(store), store.folder
    lines = [f"已建立{SeatRole(role).label}工作区“{told['name']}”：{folder}", *key_lines(told)]
    answer({"workspace": folder, **told}, as_json, lines)
