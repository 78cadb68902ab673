"""Passphrases from files: what every command takes that opens keys or packages."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from exports.files import reading_fault
from models.errors import UserError

LIMIT = 4096
Decorated = TypeVar("Decorated", bound=Callable[..., Any])


class PassphraseFileError(UserError):
    """The file holds no passphrase of one line."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"口令文件“{path.name}”须是 UTF-8 文本、只有一行口令且不超过 4 千字节：请改正后再试。")


def passphrase_option(
    name: str = "--passphrase-file", told: str = "口令文件：打开本机密钥。"
) -> Callable[[Decorated], Decorated]:
    """An option that names a file with a passphrase."""
    return click.option(name, type=click.Path(path_type=Path), default=None, help=told)


def read_passphrase(path: Path | None) -> str:
    """The passphrase in a file, without its line end; blank where no file is named.

    Raises:
        PassphraseFileError: the file is empty, longer than one line or no text.
        StorageError: it cannot be read.
    """
    if path is None:
        return ""
    text = read_short_text(path)
    passphrase = text.removesuffix("\n").removesuffix("\r") if text is not None else ""
    if not passphrase or "\n" in passphrase:
        raise PassphraseFileError(path)
    return passphrase


def read_short_text(path: Path) -> str | None:
    """The text of a file of at most 4 KiB, None where it is longer or no UTF-8; raises StorageError."""
    try:
        with open(path, "rb") as file:
            content = file.read(LIMIT + 1)
    except OSError as error:
        raise reading_fault(path, error) from error
    try:
        return content.decode("utf-8-sig") if len(content) <= LIMIT else None
    except UnicodeDecodeError:
        return None
