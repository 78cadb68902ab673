"""Standards and grade scales from their TOML files; strict, and all faults of a file at once."""

from collections.abc import Callable, Iterable
from decimal import Decimal
from itertools import pairwise
from types import MappingProxyType
from typing import TypeVar

from review_forms.category import CaseCategory
from review_forms.errors import UserError
from review_forms.grading import Grade, GradeScale, Need
from review_forms.item_rules import read_item
from review_forms.scoring import figure
from review_forms.standard import HUNDRED, ZERO, Family, Item, ItemKind, Section, Severity, Standard
from review_forms.toml_reader import Fault, TomlTable, read_document

__all__ = [
    "DefinitionFaultsError",
    "Fault",
    "ScaleFaultsError",
    "StandardFaultsError",
    "check_scale",
    "check_standard",
    "load_scale",
    "load_standard",
]

_MOST_LISTED = 30
Definition = TypeVar("Definition", Standard, GradeScale)


class DefinitionFaultsError(UserError):
    """A definition file has faults; `faults` holds all of them, the sentence names the first thirty."""

    kind = "文件"

    def __init__(self, name: str, faults: tuple[Fault, ...]) -> None:
        listed = "；".join(str(fault) for fault in faults[:_MOST_LISTED])
        rest = f"；其余 {len(faults) - _MOST_LISTED} 处从略" if len(faults) > _MOST_LISTED else ""
        super().__init__(f"{self.kind}“{name}”有 {len(faults)} 处错误，没有采用，请改正后再试。{listed}{rest}。")
        self.name = name
        self.faults = faults


class StandardFaultsError(DefinitionFaultsError):
    """A standard's file has faults."""

    kind = "评查标准文件"


class ScaleFaultsError(DefinitionFaultsError):
    """A grade scale's file has faults."""

    kind = "等次表文件"


def load_standard(text: str, name: str) -> Standard:
    """The standard that a TOML text describes; `name` is what the file is called in an error.

    Raises:
        StandardFaultsError: The text has faults; the error holds all of them.
    """
    standard, faults = _read(text, _read_standard)
    if standard is None or faults:
        raise StandardFaultsError(name, faults)
    return standard


def check_standard(text: str) -> tuple[Fault, ...]:
    """All faults of a standard's text in the order of the file; empty when it is good."""
    return _read(text, _read_standard)[1]


def load_scale(text: str, name: str) -> GradeScale:
    """The grade scale that a TOML text describes.

    Raises:
        ScaleFaultsError: The text has faults; the error holds all of them.
    """
    scale, faults = _read(text, _read_scale)
    if scale is None or faults:
        raise ScaleFaultsError(name, faults)
    return scale


def check_scale(text: str) -> tuple[Fault, ...]:
    """All faults of a grade scale's text in the order of the file; empty when it is good."""
    return _read(text, _read_scale)[1]


def _read(text: str, reader: Callable[[TomlTable], Definition]) -> tuple[Definition | None, tuple[Fault, ...]]:
    root, log = read_document(text)
    definition = None if root is None else reader(root)
    return definition, log.faults


def _read_standard(root: TomlTable) -> Standard:
    family = root.member("family", Family, required=True)
    tables = root.tables("sections", "类别")
    read = [_read_section(table) for table in tables]
    sections = tuple(section for section, _ in read)
    items = [(item, table) for section, tables in read for item, table in zip(section.items, tables, strict=True)]
    standard = Standard(
        id=root.identifier("id"),
        version=root.identifier("version"),
        title=root.line("title", required=True),
        categories=root.members("categories", CaseCategory),
        family=family or Family.POINTS,
        sections=sections,
        renamed=MappingProxyType(root.pairs("renamed")),
        notice=root.text("notice"),
        sources=root.texts("sources"),
        bonus_cap=root.number("bonus_cap"),
        case_cap=root.number("case_cap"),
        full_marks=_number_or(root, "full_marks", HUNDRED),
        base=root.number("base") or ZERO,
        veto_scores_zero=root.flag("veto_scores_zero", usual=False),
    )
    root.close()
    _check_unique(((section.id, table) for section, table in zip(sections, tables, strict=True)), "类别编号")
    _check_unique(((item.id, table) for item, table in items), "评查项编号")
    _check_renamed(root, standard)
    _check_caps(root, standard)
    if family is not None:
        _check_family(root, standard, tables, items)
    return standard


def _number_or(table: TomlTable, key: str, usual: Decimal) -> Decimal:
    number = table.number(key)
    return usual if number is None else number


def _read_section(table: TomlTable) -> tuple[Section, tuple[TomlTable, ...]]:
    """A section, and the tables of its items in the same order."""
    section_id = table.identifier("id")
    if section_id:
        table.label = f"类别“{section_id}”："
    title = table.line("title", required=True)
    points = table.number("points")
    absolute = table.flag("absolute", usual=False)
    tables = table.tables("items", table.label)
    items = tuple(read_item(part) for part in tables)
    table.close()
    _check_sum(table, points, items, tables)
    return Section(section_id, title, points or ZERO, items, absolute), tables


