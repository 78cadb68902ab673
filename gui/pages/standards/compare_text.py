"""Two standards side by side as text: what changed is named in words, and marked in the wording itself."""

import re
from collections.abc import Iterator
from difflib import SequenceMatcher

from gui.pages.standards.rich_text import block, coloured, words
from gui.theme import Theme
from review_forms.comparison import Change, Comparison, FieldChange, ItemChange
from review_forms.scoring import figure
from review_forms.standard import Item

EVERYTHING, DIFFERENT = "all", "different"
_SHORT = 6
# numbers and Latin words whole, everything else character by character
_PIECES = re.compile(r"[0-9.]+|[A-Za-z_-]+|.", re.ASCII | re.DOTALL)
_MARKS = {Change.ADDED: "＋", Change.REMOVED: "－", Change.REWEIGHTED: "±", Change.REWORDED: "✎", Change.MOVED: "↕"}


def shown_items(comparison: Comparison, sieve: str) -> tuple[ItemChange, ...]:
    """The items that a sieve lets through: all, the different ones, or those with one kind of change."""
    if sieve == EVERYTHING:
        return comparison.items
    if sieve == DIFFERENT:
        return tuple(item for item in comparison.items if item.changes)
    return tuple(item for item in comparison.items if Change(sieve) in item.changes)


def compare_text(comparison: Comparison, sieve: str, names: tuple[str, str], theme: Theme) -> str:
    """The comparison as HTML: a row for each item, the old standard at the left, the new one at the right.

    `names` are what the two are called.
    """
    old, new = (block(words(name), bold=True) for name in names)
    rows = [_row("", old, new, theme.raised)]
    if sieve in (EVERYTHING, DIFFERENT):
        rows += [_head_row(change, theme) for change in comparison.head]
    section = ""
    for item in shown_items(comparison, sieve):
        title = item.new_section or item.old_section
        if title != section:
            section = title
            rows.append(_section_row(title, theme))
        rows.append(_item_row(item, theme))
    style = f'border="1" style="border-collapse:collapse; border-color:{theme.line}; border-style:solid;"'
    return f'<table width="100%" cellspacing="0" cellpadding="7" {style}>{"".join(rows)}</table>'


def marked(old: str, new: str, theme: Theme) -> tuple[str, str]:
    """Both texts as HTML: what only the old one has struck out, what only the new one has underlined.

    Numbers and other short texts are marked as a whole.
    """
    if max(len(old), len(new)) <= _SHORT and old != new:
        return old and _struck(words(old), theme), new and _underlined(words(new), theme)
    before, after = [], []
    first, second = _PIECES.findall(old), _PIECES.findall(new)
    for tag, i, j, k, m in SequenceMatcher(None, first, second, autojunk=False).get_opcodes():
        gone, come = words("".join(first[i:j])), words("".join(second[k:m]))
        is_same = tag == "equal"
        before.append(gone if is_same or not gone else _struck(gone, theme))
        after.append(come if is_same or not come else _underlined(come, theme))
    return "".join(before), "".join(after)


def _struck(content: str, theme: Theme) -> str:
    return f'<span style="color:{theme.bad.ink}; background-color:{theme.bad.wash};"><s>{content}</s></span>'


def _underlined(content: str, theme: Theme) -> str:
    return f'<span style="color:{theme.good.ink}; background-color:{theme.good.wash};"><u>{content}</u></span>'


def _row(change: str, old: str, new: str, ground: str = "") -> str:
    style = f' style="background-color:{ground};"' if ground else ""
    return f'<tr{style}><td width="84">{change}</td><td width="47%">{old}</td><td width="47%">{new}</td></tr>'


def _section_row(title: str, theme: Theme) -> str:
    head = block(words(title), bold=True)
    return f'<tr style="background-color:{theme.raised};"><td colspan="3">{head}</td></tr>'


def _head_row(change: FieldChange, theme: Theme) -> str:
    old, new = marked(change.old, change.new, theme)
    name = coloured(words(change.label), theme.muted)
    return _row(block("标准信息"), block(f"{name}　{old or '（空）'}"), block(f"{name}　{new or '（空）'}"))


def _item_row(item: ItemChange, theme: Theme) -> str:
    change = "".join(block(coloured(f"{_MARKS[one]} {one.label}", _ink(one, theme)), bold=True) for one in item.changes)
    if not item.changes:
        change = block(coloured("未变", theme.muted))
    old, new = _sides(item, theme)
    return _row(change, old, new)


def _ink(change: Change, theme: Theme) -> str:
    inks = {Change.ADDED: theme.good.ink, Change.REMOVED: theme.bad.ink, Change.REWEIGHTED: theme.serious.ink}
    return inks.get(change, theme.accent)


def _sides(item: ItemChange, theme: Theme) -> tuple[str, str]:
    if item.old is None or item.new is None:
        whole = "".join(_whole(item.item, theme))
        return ("", whole) if item.old is None else (whole, "")
    fields = {change.key: marked(change.old, change.new, theme) for change in item.fields}
    prompts = fields.pop("prompt", (words(item.old.prompt), words(item.new.prompt)))
    sides = [[block(prompt, bold=True)] for prompt in prompts]
    if Change.MOVED in item.changes and item.old_section != item.new_section:
        fields["section"] = marked(item.old_section, item.new_section, theme)
    labels = {change.key: change.label for change in item.fields} | {"section": "类别"}
    for key, pair in fields.items():
        for side, content in zip(sides, pair, strict=True):
            name = coloured(words(labels[key]), theme.muted)
            side.append(block(f"{name}　{content or coloured('（空）', theme.muted)}", above=2))
    return "".join(sides[0]), "".join(sides[1])


def _whole(item: Item, theme: Theme) -> Iterator[str]:
    yield block(words(item.prompt), bold=True)
    worth = f"{figure(item.points)} 分" if item.points else "不计分"
    yield block(coloured(words(f"{item.kind.label}　{worth}"), theme.muted), above=2)
    yield block(words(item.rule), above=2)
