"""`keys`: this seat's own keys: made, shown, replaced, locked, printed for the safe, recovered."""

from pathlib import Path

import click

from commands.fingerprints import key_lines, told_keys
from commands.frame import Desk, answer, json_option, pass_desk
from commands.passphrases import passphrase_option, read_passphrase, read_short_text
from exports import pdf
from exports.files import write_atomically
from exports.fonts import FontShelf
from exports.packages import own_keys
from exports.packages.papers import recovery_document
from models.errors import UserError
from models.queries.settings import office_settings
from models.store.workspace import keep_private


class KeysExistError(UserError):
    """The seat has keys already."""

    def __init__(self) -> None:
        super().__init__("本机已有密钥：查看请用 keys show，更换请用 keys replace。")


class NoRecoveryLinesError(UserError):
    """The file with the lines of a recovery sheet is no text."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"“{path.name}”不是恢复单的文字：请把纸面上的各行录入一个 UTF-8 文本文件后再试。")


@click.group("keys")
def command() -> None:
    """本机密钥。"""


@command.command("show")
@json_option
@pass_desk
def show(desk: Desk, as_json: bool) -> None:
    """显示本机密钥的指纹，供对方当面核对。"""
    with desk.store() as store:
        result = told_keys(store)
    answer(result, as_json, key_lines(result))


@command.command("make")
@passphrase_option(told="口令文件：新密钥用它保护。")
@json_option
@pass_desk
def make(desk: Desk, passphrase_file: Path | None, as_json: bool) -> None:
    """给还没有密钥的工作区生成密钥。"""
    passphrase = read_passphrase(passphrase_file)
    with desk.store() as store:
        if own_keys.has_keys(store):
            raise KeysExistError
        own_keys.make_keys(store, passphrase, actor=desk.actor(store))
        result = told_keys(store)
    answer(result, as_json, ["已生成密钥", *key_lines(result)])


@command.command("replace")
@passphrase_option(told="口令文件：打开现在的密钥，新密钥也用它保护。")
@click.option("--forgotten", is_flag=True, help="口令已忘记：旧密钥从此打不开，以前封给它的评查包请对方重写。")
@json_option
@pass_desk
def replace(desk: Desk, passphrase_file: Path | None, forgotten: bool, as_json: bool) -> None:
    """更换密钥；旧密钥留下，仍能打开以前封给本机的评查包。"""
    passphrase = read_passphrase(passphrase_file)
    with desk.store() as store:
        if not forgotten:
            own_keys.unlock_keys(store, passphrase)
        own_keys.make_keys(store, passphrase, actor=desk.actor(store))
        result = told_keys(store)
    lines = ["已更换密钥：请重新导出登记卡交给对方，当面核对新的指纹", *key_lines(result)]
    answer(result, as_json, lines)


@command.command("passphrase")
@passphrase_option(told="口令文件：现在的口令；没有设过的不写。")
@passphrase_option("--new-passphrase-file", "口令文件：新的口令。")
@click.option("--remove", is_flag=True, help="去掉口令。")
@json_option
@pass_desk
def passphrase(
    desk: Desk, passphrase_file: Path | None, new_passphrase_file: Path | None, remove: bool, as_json: bool
) -> None:
    """设定、更换或去掉保护密钥的口令；密钥和指纹不变。"""
    if remove is (new_passphrase_file is not None):
        raise click.UsageError("请在 --new-passphrase-file 和 --remove 中选一项。")
    old, new = read_passphrase(passphrase_file), read_passphrase(new_passphrase_file)
    with desk.store() as store:
        own_keys.change_passphrase(store, old, new, actor=desk.actor(store))
        result = told_keys(store)
    answer(result, as_json, ["已去掉口令" if remove else "已设定新的口令", *key_lines(result)])


@command.command("recovery")
@click.option("--out", "path", type=click.Path(path_type=Path), required=True, help="写成的 PDF 文件，打印后请删除。")
@passphrase_option()
@json_option
@pass_desk
def recovery(desk: Desk, path: Path, passphrase_file: Path | None, as_json: bool) -> None:
    """写出密钥恢复单，打印后锁入保险柜。"""
    entered = read_passphrase(passphrase_file)
    with desk.store() as store:
        lines = own_keys.recovery_sheet(store, entered)
        with store.read() as session:
            court = office_settings(session).court
        document = recovery_document(lines, store.workspace, own_keys.own_fingerprint(store), court=court)
    write_atomically(path, pdf.write(document, FontShelf()))
    keep_private(path)
    told = [f"已写出恢复单：{path}", "请打印后锁入保险柜，并删除这个文件：拿到它的人可以冒用本席位。"]
    answer({"path": path}, as_json, told)


@command.command("recover")
@click.option(
    "--lines-file", "path", type=click.Path(path_type=Path), required=True, help="按恢复单录入的文本文件，一行一条。"
)
@passphrase_option(told="口令文件：找回的密钥用它保护。")
@json_option
@pass_desk
def recover(desk: Desk, path: Path, passphrase_file: Path | None, as_json: bool) -> None:
    """按纸面上的恢复单找回密钥。"""
    lines = read_short_text(path)
    if lines is None:
        raise NoRecoveryLinesError(path)
    entered = read_passphrase(passphrase_file)
    with desk.store() as store:
        own_keys.recover_keys(store, lines.splitlines(), entered, actor=desk.actor(store))
        result = told_keys(store)
    answer(result, as_json, ["已找回密钥：请删除录入的文本文件", *key_lines(result)])
