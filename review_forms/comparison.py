"""What differs between two standards: items added, removed, reworded, re-weighted or moved, word for word."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from review_forms.scoring import figure
from review_forms.standard import HUNDRED, Item, Section, Standard
from review_forms.succession import predecessors


class Change(StrEnum):
    """What became of an item."""

    ADDED = "added"
    REMOVED = "removed"
    REWEIGHTED = "reweighted"
    REWORDED = "reworded"
    MOVED = "moved"

    @property
    def label(self) -> str:
        """The Chinese word for it."""
        return _LABELS[self]


_LABELS = {
    Change.ADDED: "新增",
    Change.REMOVED: "删去",
    Change.REWEIGHTED: "改计分",
    Change.REWORDED: "改文字",
    Change.MOVED: "移动",
}


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field that reads otherwise: its key in the file, its Chinese name, and both texts."""

    key: str
    label: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class ItemChange:
    """One item in both standards; `old` or `new` is None where it is in one of them only.

    `changes` is empty where nothing differs. `old_section` and `new_section` are titles.
    """

    changes: tuple[Change, ...]
    old: Item | None
    new: Item | None
    old_section: str
    new_section: str
    fields: tuple[FieldChange, ...]

    @property
    def item(self) -> Item:
        """The item as it is now, or as it last was."""
        item = self.new or self.old
        assert item is not None, "an item stands in one of the two at least"
        return item


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two standards side by side: their heads, and their items in the order of the new form.

    An item that was removed stands behind the one that it stood behind before.
    """

    old: Standard
    new: Standard
    head: tuple[FieldChange, ...]
    items: tuple[ItemChange, ...]

    def count(self, change: Change) -> int:
        """How many items changed so."""
        return sum(change in item.changes for item in self.items)


Told = Callable[[Item], str]
# what an item weighs, and what it says: the key in the file, the word for it, the text
_WEIGHTS: tuple[tuple[str, str, Told], ...] = (
    ("kind", "类型", lambda item: item.kind.label),
    ("points", "分值", lambda item: figure(item.points) if item.points else ""),
    ("deduction", "每次扣分", lambda item: "" if item.deduction is None else figure(item.deduction)),
    ("minimum", "最少扣分", lambda item: "" if item.minimum is None else figure(item.minimum)),
    ("cap", "扣分上限", lambda item: "" if item.cap is None else figure(item.cap)),
    ("elements", "要素", lambda item: "\n".join(item.elements)),
    ("element_points", "要素分值", lambda item: "\n".join(map(figure, item.element_points))),
    ("severity", "程度", lambda item: "" if item.severity is None else item.severity.label),
    ("outcome", "属于改判、发回", lambda item: _yes(item.outcome)),
)
_WORDS: tuple[tuple[str, str, Told], ...] = (
    ("id", "编号", lambda item: item.id),
    ("prompt", "评查内容", lambda item: item.prompt),
    ("rule", "规则", lambda item: item.rule),
    ("common_errors", "常见错误", lambda item: "\n".join(item.common_errors)),
    ("not_a_fault", "不算问题", lambda item: item.not_a_fault),
    ("basis", "依据", lambda item: item.basis),
    ("remediable", "可以整改", lambda item: _yes(item.remediable)),
    ("source", "来源", lambda item: item.source),
)
_HEAD: tuple[tuple[str, str, Callable[[Standard], str]], ...] = (
    ("id", "标准编号", lambda standard: standard.id),
    ("version", "版本", lambda standard: standard.version),
    ("title", "名称", lambda standard: standard.title),
    ("categories", "案件性质", lambda standard: "、".join(category.label for category in standard.categories)),
    ("family", "类型", lambda standard: standard.family.label),
    ("full_marks", "满分", lambda standard: "" if standard.full_marks == HUNDRED else figure(standard.full_marks)),
    ("base", "基础分", lambda standard: figure(standard.base) if standard.base else ""),
    ("veto_scores_zero", "一票否决得零分", lambda standard: _yes(standard.veto_scores_zero)),
    ("case_cap", "全案扣分上限", lambda standard: "" if standard.case_cap is None else figure(standard.case_cap)),
    ("bonus_cap", "加分总上限", lambda standard: "" if standard.bonus_cap is None else figure(standard.bonus_cap)),
    ("notice", "说明", lambda standard: standard.notice),
    ("sources", "来源", lambda standard: "\n".join(standard.sources)),
    ("sections", "类别", lambda standard: "\n".join(map(_section_line, standard.sections))),
)


def compare(old: Standard, new: Standard) -> Comparison:
    """Both standards side by side; an id that the new one renamed is followed.

    Of several old items that were merged into one the first is compared with it, the others count as removed.
    """
    head = tuple(FieldChange(key, label, told(old), told(new)) for key, label, told in _HEAD if told(old) != told(new))
    return Comparison(old, new, head, tuple(_items(old, new)))


def _items(old: Standard, new: Standard) -> Iterator[ItemChange]:
    before = predecessors(old, new)
    old_titles, new_titles = _titles(old), _titles(new)
    names = {item.id: successor for successor, item in before.items()}
    gone = _gone_after(old.items, names)
    moved = _moved(list(names.values()), [item.id for item in new.items])
    yield from (_removed(item, old_titles) for item in gone.get("", ()))
    for item in new.items:
        earlier = before.get(item.id)
        yield (
            ItemChange((Change.ADDED,), None, item, "", new_titles[item.id], ())
            if earlier is None
            else _kept(earlier, item, old_titles[earlier.id], new_titles[item.id], has_moved=item.id in moved)
        )
        yield from (_removed(lost, old_titles) for lost in gone.get(item.id, ()))


def _kept(old: Item, new: Item, old_section: str, new_section: str, *, has_moved: bool) -> ItemChange:
    weights, words = tuple(_differing(_WEIGHTS, old, new)), tuple(_differing(_WORDS, old, new))
    changes = (
        *((Change.REWEIGHTED,) if weights else ()),
        *((Change.REWORDED,) if words else ()),
        *((Change.MOVED,) if has_moved or old_section != new_section else ()),
    )
    return ItemChange(changes, old, new, old_section, new_section, (*weights, *words))


def _differing(fields: tuple[tuple[str, str, Told], ...], old: Item, new: Item) -> Iterator[FieldChange]:
    for key, label, told in fields:
        before, after = told(old), told(new)
        if before != after:
            yield FieldChange(key, label, before, after)


def _removed(item: Item, titles: Mapping[str, str]) -> ItemChange:
    return ItemChange((Change.REMOVED,), item, None, titles[item.id], "", ())


def _gone_after(items: tuple[Item, ...], names: Mapping[str, str]) -> dict[str, list[Item]]:
    """The removed items under the living one that they stood behind, or under an empty id at the very beginning.

    `names` leads from an old item that lives on to its present id.
    """
    gone: dict[str, list[Item]] = {}
    last = ""
    for item in items:
        if item.id in names:
            last = names[item.id]
        else:
            gone.setdefault(last, []).append(item)
    return gone


def _moved(before: list[str], after: list[str]) -> set[str]:
    """The items that left their order: all but the longest run that kept it."""
    place = {item_id: at for at, item_id in enumerate(before)}
    kept = [item_id for item_id in after if item_id in place]
    best: list[list[str]] = []
    for at, item_id in enumerate(kept):
        runs = [best[earlier] for earlier in range(at) if place[kept[earlier]] < place[item_id]]
        best.append([*_longest(runs), item_id])
    return set(kept) - set(_longest(best))


def _longest(runs: list[list[str]]) -> list[str]:
    return max(runs, key=lambda run: len(run)) if runs else []


def _titles(standard: Standard) -> dict[str, str]:
    return {item.id: section.title for section in standard.sections for item in section.items}


def _section_line(section: Section) -> str:
    points = f" {figure(section.points)} 分" if section.points else ""
    return f"{section.title}{points}{'（扣分制）' if section.absolute else ''}"


def _yes(claim: bool) -> str:
    return "是" if claim else "否"
