"""What every command shares: the workspace, who acts, the answer as text or JSON, and errors as one sentence."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from pathlib import Path
from typing import IO, Any
from uuid import UUID

import click

from models.errors import StorageError, UserError
from models.store import Store


class Refusal(click.ClickException):
    """A command that could not do its work: one sentence, without click's English word before it."""

    def show(self, file: IO[Any] | None = None) -> None:
        """Print the sentence on stderr."""
        click.echo(self.format_message(), file=file, err=file is None)


class SentenceGroup(click.Group):
    """A group whose commands answer a fault with its sentence on stderr and exit code 1."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; a fault of the user or of the disk becomes one line."""
        try:
            return super().invoke(ctx)
        except (UserError, StorageError) as fault:
            raise Refusal(str(fault)) from fault


@dataclass(frozen=True, slots=True)
class Desk:
    """The workspace that a command works on, and the name that the audit trail gets (blank: the seat's own)."""

    folder: Path
    by: str = ""

    @contextmanager
    def store(self) -> Iterator[Store]:
        """The open workspace, closed again after the command."""
        with Store.open(self.folder) as store:
            yield store

    def actor(self, store: Store) -> str:
        """Who acts."""
        return self.by or store.workspace.name


pass_desk = click.make_pass_decorator(Desk)
json_option = click.option("--json", "as_json", is_flag=True, help="以 JSON 输出，供脚本使用。")
Command = Callable[..., Any]


def answer(result: Mapping[str, Any], as_json: bool, lines: Iterable[str]) -> None:
    """Print the result: as JSON, or as lines for people."""
    if as_json:
        click.echo(json.dumps(result, ensure_ascii=False, indent=2, default=_plain))
        return
    for line in lines:
        click.echo(line)


def _plain(value: object) -> object:
    """A value that JSON does not know, as text."""
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, (UUID, Path)):
        return str(value)
    if isinstance(value, Enum):
        return value.value
    raise TypeError(f"not JSON: {type(value).__name__}")