def _check_sum(table: TomlTable, points: object, items: tuple[Item, ...], tables: tuple[TomlTable, ...]) -> None:
    """Whether a section's points are those of its items; left alone while one of them cannot be read."""
    if not table.is_sound("points") or not all(part.is_sound("points") and part.is_sound("kind") for part in tables):
        return
    total = sum((item.points for item in items if item.kind.deducts), ZERO)
    if total and points is None:
        table.fault("points", f"缺少“points”，各评查项合计 {figure(total)} 分")
    elif total != (points or ZERO):
        table.fault("points", f"写明 {points} 分，各评查项合计却是 {figure(total)} 分")


def _check_unique(named: Iterable[tuple[str, TomlTable]], what: str) -> None:
    seen: dict[str, TomlTable] = {}
    for name, table in named:
        if name and name in seen:
            first = seen[name].log.line((*seen[name].path, "id"))
            table.fault("id", f"{what}“{name}”重复，第 {first} 行已经用过")
        seen.setdefault(name, table)


def _check_renamed(root: TomlTable, standard: Standard) -> None:
    """A name that was given up leads to a living item, and no living item bears it."""
    living = {item.id for item in standard.items}
    for old, new in standard.renamed.items():
        path = ("renamed", old)
        if not old.isascii():
            root.log.add(path, f"更名表：原编号“{old}”不合规定，只能用英文字母、数字、连字符、下划线和点")
        if old in living:
            root.log.add(path, f"更名表：原编号“{old}”仍是现有评查项，不能再更名")
        if new not in living:
            root.log.add(path, f"更名表：“{old}”更名为“{new}”，但没有编号为“{new}”的评查项")


def _check_caps(root: TomlTable, standard: Standard) -> None:
    gives_bonus = any(item.kind is ItemKind.BONUS for item in standard.items)
    if gives_bonus and not root.gives("bonus_cap"):
        root.fault("bonus_cap", "设有加分项，却缺少加分总上限“bonus_cap”")
    for key, cap in (("bonus_cap", standard.bonus_cap), ("case_cap", standard.case_cap)):
        if cap == 0:
            root.fault(key, f"“{key}”应大于 0，不设上限的请删去")
    if standard.full_marks == 0:
        root.fault("full_marks", "“full_marks”应大于 0，满分为一百分的请删去")
    elif standard.base >= standard.full_marks:
        root.fault("base", f"“base”应小于满分 {figure(standard.full_marks)} 分，其余的分数才归各评查项")


def _check_family(
    root: TomlTable, standard: Standard, tables: tuple[TomlTable, ...], items: list[tuple[Item, TomlTable]]
) -> None:
    """Points must come to the full marks; absorption knows no points at all."""
    if standard.family is Family.POINTS:
        sound = all(table.is_sound("points") for table in tables) and root.is_sound("full_marks")
        if sound and standard.total != standard.full_marks:
            root.fault("sections", f"各类别合计 {figure(standard.total)} 分，应为 {figure(standard.full_marks)} 分")
        return
    for item, table in items:
        if item.kind.deducts or item.kind is ItemKind.BONUS:
            table.fault("kind", f"吸收制标准不计分，不能有“{item.kind.label}”类评查项")
    for key in ("bonus_cap", "case_cap", "full_marks", "base", "veto_scores_zero"):
        if root.gives(key):
            root.fault(key, f"吸收制标准不计分，不设“{key}”")


def _read_scale(root: TomlTable) -> GradeScale:
    tables = root.tables("grades", "等次")
    scale = GradeScale(
        id=root.identifier("id"),
        title=root.line("title", required=True),
        grades=tuple(_read_grade(table) for table in tables),
        notice=root.text("notice"),
        sources=root.texts("sources"),
    )
    root.close()
    _check_unique(((grade.id, table) for grade, table in zip(scale.grades, tables, strict=True)), "等次编号")
    _check_order(scale, tables)
    return scale


def _read_grade(table: TomlTable) -> Grade:
    grade_id = table.identifier("id")
    if grade_id:
        table.label = f"等次“{grade_id}”："
    grade = Grade(
        id=grade_id,
        name=table.line("name", required=True),
        shape=table.line("shape", required=True),
        minimum_points=table.number("minimum_points", required=True) or ZERO,
        worst_severity=table.member("worst_severity", Severity, required=True) or Severity.NOTE,
        determined_by=table.line("determined_by", required=True),
        needs=table.members("needs", Need) if table.gives("needs") else (),
    )
    table.close()
    return grade


def _check_order(scale: GradeScale, tables: tuple[TomlTable, ...]) -> None:
    """Grades run from best to worst, and the last one takes every case."""
    rows = list(zip(scale.grades, tables, strict=True))
    readable = [row for row in rows if row[1].is_sound("minimum_points") and row[1].is_sound("worst_severity")]
    if len(readable) != len(rows) or not rows:
        return
    for (better, _), (worse, table) in pairwise(rows):
        if worse.minimum_points >= better.minimum_points:
            table.fault("minimum_points", f"最低分应低于上一等次的 {figure(better.minimum_points)} 分")
        if worse.worst_severity.rank < better.worst_severity.rank:
            table.fault("worst_severity", "能容许的最重问题不应轻于上一等次")
    last, table = rows[-1]
    if Need.MERIT in last.needs:
        table.fault("needs", "最后一个等次兜底，不能以亮点为条件")
    if last.minimum_points != 0:
        table.fault("minimum_points", "最后一个等次的最低分应为 0")
    if last.worst_severity is not Severity.ERROR:
        table.fault("worst_severity", "最后一个等次应容许“error”（差错）")
