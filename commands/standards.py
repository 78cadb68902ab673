"""`standards`: the shelf of standards; check a file; what differs between two."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

import resources
from commands.frame import answer, json_option
from exports.files import read_bytes
from review_forms.errors import UserError
from review_forms.loader import check_standard, load_standard
from review_forms.standard import Item, Standard

LIMIT = 1024 * 1024


class NotUtf8Error(UserError):
    """A standard that is not written in UTF-8."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"评查标准“{path.name}”不是UTF-8文本：请用UTF-8编码另存后再试。")


@click.group("standards")
def command() -> None:
    """评查标准。"""


@command.command("list")
@json_option
def list_standards(as_json: bool) -> None:
    """列出随程序提供的标准。"""
    shelf = [
        load_standard(resources.read_text("standards", f"{name}.toml"), name) for name in resources.standard_names()
    ]
    result = {"standards": [_standard(standard) for standard in shelf]}
    answer(result, as_json, (f"{one.id}\t{one.title}\t{one.version}\t{len(one.items)} 项" for one in shelf))


def _standard(standard: Standard) -> dict[str, Any]:
    return {
        "id": standard.id,
        "title": standard.title,
        "version": standard.version,
        "family": standard.family.value,
        "categories": [category.value for category in standard.categories],
        "items": len(standard.items),
        "total": standard.total,
    }


@command.command("check")
@click.argument("file", type=click.Path(path_type=Path))
@json_option
@click.pass_context
def check(context: click.Context, file: Path, as_json: bool) -> None:
    """检查一个标准文件，一次列出全部问题。"""
    faults = check_standard(_text(file))
    errors = [{"line": fault.line, "key": fault.key, "message": fault.message} for fault in faults]
    lines = (f"第{fault.line}行 {fault.key}：{fault.message}" if fault.line else fault.message for fault in faults)
    answer({"ok": not faults, "errors": errors}, as_json, lines if faults else ["没有问题"])
    if faults:
        context.exit(1)


@command.command("diff")
@click.argument("first")
@click.argument("second")
@json_option
def diff(first: str, second: str, as_json: bool) -> None:
    """比较两个标准（随程序提供的编号，或文件）：增加、删除、改动的评查项。"""
    old, new = _load(first), _load(second)
    before = {item.id: item for item in old.items}
    after = {item.id: item for item in new.items}
    result = {
        "added": sorted(after.keys() - before.keys()),
        "removed": sorted(before.keys() - after.keys()),
        "changed": [
            {"id": key, "fields": fields}
            for key in before
            if key in after and (fields := _changed(before[key], after[key]))
        ],
    }
    answer(result, as_json, _lines(result))


def _changed(old: Item, new: Item) -> list[str]:
    return [name for name in Item.__dataclass_fields__ if getattr(old, name) != getattr(new, name)]


def _lines(result: dict[str, Any]) -> Iterator[str]:
    yield f"增加 {len(result['added'])} 项，删除 {len(result['removed'])} 项，改动 {len(result['changed'])} 项"
    yield from (f"  + {key}" for key in result["added"])
    yield from (f"  - {key}" for key in result["removed"])
    yield from (f"  * {change['id']}：{'、'.join(change['fields'])}" for change in result["changed"])


def _load(name: str) -> Standard:
    if name in resources.standard_names():
        return _shipped(name)
    return load_standard(_text(Path(name)), name)


def _shipped(name: str) -> Standard:
    return load_standard(resources.read_text("standards", f"{name}.toml"), name)


def _text(path: Path) -> str:
    try:
        return read_bytes(path, LIMIT).decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        raise NotUtf8Error(path) from fault
