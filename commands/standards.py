"""`standards`: the shelf; check a file; what differs between two; out to a file, in as a draft, published; tried."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import click

import resources
from commands.frame import Desk, answer, json_option, pass_desk
from exports.ledgers.standard_files import check_file, export_standard, read_standard_text
from models.queries import standards as queries
from models.queries.regrading import RegradedCase, Regrading, regrade
from models.queries.standards import ShelfEntry
from models.services import standards as services
from models.services.batches import find
from models.store.workspace import DATABASE
from review_forms.comparison import Change, Comparison, compare
from review_forms.loader import load_standard
from review_forms.standard import Standard
from review_forms.standard_sheet import sheet_of_toml


@click.group("standards")
def command() -> None:
    """评查标准。"""


@command.command("list")
@json_option
@pass_desk
def list_standards(desk: Desk, as_json: bool) -> None:
    """列出随程序提供的标准；已有工作区的，也列出本院的草稿和已发布的版本。"""
    if _has_workspace(desk):
        with desk.store() as store, store.read() as session:
            entries = queries.shelf(session)
    else:
        entries = queries.shipped()
    lines = (
        f"{one.key}\t{one.title}\t{one.version}\t{one.state.label}\t{one.items} 项"
        + (f"\t{one.batches} 个批次" if one.batches else "")
        for one in entries
    )
    answer({"standards": [_entry(one) for one in entries]}, as_json, lines)


def _entry(entry: ShelfEntry) -> dict[str, Any]:
    return {
        "id": entry.standard_id,
        "key": entry.key,
        "state": entry.state.value,
        "title": entry.title,
        "version": entry.version,
        "family": entry.family.value if entry.family else None,
        "categories": [category.value for category in entry.categories],
        "items": entry.items,
        "total": entry.total,
        "batches": entry.batches,
        "based_on": entry.based_on,
    }


@command.command("check")
@click.argument("file", type=click.Path(path_type=Path))
@json_option
@click.pass_context
def check(context: click.Context, file: Path, as_json: bool) -> None:
    """检查一个标准文件（.toml 或 .xlsx），一次列出全部问题。"""
    faults = check_file(file)
    errors = [{"line": fault.line, "key": fault.key, "message": fault.message} for fault in faults]
    lines = (
        f"第{fault.line}行 {fault.key}".rstrip() + f"：{fault.message}" if fault.line else fault.message
        for fault in faults
    )
    answer({"ok": not faults, "errors": errors}, as_json, lines if faults else ["没有问题"])
    if faults:
        context.exit(1)


@command.command("diff")
@click.argument("first")
@click.argument("second")
@json_option
@pass_desk
def diff(desk: Desk, first: str, second: str, as_json: bool) -> None:
    """比较两个标准（编号、“编号 版本”，或文件）：增加、删除、改动的评查项。"""
    comparison = compare(_load(desk, first), _load(desk, second))
    kept = [each for each in comparison.items if each.changes and each.old and each.new]
    result = {
        "added": sorted(each.item.id for each in comparison.items if Change.ADDED in each.changes),
        "removed": sorted(each.item.id for each in comparison.items if Change.REMOVED in each.changes),
        "changed": [
            {
                "id": each.item.id,
                "fields": [field.key for field in each.fields],
                "changes": [change.value for change in each.changes],
            }
            for each in kept
        ],
        "head": [field.key for field in comparison.head],
    }
    answer(result, as_json, _lines(comparison))


def _lines(comparison: Comparison) -> Iterator[str]:
    yield "，".join(f"{change.label} {comparison.count(change)} 项" for change in Change)
    yield from (f"标准　{field.label}：{_short(field.old)} → {_short(field.new)}" for field in comparison.head)
    for each in comparison.items:
        if each.changes:
            yield f"{'、'.join(change.label for change in each.changes)}　{each.item.id}　{each.item.prompt}"
            yield from (f"　　{field.label}：{_short(field.old)} → {_short(field.new)}" for field in each.fields)


def _short(text: str) -> str:
    flat = "；".join(text.splitlines())
    return (flat if len(flat) <= 60 else f"{flat[:59]}…") or "（空）"


@command.command("export")
@click.argument("name")
@click.argument("file", type=click.Path(path_type=Path))
@json_option
@pass_desk
def export(desk: Desk, name: str, file: Path, as_json: bool) -> None:
    """把一个标准存为 .xlsx 或 .toml 文件。"""
    items = export_standard(file, _text_of(desk, name))
    answer({"file": str(file), "items": items}, as_json, [f"已写出《{file.name}》，{items} 个评查项"])


@command.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@json_option
@pass_desk
def import_draft(desk: Desk, file: Path, as_json: bool) -> None:
    """把 .xlsx 或 .toml 文件收为本院的草稿；有错误的逐条列出，草稿仍然收入。"""
    text = read_standard_text(file)
    sheet_of_toml(text, file.name)  # what is no TOML at all is refused under the file's own name
    faults = check_file(file)
    with desk.store() as store, store.write(desk.actor(store)) as session:
        draft_id, _ = services.begin_draft(session, text, f"文件《{file.name}》")
    result = {"draft": str(draft_id), "errors": [fault.message for fault in faults]}
    answer(result, as_json, [f"已收为草稿 {draft_id}", *(f"　　{fault}" for fault in faults)])


@command.command("publish")
@click.argument("draft")
@click.option("--version", required=True, help="与以前不同的版本，例如 2026.2。")
@json_option
@pass_desk
def publish(desk: Desk, draft: str, version: str, as_json: bool) -> None:
    """把草稿发布为一个版本，以后不再改动。"""
    with desk.store() as store:
        with store.read() as session:
            entry = queries.shelf_entry(session, draft)
        if entry.state is queries.StandardState.SHIPPED:
            raise services.PublishedStandardError(entry.title, entry.version)
        with store.write(desk.actor(store)) as session:
            services.publish(session, UUID(entry.key), version)
        with store.read() as session:
            entry = queries.shelf_entry(session, entry.key)
    answer(_entry(entry), as_json, [f"已发布《{entry.title}》{entry.version} 版（{entry.standard_id}）"])


@command.command("regrade")
@click.argument("batch")
@click.argument("standard")
@click.option("--scale", type=click.Choice(resources.scale_names()), help="改用另一个等次表。")
@json_option
@pass_desk
def try_on_batch(desk: Desk, batch: str, standard: str, scale: str | None, as_json: bool) -> None:
    """用另一个标准试算一个批次，看哪些案件的等次会变、为什么；不改动任何结果。"""
    text = _text_of(desk, standard)
    scale_text = resources.read_text("scales", f"{scale}.toml") if scale else None
    with desk.store() as store, store.read() as session:
        found = regrade(session, find(session, batch).id, text, scale_text)
    answer(_regraded(found), as_json, _regraded_lines(found))


def _regraded(found: Regrading) -> dict[str, Any]:
    return {
        "batch": found.batch,
        "cases": len(found.cases),
        "changed": len(found.changed),
        "unread": found.unread,
        "rows": [_case(case) for case in found.cases],
    }


def _case(case: RegradedCase) -> dict[str, Any]:
    return {
        "case": case.number,
        "old": case.old.proposed.id,
        "new": case.new.proposed.id,
        "old_points": case.old.points,
        "new_points": case.new.points,
        "changed": case.is_changed,
        "unanswered": case.unanswered,
        "because": [reason.text for reason in case.gained],
        "no_longer": [reason.text for reason in case.lost],
    }


def _regraded_lines(found: Regrading) -> Iterator[str]:
    yield f"试算 {len(found.cases)} 件，等次变化 {len(found.changed)} 件" + (
        f"；另有 {found.unread} 件尚未提交评查" if found.unread else ""
    )
    for case in found.changed:
        yield f"{case.number}　{case.old.proposed.name} → {case.new.proposed.name}"
        yield from (f"　　{reason.text}" for reason in case.gained)
        if case.unanswered:
            yield f"　　未评 {case.unanswered} 项，按无扣分计"


def _load(desk: Desk, name: str) -> Standard:
    return load_standard(_text_of(desk, name), name)


def _text_of(desk: Desk, name: str) -> str:
    """The TOML of a shipped standard, of a file, or of one on the workspace's shelf, looked for in this order."""
    if name in resources.standard_names():
        return resources.read_text("standards", f"{name}.toml")
    if Path(name).suffix.lower() in (".toml", ".xlsx") or not _has_workspace(desk):
        return read_standard_text(Path(name))
    with desk.store() as store, store.read() as session:
        return queries.standard_text(session, queries.shelf_entry(session, name).key)


def _has_workspace(desk: Desk) -> bool:
    """The shelf that ships can be read without a workspace."""
    return (desk.folder / DATABASE).exists()
