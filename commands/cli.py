"""The command line: `main.py [--workspace DIR] NOUN VERB …`."""

import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

import click

from commands.frame import Desk, SentenceGroup
from models.default_workspace import default_workspace

# each noun's module is imported when it is asked for: `init` needs no spreadsheet library
NOUNS = {
    "demo": "commands.demo",
    "init": "commands.init",
    "keys": "commands.keys",
    "ledger": "commands.ledger",
    "cases": "commands.cases",
    "batch": "commands.batch",
    "package": "commands.package",
    "scores": "commands.scores",
    "grade": "commands.grade",
    "letters": "commands.letters",
    "remedy": "commands.remedy",
    "recheck": "commands.recheck",
    "stats": "commands.stats",
    "standards": "commands.standards",
    "backup": "commands.backup",
    "check": "commands.check",
}


class Nouns(SentenceGroup):
    """The nouns, each in a module of its own with a `command`."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """The nouns in the order of the work."""
        return list(NOUNS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """The noun's command, imported now."""
        if cmd_name not in NOUNS:
            return None
        command: click.Command = import_module(NOUNS[cmd_name]).command
        return command


@click.group(cls=Nouns)
@click.option("--workspace", type=click.Path(path_type=Path), default=None, help="工作区文件夹，默认为本机数据文件夹。")
@click.option("--by", default="", help="记入操作留痕的姓名，默认为本工作区的名称。")
@click.pass_context
def root(context: click.Context, workspace: Path | None, by: str) -> None:
    """评衡：案件质量评查。不带命令运行时打开窗口。"""
    context.obj = Desk(workspace or default_workspace(), by)


def run(arguments: Sequence[str]) -> int:
    """Run one command; 0 when it did its work, 1 when it could not, 2 for wrong usage."""
    try:
        code = root.main(args=list(arguments), prog_name="pingheng", standalone_mode=False)
    except click.ClickException as fault:
        fault.show(sys.stderr)
        return fault.exit_code
    except click.Abort:
        click.echo("已取消。", err=True)
        return 1
    # a command that ends by `context.exit` gives its code, the others give nothing
    return code if isinstance(code, int) else 0
