"""A standard as a person reads it: what it is, where it comes from, and item by item what is looked at and why."""

from collections.abc import Iterator

from exports.standard_words import elements_in_words, section_title, section_weight, whole_rules
from gui.forms.editors import effect_of
from gui.pages.standards.rich_text import block, coloured, framed, labelled, words
from gui.theme import Theme
from gui.widgets.badges import severity_text
from review_forms.scoring import figure
from review_forms.standard import Family, Item, Section, Standard


def reading_text(standard: Standard, theme: Theme, points: float) -> str:
    """The whole standard as HTML; `points` is the size of ordinary text. Anchors are those of `section_anchor`."""
    parts = [*_head(standard, theme, points)]
    number = 0
    for at, section in enumerate(standard.sections):
        parts.append(_section_head(at, section, theme, points))
        for item in section.items:
            number += 1
            parts.append(_item(number, item, theme, points))
    parts.extend(_renamed(standard, theme, points))
    return f"<body>{''.join(parts)}</body>"


def section_anchor(at: int) -> str:
    """The name of the place where a section begins."""
    return f"section-{at}"


def scope(standard: Standard) -> str:
    """Version, family, size and range of a standard in a line."""
    full = f"满分 {figure(standard.full_marks)} 分" if standard.family is Family.POINTS else ""
    categories = "、".join(category.label for category in standard.categories) or "各类案件"
    parts = (
        f"版本 {standard.version}",
        standard.family.label,
        full,
        f"{len(standard.items)} 项",
        f"适用：{categories}",
    )
    return "　·　".join(part for part in parts if part)


def _head(standard: Standard, theme: Theme, points: float) -> Iterator[str]:
    yield block(words(standard.title), size=points + 6, bold=True, above=6, below=2)
    yield block(words(scope(standard)), colour=theme.muted, below=8)
    if standard.notice:
        yield framed(block(words(standard.notice)), theme.accent_wash)
    rules = tuple(whole_rules(standard))
    if rules:
        yield block("计分规则", bold=True, above=12, below=2)
        yield from (block(f"· {words(rule)}") for rule in rules)
    if standard.sources:
        yield block("制定依据", bold=True, above=12, below=2)
        yield block("；".join(words(source) for source in standard.sources) + "。", colour=theme.muted)


def _section_head(at: int, section: Section, theme: Theme, points: float) -> str:
    title = block(
        f'<a name="{section_anchor(at)}"></a>{words(section_title(at, section))}', size=points + 2.5, bold=True
    )
    weight = f'<p align="right">{words(section_weight(section))}&nbsp;&nbsp;{len(section.items)} 项</p>'
    return (
        _gap(9) + f'<table width="100%" cellspacing="0" cellpadding="8" style="background-color:{theme.raised};">'
        f'<tr><td>{title}</td><td width="180" style="color:{theme.muted};">{weight}</td></tr></table>'
    )


def _item(number: int, item: Item, theme: Theme, points: float) -> str:
    worth = f"{figure(item.points)} 分" if item.points else "不计分"
    head = (
        _gap(7) + f'<table width="100%" cellspacing="0" cellpadding="0"><tr>'
        f"<td>{block(f'{number}. {words(item.prompt)}', size=points + 0.5, bold=True)}</td>"
        f'<td width="90"><p align="right" style="font-weight:600;">{worth}</p></td></tr></table>'
    )
    return (
        head
        + block(words(_terms(item)), colour=theme.muted, above=2, below=2)
        + labelled(_rows(item, theme), theme, 84)
    )


def _gap(size: float) -> str:
    """Room between two tables, whose own margins count for nothing."""
    return f'<p style="font-size:{size:g}pt; margin:0; line-height:100%;">&nbsp;</p>'


def _terms(item: Item) -> str:
    """What a fault does, how serious it usually is, and whether it can be mended, in a line."""
    parts = [item.kind.label, effect_of(item)]
    if item.severity is not None:
        parts.append(f"一般定为 {severity_text(item.severity)}")
    parts.append("可以整改" if item.remediable else "无法补正")
    if item.outcome:
        parts.append("属于改判、发回等裁判结果")
    return "　·　".join(parts)


def _rows(item: Item, theme: Theme) -> list[tuple[str, str]]:
    rows = [
        ("规则", words(item.rule)),
        ("要素", words(elements_in_words(item))),
        ("常见错误", "<br>".join(f"· {words(error)}" for error in item.common_errors)),
        ("不算问题", words(item.not_a_fault)),
        ("依据", words(item.basis)),
        ("来源", coloured(words(item.source), theme.muted) if item.source else ""),
        ("编号", coloured(words(item.id), theme.muted)),
    ]
    return [(name, content) for name, content in rows if content]


def _renamed(standard: Standard, theme: Theme, points: float) -> Iterator[str]:
    if standard.renamed:
        yield block("更名的评查项", size=points + 1, bold=True, above=16, below=2)
        yield from (block(words(f"{old} 改为 {new}"), colour=theme.muted) for old, new in standard.renamed.items())
