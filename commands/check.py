"""`check`: is the workspace whole?"""

import click

from commands.frame import Desk, answer, json_option, pass_desk
from models.store.check import check


@click.command("check")
@json_option
@click.pass_context
@pass_desk
def command(desk: Desk, context: click.Context, as_json: bool) -> None:
    """检查工作区：文件完整、引用、状态与事实一致、文号连续、操作留痕未被改动。"""
    with desk.store() as store:
        report = check(store)
    result = {"ok": report.ok, "content_hash": report.content_hash, "problems": list(report.problems)}
    answer(result, as_json, ["检查通过"] if report.ok else report.problems)
    if not report.ok:
        context.exit(1)
